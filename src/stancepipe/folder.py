"""The published folder: what lies where, and which version of it is current.

``DIR/.current`` is a symbolic link to one folder under ``DIR/.versions/``, and ``DIR/<table>`` a link to
``.current/<table>``, so that one rename of one link replaces all tables. In a plain copy of the folder (an unpacked
archive, a bucket) these links have become folders; it reads the same.
"""

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import pyarrow as pa

from stancepipe.errors import OtherSchemaError, StoreError
from stancepipe.parquet import ParquetRows, open_parquet
from stancepipe.tables import TABLES, Table

SCHEMA_VERSION: Final = 3
"""Goes up when a published column changes its name, type or meaning. The next run brings an older store up to date
(:mod:`stancepipe.store.migrations`); a newer one is left alone."""
OLDEST_SCHEMA: Final = 2
"""The oldest version that can be brought up to date."""

CURRENT: Final = ".current"
VERSIONS: Final = ".versions"
HISTORY: Final = "history"
DATA_FILE: Final = "data.parquet"
MANIFEST: Final = "manifest.json"
LAST_MANIFEST: Final = ".manifest.json"
"""Copy of the current manifest beside the versions: with the ledger it proves what was current if these are lost."""
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
    return read_manifest_file(root / MANIFEST)


def read_manifest_file(path: Path) -> Manifest:
    """A manifest, wherever it lies; raises as :func:`read_manifest`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["schema_version"]
        if version != SCHEMA_VERSION:
            raise other_schema(path.parent, int(version))
        return Manifest(
            publish=int(content["publish"]),
            known_from=datetime.fromisoformat(content["known_from"]).astimezone(UTC),
            tables={table.name: TableEntry(**content["tables"][table.name]) for table in TABLES},
        )
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is damaged: the next run puts it back") from error


def other_schema(folder: Path, version: int) -> OtherSchemaError:
    """What to say of tables of another version of the schema."""
    found = f"{folder} has tables of schema version {version}, this stancepipe of version {SCHEMA_VERSION}"
    if version > SCHEMA_VERSION:
        return OtherSchemaError(f"{found}: update stancepipe, or publish to a new folder")
    if version < OLDEST_SCHEMA:
        return OtherSchemaError(f"{found}: it is too old to be brought up to date, publish to a new folder")
    return OtherSchemaError(f"{found}: the next run into it brings it up to date")


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
                with contextlib.suppress(FileNotFoundError):
                    read_manifest(root)  # raises where the folder is of another version
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
    with open_current(root, table) as rows:
        return rows.select(table.schema.names)


@contextlib.contextmanager
def open_current(root: Path, table: Table) -> Iterator[ParquetRows]:
    """The current rows of one table, to be read piece by piece; raises as :func:`read_current`."""
    path = root / table.name / DATA_FILE
    with open_parquet(path) as rows:
        if not rows.schema.equals(table.schema):
            with contextlib.suppress(FileNotFoundError):
                read_manifest(root)  # raises where the folder is of another version
            raise StoreError(f"{path} has other columns than {table.name} should have: run `stancepipe check`")
        yield rows
