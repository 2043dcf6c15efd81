"""Changes of posture as a page to read like a feed."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from stancepipe.report.shift_rows import ShiftRow
from stancepipe.report.wording import MONTHS

MOST_SHIFTS: Final = 500
"""Changes on the page, about 0.8 MB; the page of each holder lists all of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftsPage:
    """What the page of changes shows."""

    months: tuple[tuple[str, tuple[ShiftRow, ...]], ...]
    """Newest first."""
    n_shifts: int
    n_more: int


def shifts_page(shifts: list[ShiftRow]) -> ShiftsPage:
    """The page of changes; ``shifts`` are all of them, newest first."""
    shown = groupby(shifts[:MOST_SHIFTS], key=lambda row: date(row.shift.day.year, row.shift.day.month, 1))
    return ShiftsPage(
        months=tuple((f"{MONTHS[first.month - 1]} {first.year}", tuple(rows)) for first, rows in shown),
        n_shifts=len(shifts),
        n_more=max(len(shifts) - MOST_SHIFTS, 0),
    )
