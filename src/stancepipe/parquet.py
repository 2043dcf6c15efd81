"""Parquet files of the published folder: the only module that knows ``pyarrow.parquet`` for what we publish."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251  this is the one place that writes and reads published Parquet

from stancepipe.errors import StoreError

ROWS_PER_GROUP: Final = 50_000
"""Rows that a reader holds at once. ``documents`` has whole texts: at 5 kB each, a group is a quarter of a gigabyte."""
READ_SIZE: Final = 1 << 20


def write_parquet(path: Path, table: pa.Table) -> str:
    """Write ``table`` to a new file, and return the file's SHA-256.

    The same rows give the same bytes (with one version of Arrow): nothing of clock or machine goes in.
    """
    with path.open("xb") as file:
        pq.write_table(table, file, compression="zstd", row_group_size=ROWS_PER_GROUP)
    return sha256_of(path)


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of one file, types as written.

    Raises:
        FileNotFoundError: there is no such file.
        StoreError: the file is damaged.
    """
    try:
        # Not pq.read_table: it takes folders named ``a=b`` on the way to the file for partition columns.
        with pq.ParquetFile(path) as file:
            return file.read(columns=None if columns is None else list(columns))
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
