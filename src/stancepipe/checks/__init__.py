"""Checks of a published folder: files, columns, keys, codes, numbers, quotes, references, checksums and the ledger."""

from pathlib import Path

import pyarrow as pa

from stancepipe.checks.across import across_problems
from stancepipe.checks.files import (
    description_problems,
    ledger_problems,
    manifest_problems,
    read_rows,
    table_file_problems,
)
from stancepipe.checks.problems import Problem
from stancepipe.checks.rows import row_problems
from stancepipe.errors import StoreError, UsageError
from stancepipe.folder import ATTEMPTS, HISTORY, MANIFEST, published_root, read_manifest
from stancepipe.tables import TABLES

__all__ = ["Problem", "check_folder"]


def check_folder(out: Path) -> list[Problem]:
    """Everything that is wrong in a published folder; nothing where it is as it should be.

    Raises:
        UsageError: there is no such folder, or nothing was ever published in it.
    """
    if not out.is_dir():
        raise UsageError(f"there is no folder {out}")
    for _ in range(ATTEMPTS):
        root = published_root(out)
        problems = _problems(out, root)
        if published_root(out) == root:
            return problems
    raise StoreError(f"{out} is being replaced faster than it can be checked: try again")


def _problems(out: Path, root: Path | None) -> list[Problem]:
    if root is None:
        if not any((out / name).is_dir() for name in (HISTORY, *(table.name for table in TABLES))):
            raise UsageError(f"nothing has been published in {out}")
        return [Problem(table=MANIFEST, key=None, sentence=f"{MANIFEST} is missing: nothing can be checked")]
    try:
        manifest = read_manifest(root)
    except FileNotFoundError:
        return [Problem(table=MANIFEST, key=None, sentence=f"{MANIFEST} is missing: nothing can be checked")]
    except StoreError as error:
        return [Problem(table=MANIFEST, key=None, sentence=str(error))]
    problems = [*manifest_problems(out, root), *description_problems(out, manifest)]
    readable: dict[str, pa.Table] = {}
    for table in TABLES:
        problems += table_file_problems(out, root, table, manifest)
        rows, unreadable = read_rows(root, table)
        problems += unreadable
        if rows is not None:
            readable[table.name] = rows
            problems += row_problems(table, rows)
        problems += ledger_problems(out, root, table, manifest, rows)
    return problems + across_problems(readable)
