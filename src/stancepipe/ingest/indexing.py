"""The index of the raw archive, brought up to date with its files or made again from them."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from stancepipe.ingest.http_answers import Fetched, media_type_of
from stancepipe.ingest.listed import Note
from stancepipe.ingest.snapshot_index import Failure, Snapshot, SnapshotIndex
from stancepipe.ingest.warc_files import DamagedFile, Entry, read_entries
from stancepipe.ingest.warc_records import written_address


def open_index(path: Path, files: Sequence[Path], report: Callable[[str], None]) -> SnapshotIndex:
    """The index at ``path``, covering all of ``files``.

    Args:
        path: the index; where it is missing, damaged or does not fit the files it is made again.
        files: of the archive, in the order in which they were begun.
        report: told, in a sentence, which files cannot be read, wholly or from some place on.
    """
    try:
        index = SnapshotIndex(path)
    except sqlite3.DatabaseError:
        drop_index(path)
        index = SnapshotIndex(path)
    if not _fits(index.files(), {file.name: file.stat().st_size for file in files}):
        index.close()
        drop_index(path)
        index = SnapshotIndex(path)
    _cover(index, files, report)
    return index


def drop_index(path: Path) -> None:
    """Delete an index with all that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def snapshot_of(answer: Fetched, sha256: str, at: datetime, note: Note, file: str, offset: int) -> Snapshot:
    """The snapshot of an answer that came at ``at`` and lies in ``file`` at ``offset``."""
    return Snapshot(
        url=answer.url,
        final_url=written_address(answer.final_url),
        role=note.role,
        fetched_at=at,
        checked_at=at,
        media_type=answer.media_type,
        charset=answer.charset,
        etag=answer.etag,
        last_modified=answer.last_modified,
        fresh_for=answer.max_age,
        sha256=sha256,
        listed=note.listed,
        file=file,
        offset=offset,
    )


def _fits(covered: Mapping[str, int], found: Mapping[str, int]) -> bool:
    """Whether files have only been added at the end since they were covered."""
    newest = max(covered, default="")
    return all(found.get(name, -1) >= size for name, size in covered.items()) and all(
        name >= newest for name, size in found.items() if size != covered.get(name)
    )


def _cover(index: SnapshotIndex, files: Sequence[Path], report: Callable[[str], None]) -> None:
    covered = index.files()
    for path in files:
        size = path.stat().st_size
        if covered.get(path.name) == size:
            continue
        try:
            for entry in read_entries(path, covered.get(path.name, 0)):
                _take_in(index, entry, path.name)
        except DamagedFile as error:
            whole = "it is not a file of the archive, and" if error.position == 0 else "what follows"
            report(f"{error}: {whole} is passed over")
        index.commit(path.name, size)


def _take_in(index: SnapshotIndex, entry: Entry, file: str) -> None:
    note = entry.note
    if note is None:
        return
    if note.problem is not None:
        failure = Failure(url=entry.asked, reason=note.problem, temporary=note.temporary, failed_at=entry.at)
        index.fail(failure)
        return
    media_type, charset = media_type_of(entry.headers)
    answer = Fetched(
        url=entry.asked,
        final_url=entry.address,
        headers=entry.headers,
        media_type=media_type,
        charset=charset,
        body=b"",
    )
    found = snapshot_of(answer, entry.sha256, entry.at, note, file, entry.start)
    if entry.stored_at is None:
        index.store(found)
        return
    known = index.stored_at(entry.asked, entry.stored_at, entry.sha256)
    if known is None:
        return  # the answer that it confirms lay in a file that is gone
    if entry.status == 304:
        index.store(replace(known, checked_at=entry.at, listed=note.listed))
    else:
        index.store(replace(found, fetched_at=known.fetched_at, file=known.file, offset=known.offset))
