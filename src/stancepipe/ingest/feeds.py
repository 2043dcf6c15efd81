"""Feeds: RSS, Atom and JSON Feed to entries."""

import json
import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Final

from stancepipe.errors import DocumentError
from stancepipe.ingest.entries import Entry, entry_address, entry_title, listed_day
from stancepipe.ingest.fetch import Fetched

JSON_FEED: Final = "https://jsonfeed.org/version/"
MAX_FEED: Final = 4_000_000
"""Bytes; feeds of whole texts stay under one million."""
MAX_BRACKETS: Final = 100_000
"""Opening brackets, those of escaped markup too: 200 whole texts have 80,000. 100,000 open elements take 3 s."""
OPENED: Final = re.compile(rb"<|&lt;")
MAX_DECLARATIONS: Final = 20_000
"""Of them those that open a comment or a section; feedparser's time grows with the square of what is left open."""


def parse_feed(answer: Fetched, *, today: date | None = None) -> list[Entry]:
    """The entries of an RSS, Atom or JSON feed, in its order; of one that is far too long, those it begins with.

    Raises:
        DocumentError: it is no feed, an empty one, or one that declares entities.
    """
    if len(answer.body) > MAX_FEED:
        raise DocumentError(answer.url, f"the feed is larger than {MAX_FEED // 1_000_000} MB")
    answer = replace(answer, body=_bounded(answer))
    body = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    entries = list(_json_entries(body, answer, today) if body.startswith(b"{") else _xml_entries(answer, today))
    if not entries:
        raise DocumentError(answer.url, "the feed holds no entries")
    return entries


def _bounded(answer: Fetched) -> bytes:
    """The feed as far as it may be parsed: cut after an entry, where it has too many elements."""
    opened = [found.start() for found in OPENED.finditer(answer.body)]
    declared = sum(answer.body.count(sign) for sign in (b"<!", b"&lt;!"))
    if len(opened) <= MAX_BRACKETS and declared <= MAX_DECLARATIONS:
        return answer.body
    allowed = answer.body[: opened[MAX_BRACKETS]] if len(opened) > MAX_BRACKETS else b""
    ended = max(allowed.rfind(b"</item>"), allowed.rfind(b"</entry>"))
    if ended < 0 or declared > MAX_DECLARATIONS:
        raise DocumentError(answer.url, "the feed has more elements or comments than any feed needs")
    return allowed[: allowed.index(b">", ended) + 1]


def _xml_entries(answer: Fetched, today: date | None) -> Iterator[Entry]:
    import feedparser

    refuse_entities(answer)
    try:
        parsed: Any = feedparser.parse(answer.body, response_headers={"content-location": answer.final_url})
    except Exception as error:  # feedparser lets through what its parsers raise: UnicodeEncodeError, AssertionError
        raise DocumentError(answer.url, f"the feed cannot be parsed ({type(error).__name__})") from error
    if not parsed.get("version"):
        raise DocumentError(answer.url, "answers, but not with a feed")
    for raw in parsed.entries:
        # .get("published_parsed") would fall back to Atom's `updated`, which moves with every correction
        published, updated = (_moment(dict(raw).get(key)) for key in ("published_parsed", "updated_parsed"))
        yield Entry(
            url=entry_address(raw.get("link"), answer.final_url),
            title=entry_title(raw.get("title")),
            published=listed_day(published.date() if published else None, today),
            changed=updated,
        )


def _moment(parsed: Any) -> datetime | None:
    """A time as feedparser gives it: a tuple, by UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _json_entries(body: bytes, answer: Fetched, today: date | None) -> Iterator[Entry]:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DocumentError(answer.url, "answers with broken JSON") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not str(feed.get("version")).startswith(JSON_FEED):
        raise DocumentError(answer.url, "answers, but not with a feed")
    for item in items:
        if isinstance(item, dict):
            published, changed = (iso_moment(item.get(key)) for key in ("date_published", "date_modified"))
            yield Entry(
                url=entry_address(_whole(item.get("url") or item.get("external_url")), answer.final_url),
                title=entry_title(_whole(item.get("title"))),
                published=listed_day(published.date() if published else None, today),
                changed=changed,
            )


def _whole(value: object) -> object:
    """``value``, with a question mark for each half of a character: JSON may hold such halves, tables cannot."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def iso_moment(written: object) -> datetime | None:
    """A day or time as ISO 8601 writes it, by UTC; None where it is none."""
    try:
        moment = datetime.fromisoformat(str(written or "").strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def refuse_entities(answer: Fetched) -> None:
    """Stop at a document type that defines entities: no listing needs them, and a few lines unfold into gigabytes.

    Raises:
        DocumentError: it does.
    """
    if b"<!entity" in answer.body.replace(b"\x00", b"").lower():
        raise DocumentError(answer.url, "the listing declares XML entities, which none needs")
