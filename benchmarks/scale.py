"""Cost and memory of runs as they grow, each in a process of its own, then of runs with little or nothing new (hours).

    .venv/bin/python benchmarks/scale.py [--sizes 1000,3000,10000,30000] [--seed 1] [--keep FOLDER]

Documents are the mixture's, a tenth of them about the subject. For each size: a whole run from a JSON Lines file to
tables and report. Then, on the largest folder: the same file again, and the same file with one more document. Printed
at the end: the slope of processor time over documents on a log-log scale (1 is linear), and memory per 1,000 documents.
"""

import argparse
import itertools
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from mixture import Mixture, write_mixture

from stancepipe.bundles import load_bundle
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.pipeline import run_pipeline

SIZES: Final = "1000,3000,10000,30000"
NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one run took, start of the process included."""

    documents: int
    new: int
    analysed: int
    cpu: float
    """Processor seconds."""
    wall: float
    peak: float
    """MiB of memory."""


def run_once(path: Path, out: Path, days: int) -> None:
    """One run, in this process; prints how many documents there are, are new and were analysed."""
    bundle = load_bundle()
    now = NOW + timedelta(days=days)
    about = Surroundings(bundle=bundle, out=out, clock=lambda: now, report=lambda message: None)
    run = run_pipeline(read_everything([str(path)], InputOptions(), about), out, bundle, lambda: now)
    print(json.dumps([run.counts.inputs, run.counts.new, len(run.pending)]))


def cost_of(path: Path, out: Path, days: int = 0) -> Cost:
    """What a run of a child process takes."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, __file__, "--run", str(path), str(out), str(days)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"a run of {path.name} ended with {child.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    documents, new, analysed = json.loads(said.splitlines()[-1])
    return Cost(
        documents=documents, new=new, analysed=analysed,
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        wall=time.perf_counter() - start, peak=used.ru_maxrss / 1024,
    )  # fmt: skip


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Of the line through the points on a log-log scale, by least squares."""
    x, y = [math.log(size) for size in sizes], [math.log(s) for s in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def told(name: str, cost: Cost) -> None:
    """Print one line."""
    print(
        f"{name}: {cost.documents} documents, {cost.new} new, {cost.analysed} analysed: CPU {cost.cpu:.1f} s, "
        f"by the clock {cost.wall:.1f} s, {1000 * cost.cpu / cost.documents:.2f} ms of CPU a document, "
        f"peak {cost.peak:.0f} MiB",
        flush=True,
    )


@contextmanager
def workplace(kept: Path | None) -> Iterator[Path]:
    """A folder that goes afterwards, or the one that is to be kept."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def measure(sizes: Sequence[int], seed: int, folder: Path) -> None:
    """Run every size, then the largest again."""
    mixture = Mixture(load_bundle(), seed=seed)
    costs: list[Cost] = []
    for size in sizes:
        path = folder / f"{size}.jsonl"
        write_mixture(path, mixture, size)
        costs.append(cost_of(path, folder / f"out-{size}"))
        told("whole run", costs[-1])
    largest = sizes[-1]
    path, out = folder / f"{largest}.jsonl", folder / f"out-{largest}"
    told("again, nothing new", cost_of(path, out, days=1))
    with path.open("a", encoding="utf-8") as lines:
        # One about the subject, so that there is something to analyse and to derive.
        one_more = Mixture(load_bundle(), seed=seed + 1, relevant=1.0).document(largest)
        lines.write(json.dumps(asdict(one_more), ensure_ascii=False) + "\n")
    told("again, one more", cost_of(path, out, days=2))
    if len(costs) > 1:
        pairs = list(itertools.pairwise(costs))
        growth = ", ".join(
            f"{1000 * (b.peak - a.peak) / (b.documents - a.documents):.1f} MiB from {a.documents} to {b.documents}"
            for a, b in pairs
        )
        print(
            f"slope of CPU over documents {slope([c.documents for c in costs], [c.cpu for c in costs]):.3f} "
            f"(last two {slope([c.documents for c in costs[-2:]], [c.cpu for c in costs[-2:]]):.3f}); "
            f"memory per 1,000 documents more: {growth}; peak {costs[-1].peak / costs[0].peak:.2f} times "
            f"for {costs[-1].documents / costs[0].documents:.0f} times the documents"
        )


def main() -> None:
    """Measure, or be the child that is measured."""
    if sys.argv[1:2] == ["--run"]:
        path, out, days = sys.argv[2:]
        run_once(Path(path), Path(out), int(days))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for inputs and tables, kept afterwards")
    args = parser.parse_args()
    sizes = sorted(int(size) for size in args.sizes.split(","))
    with workplace(args.keep) as folder:
        measure(sizes, args.seed, folder)


if __name__ == "__main__":
    main()
