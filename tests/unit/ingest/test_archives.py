"""Archives of other crawlers: however an answer was packed, stored or cut, its document is read or the reason told."""

import gzip
import io
import zlib
from collections import Counter
from datetime import UTC, datetime

import pytest

from stancepipe.errors import DocumentError
from stancepipe.ingest.archives import Response, read_responses, response_of
from stancepipe.ingest.fetch import Fetched

PAGE = ("<html><body><p>" + "Ghana summoned the ambassador of Israel. " * 20 + "</p></body></html>").encode()
HTML = "Content-Type: text/html; charset=utf-8"


def record(http: bytes, kind: str = "response", number: int = 1, **fields: str) -> bytes:
    named = {
        "WARC-Type": kind, "WARC-Target-URI": f"https://news.example/{number}", "WARC-Date": "2026-03-01T12:00:00Z",
        "WARC-Record-ID": f"<urn:uuid:{number:08d}-0000-0000-0000-000000000000>",
        "Content-Type": f"application/http; msgtype={kind}", **{k.replace("_", "-"): v for k, v in fields.items()},
    }  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"WARC/1.0\r\n{head}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode("latin-1") + body


def chunked(body: bytes, size: int = 100) -> bytes:
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;ext=1\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


def read(content: bytes, passed_over: Counter[str] | None = None) -> list[Response]:
    return list(read_responses(io.BytesIO(content), "a.warc.gz", Counter() if passed_over is None else passed_over))


def brotli(body: bytes) -> bytes:
    from fastwarc.stream_io import BrotliWriter

    packed = io.BytesIO()
    with BrotliWriter(packed) as writer:
        writer.write(body)
        writer.close()
        return packed.getvalue()


def gzipped(body: bytes) -> bytes:
    """Without the time: it would be part of the names of tests."""
    return gzip.compress(body, mtime=0)


def bare_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


GZIP, CHUNKED = "Content-Encoding: gzip", "Transfer-Encoding: chunked"


@pytest.mark.parametrize("packed", [True, False], ids=["gzip per record", "plain"])
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE, []),
        (PAGE, ["Content-Length: 3"]),
        (PAGE, ["Content-Length: 99999999"]),
        (gzipped(PAGE), [GZIP]),
        (gzipped(PAGE[:50]) + gzipped(PAGE[50:]), ["Content-Encoding: x-gzip"]),
        (PAGE, [GZIP]),  # unpacked by the crawler, which left the header
        (gzipped(PAGE), ["X-Crawler-Content-Encoding: gzip", GZIP]),
        (PAGE, ["X-Crawler-Content-Encoding: gzip", "X-Crawler-Transfer-Encoding: chunked"]),
        (chunked(PAGE), [CHUNKED]),
        (PAGE, [CHUNKED]),  # joined by the crawler, which left the header
        (chunked(gzipped(PAGE)), [CHUNKED, GZIP]),
        (gzipped(PAGE), [CHUNKED, GZIP]),
        (PAGE, [CHUNKED, GZIP]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (bare_deflate(PAGE), ["Content-Encoding: deflate"]),
        (PAGE, ["Content-Encoding: deflate"]),
        (brotli(PAGE), ["Content-Encoding: br"]),
        (PAGE, ["Content-Encoding: br"]),
        (PAGE, ["Content-Encoding: zstd"]),
        (gzipped(gzipped(PAGE)), ["Content-Encoding: gzip, gzip"]),
        (PAGE, ["Content-Encoding: none", "Content-Encoding: utf-8"]),
    ],
)
def test_a_body_is_unpacked_by_what_it_is(packed: bool, body: bytes, headers: list[str]) -> None:
    records = [record(answer(body, HTML, *headers)), record(answer(PAGE, HTML), number=2)]
    found = read(b"".join(map(gzipped, records) if packed else records))
    assert [(r.url, r.body) for r in found] == [("https://news.example/1", PAGE), ("https://news.example/2", PAGE)]
    assert {(r.kind, r.charset, r.truncated) for r in found} == {("html", "utf-8", False)}
    assert found[0].fetched_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert (found[0].asked, found[0].listed, found[0].problem) == (None, None, None)


@pytest.mark.parametrize(
    ("body", "headers", "beginning"),
    [
        (gzipped(PAGE * 50)[:-40], [GZIP], True),
        (chunked(PAGE)[:500], [CHUNKED], True),
        (PAGE[:500], [], True),
        (gzipped(PAGE)[:12] + b"\xff" * 50, [GZIP], False),
    ],
)
def test_what_was_cut_is_read_as_far_as_it_goes(body: bytes, headers: list[str], beginning: bool) -> None:
    cut = record(answer(body, HTML, *headers), WARC_Truncated="length")
    first, second = read(cut + record(answer(PAGE, HTML), number=2))
    assert (first.truncated, second.truncated, second.body) == (True, False, PAGE)
    if beginning:
        assert first.body is not None and len(first.body) > 100 and (PAGE * 50).startswith(first.body)
    else:
        assert first.body is None


def test_a_small_answer_that_unpacks_to_too_much_is_none() -> None:
    bomb = gzipped(gzipped(bytes(61_000_000)))
    first, second = read(
        gzipped(record(answer(bomb, HTML, "Content-Encoding: gzip, gzip")))
        + gzipped(record(answer(PAGE, HTML), number=2))
    )
    assert (first.body, second.body) == (None, PAGE)


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=windows-1256", "windows-1256"),
        ('Text/HTML; Charset="ISO-8859-8-i"', "ISO-8859-8-i"),
        ("text/html", None),
        ("text/html; charset=", None),
    ],
)
def test_the_charset_is_the_headers(content_type: str, charset: str | None) -> None:
    [found] = read(record(answer(PAGE, f"Content-Type: {content_type}")))
    assert (found.kind, found.charset) == ("html", charset)


def test_what_is_no_document_is_counted() -> None:
    passed_over: Counter[str] = Counter()
    found = read(
        b"".join(
            [
                record(b"software: somebody/1.0\r\n", "warcinfo", Content_Type="application/warc-fields"),
                record(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n", "request"),
                record(answer(b"\x89PNG", "Content-Type: image/png")),
                record(answer(PAGE)),
                record(answer(PAGE, HTML, status="404 Not Found")),
                record(answer(b"", HTML, "Location: /2", status="301 Moved")),
                record(answer(b"", HTML), "revisit", WARC_Profile="identical-payload-digest"),
                record(answer(PAGE, "X: " + "a" * 50_000, HTML)),
                record(b"", "response"),
                record(b'{"role": "document", "title": "not ours"}', "metadata", Content_Type="application/json"),
                record(answer(PAGE, HTML), number=2),
                record(b"dns", "resource", Content_Type="text/dns"),
            ]
        ),
        passed_over,
    )
    assert [(r.url, r.listed) for r in found] == [("https://news.example/2", None)]
    assert passed_over["image/png"] == passed_over["no content type"] == passed_over["status 404"] == 1
    assert passed_over["status 301"] == passed_over["the same as elsewhere (revisit)"] == 1
    assert passed_over["no readable HTTP head"] >= 1


def test_an_archive_that_is_cut_off_says_so_wherever_it_is_cut() -> None:
    records = [gzipped(record(answer(PAGE * n, HTML), number=n)) for n in (1, 2)]
    whole, first = b"".join(records), len(records[0])
    outcomes: Counter[str] = Counter()
    for cut in range(first + 1, len(whole)):
        found = []
        try:
            for response in read_responses(io.BytesIO(whole[:cut]), "a.warc.gz", Counter()):
                found.append(response)
        except DocumentError as error:
            assert "cut off" in error.reason or "damaged" in error.reason
            outcomes["told"] += 1
        else:
            outcomes["not told"] += 1
        assert [r.body for r in found] == [PAGE, PAGE * 2][: len(found)]
        assert len(found) >= 1
    assert outcomes == {"told": len(whole) - first - 1}


def test_what_is_no_archive_or_damaged_is_told() -> None:
    good = gzipped(record(answer(PAGE, HTML)))
    for content, reason in [
        (b"", "holds no WARC record"),
        (b"not an archive" * 50, "is not a WARC archive"),
        (good + b"\x1f\x8b\x08" + b"\xff" * 500, "damaged from here on"),
        (good + good[:200] + b"\0" * 200 + good, "damaged from here on"),
    ]:
        with pytest.raises(DocumentError, match=reason):
            read(content)


@pytest.mark.parametrize(
    ("media_type", "asked", "address", "kind"),
    [
        ("text/html", "https://a.example/x.pdf", "https://a.example/x.pdf", "html"),
        ("application/octet-stream", "https://a.example/x", "https://a.example/y.PDF?a=1", "pdf"),
        ("text/plain", "https://a.example/x.md", "https://a.example/1", "md"),
        ("", "https://a.example/x.jsonl", "https://a.example/1", "jsonl"),
        ("image/png", "https://a.example/x", "https://a.example/x", None),
    ],
)
def test_the_kind_of_an_answer(media_type: str, asked: str, address: str, kind: str | None) -> None:
    fetched = Fetched(url=asked, final_url=address, media_type=media_type, charset=None, body=PAGE)
    found = response_of(fetched, PAGE, listed=None, fetched_at=None)
    assert (found.kind, found.asked, found.url, found.body) == (kind, asked, address, PAGE)
    assert (found.problem is None) == (kind is not None)
