"""The raw archive: every answer of the web as it came, in WARC files that others can read, with an index beside them.

The WARC files are what counts. The index is a cache: where it is missing, damaged or does not fit them it is made
again. Each run writes a file of its own; none is ever appended to by a later one.
"""

import contextlib
import hashlib
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from filelock import FileLock, Timeout

from stancepipe.errors import DocumentError, StoreError, StoreLocked
from stancepipe.ingest.archive_files import FILE_NAME, MAX_FILE, FileInUse, archive_files, remove_entries
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.indexing import drop_index, open_index, snapshot_of
from stancepipe.ingest.listed import DOCUMENT, Listed, Note
from stancepipe.ingest.snapshot_index import Failure, Snapshot, SnapshotIndex
from stancepipe.ingest.warc_files import DamagedFile, read_payload
from stancepipe.ingest.warc_records import failure_record, response_records, revisit_records

__all__ = ["Archive", "Failure", "Listed", "Snapshot"]

INDEX: Final = ".index.sqlite"
"""Hidden, so that a run over the archive's folder takes it for no input."""
LOCK: Final = ".lock"


def _say_nothing(sentence: str) -> None:
    """Nobody is told."""


class Archive:
    """The raw archive of one folder: one writer at a time, any number of its threads."""

    def __init__(self, folder: Path, *, report: Callable[[str], None] = _say_nothing, max_file: int = MAX_FILE) -> None:
        """Name the folder; nothing is read or written before the block is entered.

        Args:
            folder: where the files lie.
            report: told, in a sentence, which files cannot be read, wholly or from some place on.
            max_file: bytes after which a new file is begun.
        """
        self._folder = folder
        self._report = report
        self._max_file = max_file
        self._guard = threading.RLock()
        self._lock = FileLock(folder / LOCK, timeout=0, fallback_to_soft=False)
        self._index: SnapshotIndex
        self._file = FileInUse(folder, max_file)

    def __enter__(self) -> Self:
        """Take the folder and bring the index up to date.

        Raises:
            StoreLocked: another run writes to it.
            StoreError: it cannot be written.
        """
        with self._writing():
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire()
            except Timeout as error:
                raise StoreLocked(f"another run is writing to {self._folder}: wait until it ends") from error
            try:
                self._index = self._open_index()
            except BaseException:
                self._lock.release()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file and the index, and give the folder back."""
        with self._writing():
            try:
                self._file.close()
            finally:
                self._index.close()
                self._lock.release()

    def latest(self, url: str) -> Snapshot | None:
        """The snapshot of an address that was stored last."""
        with self._writing():
            return self._index.latest(url)

    def failure(self, url: str) -> Failure | None:
        """The last failure of an address, where nothing came since."""
        with self._writing():
            return self._index.failure(url)

    def body(self, snapshot: Snapshot) -> bytes:
        """The payload of a snapshot.

        Raises:
            DocumentError: it is not there any more, or damaged.
        """
        try:
            payload = read_payload(self._folder / snapshot.file, snapshot.offset)
        except (OSError, DamagedFile) as error:
            raise DocumentError(snapshot.url, "the archived answer cannot be read any more") from error
        if hashlib.sha256(payload).hexdigest() != snapshot.sha256:
            raise DocumentError(snapshot.url, "the archived answer is damaged")
        return payload

    def add(self, answer: Fetched, *, fetched_at: datetime, listed: Listed, role: str) -> Snapshot:
        """Store an answer; where it brings what the address brought last, only that it did.

        Args:
            answer: with status 200.
            fetched_at: when it came.
            listed: what its source and listing say of it.
            role: ``document`` or ``listing``.

        Returns:
            Where its payload lies: of an answer as before, the earlier place, with ``checked_at`` now.

        Raises:
            StoreError: the disk refuses; nothing is stored.
        """
        sha256 = hashlib.sha256(answer.body).hexdigest()
        note = Note(asked=None, role=role, listed=listed)
        with self._writing():
            known = self._index.latest(answer.url)
            found = snapshot_of(answer, sha256, fetched_at, note, "", 0)
            if known is not None and _describes(known) == _describes(found):
                records = revisit_records(
                    answer, sha256, fetched_at, note, address=known.final_url, stored_at=known.fetched_at
                )
                self._file.append(records, fetched_at)
                snapshot = replace(found, fetched_at=known.fetched_at, file=known.file, offset=known.offset)
            else:
                offset = self._file.append(response_records(answer, sha256, fetched_at, note), fetched_at)
                snapshot = replace(found, file=self._file.name, offset=offset)
            self._index.store(snapshot)
            self._index.commit(self._file.name, self._file.size)
            return snapshot

    def add_unchanged(self, snapshot: Snapshot, *, checked_at: datetime, listed: Listed) -> Snapshot:
        """Note that the server said, at ``checked_at``, that what it gave is still as it was (status 304).

        Raises:
            StoreError: the disk refuses.
        """
        answer = Fetched(
            url=snapshot.url,
            final_url=snapshot.final_url,
            status=304,
            headers=(),
            media_type="",
            charset=None,
            body=b"",
        )
        note = Note(asked=None, role=snapshot.role, listed=listed)
        with self._writing():
            records = revisit_records(
                answer, snapshot.sha256, checked_at, note, address=snapshot.final_url, stored_at=snapshot.fetched_at
            )
            self._file.append(records, checked_at)
            checked = replace(snapshot, checked_at=checked_at, listed=listed)
            self._index.store(checked)
            self._index.commit(self._file.name, self._file.size)
            return checked

    def add_failure(
        self, url: str, reason: str, temporary: bool, failed_at: datetime, listed: Listed, *, role: str = DOCUMENT
    ) -> None:
        """Note that an address was asked in vain.

        Raises:
            StoreError: the disk refuses.
        """
        note = Note(asked=None, role=role, listed=listed, problem=reason, temporary=temporary)
        with self._writing():
            self._file.append(failure_record(url, failed_at, note), failed_at)
            self._index.fail(Failure(url=url, reason=reason, temporary=temporary, failed_at=failed_at))
            self._index.commit(self._file.name, self._file.size)

    def snapshots(self, role: str = DOCUMENT) -> Iterator[Snapshot]:
        """All stored payloads, each once, in order of fetching."""
        after: Snapshot | None = None
        while True:
            with self._writing():
                page = self._index.page(role, after)
            yield from page
            if not page:
                return
            after = page[-1]

    def remove(self, urls: Collection[str]) -> int:
        """Take every trace of some addresses out of the archive, asked for or reached by a redirect.

        Ends of files that cannot be read go, too, where nobody could say what they hold. May be repeated, also after
        a run that was killed in it.

        Returns:
            How many WARC records are gone.

        Raises:
            StoreError: the disk refuses.
        """
        with self._writing():
            self._file.close()
            # First of all, since it names the addresses, and no longer fits once a file is replaced.
            self._index.close()
            drop_index(self._folder / INDEX)
            removed = sum(remove_entries(p, frozenset(urls), self._report) for p in archive_files(self._folder))
            self._index = self._open_index()
        return removed

    def _open_index(self) -> SnapshotIndex:
        for path in sorted(self._folder.iterdir()):
            ours = FILE_NAME.fullmatch(path.name) is not None
            if (ours and not path.stat().st_size) or (path.name.startswith(".") and path.suffix == ".new"):
                path.unlink()  # begun by a run that was killed before it wrote anything, or while it removed something
            elif not ours and not path.name.startswith("."):
                self._report(f"{path} is not a file of the archive: it is passed over")
        return open_index(self._folder / INDEX, archive_files(self._folder), self._report)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with self._guard:
            try:
                yield
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise StoreError(f"{self._folder} cannot be written ({reason})") from error
            except sqlite3.Error as error:
                # What was archived is there, and the next run finds the index behind it.
                self._file.abandon()
                raise StoreError(f"the index of {self._folder} cannot be used ({error})") from error


def _describes(snapshot: Snapshot) -> tuple[object, ...]:
    """What must be the same for an answer to bring nothing new; the same bytes may be read in another charset."""
    s = snapshot
    return s.sha256, s.role, s.final_url, s.media_type, s.charset
