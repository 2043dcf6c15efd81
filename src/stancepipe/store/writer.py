"""One writer at a time: publishes tables as a whole, all of them together, and tells the ledger what changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from stancepipe.errors import StoreError
from stancepipe.folder import (
    DATA_FILE,
    HISTORY,
    Manifest,
    TableEntry,
    published_root,
    read_current,
)
from stancepipe.ledger import ledger_schema, write_ledger_file
from stancepipe.parquet import write_parquet
from stancepipe.store.datapackage import describe
from stancepipe.store.difference import Difference, difference, ledger_rows
from stancepipe.store.versions import (
    as_store_errors,
    finish,
    link_or_copy,
    link_tables,
    make_current,
    recover,
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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Change:
    rows: pa.Table
    ledger: pa.Table


class Writer:
    """The one that may publish into a folder; made by :meth:`stancepipe.store.Store.writer`."""

    def __init__(self, out: Path, on_step: Callable[[str], None], remarks: Sequence[str] = ()) -> None:
        """Write to ``out``, whose lock is held, and tell ``on_step`` of each step."""
        self._out = out
        self._on_step = on_step
        self.remarks = tuple(remarks)
        """What was amiss in the folder, and what was done about it, in sentences."""

    def publish(self, tables: Mapping[str, Sequence[Any]], *, known_from: datetime) -> PublishResult:
        """Replace the current rows of ``tables``, all at the same moment; tables not given stay as they are.

        Args:
            tables: by name, the complete current rows of a table.
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
        found = {name: BY_NAME[name].to_arrow(rows) for name, rows in tables.items()}
        with as_store_errors(self._out):
            return self._publish(found, known_from)

    def _publish(self, found: Mapping[str, pa.Table], known_from: datetime) -> PublishResult:
        before = recover(self._out)
        self._on_step("recovered")
        if before is not None and known_from < before.known_from:
            raise StoreError(
                f"the clock says {known_from.isoformat()}, but {self._out} was published at "
                f"{before.known_from.isoformat()}: a ledger cannot go back in time; set the clock right and run again"
            )
        changes: dict[str, _Change] = {}
        counts: dict[str, Counts] = {}
        for name, rows in found.items():
            current = self._current_rows(BY_NAME[name])
            change = difference(BY_NAME[name], current, rows)
            counts[name] = _counts(change)
            if not change.is_empty:
                told = ledger_rows(BY_NAME[name], change, current, rows, known_from=known_from)
                changes[name] = _Change(rows=rows, ledger=told)
        if before is not None and not changes:
            return PublishResult(written=False, counts=MappingProxyType(counts))
        manifest = self._stage(before, changes, known_from)
        self._on_step("staged")
        link_tables(self._out)
        self._on_step("linked")
        make_current(self._out, manifest.publish)
        self._on_step("committed")
        finish(self._out, manifest)
        self._on_step("finished")
        return PublishResult(written=True, counts=MappingProxyType(counts))

    def _current_rows(self, table: Table) -> pa.Table:
        root = published_root(self._out)
        return table.schema.empty_table() if root is None else read_current(root, table)

    def _stage(self, before: Manifest | None, changes: Mapping[str, _Change], known_from: datetime) -> Manifest:
        publish = 1 if before is None else before.publish + 1
        version = version_folder(self._out, publish)
        entries: dict[str, TableEntry] = {}
        for table in TABLES:
            (version / table.name).mkdir(parents=True)
            entry = None if before is None else before.tables[table.name]
            if entry is None or table.name in changes:
                change = changes.get(table.name) or _Change(
                    rows=table.schema.empty_table(), ledger=ledger_schema(table).empty_table()
                )
                entries[table.name] = _stage_table(version, table, change, entry, known_from, publish)
            else:
                source = version_folder(self._out, publish - 1) / table.name / DATA_FILE
                link_or_copy(source, version / table.name / DATA_FILE)
                entries[table.name] = entry
            self._on_step(f"staged {table.name}")
        manifest = Manifest(publish=publish, known_from=known_from, tables=entries)
        describe(version, manifest)
        return manifest


def _stage_table(
    version: Path, table: Table, change: _Change, before: TableEntry | None, known_from: datetime, publish: int
) -> TableEntry:
    sha256 = write_parquet(version / table.name / DATA_FILE, change.rows)
    write_ledger_file(version / HISTORY / table.name, change.ledger, known_from, publish)
    return TableEntry(
        file=f"{table.name}/{DATA_FILE}",
        sha256=sha256,
        rows=change.rows.num_rows,
        history_files=1 + (before.history_files if before else 0),
        history_rows=change.ledger.num_rows + (before.history_rows if before else 0),
        history_start=before.history_start if before else 1,
        history_from=before.history_from if before else None,
    )


def _counts(change: Difference) -> Counts:
    return Counts(
        new=len(change.new),
        changed=len(change.changed),
        withdrawn=len(change.withdrawn),
        unchanged=change.unchanged,
    )
