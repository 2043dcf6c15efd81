"""Series: each holder's level of posture, day by day, as a random walk seen through noisy observations.

The level of a day is filtered, not smoothed: it uses what was published up to that day and nothing later. Between
observations a random walk's expected level stays where it is and only its interval widens, so the filter runs over
days with evidence and the days between follow in closed form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from stancepipe.posture.evidence import Item, Observation
from stancepipe.posture.relations import Standing
from stancepipe.records import Posture
from stancepipe.vocabulary import Label, Relations

OBSERVATION_SD: Final = 0.4
"""Noise of one observation of weight 1: about one step of the guide's scale (1/3), and some error of reading."""
PROCESS_SD: Final = 0.015
"""Drift of a level in a day: 0.08 in a month, 0.29 in a year. A government's position is slow where no act is told."""
PRIOR_SD: Final = 1.0
"""Before the first observation anything from -1 to 1 is possible, and after long silence again."""
DAY_WEIGHT: Final = 4.0
"""A day's observations weigh at most this much together: many texts of one day mostly repeat one position."""
Z90: Final = 1.6449
"""Half width, in standard deviations, of a normal interval that holds 90 %."""
CLEAR_LEVEL: Final = 0.1
"""A level must lie beyond this, four times in five, to be called supportive or critical."""
Z80: Final = 0.8416
"""Standard deviations that four fifths of a normal distribution lie above, counted down from its mean. The 90 %
interval would be too shy for a label: a state with two clear statements a year apart would never be
called anything but neutral."""
CLEAR_VALUE: Final = 1 / 3
"""An observation is clearly supportive or critical from one step of the guide's scale on."""
RECENT_DAYS: Final = 90
MINORITY: Final = 0.25
"""Recent observations disagree where the smaller side has this share of the weight of the clear ones: one stray
reading among many does not make a position mixed."""
DAILY_DAYS: Final = 5 * 366
"""Every day has a row in the five years up to the latest day; before that only days with evidence do, because eighty
years of yearly speeches would make five million rows that repeat the one before."""
DECIMALS: Final = 6

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Track:
    """The filtered level of one holder, at its days with evidence."""

    holder: str
    days: Ints
    """Ordinals, ascending."""
    mean: Floats
    variance: Floats
    values: Floats
    """Combined observation of each day."""
    weights: Floats

    def at(self, days: Ints) -> tuple[Floats, Floats]:
        """Level and variance on ``days``, none before the first evidence (NaN)."""
        last = np.searchsorted(self.days, days, side="right") - 1
        known = last >= 0
        silence = np.where(known, days - self.days[last], 0)
        variance = np.minimum(self.variance[last] + PROCESS_SD**2 * silence, PRIOR_SD**2)
        return np.where(known, self.mean[last], np.nan), np.where(known, variance, np.nan)

    def level(self, day: date) -> float | None:
        """Level on one day, if there is one."""
        mean = float(self.at(np.array([day.toordinal()]))[0][0])
        return None if np.isnan(mean) else round(mean, DECIMALS)


def track_of(holder: str, observations: Sequence[Observation]) -> Track:
    """Filter ``observations`` of one holder, which are in order of days."""
    at = np.array([o.day.toordinal() for o in observations], dtype=np.int64)
    weight = np.array([o.weight for o in observations])
    days, index = np.unique(at, return_inverse=True)
    total = np.bincount(index, weights=weight)
    values = np.bincount(index, weights=weight * np.array([o.value for o in observations])) / total
    weights = np.minimum(total, DAY_WEIGHT)
    mean, variance = filter_level(days, values, weights)
    return Track(holder, days, mean, variance, values, weights)


def filter_level(days: Ints, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Kalman filter of a local level from a N(0, 1) prior: mean and variance after each day's observation."""
    mean, variance = np.empty(len(days)), np.empty(len(days))
    level, spread = 0.0, PRIOR_SD**2
    previous = int(days[0]) if len(days) else 0
    for i, (day, value, weight) in enumerate(zip(days.tolist(), values.tolist(), weights.tolist(), strict=True)):
        spread = min(spread + PROCESS_SD**2 * (day - previous), PRIOR_SD**2)
        gain = spread / (spread + OBSERVATION_SD**2 / weight)
        level += gain * (value - level)
        spread *= 1 - gain
        mean[i], variance[i], previous = level, spread, day
    return mean, variance


def published_days(track: Track, latest: date) -> Ints:
    """Days on which the holder has a row."""
    last = latest.toordinal()
    first = max(int(track.days[0]), last - DAILY_DAYS)
    return np.concatenate([track.days[track.days < first], np.arange(first, last + 1, dtype=np.int64)])


def postures_of(
    track: Track,
    observations: Sequence[Observation],
    standings: Sequence[Standing],
    latest: date,
    calendar: Mapping[int, date],
    bundle_id: str,
) -> list[Posture]:
    """Rows of one holder."""
    days = published_days(track, latest)
    mean, variance = track.at(days)
    half = Z90 * np.sqrt(variance)
    lower: Floats = np.maximum(mean - half, -1.0).round(DECIMALS)
    upper: Floats = np.minimum(mean + half, 1.0).round(DECIMALS)
    items = [i for o in observations for i in o.items]
    relations = [s.relations.value for s in standings] or [Relations.UNKNOWN.value]
    since = np.array([s.since.toordinal() for s in standings[1:]], dtype=np.int64)
    standing = np.searchsorted(since, days, side="right")
    columns = zip(
        days.tolist(),
        np.round(mean, DECIMALS).tolist(),
        lower.tolist(),
        upper.tolist(),
        _labels(mean, half / Z90 * Z80, _disagree(observations, days)),
        np.searchsorted(_documents_on(items), days, side="right").tolist(),
        np.searchsorted(_days_of(items, "stance:"), days, side="right").tolist(),
        np.searchsorted(_days_of(items, "event:"), days, side="right").tolist(),
        standing.tolist(),
        strict=True,
    )
    return [
        Posture(
            holder=track.holder,
            day=calendar[day],
            score=score,
            lower=low,
            upper=high,
            label=label,
            n_documents=n_documents,
            n_stances=n_stances,
            n_events=n_events,
            relations=relations[rung],
            bundle_id=bundle_id,
        )
        for day, score, low, high, label, n_documents, n_stances, n_events, rung in columns
    ]


def _days_of(items: Sequence[Item], kind: str) -> Ints:
    return np.array(sorted(i.day.toordinal() for i in items if i.ref.startswith(kind)), dtype=np.int64)


def _documents_on(items: Sequence[Item]) -> Ints:
    """Days, in order, of the documents behind ``items``, each document once."""
    told = {document_id: day for i in items for day, document_id in i.told}
    return np.array(sorted(day.toordinal() for day in told.values()), dtype=np.int64)


def _labels(mean: Floats, margin: Floats, disagree: npt.NDArray[np.bool_]) -> list[str]:
    conditions = [disagree, mean - margin > CLEAR_LEVEL, mean + margin < -CLEAR_LEVEL]
    labels = [Label.MIXED.value, Label.SUPPORTIVE.value, Label.CRITICAL.value]
    chosen: list[str] = np.select(conditions, labels, Label.NEUTRAL.value).tolist()
    return chosen


def _disagree(observations: Sequence[Observation], days: Ints) -> npt.NDArray[np.bool_]:
    """Whether clearly supportive and clearly critical observations both stand in the last days before each day."""
    warm = _recent_weight([o for o in observations if o.value >= CLEAR_VALUE], days)
    cold = _recent_weight([o for o in observations if o.value <= -CLEAR_VALUE], days)
    smaller = np.minimum(warm, cold)
    result: npt.NDArray[np.bool_] = (smaller > 0) & (smaller >= MINORITY * (warm + cold))
    return result


def _recent_weight(observations: Sequence[Observation], days: Ints) -> Floats:
    at = np.array([o.day.toordinal() for o in observations], dtype=np.int64)
    sums = np.concatenate([[0.0], np.cumsum([o.weight for o in observations])])
    upto = sums[np.searchsorted(at, days, side="right")]
    before = sums[np.searchsorted(at, days - RECENT_DAYS, side="right")]
    recent: Floats = np.round(upto - before, DECIMALS)
    return recent
