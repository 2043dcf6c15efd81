"""The frame of a chart: where days and values stand on it, and what its axes are labelled with."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stancepipe.report.wording import MONTHS

WIDTH: Final = 920
LEFT: Final = 38
RIGHT: Final = 10
HEIGHT: Final = 150
"""Height of the plot alone; what stands above and below it is added to it."""
MOST_TICKS: Final = 7
"""Labels on the axis of days: more run into each other on a narrow page."""
LABEL: Final = 66
"""Width of such a label in chart units, with the room around it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A position on an axis."""

    at: float
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """Days from left to right, values from bottom to top."""

    first: date
    last: date
    low: float
    high: float
    top: float = 12
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def left(self) -> float:
        """Where the first day stands."""
        return LEFT

    @property
    def right(self) -> float:
        """Where the last day stands."""
        return self.width - RIGHT

    @property
    def bottom(self) -> float:
        """Where the lowest value stands."""
        return self.top + self.height

    def x(self, day: date) -> float:
        """Place of a day."""
        return self.xs([day])[0]

    def xs(self, days: Iterable[date]) -> list[float]:
        """Places of days."""
        first, left, width = self.first.toordinal(), self.left, self.right - self.left
        whole = max(self.last.toordinal() - first, 1)
        return [round(left + (day.toordinal() - first) / whole * width, 1) for day in days]

    def y(self, value: float) -> float:
        """Place of a value; one beyond the axis stands at its end."""
        return self.ys([value])[0]

    def ys(self, values: Iterable[float]) -> list[float]:
        """Places of values."""
        low, high, bottom, height = self.low, self.high, self.bottom, self.height
        span = high - low
        return [round(bottom - (min(max(value, low), high) - low) / span * height, 1) for value in values]


def day_ticks(frame: Frame) -> tuple[Tick, ...]:
    """A few days, months or years, whichever the span asks for."""
    span = (frame.last - frame.first).days
    most = max(min(MOST_TICKS, int(frame.width / LABEL)), 2)
    if span < 62:
        days = [frame.first + timedelta(days=offset) for offset in range(0, span + 1, max(span // min(most, 4), 1))]
        ticks = [(day, f"{day.day} {MONTHS[day.month - 1]}") for day in days]
    else:
        # Whole years, quarters or months, whichever comes first below the limit.
        months = next((m for m in (1, 2, 3, 6, 12, 24, 60, 120) if span / 30.4 / m <= most), 240)
        starts = [
            date(year, month, 1)
            for year in range(frame.first.year, frame.last.year + 1)
            for month in range(1, 13)
            if (year * 12 + month - 1) % months == 0
        ]
        ticks = [
            (day, f"{day.year}" if months >= 12 else f"{MONTHS[day.month - 1]} {day.year}")
            for day in starts
            if frame.first <= day <= frame.last
        ]
    # A label centred nearer to the right edge than half its width would be cut.
    return tuple(Tick(at=frame.x(day), text=text) for day, text in ticks if frame.x(day) <= frame.width - 28)


def value_ticks(frame: Frame, values: Sequence[tuple[float, str]]) -> tuple[Tick, ...]:
    """The labelled values of the other axis."""
    return tuple(Tick(at=frame.y(value), text=text) for value, text in values)


def round_step(highest: float) -> float:
    """A quarter of the axis: the smallest round number that keeps the highest value inside."""
    power = 10.0 ** math.floor(math.log10(max(highest, 1.0) / 4))
    return next(factor * power for factor in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10) if factor * power * 4 >= highest)
