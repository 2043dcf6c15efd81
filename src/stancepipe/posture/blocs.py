"""Blocs: where a bloc's members stand on a day, and how far apart."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from stancepipe.posture.knowledge import Membership
from stancepipe.posture.series import DECIMALS, Floats, Ints, Track, published_days
from stancepipe.records import BlocDay
from stancepipe.vocabulary import ISRAEL

MIN_OBSERVED: Final = 2
"""A bloc has rows from the first day on which this many members have a posture: one member is not a bloc."""


def bloc_days(
    tracks: Mapping[str, Track],
    memberships: Sequence[Membership],
    latest: date,
    calendar: Mapping[int, date],
    bundle_id: str,
) -> list[BlocDay]:
    """Rows of all blocs, Israel never counted among the members."""
    published = {holder: published_days(track, latest) for holder, track in tracks.items()}
    rows: list[BlocDay] = []
    for bloc in sorted({m.bloc for m in memberships}):
        own = [m for m in memberships if m.bloc == bloc and m.state != ISRAEL]
        rows += _days_of(bloc, own, tracks, published, calendar, bundle_id)
    return rows


def _days_of(
    bloc: str,
    memberships: Sequence[Membership],
    tracks: Mapping[str, Track],
    published: Mapping[str, Ints],
    calendar: Mapping[int, date],
    bundle_id: str,
) -> list[BlocDay]:
    members = sorted({m.state for m in memberships if m.state in tracks})
    if not members:
        return []
    days = np.unique(np.concatenate([published[state] for state in members]))
    levels = np.column_stack([tracks[state].at(days)[0] for state in members])
    for column, state in enumerate(members):
        inside = _inside([m for m in memberships if m.state == state], days)
        levels[~inside, column] = np.nan
    n_members: Ints = np.zeros(len(days), dtype=np.int64)
    for state in {m.state for m in memberships}:
        n_members += _inside([m for m in memberships if m.state == state], days)
    observed = np.sum(~np.isnan(levels), axis=1)
    enough = np.flatnonzero(observed >= MIN_OBSERVED)
    if not len(enough):
        return []
    keep = (np.arange(len(days)) >= enough[0]) & (observed > 0)
    return _rows(bloc, members, days[keep], levels[keep], n_members[keep], calendar, bundle_id)


def _rows(
    bloc: str,
    members: Sequence[str],
    days: Ints,
    levels: Floats,
    n_members: Ints,
    calendar: Mapping[int, date],
    bundle_id: str,
) -> list[BlocDay]:
    """Rows of days that have at least one member observed; members are in alphabetical order, which breaks ties."""
    levels = np.round(levels, DECIMALS)
    mean: Floats = np.nanmean(levels, axis=1)
    cohesion: Floats = 1 - np.nanmean(np.abs(levels - mean[:, None]), axis=1)
    columns = zip(
        days.tolist(),
        np.round(mean, DECIMALS).tolist(),
        np.round(cohesion, DECIMALS).tolist(),
        n_members.tolist(),
        np.sum(~np.isnan(levels), axis=1).tolist(),
        np.nanargmax(levels, axis=1).tolist(),
        np.nanargmin(levels, axis=1).tolist(),
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
            bundle_id=bundle_id,
        )
        for day, score, united, n, seen, warmest, coldest in columns
    ]


def _inside(memberships: Sequence[Membership], days: Ints) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = np.zeros(len(days), dtype=np.bool_)
    for m in memberships:
        joined = date.min.toordinal() if m.joined is None else m.joined.toordinal()
        left = date.max.toordinal() + 1 if m.left is None else m.left.toordinal()
        inside |= (joined <= days) & (days < left)
    return inside
