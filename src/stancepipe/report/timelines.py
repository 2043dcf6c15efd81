"""Geometry of the line charts: everything in them is a number placed here; the template only draws."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Final, TypeVar

from stancepipe.records import BlocDay, Posture, PostureShift, SupportDay
from stancepipe.report.axes import Frame, Tick, day_ticks, round_step, value_ticks
from stancepipe.report.marks import ROW, Mark, Span, marks_of, spans_of
from stancepipe.report.series import DAY, Dated, thinned
from stancepipe.report.wording import MINUS, RELATIONS, day_in_words, in_words

T = TypeVar("T")

LEVELS: Final = ((1.0, "+1"), (0.0, "0"), (-1.0, f"{MINUS}1"))
SHARES: Final = ((0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %"))
PARTS: Final = ((0.0, "0"), (0.5, "0.5"), (1.0, "1"))
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
        lines=(_line(frame, stretches, attrgetter("score")),),
        bands=tuple(_band(frame, stretch) for stretch in stretches),
        x_ticks=day_ticks(frame),
        y_ticks=value_ticks(frame, LEVELS),
        marks=marks,
        spans=spans_of(frame, days, attrgetter("relations"), partial(in_words, phrases=RELATIONS), "Relations"),
        with_sides=True,
        interrupted=len(stretches) > 1,
    )


def bloc_timelines(name: str, days: Sequence[BlocDay]) -> tuple[Timeline, Timeline]:
    """Level and cohesion of one bloc; ``days`` in order, at least one."""
    level = _frame(days, -1, 1, size=(450.0, 110.0))
    cohesion = _frame(days, 0, 1, size=(450.0, 110.0))
    stretches = _stretches(days)
    return (
        Timeline(
            summary=f"Level of {name}, the mean of its members, {_when(level)}",
            frame=level,
            lines=(_line(level, stretches, attrgetter("score")),),
            x_ticks=day_ticks(level),
            y_ticks=value_ticks(level, LEVELS),
            with_sides=True,
            interrupted=len(stretches) > 1,
        ),
        Timeline(
            summary=f"Cohesion of {name} {_when(cohesion)}",
            frame=cohesion,
            lines=(_line(cohesion, stretches, attrgetter("cohesion")),),
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
            _line(frame, stretches, attrgetter("without_top"), css="second"),
            _line(frame, stretches, attrgetter("effective_supporters")),
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
        lines=(_line(frame, stretches, attrgetter("top_share")),),
        x_ticks=day_ticks(frame),
        y_ticks=value_ticks(frame, SHARES),
        spans=spans_of(
            frame, days, attrgetter("top_holder"), lambda holder: names.get(holder, holder), "Largest supporter"
        ),
        interrupted=len(stretches) > 1,
    )


def _frame(
    days: Sequence[Dated], low: float, high: float, *, top: float = 12, size: tuple[float, float] = (920, 150)
) -> Frame:
    first, last = days[0].day, days[-1].day
    return Frame(first=first, last=last, low=low, high=high, top=top, width=size[0], height=size[1])


def _when(frame: Frame) -> str:
    return f"from {day_in_words(frame.first)} to {day_in_words(frame.last)}"


def _stretches(days: Sequence[Dated]) -> list[list[Dated]]:
    # A new bundle starts a new line: a change of ours must not look like a change of theirs.
    return [list(same) for _, same in groupby(thinned(days), key=attrgetter("bundle_id"))]


def _line(
    frame: Frame, stretches: Iterable[Sequence[Dated]], value: Callable[[Dated], float | None], css: str = "first"
) -> Line:
    """A line that breaks between stretches and where there is no value."""
    pieces: list[list[tuple[float, float]]] = []
    for stretch in stretches:
        points = [(row.day, value(row)) for row in stretch]
        for known, same in groupby(points, key=lambda point: point[1] is not None):
            if known:
                drawn = _without_middles([(day, at) for day, at in same if at is not None])
                days, values = zip(*drawn, strict=True)
                pieces.append(list(zip(frame.xs(days), frame.ys(values), strict=True)))
    return Line(css=css, pieces=tuple(map(_path, pieces)), end=pieces[-1][-1] if pieces else None)


def _band(frame: Frame, days: Sequence[Posture]) -> str:
    """The interval around a level: along its upper ends and back along its lower ones."""
    xs = frame.xs(map(DAY, days))
    upper, lower = (frame.ys(map(attrgetter(end), days)) for end in ("upper", "lower"))
    return _path([*zip(xs, upper, strict=True), *zip(reversed(xs), reversed(lower), strict=True)]) + "z"


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Steps from point to point in tenths of a unit: half as long as the places themselves."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in _without_middles(points)]
    steps = [f"{_in_units(to_x - x)},{_in_units(to_y - y)}" for (x, y), (to_x, to_y) in pairwise(tenths)]
    # A stretch of one day is a dot: a line of no length with round caps.
    return f"M{points[0][0]:g},{points[0][1]:g}l{' '.join(steps or ['0,0'])}"


@lru_cache(maxsize=1 << 14)
def _in_units(tenths: int) -> str:
    return f"{tenths / 10:g}"


def _without_middles(points: Sequence[tuple[T, float]]) -> list[tuple[T, float]]:
    """The points but those in the middle of a level stretch, which change nothing of the drawing."""
    inner = (b for a, b, c in zip(points, points[1:], points[2:], strict=False) if not a[1] == b[1] == c[1])
    return [points[0], *inner, *points[-1:]] if len(points) > 1 else list(points)
