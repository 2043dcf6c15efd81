"""A holder's page: where it stands, how it came there, on what that rests, and the words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from stancepipe.records import Posture
from stancepipe.report.dossiers import Dossier, Findings
from stancepipe.report.foundations import Foundation, foundation_of
from stancepipe.report.series import month_ends
from stancepipe.report.shift_rows import ShiftRow, shift_rows
from stancepipe.report.standings import observed_days
from stancepipe.report.timelines import Timeline, posture_timeline

FEWEST_OBSERVED: Final = 2
"""Observed days for a chart: the line of a single observation only restates it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HolderPage:
    """What the page of one holder shows."""

    dossier: Dossier
    n_observed: int
    relations_since: date | None
    """Day on which formal relations last changed; None where they did not within the series."""
    timeline: Timeline | None
    months: tuple[Posture, ...]
    shifts: tuple[ShiftRow, ...]
    foundation: Foundation


def holder_page(dossier: Dossier, findings: Findings, unread: Mapping[str, Counter[str]]) -> HolderPage:
    """The page of one holder.

    Args:
        dossier: what the tables hold on it.
        findings: what they hold on all.
        unread: documents that were not analysed by country of publisher and status.
    """
    days = list(dossier.days)
    observed = observed_days(days)
    charted = len(observed) >= FEWEST_OBSERVED
    return HolderPage(
        dossier=dossier,
        n_observed=len(observed),
        relations_since=last_change_of_relations(days),
        timeline=posture_timeline(dossier.name, days, dossier.shifts) if charted else None,
        months=tuple(month_ends(days)) if charted else (),
        shifts=tuple(shift_rows([dossier])),
        foundation=foundation_of(dossier, findings.documents, findings.latest_day, unread),
    )


def last_change_of_relations(days: Sequence[Posture]) -> date | None:
    """First day of the present state of formal relations; ``days`` in order."""
    starts = [next(same).day for _, same in groupby(days, key=attrgetter("relations"))]
    return starts[-1] if len(starts) > 1 else None
