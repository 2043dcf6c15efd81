"""The words behind a holder's posture: its stances and events, each with its quote in context and its source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from stancepipe.records import Document, Event, Stance
from stancepipe.report.excerpts import Excerpt, excerpt
from stancepipe.report.scale import css_of
from stancepipe.report.wording import STEPS, anchor, day_in_words, in_words, signed

LONGEST_TITLE: Final = 160
UNADDRESSABLE: Final = re.compile(r"[\x00-\x20\x7f]")
MOST_ITEMS: Final = 20
"""Quotes shown per holder, about 23 kB of its page: 200 holders that all have as many stay below 15 MB together. The
others are counted and stand in the tables."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a quote stands; ``href`` only for a web address."""

    title: str
    href: str | None
    publisher: str | None
    published: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """One stance or event as shown."""

    ref: str
    """``stance:ID`` or ``event:ID``, as shifts cite it."""
    anchor: str
    day: date | None
    when: str
    kind: str
    verdict: str
    css: str
    """Class of its colour."""
    facts: tuple[str, ...]
    excerpt: Excerpt
    source: Source
    language: str | None
    n_more_reports: int
    corrected: str | None
    """What an analyst corrected in it, and why."""


def evidence_of_stance(stance: Stance, document: Document | None, names: Mapping[str, str]) -> Evidence:
    """A stance as evidence."""
    return Evidence(
        ref=f"stance:{stance.stance_id}",
        anchor=anchor("quote", f"stance:{stance.stance_id}"),
        day=stance.published_on,
        when=day_in_words(stance.published_on) if stance.published_on else "undated",
        kind=f"stance toward {names.get(stance.target, stance.target)}",
        verdict=stance.label or "no label",
        css=css_of(stance.score),
        facts=(f"score {signed(stance.score)}", f"confidence {stance.confidence:.2f}"),
        excerpt=_excerpt(document, stance),
        source=source_of(document),
        language=document.language if document else None,
        n_more_reports=0,
        corrected=stance.corrected,
    )


def evidence_of_event(
    holder: str, reports: Sequence[Event], documents: Mapping[str, Document], names: Mapping[str, str]
) -> Evidence:
    """An event as evidence: the surest of its reports is quoted, the others are counted."""
    event = surest(reports)
    document = documents.get(event.document_id)
    day = day_of(event, document)
    facts = [f"{event.event_type.lower()} ({event.domain})", f"intensity {signed(event.intensity, 1)}"]
    if event.actor != holder:
        facts.append(f"by {names.get(event.actor, event.actor)}" if event.actor else "actor not named")
    if event.attributed_to:
        facts.append(f"according to {names.get(event.attributed_to, event.attributed_to)}")
    facts.append(f"confidence {event.confidence:.2f}")
    return Evidence(
        ref=f"event:{event.event_id}",
        anchor=anchor("quote", f"event:{event.event_id}"),
        day=day,
        when=_event_day(event, day),
        kind=in_words(event.step, STEPS) if event.step else "event",
        verdict=event.status,
        css=css_of(event.intensity / 10),
        facts=tuple(facts),
        excerpt=_excerpt(document, event),
        source=source_of(document),
        language=document.language if document else None,
        n_more_reports=len({report.document_id for report in reports}) - 1,
        corrected=event.corrected,
    )


def surest(reports: Sequence[Event]) -> Event:
    """The report of an event that is quoted."""
    return min(reports, key=lambda report: (-report.confidence, report.document_id, report.quote_start))


def day_of(event: Event, document: Document | None) -> date | None:
    """The day that an event is sorted by: when it happened, else when it was reported."""
    return event.event_on or (document.published_on if document else None)


def chosen(days: Mapping[str, date | None], cited: Sequence[Sequence[str]], most: int = MOST_ITEMS) -> tuple[str, ...]:
    """About ``most`` references, newest first; what shifts cite goes before what none does, so that their links hold.

    Args:
        days: day of every reference.
        cited: for each shift what it cites; the first of each that there is is always among them.
        most: limit for all others.
    """
    leading = {next((ref for ref in refs if ref in days), None) for refs in cited}
    others = {ref for refs in cited for ref in refs}
    newest_first = sorted(days, key=lambda ref: (days[ref] or date.min, ref), reverse=True)
    by_weight = sorted(newest_first, key=lambda ref: (ref not in leading, ref not in others))
    kept = set(by_weight[: max(most, len(leading - {None}))])
    return tuple(ref for ref in newest_first if ref in kept)


def source_of(document: Document | None) -> Source:
    """How a document is named and, where it is on the web, reached."""
    if document is None:
        return Source(title="document not in the tables", href=None, publisher=None, published="undated")
    title = (document.title or document.url or document.input_id).strip() or document.document_id
    day = document.published_on
    return Source(
        title=title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "\N{HORIZONTAL ELLIPSIS}",
        href=web_address(document.url),
        publisher=document.publisher,
        published=day_in_words(day, document.published_precision) if day else "undated",
    )


def web_address(url: str | None) -> str | None:
    """The address where it is http(s) with a host and without blanks or control characters; None otherwise."""
    if not url or UNADDRESSABLE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def _excerpt(document: Document | None, quoted: Stance | Event) -> Excerpt:
    text = document.text if document else ""
    return excerpt(text, quoted.quote_start, quoted.quote_end, quoted.quote)


def _event_day(event: Event, day: date | None) -> str:
    if event.event_on:
        return day_in_words(event.event_on, event.date_precision)
    return f"reported {day_in_words(day)}" if day else "undated"
