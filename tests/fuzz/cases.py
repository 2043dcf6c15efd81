"""Which input stands under which number: the same seed and number always give the same bytes."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from fuzz import hostile_archives, hostile_feeds, hostile_pages, hostile_pdfs, hostile_records, hostile_word
from fuzz.damage import DAMAGES, gzipped

REPOSITORY: Final = Path(__file__).resolve().parents[2]
HOSTILE_SHARE: Final = 0.4
"""Of inputs that are made to be hostile; the others are whole files, damaged."""
HEAVY: Final = frozenset(
    "heavy_pages flate_bomb forms_of_forms repeated_content content_circle filter_chain bomb lying_sizes member_bomb"
    " packed_bomb repeated_books".split()
)
"""Made to cost seconds until they are refused; come up a sixth as often as others of their format."""
MAX_DAMAGED: Final = 1_000_000
"""Bytes up to which a hostile input may be damaged on top."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A format that is read, how often it comes, and how its files are ruined."""

    suffix: str
    """Of its files; ``.feed``, ``.listing`` and ``.sitemap`` are parsed as what a server answered with."""
    share: int
    hostile: tuple[Callable[[Random], bytes], ...]


KINDS: Final = (
    Kind(suffix=".html", share=24, hostile=hostile_pages.PAGES),
    Kind(suffix=".pdf", share=18, hostile=hostile_pdfs.HOSTILE),
    Kind(suffix=".docx", share=14, hostile=hostile_word.HOSTILE),
    Kind(suffix=".feed", share=13, hostile=hostile_feeds.HOSTILE),
    Kind(suffix=".warc.gz", share=12, hostile=hostile_archives.HOSTILE),
    Kind(suffix=".jsonl", share=5, hostile=hostile_records.LINES),
    Kind(suffix=".jsonl.gz", share=2, hostile=hostile_records.PACKED),
    Kind(suffix=".parquet", share=5, hostile=hostile_records.TABLES),
    Kind(suffix=".txt", share=2, hostile=hostile_pages.TEXTS),
    Kind(suffix=".listing", share=2, hostile=hostile_pages.PAGES),
    Kind(suffix=".sitemap", share=3, hostile=hostile_feeds.SITEMAPS),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One input."""

    name: str
    """Number, what was done, and the suffix that decides how it is read: a file name."""
    body: bytes


def case(seed: int, number: int) -> Case:
    """The input of that number."""
    rng = Random(f"{seed}:{number}")
    kind = rng.choices(KINDS, [kind.share for kind in KINDS])[0]
    if rng.random() < HOSTILE_SHARE:
        builder = rng.choices(kind.hostile, [1 if make.__name__ in HEAVY else 6 for make in kind.hostile])[0]
        body, done = builder(rng), builder.__name__
        if rng.random() < 0.15 and len(body) < MAX_DAMAGED:
            body, done = _damaged(rng, body, kind, done)
    else:
        body, done = _damaged(rng, rng.choice(seeds(kind.suffix)), kind, "")
    return Case(name=f"{number:06d}-{done.strip('-')}{kind.suffix}", body=body)


def _damaged(rng: Random, body: bytes, kind: Kind, done: str) -> tuple[bytes, str]:
    for _ in range(rng.choice((1, 1, 2, 4))):
        damage = rng.choice(DAMAGES)
        body, done = damage(rng, body, rng.choice(seeds(kind.suffix))), f"{done}-{damage.__name__}"
    return body, done


@cache
def seeds(suffix: str) -> tuple[bytes, ...]:
    """Whole files of a format: those of the sample and of the golden pages, and some made here."""
    files = sorted(
        file
        for folder in ("corpora/sample", "tests/golden/pages")
        for file in (REPOSITORY / folder).rglob(f"*{'.html' if suffix == '.listing' else suffix}")
        if file.stat().st_size < 200_000
    )
    return (*(file.read_bytes() for file in files[:20]), *_made(suffix))


def _made(suffix: str) -> tuple[bytes, ...]:
    if suffix == ".pdf":
        return (hostile_pdfs.pdf(rtl=True), hostile_pdfs.pdf())
    if suffix == ".docx":
        return (hostile_word.zipped(hostile_word.parts(), method=0),)
    if suffix == ".feed":
        feeds = hostile_feeds
        entry = (
            f"<entry><title>{feeds.TITLE}</title><link href='/a'/><published>2024-05-06T00:00:00Z</published></entry>"
        )
        item = {"id": "a", "url": "https://x.example/a", "title": feeds.TITLE, "date_published": "2024-05-06T00:00:00Z"}
        return (feeds.rss(feeds.item() * 3), feeds.atom(entry * 3), feeds.json_feed([item] * 3))
    if suffix == ".sitemap":
        sitemap = hostile_feeds.sitemap("<url><loc>https://x.example/a</loc><lastmod>2024-05-06</lastmod></url>" * 3)
        return (sitemap, gzipped(sitemap))
    if suffix == ".warc.gz":
        warc = hostile_archives
        records = [
            warc.record(warc.answer(hostile_pages.page())),
            warc.record(warc.answer(b"A plain text. " * 9, media=b"text/plain")),
        ]
        return (b"".join(records), b"".join(map(gzipped, records)))
    if suffix == ".jsonl.gz":
        return tuple(map(gzipped, seeds(".jsonl")))
    if suffix == ".parquet":
        return tuple(_table(compression) for compression in ("none", "snappy", "zstd"))
    return ()


def _table(compression: str) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq  # noqa: TID251 -- input files, not published tables

    written = io.BytesIO()
    rows = [f"{hostile_records.LINE} {n}" for n in range(60)]
    pq.write_table(pa.table({"id": [f"r{n}" for n in range(60)], "text": rows}), written, compression=compression)
    return written.getvalue()
