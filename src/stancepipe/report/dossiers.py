"""A dossier: everything that the tables hold on one holder, arranged once for all pages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from stancepipe.records import Document, Event, Posture, PostureShift, Stance
from stancepipe.report.contents import ReportTables
from stancepipe.report.evidence import Evidence, chosen, day_of, evidence_of_event, evidence_of_stance, surest
from stancepipe.report.standings import Standing, series_by_holder, standings
from stancepipe.report.wording import page_of
from stancepipe.vocabulary import BLOCS

Held = TypeVar("Held", Stance, PostureShift)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dossier:
    """What the tables hold on one holder."""

    holder: str
    name: str
    page: str
    """Path of its page from the root of the report."""
    is_bloc: bool
    standing: Standing | None
    """None where it has no level."""
    days: Sequence[Posture]
    """In order. They may be made as they are asked for: who asks often asks a list of them."""
    shifts: Sequence[PostureShift]
    """Newest first."""
    stances: Sequence[Stance]
    events: Mapping[str, Sequence[Event]]
    """Reports of each event: its own acts toward the target, and what its shifts cite."""
    evidence: tuple[Evidence, ...]
    """What is quoted."""
    n_more_evidence: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What every page draws on."""

    tables: ReportTables
    names: Mapping[str, str]
    documents: Mapping[str, Document]
    dossiers: tuple[Dossier, ...]
    """By name."""
    standings: tuple[Standing, ...]
    """From the most supportive to the most critical level."""
    latest_day: date | None
    """Last day that a level stands for."""


def findings_of(tables: ReportTables, names: Mapping[str, str]) -> Findings:
    """The tables, arranged by holder."""
    series = series_by_holder(tables.postures)
    rows = standings(series, names)
    by_holder = {row.holder: row for row in rows}
    documents = {document.document_id: document for document in tables.documents}
    words = documents if tables.words is None else tables.words
    reports, acts = _events(tables.events)
    stances, shifts = _grouped(tables.stances), _grouped(tables.shifts)
    dossiers = []
    for holder in sorted({*series, *stances, *shifts}, key=lambda code: (names.get(code, code).casefold(), code)):
        own = sorted(shifts.get(holder, ()), key=lambda shift: (shift.day, shift.shift_id), reverse=True)
        cited = [shift.evidence.split() for shift in own]
        ids = dict.fromkeys(sorted(acts[holder])) if holder in acts else {}
        ids |= dict.fromkeys(ref.removeprefix("event:") for refs in cited for ref in refs if ref.startswith("event:"))
        held = sorted(stances.get(holder, ()), key=lambda stance: stance.stance_id)
        events = {event: reports[event] for event in ids if event in reports}
        evidence, n_more = _quoted(holder, held, events, cited, documents, words, names)
        dossiers.append(
            Dossier(
                holder=holder,
                name=names.get(holder, holder),
                page=page_of(holder),
                is_bloc=holder in BLOCS,
                standing=by_holder.get(holder),
                days=series.get(holder, ()),
                shifts=own,
                stances=held,
                events=events,
                evidence=evidence,
                n_more_evidence=n_more,
            )
        )
    return Findings(
        tables=tables,
        names=names,
        documents=documents,
        dossiers=tuple(dossiers),
        standings=tuple(rows),
        latest_day=max((row.latest.day for row in rows), default=None),
    )


def _quoted(
    holder: str,
    stances: Iterable[Stance],
    events: Mapping[str, Sequence[Event]],
    cited: Sequence[Sequence[str]],
    documents: Mapping[str, Document],
    words: Mapping[str, Document],
    names: Mapping[str, str],
) -> tuple[tuple[Evidence, ...], int]:
    by_ref = {f"stance:{stance.stance_id}": stance for stance in stances}
    days: dict[str, date | None] = {ref: stance.published_on for ref, stance in by_ref.items()}
    for event_id, reports in events.items():
        quoted = surest(reports)
        days[f"event:{event_id}"] = day_of(quoted, documents.get(quoted.document_id))
    refs = chosen(days, cited)
    shown = (
        evidence_of_stance(by_ref[ref], words.get(by_ref[ref].document_id), names)
        if ref in by_ref
        else evidence_of_event(holder, events[ref.removeprefix("event:")], words, names)
        for ref in refs
    )
    return tuple(shown), len(days) - len(refs)


def _events(events: Iterable[Event]) -> tuple[dict[str, list[Event]], dict[str, set[str]]]:
    """Reports of each event, and ids of the acts toward the target by actor."""
    reports: defaultdict[str, list[Event]] = defaultdict(list)
    acts: defaultdict[str, set[str]] = defaultdict(set)
    for event in events:
        reports[event.event_id].append(event)
        if event.actor and event.toward_israel:
            acts[event.actor].add(event.event_id)
    return dict(reports), dict(acts)


def _grouped(rows: Iterable[Held]) -> dict[str, list[Held]]:
    groups: dict[str, list[Held]] = {}
    for row in rows:
        groups.setdefault(row.holder, []).append(row)
    return groups
