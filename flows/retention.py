"""What is kept, and for how long."""

from datetime import timedelta
from typing import Final

from prefect import flow, get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags, FlowRunFilter
from prefect.client.schemas.objects import TERMINAL_STATES
from prefect.logging import get_run_logger
from pydantic import BaseModel, ConfigDict, Field

from flows.ingest import utc_now
from flows.upkeep import OURS, PAGE


class Policy(BaseModel):
    """What goes, by age."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    runs_days: int = Field(
        default=30, ge=1, description="Days for which Prefect remembers a run that has ended, with its log and pages."
    )


MOST_PAGES: Final = 50
"""Requests per turn; what is left goes the next day."""


@flow(name="retention", flow_run_name="retention", timeout_seconds=3600)
def retention(policy: Policy = Policy()) -> int:  # noqa: B008
    """Delete what Prefect remembers of old runs; tables, ledger and archive of a folder are not touched.

    Args:
        policy: what goes, by age.
    """
    until = utc_now() - timedelta(days=policy.runs_days)
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
