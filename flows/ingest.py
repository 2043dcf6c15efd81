"""The ingestion flow: one pipeline run, seen and scheduled by Prefect.

``python -m flows.ingest INPUT... --out DIR`` runs it once, with a temporary Prefect server where none is configured.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

# Settings are read when Prefect is imported: a temporary server needs half a minute on a new database (the
# default limit is 20 s), and nothing is sent to anybody.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_run_logger
from prefect.utilities.annotations import quote

from flows.runners import RunnerOptions, runner_of, runner_options
from stancepipe.bucket import is_bucket, told_of, working_copy
from stancepipe.bundles import load_bundle
from stancepipe.errors import StancepipeError
from stancepipe.inputs import InputOptions, Surroundings, configured_sources, read_everything
from stancepipe.stages import PipelineRun, require_inputs
from stancepipe.store import Store, Writer
from stancepipe.summary import summary_of

T = TypeVar("T")


def utc_now() -> datetime:
    """The clock of scheduled runs."""
    return datetime.now(UTC)


@task(name="collect", cache_policy=NO_CACHE, persist_result=False)
def collect(
    run: PipelineRun, inputs: Sequence[str], options: InputOptions, out: Path, clock: Callable[[], datetime]
) -> int:
    """Read inputs and decide what to analyse; returns how many documents that is."""
    logger = get_run_logger()
    run.progress = _watched("read")
    run.collect(read_everything(inputs, options, _about(run, out, clock)))
    logger.info("%d inputs read, %d documents to analyse", run.counts.inputs, len(run.pending))
    return len(run.pending)


@task(name="analyse", cache_policy=NO_CACHE, persist_result=False)
def analyse(run: PipelineRun) -> int:
    """Analyse what is pending; returns how many documents were."""
    run.progress = _watched("analyse")
    run.analyse()
    return len(run.analysed)


@task(name="derive", cache_policy=NO_CACHE, persist_result=False)
def derive(run: PipelineRun) -> int:
    """Postures, shifts, blocs and support; returns how many shifts."""
    run.progress = _watched("derive")
    run.derive()
    return len(run.derived.shifts)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(run: PipelineRun, writer: Writer, now: Callable[[], datetime]) -> bool:
    """All tables at once; returns whether anything changed."""
    run.progress = _watched("publish")
    return run.publish(writer, now()).written


@task(name="report", cache_policy=NO_CACHE, persist_result=False)
def report(run: PipelineRun, out: Path) -> str:
    """Write the HTML report; returns its path."""
    return str(run.write_report(out))


@flow(name="ingest", log_prints=False, validate_parameters=False)
def ingest(
    inputs: list[str],
    out: str,
    options: InputOptions | None = None,
    now: Callable[[], datetime] | None = None,
    runner: RunnerOptions | None = None,
) -> list[str]:
    """One pipeline run over ``inputs`` into ``out``, or over the configured sources; returns its summary."""
    if is_bucket(out):
        with working_copy(out, report=get_run_logger().warning) as copy:
            summary = ingest.fn(inputs, str(copy), options, now, runner)
        return [told_of(out, copy, line) for line in summary]
    workers = RunnerOptions.model_validate(runner or {})  # parameters of a deployment come as plain JSON
    how = options or InputOptions()
    clock = now or utc_now  # a default that is no JSON could not be shown as a parameter
    folder = Path(out)
    store = Store(folder)
    with store.writer() as writer:
        run = PipelineRun(
            store=store,
            bundle=load_bundle(),
            now=clock(),
            report=get_run_logger().warning,
            runner=runner_of(workers),
        )
        collect(_untouched(run), inputs, how, folder, clock)
        require_inputs(run)
        if workers.kind == "local":
            analyse(_untouched(run))
        else:  # as a task it would be sent along with every batch
            analyse.fn(run)
        derive(_untouched(run))
        publish(_untouched(run), _untouched(writer), clock)
    page = report(_untouched(run), folder)
    read = [] if inputs else configured_sources(how, _about(run, folder, clock))
    summary = summary_of(run, folder, Path(page), read)
    create_markdown_artifact(key="ingest-summary", markdown="\n".join(f"- {line.strip()}" for line in summary))
    return summary


def _about(run: PipelineRun, out: Path, clock: Callable[[], datetime]) -> Surroundings:
    """Where a run reads, and whom it tells."""
    report = get_run_logger().warning
    return Surroundings(bundle=run.bundle, out=out, clock=clock, report=report, progress=run.progress)


def _untouched(value: T) -> T:
    """``value``, which Prefect must neither search nor copy: the stages share it."""
    return cast(T, quote(value))


def _watched(stage: str) -> Callable[[str, int, int], None]:
    """Progress as a Prefect artifact and in the log."""
    logger = get_run_logger()
    artifact = create_progress_artifact(progress=0.0, key=f"progress-{stage}", description=stage)

    def show(name: str, done: int, of: int) -> None:
        if of:
            update_progress_artifact(artifact_id=artifact, progress=100.0 * done / of)  # type: ignore[arg-type]
            logger.info("%s: %d of %d", name, done, of)

    return show


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the flow once and print its summary; 0 also where some inputs were set aside."""
    parser = argparse.ArgumentParser(prog="python -m flows.ingest", description="Run the ingestion flow once.")
    parser.add_argument(
        "inputs", nargs="*", metavar="INPUT", help="files, folders or URLs; none: the configured sources"
    )
    parser.add_argument("--out", default="out", help="folder of tables and report, or s3://BUCKET/PREFIX")
    parser.add_argument("--runner", choices=("local", "dask", "ray"), default="local", help="who analyses")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes that analyse")
    parser.add_argument("--address", help="of a Dask or Ray cluster that runs already")
    options = parser.parse_args(arguments)
    try:
        load_bundle()  # what is wrong with the bundle is told before a server is started
        runner = runner_options(options.runner, options.workers, options.address)
        summary = ingest(options.inputs, options.out, runner=runner)
    except StancepipeError as error:
        print(f"stancepipe: {error}", file=sys.stderr)
        return 2
    print("\n".join(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
