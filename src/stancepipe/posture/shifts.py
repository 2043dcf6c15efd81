"""Posture shifts: formal steps and trends, each one row with the evidence it rests on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from stancepipe.ids import digest
from stancepipe.posture.acts import Act
from stancepipe.posture.evidence import Observation
from stancepipe.posture.knowledge import Knowledge
from stancepipe.posture.series import DECIMALS, Track
from stancepipe.posture.trends import Change, certainty, changes_of, readings_of
from stancepipe.records import Document, PostureShift
from stancepipe.vocabulary import Direction, EventStatus, ShiftKind

CERTAIN: Final = 0.99
"""No confidence is told above this: sources copy each other more than their names show."""
EVIDENCE_SIDE: Final = 4
"""Observations named as evidence on each side of a trend."""


def formal_shifts(
    acts: Iterable[Act], tracks: Mapping[str, Track], knowledge: Knowledge, bundle_id: str
) -> list[PostureShift]:
    """One shift for each act.

    Its day is the earliest on which it was announced or done, so that an announcement that is carried out stays the
    row it was, with its status now ``occurred``; the summary tells both days.
    """
    return [_formal_shift(act, tracks.get(act.holder), knowledge, bundle_id) for act in acts]


def _formal_shift(act: Act, track: Track | None, knowledge: Knowledge, bundle_id: str) -> PostureShift:
    heard = max(act.day, min(t.published_on for t in act.tellings))
    return PostureShift(
        shift_id=shift_id(act.holder, ShiftKind.FORMAL_STEP, act.step, act.day),
        holder=act.holder,
        day=act.day,
        kind=ShiftKind.FORMAL_STEP.value,
        step=act.step.value,
        status=act.status.value,
        direction=act.direction.value,
        before=track.level(act.day - timedelta(days=1)) if track else None,
        after=track.level(heard) if track else None,
        magnitude=round(max(abs(t.event.intensity) for t in act.tellings) / 10, DECIMALS),
        confidence=_confidence(act),
        summary=_summary(act, knowledge),
        evidence=" ".join(sorted({f"event:{t.event.event_id}" for t in act.tellings})),
        first_known_at=min(t.document.first_seen_at for t in act.tellings),
        bundle_id=bundle_id,
    )


def shift_id(holder: str, kind: ShiftKind, step: str | None, day: date) -> str:
    """The id of a shift: it says nothing of models, so that a shift keeps it when they change."""
    return digest("shift", holder, kind.value, str(step) if step else "", day.isoformat())


def _confidence(act: Act) -> float:
    """Chance that not every publisher that tells the act errs; several texts of one publisher count once."""
    best: dict[str, float] = {}
    for telling in act.tellings:
        document = telling.document
        source = document.publisher or document.publisher_country or document.document_id
        best[source] = max(best.get(source, 0.0), telling.event.confidence)
    wrong = 1.0
    for source in sorted(best):
        wrong *= 1.0 - best[source]
    return round(min(CERTAIN, 1.0 - wrong), DECIMALS)


def _summary(act: Act, knowledge: Knowledge) -> str:
    phrase = knowledge.phrases[act.step]
    name = knowledge.names[act.holder]
    told = phrase.done if act.status is EventStatus.OCCURRED else phrase.announced
    when = day_in_words(act.day) if act.exact else f"reported {day_in_words(act.day)}"
    if act.announced_on is not None and act.occurred_on is not None and act.announced_on < act.occurred_on:
        when = f"announced {day_in_words(act.announced_on)}, done {day_in_words(act.occurred_on)}"
    return f"{name[0].upper()}{name[1:]} {told} ({when})."


def day_in_words(day: date) -> str:
    """A day as a sentence tells it: 31 October 2023."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def trend_shifts(
    holder: str,
    observations: Sequence[Observation],
    documents: Mapping[str, Document],
    knowledge: Knowledge,
    bundle_id: str,
) -> list[PostureShift]:
    """Changes of level of one holder."""
    readings = readings_of(observations)
    return [
        _trend_shift(holder, change, int(readings.days[change.index]), observations, documents, knowledge, bundle_id)
        for change in changes_of(readings)
    ]


def _trend_shift(
    holder: str,
    change: Change,
    turn: int,
    observations: Sequence[Observation],
    documents: Mapping[str, Document],
    knowledge: Knowledge,
    bundle_id: str,
) -> PostureShift:
    """The row of a change of level from the day ``turn`` (an ordinal) on."""
    by_day: dict[date, list[Observation]] = {}
    for o in observations:
        if o.source in change.sources:
            by_day.setdefault(o.day, []).append(o)
    earlier, later = (sorted(d for d in by_day if (d.toordinal() < turn) is side) for side in (True, False))
    shown = [_strongest(by_day[d]) for d in (*earlier[-EVIDENCE_SIDE:], *later[:EVIDENCE_SIDE])]
    day = later[0]
    before, after = round(change.before, DECIMALS), round(change.after, DECIMALS)
    name = knowledge.names.get(holder, holder)
    moved = "rose" if after > before else "fell"
    return PostureShift(
        shift_id=shift_id(holder, ShiftKind.TREND, None, day),
        holder=holder,
        day=day,
        kind=ShiftKind.TREND.value,
        step=None,
        status=None,
        direction=(Direction.WARMER if after > before else Direction.COLDER).value,
        before=before,
        after=after,
        magnitude=round(abs(after - before), DECIMALS),
        confidence=round(min(CERTAIN, certainty(change)), DECIMALS),
        summary=f"The level of support for Israel in what {name} says and does {moved} from {_signed(before)} to "
        f"{_signed(after)} around {day_in_words(day)}.",
        evidence=" ".join(sorted({max(o.items, key=lambda i: (i.weight, i.ref)).ref for o in shown})),
        first_known_at=max(documents[o.document_id].first_seen_at for o in shown),
        bundle_id=bundle_id,
    )


def _strongest(observations: Sequence[Observation]) -> Observation:
    return max(observations, key=lambda o: (o.weight, o.document_id))


def _signed(level: float) -> str:
    return f"{level:+.2f}".replace("-", "\N{MINUS SIGN}")


def keep_first_known(shifts: Iterable[PostureShift], previous: Iterable[PostureShift]) -> list[PostureShift]:
    """Shifts with the earliest time at which we ever knew of them, ordered; a change of ours does not make news."""
    known: dict[str, datetime] = {}
    for shift in previous:
        known[shift.shift_id] = min(shift.first_known_at, known.get(shift.shift_id, shift.first_known_at))
    kept = [
        replace(s, first_known_at=min(s.first_known_at, known.get(s.shift_id, s.first_known_at)).astimezone(UTC))
        for s in shifts
    ]
    return sorted(kept, key=lambda s: (s.day, s.holder, s.kind, s.step or ""))
