"""Pulls: by how much each stance and event moves a level.

A level is a sum of its evidence: every value enters with a share, which later evidence wears down. So the pulls of all
items add up to the level, and what their shares leave of 1 is that of the prior, which is 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from stancepipe.posture.evidence import Item, Observation
from stancepipe.posture.levels import DailyValues
from stancepipe.posture.series import Track
from stancepipe.posture.shares import day_shares


@dataclass(frozen=True, slots=True)
class Pull:
    """One stance or event in a level: ``pull`` is its value times its share of the level."""

    item: Item
    share: float
    pull: float


def pulls_on(track: Track, observations: Sequence[Observation], day: date) -> list[Pull]:
    """Pulls on the level of ``day``, the strongest first; they add up to it.

    Args:
        track: the filtered level of the holder.
        observations: those that the level was filtered from.
        day: nothing published later counts.
    """
    shares = _shares_by_day(track, day)
    weights: dict[int, float] = {}
    for o in observations:
        weights[o.day.toordinal()] = weights.get(o.day.toordinal(), 0.0) + o.weight
    found = [pull for o in observations for pull in _pulls(o, shares, weights)]
    return sorted(found, key=lambda p: (-abs(p.pull), p.item.day, p.item.document_id, p.item.ref))


def _pulls(observation: Observation, shares: Mapping[int, float], weights: Mapping[int, float]) -> list[Pull]:
    ordinal = observation.day.toordinal()
    if ordinal not in shares:
        return []
    own = shares[ordinal] * observation.weight / weights[ordinal]
    total = sum(item.weight for item in observation.items)
    return [Pull(i, own * i.weight / total, own * i.weight / total * i.value) for i in observation.items]


def _shares_by_day(track: Track, day: date) -> dict[int, float]:
    """Share that each day's evidence has of the level on ``day``."""
    n = int(np.searchsorted(track.days, day.toordinal(), side="right"))
    seen = DailyValues(days=track.days[:n], values=track.values[:n], weights=track.weights[:n])
    return dict(zip(seen.days.tolist(), day_shares(seen).tolist(), strict=True))
