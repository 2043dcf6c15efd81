"""Runs that died in ways that Prefect does not see by itself, and the tail of runs that an outage leaves behind.

Four cases, each looked for at every turn:

* a run is Running, but its process is gone together with the one that served it: no heartbeat for 90 seconds;
* a run was picked up and never began: Pending for five minutes;
* runs that should have started while nothing served them: the newest of each deployment stays, the others say nothing
  that it would not say;
* something handed in by a person died with its run: it is started again, at most twice.

A scheduled run that died needs no second start: the next one takes up its work.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from prefect import flow, get_client
from prefect.artifacts import create_table_artifact
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import FlowRunSort
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.logging import get_run_logger
from prefect.states import Cancelled, Crashed

from flows.ingest import utc_now

Clock = Callable[[], datetime]

OURS: Final = "stancepipe"
"""Tag of all deployments of ours; runs of others are left alone."""
BY_HAND: Final = "by hand"
"""Tag of deployments whose runs somebody asked for: each is work of its own."""
AGAIN: Final = "again"
"""Tag of a run that was started again for one that died."""

HEARTBEAT: Final = "prefect.flow-run.heartbeat"
SILENT: Final = timedelta(seconds=90)
"""Three heartbeats."""
SECOND_LOOK: Final = 40.0
"""Seconds between two looks at a silent run, a heartbeat and some more: after an outage of the server, runs that live
have been silent as well."""
NEVER_BEGAN: Final = timedelta(minutes=5)
"""Starting a process takes seconds, on a loaded machine a minute."""
LOOK_BACK: Final = timedelta(days=1)
"""Crashed runs of before are history: somebody has seen them."""
MOST_STARTS: Final = 3
"""Starts of one piece of work, the first included: what kills its process each time must not do so for ever."""
PAGE: Final = 200
"""Runs per request, the most that the server gives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What upkeep did about one run."""

    run_id: UUID
    name: str
    deployment: str
    done: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long to wait before a run counts as dead."""

    silent: timedelta = SILENT
    never_began: timedelta = NEVER_BEGAN
    second_look: float = SECOND_LOOK


@flow(name="upkeep", flow_run_name="upkeep", timeout_seconds=900)
def upkeep(
    silent_seconds: float = 90.0, pending_seconds: float = 300.0, second_look_seconds: float = 40.0
) -> list[str]:
    """Mark runs that died, clear the tail of late runs, start again what somebody handed in.

    Args:
        silent_seconds: a running run without a heartbeat for so long has died.
        pending_seconds: a run that was picked up so long ago and never began has died.
        second_look_seconds: before a silent run counts as dead it is looked at again, so many seconds later.
    """
    patience = Patience(
        silent=timedelta(seconds=silent_seconds),
        never_began=timedelta(seconds=pending_seconds),
        second_look=second_look_seconds,
    )
    found = put_in_order(utc_now, patience)
    lines = [f"{f.deployment}: {f.name} ({f.run_id}): {f.done}" for f in found]
    for line in lines:
        get_run_logger().warning(line)
    if found:
        rows = [{"deployment": f.deployment, "run": f.name, "done": f.done} for f in found]
        create_table_artifact(key="upkeep-found", table=rows, description=f"Runs put in order: {len(rows)}")
    return lines


def put_in_order(clock: Clock, patience: Patience = Patience()) -> list[Finding]:
    """Look for all four cases and do what each asks for; may be repeated, by several at once too.

    Args:
        clock: our clock.
        patience: how long to wait before a run counts as dead.

    Returns:
        What was done, run by run.
    """
    with get_client(sync_client=True) as client:
        deployments = {d.id: d for d in _deployments(client)}
        found = _reap_silent(client, deployments, clock, patience)
        found += _reap_never_begun(client, deployments, clock(), patience)
        found += _clear_late(client, deployments)
        found += _start_again(client, deployments, clock())
    return found


def _deployments(client: SyncPrefectClient) -> list[DeploymentResponse]:
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[OURS]))
    return client.read_deployments(deployment_filter=ours, limit=PAGE)


def _runs(
    client: SyncPrefectClient, deployments: Iterable[UUID], state: FlowRunFilterState, since: datetime | None = None
) -> list[FlowRun]:
    wanted: dict[str, object] = {"deployment_id": {"any_": list(deployments)}, "state": state}
    if since is not None:
        wanted["end_time"] = {"after_": since}
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate(wanted), sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=PAGE
    )


def _of_type(kind: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=[kind]))


def _reap_silent(
    client: SyncPrefectClient, deployments: Mapping[UUID, DeploymentResponse], clock: Clock, patience: Patience
) -> list[Finding]:
    """Runs that are said to be running and give no sign of life, at two looks."""

    def silent_runs() -> dict[UUID, FlowRun]:
        now = clock()
        running = _runs(client, deployments, _of_type(StateType.RUNNING))
        return {run.id: run for run in running if now - _last_sign(client, run, now) > patience.silent}

    suspects = silent_runs()
    if not suspects:
        return []
    time.sleep(patience.second_look)
    still = [run for key, run in silent_runs().items() if key in suspects]
    sentence = f"its process is gone: no heartbeat for {patience.silent.total_seconds():.0f} seconds"
    return [_crash(client, run, deployments, sentence) for run in still]


def _last_sign(client: SyncPrefectClient, run: FlowRun, now: datetime) -> datetime:
    """When it began to run, or when its last heartbeat came."""
    began = run.state.timestamp if run.state is not None else now
    beats = client.read_events(
        filter=EventFilter(
            event=EventNameFilter(name=[HEARTBEAT]),
            resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
            occurred=EventOccurredFilter.model_validate({"since": began, "until": now + timedelta(minutes=1)}),
        ),
        limit=1,  # the latest comes first
    )
    return max([began, *(beat.occurred for beat in beats.events)])


def _reap_never_begun(
    client: SyncPrefectClient, deployments: Mapping[UUID, DeploymentResponse], now: datetime, patience: Patience
) -> list[Finding]:
    """Runs that were picked up and never began; they send no heartbeat, and hold their slot."""
    waiting = _runs(client, deployments, _of_type(StateType.PENDING))
    dead = [run for run in waiting if run.state is not None and now - run.state.timestamp > patience.never_began]
    sentence = f"it was picked up and never began: pending for {patience.never_began.total_seconds():.0f} seconds"
    return [_crash(client, run, deployments, sentence) for run in dead]


def _crash(
    client: SyncPrefectClient, run: FlowRun, deployments: Mapping[UUID, DeploymentResponse], sentence: str
) -> Finding:
    client.set_flow_run_state(run.id, Crashed(message=f"Upkeep: {sentence}."), force=True)
    return _finding(run, deployments, f"marked as crashed: {sentence}")


def _clear_late(client: SyncPrefectClient, deployments: Mapping[UUID, DeploymentResponse]) -> list[Finding]:
    """Of the scheduled runs that wait since an outage, all but the newest of each deployment."""
    scheduled = [key for key, deployment in deployments.items() if BY_HAND not in deployment.tags]
    late = FlowRunFilterState(name=FlowRunFilterStateName(any_=["Late"]))
    by_deployment: dict[UUID | None, list[FlowRun]] = defaultdict(list)
    for run in _runs(client, scheduled, late):
        by_deployment[run.deployment_id].append(run)
    superseded = [run for runs in by_deployment.values() for run in runs[1:]]
    done = []
    for run in superseded:
        if client.read_flow_run(run.id).state_name == "Late":  # else it was picked up meanwhile
            client.set_flow_run_state(run.id, Cancelled(message="Upkeep: a later run of the same schedule waits."))
            done.append(_finding(run, deployments, "cancelled: it was late, and a later run waits"))
    return done


def _start_again(
    client: SyncPrefectClient, deployments: Mapping[UUID, DeploymentResponse], now: datetime
) -> list[Finding]:
    """What somebody handed in and died with its run."""
    by_hand = [key for key, deployment in deployments.items() if BY_HAND in deployment.tags]
    done = []
    for run in _runs(client, by_hand, _of_type(StateType.CRASHED), since=now - LOOK_BACK) if by_hand else []:
        starts = 1 + sum(tag.startswith(f"{AGAIN} ") for tag in run.tags)
        if AGAIN in run.tags or starts >= MOST_STARTS or run.deployment_id is None:
            continue
        client.create_flow_run_from_deployment(
            run.deployment_id,
            parameters=run.parameters,
            tags=[tag for tag in run.tags if tag not in deployments[run.deployment_id].tags] + [f"{AGAIN} {starts}"],
            idempotency_key=f"{AGAIN}:{run.id}",
        )
        client.update_flow_run(run.id, tags=[*run.tags, AGAIN])
        done.append(_finding(run, deployments, "it had crashed, and was started again"))
    return done


def _finding(run: FlowRun, deployments: Mapping[UUID, DeploymentResponse], done: str) -> Finding:
    deployment = deployments.get(run.deployment_id) if run.deployment_id else None
    return Finding(run_id=run.id, name=run.name, deployment=deployment.name if deployment else "", done=done)
