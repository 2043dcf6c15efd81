"""Everything a run reads: the inputs it is given, or the configured sources."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, Final

from stancepipe.bundles import Bundle
from stancepipe.errors import SourceError, UsageError
from stancepipe.extract.gate import load_gate
from stancepipe.ingest.crawl import Lead, Progress, leads_of, list_sources, listed_by, visit_all
from stancepipe.ingest.dates import parse_published
from stancepipe.ingest.entries import Entry, quoted_address
from stancepipe.ingest.fetch import Fetcher
from stancepipe.ingest.inputs import InputDefaults, InputRecord, Unchanged, set_aside
from stancepipe.ingest.listed import defaults_from
from stancepipe.ingest.readers import Reading, read_inputs, read_response, reading_of
from stancepipe.ingest.snapshots import Archive, Listed
from stancepipe.ingest.web import Visit, Web
from stancepipe.source_states import SourceStates
from stancepipe.sources import Source, load_sources, publisher_codes
from stancepipe.store import Store
from stancepipe.vocabulary import DatePrecision, DocumentStatus, DocumentType, codes

ARCHIVE: Final = "archive"
"""Folder beside the tables: raw answers as WARC files."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InputOptions:
    """What the command line or a flow says about how to read."""

    published: str | None = None
    publisher_country: str | None = None
    doc_type: str | None = None
    sources: Path | None = None
    """Folder of source files; the shipped ones if not given."""
    schedule: str | None = None
    """Only the sources of this schedule; all if not given."""
    drop: Path = Path()
    """Folder that drop folders lie in."""
    retry_set_aside: bool = False
    allow_hosts: frozenset[str] = frozenset()
    pause: float = 1.0
    """Seconds between two requests to one host."""
    timeout: float = 20.0
    """Seconds to connect, and between two pieces of an answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """Where a run reads, and whom it tells."""

    bundle: Bundle
    out: Path | None
    """Folder of the run; None where nothing is kept."""
    clock: Callable[[], datetime]
    report: Callable[[str], None]
    progress: Progress = lambda stage, done, of: None
    stdin: BinaryIO | None = None

    @property
    def today(self) -> date:
        """Our day, by UTC."""
        return self.clock().astimezone(UTC).date()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """What the store knows of an input: when its words were found, and who brought it."""

    found_at: datetime
    set_aside: bool
    source_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reader:
    """Visits to records."""

    web: Web
    reading: Reading
    known: Mapping[str, _Known] = field(default_factory=dict)

    def read(self, visit: Visit) -> Iterator[InputRecord | Unchanged]:
        known = self.known.get(visit.url)
        again = self.web.retry and known is not None and known.set_aside
        if known is not None and visit.fetched_at is not None and known.found_at >= visit.fetched_at and not again:
            yield Unchanged(input_id=visit.url)
            return
        if visit.problem is not None:
            defaults = defaults_from(visit.listed, self.reading.defaults)
            yield set_aside(visit.url, visit.problem, defaults, url=visit.url, title=visit.listed.title)
            return
        yield from read_response(self.web.response(visit), visit.url, self.reading)


def read_everything(
    inputs: Sequence[str], options: InputOptions, about: Surroundings
) -> Iterator[InputRecord | Unchanged]:
    """Records of ``inputs``, or of the configured sources where there are none.

    Raises:
        UsageError: an option has a value that means nothing, or the only input does not exist.
    """
    defaults = _defaults(options, about.today)
    gate = load_gate(about.bundle.lexicons)
    reading = replace(
        reading_of(defaults, about.report, lexicons=about.bundle.lexicons, today=about.today),
        worth_reading=gate.opens if about.out is not None else None,
    )
    if inputs:
        addresses = [given for given in inputs if given.startswith(("http://", "https://"))]
        listed = Listed(publisher_country=defaults.publisher_country, doc_type=defaults.doc_type)
        files = read_inputs([given for given in inputs if given not in addresses], reading, stdin=about.stdin)
        asked = dict.fromkeys(map(quoted_address, addresses))
        leads = [Lead(url=url, entry=Entry(url=url), listed=listed) for url in asked]
        return _read_given(files, leads, options, about, reading)
    return _read_sources(configured_sources(options, about), options, about, reading)


def configured_sources(options: InputOptions, about: Surroundings) -> list[Source]:
    """The sources to read, sorted by id; a broken source file is told and left.

    Raises:
        UsageError: the folder of sources is none.
    """
    folder = options.sources or about.bundle.corpora / "sources"
    if not folder.is_dir():
        raise UsageError(f"--sources: {folder} is no folder")
    sources = load_sources(folder, on_error=lambda error: about.report(str(error)))
    return [source for source in sources if options.schedule in (None, source.schedule)]


def _read_given(
    files: Iterator[InputRecord], leads: list[Lead], options: InputOptions, about: Surroundings, reading: Reading
) -> Iterator[InputRecord | Unchanged]:
    yield from files
    if leads:
        with _web(options, about) as web:
            reader = _Reader(web=web, reading=reading, known=_known_inputs(about.out))
            for visit in visit_all(leads, web, progress=about.progress):
                yield from reader.read(visit)


def _read_sources(
    sources: Sequence[Source], options: InputOptions, about: Surroundings, reading: Reading
) -> Iterator[InputRecord | Unchanged]:
    """Documents of all configured sources; a source that fails is told and the others go on."""
    with SourceStates(about.out, about.today) as states:
        for source in sources:
            if not source.on_the_web:
                yield from _read_dropped(source, options, about, reading, states)
        fetched = [source for source in sources if source.on_the_web]
        if not fetched:
            return
        with _web(options, about) as web:
            known = _known_inputs(about.out)
            listings: list[tuple[Source, list[Entry]]] = []
            for source, found in list_sources(
                fetched, web, today=about.today, report=about.report, progress=about.progress
            ):
                if isinstance(found, SourceError):
                    about.report(str(found))
                    states.note_failure(source.id, found.reason)
                    continue
                states.note_success(source.id)
                listings.append((source, found))
                for entry in found:
                    if entry.url is None:
                        place = f"{source.url}#{entry.title or 'untitled'}"
                        yield set_aside(
                            place, "the entry has no link that can be fetched", defaults_from(listed_by(source))
                        )
            leads = leads_of(listings, known, about.report)
            if options.retry_set_aside:
                leads += _set_aside_leads(known, {lead.url for lead in leads}, {s.id: s for s in sources})
            reader = _Reader(web=web, reading=reading, known=known)
            for visit in visit_all(leads, web, progress=about.progress):
                yield from reader.read(visit)


def _read_dropped(
    source: Source, options: InputOptions, about: Surroundings, reading: Reading, states: SourceStates
) -> Iterator[InputRecord]:
    """Documents of a drop folder; each is known by its path in there, since two folders may hold files of one name."""
    reading = replace(
        reading,
        defaults=defaults_from(listed_by(source)),
        date_formats=source.date_formats,
        language=source.language,
    )
    try:
        for record in read_inputs([str(options.drop / source.url)], reading):
            own = "://" not in record.input_id
            yield replace(record, input_id=f"{source.id}/{record.input_id}") if own else record
        states.note_success(source.id)
    except UsageError as error:
        failure = SourceError(source.id, str(error))
        about.report(str(failure))
        states.note_failure(source.id, failure.reason)


def _set_aside_leads(known: Mapping[str, _Known], listed: set[str], sources: Mapping[str, Source]) -> list[Lead]:
    """Addresses that were set aside and that no listing names any more."""
    leads = []
    for url, input_ in known.items():
        if input_.set_aside and url not in listed and url.startswith(("http://", "https://")):
            source = sources.get(input_.source_id or "")
            leads.append(Lead(url=url, entry=Entry(url=url), listed=listed_by(source) if source else Listed()))
    return leads


@contextmanager
def _web(options: InputOptions, about: Surroundings) -> Iterator[Web]:
    fetcher = Fetcher(allow_hosts=options.allow_hosts, delay=options.pause, timeout=options.timeout)
    try:
        if about.out is None:
            yield Web(fetcher=fetcher, clock=about.clock)
            return
        with Archive(about.out / ARCHIVE, report=about.report) as archive:
            yield Web(fetcher=fetcher, clock=about.clock, archive=archive, retry=options.retry_set_aside)
    finally:
        fetcher.close()


def _known_inputs(out: Path | None) -> dict[str, _Known]:
    """Current revisions by input id."""
    if out is None:
        return {}
    columns = ["input_id", "first_seen_at", "found_at", "status", "source_id", "superseded_by"]
    return {
        row["input_id"]: _Known(
            found_at=row["found_at"] or row["first_seen_at"],
            set_aside=row["status"] == DocumentStatus.SET_ASIDE,
            source_id=row["source_id"],
        )
        for row in Store(out).read_arrow("documents", columns).to_pylist()
        if row["superseded_by"] is None
    }


def _defaults(options: InputOptions, today: date) -> InputDefaults:
    if options.doc_type is not None and options.doc_type not in codes(DocumentType):
        raise UsageError(
            f"--doc-type must be one of {', '.join(sorted(codes(DocumentType)))}, not {options.doc_type!r}"
        )
    country = options.publisher_country.upper() if options.publisher_country is not None else None
    if country is not None and country not in publisher_codes():
        raise UsageError(
            f"--publisher-country must be an ISO 3166-1 alpha-3 code such as FRA, not {options.publisher_country!r}"
        )
    day = None
    if options.published is not None:
        try:
            given = parse_published(options.published, found_from="option", today=today)
        except ValueError as error:
            raise UsageError(f"--published: {error}: it must be a day such as 2024-05-28") from None
        if given.precision != DatePrecision.DAY:
            raise UsageError(f"--published must be a whole day such as 2024-05-28, not {options.published!r}")
        day = given.day
    return InputDefaults(published=day, publisher=None, publisher_country=country, doc_type=options.doc_type)
