"""Trends: where a holder's position changed level by more than chance, in the words of the same sources.

Binary segmentation: the split of a stretch of days with the largest standardised difference of level is a change when
it passes :data:`THRESHOLD`; then both sides are searched. At the end every change is tested again between its
neighbours, and the weakest falls until all hold.

Levels are compared source by source: only a source that is heard on both sides of a split bears on it. So a source
that appears, or falls silent, makes no trend, however hostile or friendly it is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stancepipe.posture.evidence import Observation
from stancepipe.posture.levels import OBSERVATION_SD, Floats, Ints

SIDE: Final = 4
"""Days needed on each side that lie on their side of the middle: fewer are an episode, not a level."""
THRESHOLD: Final = 3.3
"""Standard errors that a difference needs. Looked at after every observation, a steady position with 26 a year is
then told to have changed 0.7 times in ten years, and 0.1 times in what stands at the end of three; a change of
0.5 is told after at most ten further observations in 95 of 100: `benchmarks/trends.py`. At 3.2 the first figure
nears 1, at 3.5 the last falls to 91."""
MIN_CHANGE: Final = 0.2
"""A change smaller than this is not told: less than a step of the guide's scale, though many texts may prove it."""
DAY_WEIGHT: Final = 1.0
"""No day weighs more than one report: a day on which one text is told forty times must not make a trend."""
NOISE_KNOWN: Final = 8
"""What is known of the noise beforehand counts as so many observations against those of the stretch itself: four on
each side, the fewest that a change may rest on, do not tell how noisy they are."""
TRIED: Final = 100
"""Splits that a few years of observations offer; each is a chance for noise to look like a change."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """A holder's observations by day and source, for those sources that are heard on more than one day."""

    days: Ints
    """Ordinals of the days with readings, ascending."""
    sources: tuple[str, ...]
    values: Floats
    """By source and day, 0 where there is none."""
    weights: Floats
    """By source and day, 0 where there is none; those of a day sum to :data:`DAY_WEIGHT` at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A change of level just before day ``index`` of the readings."""

    index: int
    before: float
    after: float
    z: float
    sources: tuple[str, ...]
    """Sources heard on both sides."""


def readings_of(observations: Sequence[Observation]) -> Readings:
    """Readings of one holder."""
    heard: dict[str, set[int]] = {}
    for o in observations:
        heard.setdefault(o.source, set()).add(o.day.toordinal())
    sources = sorted(source for source, days in heard.items() if len(days) > 1)
    row = {source: n for n, source in enumerate(sources)}
    kept = [o for o in observations if o.source in row]
    days, at = np.unique(np.array([o.day.toordinal() for o in kept], dtype=np.int64), return_inverse=True)
    cell = (np.array([row[o.source] for o in kept], dtype=np.int64), at)
    weights, values = np.zeros((len(sources), len(days))), np.zeros((len(sources), len(days)))
    np.add.at(weights, cell, [o.weight for o in kept])
    np.add.at(values, cell, [o.weight * o.value for o in kept])
    values = np.divide(values, weights, out=values, where=weights > 0)
    return Readings(
        days=days,
        sources=tuple(sources),
        values=values,
        weights=weights / np.maximum(weights.sum(axis=0) / DAY_WEIGHT, 1),
    )


def changes_of(readings: Readings) -> list[Change]:
    """Changes of level in one holder's readings, in order."""
    sums = _Sums.of(readings)
    found: list[int] = []
    stretches = [(0, len(readings.days))]
    while stretches:
        start, end = stretches.pop()
        split = _best_split(readings, sums, start, end)
        if split is not None:
            found.append(split)
            stretches += [(start, split), (split, end)]
    return _confirmed(readings, sums, sorted(found))


def certainty(change: Change) -> float:
    """Probability, after the number of splits tried, that chance alone does not make this change: 0 to 1."""
    tail = math.erfc(abs(change.z) / math.sqrt(2))
    return max(0.0, 1.0 - tail * TRIED)


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums up to each day: weights and weighted values by source, weighted squares and readings of all."""

    weight: Floats
    value: Floats
    square: Floats
    count: Ints
    """Readings of each source."""

    @staticmethod
    def of(readings: Readings) -> "_Sums":
        weights, values = readings.weights, readings.values
        return _Sums(
            _cumulated(weights),
            _cumulated(weights * values),
            _cumulated((weights * values**2).sum(axis=0)),
            _cumulated(weights > 0).astype(np.int64),
        )


def _cumulated(parts: npt.NDArray[np.generic]) -> Floats:
    """Sums of the first 0, 1, 2... entries along the last axis."""
    sums = np.zeros((*parts.shape[:-1], parts.shape[-1] + 1))
    np.cumsum(parts, axis=-1, out=sums[..., 1:])
    return sums


@dataclass(frozen=True, slots=True)
class _Differences:
    """Levels on both sides of some splits of one stretch, over the sources that are heard on both."""

    before: Floats
    after: Floats
    z: Floats


def _differences(sums: _Sums, start: int, splits: Ints, end: int) -> _Differences:
    """Each source's difference counts as surely as it is known; its own level does not enter.

    The noise is what the stretch shows around each source's level on each side, and what is known of it beforehand.
    """
    left, right = sums.weight[:, splits] - sums.weight[:, [start]], sums.weight[:, [end]] - sums.weight[:, splits]
    left_sum, right_sum = sums.value[:, splits] - sums.value[:, [start]], sums.value[:, [end]] - sums.value[:, splits]
    told_before, told_after = _ratio(left_sum, left), _ratio(right_sum, right)
    surety = _ratio(left * right, left + right)
    total = surety.sum(axis=0)
    before, after = _ratio((surety * told_before).sum(axis=0), total), _ratio((surety * told_after).sum(axis=0), total)
    around = (left_sum * told_before + right_sum * told_after).sum(axis=0)
    scatter = np.maximum(sums.square[end] - sums.square[start] - around, 0.0)
    levels = (left > 0).sum(axis=0) + (right > 0).sum(axis=0)
    free = (sums.count[:, end] - sums.count[:, start]).sum() - levels
    noise = (NOISE_KNOWN * OBSERVATION_SD**2 + scatter) / (NOISE_KNOWN + free)
    return _Differences(before, after, (after - before) * np.sqrt(total / noise))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """``part / whole``, and 0 where there is nothing."""
    return np.divide(part, whole, out=np.zeros_like(whole), where=whole > 0)


def _best_split(readings: Readings, sums: _Sums, start: int, end: int) -> int | None:
    if end - start < 2 * SIDE:
        return None
    splits = np.arange(start + SIDE, end - SIDE + 1, dtype=np.int64)
    found = _differences(sums, start, splits, end)
    strength = np.where(np.abs(found.after - found.before) >= MIN_CHANGE, np.abs(found.z), 0.0)
    for best in np.argsort(-strength, kind="stable").tolist():
        if strength[best] <= THRESHOLD:
            return None
        if _is_broad(readings, sums, start, int(splits[best]), end):
            return int(splits[best])
    return None


def _heard_on_both_sides(sums: _Sums, start: int, split: int, end: int) -> npt.NDArray[np.bool_]:
    heard = np.diff(sums.count[:, [start, split, end]], axis=1) > 0
    both: npt.NDArray[np.bool_] = heard[:, 0] & heard[:, 1]
    return both


def _is_broad(readings: Readings, sums: _Sums, start: int, split: int, end: int) -> bool:
    """Whether enough days on each side lie on their side of the middle: a level, and not an episode."""
    both = _heard_on_both_sides(sums, start, split, end)
    weight, value = sums.weight[both][:, [start, split, end]], sums.value[both][:, [start, split, end]]
    before, after = (np.diff(value, axis=1) / np.diff(weight, axis=1)).T
    middle = ((before + after) / 2)[:, None]
    away = (readings.weights[both, start:end] * (readings.values[both, start:end] - middle)).sum(axis=0)
    toward_later = away * np.sign(_differences(sums, start, np.array([split], dtype=np.int64), end).z[0])
    return int((toward_later[: split - start] < 0).sum()) >= SIDE <= int((toward_later[split - start :] > 0).sum())


def _confirmed(readings: Readings, sums: _Sums, splits: Sequence[int]) -> list[Change]:
    kept = list(splits)
    while kept:
        bounds = [0, *kept, len(readings.days)]
        stretches = list(zip(bounds, kept, bounds[2:], strict=False))
        changes = [_change(readings, sums, *stretch) for stretch in stretches]
        failing = [
            c
            for c, stretch in zip(changes, stretches, strict=True)
            if abs(c.z) <= THRESHOLD or abs(c.after - c.before) < MIN_CHANGE or not _is_broad(readings, sums, *stretch)
        ]
        if not failing:
            return changes
        kept.remove(min(failing, key=lambda c: (abs(c.z), c.index)).index)
    return []


def _change(readings: Readings, sums: _Sums, start: int, split: int, end: int) -> Change:
    found = _differences(sums, start, np.array([split], dtype=np.int64), end)
    both = _heard_on_both_sides(sums, start, split, end)
    return Change(
        index=split,
        before=float(found.before[0]),
        after=float(found.after[0]),
        z=float(found.z[0]),
        sources=tuple(source for source, heard in zip(readings.sources, both.tolist(), strict=True) if heard),
    )
