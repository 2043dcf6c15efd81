"""Stores of older versions of the schema, brought up to date step by step, as one publish.

Each step is a pure function on the lines of one table's ledger; current rows follow from the ledger. The older store
stays as it is until the new version is whole and one link is renamed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from stancepipe.errors import StoreError
from stancepipe.folder import (
    DATA_FILE,
    HISTORY,
    MANIFEST,
    SCHEMA_VERSION,
    Manifest,
    TableEntry,
    other_schema,
    published_root,
)
from stancepipe.ledger import (
    is_whole,
    last_lines,
    ledger_files,
    ledger_schema,
    write_ledger_file,
)
from stancepipe.parquet import read_parquet, write_parquet
from stancepipe.store.datapackage import describe
from stancepipe.store.versions import ALONE, finish, make_current, stage_folder
from stancepipe.tables import TABLES, Table

Step = Callable[[str, pa.Table], pa.Table | None]
"""Lines of one table's ledger in one version -> in the next; None where the next run must derive them anew."""


def from_2_to_3(name: str, lines: pa.Table) -> pa.Table | None:
    """Corrections, and what a posture rests on.

    ``relations`` and ``corrections`` are new. Rows of ``postures`` of that time name neither sources nor languages (0
    and empty), and as day of their last evidence their own day, the latest that it can be. What ``blocs`` gained
    follows from the lexicons alone, so that they are derived anew.
    """
    if name in ("documents", "events", "stances"):
        return lines.append_column("corrected", pa.nulls(lines.num_rows, pa.string()))
    if name == "postures":
        zeros = pa.array([0] * lines.num_rows, pa.int64())
        lines = lines.append_column("n_sources", zeros).append_column("n_own", zeros)
        lines = lines.append_column("languages", pa.array([""] * lines.num_rows, pa.string()))
        return lines.append_column("last_evidence_on", lines["day"])
    return None if name == "blocs" else lines


STEPS: Final[Mapping[int, Step]] = MappingProxyType({2: from_2_to_3})
"""Version -> the step that leads to the next one. Version 1 knew no sources and no archive, and is refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Older:
    """What the manifest of an older store says."""

    version: int
    publish: int
    known_from: datetime
    tables: Mapping[str, Mapping[str, Any]]


def migrate(out: Path) -> tuple[str, ...]:
    """Bring a store of an older version of the schema up to date; the writer's lock must be held.

    Returns:
        A sentence on what was done; none where there was nothing to do.

    Raises:
        OtherSchemaError: the store is newer than this stancepipe, or older than the oldest step.
        StoreError: its ledger is not whole. Nothing is changed.
    """
    root = published_root(out)
    older = None if root is None else _older(root)
    if root is None or older is None:
        return ()
    if any(version not in STEPS for version in range(older.version, SCHEMA_VERSION)) or older.version > SCHEMA_VERSION:
        raise other_schema(out, older.version)
    if root == out:
        raise StoreError(f"{out} is a copy that followed links, of an older version: copy it again with `cp -a`")
    version = stage_folder(out, older.publish + 1)
    entries = {table.name: _stage(out, root, version, table, older) for table in TABLES}
    manifest = Manifest(publish=older.publish + 1, known_from=older.known_from, tables=entries)
    (version / ALONE).touch()  # the ledger's older files go with the version that could read them
    describe(version, manifest)
    make_current(out, manifest.publish)
    finish(out, manifest)
    return (f"the tables were of schema version {older.version}: brought up to version {SCHEMA_VERSION}",)


def _older(root: Path) -> _Older | None:
    """What the manifest says, where it is of another version; None also where it cannot be read."""
    try:
        content = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
        if content["schema_version"] == SCHEMA_VERSION:
            return None
        return _Older(
            version=int(content["schema_version"]),
            publish=int(content["publish"]),
            known_from=datetime.fromisoformat(content["known_from"]).astimezone(UTC),
            tables=content["tables"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _stage(out: Path, root: Path, version: Path, table: Table, older: _Older) -> TableEntry:
    """Lay one table into the new version: its ledger as one file, its rows as they follow from it."""
    lines = _lines(out, root, table, older)
    begins = lines is None
    if lines is None:
        lines = ledger_schema(table).empty_table()
    (version / table.name).mkdir()
    rows = last_lines(table, lines).select(table.schema.names).cast(table.schema)
    sha256 = write_parquet(version / table.name / DATA_FILE, rows)
    write_ledger_file(version / HISTORY / table.name, table, [lines], older.known_from, older.publish)
    return TableEntry(
        file=f"{table.name}/{DATA_FILE}",
        sha256=sha256,
        rows=rows.num_rows,
        history_files=1,
        history_rows=lines.num_rows,
        history_start=older.publish,
        history_from=older.known_from.isoformat() if begins else _history_from(table, older),
    )


def _history_from(table: Table, older: _Older) -> str | None:
    said = older.tables[table.name].get("history_from")
    return None if said is None else str(said)


def _lines(out: Path, root: Path, table: Table, older: _Older) -> pa.Table | None:
    """The lines of one table's ledger in the shape of today; None where it begins with this version."""
    entry = older.tables.get(table.name)
    if entry is None:
        return None
    files = ledger_files(out, root, table, older.publish, int(entry.get("history_start", 1)))
    if len(files) != entry["history_files"] or not all(is_whole(path) for path in files):
        raise StoreError(
            f"{out / HISTORY / table.name} is damaged or lacks files, so that {out} cannot be brought up to date: "
            "restore it from a copy, or choose another --out"
        )
    lines: pa.Table | None = pa.concat_tables([read_parquet(path) for path in files])
    for step in range(older.version, SCHEMA_VERSION):
        lines = None if lines is None else STEPS[step](table.name, lines)
    return None if lines is None else lines.select(ledger_schema(table).names).cast(ledger_schema(table))
