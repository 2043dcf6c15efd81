"""Documents analysed batch by batch, here or by other processes.

To those, documents go by reference, and rows come back by reference. A worker is given the path of a file of documents
and answers with the path of the rows that it staged; both lie in the published folder, which all workers must reach
under the same path. Who starts the workers is a :data:`Runner`: the pool of processes below, or a cluster
(``flows/runners.py``).
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stancepipe.bundles import Bundle, load_bundle
from stancepipe.errors import BundleError, StancepipeError
from stancepipe.records import Document
from stancepipe.staging import BatchRows, StagedBatch, Staging, read_input, read_staged, write_batch

if TYPE_CHECKING:
    from stancepipe.analysis import Analysed

ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
"""Environment of a worker: two processes of one thread beat one process of two threads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchOrder:
    """What a worker is told of a batch."""

    folder: str
    """Where batches are staged."""
    batch: str
    """Name of the batch, by which its documents are found and known."""
    root: str
    """Folder of the bundle, where the worker has it under the same path."""
    bundle_id: str


Runner = Callable[[Sequence[BatchOrder]], Iterator[StagedBatch]]
"""Has batches analysed, and answers with each as it is done, in any order."""


def analyse_in_batches(
    documents: Mapping[str, Document],
    keys: Sequence[str],
    size: int,
    bundle: Bundle,
    staging: Staging,
    runner: Runner | None,
) -> Iterator[BatchRows]:
    """Rows of documents, batch by batch as they are done; each batch is staged before it is handed on.

    Args:
        documents: documents by id.
        keys: those to analyse.
        size: documents in a batch.
        bundle: models and lexicons to read with.
        staging: where rows wait until they are published.
        runner: who analyses; without one, this process does.
    """
    batches = ([documents[key] for key in keys[first : first + size]] for first in range(0, len(keys), size))
    if runner is not None:
        orders = [
            BatchOrder(
                folder=str(staging.folder),
                batch=staging.write_input(batch),
                root=str(bundle.root),
                bundle_id=bundle.bundle_id,
            )
            for batch in batches
        ]
        yield from map(read_staged, runner(orders) if orders else ())
        return
    for batch in batches:
        yield read_staged(staging.write(batch, _analyse(batch, bundle)))


def analyse_batch(order: BatchOrder) -> StagedBatch:
    """Analyse one batch in this process, whose models are loaded once, and stage its rows.

    Raises:
        BundleError: this process would read with other models or lexicons than the run that ordered it.
        StoreError: the documents are not there, or not what was laid out.
    """
    bundle = _bundle(order.root)
    if bundle.bundle_id != order.bundle_id:
        raise BundleError(f"a worker has bundle {bundle.bundle_id}, the run {order.bundle_id}: install the same on all")
    folder = Path(order.folder)
    documents = read_input(folder, order.batch)
    return write_batch(folder, documents, _analyse(documents, bundle))


def _analyse(documents: Sequence[Document], bundle: Bundle) -> "list[Analysed]":
    from stancepipe import analysis  # spaCy: a second that a run with nothing to analyse can spare

    return analysis.analyse_documents(documents, analysis.load_models(bundle))


@lru_cache(maxsize=1)
def _bundle(root: str) -> Bundle:
    return load_bundle(Path(root) if (Path(root) / "models").is_dir() else None)


def in_processes(workers: int) -> Runner:
    """A pool of processes on this machine."""
    return partial(_run_pool, workers)


def _run_pool(workers: int, orders: Sequence[BatchOrder]) -> Iterator[StagedBatch]:
    # Started processes take the environment as it is then; a forked one would share threads and locks of its parent.
    os.environ.update({name: os.environ.get(name, value) for name, value in ONE_THREAD.items()})
    pool = ProcessPoolExecutor(
        min(workers, len(orders)), mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent
    )
    try:
        for done in as_completed([pool.submit(analyse_batch, order) for order in orders]):
            yield done.result()
    except BrokenProcessPool as error:
        raise StancepipeError(
            "a worker process died, perhaps for want of memory: run again, with fewer workers; what is done is kept"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """A pool's process would wait for ever for the orders of a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent,), daemon=True).start()


def _leave_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
