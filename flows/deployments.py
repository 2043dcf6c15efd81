"""The registry of deployments: what can be run, when, and how many at once.

``python -m flows.deployments`` prints ``prefect.yaml``, for work pools and workers; :mod:`flows.serve` serves the same.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.parameters import GROUPS, Group
from flows.retention import retention
from flows.scheduled import analyse_given, ingest_sources, rebuild_report, rescore
from flows.upkeep import BY_HAND, OURS, upkeep

Turn = Literal["scheduled", "by hand"]
"""Who serves it: what somebody hands in must not wait behind a schedule's backlog."""

CRONS: Final[Mapping[Group, str]] = {"hourly": "7 * * * *", "daily": "23 3 * * *", "weekly": "41 4 * * 1"}
"""In UTC: in a zone with summer time a day would have 23 or 25 hours. Off the full hour, when everybody asks."""
POOL: Final = "stancepipe"
"""Work pool of ``prefect.yaml``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployment:
    """One way to run one flow."""

    name: str
    flow: Flow[Any, Any]
    module: str
    turn: Turn
    description: str
    parameters: Mapping[str, Any]
    cron: str | None = None
    """In UTC; None: only on request."""
    at_once: int | None = 1
    """Runs at one time; None: any number."""

    @property
    def collisions(self) -> ConcurrencyLimitStrategy:
        """A scheduled run gives way to the one before it; what somebody asked for waits."""
        by_hand = self.turn == BY_HAND
        return ConcurrencyLimitStrategy.ENQUEUE if by_hand else ConcurrencyLimitStrategy.CANCEL_NEW

    @property
    def tags(self) -> list[str]:
        """For looking runs up, and for upkeep."""
        return [OURS, self.turn]

    def schedule(self, every: Mapping[str, float]) -> Schedule | None:
        """When it runs: by its cron, or every so many seconds where ``every`` names it."""
        if self.name in every:
            return Interval(timedelta(seconds=every[self.name]), slug=self.name, timezone="UTC")
        return Cron(self.cron, slug=self.name, timezone="UTC") if self.cron else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where the deployments of one installation read and write."""

    out: str
    sources: str | None = None
    drop: str = "/"
    allow_hosts: tuple[str, ...] = ()


def deployments(place: Place, groups: Sequence[Group] = GROUPS) -> list[Deployment]:
    """All deployments.

    Args:
        place: where they read and write.
        groups: schedules that a configured source names.
    """
    out = {"out": place.out}
    found = [
        Deployment(
            name=group,
            flow=ingest_sources,
            module="flows/scheduled.py",
            turn="scheduled" if group in CRONS else "by hand",
            description=f"Read the configured sources whose schedule is {group}.",
            parameters={"what": _group(group, place), **out},
            cron=CRONS.get(group),
        )
        for group in groups
    ]
    by_hand: dict[str, Any] = {"module": "flows/scheduled.py", "turn": "by hand"}
    return [
        *found,
        Deployment(
            name="given", flow=analyse_given, description="Analyse these files, folders and addresses.",
            parameters=out, **by_hand,
        ),
        Deployment(
            name="rescore", flow=rescore, description="Analyse all known documents with the bundle in use.",
            parameters=out, **by_hand,
        ),
        Deployment(
            name="report", flow=rebuild_report, description="Write the report again from the tables.",
            parameters=out, **by_hand,
        ),
        Deployment(
            name="retention", flow=retention, module="flows/retention.py", turn="scheduled", cron="11 2 * * *",
            description="Delete what Prefect remembers of old runs, and what the policy says of the folder.",
            parameters=out,
        ),
        Deployment(
            name="upkeep", flow=upkeep, module="flows/upkeep.py", turn="scheduled", cron="*/5 * * * *",
            description="Mark runs that died, clear the tail of late runs, start again what was handed in.",
            # No limit: a run of its own that died would hold the slot that it alone could free.
            parameters={}, at_once=None,
        ),
    ]  # fmt: skip


def _group(group: Group, place: Place) -> dict[str, Any]:
    what: dict[str, Any] = {"group": group, "drop": place.drop}
    if place.sources is not None:
        what["sources"] = place.sources
    if place.allow_hosts:
        what["fetching"] = {"allow_hosts": list(place.allow_hosts)}
    return what


def served(deployment: Deployment, every: Mapping[str, float]) -> RunnerDeployment:
    """The same for Prefect, to be served on this machine."""
    schedule = deployment.schedule(every)
    limit = (
        None
        if deployment.at_once is None
        else ConcurrencyLimitConfig(limit=deployment.at_once, collision_strategy=deployment.collisions)
    )
    made = deployment.flow.to_deployment(
        name=deployment.name,
        schedule=schedule,
        concurrency_limit=limit,
        parameters=dict(deployment.parameters),
        description=deployment.description,
        tags=deployment.tags,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(made, RunnerDeployment)
    return made


def prefect_yaml(found: Sequence[Deployment]) -> str:
    """``prefect.yaml`` for ``prefect deploy --all``."""
    rows = []
    for d in found:
        row: dict[str, Any] = {
            "name": d.name,
            "description": d.description,
            "entrypoint": f"{d.module}:{d.flow.fn.__name__}",
            "tags": d.tags,
            "parameters": dict(d.parameters),
            "work_pool": {"name": POOL, "work_queue_name": d.turn.replace(" ", "-")},
        }
        if d.cron is not None:
            row["schedules"] = [{"cron": d.cron, "timezone": "UTC", "slug": d.name}]
        if d.at_once is not None:
            row["concurrency_limit"] = {"limit": d.at_once, "collision_strategy": d.collisions.value}
        rows.append(row)
    head = "# Written by `python -m flows.deployments`: change flows/deployments.py, then write it again.\n"
    return head + yaml.safe_dump({"name": "stancepipe", "deployments": rows}, sort_keys=False, width=120)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print ``prefect.yaml``; the folder of tables is the argument, on a path that all workers see."""
    given = sys.argv[1:] if arguments is None else arguments
    out = given[0] if given else "/srv/stancepipe/out"
    print(prefect_yaml(deployments(Place(out=str(Path(out))))), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
