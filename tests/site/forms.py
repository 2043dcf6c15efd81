"""The forms that documents and listings take: pages, PDF, Word, records, archives, feeds, sitemaps, index pages."""

import gzip
import io
import json
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from html import escape
from typing import Final

from docx import Document as WordDocument
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.site.statements import Statement

Page = Callable[[Statement], str]
PDF: Final = "application/pdf"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_CHROME = (
    '<nav><a href="/">Home</a> <a href="/about">About the ministry</a> <a href="/contact">Contact</a>'
    ' <a href="javascript:print()">Print</a> <a href="data:text/html,hello">Card</a></nav>'
)
_FOOT = '<footer><a href="/imprint">Imprint</a> <a href="/privacy">Privacy policy</a></footer>'


def page_with_meta(s: Statement, *, head: str = "", tail: str = "", site_name: str = "") -> str:
    """A present-day page: article element, day in a meta element."""
    named = f'<meta property="og:site_name" content="{escape(site_name)}">' if site_name else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(s.title)}</title>'
        f'<meta property="article:published_time" content="{s.day}T09:30:00+00:00">{named}</head>'
        f"<body>{head}{_CHROME}"
        f"<main><article><h1>{escape(s.title)}</h1>{_paragraphs(s)}</article></main>{tail}{_FOOT}</body></html>"
    )


def page_with_json_ld(s: Statement) -> str:
    """A page whose day stands in JSON-LD, its text between many containers."""
    said = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": s.title, "datePublished": f"{s.day}"}
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(s.title)}</title>'
        f'<script type="application/ld+json">{json.dumps(said)}</script><style>body {{ margin: 0 }}</style></head>'
        f'<body><div id="page"><div class="header">{_CHROME}</div><div class="row"><div class="content">'
        f"<h1>{escape(s.title)}</h1><div class='entry-content'>{_paragraphs(s)}</div></div></div></div>"
        f"{_FOOT}</body></html>"
    )


def page_in_tables(s: Statement) -> str:
    """A page of twenty years ago: tables, capital tags, the day on a line of its own as day.month.year."""
    return (
        f"<HTML><HEAD><TITLE>{escape(s.title)}</TITLE></HEAD><BODY BGCOLOR=white><TABLE WIDTH=760><TR><TD VALIGN=top>"
        f"<A HREF='/'>Start</A><BR><A HREF='/archive'>Archive</A></TD><TD><H2>{escape(s.title)}</H2>"
        f"<P CLASS=date>{s.day:%d.%m.%Y}</P>{_paragraphs(s)}</TD></TR></TABLE></BODY></HTML>"
    )


def page_with_time(s: Statement) -> str:
    """A page whose day stands in a time element."""
    return (
        f'<!doctype html><html lang="en-GB"><head><title>{escape(s.title)}</title></head><body>{_CHROME}'
        f'<div class="story"><h1>{escape(s.title)}</h1><time itemprop="datePublished" datetime="{s.day}">'
        f'{s.day:%d %B %Y}</time><section class="body">{_paragraphs(s)}</section></div>{_FOOT}</body></html>'
    )


def bare_page(s: Statement, *, charset: str = "", lang: str = "en", note: str = "") -> str:
    """Heading and paragraphs without any day; the encoding declared in the head where one is given."""
    declared = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return (
        f'<html lang="{lang}"><head>{declared}<title>{escape(s.title)}</title></head><body>{_CHROME}<div class="main">'
        f"<h1>{escape(s.title)}</h1>{_paragraphs(s)}{note}</div>{_FOOT}</body></html>"
    )


def _paragraphs(s: Statement) -> str:
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in s.paragraphs)


def pdf_of(s: Statement) -> bytes:
    """A PDF of one page, made on the day of the statement."""
    lines = [f"({_pdf_text(s.title)}) Tj 0 -28 Td"]
    for paragraph in s.paragraphs:
        lines += [f"({_pdf_text(line)}) Tj 0 -13 Td" for line in textwrap.wrap(paragraph, 92)]
        lines.append("0 -13 Td")
    content = f"BT /F1 10 Tf 56 780 Td {' '.join(lines)} ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({_pdf_text(s.title)}) /CreationDate (D:{s.day:%Y%m%d}120000Z) >>".encode("cp1252"),
    ]
    body = bytearray(b"%PDF-1.4\n")
    places = []
    for number, made in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, made)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(body)


def _pdf_text(written: str) -> str:
    return written.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def docx_of(s: Statement) -> bytes:
    """A Word file, made on the day of the statement."""
    made = WordDocument()
    made.core_properties.created = datetime.combine(s.day, time(12))
    made.core_properties.title = s.title
    for paragraph in s.paragraphs:
        made.add_paragraph(paragraph)
    packed = io.BytesIO()
    made.save(packed)
    return packed.getvalue()


def jsonl_of(statements: Iterable[Statement]) -> bytes:
    """Records with an id, a day and a title of their own."""
    records = (
        {"id": record_id(s), "text": s.text, "title": s.title, "published": s.day.isoformat()} for s in statements
    )
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def record_id(s: Statement) -> str:
    return f"{s.country.lower()}-{s.number}"


def warc_of(pages: Iterable[tuple[str, Statement]], day: date) -> bytes:
    """An archive of pages with their addresses, one gzip member per record."""
    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True)
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "a crawler of someone else"}))
    for url, s in pages:
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        body = page_with_meta(s, site_name="Prairie News").encode()
        record = writer.create_warc_record(
            url, "response", io.BytesIO(body), length=len(body), http_headers=head,
            warc_headers_dict={"WARC-Date": f"{day}T06:00:00Z"},
        )  # fmt: skip
        writer.write_record(record)
    return packed.getvalue()


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One entry of a listing."""

    url: str
    title: str
    day: date


def rss(items: Sequence[Item], title: str) -> bytes:
    entries = "".join(
        f"<item><title>{escape(i.title)}</title><link>{escape(i.url)}</link><pubDate>{_mail_day(i.day)}</pubDate></item>"
        for i in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{escape(title)}</title>'
        f"<link>http://127.0.0.1/</link><description>News</description>{entries}</channel></rss>"
    ).encode()


def atom(items: Sequence[Item], title: str, updated: datetime) -> bytes:
    """A feed of which every ``updated`` is ``updated``, as some systems write whenever a page is built."""
    entries = "".join(
        f'<entry><id>{escape(i.url)}</id><title>{escape(i.title)}</title><link href="{escape(i.url)}"/>'
        f"<published>{i.day}T08:00:00Z</published><updated>{updated.isoformat()}</updated></entry>"
        for i in items
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>urn:{escape(title)}</id>'
        f"<title>{escape(title)}</title><updated>{updated.isoformat()}</updated>{entries}</feed>"
    ).encode()


def json_feed(items: Sequence[Item], title: str) -> bytes:
    entries = [
        {"id": i.url, "url": i.url, "title": i.title, "date_published": f"{i.day}T10:00:00+00:00"} for i in items
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": entries}
    return json.dumps(feed, ensure_ascii=False).encode()


def sitemap(urls: Iterable[str], *, packed: bool = False) -> bytes:
    inner = "".join(f"<url><loc>{escape(url)}</loc></url>" for url in urls)
    body = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</urlset>'.encode()
    return gzip.compress(body, mtime=0) if packed else body


def news_sitemap(items: Iterable[Item]) -> bytes:
    inner = "".join(
        f"<url><loc>{escape(i.url)}</loc><news:news><news:publication_date>{i.day}</news:publication_date>"
        f"<news:title>{escape(i.title)}</news:title></news:news></url>"
        for i in items
    )
    return (
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{inner}</urlset>'
    ).encode()


def sitemap_index(urls: Iterable[str]) -> bytes:
    inner = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    head = '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}{inner}</sitemapindex>".encode()


def index_page(links: Iterable[tuple[str, str]], *, following: str | None = None, charset: str = "utf-8") -> str:
    """A listing with headlines, with links that lead elsewhere, and perhaps a link to its next page."""
    inner = "".join(f'<li><a href="{escape(url)}">{escape(title)}</a></li>' for url, title in links)
    more = f'<a rel="next" href="{escape(following)}">Older</a>' if following else ""
    return (
        f'<html><head><meta charset="{charset}"><title>Press releases</title></head><body>{_CHROME}'
        f'<a href="javascript:void(0)">Show all of the press releases</a><a href="mailto:press@example.org">Write to '
        f"the press office</a><ul>{inner}</ul>{more}{_FOOT}</body></html>"
    )


def _mail_day(day: date) -> str:
    return format_datetime(datetime.combine(day, time(9), tzinfo=UTC))
