"""What a posture rests on: which documents, of what kind and in what language, and what is missing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from stancepipe.records import Document
from stancepipe.report.dossiers import Dossier
from stancepipe.report.evidence import Source, source_of
from stancepipe.report.scale import css_of
from stancepipe.report.wording import (
    KINDS,
    STATUSES,
    capitalised,
    counted,
    day_in_words,
    in_words,
    language_in_words,
    signed,
)
from stancepipe.vocabulary import BLOCS, DocumentStatus, DocumentType, Relations

MOST_DOCUMENTS: Final = 20
"""Documents listed per holder, about 10 kB of its page; the others are counted and stand in the tables."""
QUIET_DAYS: Final = 90
"""Days without a new document after which the page says that the level is carried forward: a season, as in the
ranking."""
FEW_PUBLISHERS: Final = 2
"""Below it, one publisher decides what is known of a holder."""

OWN: Final = "its own statements"
OF_BLOCS: Final = "statements of blocs"
OF_OTHERS: Final = "statements of other governments"


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentRow:
    """One document behind a posture."""

    source: Source
    kind: str
    language: str
    stance: str
    css: str | None
    n_events: int
    corrected: str | None
    """What an analyst corrected in it, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Foundation:
    """What one posture rests on."""

    n_documents: int
    n_publishers: int
    kinds: tuple[tuple[str, int], ...]
    """Whose words they are, with documents, most first."""
    languages: tuple[tuple[str, int], ...]
    first: date | None
    last: date | None
    n_undated: int
    missing: tuple[str, ...]
    """What is not known or weak, one sentence each."""
    documents: tuple[DocumentRow, ...]
    """Newest first."""
    n_more_documents: int


def foundation_of(
    dossier: Dossier, documents: Mapping[str, Document], latest_day: date | None, unread: Mapping[str, Counter[str]]
) -> Foundation:
    """What the posture of one holder rests on.

    Args:
        dossier: what the tables hold on it.
        documents: every document by id.
        latest_day: last day in the data.
        unread: documents that were not analysed by country of publisher and status, see :func:`unread_by_country`.
    """
    ids = {stance.document_id for stance in dossier.stances}
    ids |= {report.document_id for reports in dossier.events.values() for report in reports}
    behind = [documents[key] for key in ids if key in documents]
    behind.sort(key=lambda document: (document.published_on or date.min, document.document_id), reverse=True)
    dated = [document.published_on for document in behind if document.published_on]
    kinds = Counter(whose(document, dossier.holder) for document in behind)
    languages = Counter(language_in_words(document.language) for document in behind)
    publishers = {document.publisher or document.publisher_country or "" for document in behind}
    return Foundation(
        n_documents=len(behind),
        n_publishers=len(publishers),
        kinds=_most_first(kinds),
        languages=_most_first(languages),
        first=min(dated, default=None),
        last=max(dated, default=None),
        n_undated=len(behind) - len(dated),
        missing=tuple(_missing(dossier, behind, publishers, latest_day, unread.get(dossier.holder, Counter()))),
        documents=_rows(dossier, behind[:MOST_DOCUMENTS]),
        n_more_documents=max(len(behind) - MOST_DOCUMENTS, 0),
    )


def whose(document: Document, holder: str) -> str:
    """Whose words a document holds, as seen from a holder."""
    if document.doc_type != DocumentType.OFFICIAL_STATEMENT:
        return in_words(document.doc_type, KINDS)
    if document.publisher_country == holder:
        return OWN
    if document.publisher_country is None:
        return "official statements without a country"
    return OF_BLOCS if document.publisher_country in BLOCS else OF_OTHERS


def unread_by_country(documents: Iterable[Document]) -> dict[str, Counter[str]]:
    """How many documents of each country's publishers could not be read, by status."""
    unread: dict[str, Counter[str]] = {}
    for document in documents:
        failed = document.status in (DocumentStatus.UNSUPPORTED_LANGUAGE, DocumentStatus.SET_ASIDE)
        if failed and document.publisher_country:
            unread.setdefault(document.publisher_country, Counter())[document.status] += 1
    return unread


def _missing(
    dossier: Dossier,
    behind: Sequence[Document],
    publishers: set[str],
    latest_day: date | None,
    unread: Mapping[str, int],
) -> Iterable[str]:
    dated = [document.published_on for document in behind if document.published_on]
    latest = dossier.standing.latest if dossier.standing else None
    if behind and not any(whose(document, dossier.holder) == OWN for document in behind):
        yield "No statement published by itself: its position is known through others."
    if len(publishers) == FEW_PUBLISHERS - 1:
        [only] = publishers
        yield f"All documents come from one publisher{f' ({only})' if only else ''}."
    if dated and latest_day and (latest_day - max(dated)).days > QUIET_DAYS:
        yield f"Nothing published after {day_in_words(max(dated))}: the level is carried forward, its interval widens."
    if latest and latest.lower < 0 < latest.upper:
        yield "The interval reaches over zero: on which side the level lies is not certain."
    if latest and latest.relations == Relations.UNKNOWN and not dossier.is_bloc:
        yield "Formal relations are not known."
    abstained = sum(stance.label is None for stance in dossier.stances)
    if abstained:
        yield f"{counted(abstained, 'stance')} of {len(dossier.stances):,} without a label: the classifier abstained."
    undated = len(behind) - len(dated)
    if undated:
        yield f"{counted(undated, 'undated document')}: analysed, but moving no level."
    for status, number in sorted(unread.items()):
        yield f"{counted(number, 'document')} of its own publishers not analysed: {in_words(status, STATUSES)}."


def _rows(dossier: Dossier, documents: Iterable[Document]) -> tuple[DocumentRow, ...]:
    stances = {stance.document_id: stance for stance in dossier.stances}
    acts = Counter(key for reports in dossier.events.values() for key in {report.document_id for report in reports})
    rows = []
    for document in documents:
        stance = stances.get(document.document_id)
        rows.append(
            DocumentRow(
                source=source_of(document),
                kind=whose(document, dossier.holder),
                language=language_in_words(document.language),
                stance=f"{stance.label or 'no label'} {signed(stance.score)}" if stance else "",
                css=css_of(stance.score) if stance else None,
                n_events=acts[document.document_id],
                corrected=document.corrected,
            )
        )
    return tuple(rows)


def _most_first(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(((capitalised(key), number) for key, number in counts.items()), key=lambda c: (-c[1], c[0])))
