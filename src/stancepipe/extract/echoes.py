"""What a pro-form repeats with other actors: "Chile did likewise", "Peru followed suit", "as did Cuba"."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from stancepipe.extract.coded_events import CodedEvent
from stancepipe.extract.event_dates import Dated, date_of
from stancepipe.extract.grammar import subjects
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.status import status_of
from stancepipe.extract.trees import Stretch, Word
from stancepipe.vocabulary import EventStatus

ECHOING: Final = frozenset({"follow", "do", "have", "will", "would"})
ELLIPTIC: Final = frozenset({"do", "have", "will", "would"})
"""Auxiliaries that stand for a whole clause: "Germany has not", "so has Cuba"."""
COMPLEMENTS: Final = frozenset({"dobj", "xcomp", "ccomp", "attr", "acomp", "oprd", "prt", "dative"})
ECHOED: Final = frozenset({"likewise", "same", "so", "thing", "much"})
FOLLOWED: Final = frozenset({"suit", "example", "lead"})


def echoes(
    sentence: Stretch,
    told: Sequence[CodedEvent],
    reader: Reader,
    governors: Mapping[tuple[str, str], EventStatus],
    dated: Sequence[Dated],
) -> list[CodedEvent]:
    """Events that a pro-form repeats with other actors: "Chile did likewise", "Peru followed suit", "as did Cuba"."""
    found: list[CodedEvent] = []
    if not told:
        return found
    for word in sentence:
        if word.lemma_ not in ECHOING or not _is_echo(word):
            continue
        before = [e for e in told if e.trigger.i < word.i and e.actor is not None and e.actor.code is not None]
        before = [e for e in before if e.step is not None] or before
        if not before:
            continue
        last = before[-1].trigger.i
        actors = [p for p in reader.parties(subjects(word) or _subjects_before(word)) if p.code is not None]
        models: dict[str | None, CodedEvent] = {_code(e.recipient): e for e in before if e.trigger.i == last}
        for actor in actors:
            for model in models.values():
                status = status_of(word, governors)
                if model.actor is None or actor.code == model.actor.code or _code(model.recipient) == actor.code:
                    continue
                when = date_of(word, list(dated))
                found.append(
                    replace(
                        model, actor=actor, status=status, dated=when or model.dated, sentence=sentence, trigger=word
                    )
                )
    return found


def _code(party: Party | None) -> str | None:
    return party.code if party is not None else None


def _is_echo(verb: Word) -> bool:
    """Whether ``verb`` only repeats what was told before: "did likewise", "followed suit", "as did Cuba"."""
    if verb.pos_ not in ("VERB", "AUX"):
        return False
    if verb.lemma_ == "follow":
        things = [t for t in verb.children if t.dep_ == "dobj"]
        if things:
            return things[0].lemma_ in FOLLOWED
        return any(t.dep_ == "nsubj" and t.pos_ == "PROPN" for t in verb.children) and not any(
            t.dep_ in ("prep", "agent") and t.lower_ in ("by", "from", "with") for t in verb.children
        )
    if verb.dep_ in ("aux", "auxpass"):
        return False
    if verb.lemma_ in ELLIPTIC and not any(t.dep_ in COMPLEMENTS for t in verb.children) and _is_contrast(verb):
        return True
    if verb.lemma_ != "do":
        return False
    return any(t.lower_ in ECHOED or (t.dep_ in ("mark", "prep") and t.lower_ == "as") for t in verb.children)


def _is_contrast(verb: Word) -> bool:
    """Whether an auxiliary without a verb takes up what was told: "Germany has not", "so has Cuba", "nor did Peru"."""
    named = any(t.dep_ in ("nsubj", "nsubjpass") and t.pos_ in ("PROPN", "NOUN") for t in verb.children)
    marked = any(t.dep_ == "neg" or t.lower_ in ("so", "nor", "neither", "too") for t in verb.children)
    return named and marked


def _subjects_before(verb: Word) -> list[Word]:
    """Who does what a pro-form repeats, where the parser hung them elsewhere: "and Peru followed suit"."""
    before = verb.doc[verb.i - 1] if verb.i and not verb.is_sent_start else None
    return [before] if before is not None and before.pos_ == "PROPN" else []
