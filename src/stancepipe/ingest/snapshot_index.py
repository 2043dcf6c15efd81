"""Where the raw archive's answers lie: an SQLite file that can be made again from the archive at any time."""

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from stancepipe.ingest.dates import Published
from stancepipe.ingest.listed import Listed
from stancepipe.ingest.warc_records import written_time

VERSION: Final = 1
"""Goes up with any change of the tables; an index of another version is made again."""
PAGE: Final = 500
"""Rows that are in memory at once where all are read."""

_TABLES: Final = """
create table files (name text primary key, size integer not null) without rowid;
create table snapshots (
    file text not null, offset integer not null, url text not null, role text not null, fetched_at text not null,
    sha256 text not null, content text not null, primary key (file, offset)
) without rowid;
create index by_url on snapshots (url, file, offset);
create index by_time on snapshots (role, fetched_at, file, offset);
create table failures (url text primary key, content text not null) without rowid;
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """An answer as it is stored: where, and what it and its listing say."""

    url: str
    """As asked for."""
    final_url: str
    """After redirects."""
    role: str
    """``document`` or ``listing``."""
    fetched_at: datetime
    """When this payload first came."""
    checked_at: datetime
    """When it was last found to be the same; else ``fetched_at``."""
    media_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    fresh_for: float | None
    """Seconds, from ``checked_at``, for which the server called it fresh; None where it did not say."""
    sha256: str
    """Of the payload, in hexadecimal."""
    listed: Listed
    """As of ``checked_at``."""
    file: str
    """Name of the archive's file that holds it."""
    offset: int
    """First byte of its record there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """An address that was not answered well since it last was."""

    url: str
    reason: str
    temporary: bool
    """Whether another attempt may go better."""
    failed_at: datetime


class SnapshotIndex:
    """The index file, held by one thread at a time. Every question may raise ``sqlite3.Error``."""

    def __init__(self, path: Path) -> None:
        """Open the index, or make an empty one.

        Raises:
            sqlite3.Error: the file is no index of this version, or damaged.
        """
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level="IMMEDIATE")
        try:
            # With a write-ahead log a commit costs no wait for the disk, and a killed process loses none.
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            [[version]] = self._db.execute("pragma user_version").fetchall()
            [[tables]] = self._db.execute("select count(*) from sqlite_master").fetchall()
            if not tables:
                self._db.executescript(f"begin; {_TABLES} pragma user_version = {VERSION}; commit;")
            elif version != VERSION:
                raise sqlite3.DatabaseError(f"the index has version {version}")
            elif self._db.execute("pragma quick_check(1)").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("the index is damaged")
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def commit(self, file: str, size: int) -> None:
        """Make what was told so far last, together with how much of a file it covers."""
        self._db.execute("insert or replace into files values (?, ?)", (file, size))
        self._db.commit()

    def files(self) -> dict[str, int]:
        """Names of the files that the index covers, and their sizes then."""
        return dict(self._db.execute("select name, size from files"))

    def store(self, snapshot: Snapshot) -> None:
        """Add a snapshot, or replace what is said of it; its address is no failure any more."""
        place = (snapshot.file, snapshot.offset, _key(snapshot.url), snapshot.role)
        row = (*place, written_time(snapshot.fetched_at), snapshot.sha256, _written(snapshot))
        self._db.execute("insert or replace into snapshots values (?, ?, ?, ?, ?, ?, ?)", row)
        self._db.execute("delete from failures where url = ?", (_key(snapshot.url),))

    def fail(self, failure: Failure) -> None:
        """Add a failure."""
        self._db.execute("insert or replace into failures values (?, ?)", (_key(failure.url), _written(failure)))

    def latest(self, url: str) -> Snapshot | None:
        """The snapshot of an address that was stored last."""
        asked = "select content from snapshots where url = ? order by file desc, offset desc limit 1"
        return self._one(asked, _key(url))

    def stored_at(self, url: str, at: datetime, sha256: str) -> Snapshot | None:
        """The snapshot of an address with the payload that came at a time."""
        asked = "select content from snapshots where url = ? and fetched_at = ? and sha256 = ? order by file, offset"
        return self._one(asked, _key(url), written_time(at), sha256)

    def failure(self, url: str) -> Failure | None:
        """The failure of an address, where nothing came since."""
        row = self._db.execute("select content from failures where url = ?", (_key(url),)).fetchone()
        if row is None:
            return None
        raw = json.loads(row[0])
        return Failure(**(raw | {"failed_at": datetime.fromisoformat(raw["failed_at"])}))

    def page(self, role: str, after: Snapshot | None) -> list[Snapshot]:
        """The next snapshots of a role after a given one, in order of fetching; none at the end."""
        asked = (
            "select content from snapshots where role = ? and (fetched_at, file, offset) > (?, ?, ?) "
            "order by fetched_at, file, offset limit ?"
        )
        place = ("", "", -1) if after is None else (written_time(after.fetched_at), after.file, after.offset)
        return [_snapshot(content) for [content] in self._db.execute(asked, (role, *place, PAGE))]

    def _one(self, asked: str, *values: str) -> Snapshot | None:
        row = self._db.execute(asked, values).fetchone()
        return None if row is None else _snapshot(row[0])


def _key(url: str) -> str:
    """An address as SQLite can hold it, whatever a listing said it was."""
    return json.dumps(url)


def _written(row: Snapshot | Failure) -> str:
    return json.dumps(asdict(row), default=lambda day: day.isoformat())


def _snapshot(content: str) -> Snapshot:
    raw = json.loads(content)
    times = {name: datetime.fromisoformat(raw[name]) for name in ("fetched_at", "checked_at")}
    said = raw["listed"]
    published = said.pop("published")
    if published is not None:
        published = Published(**(published | {"day": date.fromisoformat(published["day"])}))
    listed = Listed(**(said | {"published": published, "date_formats": tuple(said["date_formats"])}))
    return Snapshot(**(raw | times | {"listed": listed}))
