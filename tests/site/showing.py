"""Good publishers: feeds, sitemaps, index pages, collections and the drop folder, in many encodings."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tests.site import forms
from tests.site.server import Page
from tests.site.site import Site
from tests.site.statements import Statement


def publish_feeds(site: Site) -> None:
    """RSS, Atom and JSON Feed."""

    def dated(source_id: str, page: forms.Page, **more: Any) -> list[forms.Item]:
        return [
            site.show(source_id, f"/news/{s.number}.html", s, page(s).encode(), day=s.day, **more)
            for s in site.statements[source_id]
        ]

    items = dated("fra-feed", forms.page_with_meta)
    site.list_at("fra-feed", forms.rss(items, "France"), "application/rss+xml", "etag")
    site.publishers["fra-sitemap"] = replace(
        site.publishers["fra-feed"], source_id="fra-sitemap", kind="sitemap", more={},
        url=site.url("fra-feed", "/sitemap.xml"),
    )  # fmt: skip
    site.pages["fra-feed", "/sitemap.xml"] = Page(body=forms.sitemap(i.url for i in items[:6]))
    atom_items = dated("deu-atom", forms.page_with_json_ld)

    def atom() -> bytes:
        return forms.atom(atom_items, "Germany", datetime.now(UTC))  # noqa: TID251 - a server has a clock of its own

    site.pages["deu-atom", "/feed.xml"] = Page(body=atom, media="application/atom+xml")
    items = dated("esp-json", lambda s: forms.bare_page(s))
    site.list_at("esp-json", forms.json_feed(items, "Spain"), "application/feed+json", "modified")
    rou = site.statements["rou-feed"]
    items = [
        site.show(
            "rou-feed", f"/{s.number}.htm", s,
            forms.bare_page(s, charset="windows-1251", note="<p>Контакты для прессы</p>").encode("cp1251"),
            media="text/html", day=s.day,
        )
        for s in map(_in_quotes, rou)
    ]  # fmt: skip
    site.list_at("rou-feed", forms.rss(items, "Romania"), "text/xml", "etag")
    items = dated("tur-feed", forms.page_with_time, media="text/html; charset=iso-8859-1")
    site.list_at("tur-feed", forms.rss(items, "Türkiye"), "application/rss+xml", "none")
    items = [
        site.show("swe-word", f"/papers/{s.number}.docx", s, forms.docx_of(s), media=forms.WORD, day=s.day)
        for s in site.statements["swe-word"]
    ]
    site.list_at("swe-word", forms.rss(items, "Sweden"), "application/rss+xml", "modified")


def publish_sitemaps(site: Site) -> None:
    """A sitemap index with a gzipped part, a news sitemap, a sitemap of plain texts."""
    host = "ita-sitemap"
    items = [
        site.show(host, f"/papers/{s.number}", s, page(s).encode(), day=s.day)
        for s, page in zip(
            site.statements[host], itertools.cycle([forms.page_with_json_ld, forms.page_with_meta]), strict=False
        )
    ]
    half = [i.url for i in items[:18]], [i.url for i in items[18:]]
    parts = (site.url(host, "/sitemap-1.xml"), site.url(host, "/sitemap-2.xml.gz"))
    site.pages[host, "/sitemap-1.xml"] = Page(body=forms.sitemap(half[0]), media="application/xml")
    site.pages[host, "/sitemap-2.xml.gz"] = Page(
        body=forms.sitemap(half[1], packed=True), media="application/gzip", validator="etag"
    )
    site.list_at(host, forms.sitemap_index(parts), "application/xml", "modified")
    host = "wire-sitemap"
    items = [
        site.show(host, f"/story/{s.number}", s, forms.bare_page(s).encode("cp1252"), day=s.day,
                   media="text/html; charset=windows-1252")
        for s in map(_in_quotes, site.statements[host])
    ]  # fmt: skip
    site.list_at(host, forms.news_sitemap(items), "application/xml", "etag")
    host = "irl-text"
    items = [
        site.show(host, f"/texts/{s.number}.txt", s, s.text.encode(), media="text/plain; charset=utf-8")
        for s in site.statements[host]
    ]
    site.list_at(host, forms.sitemap(i.url for i in items), "text/xml", "both")


def publish_indexes(site: Site) -> None:
    """Index pages: with further pages, in Shift JIS, of PDFs."""
    host = "pol-index"
    items = [
        site.show(host, f"/press/releases/{s.number}", s, forms.page_in_tables(s).encode("cp1252"), day=s.day,
                   media="text/html; charset=windows-1252")
        for s in site.statements[host]
    ]  # fmt: skip
    for number, start in enumerate(range(0, len(items), 10), start=1):
        path = "/press/" if number == 1 else f"/press/?page={number}"
        following = f"/press/?page={number + 1}" if start + 10 < len(items) else None
        shown = [(i.url.removeprefix(site.url(host, "")), i.title) for i in items[start : start + 10]]
        body = forms.index_page([*shown, ("/about/minister", "About the minister of state")], following=following)
        site.pages[host, path] = Page(body=body.encode(), validator="etag")
    host = "jpn-index"
    items = [
        site.show(host, f"/en/{s.number}.html", s, _japanese_page(s).encode("shift_jis"), day=s.day,
                   media="text/html")
        for s in map(_in_plain_letters, site.statements[host])
    ]  # fmt: skip
    listing = forms.index_page([(i.url, i.title) for i in items], charset="shift_jis").encode("shift_jis")
    site.list_at(host, listing, "text/html", "none")
    host = "nor-pdf"
    items = [
        site.show(host, f"/docs/{s.number}.pdf", s, forms.pdf_of(s), media=forms.PDF, day=s.day)
        for s in site.statements[host]
    ]
    listing = forms.index_page([(i.url, "PDF") for i in items]).encode()
    site.list_at(host, listing, "text/html; charset=utf-8", "modified")


def publish_collections(site: Site) -> None:
    """Sources of which one file holds many documents, and the drop folder."""
    for s in site.statements["aus-records"]:
        site.expect("aus-records", forms.record_id(s), s, day=s.day)
    site.list_at("aus-records", forms.jsonl_of(site.statements["aus-records"]), "application/x-ndjson", "etag")
    for s in site.statements["zaf-drop"]:
        site.expect("zaf-drop", f"zaf-drop/{forms.record_id(s)}", s, day=s.day)
    site.drop["pretoria/records.jsonl"] = forms.jsonl_of(site.statements["zaf-drop"])
    archived = [(f"https://prairie.example/{s.number}", s) for s in site.statements["can-crawl"]]
    for url, s in archived:
        site.expect("can-crawl", url, s, day=s.day)
    site.list_at("can-crawl", forms.warc_of(archived, date(2025, 7, 1)), "application/warc", "modified")
    made = itertools.cycle([("txt", _text_of), ("html", _page_of), ("pdf", forms.pdf_of), ("docx", forms.docx_of)])
    for s, (ending, form) in zip(site.statements["bra-drop"], made, strict=False):
        name = f"{s.day}-note-{s.number}.{ending}"
        site.drop[f"brasilia/{name}"] = form(s)
        site.expect("bra-drop", f"bra-drop/{name}", s, day=s.day)


def _in_quotes(s: Statement) -> Statement:
    """With characters beyond ASCII that the Windows encodings share, and no others."""
    plain = _in_plain_letters(s)
    return replace(plain, paragraphs=(*plain.paragraphs, "“So much for today” – the office’s last word."))


def _in_plain_letters(s: Statement) -> Statement:
    plain = str.maketrans("íáóöü", "iaoou")
    return replace(s, title=s.title.translate(plain), paragraphs=tuple(p.translate(plain) for p in s.paragraphs))


def _japanese_page(s: Statement) -> str:
    page = forms.bare_page(s, charset="shift_jis", note="<p>外務省報道官</p>")
    return page.replace("</title>", f'</title><meta name="dc.date.issued" content="{s.day}">')


def _text_of(s: Statement) -> bytes:
    return s.text.encode()


def _page_of(s: Statement) -> bytes:
    return forms.page_with_meta(s).encode()
