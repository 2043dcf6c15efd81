"""One serving process: registers its deployments and runs what is due. Started by :mod:`flows.serve`."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import State, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.states import Crashed, Scheduled

from flows.deployments import Deployment, Place, Turn, deployments, served
from flows.parameters import GROUPS, Group
from stancepipe.bundles import data_root
from stancepipe.sources import load_sources

POLL: float = 5.0
"""Seconds between two questions to the server what is due."""
PREFETCH: float = 1.0
"""Seconds before its time that a run is picked up; one that is picked up and not begun is lost when its server dies."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What a serving process is told on its command line."""

    turn: Turn
    place: Place
    every: Mapping[str, float] = field(default_factory=dict)
    """Seconds between runs, by name of deployment, where its schedule is not that of the registry."""

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, line: str) -> "Order":
        """What ``to_json`` wrote."""
        raw = json.loads(line)
        place = Place(**{**raw["place"], "allow_hosts": tuple(raw["place"]["allow_hosts"])})
        return cls(turn=raw["turn"], place=place, every=raw["every"])


def groups_of(place: Place) -> list[Group]:
    """Schedules that at least one configured source names; a broken source file is told by the runs."""
    root = Path(place.sources) if place.sources else data_root() / "corpora" / "sources"
    named = {source.schedule for source in load_sources(root, on_error=lambda error: None)}
    return [group for group in GROUPS if group in named]


def deployments_of(order: Order) -> list[Deployment]:
    """Those of one turn."""
    return [d for d in deployments(order.place, groups_of(order.place)) if d.turn == order.turn]


async def left_as_found(client: PrefectClient, made: RunnerDeployment) -> RunnerDeployment:
    """The deployment with what somebody paused still paused: registering it anew would turn it on again."""
    try:
        known = await client.read_deployment_by_name(f"{made.flow_name}/{made.name}")
    except ObjectNotFound:
        return made
    made.paused = known.paused
    active = {schedule.slug: schedule.active for schedule in known.schedules}
    for schedule in made.schedules or []:
        schedule.active = active.get(schedule.slug, schedule.active)
    return made


async def serve(order: Order, made: Sequence[RunnerDeployment]) -> None:
    """Register deployments and run what is due, until told to end."""
    poll = min([POLL, *(seconds / 2 for seconds in order.every.values())])
    runner = Runner(
        name=f"stancepipe {order.turn}",
        query_seconds=poll,
        prefetch_seconds=PREFETCH,
        pause_on_shutdown=False,
        limit=None,
    )
    async with get_client() as client:
        ids = [await runner.aadd_deployment(await left_as_found(client, deployment)) for deployment in made]
    print(f"serving ({order.turn}): {', '.join(d.name for d in made)}", flush=True)
    running = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # the runner sets a handler of its own as it starts, which would leave its runs behind
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running
    async with get_client() as client:
        await put_away(client, ids)


async def put_away(client: PrefectClient, ids: Sequence[UUID]) -> None:
    """Say of the runs that ended with this process that they did; those that had not begun wait for the next one."""
    filters = {"deployment_id": {"any_": list(ids)}, "state": {"type": {"any_": ["RUNNING", "PENDING"]}}}
    for run in await client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(filters)):
        state: State[None] = Scheduled()
        if run.state_type == StateType.RUNNING:
            state = Crashed(message="Its serving process was told to end.")
        await client.set_flow_run_state(run.id, state, force=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the one order that is given as JSON."""
    given = sys.argv[1:] if arguments is None else arguments
    order = Order.from_json(given[0])
    made = [served(d, order.every) for d in deployments_of(order)]
    asyncio.run(serve(order, made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
