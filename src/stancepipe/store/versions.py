"""Versions of the published tables on disk: staged aside, made current by one rename, repaired after a crash.

The commit point of a publish is the rename of the link ``DIR/.current``. Whatever was staged before it and never
became current is thrown away by the next writer; what remains to be done after it can be done twice.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from stancepipe.errors import StoreError, what_helps
from stancepipe.folder import (
    CURRENT,
    DATA_FILE,
    DATAPACKAGE,
    HISTORY,
    LAST_MANIFEST,
    MANIFEST,
    VERSIONS,
    Manifest,
    published_root,
    read_manifest,
)
from stancepipe.ledger import publish_of
from stancepipe.parquet import first_line, sha256_of
from stancepipe.tables import TABLES

PUBLISHED_FILES: Final = (MANIFEST, DATAPACKAGE)
ASIDE: Final = ".set-aside"
"""Folder for ledger files of publishes that a copy, taken while a run published, holds only in part."""
ALONE: Final = "alone"
"""Empty file in a version that no older one may lie beside: words were withdrawn, and those still hold them."""


def unwatched(step: str) -> None:
    """Nobody looks on."""


def recover(out: Path) -> Manifest | None:
    """Finish or undo what an earlier writer left half done, and return the manifest of the current version.

    Raises:
        StoreError: the folder holds something of those names that is not ours, or a damaged store.
    """
    root = published_root(out)
    if root is None:
        _refuse_what_is_not_ours(out)
        shutil.rmtree(out / VERSIONS, ignore_errors=True)
        return None
    manifest = read_manifest(root)
    if root == out:
        _adopt_plain_copy(out, manifest)
    finish(out, manifest)
    return manifest


def version_folder(out: Path, publish: int) -> Path:
    """Where the version of one publish lies."""
    return out / VERSIONS / f"{publish:08d}"


def stage_folder(out: Path, publish: int) -> Path:
    """An empty folder to stage a version in; what a killed run left under its name goes."""
    version = version_folder(out, publish)
    shutil.rmtree(version, ignore_errors=True)
    version.mkdir(parents=True)
    return version


def make_current(out: Path, publish: int) -> None:
    """Make a staged version the current one, for all tables at the same moment: the commit point."""
    # Everything reaches the disk before the link does: after a power cut it leads to whole files or to the older ones.
    for folder, _, files in os.walk(version_folder(out, publish)):
        for name in files:
            flush(Path(folder) / name)
        flush(Path(folder))
    flush(out / VERSIONS)
    replace_link(out / CURRENT, Path(VERSIONS) / f"{publish:08d}")
    flush(out)


def finish(out: Path, manifest: Manifest, on_step: Callable[[str], None] = unwatched) -> None:
    """What follows a commit: the ledger's folder gets its new files, old versions go. May be repeated."""
    _link_history(out, out / CURRENT, on_step)
    _drop_merged_history(out, manifest)
    link_tables(out)
    _copy_manifest(out, manifest)
    kept = {f"{manifest.publish:08d}"}
    if not (out / CURRENT / ALONE).exists():
        # One older version stays for readers that are still in it.
        kept.add(f"{manifest.publish - 1:08d}")
    for folder in (out / VERSIONS).iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder)


def link_tables(out: Path) -> None:
    """Let ``DIR/<table>`` and the two descriptions lead into the current version."""
    for name in (*(table.name for table in TABLES), *PUBLISHED_FILES):
        path, target = out / name, Path(CURRENT) / name
        if path.is_symlink() and path.readlink() == target:
            continue
        if path.is_dir() and not path.is_symlink():
            _move_copy_away(out, path)
        replace_link(path, target)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system has no hard links."""
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return
    except OSError:
        partial = target.with_name(f"{target.name}.partial")  # a reader of *.parquet must not see half a file
        shutil.copyfile(source, partial)
        flush(partial)
        partial.replace(target)


def replace_link(path: Path, target: Path) -> None:
    """Point a symbolic link somewhere else in one step."""
    fresh = path.with_name(f"{path.name}.new" if path.name.startswith(".") else f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(path)


def _link_history(out: Path, root: Path, on_step: Callable[[str], None] = unwatched) -> None:
    grown: set[Path] = set()
    for staged in sorted((root / HISTORY).glob("*/*.parquet")):
        folder = out / HISTORY / staged.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / staged.name).exists():
            earlier = _of_same_publish(folder, staged.name)
            if earlier is None:
                link_or_copy(staged, folder / staged.name)
            else:
                _replace_history(earlier, staged, on_step)
            grown |= {folder, folder.parent, out}
    for folder in sorted(grown):
        flush(folder)


def _copy_manifest(out: Path, manifest: Manifest) -> None:
    path, text = out / LAST_MANIFEST, manifest.to_json()
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        fresh = path.with_name(f"{LAST_MANIFEST}.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(path)


def _drop_merged_history(out: Path, manifest: Manifest) -> None:
    for name, entry in manifest.tables.items():
        for path in (out / HISTORY / name).glob("*.parquet") if entry.history_start > 1 else ():
            if 0 < publish_of(path) < entry.history_start:
                path.unlink()


def _of_same_publish(folder: Path, name: str) -> Path | None:
    """The ledger file that a withdrawal wrote again under another name, which carries another digest."""
    stem = name.rpartition("-")[0]
    return next(iter(sorted(folder.glob(f"{stem}-*.parquet"))), None)


def _replace_history(earlier: Path, staged: Path, on_step: Callable[[str], None]) -> None:
    """Put a ledger file in the place of an earlier one: never both, never none, whenever somebody looks."""
    if not earlier.samefile(staged):  # else a killed run came as far as this
        partial = staged.with_name("partial")
        partial.unlink(missing_ok=True)
        link_or_copy(staged, partial)
        partial.replace(earlier)
    on_step(f"replaced {earlier.parent.name}")
    earlier.rename(earlier.with_name(staged.name))
    on_step(f"renamed {earlier.parent.name}")


def _refuse_what_is_not_ours(out: Path) -> None:
    for name in (*(table.name for table in TABLES), *PUBLISHED_FILES):
        path = out / name
        if path.exists() or (path.is_symlink() and path.readlink() != Path(CURRENT) / name):
            raise StoreError(f"{path} is there but was not published by stancepipe: choose another --out")
    if any((out / HISTORY).glob("*/*.parquet")):
        raise StoreError(f"{out / HISTORY} holds a ledger without its tables: restore {out}, or choose another --out")


def _adopt_plain_copy(out: Path, manifest: Manifest) -> None:
    """Turn a copy in which links have become folders and files into a store again."""
    for table in TABLES:
        _refuse_other_content(out / table.name, manifest.tables[table.name].sha256)
    if (out / CURRENT).is_dir():
        _link_history(out, out / CURRENT)
        shutil.rmtree(out / CURRENT)
    set_strays_aside(out, manifest.publish)
    shutil.rmtree(out / VERSIONS, ignore_errors=True)
    version = version_folder(out, manifest.publish)
    for table in TABLES:
        (version / table.name).mkdir(parents=True)
        link_or_copy(out / table.name / DATA_FILE, version / table.name / DATA_FILE)
    for name in PUBLISHED_FILES:
        link_or_copy(out / name, version / name)
    make_current(out, manifest.publish)


def set_strays_aside(out: Path, publish: int) -> int:
    """Move ledger files of later publishes than ``publish`` out of the way, and tell how many there were."""
    strays = [path for path in (out / HISTORY).glob("*/*.parquet") if publish_of(path) > publish]
    for path in strays:
        folder = out / ASIDE / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        path.replace(folder / path.name)
    return len(strays)


def _refuse_other_content(folder: Path, sha256: str) -> None:
    files = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if files != [DATA_FILE] or sha256_of(folder / DATA_FILE) != sha256:
        raise StoreError(
            f"{folder} does not hold what its manifest says: run `stancepipe check {folder.parent}`; a copy that was "
            "taken while a run published is best taken again, with `cp -a`"
        )


def _move_copy_away(out: Path, folder: Path) -> None:
    _refuse_other_content(folder, sha256_of(out / CURRENT / folder.name / DATA_FILE))
    aside = out / VERSIONS / f"replaced-{folder.name}"
    folder.rename(aside)
    shutil.rmtree(aside)


def flush(path: Path) -> None:
    """Make the content of a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def as_store_errors(out: Path) -> Iterator[None]:
    """Say in a plain sentence what the file system refused, and what would help."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or first_line(error)
        raise StoreError(f"{out} cannot be written ({reason}: {error.filename or out}): {what_helps(error)}") from error
