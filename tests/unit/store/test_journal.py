"""Runs that began and did not end: noted, told once, and never of those that ended."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stancepipe.records import Run
from stancepipe.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RUN = Run(
    run_id="r1", started_at=NOON, finished_at=None, status="running", n_inputs=3, n_new=2, n_unchanged=1,
    n_duplicates=0, n_set_aside=0, seconds=0.0, version="0.1.0", bundle_id="b1",
)  # fmt: skip
SECOND, THIRD = (dataclasses.replace(RUN, run_id=key) for key in ("r2", "r3"))


def left_by_a_dead_run(out: Path, *runs: Run) -> None:
    """Notes as they lie there after a kill: those who made them never ended."""
    for run in runs:
        store = Store(out)
        with store.writer():
            store.note_running(run)
            content = (out / ".running.json").read_text()
        (out / ".running.json").write_text(content)


def died(out: Path) -> list[tuple[str, str]]:
    store = Store(out)
    with store.writer():
        return [(run.run_id, run.status) for run in store.died()]


def test_a_run_that_ends_leaves_no_note(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writer():
        store.note_running(RUN)
        assert (tmp_path / ".running.json").is_file()
    assert not (tmp_path / ".running.json").exists()
    assert store.died() == []


def test_a_run_that_fails_has_not_died(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(KeyboardInterrupt), store.writer():
        store.note_running(RUN)
        raise KeyboardInterrupt
    assert died(tmp_path) == []


def test_who_does_not_write_notes_nothing(tmp_path: Path) -> None:
    Store(tmp_path).note_running(RUN)
    assert list(tmp_path.iterdir()) == []


def test_dead_runs_are_remembered_until_they_are_told(tmp_path: Path) -> None:
    left_by_a_dead_run(tmp_path, RUN, SECOND)
    assert died(tmp_path) == [("r1", "crashed"), ("r2", "crashed")]
    store = Store(tmp_path)
    with store.writer() as writer:  # a third run, which tells of the two others
        store.note_running(THIRD)
        writer.publish({"runs": [*store.died(), dataclasses.replace(THIRD, status="completed")]}, known_from=NOON)
    assert [(run.run_id, run.status) for run in store.read("runs")] == [
        ("r1", "crashed"), ("r2", "crashed"), ("r3", "completed"),
    ]  # fmt: skip
    assert not (tmp_path / ".running.json").exists()


def test_a_run_that_died_after_its_tables_appeared_is_not_called_dead(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.writer() as writer:
        store.note_running(RUN)
        writer.publish({"runs": [dataclasses.replace(RUN, status="completed")]}, known_from=NOON)
        content = (tmp_path / ".running.json").read_text()
    (tmp_path / ".running.json").write_text(content)
    assert died(tmp_path) == []
    assert not (tmp_path / ".running.json").exists()


@pytest.mark.parametrize("content", ["", "[", "{}", "[1]", '[{"run_id": "r1"}]', "null"])
def test_notes_that_cannot_be_read_stop_nobody(tmp_path: Path, content: str) -> None:
    (tmp_path / ".running.json").write_text(content)
    assert died(tmp_path) == []
