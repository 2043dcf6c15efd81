"""An explanation as lines for a terminal or a pipe."""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from stancepipe.explanation.basis import kind_of
from stancepipe.explanation.explain import Explanation
from stancepipe.explanation.pulls import Pull
from stancepipe.posture.relations import KNOWN_ON
from stancepipe.records import Document, Event, Stance
from stancepipe.vocabulary import Relations

WIDTH: Final = 100
MOST_QUOTED: Final = 300
"""Characters of a quote that are shown: enough to judge it, the reference leads to the rest."""
INDENT: Final = " " * 9


def explanation_lines(explanation: Explanation, *, most: int) -> Iterator[str]:
    """Lines of plain text.

    Args:
        explanation: what is behind a posture.
        most: pieces of evidence that are shown one by one; the others are added up.
    """
    p = explanation.posture
    yield f"{_capitalised(explanation.name)} ({p.holder}) on {p.day}"
    yield f"  level      {_signed(p.score)} ({p.label}), 90 % interval {_signed(p.lower)} to {_signed(p.upper)}"
    yield from _relations(explanation)
    yield from _basis(explanation)
    yield ""
    yield "Evidence, the strongest pull first. Pull = value x share; the pulls add up to the level."
    yield "   pull  value  share  weight  day"
    for pull in explanation.pulls[:most]:
        yield from _evidence(pull, explanation)
    rest = explanation.pulls[most:]
    if rest:
        yield f"{_signed(sum(r.pull for r in rest))}  the other {len(rest)} together"
    total = sum(pull.pull for pull in explanation.pulls)
    prior = 1 - sum(pull.share for pull in explanation.pulls)
    yield f"{_signed(total)}  in all; {prior:.0%} of the level is still the start from 0, before anything was known"


def _relations(explanation: Explanation) -> Iterator[str]:
    standing, act = explanation.standing, explanation.moved_by
    relations = standing.relations.value.replace("_", " ")
    if act is None:
        since = explanation.known_since if standing.since in (KNOWN_ON, explanation.known_since) else standing.since
        known = "" if since in (None, date.min) else f" since {since}"
        if standing.relations is Relations.UNKNOWN:
            yield "  relations  unknown (a bloc has none, and of a state nothing is known before that)"
            return
        yield f"  relations  {relations}{known} by the lexicon of relations; no act has moved them"
        return
    yield f"  relations  {relations} since {standing.since}, by {act.step.value} ({act.status.value})"
    first = act.tellings[0]
    yield from _quoted(first.event.quote)
    yield f"{INDENT}{_source(first.document)} [event:{first.event.event_id}]"


def _basis(explanation: Explanation) -> Iterator[str]:
    b = explanation.basis
    yield f"  rests on   {_counts(b.documents)}; {b.n_stances} stances, {b.n_events} events, {b.first} to {b.last}"
    yield from _wrapped(f"{len(b.publishers)} publishers: {', '.join(b.publishers)}")
    yield f"             languages: {_counts(b.languages)} (documents)"
    for number, sentence in enumerate(b.missing):
        yield f"  {'missing' if number == 0 else '':<9}  {sentence}"


def _evidence(pull: Pull, explanation: Explanation) -> Iterator[str]:
    item = pull.item
    document = explanation.documents[item.document_id]
    row: Stance | Event
    if item.ref.startswith("stance:"):
        row = explanation.stances[item.ref]
        what = f"stance {row.label or 'without a label'} (confidence {row.confidence:.2f})"
    else:
        row = explanation.events[item.ref, item.document_id]
        what = f"event {row.event_type}{f', {row.step}' if row.step else ''} ({row.status}, {row.domain})"
        if row.event_on is not None:
            what += f" of {row.event_on}"
    yield (
        f"{_signed(pull.pull)}  {_signed(item.value)}  {pull.share:5.1%}  {item.weight:6.2f}  {item.day}  {what}, "
        f"{kind_of(document, item.holder).value}"
    )
    yield from _quoted(row.quote)
    if row.corrected is not None:
        yield f"{INDENT}corrected by an analyst: {row.corrected}"
    told = f", and in {len(item.told) - 1} more" if len(item.told) > 1 else ""
    yield f"{INDENT}{_source(document)} [{item.ref} in {item.document_id}{told}]"


def _quoted(quote: str) -> Iterator[str]:
    words = " ".join(quote.split())
    yield from _wrapped(f"“{words if len(words) <= MOST_QUOTED else words[:MOST_QUOTED] + '...'}”", INDENT)


def _wrapped(text: str, indent: str = " " * 13) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)


def _source(document: Document) -> str:
    said = [document.publisher or document.publisher_country, document.title, document.url or document.input_id]
    return ", ".join(part for part in said if part)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _capitalised(name: str) -> str:
    return name[0].upper() + name[1:]


def _signed(value: float) -> str:
    return f"{value + 0.0:+.3f}"
