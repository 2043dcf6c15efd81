"""The reliability plot of a model card, as SVG: how often answers are right, by how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from stancepipe.classify.calibration import ReliabilityBin

PLOT: Final = "reliability.svg"
SIDE: Final = 400
"""Width and height of the square of axes, in pixels."""
LEFT: Final = 60
TOP: Final = 20
BELOW: Final = 60
LEGEND_LINE: Final = 20
LARGEST: Final = 9
"""Radius of the dot of a bin that holds all answers; the area goes with their number."""
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9")
"""Okabe and Ito's, which all eyes tell apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """One line of the plot."""

    name: str
    bins: tuple[ReliabilityBin, ...]


def reliability_plot(curves: Sequence[Curve]) -> str:
    """The plot of at most five ``curves``; on the dotted line an answer is right as often as it says."""
    height = TOP + SIDE + BELOW + LEGEND_LINE * len(curves)
    width = LEFT + SIDE + TOP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" font-family="sans-serif" font-size="13">',
        "<title>Share of right answers by confidence</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_axes(),
    ]
    for number, (curve, colour) in enumerate(zip(curves, COLOURS, strict=False)):
        lines += _curve(curve, colour)
        y = TOP + SIDE + BELOW + LEGEND_LINE * number
        lines.append(f'<rect x="{LEFT}" y="{y - 10}" width="12" height="12" fill="{colour}"/>')
        lines.append(f'<text x="{LEFT + 20}" y="{y}">{escape(curve.name)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _axes() -> list[str]:
    lines = [f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#333"/>']
    for tenth in range(0, 11, 2):
        share = tenth / 10
        lines.append(f'<text x="{_x(share)}" y="{TOP + SIDE + 18}" text-anchor="middle">{share:.1f}</text>')
        lines.append(f'<text x="{LEFT - 8}" y="{_y(share) + 4}" text-anchor="end">{share:.1f}</text>')
    lines.append(f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#777" stroke-dasharray="3 4"/>')
    lines.append(f'<text x="{_x(0.5)}" y="{TOP + SIDE + 36}" text-anchor="middle">confidence</text>')
    lines.append(f'<text transform="translate(16 {_y(0.5)}) rotate(-90)" text-anchor="middle">share right</text>')
    return lines


def _curve(curve: Curve, colour: str) -> list[str]:
    total = sum(b.n for b in curve.bins)
    points = " ".join(f"{_x(b.confidence)},{_y(b.right)}" for b in curve.bins)
    dots = (
        f'<circle cx="{_x(b.confidence)}" cy="{_y(b.right)}" r="{1.5 + LARGEST * (b.n / total) ** 0.5:.1f}" '
        f'fill="{colour}" fill-opacity="0.6"><title>{b.n} answers</title></circle>'
        for b in curve.bins
    )
    return [f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>', *dots]


def _x(share: float) -> float:
    return round(LEFT + SIDE * share, 1)


def _y(share: float) -> float:
    return round(TOP + SIDE * (1 - share), 1)
