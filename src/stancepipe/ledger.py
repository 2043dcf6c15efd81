"""The ledger: every version of every row of a table, in immutable files, and the rows that were current at a time."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stancepipe.errors import StoreError
from stancepipe.folder import CURRENT, HISTORY
from stancepipe.parquet import read_parquet, sha256_of, write_pieces
from stancepipe.tables import Table

KNOWN_FROM: Final = "known_from"
WITHDRAWN: Final = "withdrawn"
LEDGER_FIELDS: Final = (
    pa.field(KNOWN_FROM, pa.timestamp("us", tz="UTC"), nullable=False),
    pa.field(WITHDRAWN, pa.bool_(), nullable=False),
)
LEDGER_FILE: Final = re.compile(r"(?P<stamp>\d{8}T\d{12}Z)-(?P<publish>\d{8})-(?P<sha256>[0-9a-f]{16})\.parquet")


def ledger_schema(table: Table) -> pa.Schema:
    """Columns of the ledger of one table: those of the table, when a row became known, and whether it is gone."""
    return pa.schema([*table.schema, *LEDGER_FIELDS])


def ledger_name(known_from: datetime, publish: int, sha256: str) -> str:
    """Name of a ledger file: sorts by publish, and carries the digest of its content."""
    return f"{known_from.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{publish:08d}-{sha256[:16]}.parquet"


def write_ledger_file(
    folder: Path, table: Table, pieces: Iterable[pa.Table], known_from: datetime, publish: int
) -> None:
    """Write the lines that one publish adds to the ledger of one table, into a new ``folder`` of a staged version."""
    folder.mkdir(parents=True)
    unnamed = folder / "unnamed"
    sha256 = write_pieces(unnamed, ledger_schema(table), pieces)
    unnamed.rename(folder / ledger_name(known_from, publish, sha256))


def publish_of(path: Path) -> int:
    """Number of the publish that a ledger file belongs to; 0 where the name is none of ours."""
    name = LEDGER_FILE.fullmatch(path.name)
    return int(name["publish"]) if name else 0


def stamp_of(path: Path) -> datetime:
    """When the rows of a ledger file became known, by its name."""
    return datetime.strptime(path.name.partition("-")[0], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)


def is_whole(path: Path) -> bool:
    """Whether a ledger file has the content whose digest its name carries."""
    name = LEDGER_FILE.fullmatch(path.name)
    return name is not None and sha256_of(path).startswith(name["sha256"])


def ledger_files(out: Path, root: Path, table: Table, publish: int, start: int = 1) -> list[Path]:
    """Files of the ledger of one table from publish ``start`` to ``publish``, oldest first.

    The files that the newest version brought lie in it, too: a run that was killed right after its tables appeared
    has not lost them. There, a withdrawal brings those of earlier publishes again, under other names: they hold.
    """
    found: dict[int, Path] = {}
    for folder in (root / HISTORY / table.name, out / CURRENT / HISTORY / table.name, out / HISTORY / table.name):
        for path in folder.glob("*.parquet"):
            name = LEDGER_FILE.fullmatch(path.name)
            number = int(name["publish"]) if name else publish + 1
            if start <= number <= publish and found.get(number, path).name == path.name:
                found[number] = path
    return [found[number] for number in sorted(found)]


def read_ledger(out: Path, root: Path, table: Table, publish: int, start: int = 1) -> pa.Table:
    """All versions of all rows of one table, in the order in which they were published."""
    schema = ledger_schema(table)
    parts = [read_parquet(path) for path in ledger_files(out, root, table, publish, start)]
    if any(not part.schema.equals(schema) for part in parts):
        raise StoreError(f"{out / HISTORY / table.name} holds a file with other columns than {table.name} should have")
    return pa.concat_tables([schema.empty_table(), *parts])


def rows_as_of(table: Table, ledger: pa.Table, as_of: datetime | None = None) -> pa.Table:
    """The rows that were current at ``as_of`` (by default at the end of the ledger), sorted by key."""
    if as_of is not None:
        ledger = ledger.filter(pc.less_equal(ledger[KNOWN_FROM], pa.scalar(as_of, LEDGER_FIELDS[0].type)))
    return last_lines(table, ledger).select(table.schema.names).cast(table.schema)


def last_lines(table: Table, ledger: pa.Table) -> pa.Table:
    """The last line of the ledger for every key that is not gone, sorted by key."""
    numbered = ledger.select(list(table.key)).append_column("position", pa.array(range(ledger.num_rows), pa.int64()))
    last = numbered.group_by(list(table.key)).aggregate([("position", "max")])["position_max"]
    rows = ledger.take(last)
    rows = rows.filter(pc.invert(rows[WITHDRAWN])).cast(ledger_schema(table))
    return rows.sort_by([(name, "ascending") for name in table.key])


def stamped(table: Table, rows: pa.Table, known_from: datetime, *, withdrawn: bool = False) -> pa.Table:
    """Rows of a table as lines of its ledger, all of which became known, or were withdrawn, at one time."""
    stamps = pa.repeat(pa.scalar(known_from, LEDGER_FIELDS[0].type), rows.num_rows)
    lines = rows.append_column(KNOWN_FROM, stamps).append_column(WITHDRAWN, pa.repeat(withdrawn, rows.num_rows))
    return lines.cast(ledger_schema(table))


def differs(left: Any, right: Any) -> npt.NDArray[np.bool_]:
    """Where two columns of Arrow hold different values, position by position; two nulls are the same value."""
    same = holds(pc.equal(left, right)) | (holds(pc.is_null(left)) & holds(pc.is_null(right)))
    if pa.types.is_floating(left.type):
        # A value that is not a number equals nothing, itself neither: it would be told anew by every publish.
        same |= holds(pc.is_nan(left)) & holds(pc.is_nan(right))
    different: npt.NDArray[np.bool_] = ~same
    return different


def same_rows(left: pa.Table, right: pa.Table) -> bool:
    """Whether two tables of the same columns hold the same rows in the same order."""
    return left.num_rows == right.num_rows and not any(
        differs(left[name], right[name]).any() for name in left.schema.names
    )


def holds(truth: Any) -> npt.NDArray[np.bool_]:
    """Truths of Arrow for NumPy; where Arrow does not know, it does not hold."""
    held: npt.NDArray[np.bool_] = pc.fill_null(truth, False).to_numpy()
    return held
