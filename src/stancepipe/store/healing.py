"""What was deleted or damaged by hand is made again, as a version of its own: nothing that is left is written over.

Current rows follow from the ledger: every file of it carries its digest in its name, and the manifest counts files
and rows. Where both hold, the rows are proven. Of the last manifest there is a copy beside the versions. What cannot be
proven is refused, and stays as it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from stancepipe.errors import OtherSchemaError, StoreError
from stancepipe.folder import (
    CURRENT,
    DATA_FILE,
    HISTORY,
    LAST_MANIFEST,
    MANIFEST,
    VERSIONS,
    Manifest,
    TableEntry,
    is_version,
    published_root,
    read_manifest_file,
)
from stancepipe.ledger import (
    is_whole,
    ledger_files,
    read_ledger,
    rows_as_of,
)
from stancepipe.parquet import sha256_of, write_parquet
from stancepipe.store.datapackage import describe
from stancepipe.store.versions import (
    ASIDE,
    finish,
    link_or_copy,
    make_current,
    set_strays_aside,
    stage_folder,
    version_folder,
)
from stancepipe.tables import TABLES, Table

NEVER: Final = datetime.min.replace(tzinfo=UTC)
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
    lost = root is None or not any((root / table.name / DATA_FILE).is_file() for table in TABLES)
    if lost or _is_torn(out, root):
        root, manifest = _newest(out)
        if root is None:
            return ()
        remarks.append(
            f"{out / CURRENT} was missing or led to nothing whole: publish {manifest.publish} is current again"
        )
    else:
        assert root is not None
        manifest, told = _manifest(out, root)
        remarks += told
    damaged = [table for table in TABLES if _is_damaged(root / table.name / DATA_FILE, manifest.tables[table.name])]
    remade = {table.name: _rows_from_ledger(out, root, table, manifest) for table in damaged}
    remarks += [f"{name}/ was damaged or missing: made again from the ledger" for name in remade]
    if strays := set_strays_aside(out, manifest.publish):
        remarks.append(f"{strays} files of publishes that this folder does not hold: moved to {out / ASIDE}")
    if remade or remarks:
        _publish_again(out, root, manifest, remade)
    return (*remarks, *_gaps(out, root, manifest))


def _is_torn(out: Path, root: Path | None) -> bool:
    """Whether the folder was copied while a version was put together: the link is newer than what it leads to."""
    if root is None or not is_version(root) or _read(root / MANIFEST) is not None:
        return False
    last = _read(out / LAST_MANIFEST)
    return last is not None and last.publish < int(root.name)


def _newest(out: Path) -> tuple[Path | None, Manifest]:
    """The newest state that can be proven: what was published last, by the ledger; else the newest whole version."""
    versions = sorted((out / VERSIONS).glob("*"), reverse=True)
    last, nothing = _read(out / LAST_MANIFEST), Manifest(publish=0, known_from=NEVER, tables={})
    whole = next(((v, m) for v in versions if is_version(v) and (m := _read(v / MANIFEST)) is not None), None)
    if not any((out / HISTORY).glob("*/*.parquet")):
        return None, nothing  # nothing was ever published: what was staged is thrown away
    if whole is not None and (last is None or whole[1].publish >= last.publish):
        return whole
    if last is not None and all(_is_complete(out, version_folder(out, 0), table, last) for table in TABLES):
        return version_folder(out, last.publish), last
    return (None, nothing) if whole is None else whole


def _manifest(out: Path, root: Path) -> tuple[Manifest, list[str]]:
    """The manifest of the current version, or the copy that the last writer left of it."""
    found, last = _read(root / MANIFEST), _read(out / LAST_MANIFEST)
    if found is not None:
        return found, []
    if last is None or not is_version(root) or last.publish != int(root.name):
        raise StoreError(f"{root / MANIFEST} is damaged or missing, and there is no copy of it: {RESTORE}")
    return last, [f"{MANIFEST} of {out} was damaged or missing: put back from its copy"]


def _read(path: Path) -> Manifest | None:
    try:
        return read_manifest_file(path)
    except OtherSchemaError:
        raise
    except (FileNotFoundError, NotADirectoryError, StoreError):
        return None


def _is_damaged(path: Path, entry: TableEntry) -> bool:
    return not path.is_file() or sha256_of(path) != entry.sha256


def _is_complete(out: Path, root: Path, table: Table, manifest: Manifest) -> bool:
    """Whether the ledger of a table holds all that a manifest says, to the last bit."""
    entry = manifest.tables[table.name]
    files = ledger_files(out, root, table, manifest.publish, entry.history_start)
    return len(files) == entry.history_files and all(is_whole(path) for path in files)


def _rows_from_ledger(out: Path, root: Path, table: Table, manifest: Manifest) -> pa.Table:
    if not _is_complete(out, root, table, manifest):
        raise StoreError(
            f"{out / table.name} is damaged or missing, and so is a part of {out / HISTORY / table.name} that could "
            f"make it again: {RESTORE}"
        )
    start = manifest.tables[table.name].history_start
    return rows_as_of(table, read_ledger(out, root, table, manifest.publish, start))


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
    version = stage_folder(out, before.publish + 1)
    entries = dict(before.tables)
    for table in TABLES:
        (version / table.name).mkdir()
        rows = remade.get(table.name)
        if rows is None:
            link_or_copy(root / table.name / DATA_FILE, version / table.name / DATA_FILE)
        else:
            sha256 = write_parquet(version / table.name / DATA_FILE, rows)
            entries[table.name] = replace(entries[table.name], sha256=sha256)
        start = before.tables[table.name].history_start
        for path in ledger_files(out, root, table, before.publish, start):
            if not (out / HISTORY / table.name / path.name).exists():  # a killed run came no further
                (version / HISTORY / table.name).mkdir(parents=True, exist_ok=True)
                link_or_copy(path, version / HISTORY / table.name / path.name)
    manifest = Manifest(publish=before.publish + 1, known_from=before.known_from, tables=entries)
    describe(version, manifest)
    make_current(out, manifest.publish)
    finish(out, manifest)
