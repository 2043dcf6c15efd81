"""The colour scale of levels: seven classes, orange for critical through pale to purple for supportive.

Orange and purple can be told apart with every common form of colour blindness, and neither stands for a side.
The colours are in ``templates/style.css``, one set for light and one for dark pages.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from stancepipe.report.wording import MINUS

BOUNDS: Final = (-0.6, -0.3, -0.1, 0.1, 0.3, 0.6)
"""Narrow around zero and wide outside, because levels are means and few of them lie beyond +-0.6; symmetric, so
that equal distance from zero gets equal weight of colour on both sides."""
MIDDLE: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Class:
    """One class of the scale."""

    css: str
    range: str


def class_of(score: float) -> int:
    """Number of the class of a level, 0 (most critical) to 6 (most supportive); the bounds count outwards."""
    if score < 0:
        return 2 * MIDDLE - class_of(-score)
    return bisect_right(BOUNDS, score)


def css_of(score: float) -> str:
    """CSS class of the colour of a level."""
    return f"c{class_of(score)}"


def classes() -> tuple[Class, ...]:
    """The classes with their ranges, critical first."""
    b = [f"{MINUS if bound < 0 else '+'}{abs(bound):.1f}" for bound in BOUNDS]
    between = (f"{low} to {high}" for low, high in pairwise(b))
    ranges = [f"\N{LESS-THAN OR EQUAL TO} {b[0]}", *between, f"\N{GREATER-THAN OR EQUAL TO} {b[-1]}"]
    return tuple(Class(css=f"c{number}", range=text) for number, text in enumerate(ranges))
