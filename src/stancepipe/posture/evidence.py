"""Evidence: which stances and events count, for whom, when, how much, and each thing once.

Evidence stands on the day on which it was published, so that the level of a day never knows more than a reader of
that day could. (When a step happened is another question: :mod:`stancepipe.posture.acts`.)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from stancepipe.posture.acts import RETOLD, Act, Telling, direction_of, telling_of
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
"""Weight of what a government publishes itself: nobody stands between its words and the reader."""
BLOC_WORDS: Final = 1.5
"""Weight of what a bloc publishes officially of one of its members: a record and no hearsay, but of words that the
member negotiated."""
REPORTED_WORDS: Final = 1.0
"""Weight of what others report."""
ABSTAINED: Final = 0.2
"""Share of the weight left to a stance that the classifier would not name."""
STATUS_WEIGHT: Final[Mapping[str, float]] = {EventStatus.OCCURRED: 1.0, EventStatus.ANNOUNCED: 0.5}
"""Weight of an event; what is denied, hypothetical or background moves nothing."""
INTERGOVERNMENTAL: Final = "IGO"
NO_SOURCE: Final = ""
"""Source of documents that do not say who published them: they are taken for one source."""


@dataclass(frozen=True, slots=True)
class Item:
    """One stance, or one event however often told: its value toward Israel from -1 to 1, and its weight."""

    holder: str
    day: date
    document_id: str
    ref: str
    source: str
    """Who told it first: see :func:`source_of`."""
    value: float
    weight: float
    domain: str
    told: tuple[tuple[date, str], ...]
    """Day of publication and id of every document that tells it, the first one first."""


@dataclass(frozen=True, slots=True)
class Observation:
    """All that one document says of one holder's position: one value, however many stances and events carry it.

    It weighs as its strongest item: ten sentences of one document are not ten witnesses.
    """

    holder: str
    day: date
    document_id: str
    source: str
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
    return sorted(kept, key=attrgetter("stance_id"))


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


def source_of(document: Document) -> str:
    """Who tells: the publisher by name, else the configured source, else the publisher's country."""
    return document.publisher or document.source_id or document.publisher_country or NO_SOURCE


def speaker_weight(holder: str, document: Document, knowledge: Knowledge) -> float:
    """Weight of what ``document`` says of ``holder``, by who speaks in it: the holder, its bloc, or somebody else."""
    publisher = document.publisher_country
    if document.doc_type != DocumentType.OFFICIAL_STATEMENT or publisher is None:
        return REPORTED_WORDS
    if publisher == holder:
        return OWN_WORDS
    return BLOC_WORDS if knowledge.is_member(holder, publisher, _published(document)) else REPORTED_WORDS


def items_of(
    stances: Sequence[Stance],
    tellings: Sequence[Telling],
    acts: Sequence[Act],
    documents: Mapping[str, Document],
    knowledge: Knowledge,
) -> list[Item]:
    """All evidence: each wording, each act and each event once, at its first report."""
    items = [_from_stances(told, documents, knowledge) for told in _same_words(stances, documents)]
    for act in acts:
        for status in STATUS_WEIGHT:
            items += _from_tellings([t for t in act.tellings if t.event.status == status], knowledge)
    others: dict[str, list[Telling]] = {}
    for telling in tellings:
        if telling.event.step is None:
            others.setdefault(telling.event.event_id, []).append(telling)
    for told in others.values():
        items += _from_tellings(told, knowledge)
    return sorted(items, key=attrgetter("holder", "day", "document_id", "ref"))


def _same_words(stances: Sequence[Stance], documents: Mapping[str, Document]) -> list[list[Stance]]:
    """Stances by holder and wording, each group in order: words that are told again within :data:`RETOLD`.

    A statement that agencies pass on is one piece of evidence; a government that says the same next year renews it.
    """
    groups: list[list[Stance]] = []
    open_groups: dict[tuple[str, str], tuple[date, list[Stance]]] = {}
    for day, _, stance in sorted((_published(documents[s.document_id]), s.stance_id, s) for s in stances):
        words = " ".join(stance.quote.split()).casefold()
        told, group = open_groups.get((stance.holder, words), (day, [])) if words else (day, [])
        if day - told > RETOLD:
            group = []
        if not group:
            groups.append(group)
        group.append(stance)
        open_groups[stance.holder, words] = (day, group)
    return groups


def _from_stances(told: Sequence[Stance], documents: Mapping[str, Document], knowledge: Knowledge) -> Item:
    stance = told[0]
    document = documents[stance.document_id]
    certainty = stance.confidence * (1.0 if stance.label is not None else ABSTAINED)
    return Item(
        holder=stance.holder,
        day=_published(document),
        document_id=document.document_id,
        ref=f"stance:{stance.stance_id}",
        source=source_of(document),
        value=_bounded(stance.score),
        weight=certainty * speaker_weight(stance.holder, document, knowledge),
        domain=Domain.DIPLOMATIC.value,
        told=tuple((_published(documents[s.document_id]), s.document_id) for s in told),
    )


def _from_tellings(tellings: Sequence[Telling], knowledge: Knowledge) -> list[Item]:
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
    speaker = speaker_weight(event.actor or "", first.document, knowledge)
    return [
        Item(
            holder=event.actor or "",
            day=first.published_on,
            document_id=first.document.document_id,
            ref=f"event:{event.event_id}",
            source=source_of(first.document),
            value=value,
            weight=event.confidence * STATUS_WEIGHT[event.status] * speaker,
            domain=event.domain,
            told=tuple(sorted({(t.published_on, t.document.document_id) for t in tellings})),
        )
    ]


def observations_of(items: Iterable[Item]) -> dict[str, list[Observation]]:
    """Observations of each holder, ordered by day and document, of items in order."""
    found: dict[str, list[Observation]] = {}
    heard = (i for i in items if i.weight > 0)
    for (holder, day, document_id), group in groupby(heard, attrgetter("holder", "day", "document_id")):
        own = tuple(group)
        if len(own) == 1:
            value, strongest = own[0].value, own[0].weight
        else:
            value = sum(i.value * i.weight for i in own) / sum(i.weight for i in own)
            strongest = max(i.weight for i in own)
        observation = Observation(holder, day, document_id, own[0].source, value, strongest, own)
        found.setdefault(holder, []).append(observation)
    return found


def _published(document: Document) -> date:
    if document.published_on is None:
        raise ValueError(f"document {document.document_id} has no day and moves no posture")
    return document.published_on


def _bounded(value: float) -> float:
    return max(-1.0, min(1.0, value))
