"""Postures do not depend on the order of what they are derived from, and keep their bounds."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancepipe.ids import digest
from stancepipe.posture import Derived, Knowledge, derive_postures, load_knowledge
from stancepipe.records import Document, Event, Stance
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
        document_id=digest("document", str(n)), input_id=str(n), url=None, title=None, text="", publisher=None,
        publisher_country=HOLDERS[n % 5], doc_type="official_statement" if n % 2 else "news_report", published_on=on,
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
