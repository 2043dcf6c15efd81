"""What a source and its listing say of a document, and how that is written beside the archived answer."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from stancepipe.ingest.dates import Published
from stancepipe.ingest.inputs import NO_DEFAULTS, Found, InputDefaults

DOCUMENT: Final = "document"
LISTING: Final = "listing"

NOTE_TYPE: Final = "application/json"
SAID: Final = ("source_id", "publisher", "publisher_country", "doc_type", "language", "title")


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What the source and its listing say of one document; None where they do not."""

    source_id: str | None = None
    publisher: str | None = None
    publisher_country: str | None = None
    doc_type: str | None = None
    language: str | None = None
    title: str | None = None
    published: Published | None = None
    date_formats: tuple[str, ...] = ()
    """How the source's pages write days, as ``strptime`` formats."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """The metadata record that follows an archived answer, or stands for one that never came."""

    asked: str | None
    """The address asked for, where the record's own is another (after redirects)."""
    role: str
    """``document`` or ``listing``."""
    listed: Listed
    problem: str | None = None
    """Why there is no answer."""
    temporary: bool = False
    """Whether another attempt may go better; of failures only."""


def write_note(note: Note) -> bytes:
    """The content of a metadata record."""
    listed = note.listed
    written: dict[str, Any] = {"role": note.role, "asked": note.asked}
    written |= {name: getattr(listed, name) for name in SAID}
    if listed.published is not None:
        written["published"] = asdict(listed.published) | {"day": listed.published.day.isoformat()}
    written["date_formats"] = list(listed.date_formats) or None
    if note.problem is not None:
        written |= {"problem": note.problem, "temporary": note.temporary}
    return json.dumps({key: value for key, value in written.items() if value is not None}).encode("ascii")


def read_note(content: bytes) -> Note | None:
    """The note that a metadata record holds; None where it is not one of ours."""
    try:
        raw = json.loads(content)
        day = raw.get("published")
        published = None
        if day is not None:
            published = Published(
                day=date.fromisoformat(day["day"]), precision=str(day["precision"]), found_from=str(day["found_from"])
            )
        said = {name: None if raw.get(name) is None else str(raw[name]) for name in SAID}
        formats = tuple(map(str, raw.get("date_formats") or ()))
        problem = raw.get("problem")
        if raw["role"] not in {DOCUMENT, LISTING}:
            return None
        return Note(
            asked=None if raw.get("asked") is None else str(raw["asked"]),
            role=raw["role"],
            listed=Listed(published=published, date_formats=formats, **said),
            problem=None if problem is None else str(problem),
            temporary=raw.get("temporary") is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def defaults_from(listed: Listed, given: InputDefaults = NO_DEFAULTS) -> InputDefaults:
    """What holds for documents that do not say it themselves: by their source, else as given."""
    return replace(
        given,
        publisher=listed.publisher or given.publisher,
        publisher_country=listed.publisher_country or given.publisher_country,
        doc_type=listed.doc_type or given.doc_type,
        source_id=listed.source_id,
    )


def with_listed(found: Found, listed: Listed) -> Found:
    """What a document says, under what its source and listing say of it.

    Who published it, what kind of text it is and when it appeared is the source's to say; title and language are the
    listing's only where the document itself names none.
    """
    return replace(
        found,
        title=found.title or listed.title,
        publisher=listed.publisher or found.publisher,
        publisher_country=listed.publisher_country or found.publisher_country,
        doc_type=listed.doc_type or found.doc_type,
        published=listed.published or found.published,
        language=found.language or listed.language,
    )
