"""Consensus: which blocs one member can stop, and which members are reported to have stopped an act of theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stancepipe.posture.evidence import STATUS_WEIGHT
from stancepipe.posture.knowledge import Knowledge
from stancepipe.records import Document, Event
from stancepipe.vocabulary import ISRAEL, STATE_ORGANS, DecidesBy, EventType

REMEMBERED: Final = timedelta(days=180)
"""For this long a member counts as blocking: about a presidency of the EU's Council, after which files come up anew."""
BLOCKING_TYPES: Final = frozenset({EventType.REJECT, EventType.COERCE})
"""What vetoing, rejecting and opposing (REJECT) or blocking and preventing (COERCE) the bloc's act is coded as."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One report that a member stopped an act of its bloc."""

    bloc: str
    state: str
    day: date
    """Day of publication: nobody knew of it before."""
    ref: str


def needs_consensus(knowledge: Knowledge, bloc: str) -> bool:
    """Whether one member can stop a position of ``bloc`` on foreign affairs."""
    return knowledge.positions_by.get(bloc) is DecidesBy.CONSENSUS


def blocks_of(
    events: Iterable[Event], documents: Mapping[str, Document], knowledge: Knowledge, bundle_id: str
) -> list[Block]:
    """Reports that a member stopped, or said it would stop, an act of its bloc that concerns Israel, ordered.

    The act is the bloc's where the bloc is its recipient: "vetoed a European Union statement on Israel". Whether it
    concerns Israel is read off the same words.
    """
    found = {}
    for event in events:
        document = documents.get(event.document_id)
        if document is None or document.published_on is None or event.bundle_id != bundle_id:
            continue
        if _blocks(event, knowledge, document.published_on):
            ref = f"event:{event.event_id}"
            block = Block(bloc=event.recipient or "", state=event.actor or "", day=document.published_on, ref=ref)
            found[block.bloc, block.state, block.day, ref] = block
    return [found[key] for key in sorted(found)]


def _blocks(event: Event, knowledge: Knowledge, day: date) -> bool:
    if event.actor is None or event.recipient is None or event.actor == ISRAEL:
        return False
    return (
        event.event_type in BLOCKING_TYPES
        and event.status in STATUS_WEIGHT
        and (event.actor_sector is None or event.actor_sector in STATE_ORGANS)
        and needs_consensus(knowledge, event.recipient)
        and knowledge.is_member(event.actor, event.recipient, day)
        and (event.toward_israel or knowledge.target_terms.search(event.quote) is not None)
    )


def blocking_on(blocks: Sequence[Block], knowledge: Knowledge, day: date) -> list[Block]:
    """Those of one bloc's ``blocks`` that still count on ``day``, by members of that day."""
    return [b for b in blocks if b.day <= day < b.day + REMEMBERED and knowledge.is_member(b.state, b.bloc, day)]
