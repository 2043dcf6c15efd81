"""Withdrawal of documents (takedown): their words leave every published file, the ledger included; ids and dates stay.

The one exception to a ledger that only grows. It is a publish of its own: the files that held the words are written
again beside the current version, which is then replaced in one step, and no older version is kept.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stancepipe.errors import StoreError
from stancepipe.folder import (
    DATA_FILE,
    HISTORY,
    Manifest,
    TableEntry,
    published_root,
)
from stancepipe.ledger import LEDGER_FILE, holds, ledger_files
from stancepipe.parquet import read_parquet, write_parquet
from stancepipe.store.datapackage import describe
from stancepipe.store.versions import (
    ALONE,
    as_store_errors,
    finish,
    link_or_copy,
    link_tables,
    make_current,
    recover,
    unwatched,
    version_folder,
)
from stancepipe.tables import TABLES, Table

WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "documents": ("title", "text"),
        "mentions": ("text",),
        "events": ("quote", "actor_text", "recipient_text"),
        "stances": ("quote",),
        "corrections": ("found",),
    }
)
"""Table -> columns that hold words of the document. They become null, or empty where a column has no nulls."""

DOCUMENT: Final = "document_id"


def erase(out: Path, document_ids: Collection[str], *, on_step: Callable[[str], None] = unwatched) -> int:
    """Take the words of withdrawn documents out of the current tables, the ledger and older versions.

    The writer's lock must be held, and the documents published as set aside before: a table that still has mentions,
    events or stances of them would quote words that are nowhere. Where nothing is left to erase no file is touched,
    but for what an earlier call that was killed left behind.

    Args:
        out: the published folder.
        document_ids: the documents, revisions one by one.
        on_step: told after each step, for those who watch or interrupt it.

    Returns:
        Rows that lost words, each version of a row in the ledger counted.

    Raises:
        StoreError: a document's mentions, events or stances are still current, or the disk refuses; the words stay.
    """
    ids = pa.array(sorted(set(document_ids)), pa.string())
    with as_store_errors(out):
        before = recover(out)
        on_step("recovered")
        root = published_root(out)
        if before is None or root is None:
            return 0
        for name in WORDS:
            if name != "documents" and _rows_of(root / name / DATA_FILE, ids).num_rows:
                raise StoreError(f"{name} still holds rows of a document to be erased: publish it as set aside first")
        files = {
            table.name: [path for path in _files(out, root, table, before) if _holds_words(path, table, ids)]
            for table in TABLES
            if table.name in WORDS
        }
        if not any(files.values()):
            return 0
        version = version_folder(out, before.publish + 1)
        entries: dict[str, TableEntry] = {}
        erased = 0
        for table in TABLES:
            entries[table.name], count = _stage(version, root, table, before, files.get(table.name, []), ids)
            erased += count
            on_step(f"staged {table.name}")
        manifest = Manifest(publish=before.publish + 1, known_from=before.known_from, tables=entries)
        (version / ALONE).touch()
        describe(version, manifest)
        on_step("staged")
        link_tables(out)
        make_current(out, manifest.publish)
        on_step("committed")
        finish(out, manifest, on_step)
        on_step("finished")
    return erased


def _files(out: Path, root: Path, table: Table, manifest: Manifest) -> list[Path]:
    start = manifest.tables[table.name].history_start
    return [root / table.name / DATA_FILE, *ledger_files(out, root, table, manifest.publish, start)]


def _stage(
    version: Path, root: Path, table: Table, before: Manifest, files: list[Path], ids: Any
) -> tuple[TableEntry, int]:
    """Lay one table into the new version: what held words written again, the rest as it is."""
    entry, erased = before.tables[table.name], 0
    folder = version / table.name
    folder.mkdir(parents=True)
    current = root / table.name / DATA_FILE
    if current not in files:
        link_or_copy(current, folder / DATA_FILE)
    for path in files:
        rows, count = _without_words(read_parquet(path), table, ids)
        erased += count
        if path == current:
            sha256 = write_parquet(folder / DATA_FILE, rows)
            entry = replace(entry, sha256=sha256)
            continue
        name = LEDGER_FILE.fullmatch(path.name)
        assert name is not None
        history = version / HISTORY / table.name
        history.mkdir(parents=True, exist_ok=True)
        unnamed = history / "unnamed"
        sha256 = write_parquet(unnamed, rows)
        unnamed.rename(history / f"{name['stamp']}-{name['publish']}-{sha256[: len(name['sha256'])]}.parquet")
    return entry, erased


def _rows_of(path: Path, ids: Any) -> pa.Table:
    column = read_parquet(path, [DOCUMENT])
    return column.filter(pc.is_in(column[DOCUMENT], value_set=ids))


def _holds_words(path: Path, table: Table, ids: Any) -> bool:
    if not _rows_of(path, ids).num_rows:
        return False
    return _without_words(read_parquet(path, [DOCUMENT, *WORDS[table.name]]), table, ids)[1] > 0


def _without_words(rows: pa.Table, table: Table, ids: Any) -> tuple[pa.Table, int]:
    """The same rows, those of ``ids`` without words, and how many lost some."""
    withdrawn = holds(pc.is_in(rows[DOCUMENT], value_set=ids))
    erased = np.zeros(rows.num_rows, dtype=bool)
    for name in WORDS[table.name]:
        field: pa.Field[Any] = rows.schema.field(name)
        column: Any = rows[name]
        empty = pa.scalar(None if field.nullable else "", field.type)
        erased |= withdrawn & ~holds(
            pc.is_null(column) if field.nullable else pc.equal(column, pa.scalar("", field.type))
        )
        position = rows.schema.get_field_index(name)
        rows = rows.set_column(position, field, pc.if_else(pa.array(withdrawn), empty, column))
    return rows, int(erased.sum())
