"""What holds of postures whatever they are derived from: order, bounds, silence, late documents, copies, sources."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancepipe.ids import digest
from stancepipe.posture import Derived, Knowledge, derive_postures, load_knowledge
from stancepipe.records import Document, Event, Posture, PostureShift, Stance
from stancepipe.tables import BLOC_DAYS, POSTURE_SHIFTS, POSTURES, SUPPORT
from stancepipe.vocabulary import EventStatus, Step

LEXICONS = Path(__file__).resolve().parents[2] / "corpora" / "lexicons"
FIRST = date(2023, 9, 1)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
HOLDERS = ("COL", "USA", "DEU", "EU", "ISR")
STEPS = (Step.RECALL_ENVOY, Step.RETURN_ENVOY, Step.ARMS_DEAL, Step.SEVER_RELATIONS)
Evidence = tuple[list[Document], list[Stance], list[Event]]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(LEXICONS)


def document(n: int, day: int | None) -> Document:
    on = FIRST + timedelta(days=day) if day is not None else None
    return Document(
        document_id=digest("document", str(n)), input_id=str(n), url=None, title=None, text="",
        publisher=(None, "A", "B")[n % 3], publisher_country=HOLDERS[n % 5],
        doc_type="official_statement" if n % 2 else "news_report", published_on=on,
        published_precision="day" if on else None, published_from=None, superseded_by=None, language="en",
        status="analysed", status_reason=None, duplicate_of=None, content_hash="c1:0", n_words=100,
        first_seen_at=NOW - timedelta(minutes=n), run_id="run", bundle_id="b",
    )  # fmt: skip


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    days = draw(st.lists(st.none() | st.integers(0, 240), min_size=1, max_size=12))
    documents = [document(n, day) for n, day in enumerate(days)]
    stances, events = {}, {}
    for d in draw(st.lists(st.sampled_from(documents), max_size=25)):
        holder = draw(st.sampled_from(HOLDERS))
        score = draw(st.floats(-1, 1))
        stances[d.document_id, holder] = Stance(
            stance_id=digest("stance", d.document_id, holder), document_id=d.document_id, holder=holder, target="ISR",
            label=draw(st.sampled_from([None, "supportive", "critical"])), score=score,
            confidence=draw(st.floats(0.26, 1)), quote="", quote_start=0, quote_end=0, n_passages=1,
            published_on=d.published_on, publisher_country=d.publisher_country, bundle_id="b",
        )  # fmt: skip
    for d in draw(st.lists(st.sampled_from(documents), max_size=25)):
        actor = draw(st.sampled_from(HOLDERS))
        step = draw(st.none() | st.sampled_from(STEPS))
        on = draw(st.none() | st.integers(-20, 240).map(lambda n: FIRST + timedelta(days=n)))
        status = draw(st.sampled_from(EventStatus))
        start = draw(st.integers(0, 2))
        key = digest("event", actor, step or "SUPPORT", str(on or d.published_on), status)
        events[key, d.document_id, start] = Event(
            event_id=key, document_id=d.document_id, quote="", quote_start=start, quote_end=9, actor=actor,
            actor_text=None, actor_sector=None, recipient="ISR", recipient_text="Israel", recipient_sector=None,
            event_type="SUPPORT", event_mode=None, quad=1, step=step.value if step else None,
            domain=draw(st.sampled_from(["diplomatic", "arms"])), status=status.value, event_on=on,
            date_precision=draw(st.sampled_from(["day", "week", "month"])) if on else None,
            intensity=-6.0 if step in (Step.RECALL_ENVOY, Step.SEVER_RELATIONS) else 5.0, attributed_to=None,
            toward_israel=True, rule="r", confidence=draw(st.floats(0.3, 1)), bundle_id="b",
        )  # fmt: skip
    return documents, list(stances.values()), list(events.values())


def derive(told: Evidence, knowledge: Knowledge) -> Derived:
    return derive_postures(*told, knowledge=knowledge, bundle_id="b", previous_shifts=(), now=NOW)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=evidence(), seed=st.integers())
def test_any_order_gives_the_same_rows(told: Evidence, seed: int, knowledge: Knowledge) -> None:
    shuffled = tuple(random.Random(seed).sample(part, len(part)) for part in told)
    assert derive(shuffled, knowledge) == derive(told, knowledge)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=evidence())
def test_rows_are_valid_and_within_bounds(told: Evidence, knowledge: Knowledge) -> None:
    derived = derive(told, knowledge)
    tables = (
        (POSTURES, derived.postures), (POSTURE_SHIFTS, derived.shifts), (BLOC_DAYS, derived.blocs),
        (SUPPORT, derived.support),
    )  # fmt: skip
    for table, rows in tables:
        table.to_arrow(rows)
        keys = Counter(table.key_of(row) for row in rows)
        assert not [key for key, n in keys.items() if n > 1]
    known = {f"stance:{s.stance_id}" for s in told[1]} | {f"event:{e.event_id}" for e in told[2]}
    for p in derived.postures:
        assert p.holder != "ISR"
        assert -1 <= p.lower <= p.score <= p.upper <= 1
    for shift in derived.shifts:
        assert set(shift.evidence.split()) <= known
        assert shift.evidence
    for bloc in derived.blocs:
        assert 0 <= bloc.cohesion <= 1
        assert 1 <= bloc.n_observed <= bloc.n_members
    for row in derived.support:
        assert 0 < row.top_share <= 1
        assert 1 <= row.effective_supporters <= row.n_supporters + 1e-6


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=evidence())
def test_silence_widens_and_never_moves_and_nothing_stands_before_the_first_evidence(
    told: Evidence, knowledge: Knowledge
) -> None:
    published = {d.document_id: d.published_on for d in told[0]}
    heard: dict[str, set[date | None]] = {}
    for stance in told[1]:
        heard.setdefault(stance.holder, set()).add(published[stance.document_id])
    for event in told[2]:
        heard.setdefault(event.actor or "", set()).add(published[event.document_id])
    rows = derive(told, knowledge).postures
    for earlier, later in pairwise(rows):
        if earlier.holder == later.holder and later.day not in heard[later.holder]:
            assert later.score == earlier.score
            assert later.lower <= earlier.lower
            assert later.upper >= earlier.upper
            assert later.last_evidence_on == earlier.last_evidence_on
    for row in rows:
        assert row.day >= min(day for day in heard[row.holder] if day is not None)
        assert row.last_evidence_on <= row.day
        assert 0 <= row.n_own <= row.n_documents
        assert 1 <= row.n_sources <= row.n_documents


def levels(rows: list[Posture], keep: Callable[[Posture], bool]) -> list[tuple[Any, ...]]:
    """What the rows say of levels; relations move with the day of an act, which lies before its first report."""
    return [(p.holder, p.day, p.score, p.lower, p.upper, p.label, p.n_documents) for p in rows if keep(p)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=evidence(), number=st.integers(0, 11))
def test_a_late_document_changes_only_its_holders_from_its_day_on(
    told: Evidence, number: int, knowledge: Knowledge
) -> None:
    documents, stances, events = told
    late = documents[number % len(documents)]
    day = late.published_on
    without = ([d for d in documents if d is not late], stances, events)
    if day is None or not any(d.published_on is not None and d.published_on > day for d in without[0]):
        return
    touched = {s.holder for s in stances if s.document_id == late.document_id}
    touched |= {e.actor for e in events if e.document_id == late.document_id if e.actor}
    before, after = derive(without, knowledge), derive(told, knowledge)
    others = [r for r in before.postures if r.holder not in touched]
    assert others == [r for r in after.postures if r.holder not in touched]
    assert [s for s in before.shifts if s.holder not in touched] == [s for s in after.shifts if s.holder not in touched]
    assert [r for r in before.relations if r.holder not in touched] == [
        r for r in after.relations if r.holder not in touched
    ]
    blocs = {m.bloc for m in knowledge.memberships if m.state in touched}
    assert [b for b in before.blocs if b.bloc not in blocs] == [b for b in after.blocs if b.bloc not in blocs]
    if any(e.step for e in events if e.document_id == late.document_id):
        return  # it may tell which reports are of one act, and so of how much evidence they are
    assert levels(before.postures, lambda p: p.day < day) == levels(after.postures, lambda p: p.day < day)
    assert [b for b in before.blocs if b.day < day] == [b for b in after.blocs if b.day < day]
    assert [s for s in before.support if s.day < day] == [s for s in after.support if s.day < day]
    assert formal_days(before.shifts) == formal_days(after.shifts)


def formal_days(shifts: list[PostureShift]) -> set[tuple[str, date, str | None]]:
    return {(s.holder, s.day, s.step) for s in shifts if s.kind == "formal_step"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=evidence(), copies=st.lists(st.integers(1, 40), min_size=30, max_size=30), seed=st.integers())
def test_one_text_told_thirty_times_moves_nothing(
    told: Evidence, copies: list[int], seed: int, knowledge: Knowledge
) -> None:
    documents, stances, events = told
    first = document(900, 100)
    again = [replace(document(1000 + n, 100 + delay), publisher=f"paper {n}") for n, delay in enumerate(copies)]
    last = document(2000, 240)
    score = random.Random(seed).uniform(-1, 1)

    def tell(d: Document) -> Stance:
        return Stance(
            stance_id=digest("stance", d.document_id, "DEU"), document_id=d.document_id, holder="DEU", target="ISR",
            label="critical", score=score, confidence=0.9, quote="Words told again.", quote_start=0, quote_end=17,
            n_passages=1, published_on=d.published_on, publisher_country=d.publisher_country, bundle_id="b",
        )  # fmt: skip

    once = derive(([*documents, first, last], [*stances, tell(first)], events), knowledge)
    often = derive(([*documents, first, last, *again], [*stances, tell(first), *map(tell, again)], events), knowledge)
    said = [(p.holder, p.day, p.score, p.lower, p.upper, p.label) for p in once.postures]
    assert said == [(p.holder, p.day, p.score, p.lower, p.upper, p.label) for p in often.postures]
    assert once.shifts == often.shifts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    spans=st.lists(st.tuples(st.integers(0, 100), st.integers(1, 60), st.floats(-0.9, 0.9)), min_size=1, max_size=6),
    seed=st.integers(0, 2**32),
)
def test_sources_that_come_and_go_make_no_trend(
    spans: list[tuple[int, int, float]], seed: int, knowledge: Knowledge
) -> None:
    """Each source has a level of its own and keeps to it for as long as it is heard."""
    rng = random.Random(seed)
    documents, stances = [], []
    for source, (start, length, level) in enumerate(spans):
        for n in range(length):
            d = replace(document(100 * source + n, start + 2 * n), publisher=f"source {source}")
            documents.append(d)
            stances.append(
                Stance(
                    stance_id=digest("stance", d.document_id),
                    document_id=d.document_id,
                    holder="DEU",
                    target="ISR",
                    label=None,
                    score=level + rng.uniform(-0.05, 0.05),
                    confidence=rng.uniform(0.5, 1),
                    quote="",
                    quote_start=0,
                    quote_end=0,
                    n_passages=1,
                    published_on=d.published_on,
                    publisher_country=None,
                    bundle_id="b",
                )
            )
    assert derive((documents, stances, []), knowledge).shifts == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(told=evidence(), chosen=st.integers(0, 2**12))
def test_what_another_bundle_read_bears_on_nothing(told: Evidence, chosen: int, knowledge: Knowledge) -> None:
    documents, stances, events = told
    other = {d.document_id for n, d in enumerate(documents) if chosen >> n & 1}

    def by_bundle(rows: list[Any]) -> list[Any]:
        return [replace(r, bundle_id="other") if r.document_id in other else r for r in rows]

    mixed = derive((by_bundle(documents), by_bundle(stances), by_bundle(events)), knowledge)
    own = derive(([d for d in documents if d.document_id not in other], stances, events), knowledge)
    assert mixed == own
