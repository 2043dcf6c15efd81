"""What stands on a timeline beside its lines: formal steps with their words, and the strip of states below it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from stancepipe.records import PostureShift
from stancepipe.report.axes import Frame
from stancepipe.report.series import Dated
from stancepipe.report.wording import STEPS, day_in_words, in_words
from stancepipe.vocabulary import Direction, EventStatus, ShiftKind

LETTER: Final = 6.1
"""Width of a letter of a chart's text in chart units, to know whether a word fits."""
MOST_ROWS: Final = 4
"""Rows of words above the plot. A step whose words fit in none keeps its mark, its tooltip and its row in the table."""
ROW: Final = 14
GAP: Final = 7
"""Between a mark and its words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A formal step; ``done`` where it occurred, not only announced."""

    x: float
    row: int
    """Row of its words above the plot, 0 nearest to it."""
    text: str
    """Its words; empty where they do not fit."""
    text_x: float
    text_end: bool
    """Whether the words end at ``text_x`` instead of beginning there."""
    direction: str
    done: bool
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A stretch of days in one state."""

    x: float
    width: float
    code: str
    text: str
    title: str


def marks_of(frame: Frame, shifts: Iterable[PostureShift]) -> tuple[Mark, ...]:
    """The formal steps within the frame, their words laid out so that none covers another."""
    inside = [s for s in shifts if s.kind == ShiftKind.FORMAL_STEP and frame.first <= s.day <= frame.last]
    taken = [0.0] * MOST_ROWS
    marks = []
    for step in sorted(inside, key=lambda step: (step.day, step.shift_id)):
        words = in_words(step.step or "formal step", STEPS)
        x, length = frame.x(step.day), len(words) * LETTER
        at_end = x + GAP + length > frame.right
        start, end = (x - GAP - length, x + GAP) if at_end else (x - GAP, x + GAP + length)
        row = next((number for number, until in enumerate(taken) if until <= start), None)
        if row is not None:
            taken[row] = end + GAP
        marks.append(
            Mark(
                x=x,
                row=row or 0,
                text=words if row is not None else "",
                text_x=round(x - GAP if at_end else x + GAP, 1),
                text_end=at_end,
                direction="warmer" if step.direction == Direction.WARMER else "colder",
                done=step.status == EventStatus.OCCURRED,
                title=f"{day_in_words(step.day)}: {words} ({step.status or 'status unknown'}, {step.direction})",
            )
        )
    return tuple(marks)


def spans_of(
    frame: Frame, days: Sequence[Dated], state: Callable[[Dated], str], words_of: Callable[[str], str], kind: str
) -> tuple[Span, ...]:
    """Stretches of one state without gaps.

    Args:
        frame: the chart that they stand under.
        days: rows in order of days, at least one.
        state: code of the state of a row.
        words_of: words of a state.
        kind: what the states are of, for the tooltip.
    """
    runs = [(code, list(same)) for code, same in groupby(days, key=state)]
    edges = [frame.x(run[0].day) for _, run in runs] + [frame.right]
    spans = []
    for (code, run), start, end in zip(runs, edges, edges[1:], strict=False):
        words = words_of(code)
        spans.append(
            Span(
                x=start,
                width=round(end - start, 1),
                code=code,
                text=words if (end - start) > len(words) * LETTER + 8 else "",
                title=f"{kind} {words}, {day_in_words(run[0].day)} to {day_in_words(run[-1].day)}",
            )
        )
    return tuple(spans)
