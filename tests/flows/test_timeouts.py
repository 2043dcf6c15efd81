"""A run that takes too long is given up: it says so, leaves the folder to others, and the next one ends its work."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.parameters import Given
from flows.scheduled import analyse_given
from flows.slots import slot_of
from stancepipe import analysis, stages
from stancepipe.checks import check_folder
from stancepipe.staging import STAGED
from stancepipe.store import Store
from tests.flows.test_slots import slots_taken

pytestmark = [pytest.mark.flow, pytest.mark.models]

SOME = ("Bolivia", "Chile", "Colombia", "Belize", "Ireland", "Spain")
LIMIT = 20.0
"""Seconds: enough for two batches of two short texts on a machine that has other work."""
STALLED = 120.0
"""Seconds that the third batch would take."""
Written = Callable[..., Given]


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Writes documents of some states, which are analysed two at a time."""
    monkeypatch.setattr(stages, "BATCH", 2)

    def write(*states: str) -> Given:
        path = tmp_path / f"{len(states)}.jsonl"
        records = [
            {"id": state, "text": f"{state} strongly condemned Israel over settlements, {state} said.",
             "published": "2024-05-27"} for state in states
        ]  # fmt: skip
        path.write_text("".join(f"{json.dumps(r)}\n" for r in records), encoding="utf-8")
        return Given(inputs=[str(path)])

    return write


@pytest.fixture
def stalling(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """From some batch on, analysis hangs in a loop; ids of the inputs that were analysed before."""
    real = analysis.analyse_documents

    def stall_after(batches: int) -> list[str]:
        seen: list[str] = []

        def hanging(documents: Any, models: Any) -> Any:
            deadline = time.monotonic() + STALLED
            while len(seen) >= 2 * batches and time.monotonic() < deadline:
                sum(range(1000))
            seen.extend(d.input_id for d in documents)
            return real(documents, models)

        monkeypatch.setattr(analysis, "analyse_documents", hanging)
        return seen

    return stall_after


def evidence_of(out: Path) -> dict[str, list[Any]]:
    assert check_folder(out) == []
    return {name: Store(out).read(name) for name in ("mentions", "events", "stances", "postures", "posture_shifts")}


def test_a_run_that_overruns_is_given_up_and_the_next_one_ends_its_work(
    given: Written, stalling: Callable[[int], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    analyse_given(given("Norway"), str(out))
    before = evidence_of(out)
    seen = stalling(2)
    start = time.monotonic()
    limited = analyse_given.with_options(timeout_seconds=LIMIT)
    state = limited(given(*SOME), str(out), return_state=True)
    assert time.monotonic() - start < LIMIT + STALLED / 2
    assert (state.name, state.is_failed()) == ("TimedOut", True)
    assert "exceeded timeout" in (state.message or "")
    assert slots_taken(out) == 0
    assert not Store(out).is_written_to
    assert evidence_of(out) == before, "nothing of it is published"
    assert 0 < len(list((out / STAGED).glob("*/*"))) <= 2, "and what was done is kept"
    done = seen[:]
    seen.clear()
    monkeypatch.undo()
    monkeypatch.setattr(stages, "BATCH", 2)
    again = stalling(len(SOME))
    analyse_given(given(*SOME), str(out))
    assert sorted({*done, *again}) == sorted(SOME)
    assert len(done) + len(again) == len(SOME), "none twice"
    assert not (out / STAGED).exists()
    assert {r.status for r in Store(out).read("runs")} == {"completed"}
    undisturbed = tmp_path / "undisturbed"
    monkeypatch.undo()
    analyse_given(given("Norway"), str(undisturbed))
    analyse_given(given(*SOME), str(undisturbed))
    assert evidence_of(undisturbed).keys() == before.keys()
    for name in ("mentions", "events", "stances", "postures"):
        assert evidence_of(out)[name] == evidence_of(undisturbed)[name], name


def test_a_run_that_waits_for_its_turn_is_given_up_and_takes_nobody_s(given: Written, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with slot_of(out):
        start = time.monotonic()
        state = analyse_given.with_options(timeout_seconds=3.0)(given("Norway"), str(out), return_state=True)
        assert (state.name, time.monotonic() - start < 60) == ("TimedOut", True)
        assert slots_taken(out) == 1, "that of the other"
    assert slots_taken(out) == 0
    assert not out.exists()
