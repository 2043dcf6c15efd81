"""Clauses told without their verb: "Chile recalled its envoy in May, Peru a week later"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from stancepipe.extract.coded_events import CodedEvent
from stancepipe.extract.event_dates import Dated
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.trees import Stretch, Word
from stancepipe.vocabulary import EventStatus, MentionKind

BEFORE: Final = frozenset({",", ";", "and", "then"})
"""What stands before the actor of a clause without a verb."""
LATER: Final = frozenset({"later", "earlier", "next", "soon", "shortly", "afterwards"})
SPAN: Final = 6
"""Tokens after such an actor within which its clause must end."""
ENDS: Final = frozenset({".", ",", ";", "and", ":", ")"})
AN_ACTOR: Final = frozenset({MentionKind.STATE, MentionKind.CAPITAL, MentionKind.BLOC})
OWN_CLAUSE: Final = frozenset({"nsubj", "nsubjpass"})


def gapped(sentence: Stretch, told: Sequence[CodedEvent], reader: Reader, dated: Sequence[Dated]) -> list[CodedEvent]:
    """Steps that the sentence tells again of another actor with nothing but a date: "..., Peru a week later"."""
    found: list[CodedEvent] = []
    for model in _models(told):
        for mention in reader.mentions:
            head = reader.doc[mention.end - 1]
            outside = not (model.trigger.i < mention.start < sentence.end) or mention.kind not in AN_ACTOR
            if outside or _knows(mention.code, [*told, *found], model) or not _begins(reader.doc[mention.start]):
                continue
            when = _date_after(head, sentence, dated)
            if when is None and not _later(head, sentence):
                continue
            actor = Party(mention.code, mention.sector, mention.start, mention.end, head.i)
            status = EventStatus.OCCURRED if model.status is EventStatus.BACKGROUND else model.status
            found.append(replace(model, actor=actor, dated=when, status=status))
    return found


def _models(told: Sequence[CodedEvent]) -> Iterator[CodedEvent]:
    """The last step that was told with an actor, once for each recipient."""
    steps = [e for e in told if e.step is not None and e.actor is not None and e.actor.code is not None]
    seen: set[str | None] = set()
    for event in steps:
        code = event.recipient.code if event.recipient is not None else None
        if event.trigger.i == steps[-1].trigger.i and code not in seen:
            seen.add(code)
            yield event


def _knows(code: str, events: Sequence[CodedEvent], model: CodedEvent) -> bool:
    """Whether ``code`` already acts in such a step, or is the one to whom it is done."""
    if model.recipient is not None and model.recipient.code == code and model.recipient.start >= 0:
        return True
    return any(e.step is model.step and e.actor is not None and e.actor.code == code for e in events)


def _begins(first: Word) -> bool:
    """Whether a clause without a verb may begin with ``first``."""
    head = first
    while head.dep_ == "compound" and head.head.i > head.i:
        head = head.head
    if head.dep_ in OWN_CLAUSE and head.head.pos_ in ("VERB", "AUX"):
        return False
    return first.i > 0 and first.doc[first.i - 1].lower_ in BEFORE


def _date_after(head: Word, sentence: Stretch, dated: Sequence[Dated]) -> Dated | None:
    for d in dated:
        if head.i < d.start <= head.i + 3 and d.end <= sentence.end:
            after = sentence.doc[d.end] if d.end < sentence.end else None
            between = sentence.doc[head.i + 1 : d.start]
            if (after is None or after.lower_ in ENDS) and all(t.lower_ in ("on", "in", "'s", "’s") for t in between):
                return d
    return None


def _later(head: Word, sentence: Stretch) -> bool:
    """Whether "a week later" or "the next day" follows ``head`` and ends its clause."""
    after = []
    for token in sentence.doc[head.i + 1 : min(sentence.end, head.i + SPAN)]:
        if token.lower_ in ENDS:
            break
        after.append(token)
    return any(t.lower_ in LATER for t in after) and not any(t.pos_ in ("VERB", "AUX") for t in after)
