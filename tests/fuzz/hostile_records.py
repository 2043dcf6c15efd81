"""JSON Lines and Parquet that are not what they seem."""

import io
import json
from collections.abc import Callable
from random import Random
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251 -- input files, not published tables

from fuzz.damage import gzipped

LINE: Final = "The ministry summoned the ambassador of Israel on Monday and handed over a note."
FIELDS: Final = ("id", "text", "url", "title", "published", "publisher", "publisher_country", "doc_type", "language")
ODD: Final = (
    "null", "true", "NaN", "-Infinity", "1e999", "9" * 5000, "-0", "007", "[]", "{}", '""', '" "',
    '"\\ud800"', '"\\u0000"', '"\\ud83d\\ude00"',
    '"2024-02-30"', '"0000"', '"99999-01-01"', '"2024-01-01T00:00:00+99:00"', '"javascript:x"',
    '"' + "x" * 100_000 + '"', '"XXX"', '"en-\\u0000"', '"http://["',
    '"\\uFFFE"', '"a\\rb"', '"--"', '"٢٠٢٤"', '"1970-W01"', '[' * 500 + ']' * 500, '"\\u202e"', '"1"',
)  # fmt: skip


def odd_fields(rng: Random) -> bytes:
    lines = []
    for n in range(rng.choice((1, 20))):
        odd = {field: rng.choice(ODD) for field in rng.sample(FIELDS, rng.randrange(1, 5))}
        whole = {"id": f'"r{n}"', "text": json.dumps(LINE), **odd}
        lines.append("{" + ",".join(f'"{key}":{value}' for key, value in whole.items()) + "}")
    return "\n".join(lines).encode()


def deep_lines(rng: Random) -> bytes:
    opened = rng.choice(("[", '{"a":', '{"text":['))
    return (opened * rng.choice((100, 990, 5000, 1_000_000)) + "\n" + json.dumps({"text": LINE}) + "\n").encode()


def doubled_keys(rng: Random) -> bytes:
    return ("{" + ",".join([f'"text":{json.dumps(LINE)}', '"id":1'] * rng.choice((2, 20_000))) + "}\n").encode()


def many_keys(rng: Random) -> bytes:
    flood = {f"key{n}" * rng.choice((1, 5)): n for n in range(rng.choice((100, 100_000)))}
    return b"".join(json.dumps({"text": LINE, **flood, f"x{n}": 1}).encode() + b"\n" for n in range(3))


def giant_numbers(rng: Random) -> bytes:
    number = rng.choice(
        ("9" * 3_000_000, "1" + "0" * 5000 + ".5", "1e" + "9" * 4000, "-" + "1" * 4301, "0." + "3" * 99_999)
    )
    return f'{{"id":{number},"text":"{LINE}","year":{number}}}\n'.encode()


def long_lines(rng: Random) -> bytes:
    text = rng.choice(("a", "a ", "\\n", "\\u0041", "\\ud83d\\ude00", LINE)) * rng.choice((1000, 400_000, 3_000_000))
    return f'{{"text":"{text[:17_000_000]}"}}\n{{"text":"{LINE}"}}\n'.encode()


def odd_lines(rng: Random) -> bytes:
    line = json.dumps({"text": LINE}).encode()
    pieces = [
        line,
        b"",
        b" \t",
        b"\xef\xbb\xbf" + line,
        line[:-1],
        b"\x00",
        b"\xff\xfe{",
        line + line,
        b"// x",
        b"'",
        b"{}",
        b"null",
        b"\x0b",
        line.decode().encode("utf-16"),
    ]
    return rng.choice((b"\n", b"\r", b"\r\n", b"\n\n\n", "\u2028".encode())).join(
        rng.choices(pieces, k=rng.choice((3, 50)))
    )


def packed_lines(rng: Random) -> bytes:
    body = rng.choice((odd_fields, deep_lines, odd_lines, long_lines))(rng)
    packed = gzipped(body)
    return rng.choice(
        (
            packed,
            packed,
            packed[:-9],
            packed + b"junk",
            packed * 3,
            body,
            gzipped(packed),
            gzipped(b" " * 300_000_000) if rng.random() < 0.1 else packed,
        )
    )


def odd_table(rng: Random) -> bytes:
    n = rng.choice((0, 1, 100))
    columns = {
        "text": rng.choice(
            (
                pa.array([LINE] * n),
                pa.array([b"\xff\xfe"] * n, pa.binary()),
                pa.nulls(n),
                pa.array([[LINE]] * n, pa.list_(pa.string())),
                pa.array([5] * n),
                pa.array([LINE] * n).dictionary_encode(),
            )
        ),
        "id": rng.choice(
            (
                pa.array([None] * n, pa.float64()),
                pa.array([2**63 - 1] * n),
                pa.array([{"a": 1}] * n, pa.struct([("a", pa.int64())])),
                pa.array([True] * n),
                pa.array([float("inf")] * n),
            )
        ),
        "published": rng.choice(
            (
                pa.array([2**62] * n, pa.timestamp("ns")),
                pa.array([-(2**52)] * n, pa.timestamp("s")),
                pa.array([2**31 - 1] * n, pa.date32()),
                pa.array([1.5] * n),
                pa.array(["x"] * n),
                pa.array([5] * n, pa.time64("ns")),
                pa.array([5] * n, pa.timestamp("us", "Nowhere/X")),
            )
        ),
        "title": rng.choice(
            (pa.array(["\x00"] * n), pa.array([None] * n, pa.string()), pa.array([1] * n, pa.duration("s")))
        ),
    }
    names = rng.sample(list(columns), rng.randrange(1, 5))
    return _written(pa.table([columns[name] for name in names], names=names))


def odd_speeches(rng: Random) -> bytes:
    n = rng.choice((1, 30))
    years = rng.choice(
        (
            pa.array([2024] * n),
            pa.array([10**9] * n),
            pa.array([2024.5] * n),
            pa.array(["٢٠٢٤"] * n),
            pa.array(["9" * 5000] * n),
            pa.array([float("nan")] * n),
            pa.array(["\u00b2\u00b2"] * n),
        )
    )
    return _written(
        pa.table({"iso3": rng.choice((["FRA"], ["fra"], [None], ["\x00"])) * n, "year": years, "text": [LINE] * n})
    )


def repeated_books(rng: Random) -> bytes:
    """One long text that many rows name: small on disk, large row by row."""
    text = (LINE + " ") * rng.choice((100, 20_000, 240_000))
    rows = rng.choice((10, 70, 500))
    column = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array([text]))
    return _written(pa.table({"text": column}), compression="zstd")


def many_rows(rng: Random) -> bytes:
    return _written(pa.table({"text": pa.nulls(rng.choice((1000, 3_000_000)), pa.string())}))


def many_columns(rng: Random) -> bytes:
    return _written(pa.table({"text": [LINE], **{f"c{n}": [n] for n in range(rng.choice((100, 3000)))}}))


def damaged_footer(rng: Random) -> bytes:
    body = bytearray(
        odd_table(rng) if rng.random() < 0.5 else _written(pa.table({"text": [LINE] * 40, "id": list(range(40))}))
    )
    length = int.from_bytes(body[-8:-4], "little")
    start = max(4, len(body) - 8 - length)
    for _ in range(rng.choice((1, 3, 20))):
        body[rng.randrange(start, len(body) - 4)] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
    if rng.random() < 0.2:
        body[-8:-4] = rng.choice((0, 1, len(body), 2**31, 2**32 - 1)).to_bytes(4, "little")
    return bytes(body)


def damaged_pages(rng: Random) -> bytes:
    body = bytearray(
        _written(
            pa.table({"text": [LINE + str(n) for n in range(300)]}),
            compression=rng.choice(("none", "snappy", "zstd", "gzip")),
        )
    )
    for _ in range(rng.choice((1, 5))):
        body[rng.randrange(4, len(body) // 2)] = rng.choice((0, 0x7F, 0xFF, rng.randrange(256)))
    return bytes(body)


def _written(table: pa.Table, compression: str = "snappy") -> bytes:
    written = io.BytesIO()
    pq.write_table(table, written, compression=compression)
    return written.getvalue()


LINES: Final[tuple[Callable[[Random], bytes], ...]] = (
    odd_fields, deep_lines, doubled_keys, many_keys, giant_numbers, long_lines, odd_lines,
)  # fmt: skip
PACKED: Final[tuple[Callable[[Random], bytes], ...]] = (packed_lines,)
TABLES: Final[tuple[Callable[[Random], bytes], ...]] = (
    odd_table, odd_speeches, repeated_books, many_rows, many_columns, damaged_footer, damaged_pages,
)  # fmt: skip
