"""Everything a run reads: the inputs it is given, or the configured sources, and what became of each source."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from stancepipe.bundles import Bundle
from stancepipe.errors import SourceError, UsageError
from stancepipe.ingest.dates import parse_published
from stancepipe.ingest.feeds import read_source
from stancepipe.ingest.fetch import Fetcher
from stancepipe.ingest.inputs import InputDefaults, InputRecord
from stancepipe.ingest.readers import read_inputs
from stancepipe.sources import Source, load_sources, publisher_codes
from stancepipe.store import Store
from stancepipe.vocabulary import DatePrecision, DocumentType, codes

STATES_FILE = "sources.json"
"""Beside the tables: last success and last error of every source."""


def read_everything(
    inputs: Sequence[str],
    bundle: Bundle,
    out: Path | None,
    *,
    published: str | None = None,
    publisher_country: str | None = None,
    doc_type: str | None = None,
    stdin: BinaryIO | None = None,
    allow_hosts: frozenset[str] = frozenset(),
    today: date,
    report: Callable[[str], None],
) -> Iterator[InputRecord]:
    """Records of ``inputs``, or of the configured sources where there are none.

    Raises:
        UsageError: an option has a value that means nothing, or the only input does not exist.
    """
    defaults = _defaults(published, publisher_country, doc_type, today)
    fetcher = Fetcher(allow_hosts=allow_hosts)
    if inputs:
        return read_inputs(
            inputs,
            defaults=defaults,
            stdin=stdin,
            fetcher=fetcher,
            report=report,
            today=today,
            lexicons=bundle.lexicons,
        )
    return _read_sources(bundle, out, fetcher, today, report)


def _defaults(published: str | None, publisher_country: str | None, doc_type: str | None, today: date) -> InputDefaults:
    if doc_type is not None and doc_type not in codes(DocumentType):
        raise UsageError(f"--doc-type must be one of {', '.join(sorted(codes(DocumentType)))}, not {doc_type!r}")
    country = publisher_country.upper() if publisher_country is not None else None
    if country is not None and country not in publisher_codes():
        raise UsageError(
            f"--publisher-country must be an ISO 3166-1 alpha-3 code such as FRA, not {publisher_country!r}"
        )
    day = None
    if published is not None:
        try:
            given = parse_published(published, found_from="option", today=today)
        except ValueError as error:
            raise UsageError(f"--published: {error}: it must be a day such as 2024-05-28") from None
        if given.precision != DatePrecision.DAY:
            raise UsageError(f"--published must be a whole day such as 2024-05-28, not {published!r}")
        day = given.day
    return InputDefaults(published=day, publisher=None, publisher_country=country, doc_type=doc_type)


def _read_sources(
    bundle: Bundle, out: Path | None, fetcher: Fetcher, today: date, report: Callable[[str], None]
) -> Iterator[InputRecord]:
    """Documents of all configured sources; a source that fails is told and the others go on."""
    states = read_states(out) if out is not None else {}
    for source in load_sources(bundle.corpora / "sources", on_error=lambda error: report(str(error))):
        state = states.setdefault(source.id, {})
        try:
            for record in read_source(source, fetcher, report=report, today=today, lexicons=bundle.lexicons):
                yield _named_by(source, record)
            state["last_success"] = today.isoformat()
        except SourceError as error:
            report(str(error))
            state["last_error"] = f"{today.isoformat()}: {error.reason}"
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        unfinished = out / f".{STATES_FILE}.tmp"
        unfinished.write_text(json.dumps(states, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        unfinished.replace(out / STATES_FILE)


def _named_by(source: Source, record: InputRecord) -> InputRecord:
    """A file of a drop folder is known by its path in there: two folders may hold files of one name."""
    if source.kind != "folder" or "://" in record.input_id:
        return record
    return replace(record, input_id=f"{source.id}/{record.input_id}")


def read_states(out: Path) -> dict[str, dict[str, Any]]:
    """Last success and error by source id; empty where no run was made."""
    try:
        found = json.loads((out / STATES_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    known = found if isinstance(found, dict) else {}
    return {key: state for key, state in known.items() if isinstance(state, dict)}


def source_rows(bundle: Bundle, out: Path) -> Iterator[tuple[str, ...]]:
    """One row of text per configured source: id, country, kind, schedule, documents, last success, last error.

    Raises:
        SourceError: a source file is broken.
    """
    states = read_states(out)
    counted: dict[str | None, int] = {}
    for document in Store(out).read("documents"):
        counted[document.publisher] = counted.get(document.publisher, 0) + 1
    for source in load_sources(bundle.corpora / "sources"):
        state = states.get(source.id, {})
        yield (
            source.id,
            source.country or "",
            source.kind,
            source.schedule,
            str(counted.get(source.publisher, 0)),
            state.get("last_success", "never"),
            state.get("last_error", ""),
        )
