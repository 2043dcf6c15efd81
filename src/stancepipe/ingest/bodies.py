"""The body of an answer as it arrives, unpacked within a limit."""

import zlib
from collections.abc import Iterable


class TooLarge(ValueError):
    """A body is larger than the limit; its beginning is kept."""

    def __init__(self, limit: int, beginning: bytes) -> None:
        super().__init__(f"the answer is larger than {limit / 1_000_000:g} MB")
        self.beginning = beginning


def read_body(pieces: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body, unpacked step by step, so that a small answer cannot unpack to more than the limit.

    Args:
        pieces: the body as it arrives.
        encoding: what the header ``Content-Encoding`` says, empty where there is none.
        limit: bytes, packed as well as unpacked.

    Raises:
        TooLarge: it is larger than ``limit``.
        ValueError: it is packed in a way that was not asked for, or wrongly.
        EOFError: its end is missing.
    """
    encoding = encoding.strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise ValueError(f"the answer is packed as {encoding}, which was not asked for")
    body, received = bytearray(), 0
    member = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    for piece in pieces:
        received += len(piece)
        rest = piece
        while rest and len(body) <= limit:
            if member is None:
                body += rest
                break
            if member.eof:  # another member of the same file follows, or padding
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                member = zlib.decompressobj(wbits=31)
            try:
                body += member.decompress(rest, limit + 1 - len(body))
            except zlib.error as error:
                raise ValueError("the answer is packed wrongly") from error
            rest = member.unused_data or member.unconsumed_tail
        if max(len(body), received) > limit:
            raise TooLarge(limit, bytes(body[:limit]))
    if member is not None and received and not member.eof:
        raise EOFError("the answer is cut short")
    return bytes(body)
