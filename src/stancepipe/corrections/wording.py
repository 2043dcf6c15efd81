"""How a shift is told whose evidence was corrected: the act is the holder's, the reading an analyst's."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from stancepipe.records import Document, Event, PostureShift, Stance

AS_CORRECTED: Final = ", by a reading that an analyst corrected."


def marked_shifts(
    shifts: Iterable[PostureShift],
    documents: Mapping[str, Document],
    events: Iterable[Event],
    stances: Iterable[Stance],
) -> list[PostureShift]:
    """The same shifts; the summary of one that rests on a corrected row or document says so."""

    def is_corrected(row: Event | Stance) -> bool:
        return row.corrected is not None or documents[row.document_id].corrected is not None

    corrected = {f"event:{e.event_id}" for e in events if is_corrected(e)}
    corrected |= {f"stance:{s.stance_id}" for s in stances if is_corrected(s)}
    return [_marked(s, corrected) for s in shifts]


def _marked(shift: PostureShift, corrected: Collection[str]) -> PostureShift:
    if not any(item in corrected for item in shift.evidence.split()):
        return shift
    return replace(shift, summary=shift.summary.removesuffix(".") + AS_CORRECTED)
