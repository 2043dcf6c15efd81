"""A folder brought up to date from a bucket, and a bucket from a folder; either may be cut off anywhere and repeated.

The bucket's ``manifest.json`` says what is published. A copy remembers which objects it was last level with: while the
bucket still has that manifest, what is newer in the copy is unfinished work of a run that died, and goes up with the
next one; where another machine has published meanwhile, the copy is made anew from the bucket.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stancepipe.bucket.objects import Listed, Objects, Refused
from stancepipe.errors import StoreError
from stancepipe.folder import (
    DATA_FILE,
    DATAPACKAGE,
    HISTORY,
    MANIFEST,
    VERSIONS,
    Manifest,
    published_root,
    read_manifest,
)
from stancepipe.ledger import LEDGER_FILE
from stancepipe.parquet import sha256_of
from stancepipe.store.versions import ALONE
from stancepipe.tables import BY_NAME

RECORD: Final = ".bucket.json"
"""File in a copy: what the bucket held when both were level."""
ATTEMPTS: Final = 3
"""How often a copy is begun anew because a run published while it was made."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """One object of the bucket and the file that it is the same as."""

    etag: str
    sha256: str


def pull(objects: Objects, folder: Path, *, only_tables: bool = False) -> None:
    """Bring a copy up to date, whole or not at all.

    Raises:
        StoreError: the bucket cannot be read, or holds something else of these names.
    """
    for attempt in range(ATTEMPTS):
        listing, known = objects.listing(), _read_record(folder)
        manifest = listing.get(MANIFEST)
        if manifest is None:
            _refuse_what_is_not_ours(objects, listing, known, folder)
        try:
            if MANIFEST in known and manifest is not None and known[MANIFEST].etag == manifest.etag:
                if not only_tables:
                    _fetch_changed(objects, folder, listing, known)
            elif manifest is not None:
                _make_anew(objects, folder, listing, known, only_tables=only_tables)
            return
        except FileNotFoundError as error:
            if attempt == ATTEMPTS - 1:
                raise StoreError(f"{objects.address.url}: objects are missing that its manifest names") from error


def push(objects: Objects, folder: Path) -> None:
    """Put what is new in a copy into its bucket; the manifest last, which is the commit.

    Raises:
        StoreError: the bucket cannot be written, or another run has published there meanwhile.
    """
    root = published_root(folder)
    if root is None:
        return
    listing, known = objects.listing(), _read_record(folder)
    manifest = read_manifest(root)
    level: dict[str, Level] = {}
    for key, path in _plain_files(folder):
        level[key] = _put_file(objects, path, key, listing, known)
    versions = set()
    for name, entry in manifest.tables.items():
        version, key = _version_key(name, entry.sha256), f"{name}/{DATA_FILE}"
        versions.add(version)
        if version not in listing:
            objects.upload(root / name / DATA_FILE, version)
        if _is_level(key, entry.sha256, listing, known):
            level[key] = known[key]
        else:
            level[key] = Level(etag=objects.copy(version, key), sha256=entry.sha256)
    level[DATAPACKAGE] = _put_file(objects, root / DATAPACKAGE, DATAPACKAGE, listing, known)
    sha256 = sha256_of(root / MANIFEST)
    before = objects.read(MANIFEST)
    if _is_level(MANIFEST, sha256, listing, known):
        level[MANIFEST] = known[MANIFEST]
    else:
        level[MANIFEST] = _commit(objects, (root / MANIFEST).read_bytes(), sha256, known)
    _write_record(folder, level)
    if before is not None and not (root / ALONE).exists():
        versions |= set(_versions_of(before[0]))  # for those who are reading the publish before
    for key in listing.keys() - level.keys() - versions:
        if key.startswith((f"{VERSIONS}/", f"{HISTORY}/", "archive/", "report/")):
            objects.delete(key)


def _commit(objects: Objects, content: bytes, sha256: str, known: Mapping[str, Level]) -> Level:
    try:
        if MANIFEST in known:
            etag = objects.put(MANIFEST, content, instead_of=known[MANIFEST].etag)
        else:
            etag = objects.put(MANIFEST, content, new=True)
    except Refused:
        raise StoreError(f"another run published to {objects.address.url} meanwhile: run again") from None
    return Level(etag=etag, sha256=sha256)


def _put_file(
    objects: Objects, path: Path, key: str, listing: Mapping[str, Listed], known: Mapping[str, Level]
) -> Level:
    sha256 = sha256_of(path)
    if _is_level(key, sha256, listing, known):
        return known[key]
    return Level(etag=objects.upload(path, key), sha256=sha256)


def _is_level(key: str, sha256: str, listing: Mapping[str, Listed], known: Mapping[str, Level]) -> bool:
    return key in known and key in listing and known[key] == Level(etag=listing[key].etag, sha256=sha256)


def _plain_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Files of a copy, but for tables and their description and what is hidden: locks, indexes, staged rows."""
    for path in sorted(folder.rglob("*")):
        key = path.relative_to(folder)
        if any(part.startswith(".") for part in key.parts) or key.parts[0] in (*BY_NAME, MANIFEST, DATAPACKAGE):
            continue
        if path.is_file() and not path.name.endswith(".lock"):
            yield key.as_posix(), path


def _fetch_changed(objects: Objects, folder: Path, listing: Mapping[str, Listed], known: Mapping[str, Level]) -> None:
    """What somebody has put into the bucket or taken out of it beside the tables, such as corrections."""
    level = dict(known)
    for key, listed in listing.items():
        if _is_extra(key) and (key not in known or known[key].etag != listed.etag):
            objects.download(key, folder / key)
            level[key] = Level(etag=listed.etag, sha256=sha256_of(folder / key))
    for key in known.keys() - listing.keys():
        if _is_extra(key):
            (folder / key).unlink(missing_ok=True)
            del level[key]
    if level != known:
        _write_record(folder, level)


def _make_anew(
    objects: Objects, folder: Path, listing: Mapping[str, Listed], known: Mapping[str, Level], *, only_tables: bool
) -> None:
    fresh = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(fresh, ignore_errors=True)
    level: dict[str, Level] = {}

    def fetch(key: str, source: str, sha256: str | None) -> str:
        """Bring a file, linked where the older copy has these very bytes; its digest."""
        target, have = fresh / key, folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        if sha256 is not None and have.is_file() and sha256_of(have) == sha256:
            target.hardlink_to(have.resolve())
            return sha256
        objects.download(source, target)
        return sha256_of(target)

    def fetch_as_listed(key: str, listed: Listed) -> None:
        same = key in known and known[key].etag == listed.etag
        level[key] = Level(etag=listed.etag, sha256=fetch(key, key, known[key].sha256 if same else None))

    # Not by the listing, which may be of another moment: all tables are those of this very manifest.
    found = objects.read(MANIFEST)
    if found is None:
        raise FileNotFoundError(MANIFEST)
    fresh.mkdir(parents=True)
    (fresh / MANIFEST).write_bytes(found[0])
    level[MANIFEST] = Level(etag=found[1], sha256=sha256_of(fresh / MANIFEST))
    manifest = read_manifest(fresh)
    for name, entry in manifest.tables.items():
        # That ``<table>/data.parquet`` in the bucket is this one is not known: a run may have died while it put them.
        version = _version_key(name, entry.sha256)
        if fetch(f"{name}/{DATA_FILE}", version, entry.sha256) != entry.sha256:
            raise StoreError(f"{objects.address.url}: {version} is not what was published: its checksum differs")
    for key, listed in listing.items():
        wanted = key == DATAPACKAGE or (_is_extra(key) and not only_tables)
        if wanted or (key.startswith(f"{HISTORY}/") and _is_published(key, manifest)):
            fetch_as_listed(key, listed)
    _write_record(fresh, level)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _is_published(key: str, manifest: Manifest) -> bool:
    """Whether a file of the ledger belongs to what is published, and not to a run that died before its commit."""
    name = LEDGER_FILE.fullmatch(key.rpartition("/")[2])
    return name is not None and int(name["publish"]) <= manifest.publish


def _is_extra(key: str) -> bool:
    """Whether an object is neither of a table, nor hidden, nor made from them as the report is."""
    first = key.partition("/")[0]
    return not first.startswith(".") and first not in (*BY_NAME, HISTORY, MANIFEST, DATAPACKAGE, "report")


def _version_key(name: str, sha256: str) -> str:
    return f"{VERSIONS}/{name}/{sha256}.parquet"


def _versions_of(manifest: bytes) -> Iterator[str]:
    for name, entry in json.loads(manifest)["tables"].items():
        yield _version_key(name, entry["sha256"])


def _refuse_what_is_not_ours(
    objects: Objects, listing: Mapping[str, Listed], known: Mapping[str, Level], folder: Path
) -> None:
    url = objects.address.url
    if MANIFEST in known:
        raise StoreError(f"{url} holds no tables any more: restore them, or remove {folder} to begin anew")
    for key in listing:
        name, _, rest = key.partition("/")
        if name in BY_NAME and rest != DATA_FILE:
            raise StoreError(f"{url}: {key} is there but was not published by stancepipe: choose another prefix")


def _read_record(folder: Path) -> dict[str, Level]:
    path = folder / RECORD
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return {key: Level(**level) for key, level in content.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError) as error:
        raise StoreError(f"{path} is damaged: remove {folder} to begin anew from the bucket") from error


def _write_record(folder: Path, level: Mapping[str, Level]) -> None:
    content = {key: {"etag": one.etag, "sha256": one.sha256} for key, one in sorted(level.items())}
    fresh = folder / f"{RECORD}.new"
    fresh.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    fresh.replace(folder / RECORD)
