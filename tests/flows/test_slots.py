"""The slot of a folder: one run at a time, and not lost with a server that forgets who holds it."""

from pathlib import Path

import pytest
from prefect import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate

from flows.slots import slot_name, slot_of
from stancepipe.store import Store

pytestmark = pytest.mark.flow


def taken_by_nobody(folder: Path) -> None:
    """What a server remembers that was started anew while a run held the slot."""
    with slot_of(folder):
        pass
    with get_client(sync_client=True) as client:
        client.update_global_concurrency_limit(slot_name(folder), GlobalConcurrencyLimitUpdate(active_slots=1))


def slots_taken(folder: Path) -> int:
    with get_client(sync_client=True) as client:
        return client.read_global_concurrency_limit_by_name(slot_name(folder)).active_slots


def test_a_slot_is_taken_and_given_back(tmp_path: Path) -> None:
    with slot_of(tmp_path):
        assert slots_taken(tmp_path) == 1
        with pytest.raises(TimeoutError), slot_of(tmp_path, patience=1.0):
            pass
    assert slots_taken(tmp_path) == 0


def test_a_slot_that_nobody_holds_any_more_is_taken_for_lost(tmp_path: Path) -> None:
    taken_by_nobody(tmp_path)
    with slot_of(tmp_path, patience=60.0, lost=1.0):
        assert slots_taken(tmp_path) == 1
    assert slots_taken(tmp_path) == 0


def test_a_slot_is_not_lost_while_a_run_writes(tmp_path: Path) -> None:
    taken_by_nobody(tmp_path)
    with Store(tmp_path).writer():
        with pytest.raises(TimeoutError), slot_of(tmp_path, patience=3.0, lost=1.0):
            pass
        assert slots_taken(tmp_path) == 1


def test_what_goes_wrong_within_is_not_taken_for_waiting(tmp_path: Path) -> None:
    with pytest.raises(TimeoutError, match="of the run"), slot_of(tmp_path):
        raise TimeoutError("of the run")
    assert slots_taken(tmp_path) == 0
