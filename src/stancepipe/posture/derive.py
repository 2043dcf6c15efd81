"""From evidence to postures, shifts, blocs and support: the posture stage as one pure function."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import pyarrow as pa

from stancepipe.posture.acts import acts_of
from stancepipe.posture.blocs import bloc_days
from stancepipe.posture.consensus import blocks_of
from stancepipe.posture.evidence import (
    countable_documents,
    countable_stances,
    countable_tellings,
    items_of,
    observations_of,
)
from stancepipe.posture.grounds import grounds_of
from stancepipe.posture.knowledge import Knowledge
from stancepipe.posture.ladder import relations_rows
from stancepipe.posture.relations import relations_over_time
from stancepipe.posture.series import postures_of, tracks_of
from stancepipe.posture.shifts import formal_shifts, keep_first_known, trend_shifts
from stancepipe.posture.support import support_days
from stancepipe.records import BlocDay, Document, Event, FormalRelations, Posture, PostureShift, Stance, SupportDay
from stancepipe.rows import Rows
from stancepipe.tables import POSTURES


@dataclass(frozen=True, kw_only=True, slots=True)
class Derived:
    """Everything that follows from the evidence of one bundle."""

    postures: Sequence[Posture] = field(default_factory=list)
    relations: list[FormalRelations] = field(default_factory=list)
    shifts: list[PostureShift] = field(default_factory=list)
    blocs: list[BlocDay] = field(default_factory=list)
    support: list[SupportDay] = field(default_factory=list)


def derive_postures(
    documents: Iterable[Document],
    stances: Iterable[Stance],
    events: Sequence[Event],
    *,
    knowledge: Knowledge,
    bundle_id: str,
    previous_shifts: Sequence[PostureShift],
    now: datetime,
) -> Derived:
    """Postures, shifts, blocs and support from the evidence of ``bundle_id`` alone, whatever order it comes in.

    ``previous_shifts`` are the shifts already published: one that is found again keeps the time at which it was
    first known. Documents that claim a day after ``now`` move nothing.
    """
    counted = countable_documents(documents, bundle_id, now)
    days = [d.published_on for d in counted.values() if d.published_on is not None]
    if not days:
        return Derived(relations=relations_rows(relations_over_time(knowledge, ()), knowledge, bundle_id))
    latest = max(days)
    tellings = countable_tellings(events, counted, knowledge, bundle_id)
    acts = acts_of(t for t in tellings if t.event.step is not None)
    items = items_of(countable_stances(stances, counted, bundle_id), tellings, acts, counted, knowledge)
    observations = observations_of(items)
    tracks = tracks_of(observations)
    standings = relations_over_time(knowledge, acts)
    blocks = blocks_of(events, counted, knowledge, bundle_id)
    calendar = _Calendar()
    shifts = formal_shifts(acts, tracks, knowledge, bundle_id)
    postures: dict[str, pa.Table] = {}
    for holder, track in tracks.items():
        own = observations[holder]
        grounds = grounds_of(holder, own, counted)
        postures[holder] = postures_of(track, own, grounds, standings.get(holder, ()), latest, bundle_id)
        shifts += trend_shifts(holder, own, counted, knowledge, bundle_id)
    return Derived(
        postures=_together(postures),
        relations=relations_rows(standings, knowledge, bundle_id),
        shifts=keep_first_known(shifts, previous_shifts),
        blocs=bloc_days(tracks, knowledge, blocks, latest, calendar, bundle_id),
        support=support_days(items, latest, calendar, bundle_id),
    )


def _together(postures: Mapping[str, pa.Table]) -> Rows:
    """Postures of all holders; as records, those of some hundred holders over five years take 150 MB."""
    parts = [POSTURES.schema.empty_table(), *(postures[holder] for holder in sorted(postures))]
    return Rows(POSTURES, pa.concat_tables(parts))  # in order: no need to sort


class _Calendar(dict[int, date]):
    """Ordinals to days, each made once: rows of all holders share them."""

    def __missing__(self, ordinal: int) -> date:
        day = self[ordinal] = date.fromordinal(ordinal)
        return day
