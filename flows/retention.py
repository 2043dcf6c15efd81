"""What is kept, and for how long."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from prefect import flow, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags, FlowRunFilter
from prefect.client.schemas.objects import TERMINAL_STATES
from prefect.logging import get_run_logger
from pydantic import BaseModel, ConfigDict, Field

from flows.ingest import utc_now
from flows.parameters import WholePath
from flows.slots import slot_of
from flows.upkeep import OURS, PAGE
from stancepipe.store import Store
from stancepipe.store import upkeep as tables


class Policy(BaseModel):
    """What goes, by age."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    runs_days: int = Field(
        default=30, ge=1, description="Days for which Prefect remembers a run that has ended, with its log and pages."
    )
    history_days: float | None = Field(
        default=None, gt=0, description="Days for which as_of is answered; older history is merged. Empty: all of it."
    )
    archive_days: float | None = Field(
        default=None, gt=0, description="Days for which raw answers of the web are kept. Empty: all of them."
    )


MOST_PAGES: Final = 50
"""Requests per turn; what is left goes the next day."""


@flow(name="retention", flow_run_name="retention", timeout_seconds=3600)
def retention(out: WholePath, policy: Policy = Policy()) -> int:  # noqa: B008
    """Delete what Prefect remembers of old runs, and prune a folder as the policy says; what is current always stays.

    Args:
        out: folder of tables and report.
        policy: what goes, by age.

    Returns:
        How many runs were deleted.
    """
    deleted = _delete_runs(policy.runs_days)
    folder = Path(out)
    if (policy.history_days or policy.archive_days) and Store(folder).read("runs"):
        what = tables.Policy(history_days=policy.history_days, archive_days=policy.archive_days)
        with slot_of(folder):
            for line in tables.pruned_lines(tables.prune(folder, what, utc_now()), dry_run=False):
                get_run_logger().info(line)
    return deleted


def _delete_runs(days: int) -> int:
    until = utc_now() - timedelta(days=days)
    old = FlowRunFilter.model_validate(
        {"end_time": {"before_": until}, "state": {"type": {"any_": sorted(TERMINAL_STATES)}}}
    )
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[OURS]))
    deleted = 0
    with get_client(sync_client=True) as client:
        for _ in range(MOST_PAGES):
            runs = client.read_flow_runs(flow_run_filter=old, deployment_filter=ours, limit=PAGE)
            for run in runs:
                client.delete_flow_run(run.id)
            deleted += len(runs)
            if len(runs) < PAGE:
                break
    get_run_logger().info("%d runs that ended before %s deleted", deleted, until.date().isoformat())
    return deleted
