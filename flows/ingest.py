"""The ingestion flow: one pipeline run, seen and scheduled by Prefect.

``python -m flows.ingest INPUT... --out DIR`` runs it once, with a temporary Prefect server where none is configured.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_run_logger
from prefect.utilities.annotations import quote

from flows.accounts import watched, write_page, write_tables
from flows.notices import new_shifts, tell
from flows.runners import RunnerOptions, runner_of, runner_options
from stancepipe.bucket import is_bucket, told_of, working_copy
from stancepipe.bundles import load_bundle
from stancepipe.errors import StancepipeError
from stancepipe.inputs import InputOptions, Surroundings, configured_sources, read_everything
from stancepipe.pipeline import require_inputs
from stancepipe.source_states import overdue_sources, read_states
from stancepipe.sources import Source
from stancepipe.stages import PipelineRun
from stancepipe.staging import documents_of
from stancepipe.store import Store, Writer
from stancepipe.summary import summary_of

T = TypeVar("T")


def utc_now() -> datetime:
    """The clock of scheduled runs."""
    return datetime.now(UTC)


@task(name="collect", cache_policy=NO_CACHE, persist_result=False)
def collect(run: PipelineRun, inputs: Sequence[str] | None, options: InputOptions, about: Surroundings) -> int:
    """Read inputs and decide what to analyse; returns how many documents that is."""
    logger = get_run_logger()
    run.progress = watched("read")
    run.collect(() if inputs is None else read_everything(inputs, options, replace(about, progress=run.progress)))
    logger.info("%d inputs read, %d documents to analyse", run.counts.inputs, len(run.pending))
    return len(run.pending)


@task(name="analyse", cache_policy=NO_CACHE, persist_result=False)
def analyse(run: PipelineRun) -> int:
    """Analyse what is pending; returns how many documents were."""
    run.progress = watched("analyse")
    run.analyse()
    return len(documents_of(run.analysed))


@task(name="derive", cache_policy=NO_CACHE, persist_result=False)
def derive(run: PipelineRun) -> int:
    """Postures, shifts, blocs and support; returns how many shifts."""
    run.progress = watched("derive")
    run.derive()
    return len(run.derived.shifts)


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(run: PipelineRun, writer: Writer, now: Callable[[], datetime]) -> bool:
    """All tables at once; returns whether anything changed."""
    run.progress = watched("publish")
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
    # A default that is no JSON could not be shown as a parameter, hence no clock among them.
    return run_stages(inputs, options or InputOptions(), Path(out), now or utc_now, runner=runner)


def run_stages(
    inputs: Sequence[str] | None,
    options: InputOptions,
    folder: Path,
    clock: Callable[[], datetime],
    *,
    wait_s: float = 0,
    runner: RunnerOptions | None = None,
) -> list[str]:
    """The stages as tasks of the flow that calls it, what they leave for those who watch, and the events.

    Args:
        inputs: files, folders, addresses; an empty list: the configured sources; None: nothing is read, and what is
            known is judged by the bundle in use.
        options: how to read.
        folder: of tables and report.
        clock: our clock.
        wait_s: how long to wait for a run outside Prefect that writes into the same folder.
        runner: who analyses.

    Returns:
        The summary, line by line.

    Raises:
        StancepipeError: there was nothing to read, or no source could be read.
    """
    workers = RunnerOptions.model_validate(runner or {})  # parameters of a deployment come as plain JSON
    bundle = load_bundle()
    store = Store(folder)
    told: list[str] = []
    with store.writer(wait_s=wait_s) as writer:
        run = PipelineRun(
            store=store, bundle=bundle, now=clock(), report=get_run_logger().warning, runner=runner_of(workers)
        )
        about = Surroundings(bundle=bundle, out=folder, clock=clock, report=_heard(told))
        from_sources = inputs is not None and not inputs
        quiet = replace(about, report=lambda sentence: None)
        sources = configured_sources(options, quiet) if from_sources else []
        collect(_untouched(run), inputs, options, _untouched(about))
        if inputs or (from_sources and not _some_were_read(sources, told)):
            require_inputs(run)
        if workers.kind == "local":
            analyse(_untouched(run))
        else:  # as a task it would be sent along with every batch
            analyse.fn(run)
        derive(_untouched(run))
        publish(_untouched(run), _untouched(writer), clock)
        shifts = new_shifts(folder, run.derived.shifts, run.now)
        tell(folder, shifts, overdue_sources(sources, read_states(folder), run.now.date()), run.now)
    page = report(_untouched(run), folder)
    summary = summary_of(run, folder, Path(page), sources)
    write_tables(run, shifts, told)
    write_page("ingest-summary", summary, folder)
    return summary


def _heard(told: list[str]) -> Callable[[str], None]:
    """Tells the log, and keeps what was told."""
    logger = get_run_logger()

    def report(sentence: str) -> None:
        told.append(sentence)
        logger.warning(sentence)

    return report


def _some_were_read(sources: Sequence[Source], told: Sequence[str]) -> bool:
    """Whether a source could be read, if only to find nothing in it: for a scheduled run, no failure."""
    return any(not any(line.startswith(f"source {source.id}: ") for line in told) for source in sources)


def _untouched(value: T) -> T:
    """``value``, which Prefect must neither search nor copy: the stages share it."""
    return cast(T, quote(value))


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
