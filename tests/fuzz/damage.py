"""Damage that needs no knowledge of the format: bytes flipped, cut, joined, repeated, numbers changed."""

import gzip
import re
from collections.abc import Callable
from random import Random
from typing import Final

MAX_BODY: Final = 4_000_000
"""Bytes of a damaged file: repeating a chunk of a repeated chunk must not fill the disk."""

ODD_BYTES: Final = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\r", b"\x1b$B",
    b"\x0c", b"\x7f", "\u202e".encode(), "\ufffe".encode(), "\u2028".encode(), "\U0001f600".encode(), b"%00", b"&#0;",
    b"&#xd800;", b"<", b">", b'"', b"'", b"]]>", b"-->", b"<!--", b"<![CDATA[", b"{", b"[", b"\\", b"\\ud800",
)  # fmt: skip
ODD_NUMBERS: Final = (
    b"0", b"-1", b"1", b"255", b"65536", b"2147483647", b"2147483648", b"4294967295", b"-2147483649",
    b"9223372036854775807", b"18446744073709551616", b"99999999999999999999999999", b"1e308", b"NaN", b"",
)  # fmt: skip
_NUMBER: Final = re.compile(rb"\d+")


def gzipped(body: bytes) -> bytes:
    """``body``, packed without the time of day, so that it is the same every time."""
    return gzip.compress(body, 1, mtime=0)


def flip_bytes(rng: Random, body: bytes, other: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(rng.choice((1, 2, 8, 64))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def flip_bits(rng: Random, body: bytes, other: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(rng.choice((1, 4, 32))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut_end(rng: Random, body: bytes, other: bytes) -> bytes:
    return body[: rng.randrange(len(body) + 1)]


def cut_start(rng: Random, body: bytes, other: bytes) -> bytes:
    return body[rng.randrange(len(body) + 1) :]


def cut_middle(rng: Random, body: bytes, other: bytes) -> bytes:
    start, end = sorted(rng.randrange(len(body) + 1) for _ in range(2))
    return body[:start] + body[end:]


def splice(rng: Random, body: bytes, other: bytes) -> bytes:
    return body[: rng.randrange(len(body) + 1)] + other[rng.randrange(len(other) + 1) :]


def join(rng: Random, body: bytes, other: bytes) -> bytes:
    return body + other


def repeat_chunk(rng: Random, body: bytes, other: bytes) -> bytes:
    start = rng.randrange(len(body) + 1)
    chunk = body[start : start + rng.choice((1, 16, 256, 4096))]
    return (body[:start] + chunk * rng.choice((2, 10, 100, 2000)) + body[start:])[:MAX_BODY]


def swap_chunks(rng: Random, body: bytes, other: bytes) -> bytes:
    a, b, c = sorted(rng.randrange(len(body) + 1) for _ in range(3))
    return body[:a] + body[b:c] + body[a:b] + body[c:]


def insert_odd_bytes(rng: Random, body: bytes, other: bytes) -> bytes:
    for _ in range(rng.choice((1, 3, 20))):
        place = rng.randrange(len(body) + 1)
        body = body[:place] + rng.choice(ODD_BYTES) * rng.choice((1, 1, 50)) + body[place:]
    return body


def insert_noise(rng: Random, body: bytes, other: bytes) -> bytes:
    place = rng.randrange(len(body) + 1)
    return body[:place] + rng.randbytes(rng.choice((1, 100, 5000))) + body[place:]


def change_numbers(rng: Random, body: bytes, other: bytes) -> bytes:
    """Numbers written out: lengths, counts, dates, offsets."""
    places = list(_NUMBER.finditer(body[:MAX_BODY]))
    for match in sorted(rng.sample(places, min(len(places), rng.choice((1, 3, 10)))), key=lambda m: -m.start()):
        body = body[: match.start()] + rng.choice(ODD_NUMBERS) + body[match.end() :]
    return body


def change_words(rng: Random, body: bytes, other: bytes) -> bytes:
    """Little- and big-endian numbers of binary headers."""
    changed = bytearray(body)
    for _ in range(rng.choice((1, 4))):
        width = rng.choice((2, 4, 8))
        if len(changed) > width:
            place = rng.randrange(len(changed) - width)
            value = rng.choice((0, 1, 2 ** (8 * width) - 1, 2 ** (8 * width - 1), len(body)))
            changed[place : place + width] = value.to_bytes(8, rng.choice(("little", "big")))[:width]
    return bytes(changed)


DAMAGES: Final[tuple[Callable[[Random, bytes, bytes], bytes], ...]] = (
    flip_bytes, flip_bits, cut_end, cut_start, cut_middle, splice, join, repeat_chunk, swap_chunks, insert_odd_bytes,
    insert_noise, change_numbers, change_words,
)  # fmt: skip
