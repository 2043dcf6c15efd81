"""Runs in the states that Prefect leaves them in, put there through its client, and what upkeep makes of them."""

import asyncio
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from prefect import flow, get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import FlowRunFilter
from prefect.events import emit_event
from prefect.events.filters import EventFilter, EventResourceFilter
from prefect.events.worker import EventsWorker
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Crashed, Late, Pending, Running

from flows.ingest import utc_now
from flows.turns import left_as_found, put_away
from flows.upkeep import AGAIN, BY_HAND, HEARTBEAT, OURS, Patience, put_in_order

pytestmark = pytest.mark.flow

AT_ONCE = Patience(second_look=0.0)


@flow(name="nothing")
def nothing(word: str = "") -> str:
    return word


def later() -> datetime:
    """Six minutes from now: whatever was put into a state has been in it for longer than it may."""
    return utc_now() + timedelta(minutes=6)


@pytest.fixture
def client() -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as found:
        yield found


@pytest.fixture
def deployed(client: SyncPrefectClient, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Makes deployments, scheduled or by hand, and takes them away again."""
    made: list[UUID] = []

    def deploy(*tags: str) -> UUID:
        flow_id = client.create_flow(nothing)
        name = f"{request.node.name}-{len(made)}"
        made.append(client.create_deployment(flow_id, name, tags=[OURS, *tags], entrypoint="x.py:nothing"))
        return made[-1]

    yield deploy
    for key in made:
        client.delete_deployment(key)


def states(client: SyncPrefectClient, runs: list[Any]) -> list[str | None]:
    return [client.read_flow_run(run.id).state_name for run in runs]


def runs_of(client: SyncPrefectClient, deployment: UUID) -> list[Any]:
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate({"deployment_id": {"any_": [deployment]}})
    )


def test_a_run_whose_process_is_gone_is_crashed_and_one_that_lives_is_not(
    client: SyncPrefectClient, deployed: Any
) -> None:
    deployment = deployed()
    dead, alive = (client.create_flow_run_from_deployment(deployment) for _ in range(2))
    for run in (dead, alive):
        client.set_flow_run_state(run.id, Running(), force=True)
    resource = {"prefect.resource.id": f"prefect.flow-run.{alive.id}"}
    emit_event(event=HEARTBEAT, resource=resource, occurred=later() - timedelta(seconds=30))
    EventsWorker.drain_all()
    kept = EventFilter(resource=EventResourceFilter(id=[f"prefect.flow-run.{alive.id}"]), occurred={"until": later()})
    deadline = time.monotonic() + 30
    while not any(e.event == HEARTBEAT for e in client.read_events(filter=kept, limit=50).events):
        assert time.monotonic() < deadline, "the server keeps events within seconds"
        time.sleep(0.2)
    assert put_in_order(utc_now, AT_ONCE) == []
    found = put_in_order(later, AT_ONCE)
    assert [(f.run_id, f.done) for f in found] == [
        (dead.id, "marked as crashed: its process is gone: no heartbeat for 90 seconds")
    ]
    assert states(client, [dead, alive]) == ["Crashed", "Running"]


def test_a_run_that_was_picked_up_and_never_began_is_crashed(client: SyncPrefectClient, deployed: Any) -> None:
    run = client.create_flow_run_from_deployment(deployed())
    client.set_flow_run_state(run.id, Pending(), force=True)
    assert put_in_order(utc_now, AT_ONCE) == []
    [found] = put_in_order(later, AT_ONCE)
    assert (found.run_id, states(client, [run])) == (run.id, ["Crashed"])
    assert "never began" in found.done


def test_of_late_runs_the_newest_of_each_schedule_stays(client: SyncPrefectClient, deployed: Any) -> None:
    late: dict[UUID, list[Any]] = {}
    for deployment in (deployed("scheduled"), deployed("scheduled"), deployed(BY_HAND)):
        late[deployment] = []
        for minutes in (5, 20, 60):
            state = Late(scheduled_time=utc_now() - timedelta(minutes=minutes))
            run = client.create_flow_run_from_deployment(deployment, state=state)
            client.set_flow_run_state(run.id, state, force=True)
            late[deployment].append(run)
    assert len(put_in_order(utc_now, AT_ONCE)) == 4
    first, second, by_hand = late.values()
    assert states(client, first) == states(client, second) == ["Late", "Cancelled", "Cancelled"]
    assert states(client, by_hand) == ["Late"] * 3
    assert put_in_order(utc_now, AT_ONCE) == []


def test_what_somebody_handed_in_is_started_again_at_most_twice(client: SyncPrefectClient, deployed: Any) -> None:
    by_hand, scheduled = deployed(BY_HAND), deployed("scheduled")
    first = client.create_flow_run_from_deployment(by_hand, parameters={"word": "kept"})
    other = client.create_flow_run_from_deployment(scheduled)
    for run in (first, other):
        client.set_flow_run_state(run.id, Crashed(), force=True)
    started = []
    for turn in range(4):
        put_in_order(utc_now, AT_ONCE)
        put_in_order(utc_now, AT_ONCE)
        runs = runs_of(client, by_hand)
        waiting = [run for run in runs if run.state_name == "Scheduled"]
        assert len(waiting) == (1 if turn < 2 else 0), turn
        for run in waiting:
            assert run.parameters == {"word": "kept"}
            assert f"{AGAIN} {turn + 1}" in run.tags
            client.set_flow_run_state(run.id, Crashed(), force=True)
            started.append(run)
    assert len(started) == 2
    assert len(runs_of(client, scheduled)) == 1


def test_runs_of_others_are_left_alone(client: SyncPrefectClient) -> None:
    flow_id = client.create_flow(nothing)
    deployment = client.create_deployment(flow_id, "of somebody else", entrypoint="x.py:nothing")
    run = client.create_flow_run_from_deployment(deployment)
    client.set_flow_run_state(run.id, Pending(), force=True)
    assert put_in_order(later, AT_ONCE) == []
    assert states(client, [run]) == ["Pending"]
    client.delete_deployment(deployment)


async def _register() -> tuple[bool, list[bool], UUID]:
    """Register a deployment with two schedules, as a serving process does; what was paused after it."""
    made = await nothing.ato_deployment(
        name="kept",
        schedules=[
            Cron("1 * * * *", timezone="UTC", slug="one"),
            Cron("2 * * * *", timezone="UTC", slug="two"),
        ],
    )
    async with get_client() as client:
        key = await Runner(pause_on_shutdown=False).aadd_deployment(await left_as_found(client, made))
        found = await client.read_deployment(key)
        return found.paused, [s.active for s in sorted(found.schedules, key=lambda s: s.slug or "")], key


def test_what_was_paused_stays_paused_when_served_again(client: SyncPrefectClient) -> None:
    paused, active, key = asyncio.run(_register())
    assert (paused, active) == (False, [True, True])
    one = next(s for s in client.read_deployment(key).schedules if s.slug == "one")
    client.update_deployment_schedule(key, one.id, active=False)
    paused, active, key = asyncio.run(_register())
    assert (paused, active) == (False, [False, True])
    client.pause_deployment(key)
    paused, active, key = asyncio.run(_register())
    assert (paused, active) == (True, [False, True])
    client.resume_deployment(key)
    paused, active, key = asyncio.run(_register())
    assert (paused, active) == (False, [False, True])
    client.delete_deployment(key)


def test_runs_that_end_with_their_serving_process_are_put_away(client: SyncPrefectClient, deployed: Any) -> None:
    deployment = deployed()
    begun, picked = (client.create_flow_run_from_deployment(deployment) for _ in range(2))
    client.set_flow_run_state(begun.id, Running(), force=True)
    client.set_flow_run_state(picked.id, Pending(), force=True)

    async def away() -> None:
        async with get_client() as found:
            await put_away(found, [deployment])

    asyncio.run(away())
    assert states(client, [begun, picked]) == ["Crashed", "Scheduled"]
