"""Opinions that are known, told through noise: what the posture stage makes of them can be counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from stancepipe.posture.evidence import Observation
from stancepipe.posture.levels import Floats, Ints
from stancepipe.posture.series import interval, tracks_of
from stancepipe.posture.trends import SIDE, Change, Readings, changes_of

FIRST: Final = date(2021, 1, 1)
YEARS: Final = 3
A_YEAR: Final = 26
"""Observations."""
DAYS: Final = YEARS * 365
NOISE_SD: Final = 0.3
STEP: Final = 0.5
SLOW: Final = 0.1
"""How far a slow position drifts in a year: steadily, or as the standard deviation of a random walk."""
NEAR: Final = 10
"""Observations within which a change counts as found, or two trends as one."""
KINDS: Final = ("steady", "step", "walk", "ramp")


@dataclass(frozen=True, kw_only=True, slots=True)
class Opinions:
    """True levels of many holders by day, and what was told of them."""

    levels: Floats
    """By day and holder."""
    at: Ints
    """Days with an observation, counted from the first."""
    told: Floats
    """By observation and holder."""
    weights: Floats


def opinions(
    rng: np.random.Generator,
    kind: str,
    holders: int,
    *,
    irregular: bool = False,
    confidences: tuple[float, float] = (1.0, 1.0),
    noise_sd: float = NOISE_SD,
) -> Opinions:
    """Opinions of one kind, told 26 times a year: at equal distances, or with gaps as in a Poisson process."""
    n = YEARS * A_YEAR
    if irregular:
        gaps = rng.exponential(1.0, n)
        at = np.unique(np.floor(np.cumsum(gaps) / gaps.sum() * (DAYS - 1)).astype(np.int64))
    else:
        at = np.arange(n, dtype=np.int64) * DAYS // n
    levels = _levels(rng, kind, holders)
    told = np.clip(levels[at] + rng.normal(0, noise_sd, (len(at), holders)), -1, 1)
    return Opinions(levels=levels, at=at, told=told, weights=rng.uniform(*confidences, (len(at), holders)))


def _levels(rng: np.random.Generator, kind: str, holders: int) -> Floats:
    side = rng.choice([-1.0, 1.0], holders)
    start = rng.uniform(-0.3, 0.3, holders)
    days = np.arange(DAYS)[:, None]
    if kind == "steady":
        return np.broadcast_to(start, (DAYS, holders)).copy()
    if kind == "step":
        at = rng.integers(DAYS // 6, DAYS - DAYS // 6, holders)
        return start / 3 + side * STEP * ((days >= at) - 0.5)
    if kind == "walk":
        return np.clip(start + np.cumsum(rng.normal(0, SLOW / 365**0.5, (DAYS, holders)), axis=0), -0.9, 0.9)
    if kind == "ramp":
        return start + side * SLOW * (days / 365 - YEARS / 2)
    raise ValueError(kind)


def share_covered(simulated: Opinions) -> float:
    """Share of days, from the first observation on, on which the published 90 % interval holds the true level."""
    observed = {
        str(n): [
            Observation(str(n), FIRST + timedelta(days=int(day)), str(day), "s", float(value), float(weight), ())
            for day, value, weight in zip(simulated.at, told, weights, strict=True)
        ]
        for n, (told, weights) in enumerate(zip(simulated.told.T, simulated.weights.T, strict=True))
    }
    days = np.arange(simulated.at[0], DAYS, dtype=np.int64)
    held = []
    for n, track in tracks_of(observed).items():
        lower, upper = interval(*track.at(days + FIRST.toordinal()))
        level = simulated.levels[days, int(n)]
        held.append((lower <= level) & (level <= upper))
    return float(np.mean(held))


def _readings(simulated: Opinions, holder: int, upto: int) -> Readings:
    return Readings(
        days=simulated.at[:upto],
        sources=("s",),
        values=simulated.told[None, :upto, holder],
        weights=simulated.weights[None, :upto, holder],
    )


def trends_as_told(simulated: Opinions, holder: int, first: int, last: int) -> Iterator[list[Change]]:
    """The trends that stand after each of some observations, by those up to it."""
    for upto in range(max(first, 2 * SIDE), last + 1):
        yield changes_of(_readings(simulated, holder, upto))


def false_trends(rng: np.random.Generator, holders: int, **how: tuple[float, float]) -> tuple[float, float]:
    """Trends of steady opinions in ten holder-years: ever told after some observation, and standing at the end."""
    simulated = opinions(rng, "steady", holders, **how)  # type: ignore[arg-type]
    ever = standing = 0
    for holder in range(holders):
        told: list[int] = []
        found: list[Change] = []
        for found in trends_as_told(simulated, holder, 0, len(simulated.at)):
            told += [c.index for c in found if all(abs(c.index - t) > NEAR for t in told)]
        ever += len(told)
        standing += len(found)
    decades = YEARS * holders / 10
    return ever / decades, standing / decades


def share_found(rng: np.random.Generator, holders: int, **how: tuple[float, float]) -> tuple[float, float]:
    """Share of steps that are told with at most ten observations after them: after any of these, and after the tenth.

    The trend must point the right way and lie within ten observations of the step.
    """
    simulated = opinions(rng, "step", holders, **how)  # type: ignore[arg-type]
    soon = tenth = 0
    for holder in range(holders):
        level = simulated.levels[simulated.at, holder]
        turn = int(np.flatnonzero(np.diff(level))[0]) + 1
        hits = [
            any(abs(c.index - turn) <= NEAR and (c.after > c.before) is bool(level[-1] > level[0]) for c in found)
            for found in trends_as_told(simulated, holder, turn + 1, turn + NEAR)
        ]
        soon += any(hits)
        tenth += hits[-1]
    return soon / holders, tenth / holders
