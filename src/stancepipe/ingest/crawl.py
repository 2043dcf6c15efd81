"""The configured sources on the web: first all listings, then the documents, one queue per host."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from threading import Event
from typing import Final
from urllib.parse import urlsplit

from stancepipe.errors import SourceError
from stancepipe.ingest.entries import Entry
from stancepipe.ingest.listings import list_entries
from stancepipe.ingest.snapshots import Listed
from stancepipe.ingest.web import Visit, Web
from stancepipe.sources import Source

MAX_DOCUMENTS: Final = 500
"""Addresses looked at for one source in one run, those never seen first; the rest waits for the next run."""
HOSTS_AT_ONCE: Final = 8
"""Hosts that are asked at the same time; each of them sees one request at a time."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead:
    """An address to look at, and what is known of the document before it is read."""

    url: str
    entry: Entry
    listed: Listed


def listed_by(source: Source) -> Listed:
    """What a source says of all its documents."""
    return Listed(
        source_id=source.id,
        publisher=source.publisher,
        publisher_country=source.country,
        doc_type=source.doc_type,
        language=source.language,
        date_formats=source.date_formats,
    )


def list_sources(
    sources: Iterable[Source],
    web: Web,
    *,
    today: date,
    report: Callable[[str], None],
    progress: Progress = lambda stage, done, of: None,
) -> Iterator[tuple[Source, list[Entry] | SourceError]]:
    """Each source with its entries, or with why there are none, in the order given; hosts are asked side by side."""

    def listed(source: Source) -> list[Entry] | SourceError:
        try:
            about = listed_by(source)
            return list_entries(source, lambda url: web.listing(url, about), report=report, today=today)
        except SourceError as error:
            return error

    wanted = list(sources)
    with ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="list") as pool:
        for done, (source, found) in enumerate(zip(wanted, pool.map(listed, wanted), strict=True), start=1):
            progress("list", done, len(wanted))
            yield source, found


def leads_of(
    listings: Iterable[tuple[Source, list[Entry]]], known: Collection[str], report: Callable[[str], None]
) -> list[Lead]:
    """The addresses to look at, each once: for the source that dates it, else the first by id.

    Args:
        listings: sources with their entries.
        known: addresses of documents that are known; new ones come first.
        report: told where a source lists more than is looked at in one run.
    """
    leads: dict[str, Lead] = {}
    for source, entries in listings:
        linked = [entry for entry in entries if entry.url is not None]
        linked.sort(key=lambda entry: entry.url in known)
        if len(linked) > MAX_DOCUMENTS:
            report(f"source {source.id}: lists {len(linked)} documents; {MAX_DOCUMENTS} are looked at in this run")
        for entry in linked[:MAX_DOCUMENTS]:
            assert entry.url is not None
            held = leads.get(entry.url)
            if held is None or (held.entry.published is None and entry.published is not None):
                listed = replace(listed_by(source), title=entry.title, published=entry.published)
                leads[entry.url] = Lead(url=entry.url, entry=entry, listed=listed)
    return list(leads.values())


def visit_all(leads: Iterable[Lead], web: Web, *, progress: Progress = lambda stage, done, of: None) -> Iterator[Visit]:
    """Every lead looked at, host after host in the order of their names, several hosts at once."""
    hosts: dict[str, list[Lead]] = defaultdict(list)
    for lead in leads:
        hosts[urlsplit(lead.url).netloc.lower()].append(lead)
    total, done = sum(map(len, hosts.values())), 0

    stopped = Event()

    def visits(host: str) -> list[Visit]:
        found = []
        for lead in hosts[host]:
            if stopped.is_set():
                break
            found.append(web.document(lead.url, lead.listed, changed=lead.entry.changed))
        return found

    pool = ThreadPoolExecutor(HOSTS_AT_ONCE, thread_name_prefix="visit")
    try:
        for found in pool.map(visits, sorted(hosts)):
            done += len(found)
            progress("fetch", done, total)
            yield from found
    finally:  # also where the run was interrupted: nobody waits for hundreds of further pages
        stopped.set()
        pool.shutdown(cancel_futures=True)
