"""Rows of one subject in order of days: the few of them that are drawn and listed."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final, TypeVar

from stancepipe.records import BlocDay, Posture, SupportDay
from stancepipe.rows import rows_at, values_of

Dated = TypeVar("Dated", Posture, SupportDay, BlocDay)

DAY: Final = attrgetter("day")
DAILY_UP_TO: Final = 400
"""Days up to which every day is drawn; beyond, the last day of each week, so that no chart exceeds a few kilobytes."""


def thinned(days: Sequence[Dated]) -> list[Dated]:
    """All days, or the last of each week where there are too many; first, last and the last of each bundle stay."""
    if len(days) <= DAILY_UP_TO:
        return list(days)
    kept = list(days[:1])
    kept.extend(list(same)[-1] for _, same in groupby(days[1:], key=_week_and_bundle))
    return kept


def _week_and_bundle(row: Posture | SupportDay | BlocDay) -> tuple[int, str]:
    # The first day of all was a Monday: a seventh of the number of a day numbers its week.
    return (row.day.toordinal() - 1) // 7, row.bundle_id


def month_ends(days: Sequence[Dated]) -> list[Dated]:
    """The last row of each month, newest first: what the table beside a chart shows."""
    on = values_of(days, "day")
    ends = []
    until = len(on)
    while until:
        ends.append(until - 1)
        until = bisect_left(on, on[until - 1].replace(day=1), hi=until)
    return rows_at(days, ends)
