"""WARC files: the pages, PDFs and texts that a crawl was answered with."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from stancepipe.errors import DocumentError

MAX_BODY: Final = 60_000_000
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """One response in an archive that holds a document."""

    url: str
    kind: str
    charset: str | None
    body: bytes | None
    """None where it is too large or cannot be unpacked."""


def read_responses(stream: BinaryIO, name: str, passed_over: Counter[str]) -> Iterator[Response]:
    """The answers (status 200) of an archive that hold a document.

    Args:
        stream: the archive, gzipped by record or plain.
        name: what to call it in errors.
        passed_over: counts what is no document: images, redirects, errors.

    Raises:
        DocumentError: the file is no archive or is damaged from here on.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    seen = 0
    try:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.any_type, auto_decode="all"):
            seen += 1
            if record.record_type != WarcRecordType.response or not record.is_http_parsed:
                continue
            status = record.http_headers.status_code
            media = (record.http_content_type or "").partition(";")[0].strip().lower()
            kind = MEDIA_TYPES.get(media)
            if status != 200:
                passed_over[f"status {status}"] += 1
            elif kind not in ARCHIVED:
                passed_over[media or "no content type"] += 1
            else:
                url = str(record.headers.get("WARC-Target-URI") or "").strip("<>")
                yield Response(url=url, kind=kind, charset=record.http_charset, body=_body(record.reader))
    except (OSError, ValueError, EOFError, zlib.error, RuntimeError, UnicodeDecodeError) as error:
        reason = f"the archive is damaged from here on ({type(error).__name__})" if seen else "is not a WARC archive"
        raise DocumentError(name, reason) from error
    if not seen:
        raise DocumentError(name, "holds no WARC record")


def _body(reader: object) -> bytes | None:
    try:
        body: bytes = reader.read(MAX_BODY + 1)  # type: ignore[attr-defined]
    except (OSError, ValueError, EOFError, zlib.error, RuntimeError):
        return None
    return body if len(body) <= MAX_BODY else None
