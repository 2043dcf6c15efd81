"""Bytes to text: byte order marks, encodings, line ends, and a refusal of what is no text at all."""

import codecs
import re
from typing import Final

MAX_TEXT_BYTES: Final = 20 * 2**20
"""Several books."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16: the mark of the one begins with that of the other."""

_CONTROLS: Final = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
"""Bytes that no text encoding uses for text (tab, line ends, form feed and ISO-2022's escape left out)."""
MAX_CONTROL_SHARE: Final = 0.01
"""Random bytes have 11 %, text has none; one in a hundred leaves room for a damaged spot."""

_DETECTION_SAMPLE: Final = 100_000
_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_WEB_NAMES: Final = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254"}
"""What browsers take these names for; pages that declare them use the larger Windows tables."""


def decode_text(body: bytes, *, declared: str | None = None) -> str:
    r"""The text that ``body`` encodes, without byte order mark, with ``\\n`` line ends.

    Args:
        body: the bytes of a file or page.
        declared: the encoding that its transport or head declares; believed only if the bytes are not UTF-8.

    Raises:
        ValueError: it is no text, with the reason.
    """
    text = _decode(body, declared)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def declared_in_page(body: bytes) -> str | None:
    """The encoding that an HTML page declares in its head."""
    match = _DECLARED.search(body[:4096])
    return match[1].decode("ascii").lower() if match else None


def _decode(body: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            try:
                return body[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise ValueError(f"begins as {encoding.upper()} but is not valid {encoding.upper()}") from error
    if b"\x00" in body or len(body) - len(body.translate(None, _CONTROLS)) > MAX_CONTROL_SHARE * len(body):
        raise ValueError("is not text but binary data")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for guess in (_text_encoding(declared) if declared else None, _detect(body)):
        if guess:
            try:
                return body.decode(guess)
            except UnicodeDecodeError:
                continue
    raise ValueError("is in no encoding we recognise; save it as UTF-8")


def _text_encoding(name: str) -> str | None:
    """The codec of that name if it is a plain text encoding (Python also knows rot13, zip and escapes)."""
    name = _WEB_NAMES.get(name.lower(), name.lower())
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    odd = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"}
    return codec.name if getattr(codec, "_is_text_encoding", True) and codec.name not in odd else None


def _detect(body: bytes) -> str | None:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(body[:_DETECTION_SAMPLE]))
    if not matches:
        return None
    best = matches[0]
    # short Western texts tie with Central European readings of the same bytes, which are the rarer
    ties = [m.encoding for m in matches if (m.chaos, m.coherence) == (best.chaos, best.coherence)]
    return "cp1252" if "cp1252" in ties else best.encoding
