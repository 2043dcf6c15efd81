"""The section of each holder: standing, timeline, changes and the words behind them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from stancepipe.records import Document, Event, Posture, PostureShift, Stance
from stancepipe.report.contents import ReportTables
from stancepipe.report.evidence import MOST_ITEMS, Evidence, evidence_of_event, evidence_of_stance, select
from stancepipe.report.standings import Standing, observed_days
from stancepipe.report.timelines import Timeline, month_ends, posture_timeline
from stancepipe.report.wording import STEPS, anchor, in_words
from stancepipe.vocabulary import BLOCS, ShiftKind

Held = TypeVar("Held", Stance, PostureShift)

FEWEST_OBSERVED: Final = 2
"""Observed days for a chart: the line of a single observation only restates it."""
MOST_LINKS: Final = 5
"""Links to evidence in one row of changes; the rest are counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link to a quote on the page."""

    href: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftRow:
    """One change of posture as listed."""

    shift: PostureShift
    name: str
    href: str
    what: str
    links: tuple[Link, ...]
    n_more_links: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One holder's section."""

    name: str
    anchor: str
    is_bloc: bool
    standing: Standing | None
    n_observed: int
    timeline: Timeline | None
    months: tuple[Posture, ...]
    shifts: tuple[ShiftRow, ...]
    evidence: tuple[Evidence, ...]
    n_more_evidence: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotable:
    """Events and documents arranged for looking up."""

    documents: Mapping[str, Document]
    reports: Mapping[str, Sequence[Event]]
    """Reports of each event."""
    acts: Mapping[str, Sequence[str]]
    """Events toward the target by actor."""


def quotable(tables: ReportTables) -> Quotable:
    """Arrange what can be quoted."""
    reports: defaultdict[str, list[Event]] = defaultdict(list)
    acts: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for event in tables.events:
        reports[event.event_id].append(event)
        if event.actor and event.toward_israel:
            acts[event.actor][event.event_id] = None
    return Quotable(
        documents={document.document_id: document for document in tables.documents},
        reports=reports,
        acts={actor: tuple(events) for actor, events in acts.items()},
    )


def sections(
    tables: ReportTables,
    quotes: Quotable,
    series: Mapping[str, Sequence[Posture]],
    rows: Sequence[Standing],
    names: Mapping[str, str],
) -> list[Section]:
    """A section for every holder of a posture, a stance or a shift, by name."""
    standing = {row.holder: row for row in rows}
    stances = _grouped(tables.stances)
    shifts = _grouped(tables.shifts)
    made = []
    for holder in sorted({*series, *stances, *shifts}, key=lambda code: (names.get(code, code).casefold(), code)):
        own = sorted(shifts.get(holder, ()), key=lambda shift: (shift.day, shift.shift_id), reverse=True)
        cited = frozenset(ref for shift in own for ref in shift.evidence.split())
        items = [
            evidence_of_stance(stance, quotes.documents.get(stance.document_id), names)
            for stance in stances.get(holder, ())
        ]
        events = dict.fromkeys(quotes.acts.get(holder, ()))
        events |= dict.fromkeys(ref.removeprefix("event:") for ref in sorted(cited) if ref.startswith("event:"))
        items += [
            evidence_of_event(holder, quotes.reports[event], quotes.documents, names)
            for event in events
            if event in quotes.reports
        ]
        shown = select(items, cited, MOST_ITEMS)
        days = series.get(holder, ())
        observed = observed_days(days)
        charted = len(observed) >= FEWEST_OBSERVED
        name = names.get(holder, holder)
        made.append(
            Section(
                name=name,
                anchor=anchor("holder", holder),
                is_bloc=holder in BLOCS,
                standing=standing.get(holder),
                n_observed=len(observed),
                timeline=posture_timeline(name, days, own) if charted else None,
                months=tuple(month_ends(days)) if charted else (),
                shifts=tuple(_shift_row(shift, shown, names) for shift in own),
                evidence=shown,
                n_more_evidence=len(items) - len(shown),
            )
        )
    return made


def all_shifts(made: Sequence[Section]) -> list[ShiftRow]:
    """The changes of every holder, newest first."""
    rows = [row for section in made for row in section.shifts]
    return sorted(rows, key=lambda row: (row.shift.day, row.shift.shift_id), reverse=True)


def _grouped(rows: Sequence[Held]) -> dict[str, list[Held]]:
    groups: dict[str, list[Held]] = {}
    for row in rows:
        groups.setdefault(row.holder, []).append(row)
    return groups


def _shift_row(shift: PostureShift, shown: Sequence[Evidence], names: Mapping[str, str]) -> ShiftRow:
    by_ref = {item.ref: item for item in shown}
    refs = list(dict.fromkeys(shift.evidence.split()))
    linked = [by_ref[ref] for ref in refs if ref in by_ref][:MOST_LINKS]
    step = in_words(shift.step or "formal step", STEPS) if shift.kind == ShiftKind.FORMAL_STEP else "trend in stances"
    return ShiftRow(
        shift=shift,
        name=names.get(shift.holder, shift.holder),
        href=f"#{anchor('holder', shift.holder)}",
        what=step,
        links=tuple(Link(href=f"#{item.anchor}", title=f"{item.kind}, {item.verdict}, {item.when}") for item in linked),
        n_more_links=len(refs) - len(linked),
    )
