"""Files of our own raw archive, read back entry by entry; where each begins and ends is known to the byte."""

import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from stancepipe.ingest.listed import Note, read_note
from stancepipe.ingest.warc_records import DIGEST, SOFTWARE

MAX_RECORD: Final = 64 << 20
"""Bytes of one record, unpacked: several times the largest answer that is fetched. More is damage."""
BLOCK: Final = 16 << 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One answer or failure, as a file holds it."""

    kind: str
    """``response``, ``revisit``, ``failure`` or ``warcinfo``."""
    start: int
    """First byte of its first record in the file."""
    end: int
    """One past the last byte of its last record."""
    address: str
    """The one that answered, after redirects."""
    at: datetime
    status: int = 0
    """Of the answer: 200, or 304 where the server only said that nothing changed."""
    headers: tuple[tuple[str, str], ...] = ()
    """Of the answer, names in lower case."""
    sha256: str = ""
    """Of the payload, in hexadecimal; empty for a failure."""
    stored_at: datetime | None = None
    """Of a revisit: when the payload came that was found again."""
    note: Note | None = None

    @property
    def asked(self) -> str:
        """The address asked for."""
        return self.address if self.note is None or self.note.asked is None else self.note.asked

    @property
    def n_records(self) -> int:
        """WARC records that it is made of."""
        return 2 if self.kind in {"response", "revisit"} else 1


class DamagedFile(Exception):
    """From some byte on a file holds no whole record of ours."""

    def __init__(self, path: Path, position: int) -> None:
        super().__init__(f"{path.name} is damaged or cut off from byte {position:,} on")
        self.position = position


def read_entries(path: Path, start: int = 0) -> Iterator[Entry]:
    """The entries of a file of ours from a byte on, which must be the first of an entry.

    An answer without its note, which a killed run may leave at the end, is as good as not written.

    Raises:
        DamagedFile: no whole record follows from some byte on; all before it were given.
    """
    held: Entry | None = None
    with path.open("rb") as file:
        for member in _members(path, file, start):
            record = _record_of(member)
            if record is None or (member.start == 0 and not is_ours(record)):
                raise DamagedFile(path, member.start)
            kind = record.headers.get("WARC-Type")
            if kind in {"response", "revisit"}:
                held = _answer_of(kind, record, member)
                continue
            if kind == "metadata":
                entry = _noted(held, record, member)
                if entry is not None:
                    yield entry
            elif kind == "warcinfo":
                yield Entry(kind=kind, start=member.start, end=member.end, address="", at=record.record_date)
            held = None
    if held is not None:
        raise DamagedFile(path, held.start)


def read_payload(path: Path, offset: int) -> bytes:
    """The payload of the answer at ``offset``.

    Raises:
        DamagedFile: there is none.
    """
    with path.open("rb") as file:
        member = next(_members(path, file, offset), None)
    record = None if member is None else _record_of(member)
    if record is None or not record.is_http_parsed:
        raise DamagedFile(path, offset)
    payload: bytes = record.reader.read()
    return payload


def copy_ranges(path: Path, ranges: Sequence[tuple[int, int]], target: BinaryIO) -> None:
    """Copy the bytes of a file between the given places, in their order."""
    with path.open("rb") as file:
        for start, end in ranges:
            file.seek(start)
            left = end - start
            while left and (block := file.read(min(BLOCK, left))):
                target.write(block)
                left -= len(block)


def is_ours(record: Any) -> bool:
    """Whether a WARC record is the first of a file of ours."""
    return record.headers.get("WARC-Type") == "warcinfo" and SOFTWARE.encode() in record.reader.read(BLOCK)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Member:
    start: int
    end: int
    content: bytes


def _members(path: Path, file: BinaryIO, start: int) -> Iterator[_Member]:
    """Whole gzip members, each held against its checksum; one is in memory at a time."""
    file.seek(start)
    rest = b""
    while True:
        unpacker, content, end = zlib.decompressobj(wbits=31), bytearray(), start
        while not unpacker.eof:
            block = rest or file.read(BLOCK)
            if not block and end == start:
                return
            try:
                content += unpacker.decompress(block, MAX_RECORD + 1 - len(content))
            except zlib.error as error:
                raise DamagedFile(path, start) from error
            if not block or len(content) > MAX_RECORD:
                raise DamagedFile(path, start)
            rest = unpacker.unused_data
            end += len(block) - len(rest)
        yield _Member(start=start, end=end, content=bytes(content))
        start = end


def _record_of(member: _Member) -> Any:
    """The WARC record that a member holds; None where it holds none."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    try:
        record = next(iter(ArchiveIterator(io.BytesIO(member.content), WarcRecordType.any_type)), None)
        if record is None or record.record_date is None:
            return None
        record.freeze()  # it outlives the iterator
    except (OSError, ValueError):
        return None
    return record


def _answer_of(kind: str, record: Any, member: _Member) -> Entry | None:
    digest = record.headers.get("WARC-Payload-Digest") or ""
    stored_at = record.headers.get("WARC-Refers-To-Date")
    if not digest.startswith(DIGEST) or not record.is_http_parsed or (kind == "revisit") != (stored_at is not None):
        return None
    return Entry(
        kind=kind,
        start=member.start,
        end=member.end,
        address=record.headers.get("WARC-Target-URI") or "",
        at=record.record_date,
        status=record.http_headers.status_code or 0,
        headers=tuple((name.lower(), value) for name, value in record.http_headers.to_tuples()),
        sha256=digest.removeprefix(DIGEST),
        stored_at=None if stored_at is None else datetime.fromisoformat(stored_at),
    )


def _noted(held: Entry | None, record: Any, member: _Member) -> Entry | None:
    """The entry that a note completes; None where it is no note of ours, or its answer is not there."""
    note = read_note(record.reader.read())
    if note is None or (held is None) == (note.problem is None):
        return None
    if held is not None:
        return replace(held, end=member.end, note=note)
    address = record.headers.get("WARC-Target-URI") or ""
    return Entry(kind="failure", start=member.start, end=member.end, address=address, at=record.record_date, note=note)
