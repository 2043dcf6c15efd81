"""Watches child processes that read fuzzed inputs: restarts what crashed, kills what hangs, and names the input."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

TESTS: Final = Path(__file__).resolve().parents[1]
HANG: Final = 90.0
"""Seconds of wall time without a word before a child is killed; a loaded machine stretches ten of the processor's."""
START: Final = 120.0
"""Seconds of wall time that a child may take to load its libraries."""


@dataclass(kw_only=True, slots=True)
class Figures:
    """What came of all inputs together."""

    inputs: int = 0
    records: int = 0
    set_aside: int = 0
    slowest: tuple[float, str] = (0.0, "")
    """Seconds of processor time, and the input."""
    largest: tuple[float, str] = (0.0, "")
    """MB, and the input."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Input and what was wrong."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Reasons given, each with the first input set aside for it."""

    def line(self) -> str:
        """The figures on one line."""
        return (
            f"fuzz: {self.inputs} inputs: {self.records} records, {self.set_aside} set aside;"
            f" slowest {self.slowest[0]:.1f} s ({self.slowest[1]}); most memory"
            f" {self.largest[0]:.0f} MB ({self.largest[1]}); {len(self.failures)} failures"
        )


def read_cases(
    seed: int, numbers: range, folder: Path, *, workers: int = 2, report: Callable[[str, str], None] = lambda *_: None
) -> Figures:
    """Reads the inputs of these numbers in child processes; one that fails stays in ``folder`` and is reported."""
    figures, lock = Figures(), threading.Lock()

    def work(worker: int) -> None:
        for told in _told_by_children(seed, range(numbers.start + worker, numbers.stop, workers), folder):
            with lock:
                _add(figures, told)
                for fault in told["faults"]:
                    report(told["name"], fault)

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    return figures


def _add(figures: Figures, told: dict[str, Any]) -> None:
    name = told["name"]
    figures.inputs += 1
    figures.records += told.get("records", 0)
    figures.set_aside += told.get("set_aside", 0)
    figures.slowest = max(figures.slowest, (told.get("seconds", 0.0), name))
    figures.largest = max(figures.largest, (told.get("megabytes", 0.0), name))
    figures.failures += [(name, fault) for fault in told["faults"]]
    for reason in told.get("reasons", ()):
        figures.reasons.setdefault(reason, name)


def _told_by_children(seed: int, numbers: range, folder: Path) -> Iterator[dict[str, Any]]:
    """One outcome for each number, from as many children as it takes."""
    first = numbers.start
    while first < numbers.stop:
        child = _start(seed, range(first, numbers.stop, numbers.step), folder)
        reading: dict[str, Any] = {}
        lines, forwarding = _lines(child)
        ready, ended = False, ""
        while not ended:
            try:
                line = lines.get(timeout=HANG if reading else START)
            except queue.Empty:
                ended = f"no word for {HANG:.0f} s"
                break
            if line is None:
                ended = "ended" if child.wait() == 0 else f"the process died ({child.returncode})"
                break
            told = json.loads(line)
            if "faults" in told:
                yield told
                first, reading = first + numbers.step, {}
            elif "number" in told:
                reading = told
            else:
                ready = True
        child.kill()
        child.wait()
        forwarding.join()
        if ended == "ended":
            return
        if not ready:
            raise RuntimeError(f"the reading process does not start: {ended}; see {folder / 'stderr.txt'}")
        # died or hung between two inputs: then making the next one did it
        yield {"name": reading.get("name", f"{first:06d}-while-made"), "faults": [ended]}
        first += numbers.step


def _start(seed: int, numbers: range, folder: Path) -> subprocess.Popen[str]:
    path = os.pathsep.join(filter(None, (str(TESTS), *sys.path)))
    which = map(str, (seed, numbers.start, numbers.stop, numbers.step))
    with (folder / "stderr.txt").open("ab") as told:
        return subprocess.Popen(
            [sys.executable, "-m", "fuzz.reading", *which, str(folder)],
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"},
        )


def _lines(child: subprocess.Popen[str]) -> tuple["queue.Queue[str | None]", threading.Thread]:
    """What the child says, line by line, then None; and the thread that listens."""
    lines: queue.Queue[str | None] = queue.Queue()

    def forward() -> None:
        assert child.stdout is not None
        with child.stdout:
            for line in child.stdout:
                lines.put(line)
        lines.put(None)

    thread = threading.Thread(target=forward, daemon=True)
    thread.start()
    return lines, thread
