"""Deterministic ids: digests of raw values as published, never of cleaned ones."""

import hashlib
from typing import Final

SEPARATOR: Final = "\x1f"
ID_LENGTH: Final = 20
CONTENT_VERSION: Final = "c1"
"""Changes whenever what :func:`content_hash` hashes changes, so that old hashes never meet new ones."""


def digest(kind: str, *parts: str) -> str:
    """An id of ``kind`` from ``parts``: 20 hexadecimal characters, the same on every machine and in every run."""
    joined = SEPARATOR.join((kind, *parts))
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def content_hash(text: str) -> str:
    """A versioned hash of a document's words, blind to white space, by which identical texts are recognised."""
    words = " ".join(text.split())
    return f"{CONTENT_VERSION}:{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()}"
