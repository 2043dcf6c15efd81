"""Print how much faster analysis is with more workers, and what staging its rows costs (minutes; wants idle cores).

    .venv/bin/python benchmarks/spread.py [--copies N] [--workers N] [--kinds here pool dask]

``--copies`` (default 8) times the English documents of the sample corpus, in batches as in a run. "here" is this
process alone; "pool" a pool of processes, their start and loading included; "dask" and "ray" a cluster on this machine
that the flow's own task runner sends batches to, once with one worker and once with ``--workers``, after each has
loaded its models. Seconds are of the clock on the wall: on cores that others use they say nothing. Rows are compared
each time.
"""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
os.environ |= {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "PREFECT_LOGGING_LEVEL": "WARNING"}
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
sys.path.insert(0, str(Path(__file__).parents[1]))

import pyarrow as pa
from prefect import flow

from flows.runners import RunnerOptions, runner_of
from stancepipe.analysis import load_models
from stancepipe.bundles import Bundle, load_bundle
from stancepipe.ids import digest
from stancepipe.ingest.inputs import InputDefaults
from stancepipe.ingest.readers import read_inputs, reading_of
from stancepipe.intake import BATCH, document_of
from stancepipe.records import Document
from stancepipe.rows import Rows as HeldRows
from stancepipe.staging import ROWS, BatchRows, Staging
from stancepipe.tables import BY_NAME
from stancepipe.vocabulary import DocumentStatus
from stancepipe.workers import Runner, analyse_in_batches, in_processes

Rows = dict[str, pa.Table]


class TimedStaging(Staging):
    """Staging that adds up the processor time it takes."""

    seconds = 0.0

    def write(self, *batch: Any) -> Any:
        """Stage a batch, and note the time."""
        start = time.process_time()
        staged = super().write(*batch)
        self.seconds += time.process_time() - start
        return staged


def sample_documents(bundle: Bundle, copies: int) -> list[Document]:
    """Documents of the sample that are analysed, each as often as asked, under ids of its own."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    reading = reading_of(InputDefaults(), lambda message: None, lexicons=bundle.lexicons, today=now.date())
    records = read_inputs([str(bundle.corpora / "sample")], reading)
    found = [document_of(r, run_id="benchmark", bundle_id=bundle.bundle_id, now=now) for r in records]
    readable = [d for d in found if d.status == DocumentStatus.ANALYSED]
    copied = [replace(d, document_id=digest("copy", str(n), d.document_id)) for n in range(copies) for d in readable]
    return sorted(copied, key=lambda d: d.document_id)


def timed(documents: Sequence[Document], bundle: Bundle, runner: Runner | None) -> tuple[float, Rows]:
    """Seconds on the wall to analyse all, and the rows."""
    with tempfile.TemporaryDirectory() as folder:
        staging = Staging(Path(folder), bundle.bundle_id, print)
        start = time.perf_counter()
        by_id = {d.document_id: d for d in documents}
        rows = list(analyse_in_batches(by_id, [*by_id], BATCH, bundle, staging, runner))
        return time.perf_counter() - start, together(rows)


@flow(name="benchmark of spreading", validate_parameters=False, persist_result=False)
def timed_on_cluster(kind: str, address: str, copies: int) -> tuple[float, Rows]:
    """The same by the flow's task runner, on a cluster whose workers are warm."""
    bundle = load_bundle()
    options = RunnerOptions.model_validate({"kind": kind, "address": address})
    return timed(sample_documents(bundle, copies), bundle, runner_of(options))


def warm() -> None:
    """Load the models in a worker."""
    load_models(load_bundle())


@contextlib.contextmanager
def dask_cluster(workers: int) -> Iterator[str]:
    """A Dask cluster of warm processes on this machine."""
    from distributed import Client, LocalCluster

    made = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", memory_limit=0)
    with made as cluster, Client(cluster) as client:
        client.run(warm)
        yield cluster.scheduler_address


@contextlib.contextmanager
def ray_cluster(workers: int) -> Iterator[str]:
    """A Ray cluster on this machine, its workers warmed by a first run."""
    import ray

    started = ray.init(num_cpus=workers, include_dashboard=False)
    try:
        timed_on_cluster("ray", "auto", workers)
        yield "auto"
    finally:
        assert started
        ray.shutdown()


CLUSTERS: dict[str, Callable[[int], Any]] = {"dask": dask_cluster, "ray": ray_cluster}


def main() -> None:
    """Time each kind on the same documents and compare the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kinds", nargs="+", choices=("here", "pool", "dask", "ray"), default=["here", "pool", "dask"])
    asked = parser.parse_args()
    bundle = load_bundle()
    documents = sample_documents(bundle, asked.copies)
    print(f"documents {len(documents)} words {sum(d.n_words for d in documents)} batches of {BATCH}", flush=True)
    rows: Rows | None = None
    seconds: dict[str, float] = {}

    def told(name: str, took: float, found: Rows) -> None:
        nonlocal rows
        rows = found if rows is None else rows
        same = all(found[name].equals(rows[name]) for name in rows)
        seconds[name] = took
        print(f"{name}: {took:.1f} s, {len(documents) / took:.2f} documents/s, same rows {same}", flush=True)

    if "here" in asked.kinds:
        load_models(bundle)
        with tempfile.TemporaryDirectory() as folder:
            staging = TimedStaging(Path(folder), bundle.bundle_id, print)
            start, on_wall = time.process_time(), time.perf_counter()
            by_id = {d.document_id: d for d in documents}
            found = list(analyse_in_batches(by_id, [*by_id], BATCH, bundle, staging, None))
            whole = time.process_time() - start
            told("here", time.perf_counter() - on_wall, together(found))
        print(f"staging: {100 * staging.seconds / whole:.2f} % of {whole:.1f} s of processor time", flush=True)
    if "pool" in asked.kinds:
        for workers in (1, asked.workers):
            told(f"pool of {workers}", *timed(documents, bundle, in_processes(workers)))
    for kind in CLUSTERS.keys() & set(asked.kinds):
        for workers in (1, asked.workers):
            with CLUSTERS[kind](workers) as address:
                told(f"{kind} {workers}", *timed_on_cluster(kind, address, asked.copies))
        print(f"{kind}: {seconds[f'{kind} 1'] / seconds[f'{kind} {asked.workers}']:.2f} times one worker", flush=True)


def together(batches: Sequence[BatchRows]) -> Rows:
    """Rows of all batches by table, sorted by key."""
    return {name: HeldRows.together(BY_NAME[name], [b.tables[name] for b in batches]).arrow for name in ROWS}


if __name__ == "__main__":
    main()
