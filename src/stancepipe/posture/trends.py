"""Trends: where a holder's observations changed level by more than chance.

Binary segmentation: the split of a stretch of observations with the largest standardised difference of weighted means
is a change when it passes :data:`THRESHOLD`; then both sides are searched. At the end every change is tested again
between its neighbours, and the weakest falls until all hold.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stancepipe.posture.series import OBSERVATION_SD, Floats, Ints

SIDE: Final = 4
"""Days with observations needed on each side: fewer are an episode, not a level."""
THRESHOLD: Final = 3.0
"""Standard errors that a difference needs. Stationary noise at 26 observations a year then gives 0.11 false trends in
ten holder-years (series of three years); a change of 0.5 with a year on each side is found, within five observations
of its day, in 68 of 100, one of 0.8 in 96: `benchmarks/trends.py`."""
MIN_CHANGE: Final = 0.2
"""A change smaller than this is not told: less than a step of the guide's scale, though many texts may prove it."""
DAY_WEIGHT: Final = 1.0
"""No day weighs more than one report: a day on which one text is told forty times must not make a trend."""
TRIED: Final = 100
"""Splits that a few years of observations offer; each is a chance for noise to look like a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of level just before observation ``index``."""

    index: int
    before: float
    after: float
    z: float


def changes_of(values: Floats, weights: Floats) -> list[Change]:
    """Changes of level in one holder's daily observations, in order."""
    sums = _Sums.of(values, np.minimum(weights, DAY_WEIGHT))
    found: list[int] = []
    stretches = [(0, len(values))]
    while stretches:
        start, end = stretches.pop()
        split = _best_split(sums, start, end)
        if split is not None:
            found.append(split)
            stretches += [(start, split), (split, end)]
    return _confirmed(sums, sorted(found), len(values))


def certainty(change: Change) -> float:
    """Probability, after the number of splits tried, that chance alone does not make this change: 0 to 1."""
    tail = math.erfc(abs(change.z) / math.sqrt(2))
    return max(0.0, 1.0 - tail * TRIED)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Cumulated weights, weighted values and weighted squares, from which any stretch's mean and scatter follow."""

    weight: Floats
    value: Floats
    square: Floats

    @staticmethod
    def of(values: Floats, weights: Floats) -> "_Sums":
        parts = (weights, weights * values, weights * values**2)
        return _Sums(*(np.concatenate([[0.0], np.cumsum(part)]) for part in parts))


def _standardised(sums: _Sums, start: int, split: Ints, end: int) -> tuple[Floats, Floats, Floats]:
    """Means left and right of ``split`` and their difference in standard errors.

    The noise is that of the observations or, where they scatter more than that, what they show.
    """
    left, right = sums.weight[split] - sums.weight[start], sums.weight[end] - sums.weight[split]
    left_sum, right_sum = sums.value[split] - sums.value[start], sums.value[end] - sums.value[split]
    before, after = left_sum / left, right_sum / right
    scatter = sums.square[end] - sums.square[start] - left_sum * before - right_sum * after
    noise = np.maximum(OBSERVATION_SD**2, scatter / (end - start - 2))
    return before, after, (after - before) / np.sqrt(noise * (1 / left + 1 / right))


def _best_split(sums: _Sums, start: int, end: int) -> int | None:
    if end - start < 2 * SIDE:
        return None
    splits = np.arange(start + SIDE, end - SIDE + 1, dtype=np.int64)
    before, after, z = _standardised(sums, start, splits, end)
    strength = np.where(np.abs(after - before) >= MIN_CHANGE, np.abs(z), 0.0)
    best = int(np.argmax(strength))
    return int(splits[best]) if strength[best] > THRESHOLD else None


def _confirmed(sums: _Sums, splits: Sequence[int], n: int) -> list[Change]:
    kept = list(splits)
    while kept:
        bounds = [0, *kept, n]
        changes = []
        for i, split in enumerate(kept):
            before, after, z = _standardised(sums, bounds[i], np.array([split]), bounds[i + 2])
            changes.append(Change(split, float(before[0]), float(after[0]), float(z[0])))
        failing = [c for c in changes if abs(c.z) <= THRESHOLD or abs(c.after - c.before) < MIN_CHANGE]
        if not failing:
            return changes
        kept.remove(min(failing, key=lambda c: (abs(c.z), c.index)).index)
    return []
