"""What the report covers: figures of the header and the documents that were not analysed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from stancepipe.records import Document, Run
from stancepipe.report.contents import Edit, ReportTables
from stancepipe.report.evidence import Source, source_of
from stancepipe.report.wording import STATUSES, in_words
from stancepipe.vocabulary import DocumentStatus

MOST_SET_ASIDE: Final = 2000
"""Rows of the list of documents that were not analysed: about 0.8 MB. What failed comes first, so a news feed with
many irrelevant items pushes no failure off the page."""
ORDER: Final = (
    DocumentStatus.SET_ASIDE,
    DocumentStatus.UNSUPPORTED_LANGUAGE,
    DocumentStatus.DUPLICATE,
    DocumentStatus.IRRELEVANT,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """Figures of the header."""

    n_documents: int
    n_analysed: int
    n_stances: int
    n_events: int
    n_undated: int
    first_published: date | None
    last_published: date | None
    bundles: tuple[str, ...]
    last_run: Run | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NotAnalysed:
    """One document that was not analysed."""

    source: Source
    status: str
    reason: str
    copy_of: Source | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SetAside:
    """The documents that were not analysed and the count of every status."""

    counts: tuple[tuple[str, int], ...]
    rows: tuple[NotAnalysed, ...]
    n_more: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EditRow:
    """One document that was changed after it was first read."""

    source: Source
    noticed_on: date
    parts: tuple[tuple[str, str], ...]


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


def coverage(tables: ReportTables) -> Coverage:
    """Figures of what was read; bundles in the order of the postures' latest use."""
    analysed = [document for document in tables.documents if document.status == DocumentStatus.ANALYSED]
    days = [document.published_on for document in analysed if document.published_on]
    last_used: dict[str, date] = {}
    for posture in tables.postures:
        last_used[posture.bundle_id] = max(posture.day, last_used.get(posture.bundle_id, posture.day))
    bundles = sorted(last_used, key=lambda bundle: (last_used[bundle], bundle), reverse=True)
    return Coverage(
        n_documents=len(tables.documents),
        n_analysed=len(analysed),
        n_stances=len(tables.stances),
        n_events=len({event.event_id for event in tables.events}),
        n_undated=len(analysed) - len(days),
        first_published=min(days, default=None),
        last_published=max(days, default=None),
        bundles=tuple(bundles or sorted({document.bundle_id for document in analysed})),
        last_run=max(tables.runs, key=lambda run: (run.started_at, run.run_id), default=None),
    )


def set_aside(documents: Iterable[Document], by_id: Mapping[str, Document], most: int = MOST_SET_ASIDE) -> SetAside:
    """Every document that was not analysed, failures first, newest first within a status."""
    listed = list(documents)
    counts = Counter(document.status for document in listed)
    known = [status.value for status in (DocumentStatus.ANALYSED, *ORDER)]
    # A status that has no place in the order yet is still shown: last, under its own name.
    order = {status: number for number, status in enumerate([*known, *sorted(set(counts) - set(known))])}
    left = [document for document in listed if document.status != DocumentStatus.ANALYSED]
    left.sort(key=lambda document: (document.first_seen_at, document.document_id), reverse=True)
    left.sort(key=lambda document: order[document.status])
    rows = tuple(
        NotAnalysed(
            source=source_of(document),
            status=in_words(document.status, STATUSES),
            reason=document.status_reason or "",
            copy_of=source_of(by_id.get(document.duplicate_of)) if document.duplicate_of else None,
        )
        for document in left[:most]
    )
    return SetAside(
        counts=tuple((in_words(status, STATUSES), counts[status]) for status in order if counts[status]),
        rows=rows,
        n_more=len(left) - len(rows),
    )
