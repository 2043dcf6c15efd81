"""The published folder in a bucket: a working copy is kept level with it.

A bucket knows neither links nor renames. What lies there: each table twice, as ``<table>/data.parquet`` and, under its
digest, as ``.versions/<table>/<sha256>.parquet``; ``history/``, ``archive/`` and ``report/`` as in a folder; and
``manifest.json``, which is put last and is the commit. :func:`read_table` follows the manifest alone and sees all
tables of one publish. A reader of ``<table>/`` sees each table whole, and all of them of one publish except while a run
puts them there.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from stancepipe import store
from stancepipe.bucket.address import address_of, is_bucket
from stancepipe.bucket.mirror import pull, push
from stancepipe.bucket.turns import local_turn, turn_of
from stancepipe.errors import StoreLocked

__all__ = ["is_bucket", "read_table", "reading_copy", "told_of", "working_copy"]

READ_WAIT_S = 600
"""How long a reader waits for another on this machine that brings the same copy up to date."""


@contextlib.contextmanager
def working_copy(
    out: str | Path, *, report: Callable[[str], None], cache: Path | None = None, wait_s: float = 0
) -> Iterator[Path]:
    """The folder to write to: ``out`` itself or, for a bucket, a copy that goes up when the block ends well.

    Args:
        out: a folder, or ``s3://BUCKET/PREFIX``, with ``?endpoint=URL`` for a server other than Amazon's.
        report: told what a user should know.
        cache: where working copies lie; by default the user's cache folder.
        wait_s: how long to wait for another run on this machine to end.

    Raises:
        StoreLocked: another run writes to the bucket.
        StoreError: the bucket cannot be read or written.
    """
    if not is_bucket(out):
        yield Path(out)
        return
    from stancepipe.bucket.objects import Objects

    address = address_of(out)
    folder = address.copy(cache)
    objects = Objects(address)
    with local_turn(folder, wait_s, address.url), turn_of(objects, folder, report) as turn:
        pull(objects, folder)
        yield folder
        if turn.lost:
            raise StoreLocked(f"the right to write to {address.url} went to another run: nothing was put there")
        push(objects, folder)


def reading_copy(out: str | Path, *, cache: Path | None = None) -> Path:
    """The folder to read: ``out`` itself, or the tables and ledger of a bucket, brought up to date.

    Raises:
        StoreError: the bucket cannot be read.
    """
    if not is_bucket(out):
        return Path(out)
    from stancepipe.bucket.objects import Objects

    address = address_of(out)
    folder = address.copy(cache, reading=True)
    with local_turn(folder, READ_WAIT_S, address.url):
        pull(Objects(address), folder, only_tables=True)
    return folder


def told_of(out: str | Path, folder: Path, sentence: str) -> str:
    """A sentence about a working copy, for somebody who knows the bucket."""
    return sentence.replace(str(folder), address_of(out).shown) if is_bucket(out) else sentence


def read_table(out: str | Path, name: str, as_of: datetime | None = None) -> pa.Table:
    """Rows of one published table, sorted by key: the current ones, or those that were current at ``as_of``.

    Args:
        out: the published folder, or ``s3://BUCKET/PREFIX``.
        name: name of a table, such as ``postures``.
        as_of: a time with its zone; what the ledger says was published by then.

    Raises:
        UsageError: there is no such table or folder, or the time has no zone.
        StoreError: a file is missing or damaged, or the bucket cannot be read.
    """
    return store.read_table(reading_copy(out), name, as_of)
