"""Geometry of the line charts: everything in them is a number placed here; the template only draws."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Final, TypeVar

from stancepipe.records import Posture, PostureShift, SupportDay
from stancepipe.report.wording import MINUS, MONTHS, RELATIONS, STEPS, day_in_words, in_words
from stancepipe.vocabulary import Direction, EventStatus, ShiftKind

Dated = TypeVar("Dated", Posture, SupportDay)

WIDTH: Final = 640
LEFT: Final = 34
RIGHT: Final = 8
TOP: Final = 22
BOTTOM: Final = 140
"""Edges of the plot in chart units; the template places what stands around it."""
LEVELS: Final = {"+1": 1, "0": 0, f"{MINUS}1": -1}
DAILY_UP_TO: Final = 400
"""Days up to which every day is drawn; beyond, the last day of each week, so that no chart exceeds a few kilobytes."""
LETTER: Final = 5.6
"""Width of a letter of the strip's text in chart units, to know whether a word fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A position on an axis."""

    at: float
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A formal step; ``done`` where it occurred, not only announced."""

    x: float
    direction: str
    done: bool
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of one state of relations."""

    x: float
    width: float
    code: str
    text: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """A line over days, with a band where there is one."""

    summary: str
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    spans: tuple[Span, ...]
    last: tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """Days from left to right."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Place of a day."""
        whole = max((self.last - self.first).days, 1)
        return round(LEFT + (day - self.first).days / whole * (WIDTH - LEFT - RIGHT), 1)


def posture_timeline(name: str, days: Sequence[Posture], shifts: Iterable[PostureShift]) -> Timeline:
    """Level, 90 % interval, formal steps and relations of one holder; ``days`` in order, at least one."""
    axis = Axis(first=days[0].day, last=days[-1].day)
    stretches = _stretches(days)
    return Timeline(
        summary=f"Level of {name} from {day_in_words(axis.first)} to {day_in_words(axis.last)}",
        lines=tuple(_path([(axis.x(p.day), _level_y(p.score)) for p in stretch]) for stretch in stretches),
        bands=tuple(
            _path(
                [(axis.x(p.day), _level_y(p.upper)) for p in stretch]
                + [(axis.x(p.day), _level_y(p.lower)) for p in reversed(stretch)]
            )
            + "z"
            for stretch in stretches
        ),
        x_ticks=_day_ticks(axis),
        y_ticks=tuple(Tick(at=_level_y(level), text=text) for text, level in LEVELS.items()),
        marks=_marks(axis, shifts),
        spans=_spans(axis, days),
        last=(axis.x(days[-1].day), _level_y(days[-1].score)),
    )


def support_timeline(days: Sequence[SupportDay]) -> Timeline:
    """Effective supporters over days; ``days`` in order, at least one."""
    axis = Axis(first=days[0].day, last=days[-1].day)
    step = _round_step(max(row.effective_supporters for row in days))
    highest = step * 4

    def y(value: float) -> float:
        return round(BOTTOM - value / highest * (BOTTOM - TOP), 1)

    stretches = _stretches(days)
    return Timeline(
        summary=f"Effective number of supporters from {day_in_words(axis.first)} to {day_in_words(axis.last)}",
        lines=tuple(_path([(axis.x(p.day), y(p.effective_supporters)) for p in stretch]) for stretch in stretches),
        bands=(),
        x_ticks=_day_ticks(axis),
        y_ticks=tuple(Tick(at=y(step * i), text=f"{step * i:g}") for i in range(5)),
        marks=(),
        spans=(),
        last=(axis.x(days[-1].day), y(days[-1].effective_supporters)),
    )


def thinned(days: Sequence[Dated]) -> list[Dated]:
    """All days, or the last of each week where there are too many; first, last and the last of each bundle stay."""
    if len(days) <= DAILY_UP_TO:
        return list(days)
    kept: list[Dated] = [days[0]]
    for row, following in pairwise(days[1:]):
        if _week(row.day) != _week(following.day) or row.bundle_id != following.bundle_id:
            kept.append(row)
    kept.append(days[-1])
    return kept


def month_ends(days: Sequence[Dated]) -> list[Dated]:
    """The last row of each month, newest first: what the table beside a chart shows."""
    return [list(same)[-1] for _, same in groupby(days, key=lambda row: (row.day.year, row.day.month))][::-1]


def _stretches(days: Sequence[Dated]) -> list[list[Dated]]:
    # A new bundle starts a new line: a change of ours must not look like a change of theirs.
    return [list(same) for _, same in groupby(thinned(days), key=lambda point: point.bundle_id)]


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _level_y(level: float) -> float:
    clamped = min(max(level, -1.0), 1.0)
    return round(TOP + (1 - clamped) / 2 * (BOTTOM - TOP), 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    pairs = [f"{x:g},{y:g}" for x, y in points]
    # A stretch of one day is a dot: a line of no length with round caps.
    return f"M{pairs[0]}L{' '.join(pairs[1:] or pairs)}"


def _day_ticks(axis: Axis) -> tuple[Tick, ...]:
    span = (axis.last - axis.first).days
    if span < 62:
        days = [axis.first + timedelta(days=offset) for offset in range(0, span + 1, max(span // 4, 1))]
        ticks = [(day, f"{day.day} {MONTHS[day.month - 1]}") for day in days]
    else:
        # About six labels: whole years, quarters or months, whichever comes first below that.
        months = next((m for m in (1, 2, 3, 6, 12, 24, 60, 120) if span / 30.4 / m <= 7), 240)
        starts = [
            date(year, month, 1)
            for year in range(axis.first.year, axis.last.year + 1)
            for month in range(1, 13)
            if (year * 12 + month - 1) % months == 0
        ]
        ticks = [
            (day, f"{day.year}" if months >= 12 else f"{MONTHS[day.month - 1]} {day.year}")
            for day in starts
            if axis.first <= day <= axis.last
        ]
    # A label centred nearer to the right edge than half its width would be cut.
    return tuple(Tick(at=axis.x(day), text=text) for day, text in ticks if axis.x(day) <= WIDTH - 28)


def _marks(axis: Axis, shifts: Iterable[PostureShift]) -> tuple[Mark, ...]:
    steps = [s for s in shifts if s.kind == ShiftKind.FORMAL_STEP and axis.first <= s.day <= axis.last]
    return tuple(
        Mark(
            x=axis.x(step.day),
            direction="warmer" if step.direction == Direction.WARMER else "colder",
            done=step.status == EventStatus.OCCURRED,
            title=f"{day_in_words(step.day)}: {in_words(step.step or 'formal step', STEPS)}"
            f" ({step.status or 'status unknown'}, {step.direction})",
        )
        for step in sorted(steps, key=lambda step: (step.day, step.shift_id))
    )


def _spans(axis: Axis, days: Sequence[Posture]) -> tuple[Span, ...]:
    runs = [list(same) for _, same in groupby(days, key=lambda posture: posture.relations)]
    edges = [axis.x(run[0].day) for run in runs] + [WIDTH - RIGHT]
    spans = []
    for run, start, end in zip(runs, edges, edges[1:], strict=False):
        words = in_words(run[0].relations, RELATIONS)
        fits = (end - start) > len(words) * LETTER + 8
        spans.append(
            Span(
                x=start,
                width=round(end - start, 1),
                code=run[0].relations,
                text=words if fits else "",
                title=f"Relations {words}, {day_in_words(run[0].day)} to {day_in_words(run[-1].day)}",
            )
        )
    return tuple(spans)


def _round_step(highest: float) -> float:
    """A quarter of the axis: the smallest round number that keeps the highest value inside."""
    power = 10.0 ** math.floor(math.log10(max(highest, 1.0) / 4))
    return next(factor * power for factor in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10) if factor * power * 4 >= highest)
