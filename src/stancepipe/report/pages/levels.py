"""Levels by month: the table beside the map's slider."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from stancepipe.records import Posture
from stancepipe.report.dossiers import Findings
from stancepipe.report.series import month_ends
from stancepipe.report.standings import Standing

MOST_MONTHS: Final = 37
"""Three years and the month to compare with, about 0.3 MB for 200 holders; a holder's page has all of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelsPage:
    """What the page of levels shows."""

    months: tuple[date, ...]
    """First day of each month, newest first."""
    rows: tuple[tuple[Standing, tuple[Posture | None, ...]], ...]
    """Each holder with the level on the last day of each of these months."""
    n_more_months: int


def levels_page(findings: Findings) -> LevelsPage:
    """The page of levels."""
    ends = {
        dossier.holder: {date(row.day.year, row.day.month, 1): row for row in month_ends(dossier.days)}
        for dossier in findings.dossiers
    }
    months = sorted({month for own in ends.values() for month in own}, reverse=True)
    shown = tuple(months[:MOST_MONTHS])
    return LevelsPage(
        months=shown,
        rows=tuple((row, tuple(ends[row.holder].get(month) for month in shown)) for row in findings.standings),
        n_more_months=max(len(months) - MOST_MONTHS, 0),
    )
