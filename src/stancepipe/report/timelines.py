"""Geometry of the line charts: everything in them is a number placed here; the template only draws."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Final, TypeVar

from stancepipe.records import BlocDay, Posture, PostureShift, SupportDay
from stancepipe.report.axes import Frame, Tick, day_ticks, round_step, value_ticks
from stancepipe.report.marks import ROW, Mark, Span, marks_of, spans_of
from stancepipe.report.wording import MINUS, RELATIONS, day_in_words, in_words

Dated = TypeVar("Dated", Posture, SupportDay, BlocDay)

LEVELS: Final = ((1.0, "+1"), (0.0, "0"), (-1.0, f"{MINUS}1"))
SHARES: Final = ((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %"))
PARTS: Final = ((0.0, "0"), (0.5, "0.5"), (1.0, "1"))
DAILY_UP_TO: Final = 400
"""Days up to which every day is drawn; beyond, the last day of each week, so that no chart exceeds a few kilobytes."""
SMALL: Final = (300.0, 70.0)
"""Width and height of a chart that stands in a row of several."""
FLAT: Final = (920.0, 80.0)
"""Width and height of a chart below another one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line, in as many pieces as it has interruptions."""

    css: str
    pieces: tuple[str, ...]
    end: tuple[float, float] | None
    """Its last point; None where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """Lines over days, with a band where there is one."""

    summary: str
    frame: Frame
    lines: tuple[Line, ...]
    bands: tuple[str, ...] = ()
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...] = ()
    spans: tuple[Span, ...] = ()
    with_sides: bool = False
    """Whether the words supportive and critical stand at the two ends of the axis."""
    interrupted: bool = False
    """Whether models or lexicons changed within it: a change of ours must not look like a change of theirs."""


def posture_timeline(name: str, days: Sequence[Posture], shifts: Iterable[PostureShift]) -> Timeline:
    """Level, 90 % interval, formal steps and relations of one holder; ``days`` in order, at least one."""
    marks = marks_of(_frame(days, -1, 1), shifts)
    rows = max((mark.row + 1 for mark in marks), default=0)
    frame = _frame(days, -1, 1, top=12.0 + rows * ROW)
    stretches = _stretches(days)
    return Timeline(
        summary=f"Level of {name} {_when(frame)}",
        frame=frame,
        lines=(_line(frame, stretches, lambda row: row.score),),
        bands=tuple(
            _path(
                [(frame.x(p.day), frame.y(p.upper)) for p in stretch]
                + [(frame.x(p.day), frame.y(p.lower)) for p in reversed(stretch)]
            )
            + "z"
            for stretch in stretches
        ),
        x_ticks=day_ticks(frame),
        y_ticks=value_ticks(frame, LEVELS),
        marks=marks,
        spans=spans_of(frame, [(p.day, p.relations, in_words(p.relations, RELATIONS)) for p in days], "Relations"),
        with_sides=True,
        interrupted=len(stretches) > 1,
    )


def bloc_timelines(name: str, days: Sequence[BlocDay]) -> tuple[Timeline, Timeline]:
    """Level and cohesion of one bloc; ``days`` in order, at least one."""
    stretches = _stretches(days)
    level = _frame(days, -1, 1, size=(450.0, 110.0))
    cohesion = _frame(days, 0, 1, size=(450.0, 110.0))
    return (
        Timeline(
            summary=f"Level of {name}, the mean of its members, {_when(level)}",
            frame=level,
            lines=(_line(level, stretches, lambda row: row.score),),
            x_ticks=day_ticks(level),
            y_ticks=value_ticks(level, LEVELS),
            with_sides=True,
            interrupted=len(stretches) > 1,
        ),
        Timeline(
            summary=f"Cohesion of {name} {_when(cohesion)}",
            frame=cohesion,
            lines=(_line(cohesion, stretches, lambda row: row.cohesion),),
            x_ticks=day_ticks(cohesion),
            y_ticks=value_ticks(cohesion, PARTS),
            interrupted=len(stretches) > 1,
        ),
    )


def supporters_timeline(what: str, days: Sequence[SupportDay], *, small: bool = False) -> Timeline:
    """Effective supporters over days, and without the largest; ``days`` in order, at least one."""
    step = round_step(max(row.effective_supporters for row in days))
    frame = _frame(days, 0, step * 4, size=SMALL) if small else _frame(days, 0, step * 4)
    stretches = _stretches(days)
    values = [(step * number, f"{step * number:g}") for number in range(0, 5, 2 if small else 1)]
    return Timeline(
        summary=f"Effective number of supporters, {what}, {_when(frame)}",
        frame=frame,
        lines=(
            _line(frame, stretches, lambda row: row.without_top, css="second"),
            _line(frame, stretches, lambda row: row.effective_supporters),
        ),
        x_ticks=day_ticks(frame),
        y_ticks=value_ticks(frame, values),
        interrupted=len(stretches) > 1,
    )


def share_timeline(days: Sequence[SupportDay], names: Mapping[str, str]) -> Timeline:
    """Share of the largest supporter, and who that was; ``days`` in order, at least one."""
    frame = _frame(days, 0, 1, size=FLAT)
    stretches = _stretches(days)
    return Timeline(
        summary=f"Share of the largest supporter {_when(frame)}",
        frame=frame,
        lines=(_line(frame, stretches, lambda row: row.top_share),),
        x_ticks=day_ticks(frame),
        y_ticks=value_ticks(frame, SHARES),
        spans=spans_of(
            frame, [(d.day, d.top_holder, names.get(d.top_holder, d.top_holder)) for d in days], "Largest supporter"
        ),
        interrupted=len(stretches) > 1,
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


def _frame(
    days: Sequence[Dated], low: float, high: float, *, top: float = 12, size: tuple[float, float] = (920, 150)
) -> Frame:
    first, last = days[0].day, days[-1].day
    return Frame(first=first, last=last, low=low, high=high, top=top, width=size[0], height=size[1])


def _when(frame: Frame) -> str:
    return f"from {day_in_words(frame.first)} to {day_in_words(frame.last)}"


def _stretches(days: Sequence[Dated]) -> list[list[Dated]]:
    # A new bundle starts a new line: a change of ours must not look like a change of theirs.
    return [list(same) for _, same in groupby(thinned(days), key=lambda point: point.bundle_id)]


def _line(
    frame: Frame, stretches: Iterable[Iterable[Dated]], value: Callable[[Dated], float | None], css: str = "first"
) -> Line:
    """A line that breaks between stretches and where there is no value."""
    pieces: list[list[tuple[float, float]]] = []
    for stretch in stretches:
        points = [(row.day, value(row)) for row in stretch]
        for known, same in groupby(points, key=lambda point: point[1] is not None):
            if known:
                pieces.append([(frame.x(day), frame.y(at)) for day, at in same if at is not None])
    return Line(css=css, pieces=tuple(map(_path, pieces)), end=pieces[-1][-1] if pieces else None)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Steps from point to point in tenths of a unit: half as long as the places themselves."""
    x, y = points[0]
    steps = []
    for to_x, to_y in _without_middles(points)[1:]:
        steps.append(f"{round(to_x - x, 1):g},{round(to_y - y, 1):g}")
        x, y = to_x, to_y
    # A stretch of one day is a dot: a line of no length with round caps.
    return f"M{points[0][0]:g},{points[0][1]:g}l{' '.join(steps or ['0,0'])}"


def _without_middles(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points but those in the middle of a level stretch, which change nothing of the drawing."""
    inner = (b for a, b, c in zip(points, points[1:], points[2:], strict=False) if not a[1] == b[1] == c[1])
    return [points[0], *inner, *points[-1:]] if len(points) > 1 else list(points)
