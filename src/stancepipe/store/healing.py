"""What was deleted or damaged by hand is made again, as a version of its own: nothing that is left is written over.

Current rows follow from the ledger: every file of it carries its digest in its name, and the manifest counts files
and rows. Where both hold, the rows are proven. A lost manifest follows from tables and ledger where these agree. What
cannot be proven is refused, and stays as it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from stancepipe.errors import OtherSchemaError, StoreError
from stancepipe.folder import (
    CURRENT,
    DATA_FILE,
    DATAPACKAGE,
    HISTORY,
    MANIFEST,
    VERSIONS,
    Manifest,
    TableEntry,
    is_version,
    published_root,
    read_current,
    read_manifest,
)
from stancepipe.ledger import (
    is_whole,
    ledger_files,
    publish_of,
    read_ledger,
    rows_as_of,
    same_rows,
    stamp_of,
)
from stancepipe.parquet import sha256_of, write_parquet
from stancepipe.store.datapackage import datapackage_json
from stancepipe.store.versions import finish, link_or_copy, make_current, stage_folder
from stancepipe.tables import TABLES, Table

RESTORE: Final = "restore the folder from a copy, or choose another --out"


def heal(out: Path) -> tuple[str, ...]:
    """Make again what is missing or damaged in the current version; the writer's lock must be held.

    Returns:
        Sentences on what was found and what was done; none where nothing is amiss.

    Raises:
        StoreError: something is lost and cannot be proven from what is left. Nothing is changed.
    """
    root, remarks = published_root(out), []
    if root == out:
        return ()  # a plain copy, which is adopted only where all its digests hold
    if root is None or not any((root / table.name / DATA_FILE).is_file() for table in TABLES):
        root = _newest_whole_version(out)
        if root is None:
            return ()
        remarks.append(f"{out / CURRENT} was missing or led to nothing: what was published last is current again")
    manifest = _manifest(out, root)
    publish = max([int(root.name), *_publishes(out)])
    damaged = [] if manifest is None else [t for t in TABLES if _is_lost(out, root, t, manifest)]
    if manifest is not None and not damaged and not remarks:
        return tuple(_gaps(out, root, manifest))
    if manifest is None:
        manifest = _derived(out, root)
        remarks.append(f"{MANIFEST} of {out} was damaged or missing: written again from tables and ledger, which agree")
    remade = {table.name: _rows_from_ledger(out, root, table, manifest, publish) for table in damaged}
    remarks += [f"{name}/ was damaged or missing: made again from the ledger" for name in remade]
    _publish_again(out, root, replace(manifest, publish=publish), remade)
    return tuple(remarks)


def _newest_whole_version(out: Path) -> Path | None:
    """The newest version that has a manifest, where something was ever published; its tables may have gaps."""
    if not _publishes(out):
        return None
    found = sorted(path for path in (out / VERSIONS).glob("*") if is_version(path) and (path / MANIFEST).is_file())
    return found[-1].resolve() if found else None


def _publishes(out: Path) -> set[int]:
    """Numbers of the publishes that the ledger's folder tells of."""
    return {publish_of(path) for path in (out / HISTORY).glob("*/*.parquet")} - {0}


def _manifest(out: Path, root: Path) -> Manifest | None:
    try:
        return read_manifest(root)
    except OtherSchemaError:
        raise
    except (FileNotFoundError, StoreError):
        return None


def _is_lost(out: Path, root: Path, table: Table, manifest: Manifest) -> bool:
    path = root / table.name / DATA_FILE
    if not path.is_file() or sha256_of(path) != manifest.tables[table.name].sha256:
        return True
    newest = max((publish_of(p) for p in (out / HISTORY / table.name).glob("*.parquet")), default=0)
    return newest > int(root.name)  # of a publish whose whole version is gone


def _rows_from_ledger(out: Path, root: Path, table: Table, manifest: Manifest, publish: int) -> pa.Table:
    entry = manifest.tables[table.name]
    files = ledger_files(out, root, table, publish, entry.history_start)
    known = [path for path in files if publish_of(path) <= manifest.publish]
    if not all(is_whole(path) for path in files) or len(known) != entry.history_files:
        raise StoreError(
            f"{out / table.name} is damaged or missing, and so is a part of {out / HISTORY / table.name} that could "
            f"make it again: {RESTORE}"
        )
    return rows_as_of(table, read_ledger(out, root, table, publish, entry.history_start))


def _derived(out: Path, root: Path) -> Manifest:
    """The manifest of a version that has lost it, from its tables and the ledger."""
    publish, entries, stamps = int(root.name), {}, []
    for table in TABLES:
        path, files = root / table.name / DATA_FILE, ledger_files(out, root, table, publish)
        ledger = read_ledger(out, root, table, publish)
        if (
            not path.is_file()
            or not files
            or not all(is_whole(file) for file in files)
            or not same_rows(rows_as_of(table, ledger), read_current(root, table))
        ):
            raise StoreError(
                f"{root / MANIFEST} is damaged or missing, and {table.name}/ does not agree with its ledger: {RESTORE}"
            )
        merged = publish_of(files[0]) > 1
        entries[table.name] = TableEntry(
            file=f"{table.name}/{DATA_FILE}",
            sha256=sha256_of(path),
            rows=read_current(root, table).num_rows,
            history_files=len(files),
            history_rows=ledger.num_rows,
            history_start=publish_of(files[0]),
            history_from=stamp_of(files[0]).isoformat() if merged else None,
        )
        stamps += [stamp_of(file) for file in files]
    return Manifest(publish=publish, known_from=max(stamps), tables=entries)


def _gaps(out: Path, root: Path, manifest: Manifest) -> Sequence[str]:
    """Files that the ledger lacks: current rows do not need them, answers about the past do."""
    remarks = []
    for table in TABLES:
        entry = manifest.tables[table.name]
        found = len(ledger_files(out, root, table, manifest.publish, entry.history_start))
        if found < entry.history_files:
            remarks.append(
                f"{HISTORY}/{table.name}/ lacks {entry.history_files - found} of {entry.history_files} files: what was "
                f"known earlier cannot be told; restore them from a copy, or begin the history anew with "
                f"`stancepipe prune {out} --history-days 0 --go`"
            )
    return remarks


def _publish_again(out: Path, root: Path, before: Manifest, remade: dict[str, pa.Table]) -> None:
    """Stage a version with the same rows beside the one that is left, and make it the current one."""
    publish = before.publish + 1
    version = stage_folder(out, publish)
    entries = {}
    for table in TABLES:
        (version / table.name).mkdir()
        entry, rows = before.tables[table.name], remade.get(table.name)
        files = ledger_files(out, root, table, before.publish, entry.history_start)
        if rows is None:
            link_or_copy(root / table.name / DATA_FILE, version / table.name / DATA_FILE)
        else:
            sha256 = write_parquet(version / table.name / DATA_FILE, rows)
            told = read_ledger(out, root, table, before.publish, entry.history_start).num_rows
            entry = replace(
                entry, sha256=sha256, rows=rows.num_rows, history_files=len(files), history_rows=told
            )
        entries[table.name] = entry
        history = version / HISTORY / table.name
        for path in files:
            if not (out / HISTORY / table.name / path.name).exists():
                history.mkdir(parents=True, exist_ok=True)
                link_or_copy(path, history / path.name)
    stamps = [stamp_of(path) for path in (out / HISTORY).glob("*/*.parquet") if publish_of(path)]
    manifest = Manifest(publish=publish, known_from=max([before.known_from, *stamps]), tables=entries)
    (version / DATAPACKAGE).write_text(datapackage_json(manifest, version), encoding="utf-8")
    (version / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    make_current(out, publish)
    finish(out, manifest)


