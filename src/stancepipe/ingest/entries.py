"""What a listing says of one document, and which of its entries a source keeps."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

from stancepipe.ingest.articles import web_address
from stancepipe.ingest.dates import EARLIEST, Published
from stancepipe.sources import Keep

MAX_TITLE: Final = 500
TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)", re.IGNORECASE)
"""Parameters that say where a reader came from, never which document is meant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of a feed, sitemap or index page."""

    url: str | None
    """None where the entry leads nowhere that can be fetched."""
    title: str | None = None
    published: Published | None = None
    changed: datetime | None = None
    """When the listing says that the document last changed; a hint to look again, never a date of publication."""


def entry_address(link: object, base: str) -> str | None:
    """The address that a link found at ``base`` leads to: whole, without fragment and tracking; None if it is none."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        url = web_address(urldefrag(urljoin(base, link.strip())).url)
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if url is None:
        return None
    query = "&".join(part for part in parts.query.split("&") if not TRACKING.fullmatch(part.partition("=")[0]))
    return quoted_address(urlunsplit(parts._replace(query=query)))


def quoted_address(url: str) -> str:
    """An address as it travels: what a reader may write in it plainly, such as spaces and accents, as bytes."""
    parts = urlsplit(url)
    path, query = (quote(part, safe="%/:?[]@!$&'()*+,;=~", errors="replace") for part in (parts.path, parts.query))
    return urlunsplit(parts._replace(path=path, query=query))  # a host has a way of its own


def entry_title(words: object) -> str | None:
    """A listed title on one line, or None."""
    return " ".join(str(words or "").split())[:MAX_TITLE] or None


def listed_day(day: date | None, today: date | None) -> Published | None:
    """A listing's date of publication; None where it cannot be one."""
    if day is None or day < EARLIEST or (today is not None and (day - today).days > 1):
        return None
    return Published(day=day, precision="day", found_from="feed")


def kept(entries: Iterable[Entry], keep: Keep) -> list[Entry]:
    """The entries that a source keeps, each address once, in order; entries without an address are kept to be told."""
    first: dict[str, Entry] = {}
    for number, entry in enumerate(entries):
        if _is_kept(entry, keep):
            first.setdefault(entry.url or f"#{number}", entry)
    return list(first.values())


def _is_kept(entry: Entry, keep: Keep) -> bool:
    if keep.address is not None and not re.search(keep.address, entry.url or ""):
        return False
    if keep.title is not None and entry.title is not None and not re.search(keep.title, entry.title):
        return False
    day = entry.published.day if entry.published else entry.changed.date() if entry.changed else None
    return keep.since is None or day is None or day >= keep.since
