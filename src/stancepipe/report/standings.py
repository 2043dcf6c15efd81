"""Where each holder stands on its latest day, and how far it has moved."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Final

from stancepipe.records import Posture
from stancepipe.report.scale import css_of
from stancepipe.report.series import DAY
from stancepipe.report.wording import RELATIONS, in_words, page_of
from stancepipe.rows import values_of
from stancepipe.vocabulary import BLOCS

SPANS: Final = (30, 90, 365)
"""Days over which a change is shown: a month, a season, a year."""
LONGEST: Final = max(SPANS) + 1
"""Rows that these may lead back over: one a day at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Change of level over a span; ``why_not`` says why there is none."""

    days: int
    value: float | None
    why_not: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One row of the ranking."""

    holder: str
    name: str
    is_bloc: bool
    latest: Posture
    css: str
    relations: str
    changes: tuple[Change, ...]
    page: str
    """Path of the holder's page from the root of the report."""


def series_by_holder(postures: Sequence[Posture]) -> dict[str, Sequence[Posture]]:
    """Postures of each holder in order of days: parts of ``postures`` where these are in order, as tables are."""
    found: dict[str, list[tuple[int, int]]] = {}
    disordered: set[str] = set()
    first = 0
    for holder, same in groupby(
        zip(values_of(postures, "holder"), values_of(postures, "day"), strict=True), itemgetter(0)
    ):
        days = [day for _, day in same]
        found.setdefault(holder, []).append((first, first + len(days)))
        if days != sorted(days):
            disordered.add(holder)
        first += len(days)
    series: dict[str, Sequence[Posture]] = {}
    for holder, parts in found.items():
        own = [postures[start:end] for start, end in parts]
        whole = len(own) == 1 and holder not in disordered
        series[holder] = own[0] if whole else sorted((row for part in own for row in part), key=DAY)
    return series


def standings(series: Mapping[str, Sequence[Posture]], names: Mapping[str, str]) -> list[Standing]:
    """Every holder with a posture, from the most supportive to the most critical level."""
    rows = [
        Standing(
            holder=holder,
            name=names.get(holder, holder),
            is_bloc=holder in BLOCS,
            latest=days[-1],
            css=css_of(days[-1].score),
            relations=in_words(days[-1].relations, RELATIONS),
            changes=tuple(change_over(days, span) for span in SPANS),
            page=page_of(holder),
        )
        for holder, days in ((holder, list(own[-LONGEST:])) for holder, own in series.items())
    ]
    return sorted(rows, key=lambda row: (-row.latest.score, row.name, row.holder))


def change_over(days: Sequence[Posture], span: int) -> Change:
    """Change from the level ``span`` days before the latest day, unless another bundle made that level."""
    latest = days[-1]
    position = bisect_right(days, latest.day - timedelta(days=span), key=DAY)
    if position == 0:
        return Change(days=span, value=None, why_not="no level yet on that day")
    earlier = days[position - 1]
    if earlier.bundle_id != latest.bundle_id:
        return Change(days=span, value=None, why_not="not comparable: models or lexicons changed in between")
    return Change(days=span, value=latest.score - earlier.score, why_not=None)


def observed_days(days: Sequence[Posture]) -> list[date]:
    """Days on which a stance or an event was added to what stands behind the level."""
    observed: list[date] = []
    stances = events = 0
    for (n_stances, n_events), same in groupby(days, key=attrgetter("n_stances", "n_events")):
        if n_stances > stances or n_events > events:
            observed.append(next(same).day)
        stances, events = n_stances, n_events
    return observed
