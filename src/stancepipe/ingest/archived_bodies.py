"""Bodies of archived answers, unpacked: what their heads say of packing is often no longer true.

Crawlers store an answer as it travelled (chunked, packed), or unpack it and rename those headers, or unpack it and
leave the headers as they were. So a header is a hint, and the bytes decide.
"""

import io
import re
import zlib
from typing import Final

from stancepipe.ingest.http_answers import Headers, values_of

MAX_BODY: Final = 60_000_000
"""Bytes, packed or unpacked; more is nothing that is read here."""
GZIP_MAGIC: Final = b"\x1f\x8b"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_CHUNK_HEAD: Final = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")


def unpack(body: bytes, headers: Headers) -> bytes | None:
    """A body as it was before it was packed for its way; None where that cannot be undone, or is too large.

    What is cut off in the middle is unpacked up to there.
    """
    if "chunked" in values_of(headers, "transfer-encoding").lower():
        body = _joined_chunks(body)
    codings = [coding.strip().lower() for coding in values_of(headers, "content-encoding").split(",")]
    for coding in reversed(codings):
        unpacked = _undo(coding, body)
        if unpacked is None or len(unpacked) > MAX_BODY:
            return None
        body = unpacked
    return body if len(body) <= MAX_BODY else None


def _joined_chunks(body: bytes) -> bytes:
    """The content of a chunked body; a body that does not begin with a chunk was joined before."""
    pieces, position = [], 0
    while (head := _CHUNK_HEAD.match(body, position)) is not None and (size := int(head[1], 16)):
        pieces.append(body[head.end() : head.end() + size])
        position = head.end() + size
        position += 2 if body[position : position + 2] == b"\r\n" else 1
    return b"".join(pieces) if position or _CHUNK_HEAD.match(body) else body


def _undo(coding: str, body: bytes) -> bytes | None:
    if coding in {"gzip", "x-gzip"}:
        return _inflated(body, 31) if body.startswith(GZIP_MAGIC) else body
    if coding == "deflate":
        # By the standard with zlib's head, by custom often without.
        return next((found for wbits in (15, -15) if (found := _inflated(body, wbits)) is not None), body)
    if coding == "br":
        return _read_all("BrotliReader", body) or body
    if coding == "zstd":
        return _read_all("ZstdReader", body) if body.startswith(ZSTD_MAGIC) else body
    return body  # nothing said, or a word that means nothing


def _inflated(body: bytes, wbits: int) -> bytes | None:
    content, rest = bytearray(), body
    try:
        while rest and len(content) <= MAX_BODY:
            unpacker = zlib.decompressobj(wbits=wbits)
            content += unpacker.decompress(rest, MAX_BODY + 1 - len(content))
            rest = unpacker.unused_data
            if wbits != 31 or not rest.startswith(GZIP_MAGIC):
                break
    except zlib.error:
        return None
    return bytes(content)


def _read_all(reader: str, body: bytes) -> bytes | None:
    from fastwarc import stream_io

    try:
        content: bytes = getattr(stream_io, reader)(io.BytesIO(body)).read(MAX_BODY + 1)
    except (OSError, ValueError, EOFError, RuntimeError):
        return None
    return content
