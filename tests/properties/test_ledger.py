"""The ledger remembers: whatever is published in whatever order, each time answers with what was current then."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from stancepipe.ledger import ledger_schema, rows_as_of
from stancepipe.records import Posture
from stancepipe.store import Store, read_table
from stancepipe.store.difference import difference, ledger_rows
from stancepipe.tables import POSTURES

START = datetime(2026, 1, 1, tzinfo=UTC)

Values = dict[tuple[str, int], tuple[float, str]]

states = st.dictionaries(
    st.tuples(st.sampled_from(["GHA", "IRL", "PER"]), st.integers(0, 3)),
    st.tuples(st.sampled_from([-0.5, 0.0, 0.5, float("nan")]), st.sampled_from(["neutral", "mixed"])),
    max_size=8,
)
pauses = st.sampled_from([timedelta(0), timedelta(microseconds=1), timedelta(hours=5)])
histories = st.lists(st.tuples(pauses, states), min_size=1, max_size=6)


def rows(state: Values) -> list[Posture]:
    return [
        Posture(
            holder=holder, day=date(2026, 1, 1) + timedelta(days=days), score=score, lower=-1.0, upper=1.0, label=label,
            n_documents=1, n_stances=1, n_events=0, relations="unknown", n_sources=1, n_own=0, languages="en",
            last_evidence_on=date(2026, 1, 1), bundle_id="b1",
        )
        for (holder, days), (score, label) in state.items()
    ]  # fmt: skip


def current_at(history: list[tuple[datetime, Values]], when: datetime) -> pa.Table:
    known = [state for known_from, state in history if known_from <= when]
    return POSTURES.to_arrow(rows(known[-1] if known else {}))


def timed(history: list[tuple[timedelta, Values]]) -> list[tuple[datetime, Values]]:
    when, found = START, []
    for pause, state in history:
        when += pause
        found.append((when, state))
    return found


def as_text(table: pa.Table) -> str:
    """Comparable also where a score is not a number."""
    return str(table.to_pylist())


@given(histories)
@settings(max_examples=30, deadline=None)
def test_a_ledger_of_differences_replays_to_every_state(history: list[tuple[timedelta, Values]]) -> None:
    states = timed(history)
    current, ledger = POSTURES.schema.empty_table(), ledger_schema(POSTURES).empty_table()
    for known_from, state in states:
        found = POSTURES.to_arrow(rows(state))
        change = difference(POSTURES, current, found)
        lines = ledger_rows(POSTURES, change, current, found, known_from=known_from)
        told = pa.concat_tables([ledger_schema(POSTURES).empty_table(), *lines])
        assert told.num_rows == len(change.new) + len(change.changed) + len(change.withdrawn)
        assert (told.num_rows == 0) == (as_text(current) == as_text(found)) == change.is_empty
        ledger, current = pa.concat_tables([ledger, told]), found
    for when in {t + d for t, _ in states for d in (timedelta(0), timedelta(microseconds=-1), timedelta(hours=1))}:
        assert as_text(rows_as_of(POSTURES, ledger, when)) == as_text(current_at(states, when))
    assert as_text(rows_as_of(POSTURES, ledger)) == as_text(current)


@given(histories)
@settings(max_examples=3, deadline=None)
def test_a_store_answers_for_every_time(history: list[tuple[timedelta, Values]]) -> None:
    states = timed(history)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        for known_from, state in states:
            with Store(out).writer() as writer:
                writer.publish({"postures": rows(state)}, known_from=known_from)
        for when, _ in states:
            assert as_text(read_table(out, "postures", when)) == as_text(current_at(states, when))
        assert as_text(read_table(out, "postures")) == as_text(current_at(states, states[-1][0]))
