"""Runs that are killed, what a reader sees then, and what the next run makes of it."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pandas as pd

from stancepipe.extract.gate import load_gate
from stancepipe.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
FIRST_DAY = date(2024, 1, 1)
DAYS = 120

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """When a run is killed: before one of its writes, or after some processor time."""

    write: int | None = None
    cpu_s: float | None = None

    def __str__(self) -> str:
        return f"before write {self.write}" if self.write else f"after {self.cpu_s:.2f} s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a run ended."""

    status: int
    writes: tuple[str, ...]
    cpu_s: float


class Runs:
    """A process that forks runs; see ``run_and_die.py``."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    @classmethod
    @contextmanager
    def ready(cls) -> Iterator[Self]:
        """The process, its modules imported, until the block ends."""
        environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        command = [sys.executable, str(Path(__file__).with_name("run_and_die.py"))]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            try:
                assert process.stdout is not None and process.stdout.readline() == "{}\n"
                yield cls(process)
            finally:
                assert process.stdin is not None
                process.stdin.close()

    def run(self, out: Path, inputs: Path, now: datetime, moment: Moment | None = None) -> Ended:
        """A run over ``inputs`` into ``out`` under a clock that stands still, killed at a moment if there is one."""
        when = {"write": moment.write, "cpu_s": moment.cpu_s} if moment else {}
        order = {"out": str(out), "inputs": [str(inputs)], "now": now.isoformat()} | when
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Ended(status=answer["status"], writes=tuple(answer["writes"]), cpu_s=answer["cpu_s"])


def write_documents(path: Path, n: int, *, first: int = 0, about: float = 1.0, seed: int = 1) -> None:
    """Write records made of one or two passages of the training corpus each, seeded.

    Args:
        path: a JSON Lines file.
        n: how many.
        first: number of the first one; those before it are drawn, too, and left out.
        about: share of the records that speak of the subject; the others never reach the parser.
        seed: of what is drawn.
    """
    rng = random.Random(seed)
    gate = load_gate(ROOT / "corpora/lexicons")
    passages: dict[bool, list[Any]] = {True: [], False: []}
    for corpus in sorted((ROOT / "corpora/training").glob("*.jsonl")):
        rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
        for row in {row["text"]: row for row in rows if row.get("text")}.values():
            passages[gate.opens(row["text"])].append(row)
    with path.open("w", encoding="utf-8") as file:
        for number in range(first + n):
            choice = passages[rng.random() < about]
            chosen = [choice[rng.randrange(len(choice))] for _ in range(rng.randint(1, 2))]
            record: dict[str, Any] = {
                "id": f"document-{number}",
                "text": "\n\n".join(row["text"] for row in chosen),
                "published": (FIRST_DAY + timedelta(days=rng.randrange(DAYS))).isoformat(),
                "publisher_country": chosen[0].get("publisher_country"),
                "doc_type": chosen[0].get("doc_type"),
            }
            if number >= first:
                file.write(json.dumps({name: value for name, value in record.items() if value}) + "\n")


def tables_of(out: Path) -> Tables:
    """All tables as pandas reads their folders; none where nothing is there yet."""
    if not (out / "documents").is_dir():
        return {}
    return {table.name: pd.read_parquet(out / table.name) for table in TABLES}


def differing(left: Mapping[str, pd.DataFrame], right: Mapping[str, pd.DataFrame]) -> list[str]:
    """Names of tables that differ, ``runs`` aside."""
    if left.keys() != right.keys():
        return sorted(left.keys() ^ right.keys())
    return [name for name in left if name != "runs" and not left[name].equals(right[name])]


def doubled(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Names of tables that hold a key twice."""
    return [t.name for t in TABLES if t.name in tables and tables[t.name].duplicated(list(t.key)).any()]
