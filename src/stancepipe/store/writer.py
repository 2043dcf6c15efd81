"""One writer at a time: publishes tables as a whole, all of them together, and tells the ledger what changed."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from stancepipe.errors import StoreError
from stancepipe.folder import (
    DATA_FILE,
    HISTORY,
    Manifest,
    TableEntry,
    open_current,
    published_root,
)
from stancepipe.ledger import write_ledger_file
from stancepipe.memory import give_back_memory
from stancepipe.parquet import open_parquet, write_pieces
from stancepipe.rows import InPieces, in_pieces
from stancepipe.store.datapackage import describe
from stancepipe.store.difference import Difference, Rows, difference, ledger_rows
from stancepipe.store.versions import (
    as_store_errors,
    finish,
    link_or_copy,
    link_tables,
    make_current,
    recover,
    stage_folder,
    version_folder,
)
from stancepipe.tables import BY_NAME, TABLES, Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What became of the rows of one table."""

    new: int
    changed: int
    withdrawn: int
    unchanged: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishResult:
    """What one publish did."""

    written: bool
    """False where nothing differed, so that no file was touched."""
    counts: Mapping[str, Counts]
    """Per table that was given."""


class Writer:
    """The one that may publish into a folder; made by :meth:`stancepipe.store.Store.writer`."""

    def __init__(self, out: Path, on_step: Callable[[str], None], remarks: Sequence[str] = ()) -> None:
        """Write to ``out``, whose lock is held, and tell ``on_step`` of each step."""
        self._out = out
        self._on_step = on_step
        self.remarks = tuple(remarks)
        """What was amiss in the folder, and what was done about it, in sentences."""

    def publish(self, tables: Mapping[str, Iterable[Any] | InPieces], *, known_from: datetime) -> PublishResult:
        """Replace the current rows of ``tables``, all at the same moment; tables not given stay as they are.

        One table after the other is staged, and compared piece by piece with what is current: no more than a piece of
        one is held in memory.

        Args:
            tables: by name, the complete current rows of a table, as :func:`stancepipe.rows.in_pieces` takes
                them.
            known_from: when these rows became known; never before that of an earlier publish.

        Returns:
            What differed. Where nothing did, nothing is written.

        Raises:
            StoreError: a table or clock is not as it should be, or the disk refuses; the older tables stay.
        """
        if known_from.tzinfo is None:
            raise ValueError("known_from needs a time zone")
        for name in tables:
            if name not in BY_NAME:
                raise StoreError(f"there is no table {name!r}")
        with as_store_errors(self._out):
            return self._publish(tables, known_from)

    def _publish(self, tables: Mapping[str, Any], known_from: datetime) -> PublishResult:
        before = recover(self._out)
        self._on_step("recovered")
        if before is not None and known_from < before.known_from:
            raise StoreError(
                f"the clock says {known_from.isoformat()}, but {self._out} was published at "
                f"{before.known_from.isoformat()}: a ledger cannot go back in time; set the clock right and run again"
            )
        publish = 1 if before is None else before.publish + 1
        version = stage_folder(self._out, publish)
        try:
            entries, counts = self._stage_all(tables, before, version, publish, known_from)
        except Exception:
            shutil.rmtree(version, ignore_errors=True)
            raise
        if before is not None and entries == before.tables:
            shutil.rmtree(version)
            return PublishResult(written=False, counts=MappingProxyType(counts))
        manifest = Manifest(publish=publish, known_from=known_from, tables=entries)
        describe(version, manifest)
        self._on_step("staged")
        link_tables(self._out)
        self._on_step("linked")
        make_current(self._out, manifest.publish)
        self._on_step("committed")
        finish(self._out, manifest)
        self._on_step("finished")
        return PublishResult(written=True, counts=MappingProxyType(counts))

    def _stage_all(
        self, tables: Mapping[str, Any], before: Manifest | None, version: Path, publish: int, known_from: datetime
    ) -> tuple[dict[str, TableEntry], dict[str, Counts]]:
        entries: dict[str, TableEntry] = {}
        counts: dict[str, Counts] = {}
        for table in TABLES:
            entry = None if before is None else before.tables[table.name]
            staged = _Staged(version=version, table=table, before=entry, publish=publish, known_from=known_from)
            if table.name in tables:
                entries[table.name], counts[table.name] = self._stage(staged, tables[table.name])
            elif entry is None:
                entries[table.name], _ = self._stage(staged, ())
            else:
                entries[table.name] = self._keep(staged, entry)
            give_back_memory()
            self._on_step(f"staged {table.name}")
        return entries, counts

    def _stage(self, staged: "_Staged", rows: Any) -> tuple[TableEntry, Counts]:
        """Stage one table with what its ledger is told; one that does not differ stays as it is."""
        table, path = staged.table, staged.folder / DATA_FILE
        staged.folder.mkdir()
        sha256 = write_pieces(path, table.schema, in_pieces(table, rows))
        with open_parquet(path) as found, self._current_rows(table) as current:
            change = difference(table, current, found)
            if staged.before is not None and change.is_empty:
                path.unlink()
                return self._keep(staged, staged.before), _counts(change)
            told = ledger_rows(table, change, current, found, known_from=staged.known_from)
            write_ledger_file(staged.version / HISTORY / table.name, table, told, staged.known_from, staged.publish)
            n_rows = found.num_rows
        return staged.entry(sha256, n_rows, change), _counts(change)

    def _keep(self, staged: "_Staged", entry: TableEntry) -> TableEntry:
        staged.folder.mkdir(exist_ok=True)
        older = version_folder(self._out, staged.publish - 1)
        link_or_copy(older / staged.table.name / DATA_FILE, staged.folder / DATA_FILE)
        return entry

    @contextmanager
    def _current_rows(self, table: Table) -> Iterator[Rows]:
        root = published_root(self._out)
        if root is None:
            yield table.schema.empty_table()
            return
        with open_current(root, table) as rows:
            yield rows


@dataclass(frozen=True, kw_only=True, slots=True)
class _Staged:
    """One table of a version that is being staged."""

    version: Path
    table: Table
    before: TableEntry | None
    publish: int
    known_from: datetime

    @property
    def folder(self) -> Path:
        return self.version / self.table.name

    def entry(self, sha256: str, n_rows: int, change: Difference) -> TableEntry:
        """What the manifest says of it; the ledger grew by what differs."""
        n_told = len(change.new) + len(change.changed) + len(change.withdrawn)
        return TableEntry(
            file=f"{self.table.name}/{DATA_FILE}",
            sha256=sha256,
            rows=n_rows,
            history_files=1 + (self.before.history_files if self.before else 0),
            history_rows=n_told + (self.before.history_rows if self.before else 0),
            history_start=self.before.history_start if self.before else 1,
            history_from=self.before.history_from if self.before else None,
        )


def _counts(change: Difference) -> Counts:
    return Counts(
        new=len(change.new),
        changed=len(change.changed),
        withdrawn=len(change.withdrawn),
        unchanged=change.unchanged,
    )
