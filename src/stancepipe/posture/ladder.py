"""The record of formal relations: one row for each state and each day from which they stood otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from stancepipe.posture.knowledge import Knowledge
from stancepipe.posture.relations import Standing
from stancepipe.posture.shifts import shift_id
from stancepipe.records import FormalRelations
from stancepipe.vocabulary import EventStatus, ShiftKind


def relations_rows(
    standings: Mapping[str, Sequence[Standing]], knowledge: Knowledge, bundle_id: str
) -> list[FormalRelations]:
    """Rows of all states that the lexicon knows, also of those that no document speaks of."""
    return [
        _row(holder, standing, before, knowledge, bundle_id)
        for holder in sorted(standings)
        for standing, before in _told(standings[holder])
    ]


def _told(standings: Sequence[Standing]) -> Iterator[tuple[Standing, Standing]]:
    """Each standing that has a first day and differs from the one before, and that one.

    The first of all lasts since for ever. Where the lexicon knows no first day it describes the day of the lexicon,
    and that row stays although it repeats what was before. Of several moves in a day the last one tells where it ends.
    """
    before, *later = standings
    for standing in {s.since: s for s in later}.values():
        if standing.relations is not before.relations or before.since == date.min:
            yield standing, before
        before = standing if standing.relations is not before.relations or before.since == date.min else before


def _row(holder: str, standing: Standing, before: Standing, knowledge: Knowledge, bundle_id: str) -> FormalRelations:
    act = standing.act
    lexicon = act is None and before.since == date.min
    return FormalRelations(
        holder=holder,
        since=standing.since,
        relations=standing.relations.value,
        previous=None if lexicon else before.relations.value,
        step=act.step.value if act else None,
        shift_id=shift_id(holder, ShiftKind.FORMAL_STEP, act.step, act.day) if act else None,
        evidence=None
        if act is None
        else " ".join(
            sorted({f"event:{t.event.event_id}" for t in act.tellings if t.event.status == EventStatus.OCCURRED})
        ),
        source=knowledge.relations[holder].source if act is None else None,
        bundle_id=bundle_id,
    )
