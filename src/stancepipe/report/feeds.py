"""Changes of posture as feeds: RSS 2.0 and JSON Feed 1.1, the latest known first.

An item keeps its id, the id of the shift, for as long as the shift is in the tables, so that a reader shows it once.
The report does not know under which address it will be served: items link to the document that is quoted.
"""

import html
import json
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from stancepipe.report.rendering import without_controls
from stancepipe.report.shift_rows import ShiftRow
from stancepipe.report.wording import capitalised, day_in_words

MOST_ITEMS: Final = 200
"""Items of a feed, about 200 kB: who looks in once a week misses none at ten thousand changes a year."""
JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
DESCRIPTION: Final = "Formal steps and trends, read from statements and reports; each with the words it rests on."


def json_feed(rows: Iterable[ShiftRow], target: str) -> str:
    """The feed as JSON Feed 1.1; ``_stancepipe`` holds the columns of the shift."""
    items = []
    for row in _latest_known(rows):
        shift = row.shift
        item = {
            "id": shift.shift_id,
            "title": _title(row),
            "content_text": "\n\n".join(_paragraphs(row)),
            "date_published": shift.first_known_at.isoformat(),
            "tags": [row.name, row.kind, shift.direction],
            "_stancepipe": {
                "holder": shift.holder,
                "day": shift.day.isoformat(),
                "kind": shift.kind,
                "step": shift.step,
                "status": shift.status,
                "direction": shift.direction,
                "before": shift.before,
                "after": shift.after,
                "magnitude": shift.magnitude,
                "confidence": shift.confidence,
                "evidence": shift.evidence.split(),
                "bundle_id": shift.bundle_id,
                "page": row.page,
            },
        }
        if address := _address(row):
            item["external_url"] = address
        items.append(item)
    feed = {"version": JSON_FEED, "title": _feed_title(target), "description": DESCRIPTION, "language": "en"}
    # Escaped to ASCII, so that no control character or lone surrogate stands in it as such.
    return json.dumps({**feed, "items": items}, indent=1) + "\n"


def rss_feed(rows: Iterable[ShiftRow], target: str) -> str:
    """The feed as RSS 2.0."""
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    _add(channel, "title", _feed_title(target))
    # A link is required and must be absolute; this one names the feed without claiming to be a place.
    _add(channel, "link", uuid5(NAMESPACE_URL, f"stancepipe:shifts:{target}").urn)
    _add(channel, "description", DESCRIPTION)
    _add(channel, "language", "en")
    for row in _latest_known(rows):
        item = ElementTree.SubElement(channel, "item")
        _add(item, "title", _title(row))
        if address := _address(row):
            _add(item, "link", address)
        # Readers take a description for HTML.
        _add(item, "description", "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in _paragraphs(row)))
        for tag in (row.name, row.kind, row.shift.direction):
            _add(item, "category", tag)
        _add(item, "pubDate", format_datetime(row.shift.first_known_at))
        _add(item, "guid", row.shift.shift_id).set("isPermaLink", "false")
    ElementTree.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _latest_known(rows: Iterable[ShiftRow]) -> Sequence[ShiftRow]:
    newest = sorted(rows, key=lambda row: (row.shift.first_known_at, row.shift.day, row.shift.shift_id), reverse=True)
    return newest[:MOST_ITEMS]


def _feed_title(target: str) -> str:
    return f"Changes of posture toward {target}"


def _title(row: ShiftRow) -> str:
    status = f", {row.shift.status}" if row.shift.status else ""
    return f"{capitalised(row.name)}: {row.what} ({day_in_words(row.shift.day)}{status}, {row.shift.direction})"


def _paragraphs(row: ShiftRow) -> list[str]:
    paragraphs = [row.shift.summary]
    if row.quoted:
        source = row.quoted.source
        publisher = f", {source.publisher}" if source.publisher else ""
        paragraphs.append(
            f"\N{LEFT DOUBLE QUOTATION MARK}{row.quoted.excerpt.quote}\N{RIGHT DOUBLE QUOTATION MARK} "
            f"{source.title}{publisher}, {source.published}"
        )
    return paragraphs


def _address(row: ShiftRow) -> str | None:
    return row.quoted.source.href if row.quoted else None


def _add(parent: ElementTree.Element, tag: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag)
    element.text = without_controls(text)
    return element
