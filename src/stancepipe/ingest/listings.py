"""The entries of a configured source, whatever lists them; pages of a listing are followed to a limit."""

from collections.abc import Callable
from datetime import date
from typing import Final

from stancepipe.errors import DocumentError, SourceError
from stancepipe.ingest.entries import Entry, kept
from stancepipe.ingest.feeds import parse_feed
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.index_pages import parse_index
from stancepipe.ingest.sitemaps import parse_sitemap
from stancepipe.sources import Source

MAX_SITEMAPS: Final = 30
"""Sitemap files read of one source in one run, the last changed first; one file lists up to 50,000 addresses."""
MAX_INDEX_PAGES: Final = 10
"""Pages of one index that are followed; a daily run needs the first."""

Get = Callable[[str], Fetched]
"""Fetches a listing."""


def list_entries(source: Source, get: Get, *, report: Callable[[str], None], today: date | None = None) -> list[Entry]:
    """What a source lists and keeps, each address once.

    Args:
        source: one on the web.
        get: fetches a listing.
        report: told which parts of a listing could not be had.
        today: our day; later dates of publication are refused.

    Raises:
        SourceError: its listing cannot be had or read, or lists nothing.
    """
    try:
        match source.kind:
            case "feed":
                found = parse_feed(get(source.url), today=today)
            case "sitemap":
                found = _walk_sitemaps(source, get, today, report)
            case "page":
                found = _walk_index(source, get, report)
            case "url" | "jsonl" | "warc":
                found = [Entry(url=source.url)]
            case "folder":
                raise SourceError(source.id, "a folder lists nothing on the web")
    except DocumentError as error:
        raise SourceError(source.id, error.reason) from error
    return kept(found, source.keep)


def _walk_sitemaps(source: Source, get: Get, today: date | None, report: Callable[[str], None]) -> list[Entry]:
    """Entries of a sitemap and of those it leads to, the last changed first."""
    waiting, read = [source.url], {source.url}
    found: list[Entry] = []
    failures: list[DocumentError] = []
    for _ in range(MAX_SITEMAPS):
        if not waiting:
            break
        try:
            sitemap = parse_sitemap(get(waiting.pop(0)), today=today)
        except DocumentError as error:
            failures.append(error)
            continue
        found += sitemap.entries
        since = source.keep.since
        for url, changed in sorted(sitemap.children, key=lambda child: str(child[1] or ""), reverse=True):
            if url not in read and (since is None or changed is None or changed.date() >= since):
                read.add(url)
                waiting.append(url)
    if not found:
        raise failures[0] if failures else DocumentError(source.url, "the sitemap lists no address")
    for failure in failures:
        report(f"source {source.id}: {failure}")
    if waiting:
        report(f"source {source.id}: {len(waiting)} further sitemaps were left")
    return sorted(found, key=lambda entry: str(entry.changed or ""), reverse=True)


def _walk_index(source: Source, get: Get, report: Callable[[str], None]) -> list[Entry]:
    """Entries of an index page and of the pages it goes on with, while they bring new ones."""
    found: dict[str | None, Entry] = {}
    url: str | None = source.url
    read: set[str] = set()
    while url is not None and url not in read and len(read) < MAX_INDEX_PAGES:
        read.add(url)
        try:
            page = parse_index(get(url), address=source.keep.address)
        except DocumentError as error:
            if not found:
                raise
            report(f"source {source.id}: {error}")
            break
        fresh = [entry for entry in page.entries if entry.url not in found]
        found |= {entry.url: entry for entry in fresh}
        url = page.next if fresh else None
    if not found:
        raise DocumentError(source.url, "the listing links to no article; it may need a browser")
    return list(found.values())
