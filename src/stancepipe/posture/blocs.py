"""Blocs: where a bloc's members stand on a day, how far apart, and who keeps it from a common position."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from stancepipe.posture.consensus import Block, blocking_on, needs_consensus
from stancepipe.posture.knowledge import Knowledge, Membership
from stancepipe.posture.levels import Floats, Ints
from stancepipe.posture.series import CLEAR_LEVEL, DECIMALS, Track, label_margin, published_days
from stancepipe.records import BlocDay
from stancepipe.vocabulary import ISRAEL

MIN_OBSERVED: Final = 2
"""A bloc has rows from the first day on which this many members have a posture: one member is not a bloc."""
FARTHEST: Final = 3
"""Members named as farthest out."""


def bloc_days(
    tracks: Mapping[str, Track],
    knowledge: Knowledge,
    blocks: Sequence[Block],
    latest: date,
    calendar: Mapping[int, date],
    bundle_id: str,
) -> list[BlocDay]:
    """Rows of all blocs, Israel never counted among the members."""
    published = {holder: published_days(track, latest) for holder, track in tracks.items()}
    rows: list[BlocDay] = []
    for bloc in sorted({m.bloc for m in knowledge.memberships}):
        own = [m for m in knowledge.memberships if m.bloc == bloc and m.state != ISRAEL]
        standings = _standings_of(own, tracks, published)
        if standings is not None:
            stopped = [b for b in blocks if b.bloc == bloc]
            rows += _rows(bloc, standings, stopped, knowledge, calendar, bundle_id)
    return rows


@dataclass(frozen=True, kw_only=True, slots=True)
class _Standings:
    """Where the members of one bloc stand: arrays of days and members, NaN where a member is unknown or outside."""

    members: tuple[str, ...]
    """In alphabetical order, which breaks ties."""
    days: Ints
    levels: Floats
    margins: Floats
    """How far from its level a member may well be: see :func:`label_margin`."""
    n_members: Ints


def _standings_of(
    memberships: Sequence[Membership], tracks: Mapping[str, Track], published: Mapping[str, Ints]
) -> _Standings | None:
    """Standings on the days on which a member is observed; none where there are never enough."""
    members = sorted({m.state for m in memberships if m.state in tracks})
    if not members:
        return None
    days = np.unique(np.concatenate([published[state] for state in members]))
    levels, margins = np.empty((len(days), len(members))), np.empty((len(days), len(members)))
    for column, state in enumerate(members):
        mean, variance = tracks[state].at(days)
        inside = _inside([m for m in memberships if m.state == state], days)
        levels[:, column] = np.where(inside, mean.round(DECIMALS), np.nan)
        margins[:, column] = label_margin(variance)
    n_members: Ints = np.zeros(len(days), dtype=np.int64)
    for state in {m.state for m in memberships}:
        n_members += _inside([m for m in memberships if m.state == state], days)
    observed = np.sum(~np.isnan(levels), axis=1)
    enough = np.flatnonzero(observed >= MIN_OBSERVED)
    if not len(enough):
        return None
    kept = (np.arange(len(days)) >= enough[0]) & (observed > 0)
    return _Standings(
        members=tuple(members), days=days[kept], levels=levels[kept], margins=margins[kept], n_members=n_members[kept]
    )


def _rows(
    bloc: str,
    standings: _Standings,
    blocks: Sequence[Block],
    knowledge: Knowledge,
    calendar: Mapping[int, date],
    bundle_id: str,
) -> list[BlocDay]:
    levels, members = standings.levels, standings.members
    mean: Floats = np.nanmean(levels, axis=1)
    distance = np.abs(levels - mean[:, None])
    cohesion: Floats = 1 - np.nanmean(distance, axis=1)
    consensus = needs_consensus(knowledge, bloc)
    holdouts = _names(members, _opposed(standings)) if consensus else [None] * len(standings.days)
    columns = zip(
        standings.days.tolist(),
        np.round(mean, DECIMALS).tolist(),
        np.round(cohesion, DECIMALS).tolist(),
        standings.n_members.tolist(),
        np.sum(~np.isnan(levels), axis=1).tolist(),
        np.nanargmax(levels, axis=1).tolist(),
        np.nanargmin(levels, axis=1).tolist(),
        _farthest(members, distance),
        holdouts,
        strict=True,
    )
    return [
        BlocDay(
            bloc=bloc,
            day=calendar[day],
            score=score,
            cohesion=united,
            n_members=n,
            n_observed=seen,
            most_supportive=members[warmest],
            most_critical=members[coldest],
            farthest=farthest,
            positions_by=knowledge.positions_by[bloc].value,
            blockers=" ".join(sorted({b.state for b in stopping})) if consensus else None,
            evidence=" ".join(sorted({b.ref for b in stopping})) if consensus else None,
            holdouts=opposed,
            bundle_id=bundle_id,
        )
        for day, score, united, n, seen, warmest, coldest, farthest, opposed in columns
        for stopping in [blocking_on(blocks, knowledge, calendar[day])]
    ]


def _opposed(standings: _Standings) -> npt.NDArray[np.bool_]:
    """Members that clearly stand on one side, against the mean of at least two others on the other side."""
    levels = standings.levels
    observed = ~np.isnan(levels)
    n_others = observed.sum(axis=1, keepdims=True) - 1
    others = (np.nansum(levels, axis=1, keepdims=True) - np.nan_to_num(levels)) / np.maximum(n_others, 1)
    warm = (levels - standings.margins > CLEAR_LEVEL) & (others < -CLEAR_LEVEL)
    cold = (levels + standings.margins < -CLEAR_LEVEL) & (others > CLEAR_LEVEL)
    against: npt.NDArray[np.bool_] = (warm | cold) & observed & (n_others >= MIN_OBSERVED)
    return against


def _names(members: Sequence[str], chosen: npt.NDArray[np.bool_]) -> list[str | None]:
    return [" ".join(members[column] for column in np.flatnonzero(row).tolist()) for row in chosen]


def _farthest(members: Sequence[str], distance: Floats) -> Iterator[str]:
    order = np.argsort(np.where(np.isnan(distance), np.inf, -np.round(distance, DECIMALS)), axis=1, kind="stable")
    seen = np.sum(~np.isnan(distance), axis=1)
    for row, n in zip(order[:, :FARTHEST].tolist(), seen.tolist(), strict=True):
        yield " ".join(members[column] for column in row[:n])


def _inside(memberships: Sequence[Membership], days: Ints) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = np.zeros(len(days), dtype=np.bool_)
    for m in memberships:
        joined = date.min.toordinal() if m.joined is None else m.joined.toordinal()
        left = date.max.toordinal() + 1 if m.left is None else m.left.toordinal()
        inside |= (joined <= days) & (days < left)
    return inside
