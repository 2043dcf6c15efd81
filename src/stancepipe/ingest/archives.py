"""WARC files: the pages, PDFs and texts that a crawl was answered with, ours or somebody else's."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

from stancepipe.errors import DocumentError
from stancepipe.ingest.archived_bodies import GZIP_MAGIC, MAX_BODY, unpack
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.folders import format_of
from stancepipe.ingest.http_answers import Headers, media_type_of
from stancepipe.ingest.listed import DOCUMENT, Listed, read_note
from stancepipe.ingest.snapshot_index import Snapshot
from stancepipe.ingest.warc_files import is_ours

MEDIA_TYPES: Final = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/markdown": "md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/vnd.apache.parquet": "parquet",
}
ARCHIVED: Final = frozenset({"html", "pdf", "txt", "md", "docx"})
BLOCK: Final = 1 << 16
MAX_NOTE: Final = 1 << 20
"""Bytes of a metadata record that are read; ours have a few hundred."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """One answer that holds a document, or in an archive of ours one that never came."""

    url: str
    """The address that answered, after redirects."""
    kind: str | None
    """Format of the body, as :func:`stancepipe.ingest.folders.format_of` names it; None where it is none of ours."""
    charset: str | None
    body: bytes | None
    """None where there is none, or it is too large or cannot be unpacked."""
    media_type: str = ""
    """As the answer said; lower case, without parameters."""
    asked: str | None = None
    """The address asked for; None where the archive does not say."""
    fetched_at: datetime | None = None
    listed: Listed | None = None
    """What the source and its listing said; in archives of ours only."""
    problem: str | None = None
    """Why there is nothing to read."""
    truncated: bool = False
    """Whether the archive says that it holds only the beginning (WARC-Truncated)."""


def response_of(
    answer: Fetched | Snapshot, body: bytes, *, listed: Listed | None, fetched_at: datetime | None
) -> Response:
    """An answer of the web, ready to be read: the same whether it has just come or lies in the archive."""
    kind = _kind_of_answer(answer.media_type, answer.url, answer.final_url)
    return Response(
        url=answer.final_url,
        kind=kind,
        charset=answer.charset,
        body=body,
        asked=answer.url,
        fetched_at=fetched_at,
        media_type=answer.media_type,
        listed=listed,
        problem=_unread(kind, answer.media_type),
    )


def _unread(kind: str | None, media_type: str) -> str | None:
    return None if kind else f"answers with {media_type or 'no content type'}, which is not read"


def _kind_of_answer(media_type: str, asked: str, address: str) -> str | None:
    kind, named = MEDIA_TYPES.get(media_type) or _named(address), _named(asked)
    if kind in {None, "txt"} and named is not None:
        return named  # servers send JSON Lines, Markdown and the like as plain text or bytes
    return kind


def _named(address: str) -> str | None:
    try:
        return format_of(urlsplit(address).path)
    except ValueError:
        return None


def read_responses(stream: BinaryIO, name: str, passed_over: Counter[str]) -> Iterator[Response]:
    """The answers (status 200) of an archive that hold a document.

    In archives of ours also those that never came, as responses with a problem; listings are left out.

    Args:
        stream: the archive, gzipped by record or plain.
        name: what to call it in errors.
        passed_over: counts what is no document: images, redirects, errors.

    Raises:
        DocumentError: the file is no archive, or is damaged or cut off from here on.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    seen, position, ours = 0, 0, False
    held: Response | None = None  # an answer of ours, until the note about it is read
    try:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False):
            if record.headers.get("Content-Length") is None:
                raise _CutOff
            seen, position = seen + 1, record.stream_pos
            kind = record.headers.get("WARC-Type")
            before, held = held, None
            if kind == "warcinfo":
                ours = is_ours(record)
                record.consume()
            elif kind == "response":
                found = _read_answer(record, ours, passed_over)
                held = found if ours else None
                if found is not None and not ours:
                    yield found
            elif kind == "metadata" and ours:
                noted = _with_note(before, record, _read_whole(record, MAX_NOTE))
                if noted is not None:
                    yield noted
            else:
                _read_whole(record, 0)
                if kind == "revisit" and not ours:
                    passed_over["the same as elsewhere (revisit)"] += 1
        if seen and not _ends_there(stream, position):
            raise _CutOff
    except (_CutOff, OSError, ValueError, EOFError, zlib.error, RuntimeError) as error:
        if ours and not stream.read(1):
            # The trace of a run that was killed while it wrote: nothing else was lost.
            passed_over["an end that is cut off"] += 1
            return
        if isinstance(error, _CutOff):
            reason = "the archive is cut off: its last record is not whole"
        else:
            reason = (
                f"the archive is damaged from here on ({type(error).__name__})" if seen else "is not a WARC archive"
            )
        raise DocumentError(name, reason) from error
    if not seen:
        raise DocumentError(name, "holds no WARC record")


class _CutOff(Exception):
    """The file ends within a record. The library tells by giving less than the record's head says."""


def _ends_there(stream: BinaryIO, position: int) -> bool:
    """Whether an archive ends with the gzip member at ``position``: the library passes over the half of a next one."""
    if not stream.seekable():
        return True
    stream.seek(position)
    unpacker, block = zlib.decompressobj(wbits=31), stream.read(BLOCK)
    if not block.startswith(GZIP_MAGIC):
        return True  # not gzipped, or as a whole: then half a record is seen
    while block:
        unpacker.decompress(block, BLOCK)
        if unpacker.eof:
            return not unpacker.unused_data.strip(b"\0") and not stream.read(BLOCK).strip(b"\0")
        block = unpacker.unconsumed_tail or stream.read(BLOCK)
    return False


def _read_whole(record: Any, limit: int) -> bytes:
    """The first ``limit`` bytes of a record, after making sure that the rest is there, too."""
    expected = record.content_length
    content: bytes = record.reader.read(limit) if limit else b""
    if len(content) + record.consume() < expected:
        raise _CutOff
    return content


def _read_answer(record: Any, ours: bool, passed_over: Counter[str]) -> Response | None:
    """The document that an answer holds; what is none is counted."""
    try:
        record.parse_http()
    except (OSError, ValueError):
        passed_over["no readable HTTP head"] += 1
    status = record.http_headers.status_code if record.is_http_parsed else None
    headers: Headers = ()
    if record.is_http_parsed:
        headers = tuple((name.lower(), value) for name, value in record.http_headers.to_tuples())
    media_type, charset = media_type_of(headers)
    kind = MEDIA_TYPES.get(media_type)
    wanted = status == 200 and (ours or kind in ARCHIVED)
    body = _read_whole(record, MAX_BODY + 1 if wanted else 0)
    if wanted:
        address = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
        at: datetime | None = record.record_date
        truncated = record.headers.get("WARC-Truncated") is not None
        return Response(
            url=address,
            kind=kind,
            charset=charset,
            body=unpack(body, headers) if len(body) <= MAX_BODY else None,
            fetched_at=at,
            media_type=media_type,
            truncated=truncated,
        )
    if record.is_http_parsed:
        passed_over[f"status {status}" if status != 200 else media_type or "no content type"] += 1
    return None


def _with_note(answer: Response | None, record: Any, content: bytes) -> Response | None:
    """An answer of ours with what the note after it says, or the failure that the note alone stands for."""
    note = read_note(content)
    if note is None or note.role != DOCUMENT or (answer is None) == (note.problem is None):
        return None
    address = str(record.headers.get("WARC-Target-URI") or "")
    asked = note.asked or address
    if answer is not None:
        kind = _kind_of_answer(answer.media_type, asked, address)
        return replace(answer, kind=kind, asked=asked, listed=note.listed, problem=_unread(kind, answer.media_type))
    return Response(
        url=asked, kind=None, charset=None, body=None, asked=asked, fetched_at=record.record_date, listed=note.listed,
        problem=note.problem,
    )  # fmt: skip
