"""Sources that are feeds, listings and drop folders, read from a site on the loopback address."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stancepipe.errors import SourceError
from stancepipe.ingest.feeds import parse_feed, read_source
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.inputs import InputRecord
from stancepipe.sources import Source

if TYPE_CHECKING:
    from conftest import Site

TODAY = date(2026, 1, 1)
LEXICONS = Path(__file__).resolve().parents[3] / "corpora" / "lexicons"
FEED = Source(
    id="irl-dfa", publisher="Department of Foreign Affairs", country="IRL", official=True, url="set by the test",
    doc_type="official_statement", kind="feed", language="en", schedule="daily", note=None,
)  # fmt: skip


def article(words: str, published: str = "2020-01-01") -> str:
    head = f'<meta property="article:published_time" content="{published}"><meta property="og:site_name" content="S">'
    return f"<html><head><title>On crossings</title>{head}</head><body><article><p>{words}</p></article></body></html>"


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'


def item(link: str, title: str, published: str = "") -> str:
    day = f"<pubDate>{published}</pubDate>" if published else ""
    return f"<item><title>{title}</title><link>{link}</link>{day}</item>"


def read(source: Source, site: "Site", **more: Path) -> list[InputRecord]:
    return list(read_source(source, site.fetcher(), report=lambda _: None, today=TODAY, lexicons=LEXICONS, **more))


def test_feed(site: "Site") -> None:
    first, second = "The minister called on Israel to open the crossings.", "The minister thanked the king of Jordan."
    site.page("/1", article(first))
    site.page("/2", article(second))
    site.page("/feed", rss(
        item("/1", "One", "Fri, 03 May 2024 23:30:00 -0500"), item("/2", "Two"), item("/gone", "Three"),
        item("", "No link"), item("/1", "One again"),
    ), "application/rss+xml")  # fmt: skip
    records = read(replace(FEED, url=site.url("/feed")), site)
    one, two, gone, no_link = records
    assert (one.input_id, one.url, one.text, one.title) == (site.url("/1"), site.url("/1"), first, "On crossings")
    assert (one.published_on, one.published_from) == (date(2024, 5, 4), "feed")
    assert (one.publisher, one.publisher_country, one.doc_type) == (FEED.publisher, "IRL", "official_statement")
    assert (two.published_on, two.published_from, two.language) == (date(2020, 1, 1), "metadata", None)
    assert (gone.input_id, gone.title, gone.problem) == (
        site.url("/gone"),
        "Three",
        "the server answers with status 404",
    )
    assert no_link.problem == "the entry has no link"


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, "<html><body>We moved</body></html>", "not with a feed"),
        (200, rss(), "no entries"),
        (200, '<!DOCTYPE r [<!ENTITY a "aa">]>' + rss(item("/1", "&a;")), "entities"),
        (404, "", "status 404"),
        (200, "", "not with a feed"),
    ],
)
def test_a_feed_that_is_none_fails_as_a_source(site: "Site", status: int, body: str, reason: str) -> None:
    site.answers["/feed"] = (status, {"Content-Type": "application/rss+xml"}, body.encode())
    with pytest.raises(SourceError, match=reason) as failure:
        read(replace(FEED, url=site.url("/feed")), site)
    assert failure.value.source_id == "irl-dfa"


def test_the_date_of_a_correction_is_not_the_date_of_publication() -> None:
    atom = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>'
        '<entry><title>A</title><link href="https://mfa.example/a"/><updated>2024-05-03T10:00:00Z</updated></entry>'
        '<entry><title>B</title><link href="https://mfa.example/b"/><published>2024-05-02T10:00:00Z</published>'
        "<updated>2024-05-03T10:00:00Z</updated></entry></feed>"
    )
    url = "https://mfa.example/feed"
    answer = Fetched(url=url, final_url=url, media_type="application/atom+xml", charset=None, body=atom.encode())
    a, b = parse_feed(answer, today=TODAY)
    assert a.published is None
    assert b.published is not None
    assert b.published.day == date(2024, 5, 2)


def test_listing(site: "Site") -> None:
    words = "The minister called on Israel to open the crossings."
    site.page("/press/2024/1", article(words))
    site.page("/press/2024/2", article(words + " He thanked Jordan."))
    links = [
        ("/press/2024/1", "Minister on the crossings"),
        ("/press/2024/1#top", "Minister on the crossings again"),
        ("2024/2", "Minister thanks the king"),
        ("/press/", "All press releases here"),
        ("/about/us/now", "About the ministry now"),
        ("/press/2", "Next"),
        ("https://other.example/press/x", "Another site has news"),
        ("javascript:x()", "Print this page now"),
        ("http://[broken", "A broken link here"),
    ]
    site.page(
        "/press/", "<html><body>" + "".join(f'<a href="{to}">{name}</a>' for to, name in links) + "</body></html>"
    )
    records = read(replace(FEED, kind="page", url=site.url("/press/")), site)
    assert [record.input_id for record in records] == [site.url("/press/2024/1"), site.url("/press/2024/2")]
    assert records[0].text == words
    site.page("/empty/", "<html><body><a href='/'>Home</a></body></html>")
    with pytest.raises(SourceError, match="no article"):
        read(replace(FEED, kind="page", url=site.url("/empty/")), site)


def test_drop_folder(site: "Site", tmp_path: Path) -> None:
    folder = tmp_path / "IRL" / "dfa"
    folder.mkdir(parents=True)
    (folder / "2024-05-03-note.txt").write_text("The minister spoke of Israel.", encoding="utf-8")
    [record] = read(replace(FEED, kind="folder", url="IRL/dfa"), site, folders=tmp_path)
    assert (record.publisher_country, record.published_on) == ("IRL", date(2024, 5, 3))
    with pytest.raises(SourceError, match="no such file"):
        read(replace(FEED, kind="folder", url="IRL/none"), site, folders=tmp_path)
