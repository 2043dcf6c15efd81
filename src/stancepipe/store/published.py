"""The store: read by anybody at any time, written by one run at a time."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from errno import ENOENT
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from filelock import FileLock, Timeout

from stancepipe.errors import StoreLocked, UsageError
from stancepipe.folder import (
    HISTORY,
    open_current,
    published_root,
    read_current,
    read_manifest,
    read_published,
)
from stancepipe.ledger import ledger_files, read_ledger, rows_as_of
from stancepipe.records import Run
from stancepipe.rows import Rows
from stancepipe.store.healing import heal
from stancepipe.store.journal import Journal
from stancepipe.store.migrations import migrate
from stancepipe.store.versions import as_store_errors, recover, unwatched
from stancepipe.store.writer import Writer
from stancepipe.tables import BY_NAME, Table

LOCK: Final = ".lock"


class Store:
    """The published tables of one folder."""

    def __init__(self, out: Path) -> None:
        """Name the folder; nothing is read or written yet."""
        self._out = Path(out)
        self._journal: Journal | None = None

    @property
    def folder(self) -> Path:
        """The folder that was named."""
        return self._out

    @property
    def is_written_to(self) -> bool:
        """Whether a run holds the folder at this moment."""
        if not self._out.is_dir():
            return False
        try:
            with FileLock(self._out / LOCK, timeout=0, fallback_to_soft=False):
                return False
        except Timeout:
            return True

    @contextlib.contextmanager
    def writer(self, *, wait_s: float = 0, on_step: Callable[[str], None] = unwatched) -> Iterator[Writer]:
        """The right to publish, for as long as the block runs.

        On entry a store of an older schema is brought up to date, what a crashed run left is put in order, and what
        was lost or damaged by hand is made again where the ledger proves it; ``remarks`` of the writer tell of that.

        Args:
            wait_s: how long to wait for another run to end.
            on_step: told after each step of a publish, for those who watch or interrupt it.

        Raises:
            StoreLocked: another run holds the folder.
            StoreError: the folder cannot be written, or holds what is not ours.
        """
        # A lock of the operating system, which ends with its process. Never filelock's soft lock, a mere file: it
        # would outlive a killed run and stop every later one.
        lock = FileLock(self._out / LOCK, timeout=wait_s, fallback_to_soft=False)
        with as_store_errors(self._out):
            self._out.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except Timeout as error:
                raise StoreLocked(
                    f"another run is writing to {self._out}: wait until it ends, or choose another --out"
                ) from error
        try:
            with as_store_errors(self._out):
                remarks = (*migrate(self._out), *heal(self._out))
                recover(self._out)
                self._journal = Journal(self._out)
            yield Writer(self._out, on_step, remarks)
        finally:
            if self._journal is not None:
                # Where the disk refuses even this, the run will be told as one that died: so it did.
                with contextlib.suppress(OSError):
                    self._journal.close()
                self._journal = None
            lock.release()

    def note_running(self, run: Run) -> None:
        """Note that a run goes on, for as long as this store is written to: if it dies, the next one tells so.

        Without a writer nothing is noted: who publishes nothing cannot die half-way.

        Raises:
            StoreError: the folder cannot be written.
        """
        if self._journal is not None:
            with as_store_errors(self._out):
                self._journal.note(run)

    def died(self) -> list[Run]:
        """Rows for ``runs`` of earlier runs that died; only who writes to the store can know."""
        return [] if self._journal is None else self._journal.died

    def read(self, name: str) -> list[Any]:
        """Current rows as records of the table's type; none where nothing was published yet."""
        return _table(name).from_arrow(self.read_arrow(name))

    def rows(self, name: str) -> Rows:
        """Current rows, made into records when they are asked for."""
        return Rows(_table(name), self.read_arrow(name))

    def pieces(self, name: str) -> Iterator[list[Any]]:
        """Current rows as records, those of one group of the file at a time."""
        table = _table(name)
        with contextlib.ExitStack() as opened:
            rows = read_published(self._out, lambda root: opened.enter_context(open_current(root, table)))
            yield from () if rows is None else map(table.from_arrow, rows.pieces())

    def read_arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Current rows as Arrow, sorted by key; an empty table where nothing was published yet."""
        table = _table(name)
        rows = read_published(self._out, lambda root: read_current(root, table))
        rows = table.schema.empty_table() if rows is None else rows
        return rows if columns is None else rows.select(list(columns))


def read_table(out: str | Path, name: str, as_of: datetime | None = None) -> pa.Table:
    """Rows of one published table, sorted by key: the current ones, or those that were current at ``as_of``.

    Args:
        out: the published folder.
        name: name of a table, such as ``postures``.
        as_of: a time with its zone; what the ledger says was published by then.

    Raises:
        UsageError: there is no such table or folder, or the time has no zone.
        StoreError: a file is missing or damaged.
    """
    table, folder = _table(name), Path(out)
    if published_root(folder) is None:
        raise UsageError(
            f"nothing has been published in {folder}" if folder.is_dir() else f"there is no folder {folder}"
        )
    if as_of is None:
        return Store(folder).read_arrow(name)
    if not isinstance(as_of, datetime):
        raise UsageError(f"as_of={as_of!r} is not a datetime: write for example datetime(2026, 1, 31, 12, tzinfo=UTC)")
    if as_of.tzinfo is None:
        raise UsageError(f"as_of={as_of.isoformat()} has no time zone: write for example 2026-01-31T12:00:00+00:00")
    then = as_of

    def read(root: Path) -> pa.Table:
        manifest = read_manifest(root)
        entry = manifest.tables[name]
        if entry.history_from is not None and then < datetime.fromisoformat(entry.history_from):
            raise UsageError(
                f"the history of {name} in {folder} reaches back to {entry.history_from}: ask for a later time"
            )
        files = len(ledger_files(folder, root, table, manifest.publish, entry.history_start))
        if files < entry.history_files:  # lost, or merged just now into fewer
            raise FileNotFoundError(ENOENT, "missing", str(folder / HISTORY / name))
        return rows_as_of(table, read_ledger(folder, root, table, manifest.publish, entry.history_start), then)

    rows = read_published(folder, read)
    return table.schema.empty_table() if rows is None else rows


def _table(name: str) -> Table:
    if name not in BY_NAME:
        raise UsageError(f"there is no table {name!r}: the tables are {', '.join(BY_NAME)}")
    return BY_NAME[name]
