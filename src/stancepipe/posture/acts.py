"""Acts: what many reports of one formal step have in common, told once and dated by when it happened."""

import calendar
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stancepipe.records import Document, Event
from stancepipe.vocabulary import (
    COLDER_STEPS,
    ISRAEL,
    WARMER_STEPS,
    DatePrecision,
    Direction,
    DocumentType,
    EventStatus,
    Step,
)

SAME_ACT: Final = timedelta(days=7)
"""Reports that date a step this close to each other tell one act: texts differ by time zones, by the day of decision
and of delivery, and by weekdays counted from the wrong day."""
RETOLD: Final = timedelta(days=45)
"""For this long a report without a day of its own retells a known act, and an act carries out an announcement.
Six weeks cover the usual way from a cabinet's decision to its effect."""
A_DAY: Final = timedelta(days=1)
"""Time zones: an act may be told on the day before the day that other words give it."""

EXACT, PUBLISHED, PERIOD = range(3)
"""How a report's day is known, best first: by its words, by its publication, by the first day of a period."""

_LITERAL_VOTES: Final = {Step.VOTE_FOR: Direction.WARMER, Step.VOTE_AGAINST: Direction.COLDER}


@dataclass(frozen=True, slots=True)
class Telling:
    """One report of a step in one document."""

    event: Event
    document: Document
    published_on: date
    day: date
    rank: int

    @property
    def order(self) -> tuple[date, int, date, str, str, int]:
        """A total order over reports, whatever order they came in."""
        return (
            self.day, self.rank, self.published_on, self.document.document_id, self.event.event_id,
            self.event.quote_start,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """One formal step of one holder. ``day`` is the earliest at which it was announced or done."""

    holder: str
    step: Step
    direction: Direction
    day: date
    exact: bool
    announced_on: date | None
    occurred_on: date | None
    tellings: tuple[Telling, ...]

    @property
    def status(self) -> EventStatus:
        """The strongest status told: an announcement that was carried out has occurred."""
        return EventStatus.ANNOUNCED if self.occurred_on is None else EventStatus.OCCURRED


def direction_of(event: Event) -> Direction | None:
    """Which way a step moves relations with Israel; null for a vote where that cannot be told."""
    if event.step is None:
        return None
    step = Step(event.step)
    if step in COLDER_STEPS:
        return Direction.COLDER
    return Direction.WARMER if step in WARMER_STEPS else _vote_direction(event, step)


def _vote_direction(event: Event, step: Step) -> Direction | None:
    """A vote is told literally, for or against a text *about* Israel, and a no to a text against Israel is warm.

    So the direction is known only where the vote itself is for or against Israel in words ("voted against Israel",
    not "voted against the resolution on Israel") and the event's score says the same.
    """
    direction = _LITERAL_VOTES.get(step)
    if direction is None or event.recipient != ISRAEL or not event.recipient_text:
        return None
    if (event.intensity > 0) is not (direction is Direction.WARMER):
        return None
    whom = re.escape(event.recipient_text)
    direct = rf"\b(?:against|for|with|favou?r of)\s+{whom}\b(?!['\u2019]s|-|\s+to\b)"
    return direction if re.search(direct, event.quote) else None


def telling_of(event: Event, document: Document) -> Telling | None:
    """The report that ``event`` is, with its best day; null where the text does not allow one.

    A document without a day of publication allows none; nor does an analysis for what it tells without a date:
    papers look back, and the day on which one is published says nothing of the act.
    """
    published = document.published_on
    if published is None or (document.doc_type == DocumentType.ANALYSIS and event.event_on is None):
        return None
    day, rank = _dated(event, published, document.published_precision)
    return Telling(event, document, published, day, rank)


def _dated(event: Event, published: date, published_precision: str | None) -> tuple[date, int]:
    on = event.event_on
    if on is None:
        return published, PUBLISHED
    if published_precision in (None, DatePrecision.DAY) and on > published:
        return published, PUBLISHED  # a day still to come is that of the effect; the posture changed with the words
    if event.date_precision in (None, DatePrecision.DAY):
        return on, EXACT
    return (published, PUBLISHED) if published <= _last_day(on, event.date_precision) else (on, PERIOD)


def _last_day(first: date, precision: str | None) -> date:
    if precision == DatePrecision.WEEK:
        return first + timedelta(days=6)
    if precision == DatePrecision.MONTH:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first.replace(month=12, day=31)


def acts_of(tellings: Iterable[Telling]) -> list[Act]:
    """Acts behind ``tellings``, ordered by holder, step and day."""
    groups: dict[tuple[str, Step, Direction], list[Telling]] = {}
    for telling in sorted(tellings, key=lambda t: t.order):
        direction = direction_of(telling.event)
        if direction is not None and telling.event.actor is not None and telling.event.step is not None:
            groups.setdefault((telling.event.actor, Step(telling.event.step), direction), []).append(telling)
    return [act for key in sorted(groups) for act in _one_a_day(key, _apart(groups[key]))]


def _one_a_day(key: tuple[str, Step, Direction], clusters: Sequence[Sequence[Telling]]) -> list[Act]:
    """Acts of ``clusters``; those that come out on the same day are one act, since nothing tells them apart."""
    by_day: dict[date, list[Telling]] = {}
    for cluster in clusters:
        by_day.setdefault(_act(*key, cluster).day, []).extend(cluster)
    if len(by_day) < len(clusters):
        return _one_a_day(key, list(by_day.values()))
    return [_act(*key, by_day[day]) for day in sorted(by_day)]


def _apart(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Split reports of one step of one holder, in order, into acts."""
    clusters: list[list[Telling]] = []
    for telling in tellings:
        if telling.rank == EXACT:
            if clusters and telling.day - clusters[-1][0].day <= SAME_ACT:
                clusters[-1].append(telling)
            else:
                clusters.append([telling])
    anchored = [(cluster[0].day, cluster) for cluster in clusters]
    for telling in tellings:
        if telling.rank != EXACT:
            near = [pair for pair in anchored if pair[0] - SAME_ACT <= telling.day <= pair[0] + RETOLD]
            past = [pair for pair in near if pair[0] <= telling.day + A_DAY]
            if past:
                max(past, key=lambda pair: pair[0])[1].append(telling)
            elif near:
                min(near, key=lambda pair: pair[0])[1].append(telling)
            else:
                anchored.append((telling.day, [telling]))
    return _carried_out(sorted(anchored, key=lambda pair: pair[0]))


def _carried_out(anchored: Sequence[tuple[date, list[Telling]]]) -> list[list[Telling]]:
    """Join an announcement with the act that carries it out."""
    joined: list[tuple[date, list[Telling]]] = []
    for day, cluster in anchored:
        if joined and _occurred(cluster) and not _occurred(joined[-1][1]) and day - joined[-1][0] <= RETOLD:
            joined[-1][1].extend(cluster)
        else:
            joined.append((day, list(cluster)))
    return [cluster for _, cluster in joined]


def _occurred(cluster: Iterable[Telling]) -> bool:
    return any(t.event.status == EventStatus.OCCURRED for t in cluster)


def _act(holder: str, step: Step, direction: Direction, tellings: Sequence[Telling]) -> Act:
    announced = _day_told([t for t in tellings if t.event.status == EventStatus.ANNOUNCED])
    occurred = _day_told([t for t in tellings if t.event.status == EventStatus.OCCURRED])
    done = [t for t in tellings if t.event.status == EventStatus.OCCURRED]
    if announced is not None and occurred is not None and all(t.rank == PERIOD for t in done):
        # "last week" is no day: what is announced on a known day was not done before it
        occurred = max(announced, occurred)
    day = min(d for d in (announced, occurred) if d is not None)
    return Act(
        holder=holder,
        step=step,
        direction=direction,
        day=day,
        exact=any(t.rank == EXACT and t.day == day for t in tellings),
        announced_on=announced,
        occurred_on=occurred,
        tellings=tuple(sorted(tellings, key=lambda t: t.order)),
    )


def _day_told(tellings: Sequence[Telling]) -> date | None:
    """The day that most documents give in words, else the earliest; never later than the first report."""
    if not tellings:
        return None
    best = min(t.rank for t in tellings)
    days = {(t.day, t.document.document_id) for t in tellings if t.rank == best}
    counts = Counter(day for day, _ in days)
    chosen = max(counts, key=lambda d: (counts[d], -d.toordinal())) if best == EXACT else min(counts)
    return min([chosen, *(t.published_on for t in tellings if t.document.published_precision in (None, "day"))])
