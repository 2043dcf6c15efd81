"""The days that the map's slider stops at, and the levels on them, packed into a few characters each."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from stancepipe.records import Posture
from stancepipe.report.scale import class_of
from stancepipe.rows import values_of

MOST_STOPS: Final = 160
"""Three years of weeks. More stops would be neither seen nor told apart by hand, and each costs three characters for
every holder."""
WEEK: Final = 7
DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
NO_LEVEL: Final = "---"


def stops_between(first: date, last: date) -> tuple[date, ...]:
    """Every day, every seventh, or the ends of months, quarters or years; the last day is always one of them."""
    span = (last - first).days
    for step in (1, WEEK):
        if span // step < MOST_STOPS:
            return tuple(last - timedelta(days=number * step) for number in range(span // step, -1, -1))
    ends = _month_ends(first, last)
    months = next((months for months in (1, 3) if len(ends) / months < MOST_STOPS), 12)
    return (*(day for day in ends if day.month % months == 0 and day != last), last)


def packed_levels(days: Sequence[Posture], stops: Sequence[date]) -> str:
    """Three characters a stop: class of the level, and the level in hundredths above -1 in base 36.

    Args:
        days: postures of one holder in order of days.
        stops: days of the slider.
    """
    packed = []
    levelled, scores = values_of(days, "day"), values_of(days, "score")
    for stop in stops:
        position = bisect_right(levelled, stop)
        if position == 0:
            packed.append(NO_LEVEL)
            continue
        packed.append(_packed(scores[position - 1]))
    return "".join(packed)


@lru_cache(maxsize=4096)
def _packed(score: float) -> str:
    # Kept, because levels move seldom: most stops show one that was there before.
    hundredths = round(float(f"{score:.2f}") * 100) + 100
    return f"{class_of(score)}{DIGITS[hundredths // 36]}{DIGITS[hundredths % 36]}"


def _month_ends(first: date, last: date) -> list[date]:
    ends = []
    for year in range(first.year, last.year + 1):
        for month in range(1, 13):
            end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            if first <= end <= last:
                ends.append(end)
    return ends
