"""RSS, Atom and JSON feeds to entries, and answers that are no feed."""

import json
from datetime import UTC, date, datetime

import pytest

from stancepipe.errors import DocumentError
from stancepipe.ingest.entries import Entry
from stancepipe.ingest.feeds import iso_moment, parse_feed
from stancepipe.ingest.fetch import Fetched

TODAY = date(2026, 1, 1)
URL = "https://mfa.example/news/feed"


def answer(body: str | bytes) -> Fetched:
    content = body.encode() if isinstance(body, str) else body
    return Fetched(url=URL, final_url=URL, media_type="application/xml", charset=None, body=content)


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'


def item(link: str, title: str, published: str = "") -> str:
    day = f"<pubDate>{published}</pubDate>" if published else ""
    return f"<item><title>{title}</title><link>{link}</link>{day}</item>"


def test_rss() -> None:
    late = "Fri, 03 May 2024 23:30:00 -0500"
    one, two, future, nowhere = parse_feed(
        answer(
            rss(
                item("/1?utm_source=rss&amp;id=7#top", "One\n  thing", late), item("2", "Two"),
                item("/3", "", "Fri, 03 May 2030 10:00:00 GMT"), item("javascript:print()", "No link"),
            )
        ),
        today=TODAY,
    )  # fmt: skip
    assert (one.url, one.title) == ("https://mfa.example/1?id=7", "One thing")
    assert one.published is not None
    assert (one.published.day, one.published.found_from) == (date(2024, 5, 4), "feed")
    assert two == Entry(url="https://mfa.example/news/2", title="Two")
    assert (future.published, future.title) == (None, None)
    [spaced] = parse_feed(answer(rss(item("/a b/Üm?q=ü%20x&amp;fbclid=1", "x"))), today=TODAY)
    assert spaced.url == "https://mfa.example/a%20b/%C3%9Cm?q=%C3%BC%20x"
    assert (nowhere.url, nowhere.title) == (None, "No link")


def test_atom_the_date_of_a_correction_is_not_the_date_of_publication() -> None:
    a, b = parse_feed(
        answer(
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>'
            '<entry><title>A</title><link href="https://mfa.example/a"/><updated>2024-05-03T10:00:00Z</updated></entry>'
            '<entry><title>B</title><link href="https://mfa.example/b"/><published>2024-05-02T10:00:00Z</published>'
            "<updated>2024-05-03T10:00:00Z</updated></entry></feed>"
        ),
        today=TODAY,
    )
    assert (a.published, a.changed) == (None, datetime(2024, 5, 3, 10, tzinfo=UTC))
    assert b.published is not None
    assert b.published.day == date(2024, 5, 2)


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "/a", "title": "A", "date_published": "2024-05-03T23:30:00-05:00"},
            {"id": "2", "external_url": "https://else.example/b", "date_modified": "2024-05-03"},
            {"id": "3", "url": 7, "title": ["x"], "date_published": {}},
            "no item",
        ],
    }
    a, b, odd = parse_feed(answer("\ufeff" + json.dumps(feed)), today=TODAY)
    assert a.published is not None
    assert (a.url, a.title, a.published.day) == ("https://mfa.example/a", "A", date(2024, 5, 4))
    assert (b.url, b.changed) == ("https://else.example/b", datetime(2024, 5, 3, tzinfo=UTC))
    assert (odd.url, odd.published) == (None, None)


def test_of_an_endless_feed_the_beginning_is_read() -> None:
    found = parse_feed(answer(rss(*(item(f"/{n}", f"News {n}") for n in range(40_000)))), today=TODAY)
    assert 10_000 < len(found) < 40_000
    assert [entry.url for entry in found[:2]] == ["https://mfa.example/0", "https://mfa.example/1"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html><body>We moved</body></html>", "not with a feed"),
        (rss(), "no entries"),
        ('<!DOCTYPE r [<!ENTITY a "aa">]>' + rss(item("/1", "&a;")), "entities"),
        (('<!DOCTYPE r [<!ENTITY a "aa">]>' + rss(item("/1", "&a;"))).encode("utf-16"), "entities"),
        ("", "not with a feed"),
        ("{", "broken JSON"),
        ("{" + '"a":{' * 100_000, "broken JSON"),
        ('{"items": []}', "not with a feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', "no entries"),
    ],
)
def test_what_is_no_feed(body: str | bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        parse_feed(answer(body), today=TODAY)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-05-03", datetime(2024, 5, 3, tzinfo=UTC)),
        (" 2024-05-03T10:00:00+02:00 ", datetime(2024, 5, 3, 8, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_moments(written: object, moment: datetime | None) -> None:
    assert iso_moment(written) == moment
