"""Runs that began and have not ended, noted beside the tables, so that the next one can tell of those that died.

Whoever holds the lock knows that all others are dead: a lock ends with its process.
"""

import json
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from stancepipe.errors import StoreError
from stancepipe.folder import read_current, read_published
from stancepipe.records import Run
from stancepipe.tables import RUNS

JOURNAL: Final = ".running.json"
DIED: Final = "crashed"


class Journal:
    """The notes of one folder, in the hands of the one who holds its lock."""

    def __init__(self, out: Path) -> None:
        """Read what earlier runs left: those that neither ended nor are told of in ``runs`` died."""
        self._out = out
        self._path = out / JOURNAL
        noted = _read(self._path)
        told = _told(out) if noted else frozenset()
        self._died = {run.run_id: replace(run, status=DIED) for run in noted if run.run_id not in told}
        self._own: Run | None = None

    @property
    def died(self) -> list[Run]:
        """Rows of runs that died before they could publish, and are not told of in ``runs`` yet."""
        return list(self._died.values())

    def note(self, run: Run) -> None:
        """Note a run that goes on, in place of what was noted of it before."""
        self._own = run
        self._write([*self._died.values(), run])

    def close(self) -> None:
        """Strike out the run that ends here, and those that are told of in ``runs`` by now."""
        if self._own is None and not self._died:
            self._path.unlink(missing_ok=True)
            return
        told = _told(self._out)
        left = [run for run in self._died.values() if run.run_id not in told]
        if left:
            self._write(left)
        else:
            self._path.unlink(missing_ok=True)

    def _write(self, runs: list[Run]) -> None:
        content = [{name: _plain(value) for name, value in asdict(run).items()} for run in runs]
        fresh = self._path.with_name(f"{JOURNAL}.new")
        fresh.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        fresh.replace(self._path)


def _read(path: Path) -> list[Run]:
    """Runs that are noted; none where the notes cannot be read: they say nothing that a table needs."""
    try:
        return [_run(row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _run(row: Any) -> Run:
    run = Run(**(row | {"started_at": datetime.fromisoformat(row["started_at"])}))
    RUNS.to_arrow([run])  # refuses values of another type: a damaged note
    return run


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _told(out: Path) -> Collection[str]:
    """Ids in the published ``runs``; none where they cannot be read."""
    try:
        rows = read_published(out, lambda root: read_current(root, RUNS))
    except StoreError:
        return frozenset()
    return frozenset() if rows is None else frozenset(run.run_id for run in RUNS.from_arrow(rows))
