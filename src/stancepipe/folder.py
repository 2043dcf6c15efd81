"""The published folder: what lies where, and which version of it is current.

``DIR/.current`` is a symbolic link to one folder under ``DIR/.versions/``, and ``DIR/<table>`` a link to
``.current/<table>``, so that one rename of one link replaces all tables. In a plain copy of the folder (an unpacked
archive, a bucket) these links have become folders; it reads the same.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import pyarrow as pa

from stancepipe.errors import OtherSchemaError, StoreError
from stancepipe.parquet import read_parquet
from stancepipe.tables import TABLES, Table

SCHEMA_VERSION: Final = 3
"""Goes up when a published column changes its name, type or meaning; a store of another version is not written to."""

CURRENT: Final = ".current"
VERSIONS: Final = ".versions"
HISTORY: Final = "history"
DATA_FILE: Final = "data.parquet"
MANIFEST: Final = "manifest.json"
DATAPACKAGE: Final = "datapackage.json"

ATTEMPTS: Final = 20
"""How often a reader starts again because runs published while it read. Each further one needs two publishes."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class TableEntry:
    """What the manifest says of one table."""

    file: str
    sha256: str
    rows: int
    history_files: int
    history_rows: int
    history_start: int = 1
    """Number of the publish with which the ledger begins: greater than 1 after its older files were merged into one."""
    history_from: str | None = None
    """ISO time from which on the ledger answers ``as_of``; null where it does so from the beginning."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What one publish left: written last, read first."""

    publish: int
    """Number of the publish, from 1."""
    known_from: datetime
    tables: Mapping[str, TableEntry]

    def to_json(self) -> str:
        """The text of ``manifest.json``."""
        content = {
            "schema_version": SCHEMA_VERSION,
            "publish": self.publish,
            "known_from": self.known_from.isoformat(),
            "tables": {name: asdict(entry) for name, entry in self.tables.items()},
        }
        return json.dumps(content, indent=1) + "\n"


def read_manifest(root: Path) -> Manifest:
    """The manifest of the version of the tables that lies under ``root``.

    Raises:
        FileNotFoundError: there is none.
        StoreError: it is damaged, or of another version of the schema.
    """
    path = root / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["schema_version"]
        if version != SCHEMA_VERSION:
            raise OtherSchemaError(
                f"{path} has tables of schema version {version}, this stancepipe writes version {SCHEMA_VERSION}: "
                "publish to a new folder"
            )
        return Manifest(
            publish=int(content["publish"]),
            known_from=datetime.fromisoformat(content["known_from"]).astimezone(UTC),
            tables={table.name: TableEntry(**content["tables"][table.name]) for table in TABLES},
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is damaged: the next run writes it again where tables and ledger agree") from error


def is_version(path: Path) -> bool:
    """Whether a path below ``.versions`` is named as a publish is."""
    return path.name.isdecimal()


def published_root(out: Path) -> Path | None:
    """The folder that holds the current version of all tables, pinned; None where nothing was published."""
    current = out / CURRENT
    if current.is_symlink() and current.is_dir():
        return current.resolve()
    return out if (out / MANIFEST).is_file() else None


def read_published(out: Path, read: Callable[[Path], T]) -> T | None:
    """What ``read`` returns for the current version, read again where a run replaced that version meanwhile.

    None where nothing was published.
    """
    root = published_root(out)
    for _ in range(ATTEMPTS):
        if root is None:
            if (out / HISTORY).is_dir():
                raise StoreError(f"{out / CURRENT} is missing: the next run into {out} puts back what can be proven")
            return None
        try:
            return read(root)
        except FileNotFoundError as error:
            again = published_root(out)
            if again == root:
                raise StoreError(
                    f"{error.filename or root} is missing: the next run into {out} makes it again from the ledger"
                ) from error
            root = again
    raise StoreError(f"{out} is being replaced faster than it can be read: try again")


def read_current(root: Path, table: Table) -> pa.Table:
    """The current rows of one table.

    Raises:
        StoreError: the file is damaged or has other columns than the record.
    """
    path = root / table.name / DATA_FILE
    rows = read_parquet(path)
    if not rows.schema.equals(table.schema):
        raise StoreError(f"{path} has other columns than {table.name} should have: run `stancepipe check`")
    return rows
