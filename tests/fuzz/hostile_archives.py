"""WARC files that lie: about lengths, packing, headers and what follows."""

import json
import zlib
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Final

from fuzz.damage import gzipped
from fuzz.hostile_pages import page

ODD_LENGTHS: Final = (
    b"0",
    b"-1",
    b"5",
    b"99999999",
    b"99999999999999999999999",
    b"x",
    b"",
    b"1e3",
    b"0x10",
    b" 12 ",
    b"4294967295",
)


def answer(
    body: bytes, *, status: bytes = b"200 OK", headers: bytes = b"", media: bytes = b"text/html; charset=utf-8"
) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: %s\r\n%s\r\n%s" % (status, media, headers, body)


def record(
    content: bytes,
    *,
    kind: bytes = b"response",
    length: bytes | None = None,
    more: bytes = b"",
    number: int = 1,
    media: bytes = b"application/http; msgtype=response",
    url: bytes = b"https://x.example/a",
) -> bytes:
    length = b"%d" % len(content) if length is None else length
    return (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-05-06T10:00:00Z\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>\r\nContent-Type: %s\r\n"
        b"%sContent-Length: %s\r\n\r\n%s\r\n\r\n"
    ) % (kind, url, number, media, more, length, content)


def archive(rng: Random, *records: bytes) -> bytes:
    return b"".join(map(gzipped, records)) if rng.random() < 0.5 else b"".join(records)


def wrong_lengths(rng: Random) -> bytes:
    return archive(
        rng, record(answer(page())), record(answer(page()), length=rng.choice(ODD_LENGTHS)), record(answer(page()))
    )


def wrong_http_lengths(rng: Random) -> bytes:
    return archive(
        rng, record(answer(page(), headers=b"Content-Length: %s\r\n" % rng.choice(ODD_LENGTHS))), record(answer(page()))
    )


def chunked_lies(rng: Random) -> bytes:
    body = page()
    size = rng.choice(
        (
            b"%x" % len(body),
            b"5",
            b"FFFFFFFF",
            b"-1",
            b"zz",
            b"",
            b"0",
            b"%x;" % len(body) + b"a" * 99_999,
            b"7FFFFFFFFFFFFFFF",
        )
    )
    chunked = size + b"\r\n" + body + rng.choice((b"\r\n0\r\n\r\n", b"", b"\r\n5", b"\r\n1\r\na\r\n" * 20_000))
    return archive(
        rng,
        record(
            answer(
                chunked,
                headers=b"Transfer-Encoding: %s\r\n" % rng.choice((b"chunked", b"gzip, chunked", b"chunked, chunked")),
            )
        ),
        record(answer(page())),
    )


def wrong_packing(rng: Random) -> bytes:
    body = page()
    packed = rng.choice(
        (
            body,
            gzipped(body),
            zlib.compress(body),
            gzipped(body)[:-9],
            gzipped(gzipped(body)),
            b"",
            b"\x1f\x8b" + body,
        )
    )
    coding = rng.choice((b"gzip", b"deflate", b"br", b"zstd", b"gzip, gzip", b"x", b"identity", b"gzip," * 2000))
    return archive(rng, record(answer(packed, headers=b"Content-Encoding: %s\r\n" % coding)), record(answer(page())))


@cache
def bomb(times: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(times)), packer.flush()])


def packed_bomb(rng: Random) -> bytes:
    packed = bomb(rng.choice((50, 500)))
    if rng.random() < 0.5:
        packed = gzipped(packed)
    media = rng.choice((b"text/html", b"text/plain", b"application/pdf"))
    coding = b"Content-Encoding: %s\r\n" % rng.choice((b"gzip", b"gzip, gzip"))
    return archive(rng, record(answer(packed, headers=coding, media=media)), record(answer(page())))


def member_bomb(rng: Random) -> bytes:
    """One gzip member whose record is very long."""
    length = 300_000_000
    head, tail = record(answer(b"@"), length=b"%d" % length).split(b"@")
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(head)] + [packer.compress(b" " * 1_000_000) for _ in range(rng.choice((30, 320)))]
    return b"".join([*pieces, packer.compress(tail), packer.flush()]) + gzipped(record(answer(page())))


def header_flood(rng: Random) -> bytes:
    lines = rng.choice(
        (
            b"X: y\r\n" * 300_000,
            b"X: " + b"y" * 9_000_000 + b"\r\n",
            b"no colon\r\n" * 5000,
            b" folded\r\n" * 5000,
            b"\x00: \xff\r\n",
            b"\n" * 100_000,
        )
    )
    return archive(
        rng,
        rng.choice((record(answer(page(), headers=lines)), record(answer(page()), more=lines))),
        record(answer(page())),
    )


def missing_headers(rng: Random) -> bytes:
    whole = record(answer(page()))
    gone = rng.choice(
        (
            b"WARC-Type: response\r\n",
            b"WARC-Target-URI: https://x.example/a\r\n",
            b"WARC-Date: 2024-05-06T10:00:00Z\r\n",
            b"HTTP/1.1 200 OK\r\n",
            b"\r\n\r\n",
            b"WARC/1.0\r\n",
        )
    )
    return archive(rng, whole.replace(gone, rng.choice((b"", b"\r\n", b"X")), 1), whole)


def odd_headers(rng: Random) -> bytes:
    status = rng.choice((b"200 OK", b"999999999999", b"-5", b"", b"2\xc2\xb20", b"abc", b"200" + b" " * 9999))
    media = rng.choice(
        (
            b"text/html; charset=" + rng.choice((b"rot13", b"\xff", b"x" * 5000, b"zlib", b"utf-16", b"")),
            b"text/html" * 999,
            b"\xe9/\xe9",
            b";",
            b"application/pdf",
            b"text/plain",
        )
    )
    url = rng.choice(
        (
            b"",
            b"\xff\xfe",
            b"<https://x.example/a>",
            b"urn:x",
            b"https://" + b"a" * 50_000,
            b"http://[",
            b"\xed\xa0\x80",
            b"https://x.example/\x00",
        )
    )
    kind = rng.choice(
        (b"response", b"resource", b"revisit", b"RESPONSE", b"\xff", b"metadata", b"warcinfo", b"conversion")
    )
    more = b"WARC-Date: %s\r\n" % rng.choice(
        (b"0001-01-01T00:00:00Z", b"x", b"9" * 99, b"2024-05-06T10:00:00.999999999Z")
    )
    return archive(
        rng, record(answer(page(), status=status, media=media), url=url, kind=kind, more=more), record(answer(page()))
    )


def told_metadata(rng: Random) -> bytes:
    odd: object = rng.choice(
        (
            None,
            5,
            [],
            {},
            "x" * 9000,
            "\ud800",
            True,
            1e300,
            {"day": "9999-99-99", "precision": 5},
            {"day": "2024-05-06", "precision": "day", "found_from": "feed"},
        )
    )
    keys = (
        "role asked source_id publisher publisher_country doc_type language title published problem temporary".split()
    )
    noted = {
        "role": "document",
        "asked": "https://x.example/a",
        "source_id": "x",
        **{key: odd for key in rng.sample(keys, rng.randrange(0, 5))},
    }
    body = rng.choice(
        (
            json.dumps(noted).encode(),
            json.dumps(noted).encode(),
            b"[" * 200_000,
            b"{",
            b"\xff",
            b"null",
            b'{"a":' * 5000,
            b"9" * 9000,
        )
    )
    refers = b"WARC-Refers-To: %s\r\n" % rng.choice(
        (
            b"<urn:uuid:00000000-0000-0000-0000-000000000001>",
            b"<urn:uuid:00000000-0000-0000-0000-000000000002>",
            b"x",
            b"",
        )
    )
    note = record(body, kind=b"metadata", media=b"application/json", more=refers, number=2)
    alone = record(
        json.dumps({**noted, "problem": odd}).encode(), kind=b"metadata", media=b"application/json", number=3
    )
    return archive(rng, record(answer(page())), note, alone, record(answer(page()), number=4))


def odd_revisits(rng: Random) -> bytes:
    profile = rng.choice(
        (
            b"http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
            b"http://netpreserve.org/warc/1.0/revisit/server-not-modified",
            b"x",
        )
    )
    more = b"WARC-Profile: %s\r\nWARC-Refers-To: <urn:uuid:%s>\r\nWARC-Payload-Digest: sha256:%s\r\n" % (
        profile,
        rng.choice((b"1", b"", b"00000000-0000-0000-0000-000000000002")),
        b"0" * rng.choice((0, 64, 9999)),
    )
    again = record(answer(b""), kind=b"revisit", more=more, number=2)
    return archive(rng, record(answer(page())), again, again, again)


def many_records(rng: Random) -> bytes:
    return archive(rng, *[record(rng.choice((b"", answer(b"x"))), number=n) for n in range(rng.choice((500, 3000)))])


def cut_members(rng: Random) -> bytes:
    one = gzipped(record(answer(page())))
    return one + one[: rng.randrange(len(one))] + rng.choice((b"", one, b"\x00" * 5000, b"WARC/1.0\r\n"))


def no_archive(rng: Random) -> bytes:
    return rng.choice(
        (
            b"",
            b"WARC/9.9\r\n" * 5000,
            b"\n" * 500_000,
            page(),
            b"\x28\xb5\x2f\xfd" + b"x" * 99,
            gzipped(b"") * 9000,
            b"x" * 5_000_000,
            b"\x04\x22\x4d\x18" + rng.randbytes(500),
        )
    )


HOSTILE: Final[tuple[Callable[[Random], bytes], ...]] = (
    wrong_lengths, wrong_http_lengths, chunked_lies, wrong_packing, packed_bomb, member_bomb, header_flood,
    missing_headers, odd_headers, told_metadata, odd_revisits, many_records, cut_members, no_archive,
)  # fmt: skip
