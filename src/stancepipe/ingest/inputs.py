"""What reading an input gives, and how what it leaves unsaid is filled: record, page, name, sidecar, options."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from stancepipe.ingest.dates import Published, date_in_name
from stancepipe.vocabulary import DocumentType

MAX_REASON: Final = 300
"""Reasons quote the input; a hostile one may be long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InputDefaults:
    """What the command line says about inputs that do not say it themselves."""

    published: date | None = None
    publisher: str | None = None
    publisher_country: str | None = None
    doc_type: str | None = None
    source_id: str | None = None
    """The configured source that they are read for."""


NO_DEFAULTS: Final = InputDefaults()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchanged:
    """An input that was looked at again and need not be read: it is as it was, or not asked for again yet."""

    input_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InputRecord:
    """One input, read: text with what is known about it, or the reason why it has to be set aside."""

    input_id: str
    text: str
    """Empty where there is a problem."""
    url: str | None
    title: str | None
    publisher: str | None
    publisher_country: str | None
    doc_type: str
    """``other`` when nothing says."""
    published_on: date | None
    published_precision: str | None
    published_from: str | None
    language: str | None
    """Only if the input says so."""
    problem: str | None
    """Why it has to be set aside, in words a person understands."""
    source_id: str | None = None
    """The configured source that brought it."""
    fetched_at: datetime | None = None
    """When its words were fetched; None where they came from a file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What one reader found in an input; None where the input does not say."""

    text: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    publisher_country: str | None = None
    doc_type: str | None = None
    published: Published | None = None
    created: Published | None = None
    """When the file was made (PDF, DOCX): stands for publication only where nothing else does."""
    language: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hints:
    """What a folder's sidecar says about one of its files."""

    publisher: str | None = None
    publisher_country: str | None = None
    doc_type: str | None = None
    published: Published | None = None
    language: str | None = None


NO_HINTS: Final = Hints()


def settle(
    input_id: str,
    found: Found,
    defaults: InputDefaults,
    *,
    hints: Hints = NO_HINTS,
    name: str | None = None,
    fetched_at: datetime | None = None,
) -> InputRecord:
    """The record of an input: what it says itself, else its sidecar, else the command line.

    Args:
        input_id: the input's id.
        found: what its reader found.
        defaults: what the command line says.
        hints: what the sidecar says.
        name: file name, whose leading date counts as said by the input itself.
        fetched_at: when it was fetched, if it was.
    """
    published = found.published or (date_in_name(name) if name else None) or hints.published
    if published is None and defaults.published is not None:
        published = Published(day=defaults.published, precision="day", found_from="option")
    published = published or found.created
    return InputRecord(
        input_id=input_id,
        text=found.text,
        url=found.url,
        title=found.title,
        publisher=found.publisher or hints.publisher or defaults.publisher,
        publisher_country=found.publisher_country or hints.publisher_country or defaults.publisher_country,
        doc_type=found.doc_type or hints.doc_type or defaults.doc_type or DocumentType.OTHER.value,
        published_on=published.day if published else None,
        published_precision=published.precision if published else None,
        published_from=published.found_from if published else None,
        language=found.language or hints.language,
        problem=None,
        source_id=defaults.source_id,
        fetched_at=fetched_at,
    )


def set_aside(
    input_id: str,
    problem: str,
    defaults: InputDefaults,
    *,
    url: str | None = None,
    title: str | None = None,
    fetched_at: datetime | None = None,
) -> InputRecord:
    """The record of an input that could not be read or understood."""
    printable = "".join(c if c.isprintable() else " " for c in problem)
    return InputRecord(
        input_id=input_id.encode("utf-8", "replace").decode("utf-8"),
        text="",
        url=url,
        title=title,
        publisher=defaults.publisher,
        publisher_country=defaults.publisher_country,
        doc_type=defaults.doc_type or DocumentType.OTHER.value,
        published_on=None,
        published_precision=None,
        published_from=None,
        language=None,
        problem=printable[:MAX_REASON].encode("utf-8", "replace").decode("utf-8"),
        source_id=defaults.source_id,
        fetched_at=fetched_at,
    )
