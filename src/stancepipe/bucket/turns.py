"""Whose turn it is to write to a bucket: an object that only one run can put, renewed while that run lives."""

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from stancepipe.bucket.objects import Objects, Refused
from stancepipe.errors import StoreError, StoreLocked

KEY: Final = ".lock"
OURS: Final = ".turn"
"""File beside a working copy with the word that this machine put: a run that was killed here has left its turn."""
EXPIRES: Final = timedelta(minutes=10)
"""After that long without renewal, a run on another machine is taken for dead."""
RENEWED_S: Final = 60.0


@contextlib.contextmanager
def local_turn(folder: Path, wait_s: float, url: str) -> Iterator[None]:
    """One process of this machine at a time in a copy."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{folder}.lock", timeout=wait_s, fallback_to_soft=False):
            yield
    except Timeout as error:
        raise StoreLocked(f"another run on this machine is writing to {url}: wait until it ends") from error


class Turn:
    """The right to write to a bucket, as far as its server grants it."""

    def __init__(self, objects: Objects, word: bytes, etag: str) -> None:
        """Hold the lock object that says ``word``."""
        self.lost = False
        """Whether another run took the turn, because this one seemed dead."""
        self._objects = objects
        self._word = word
        self._etag = etag
        self._ended = threading.Event()
        self._renewal = threading.Thread(target=self._renew, daemon=True)
        self._renewal.start()

    def end(self) -> None:
        """Let the next run write."""
        self._ended.set()
        self._renewal.join()
        found = self._objects.read(KEY)
        if found is not None and found[0] == self._word:
            self._objects.delete(KEY)

    def _renew(self) -> None:
        while not self._ended.wait(RENEWED_S):
            # A server that does not answer for a while has not given the turn away.
            with contextlib.suppress(StoreError):
                try:
                    self._etag = self._objects.put(KEY, self._word, instead_of=self._etag)
                except Refused:
                    self.lost = True
                    return


@contextlib.contextmanager
def turn_of(objects: Objects, folder: Path, report: Callable[[str], None]) -> Iterator[Turn]:
    """Take the turn to write for as long as the block runs; the local turn must be held.

    Raises:
        StoreLocked: another run has it.
    """
    word = uuid.uuid4().hex.encode()
    ours = folder.with_name(f"{folder.name}{OURS}")
    etag = _take(objects, word, ours.read_bytes() if ours.is_file() else None)
    ours.write_bytes(word)
    with contextlib.suppress(Refused):
        etag = objects.put(KEY, word, new=True)
        report(
            f"{objects.address.url}: this server ignores conditions, so that two runs at once on two machines would "
            "not be noticed: see to it that one writes at a time"
        )
    turn = Turn(objects, word, etag)
    try:
        yield turn
    finally:
        turn.end()
        ours.unlink(missing_ok=True)


def _take(objects: Objects, word: bytes, ours: bytes | None) -> str:
    try:
        return objects.put(KEY, word, new=True)
    except Refused:
        found, age = objects.read(KEY), objects.age(KEY)
    if found is not None and age is not None:
        minutes = round((EXPIRES - age).total_seconds() / 60)
        if found[0] != ours and age < EXPIRES:
            raise StoreLocked(
                f"another run is writing to {objects.address.url}: wait until it ends; "
                f"if it was killed, it stands in the way for {max(1, minutes)} minutes more"
            )
    try:
        return objects.put(KEY, word, instead_of=found[1]) if found else objects.put(KEY, word, new=True)
    except Refused:
        raise StoreLocked(f"another run has just begun to write to {objects.address.url}: wait until it ends") from None
