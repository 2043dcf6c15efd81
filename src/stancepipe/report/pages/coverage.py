"""Coverage: what was read, from whom and when, what was set aside and what was edited."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from stancepipe.records import Document, Run
from stancepipe.report.contents import Edit
from stancepipe.report.dossiers import Findings
from stancepipe.report.evidence import Source, source_of
from stancepipe.report.set_aside import SetAside, set_aside
from stancepipe.report.wording import KINDS, capitalised, in_words, language_in_words
from stancepipe.vocabulary import DocumentStatus

MOST_PUBLISHERS: Final = 300
"""Rows of the list of publishers, about 60 kB; those with fewer documents are counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publisher:
    """One publisher and what came of its documents."""

    name: str
    country: str
    n_documents: int
    n_analysed: int
    last: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """Analysed documents published in one month."""

    first: date
    n_documents: int
    height: float
    """Of its bar, 0 to 100."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EditRow:
    """One document that was changed after it was first read."""

    source: Source
    noticed_on: date
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CoveragePage:
    """What the page of coverage shows."""

    kinds: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    publishers: tuple[Publisher, ...]
    n_more_publishers: int
    months: tuple[Month, ...]
    """Oldest first, without gaps."""
    set_aside: SetAside
    edits: tuple[EditRow, ...]
    runs: tuple[Run, ...]
    """The latest, newest first."""


LATEST_RUNS: Final = 10


def coverage_page(findings: Findings) -> CoveragePage:
    """The page of coverage."""
    tables = findings.tables
    analysed = [document for document in tables.documents if document.status == DocumentStatus.ANALYSED]
    publishers = publishers_of(findings)
    runs = sorted(tables.runs, key=lambda run: (run.started_at, run.run_id), reverse=True)
    return CoveragePage(
        kinds=_most_first(capitalised(in_words(document.doc_type, KINDS)) for document in analysed),
        languages=_most_first(capitalised(language_in_words(document.language)) for document in tables.documents),
        publishers=tuple(publishers[:MOST_PUBLISHERS]),
        n_more_publishers=max(len(publishers) - MOST_PUBLISHERS, 0),
        months=months_of([document.published_on for document in analysed if document.published_on]),
        set_aside=set_aside(tables.documents, findings.documents),
        edits=edit_rows(tables.edits),
        runs=tuple(runs[:LATEST_RUNS]),
    )


def publishers_of(findings: Findings) -> list[Publisher]:
    """Every publisher, the one with most documents first."""
    groups: dict[tuple[str, str], list[Document]] = {}
    for document in findings.tables.documents:
        key = (document.publisher or "", document.publisher_country or "")
        groups.setdefault(key, []).append(document)
    rows = [
        Publisher(
            name=name,
            country=findings.names.get(country, country),
            n_documents=len(own),
            n_analysed=sum(document.status == DocumentStatus.ANALYSED for document in own),
            last=max((document.published_on for document in own if document.published_on), default=None),
        )
        for (name, country), own in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.n_documents, row.name, row.country))


def months_of(days: Sequence[date]) -> tuple[Month, ...]:
    """Documents of each month from the first to the last, months without any among them."""
    if not days:
        return ()
    counts = Counter((day.year, day.month) for day in days)
    most = max(counts.values())
    (year, month), last = min(counts), max(counts)
    months = []
    while (year, month) <= last:
        number = counts[(year, month)]
        months.append(Month(first=date(year, month, 1), n_documents=number, height=round(100 * number / most, 1)))
        year, month = year + month // 12, month % 12 + 1
    return tuple(months)


def edit_rows(edits: Iterable[Edit]) -> tuple[EditRow, ...]:
    """Edits as the page shows them, in the order given."""
    return tuple(
        EditRow(
            source=source_of(edit.after),
            noticed_on=(edit.after.found_at or edit.after.first_seen_at).date(),
            parts=tuple(edit.parts),
        )
        for edit in edits
    )


def _most_first(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(values).items(), key=lambda row: (-row[1], row[0])))
