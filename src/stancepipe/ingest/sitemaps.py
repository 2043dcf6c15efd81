"""Sitemaps (sitemaps.org, with Google's news extension) to entries and further sitemaps."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from stancepipe.errors import DocumentError
from stancepipe.ingest.entries import Entry, entry_address, entry_title, listed_day
from stancepipe.ingest.feeds import iso_moment, refuse_entities
from stancepipe.ingest.fetch import MAX_BODY, Fetched

GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitemap:
    """What one sitemap file lists."""

    entries: list[Entry]
    children: list[tuple[str, datetime | None]]
    """Addresses of further sitemaps, with when they last changed."""


def parse_sitemap(answer: Fetched, *, today: date | None = None) -> Sitemap:
    """The content of a sitemap or sitemap index, gzipped or not, in its order.

    Raises:
        DocumentError: it is no sitemap, or unpacks to more than is read.
    """
    from lxml import etree

    refuse_entities(answer)
    body = _unpacked(answer)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(answer.url, "answers, but not with a sitemap") from error
    if root is None or _name(root) not in {"urlset", "sitemapindex"}:
        raise DocumentError(answer.url, "answers, but not with a sitemap")
    entries: list[Entry] = []
    children: list[tuple[str, datetime | None]] = []
    for node in root:
        said = {name: text for name, text in _texts(node)}
        changed = iso_moment(said.get("lastmod"))
        url = entry_address(said.get("loc"), answer.final_url)
        if _name(node) == "sitemap" and url is not None:
            children.append((url, changed))
        elif _name(node) == "url" and url is not None:
            published = iso_moment(said.get("publication_date"))
            entries.append(
                Entry(
                    url=url,
                    title=entry_title(said.get("title")),
                    published=listed_day(published.date() if published else None, today),
                    changed=changed,
                )
            )
    return Sitemap(entries=entries, children=children)


def _unpacked(answer: Fetched) -> bytes:
    if not answer.body.startswith(GZIP):
        return answer.body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        body = unpacker.decompress(answer.body, MAX_BODY + 1)
    except zlib.error as error:
        raise DocumentError(answer.url, "the sitemap is packed wrongly") from error
    if len(body) > MAX_BODY:
        raise DocumentError(answer.url, f"the sitemap unpacks to more than {MAX_BODY // 1_000_000} MB")
    return body


def _texts(node: Any) -> Iterator[tuple[str, str]]:
    for inner in node.iter():
        if isinstance(inner.tag, str) and inner.text and not len(inner):
            yield _name(inner), inner.text.strip()


def _name(node: Any) -> str:
    """Name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2].lower()
