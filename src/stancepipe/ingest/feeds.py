"""Configured sources: feeds and listing pages with the pages they lead to, and drop folders."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from stancepipe.errors import DocumentError, SourceError, UsageError
from stancepipe.ingest.archives import MEDIA_TYPES
from stancepipe.ingest.articles import markup_problem, web_address
from stancepipe.ingest.dates import EARLIEST, Published
from stancepipe.ingest.fetch import Fetched, Fetcher
from stancepipe.ingest.folders import format_of
from stancepipe.ingest.furniture import load_furniture
from stancepipe.ingest.inputs import Found, InputDefaults, InputRecord, set_aside, settle
from stancepipe.ingest.plain_text import declared_in_page, decode_text
from stancepipe.ingest.readers import Reading, read_body, read_inputs
from stancepipe.sources import Source

MAX_ENTRIES: Final = 200
"""Pages fetched from one source in one run; the longest feed seen carries 200 items."""
MAX_TITLE: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of a feed or listing."""

    url: str | None
    title: str | None
    published: Published | None


def read_source(
    source: Source,
    fetcher: Fetcher,
    *,
    report: Callable[[str], None],
    today: date | None = None,
    lexicons: Path | None = None,
    folders: Path | None = None,
) -> Iterator[InputRecord]:
    """The documents of a source, one at a time; an entry that fails is a record with its problem.

    Args:
        source: the source.
        fetcher: fetches feed and pages.
        report: told what a user should know beyond the records.
        today: our day; later dates of publication are refused.
        lexicons: folder of ``page_furniture.csv``.
        folders: folder that drop folders lie in.

    Raises:
        SourceError: the source as a whole cannot be read.
    """
    defaults = InputDefaults(publisher=source.publisher, publisher_country=source.country, doc_type=source.doc_type)
    if source.kind == "folder":
        folder = (folders or Path()) / source.url
        try:
            yield from read_inputs([str(folder)], defaults=defaults, report=report, today=today, lexicons=lexicons)
        except UsageError as error:
            raise SourceError(source.id, str(error)) from error
        return
    try:
        answer = fetcher.fetch(source.url)
        entries = parse_feed(answer, today=today) if source.kind == "feed" else parse_listing(answer)
    except DocumentError as error:
        raise SourceError(source.id, error.reason) from error
    if len(entries) > MAX_ENTRIES:
        report(f"source {source.id}: lists {len(entries)} entries; the first {MAX_ENTRIES} are read")
    reading = Reading(
        defaults=defaults, furniture=load_furniture(lexicons, report), report=report, fetcher=fetcher, today=today
    )
    for number, entry in enumerate(entries[:MAX_ENTRIES], start=1):
        yield _read_entry(entry, f"{source.url}#{number}", fetcher, reading)


def parse_feed(answer: Fetched, *, today: date | None = None) -> list[Entry]:
    """The entries of an RSS or Atom feed, each address once.

    Raises:
        DocumentError: it is no feed, an empty one, or one that declares entities.
    """
    import feedparser

    if b"<!entity" in answer.body.replace(b"\x00", b"").lower():
        raise DocumentError(answer.url, "the feed declares XML entities, which no feed needs")
    parsed: Any = feedparser.parse(answer.body, response_headers={"content-location": answer.final_url})
    if not parsed.get("version"):
        raise DocumentError(answer.url, "answers, but not with a feed")
    if not parsed.entries:
        raise DocumentError(answer.url, "the feed holds no entries")
    entries: dict[str, Entry] = {}
    for number, raw in enumerate(parsed.entries):
        link = raw.get("link")
        url = web_address(urljoin(answer.final_url, link)) if isinstance(link, str) and link.strip() else None
        title = " ".join(str(raw.get("title") or "").split())[:MAX_TITLE]
        entry = Entry(url=url, title=title or None, published=_published(raw, today))
        entries.setdefault(url or f"#{number}", entry)
    return list(entries.values())


def _published(raw: Any, today: date | None) -> Published | None:
    """The entry's date of publication, by UTC; never Atom's ``updated``, which moves with every correction."""
    # .get("published_parsed") would fall back to the date of change
    moment = dict(raw).get("published_parsed")
    try:
        day = date(moment.tm_year, moment.tm_mon, moment.tm_mday) if moment else None
    except ValueError:
        return None
    if day is None or day < EARLIEST or (today is not None and (day - today).days > 1):
        return None
    return Published(day=day, precision="day", found_from="feed")


def parse_listing(answer: Fetched) -> list[Entry]:
    """The articles that a listing page links to: pages of the same host that lie below it, or are as deep and long.

    Raises:
        DocumentError: the page cannot be parsed or links to no article.
    """
    from lxml import html

    try:
        markup = decode_text(answer.body, declared=answer.charset or declared_in_page(answer.body))
    except ValueError as error:
        raise DocumentError(answer.url, str(error)) from error
    if problem := markup_problem(markup):
        raise DocumentError(answer.url, problem)
    try:
        tree = html.document_fromstring(markup.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, AssertionError) as error:
        raise DocumentError(answer.url, "the listing cannot be parsed") from error
    entries: dict[str, Entry] = {}
    for anchor in tree.iter("a"):
        try:
            url = web_address(urldefrag(urljoin(answer.final_url, anchor.get("href") or "")).url)
        except ValueError:
            continue
        title = " ".join("".join(anchor.itertext()).split())[:MAX_TITLE]
        if url and _is_article(url, answer.final_url, title):
            entries.setdefault(url, Entry(url=url, title=title, published=None))
    if not entries:
        raise DocumentError(answer.url, "the listing links to no article below it; it may need a browser")
    return list(entries.values())


def _is_article(url: str, listing: str, title: str) -> bool:
    """Whether a link of a listing leads to an article: headlines have words, and lie below the listing's path."""
    here, there = urlsplit(listing), urlsplit(url)
    folder = re.sub(r"/(index|default)\.\w+$", "", here.path).rstrip("/")
    below = there.path.startswith(folder + "/") and there.path.rstrip("/") != here.path.rstrip("/")
    return there.hostname == here.hostname and below and len(title.split()) >= 3


def _read_entry(entry: Entry, place: str, fetcher: Fetcher, reading: Reading) -> InputRecord:
    if entry.url is None:
        return set_aside(place, "the entry has no link", reading.defaults, title=entry.title)
    try:
        answer = fetcher.fetch(entry.url)
        kind = MEDIA_TYPES.get(answer.media_type) or format_of(urlsplit(answer.final_url).path)
        if kind is None:
            raise DocumentError(entry.url, f"answers with {answer.media_type or 'no content type'}, which is not read")
        found = read_body(kind, answer.body, entry.url, reading, url=answer.final_url, charset=answer.charset)
    except DocumentError as error:
        return set_aside(entry.url, error.reason, reading.defaults, url=entry.url, title=entry.title)
    return settle(entry.url, _with_entry(found, entry, answer.final_url), reading.defaults)


def _with_entry(found: Found, entry: Entry, url: str) -> Found:
    """The page's word with the feed's, whose date is wrong less often; the source names the publisher."""
    return replace(
        found,
        url=found.url or url,
        title=found.title or entry.title,
        publisher=None,
        published=entry.published or found.published,
    )
