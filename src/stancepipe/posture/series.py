"""Series: each holder's level of posture, day by day, with its interval, its label and what it rests on.

Between observations the expected level stays where it is and only its interval widens, so the filter
(:mod:`stancepipe.posture.levels`) runs over days with evidence and the days between follow in closed form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stancepipe.posture.evidence import Observation
from stancepipe.posture.grounds import Grounds, upto
from stancepipe.posture.levels import POSITION, PRIOR_SD, DailyValues, Floats, Ints, filter_levels
from stancepipe.posture.relations import Standing
from stancepipe.tables import POSTURES
from stancepipe.vocabulary import Label, Relations

DAY_WEIGHT: Final = 4.0
"""A day's observations weigh at most this much together: many texts of one day mostly repeat one position."""
SHARPNESS: Final = 0.8
"""Share of the filter's standard deviation that intervals are made of. A filter that stays ready for jumps claims more
than it errs: with all of it, 90 % intervals hold the level on 98 % of a steady position's days. With this share they
hold it on 87 to 95 % of the days of steady, stepping and drifting positions alike, and after a single observation on
85 %: `benchmarks/trends.py`."""
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
        variance = np.minimum(self.variance[last] + POSITION.widening(silence), PRIOR_SD**2)
        return np.where(known, self.mean[last], np.nan), np.where(known, variance, np.nan)

    def level(self, day: date) -> float | None:
        """Level on one day, if there is one."""
        mean = float(self.at(np.array([day.toordinal()]))[0][0])
        return None if np.isnan(mean) else round(mean, DECIMALS)


def tracks_of(observations: Mapping[str, Sequence[Observation]]) -> dict[str, Track]:
    """The filtered level of each holder; its observations are in order of days."""
    daily = {holder: _daily(own) for holder, own in observations.items()}
    levels = filter_levels(list(daily.values()))
    return {
        holder: Track(holder, seen.days, mean, variance, seen.values, seen.weights)
        for (holder, seen), (mean, variance) in zip(daily.items(), levels, strict=True)
    }


def track_of(holder: str, observations: Sequence[Observation]) -> Track:
    """The filtered level of one holder."""
    return tracks_of({holder: observations})[holder]


def _daily(observations: Sequence[Observation]) -> DailyValues:
    at = np.array([o.day.toordinal() for o in observations], dtype=np.int64)
    weight = np.array([o.weight for o in observations])
    days, index = np.unique(at, return_inverse=True)
    total = np.bincount(index, weights=weight)
    values = np.bincount(index, weights=weight * np.array([o.value for o in observations])) / total
    return DailyValues(days=days, values=values, weights=np.minimum(total, DAY_WEIGHT))


def published_days(track: Track, latest: date) -> Ints:
    """Days on which the holder has a row."""
    last = latest.toordinal()
    first = max(int(track.days[0]), last - DAILY_DAYS)
    return np.concatenate([track.days[track.days < first], np.arange(first, last + 1, dtype=np.int64)])


def interval(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Ends of the 90 % interval, within the scale."""
    half = Z90 * SHARPNESS * np.sqrt(variance)
    lower: Floats = np.maximum(mean - half, -1.0).round(DECIMALS)
    upper: Floats = np.minimum(mean + half, 1.0).round(DECIMALS)
    return lower, upper


def label_margin(variance: Floats) -> Floats:
    """How far below (or above) its mean a level may lie, four times in five."""
    margin: Floats = Z80 * SHARPNESS * np.sqrt(variance)
    return margin


def postures_of(
    track: Track,
    observations: Sequence[Observation],
    grounds: Grounds,
    standings: Sequence[Standing],
    latest: date,
    bundle_id: str,
) -> pa.Table:
    """Rows of one holder, in order of days."""
    days = published_days(track, latest)
    mean, variance = track.at(days)
    lower, upper = interval(mean, variance)
    relations = [s.relations.value for s in standings] or [Relations.UNKNOWN.value]
    since = np.array([s.since.toordinal() for s in standings[1:]], dtype=np.int64)
    standing = np.searchsorted(since, days, side="right")
    documents = upto(grounds.documents, days)
    n = len(days)
    return POSTURES.of_columns(
        {
            "holder": [track.holder] * n,
            "day": days,
            "score": np.round(mean, DECIMALS),
            "lower": lower,
            "upper": upper,
            "label": _labels(mean, label_margin(variance), _disagree(observations, days)),
            "n_documents": documents,
            "n_stances": upto(grounds.stances, days),
            "n_events": upto(grounds.events, days),
            "relations": [relations[rung] for rung in standing.tolist()],
            "n_sources": upto(grounds.sources, days),
            "n_own": upto(grounds.own, days),
            "languages": [grounds.language_names[n - 1] for n in upto(grounds.languages, days).tolist()],
            "last_evidence_on": grounds.documents[documents - 1],
            "bundle_id": [bundle_id] * n,
        }
    )


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
