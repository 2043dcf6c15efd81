"""Parquet files of the published folder: the only module that knows ``pyarrow.parquet`` for what we publish."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251  this is the one place that writes and reads published Parquet

from stancepipe.errors import StoreError

ROWS_PER_GROUP: Final = 50_000
"""Rows that a reader holds at once, at most."""
READ_SIZE: Final = 1 << 20


def write_parquet(path: Path, table: pa.Table) -> str:
    """Write ``table`` to a new file, and return the file's SHA-256.

    The same rows give the same bytes (with one version of Arrow): nothing of clock or machine goes in.
    """
    return write_pieces(path, table.schema, (table,))


def write_pieces(path: Path, schema: pa.Schema, pieces: Iterable[pa.Table]) -> str:
    """Write rows to a new file as they come, each piece as groups of its own, and return the file's SHA-256."""
    with path.open("xb") as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for piece in pieces:
            writer.write_table(piece, row_group_size=ROWS_PER_GROUP)
    return sha256_of(path)


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of one file, types as written.

    Raises:
        FileNotFoundError: there is no such file.
        StoreError: the file is damaged.
    """
    # Not pq.read_table: it takes folders named ``a=b`` on the way to the file for partition columns.
    with _as_store_errors(path), pq.ParquetFile(path) as file:
        return file.read(columns=None if columns is None else list(columns))


class ParquetRows:
    """Rows of one file, of which a group at a time is in memory; selected and taken from as an Arrow table is."""

    def __init__(self, path: Path, file: pq.ParquetFile) -> None:
        """Name the file, and what reads it."""
        self._path, self._file = path, file
        self.num_rows: int = file.metadata.num_rows
        groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
        self._starts = np.cumsum([0, *groups])
        self._held: tuple[int, pa.Table] | None = None

    @property
    def schema(self) -> pa.Schema:
        """Columns of the file."""
        return self._file.schema_arrow

    def select(self, names: Sequence[str]) -> pa.Table:
        """Some columns of all rows."""
        with _as_store_errors(self._path):
            return self._file.read(columns=list(names))

    def take(self, positions: npt.NDArray[np.int64]) -> pa.Table:
        """The rows at ``positions``, which ascend."""
        parts = [self.schema.empty_table()]
        groups = np.searchsorted(self._starts, positions, side="right") - 1
        for n in np.unique(groups).tolist():
            parts.append(self._group(n).take(positions[groups == n] - self._starts[n]))
        return pa.concat_tables(parts)

    def pieces(self) -> Iterator[pa.Table]:
        """All rows, a group at a time."""
        return map(self._group, range(self._file.num_row_groups))

    def _group(self, n: int) -> pa.Table:
        if self._held is None or self._held[0] != n:
            self._held = None  # never two at once
            with _as_store_errors(self._path):
                self._held = n, self._file.read_row_group(n)
        return self._held[1]


@contextmanager
def open_parquet(path: Path) -> Iterator[ParquetRows]:
    """Rows of one file, to be read group by group.

    Raises:
        FileNotFoundError: there is no such file.
        StoreError: the file is damaged.
    """
    with _as_store_errors(path):
        file = pq.ParquetFile(path)
    with file:
        yield ParquetRows(path, file)


@contextmanager
def _as_store_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise StoreError(f"{path} is not a readable Parquet file ({first_line(error)})") from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(READ_SIZE):
            hashed.update(block)
    return hashed.hexdigest()


def first_line(error: Exception) -> str:
    """The first line of an error's message, for a sentence to a user."""
    return (str(error).splitlines() or [type(error).__name__])[0]
