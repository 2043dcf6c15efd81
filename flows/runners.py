"""Who analyses the batches of a flow: this process, a pool of processes, or a Dask or Ray cluster.

Batches go to a cluster as Prefect tasks, by the task runner of that cluster. What travels is the path of a
batch's documents and the path and digest of its rows; all workers must reach the published folder under the same path.
"""

import importlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final, Literal

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stancepipe.errors import UsageError
from stancepipe.staging import StagedBatch
from stancepipe.workers import ONE_THREAD, BatchOrder, Runner, analyse_batch, in_processes

RETRIES: Final = 1
"""A cluster loses machines; a batch that fails twice fails for a reason of its own."""
MANY: Final = 8
BATCHES_OF_A_TASK: Final = 4
"""From so many batches on a task takes several: with Prefect around it one costs half of what a batch does."""


class RunnerOptions(BaseModel):
    """Who analyses the batches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["local", "dask", "ray"] = Field("local", description="Processes of this machine, or a cluster.")
    workers: int = Field(1, ge=1, description="Processes to start, each with models of about half a gigabyte.")
    address: str | None = Field(
        None, description="Address of a cluster that runs already, such as tcp://10.0.0.1:8786; it has its own workers."
    )


def runner_options(kind: str, workers: int, address: str | None) -> RunnerOptions:
    """What a command line says, checked before a server is started.

    Raises:
        UsageError: it means nothing.
    """
    try:
        options = RunnerOptions.model_validate({"kind": kind, "workers": workers, "address": address})
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"runner: {first['loc'][0]}: {first['msg']}") from None
    runner_of(options)
    return options


def runner_of(options: RunnerOptions) -> Runner | None:
    """What the options name; None where the flow's own process analyses.

    Raises:
        UsageError: the options do not fit together, or what they need is not installed.
    """
    if options.kind == "local":
        if options.address is not None:
            raise UsageError(f"runner: {options.address} is the address of a cluster; say dask or ray")
        return in_processes(options.workers) if options.workers > 1 else None
    return partial(_run_cluster, _task_runner(options))


def _task_runner(options: RunnerOptions) -> TaskRunner[Any]:
    name, started = {
        "dask": ("DaskTaskRunner", {"cluster_kwargs": _local_dask(options.workers)}),
        "ray": ("RayTaskRunner", {"init_kwargs": _local_ray(options.workers)}),
    }[options.kind]
    try:
        found = getattr(importlib.import_module(f"prefect_{options.kind}"), name)
    except ImportError as error:
        raise UsageError(
            f"runner {options.kind}: {error.name} is not installed: pip install 'stancepipe[{options.kind}]'"
        ) from error
    made: TaskRunner[Any] = found(**({"address": options.address} if options.address else started))
    return made


def _local_dask(workers: int) -> dict[str, Any]:
    # A process for each: threads of one would share Python's lock. Any free port of this machine serves for the page
    # that shows them. Dask's own limit on memory would pause and restart workers that only hold their models.
    return {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "memory_limit": 0}


def _local_ray(workers: int) -> dict[str, Any]:
    # Workers that Ray starts take their environment from here; without it each would use every core.
    return {"num_cpus": workers, "include_dashboard": False, "runtime_env": {"env_vars": dict(ONE_THREAD)}}


@task(
    name="analyse batches", task_run_name="analyse {batches[0]}", cache_policy=NO_CACHE, persist_result=False,
    retries=RETRIES,
)  # fmt: skip
def analyse_staged(folder: str, batches: list[str], root: str, bundle_id: str) -> list[str]:
    """Analyse some batches in a worker; the digests of what was staged."""
    orders = (BatchOrder(folder=folder, batch=batch, root=root, bundle_id=bundle_id) for batch in batches)
    return [analyse_batch(order).sha256 for order in orders]


def _run_cluster(made: TaskRunner[Any], orders: Sequence[BatchOrder]) -> Iterator[StagedBatch]:
    """Submit from a flow, never from a task: Prefect sends what called the task along with it."""
    each = BATCHES_OF_A_TASK if len(orders) >= MANY else 1
    parts = [orders[first : first + each] for first in range(0, len(orders), each)]
    with made as runner:
        futures = [
            runner.submit(
                analyse_staged,
                {
                    "folder": part[0].folder,
                    "batches": [order.batch for order in part],
                    "root": part[0].root,
                    "bundle_id": part[0].bundle_id,
                },
            )
            for part in parts
        ]
        for part, future in zip(parts, futures, strict=True):
            for order, sha256 in zip(part, future.result(), strict=True):
                yield StagedBatch(folder=order.folder, batch=order.batch, sha256=sha256)
