"""The documents that were not analysed, with the reason."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from stancepipe.records import Document
from stancepipe.report.evidence import Source, source_of
from stancepipe.report.wording import STATUSES, in_words
from stancepipe.vocabulary import DocumentStatus

MOST_SET_ASIDE: Final = 1500
"""Rows of the list of documents that were not analysed: about 0.7 MB. What failed comes first, so a news feed with
many irrelevant items pushes no failure off the page."""
MOST_REASONS: Final = 40
"""Reasons counted one by one; rarer ones are in the list. Reasons that name a place in a file are all different."""
ORDER: Final = (
    DocumentStatus.SET_ASIDE,
    DocumentStatus.UNSUPPORTED_LANGUAGE,
    DocumentStatus.DUPLICATE,
    DocumentStatus.IRRELEVANT,
)


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
    reasons: tuple[tuple[str, str, int], ...]
    """Status, reason and documents, for reasons given more than once."""
    rows: tuple[NotAnalysed, ...]
    n_more: int


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
    reasons = Counter((document.status, document.status_reason) for document in left if document.status_reason)
    often = sorted(
        ((status, reason, number) for (status, reason), number in reasons.items() if number > 1),
        key=lambda row: (order[row[0]], -row[2], row[1]),
    )
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
        reasons=tuple((in_words(status, STATUSES), reason, number) for status, reason, number in often[:MOST_REASONS]),
        rows=rows,
        n_more=len(left) - len(rows),
    )
