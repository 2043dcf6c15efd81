"""Evidence: which stances and events count, for whom, when, how much, and each thing once.

Evidence stands on the day on which it was published, so that the level of a day never knows more than a reader of
that day could. (When a step happened is another question: :mod:`stancepipe.posture.acts`.)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from stancepipe.posture.acts import Act, Telling, direction_of, telling_of
from stancepipe.posture.knowledge import Knowledge
from stancepipe.records import Document, Event, Stance
from stancepipe.vocabulary import (
    BLOCS,
    ISRAEL,
    STATE_ORGANS,
    Direction,
    DocumentStatus,
    DocumentType,
    Domain,
    EventStatus,
)

AHEAD_OF_CLOCK: Final = timedelta(days=1)
"""A claimed day of publication may be ahead of our clock by a time zone, not by more: such a date is wrong."""
OWN_WORDS: Final = 2.0
"""Weight of what a government publishes itself, against 1 for what others report of it."""
ABSTAINED: Final = 0.2
"""Share of the weight left to a stance that the classifier would not name."""
STATUS_WEIGHT: Final[Mapping[str, float]] = {EventStatus.OCCURRED: 1.0, EventStatus.ANNOUNCED: 0.5}
"""Weight of an event; what is denied, hypothetical or background moves nothing."""
INTERGOVERNMENTAL: Final = "IGO"


@dataclass(frozen=True, slots=True)
class Item:
    """One stance, or one event however often told: its value toward Israel from -1 to 1, and its weight."""

    holder: str
    day: date
    document_id: str
    ref: str
    value: float
    weight: float
    domain: str
    told: tuple[tuple[date, str], ...]
    """Day of publication and id of every document that tells it."""

    @property
    def order(self) -> tuple[str, date, str, str]:
        """A total order over items."""
        return (self.holder, self.day, self.document_id, self.ref)


@dataclass(frozen=True, slots=True)
class Observation:
    """All that one document says of one holder's position: one value, however many stances and events carry it."""

    holder: str
    day: date
    document_id: str
    value: float
    weight: float
    items: tuple[Item, ...]


def countable_documents(documents: Iterable[Document], bundle_id: str, now: datetime) -> dict[str, Document]:
    """Documents whose evidence counts: analysed with this bundle, not superseded, dated, and not ahead of the clock."""
    last = now.date() + AHEAD_OF_CLOCK
    return {
        d.document_id: d
        for d in documents
        if d.status == DocumentStatus.ANALYSED
        and d.superseded_by is None
        and d.bundle_id == bundle_id
        and d.published_on is not None
        and d.published_on <= last
    }


def countable_stances(stances: Iterable[Stance], documents: Mapping[str, Document], bundle_id: str) -> list[Stance]:
    """Stances toward Israel of this bundle in ``documents``, ordered."""
    kept = (
        s
        for s in stances
        if s.bundle_id == bundle_id and s.document_id in documents and s.target == ISRAEL and s.holder != ISRAEL
    )
    return sorted(kept, key=lambda s: s.stance_id)


def countable_tellings(
    events: Iterable[Event], documents: Mapping[str, Document], knowledge: Knowledge, bundle_id: str
) -> list[Telling]:
    """Reports that a holder did, or announced, something toward Israel, ordered."""
    kept = []
    for event in events:
        document = documents.get(event.document_id)
        if document is None or event.bundle_id != bundle_id or not event.toward_israel:
            continue
        if event.status in STATUS_WEIGHT and knowledge.may_hold(event.actor) and _is_organ(event):
            telling = telling_of(event, document)
            if telling is not None:
                kept.append(telling)
    return sorted(kept, key=lambda t: t.order)


def _is_organ(event: Event) -> bool:
    """Whether who acts is the state or bloc itself: no opposition, city, company, crowd or armed group."""
    if event.actor_sector is None or event.actor_sector in STATE_ORGANS:
        return True
    return event.actor in BLOCS and event.actor_sector == INTERGOVERNMENTAL


def items_of(
    stances: Sequence[Stance], tellings: Sequence[Telling], acts: Sequence[Act], documents: Mapping[str, Document]
) -> list[Item]:
    """All evidence, each act and each event once, at its first report."""
    items = [_from_stance(s, documents[s.document_id]) for s in stances]
    for act in acts:
        for status in STATUS_WEIGHT:
            told = [t for t in act.tellings if t.event.status == status]
            items += _from_tellings(told)
    others: dict[str, list[Telling]] = {}
    for telling in tellings:
        if telling.event.step is None:
            others.setdefault(telling.event.event_id, []).append(telling)
    for told in others.values():
        items += _from_tellings(told)
    return sorted(items, key=lambda i: i.order)


def _from_stance(stance: Stance, document: Document) -> Item:
    own = document.publisher_country == stance.holder and document.doc_type == DocumentType.OFFICIAL_STATEMENT
    weight = stance.confidence * (OWN_WORDS if own else 1.0) * (1.0 if stance.label is not None else ABSTAINED)
    return Item(
        holder=stance.holder,
        day=_published(document),
        document_id=document.document_id,
        ref=f"stance:{stance.stance_id}",
        value=_bounded(stance.score),
        weight=weight,
        domain=Domain.DIPLOMATIC.value,
        told=((_published(document), document.document_id),),
    )


def _from_tellings(tellings: Sequence[Telling]) -> list[Item]:
    """One item for all ``tellings`` of one event, dated and weighed by the first; none where its value is not known.

    A step whose score points the other way than the step tells nothing of the level: recognising Palestine is scored
    as support (for Palestine), and is alone a neutral position toward Israel.
    """
    if not tellings:
        return []
    first = min(tellings, key=lambda t: (t.published_on, t.order))
    event = first.event
    value = _bounded(event.intensity / 10)
    if event.step is not None:
        direction = direction_of(event)
        if direction is None or (value > 0) is not (direction is Direction.WARMER):
            return []
    return [
        Item(
            holder=event.actor or "",
            day=first.published_on,
            document_id=first.document.document_id,
            ref=f"event:{event.event_id}",
            value=value,
            weight=event.confidence * STATUS_WEIGHT[event.status],
            domain=event.domain,
            told=tuple(sorted({(t.published_on, t.document.document_id) for t in tellings})),
        )
    ]


def observations_of(items: Iterable[Item]) -> dict[str, list[Observation]]:
    """Observations of each holder, ordered by day and document."""
    grouped: dict[tuple[str, date, str], list[Item]] = {}
    for item in items:
        if item.weight > 0:
            grouped.setdefault((item.holder, item.day, item.document_id), []).append(item)
    found: dict[str, list[Observation]] = {}
    for (holder, day, document_id), own in sorted(grouped.items()):
        total = sum(i.weight for i in own)
        value = sum(i.value * i.weight for i in own) / total
        strongest = max(i.weight for i in own)
        found.setdefault(holder, []).append(Observation(holder, day, document_id, value, strongest, tuple(own)))
    return found


def _published(document: Document) -> date:
    if document.published_on is None:
        raise ValueError(f"document {document.document_id} has no day and moves no posture")
    return document.published_on


def _bounded(value: float) -> float:
    return max(-1.0, min(1.0, value))
