"""Sitemaps and index pages to entries, what a source keeps of them, and listings without end."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from stancepipe.errors import DocumentError, SourceError
from stancepipe.ingest.fetch import MAX_BODY, Fetched
from stancepipe.ingest.index_pages import parse_index
from stancepipe.ingest.listings import MAX_INDEX_PAGES, MAX_SITEMAPS, list_entries
from stancepipe.ingest.sitemaps import parse_sitemap
from stancepipe.sources import Keep, Source

HOME = "https://mfa.example"
TODAY = date(2026, 1, 1)
SOURCE = Source(
    id="irl-dfa", publisher="Department of Foreign Affairs", country="IRL", official=True, url=f"{HOME}/sitemap.xml",
    doc_type="official_statement", kind="sitemap", language="en", schedule="daily",
)  # fmt: skip


def answer(url: str, body: str | bytes) -> Fetched:
    content = body.encode() if isinstance(body, str) else body
    return Fetched(url=url, final_url=url, media_type="", charset=None, body=content)


def served(pages: Mapping[str, str | bytes] | Callable[[str], str]) -> tuple[list[str], Callable[[str], Fetched]]:
    """What was asked for, and a way to ask."""
    asked: list[str] = []

    def get(url: str) -> Fetched:
        asked.append(url)
        if callable(pages):
            return answer(url, pages(url))
        if url not in pages:
            raise DocumentError(url, "the server answers with status 404")
        return answer(url, pages[url])

    return asked, get


def urlset(*urls: tuple[str, str]) -> str:
    inside = "".join(
        f"<url><loc>{HOME}{path}</loc>{f'<lastmod>{day}</lastmod>' * bool(day)}</url>" for path, day in urls
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</urlset>'


def index(*maps: tuple[str, str]) -> str:
    inside = "".join(f"<sitemap><loc>{HOME}{path}</loc><lastmod>{day}</lastmod></sitemap>" for path, day in maps)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>'


def entries(source: Source, pages: Any, told: list[str] | None = None) -> list[str | None]:
    _, get = served(pages)
    report = (told if told is not None else []).append
    return [entry.url for entry in list_entries(source, get, report=report, today=TODAY)]


class TestSitemaps:
    def test_an_index_is_walked_last_changed_first(self) -> None:
        pages = {
            f"{HOME}/sitemap.xml": index(
                ("/old.xml", "2020-01-01"), ("/new.xml.gz", "2025-02-01"), ("/gone.xml", "2025-01-01")
            ),
            f"{HOME}/new.xml.gz": gzip.compress(urlset(("/a", "2025-01-05"), ("/b", "2025-01-07T10:00:00Z")).encode()),
            f"{HOME}/old.xml": urlset(("/c", "")),
        }
        told: list[str] = []
        assert entries(SOURCE, pages, told) == [f"{HOME}/b", f"{HOME}/a", f"{HOME}/c"]
        assert told == [f"source irl-dfa: {HOME}/gone.xml: the server answers with status 404"]

    def test_a_date_of_change_is_none_of_publication(self) -> None:
        news = (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
            f"<url><loc>{HOME}/a</loc><lastmod>2025-03-01</lastmod><n:news><n:publication><n:name>N</n:name></n:publication>"
            "<n:publication_date>2025-01-05T10:00:00Z</n:publication_date>"
            "<n:title>On crossings</n:title></n:news></url>"
            f"<url><loc>{HOME}/b</loc><lastmod>2025-03-01</lastmod></url></urlset>"
        )
        a, b = parse_sitemap(answer(HOME, news), today=TODAY).entries
        assert a.published is not None
        assert (a.published.day, a.title) == (date(2025, 1, 5), "On crossings")
        assert b.published is None
        assert b.changed is not None

    def test_what_a_source_keeps(self) -> None:
        pages = {
            f"{HOME}/sitemap.xml": index(("/2019.xml", "2019-12-31"), ("/2025.xml", "2025-12-31")),
            f"{HOME}/2025.xml": urlset(
                ("/press/1", "2025-01-05"), ("/press/2", "2022-01-05"), ("/jobs/3", "2025-01-05")
            ),
        }
        asked, get = served(pages)
        source = replace(SOURCE, keep=Keep(address="/press/", since=date(2023, 10, 1)))
        found = list_entries(source, get, report=lambda _: None, today=TODAY)
        assert [entry.url for entry in found] == [f"{HOME}/press/1"]
        assert f"{HOME}/2019.xml" not in asked

    def test_a_sitemap_that_lists_itself_and_one_without_end(self) -> None:
        looping = {f"{HOME}/sitemap.xml": index(("/sitemap.xml", "2025-01-01"))}
        with pytest.raises(SourceError, match="lists no address"):
            entries(SOURCE, looping)
        told: list[str] = []
        _, get = served(
            lambda url: (
                index((f"{url.removeprefix(HOME)}x", "2025-01-01")) if url.count("x") % 2 else urlset(("/a", ""))
            )
        )
        list_entries(SOURCE, get, report=told.append, today=TODAY)
        endless, ask = served(
            lambda url: index((f"{url.removeprefix(HOME)}y", "2025-01-01"), (f"{url.removeprefix(HOME)}z", ""))
        )
        with pytest.raises(SourceError):
            list_entries(SOURCE, ask, report=told.append, today=TODAY)
        assert len(endless) == MAX_SITEMAPS

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("<html><p>We moved</p></html>", "not with a sitemap"),
            ("", "not with a sitemap"),
            ("<urlset/>", "no address"),
            (
                '<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
                "entities",
            ),
            (gzip.compress(b" " * (MAX_BODY + 1), mtime=0), "unpacks to more"),
            (gzip.compress(urlset(("/a", "")).encode(), mtime=0)[:10] + b"\xff" * 40, "packed wrongly"),
        ],
    )
    def test_what_is_none(self, body: str | bytes, reason: str) -> None:
        with pytest.raises(SourceError, match=reason):
            entries(SOURCE, {SOURCE.url: body})


LINKS = [
    ("/press/2024/1", "Minister on the crossings"),
    ("/press/2024/1#top", "Minister on the crossings again, at length"),
    ("2024/2", "Minister thanks the king"),
    ("/press/", "All press releases here"),
    ("/about/us/now", "About the ministry now"),
    ("/press/2", "Next"),
    ("https://other.example/press/x", "Another site has news"),
    ("javascript:x()", "Print this page now"),
    ("http://[broken", "A broken link here"),
]


class TestIndexPages:
    source = replace(SOURCE, kind="page", url=f"{HOME}/press/")

    def test_headlines_below_the_page(self) -> None:
        body = "<html><body>" + "".join(f'<a href="{to}">{name}</a>' for to, name in LINKS) + "</body></html>"
        found = parse_index(answer(self.source.url, body))
        assert [(entry.url, entry.title) for entry in found.entries] == [
            (f"{HOME}/press/2024/1", "Minister on the crossings again, at length"),
            (f"{HOME}/press/2024/2", "Minister thanks the king"),
        ]
        assert found.next is None

    def test_a_pattern_decides_alone(self) -> None:
        body = '<a href="https://cdn.example/doc?id=5"><img></a><a href="/press/2024/1">Minister on the crossings</a>'
        found = parse_index(answer(self.source.url, body), address=r"^https://cdn\.example/doc\?id=\d+")
        assert [entry.url for entry in found.entries] == ["https://cdn.example/doc?id=5"]
        share = f'<a href="https://share.example/?u={HOME}/press/2024/1">Share</a><a href="/press/2024/1">x</a>'
        found = parse_index(answer(self.source.url, share), address=r"/press/\d+")
        assert [entry.url for entry in found.entries] == [f"{HOME}/press/2024/1"]

    def test_pages_are_followed_while_they_bring_new_entries(self) -> None:
        def page(url: str) -> str:
            number = int(url.partition("p=")[2] or 1)
            news = "".join(f'<a href="/press/{min(number, 3)}{i}">A word on this</a>' for i in range(2))
            return f'{news}<a rel="next" href="/press/?p={number + 1}">next</a>'

        asked, get = served(page)
        found = list_entries(self.source, get, report=lambda _: None, today=TODAY)
        assert (len(found), len(asked)) == (6, 4)
        endless, ask = served(
            lambda url: (
                f'<a href="/press/{len(url)}-">A word on this</a><a rel=next href="?{"p" * (len(url) - 26)}=1">n</a>'
            )
        )
        list_entries(self.source, ask, report=lambda _: None, today=TODAY)
        assert len(endless) == MAX_INDEX_PAGES

    def test_a_later_page_that_fails_is_told(self) -> None:
        told: list[str] = []
        body = '<a href="/press/1/x">A word on this</a><a rel="next" href="/press/?p=2">next</a>'
        assert entries(self.source, {self.source.url: body}, told) == [f"{HOME}/press/1/x"]
        assert "status 404" in told[0]

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("<html><body><a href='/'>Home</a></body></html>", "no article"),
            ("<div>" * 300, "deep"),
            (b"\x00\x01\x02" * 50, "no article|not text|text"),
        ],
    )
    def test_what_is_none(self, body: str | bytes, reason: str) -> None:
        with pytest.raises(SourceError, match=reason):
            entries(self.source, {self.source.url: body})


def test_a_single_document() -> None:
    assert entries(replace(SOURCE, kind="url", url=f"{HOME}/a.pdf"), {}) == [f"{HOME}/a.pdf"]
