"""Odd and bad publishers: good documents in odd ways, traps, and listings that never end or are none."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

from tests.site import forms, traps
from tests.site.publishers import LISTINGS, READ
from tests.site.sentences import FOREIGN
from tests.site.server import Page
from tests.site.site import Site
from tests.site.statements import Statement


def publish_oddities(site: Site) -> None:
    """One feed whose documents are all good, each odd in its own way; and a single document."""
    [s] = site.statements["kor-page"]
    site.show("kor-page", LISTINGS["kor-page"], s, forms.page_with_meta(s).encode(), day=s.day)
    host, pages = "nld-odd", site.pages
    left = iter(site.statements[host])
    items = []

    def show(path: str, body: bytes | None = None, listed: str | None = None, **more: Any) -> Statement:
        s = next(left)
        item = site.show(host, path, s, forms.page_with_meta(s).encode() if body is None else body, day=s.day, **more)
        items.append(replace(item, url=site.url(host, listed)) if listed else item)
        return s

    show("/nieuws/één-verklaring.html")
    show("/nieuws/zwei-erklärungen.html", listed=quote("/nieuws/zwei-erklärungen.html"))
    show("/press releases/with spaces.html")
    show("/tracked.html", listed="/tracked.html?utm_source=feed&utm_medium=rss")
    show("/query.html?id=7", listed="/query.html?id=7&utm_campaign=autumn#top")
    s = show("/moved.html")
    pages[host, "/here-now.html"] = Page(body=forms.page_with_meta(s).encode(), validator="etag")
    pages[host, "/moved.html"] = Page(body=b"", status=301, headers=(("Location", "/here-now.html"),))
    s = show("/flaky.html", always_full=True)
    flaky = forms.page_with_meta(s).encode()
    pages[host, "/flaky.html"] = traps.fails_first(2, 500, (), flaky)
    s = show("/busy.html", always_full=True)
    pages[host, "/busy.html"] = traps.fails_first(1, 429, (("Retry-After", "1"),), forms.page_with_meta(s).encode())
    s = show("/zipped.html")
    pages[host, "/zipped.html"] = traps.packed(forms.page_with_meta(s).encode())
    show("/wrong-charset.html", media="text/html; charset=utf-16")
    show("/no-charset.html", media="text/html; charset=x-unknown-7")
    show("/no-type.html", media="")
    show("/edited.html", validator="etag")
    for path, page in (("/clock.html", _page_with_clock), ("/counter.html", _page_with_counter)):
        s = show(path, always_full=True)
        # a moving tag: without any, the page would not be asked for again within the hour
        pages[host, path] = Page(body=partial(_next_page, page, s, itertools.count(1)), validator="moving")
    s = next(left)
    for n in range(5):
        item = site.show(host, f"/same/{n}/story.html", s, forms.page_with_meta(s).encode(), day=s.day)
        site.expected[item.url] = replace(site.expected[item.url], status=READ | {"duplicate"})
        items.append(item)
    encodings = {"ru": "windows-1251", "ja": "shift_jis", "fr": "windows-1252", "es": "utf-8", "de": "iso-8859-1"}
    for language, encoding in encodings.items():
        s = replace(next(left), title="Communiqué" if language == "fr" else "Note", paragraphs=(FOREIGN[language],))
        body = forms.bare_page(s, charset=encoding, lang=language).encode(encoding)
        item = site.show(host, f"/{language}/note.html", s, body, media="text/html", day=s.day)
        site.expected[item.url] = replace(site.expected[item.url], status=frozenset({"unsupported_language"}))
        items.append(item)
    site.spare = list(left)
    site.list_at(host, forms.rss(items, "Netherlands"), "application/rss+xml", "etag")


def publish_traps(site: Site) -> None:
    """One feed whose documents all have to be set aside."""
    site.add_publisher("trap-feed", "Bureau of Traps", "feed", site.url("traps", "/feed.xml"))
    items = []
    for trap in traps.trap_pages(site.server):
        url = site.url(trap.host, trap.path)
        site.pages[trap.host, trap.path] = trap.answer
        items.append(forms.Item(url=url, title=f"Trap {trap.path}", day=date(2024, 5, 6)))
        site.expect_trap("trap-feed", url, trap.reason)
    for url, reason in (
        ("http://①⓪.⓪.⓪.①/statement.html", "private|local|public|address|known"),
        ("http://[::ffff:169.254.169.254]/latest/", "private|local|public"),
        (site.url("traps", "/ok.html").replace("127.0.0.1", "localhost"), "private|local|public"),
        (site.url("traps", "/ok.html").replace("http://", "http://user:secret@"), "password"),
    ):
        items.append(forms.Item(url=url, title="Trap without a page", day=date(2024, 5, 6)))
        site.expect_trap("trap-feed", url, reason)
    items.append(forms.Item(url="javascript:alert(1)", title="Trap without an address", day=date(2024, 5, 6)))
    items.append(forms.Item(url="data:text/html,<p>hello</p>", title="Trap with its own data", day=date(2024, 5, 6)))
    site.pages["traps", "/feed.xml"] = Page(body=forms.rss(items, "Traps"), media="application/rss+xml")
    mended = iter(site.spare)
    for path in ("/missing.html", "/menu.html", "/broken.pdf"):
        s, url = next(mended), site.url("traps", path)
        body = forms.pdf_of(s) if path.endswith(".pdf") else forms.page_with_meta(s).encode()
        media = forms.PDF if path.endswith(".pdf") else "text/html; charset=utf-8"
        known = site.expected[url]
        good = replace(known, published=date(2024, 5, 6), paragraphs=s.paragraphs, status=READ, reason=None)
        site.repaired[url] = (Page(body=body, media=media, validator="etag", version=9), good)


def publish_broken_listings(site: Site) -> None:
    """Listings that are none, that are too long, and that never end."""
    site.expect_source_error("bad-entities", "feed", Page(body=traps.entity_bomb(), media="text/xml"), "entit")
    site.expect_source_error("bad-html", "feed", Page(body=b"<html><p>We moved.</p></html>"), "not with a feed|no feed")
    site.expect_source_error(
        "bad-empty", "feed", Page(body=forms.rss([], "Nothing"), media="text/xml"), "no entr|empty"
    )
    site.expect_source_error("bad-gone", "feed", Page(body=b"", status=404), "404")
    site.expect_source_error("bad-links", "page", Page(body=forms.index_page([]).encode()), "no article|no link")
    site.expect_source_error("bad-map", "sitemap", Page(body=b"<html></html>"), "not with a sitemap|no sitemap")
    own = site.url("bad-loop", "/feed.xml")
    loop = Page(body=forms.sitemap_index([own]), media="text/xml")
    site.expect_source_error("bad-loop", "sitemap", loop, "lists no|no address|nothing")
    host = "loop"
    index, leaf = site.url(host, "/feed.xml"), site.url(host, "/leaf.xml")
    site.list_at(host, forms.sitemap_index([index, leaf, index]), "text/xml", "none")
    items = [site.show(host, f"/{s.number}", s, forms.page_with_meta(s).encode(), day=s.day)
             for s in site.statements[host]]  # fmt: skip
    site.pages[host, "/leaf.xml"] = Page(body=forms.sitemap(i.url for i in items), media="text/xml")
    host = "flood"
    items = [site.show(host, f"/kept/{s.number}", s, forms.bare_page(s).encode(), day=s.day)
             for s in site.statements[host]]  # fmt: skip
    flood = [
        forms.Item(url=site.url(host, f"/f/{n}"), title=f"Filler {n}", day=date(2024, 1, 1))
        for n in range(20_000 - len(items))
    ]
    site.list_at(host, forms.rss([*items, *flood], "Flood"), "application/rss+xml", "etag")
    site.add_publisher("maze", "Endless Press Office", "page", site.url("maze", "/maze/"))
    for n in range(1, 400):
        link = (f"/maze/{n}/story", f"The story number {n} of this office")
        body = forms.index_page([link], following=f"/maze/?page={n + 1}").encode()
        site.pages["maze", "/maze/" if n == 1 else f"/maze/?page={n}"] = Page(body=body)


def _next_page(page: Callable[[Statement, int], str], s: Statement, seen: Iterator[int]) -> bytes:
    return page(s, next(seen)).encode()


def _page_with_clock(s: Statement, seen: int) -> str:
    """The same article each time, in a page that changes around it: clock, counter, token."""
    head = f'<div class="clock">It is now 12:{seen % 60:02}:{seen * 7 % 60:02}</div><!-- {seen * 7919} -->'
    tail = f'<aside class="views">Seen {seen} times</aside><script>var token = "{seen * 104729}";</script>'
    return forms.page_with_meta(s, head=head, tail=tail)


def _page_with_counter(s: Statement, seen: int) -> str:
    """The same article each time, with a counter among its paragraphs."""
    return forms.page_with_meta(replace(s, paragraphs=(*s.paragraphs, f"Views: {1000 + 37 * seen:,}")))
