"""Which files the raw archive is made of, and the one that a run writes to."""

import os
import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Final

from stancepipe.ingest.warc_files import DamagedFile, copy_ranges, read_entries
from stancepipe.ingest.warc_records import info_record, written_address

MAX_FILE: Final = 200_000_000
"""Bytes after which a new file is begun: small enough to copy, large enough to be few."""
FILE_NAME: Final = re.compile(r"(?P<stamp>\d{8}T\d{6}Z)-(?P<number>\d{5})\.warc\.gz")


def archive_files(folder: Path) -> list[Path]:
    """Files that bear a name of ours, in the order in which they were begun."""
    return sorted(path for path in folder.iterdir() if FILE_NAME.fullmatch(path.name) and path.is_file())


class FileInUse:
    """The file that one run writes to: begun with its first record, never one of an earlier run."""

    def __init__(self, folder: Path, max_file: int) -> None:
        """Nothing is written yet."""
        self._folder = folder
        self._max_file = max_file
        self._file: FileIO | None = None
        self.name = ""

    def append(self, records: bytes, at: datetime) -> int:
        """Write whole records and hand them to the operating system: a killed process has not lost them.

        Returns:
            Where they begin in the file ``name``; a full file is left for a new one before.

        Raises:
            OSError: the disk refuses.
        """
        if self._file is not None and self._file.tell() >= self._max_file:
            self.close()
        try:
            head = b"" if self._file is not None else self._begin(at)
            file = self._file
            assert file is not None
            offset = file.tell() + len(head)
            _write_whole(file, head + records)
        except BaseException:
            self.abandon()
            raise
        return offset

    @property
    def size(self) -> int:
        """Bytes written to the file so far."""
        return 0 if self._file is None else self._file.tell()

    def close(self) -> None:
        """End the file; what comes next goes into a new one. What it holds survives a power cut from here on."""
        file, self._file = self._file, None
        if file is not None:
            with file:
                os.fsync(file.fileno())

    def abandon(self) -> None:
        """End the file after an error: what followed half a record could not be read."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _begin(self, at: datetime) -> bytes:
        """Open a new file; the record that it begins with is still to be written."""
        earlier = [m for path in archive_files(self._folder) if (m := FILE_NAME.fullmatch(path.name)) is not None]
        number = 1 + max((int(name["number"]) for name in earlier), default=0)
        # Names sort as the files were begun, also where our clock was set back.
        stamp = max([f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}", *(name["stamp"] for name in earlier)])
        self.name = f"{stamp}-{number:05d}.warc.gz"
        # Unbuffered: after a failed write nothing is left that closing would write behind half a record.
        self._file = (self._folder / self.name).open("xb", buffering=0)
        return info_record(self.name, at)


def _write_whole(file: FileIO, content: bytes) -> None:
    left = memoryview(content)
    while left:  # a disk that is nearly full takes a part before it refuses
        left = left[file.write(left) :]


def remove_entries(path: Path, urls: Collection[str], report: Callable[[str], None]) -> int:
    """Write a file of the archive again without what came from some addresses; delete it where nothing else is in it.

    Where the end of the file cannot be read nobody can say what it holds, so it is left out, too.

    Args:
        path: the file.
        urls: addresses asked for, or reached by a redirect.
        report: told, in a sentence, what could not be read.

    Returns:
        How many WARC records were left out.
    """
    addresses = {written_address(url) for url in urls}
    kept: list[tuple[int, int]] = []
    removed, answers, whole = 0, 0, True
    try:
        for entry in read_entries(path):
            if entry.kind != "warcinfo" and (entry.asked in urls or entry.address in addresses):
                removed += entry.n_records
                continue
            answers += entry.kind != "warcinfo"
            if kept and kept[-1][1] == entry.start:
                kept[-1] = (kept[-1][0], entry.end)
            else:
                kept.append((entry.start, entry.end))
    except DamagedFile as error:
        if error.position == 0:
            report(f"{path.name} is not a file of the archive: it was not searched")
            return 0
        report(f"{error}: what cannot be read there was removed")
        whole = False
    if whole and not removed:
        return 0
    if not answers:
        path.unlink()
        return removed
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as target:
        copy_ranges(path, kept, target)
        target.flush()
        os.fsync(target.fileno())
    fresh.replace(path)
    return removed
