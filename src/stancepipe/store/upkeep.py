"""Pruning by policy: old history merged, old raw answers dropped. What is current, and its evidence, always stays."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import pyarrow as pa
from filelock import FileLock, Timeout

from stancepipe.errors import StoreError, StoreLocked, UsageError
from stancepipe.folder import (
    DATA_FILE,
    HISTORY,
    Manifest,
    TableEntry,
    published_root,
    read_current,
    read_manifest,
)
from stancepipe.ledger import (
    is_whole,
    last_lines,
    ledger_files,
    publish_of,
    read_ledger,
    stamp_of,
    stamped,
    write_ledger_file,
)
from stancepipe.store.datapackage import describe
from stancepipe.store.published import Store
from stancepipe.store.versions import (
    ALONE,
    as_store_errors,
    finish,
    link_or_copy,
    make_current,
    stage_folder,
    unwatched,
)
from stancepipe.tables import TABLES, Table

ARCHIVE: Final = "archive"
ARCHIVE_LOCK: Final = ".lock"
ARCHIVE_FILE: Final = re.compile(r"(\d{8}T\d{6}Z)-\d{5}\.warc\.gz")


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """How far back what is kept reaches; None keeps all of it."""

    history_days: float | None = None
    """Days for which ``as_of`` is answered: what the ledger told before is merged into one state."""
    archive_days: float | None = None
    """Days for which raw answers are kept. Pages whose answer is gone are asked for anew and in full."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pruned:
    """What went, or would go."""

    merged: Mapping[str, int]
    """Table -> files of its history that become one."""
    history_from: datetime | None
    """Earliest time that ``as_of`` is answered for in these tables."""
    archive_files: tuple[str, ...]
    archive_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Merger:
    """What becomes of the ledger of one table."""

    table: Table
    base: pa.Table
    publish: int
    known_from: datetime
    n_files: int
    entry: TableEntry


def prune(
    out: Path,
    policy: Policy,
    now: datetime,
    *,
    dry_run: bool = False,
    wait_s: float = 0,
    on_step: Callable[[str], None] = unwatched,
) -> Pruned:
    """Drop what a policy does not keep. Current rows, and answers about times that are kept, stay as they are.

    Args:
        out: the published folder.
        policy: what is kept.
        now: our clock.
        dry_run: only tell what would go; nothing is written.
        wait_s: how long to wait for a run that writes to the folder.
        on_step: told after each step, for those who watch or interrupt it.

    Raises:
        UsageError: nothing was published there, or a number of days is negative.
        StoreError: the folder cannot be read or written, or history is damaged that the policy wants kept.
    """
    if any(days is not None and days < 0 for days in (policy.history_days, policy.archive_days)):
        raise UsageError("days to keep cannot be negative")
    if published_root(out) is None:
        raise UsageError(f"nothing has been published in {out}")
    if dry_run:
        return _prune(out, policy, now, on_step, dry_run=True)
    with Store(out).writer(wait_s=wait_s), as_store_errors(out):
        return _prune(out, policy, now, on_step, dry_run=False)


def pruned_lines(pruned: Pruned, *, dry_run: bool) -> list[str]:
    """Sentences for a terminal."""
    would = "would be " if dry_run else ""
    lines = [f"history/{name}: {n} files {would}merged into one" for name, n in pruned.merged.items()]
    if pruned.merged and pruned.history_from is not None:
        lines.append(f"as_of {would}answered from {pruned.history_from.isoformat()} on in these tables")
    if pruned.archive_files:
        size = f"{len(pruned.archive_files)} files, {pruned.archive_bytes / 1e6:.1f} MB"
        lines.append(f"archive: {size} {would}removed, up to {pruned.archive_files[-1]}")
    return lines or ["nothing to prune"]


def _prune(out: Path, policy: Policy, now: datetime, on_step: Callable[[str], None], *, dry_run: bool) -> Pruned:
    root = published_root(out)
    assert root is not None
    before = read_manifest(root)
    mergers = [] if policy.history_days is None else _mergers(out, root, before, now, policy.history_days)
    old = [] if policy.archive_days is None else _old_archive(out / ARCHIVE, now - timedelta(days=policy.archive_days))
    size = sum(path.stat().st_size for path in old)
    if not dry_run:
        if mergers:
            _publish_merged(out, root, before, mergers, on_step)
        if old:
            _remove_archive(out / ARCHIVE, old)
    return Pruned(
        merged={m.table.name: m.n_files for m in mergers},
        history_from=max((m.known_from for m in mergers), default=None),
        archive_files=tuple(path.name for path in old),
        archive_bytes=size,
    )


def _mergers(out: Path, root: Path, before: Manifest, now: datetime, days: float) -> list[_Merger]:
    horizon = now - timedelta(days=days)
    files = {t.name: ledger_files(out, root, t, before.publish, before.tables[t.name].history_start) for t in TABLES}
    old = [path for paths in files.values() for path in paths if stamp_of(path) <= horizon]
    if not old:
        return []
    last = max(old, key=publish_of)
    found = []
    for table in TABLES:
        entry, own = before.tables[table.name], files[table.name]
        if len(own) != entry.history_files or not all(is_whole(path) for path in own):
            if horizon < before.known_from:
                raise StoreError(
                    f"{out / HISTORY / table.name} is damaged or lacks files: restore it from a copy, or begin it "
                    f"anew with `stancepipe prune {out} --history-days 0 --go`"
                )
            found.append(_begun_anew(root, table, before, len(own)))
        elif sum(publish_of(path) <= publish_of(last) for path in own) > 1:
            found.append(_merged(out, root, table, before, last, own))
    return found


def _begun_anew(root: Path, table: Table, before: Manifest, n_files: int) -> _Merger:
    """History that cannot be read any more, begun with the current rows."""
    base = stamped(table, read_current(root, table), before.known_from)
    return _merger(table, before, base, before.publish, before.known_from, n_files, later_files=0, later_rows=0)


def _merged(out: Path, root: Path, table: Table, before: Manifest, last: Path, own: list[Path]) -> _Merger:
    start = before.tables[table.name].history_start
    ledger = read_ledger(out, root, table, before.publish, start)
    old = read_ledger(out, root, table, publish_of(last), start)
    n_old = sum(publish_of(path) <= publish_of(last) for path in own)
    return _merger(
        table, before, last_lines(table, old), publish_of(last), stamp_of(last), n_old,
        later_files=len(own) - n_old, later_rows=ledger.num_rows - old.num_rows,
    )  # fmt: skip


def _merger(
    table: Table,
    before: Manifest,
    base: pa.Table,
    publish: int,
    known_from: datetime,
    n_files: int,
    *,
    later_files: int,
    later_rows: int,
) -> _Merger:
    entry = replace(
        before.tables[table.name],
        history_files=1 + later_files,
        history_rows=base.num_rows + later_rows,
        history_start=publish,
        history_from=known_from.isoformat(),
    )
    return _Merger(table=table, base=base, publish=publish, known_from=known_from, n_files=n_files, entry=entry)


def _publish_merged(
    out: Path, root: Path, before: Manifest, mergers: list[_Merger], on_step: Callable[[str], None]
) -> None:
    version = stage_folder(out, before.publish + 1)
    for table in TABLES:
        (version / table.name).mkdir()
        link_or_copy(root / table.name / DATA_FILE, version / table.name / DATA_FILE)
    for m in mergers:
        write_ledger_file(version / HISTORY / m.table.name, m.table, [m.base], m.known_from, m.publish)
        on_step(f"staged {m.table.name}")
    tables = {**before.tables, **{m.table.name: m.entry for m in mergers}}
    manifest = Manifest(publish=before.publish + 1, known_from=before.known_from, tables=tables)
    (version / ALONE).touch()  # a reader in an older version would miss the files that go
    describe(version, manifest)
    on_step("staged")
    make_current(out, manifest.publish)
    on_step("committed")
    finish(out, manifest, on_step)
    on_step("finished")


def _old_archive(folder: Path, horizon: datetime) -> list[Path]:
    """Files all of whose answers came before the horizon: the next file was begun by then. The newest one stays."""
    if not folder.is_dir():
        return []
    files = sorted(path for path in folder.iterdir() if ARCHIVE_FILE.fullmatch(path.name))
    return [path for path, following in pairwise(files) if _begun(following) <= horizon]


def _begun(path: Path) -> datetime:
    return datetime.strptime(path.name.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _remove_archive(folder: Path, files: list[Path]) -> None:
    try:
        with FileLock(folder / ARCHIVE_LOCK, timeout=0, fallback_to_soft=False):
            for path in files:
                path.unlink()  # the index finds out by itself
    except Timeout as error:
        raise StoreLocked(f"another run is writing to {folder}: wait until it ends") from error
