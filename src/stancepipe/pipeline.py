"""A whole run without Prefect, for the shell: the stages one after the other."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from stancepipe.bundles import Bundle
from stancepipe.errors import StancepipeError
from stancepipe.ingest.inputs import InputRecord, Unchanged
from stancepipe.stages import PipelineRun, Progress
from stancepipe.store import Store
from stancepipe.workers import Runner


def run_pipeline(
    items: Iterable[InputRecord | Unchanged],
    out: Path,
    bundle: Bundle,
    clock: Callable[[], datetime],
    progress: Progress = lambda stage, done, of: None,
    *,
    report: Callable[[str], None] = lambda sentence: None,
    runner: Runner | None = None,
) -> PipelineRun:
    """A whole run without Prefect: collect, analyse, derive, publish, report.

    Args:
        items: what comes in.
        out: the published folder.
        bundle: models and lexicons to read with.
        clock: our clock.
        progress: told how far the run is.
        report: told what a user should know.
        runner: who analyses; without one, this process does.

    Raises:
        StancepipeError: there was nothing to read; nothing is published.
    """
    store = Store(out)
    with store.writer() as writer:
        run = PipelineRun(store=store, bundle=bundle, now=clock(), progress=progress, report=report, runner=runner)
        run.collect(items)
        require_inputs(run)
        run.analyse()
        run.derive()
        run.publish(writer, clock())
    run.write_report(out)
    return run


def require_inputs(run: PipelineRun) -> None:
    """Say so where there is nothing to do; an input that is set aside is one, it becomes a row.

    Raises:
        StancepipeError: there was no input.
    """
    if run.counts.inputs == 0:
        raise StancepipeError("there was nothing to read: the inputs hold no document")
