"""Who acts and who is acted on: the parties that fill the slots of a matched word."""

from collections.abc import Sequence
from typing import Final

from spacy.tokens import Token

from stancepipe.extract.attribution import outermost
from stancepipe.extract.grammar import owners, slot, subjects
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import Pattern
from stancepipe.vocabulary import Step

ON_THE_OTHERS: Final = frozenset(
    {
        Step.SUMMON_ENVOY, Step.EXPEL_ENVOY, Step.ENTRY_BAN, Step.AIRSPACE_CLOSURE,
        Step.SANCTION_PERSONS, Step.SANCTION_SETTLERS, Step.SANCTION_LIFTED, Step.ARMS_DEAL,
    }
)  # fmt: skip
"""Steps taken on what belongs to the other side: the owner of the object is the recipient, never the actor."""


def actors_of(word: Token, pattern: Pattern, reader: Reader, speakers: Sequence[Party]) -> list[Party]:
    """Who does what ``word`` tells; for a step whose doer is unsaid, whose the object is, or who says so."""
    if word.pos_ == "NOUN":
        heads = owners(word)
        if not heads and word.dep_ in ("dobj", "nsubjpass", "pobj") and word.head.pos_ in ("VERB", "ADP"):
            governor = word.head if word.head.pos_ == "VERB" else word.head.head
            heads = subjects(governor) if governor.pos_ == "VERB" else []
    else:
        heads = subjects(word)
    found = reader.parties(heads)
    if pattern.step is not None and all(p.code is None for p in found):
        # "its ambassador was recalled", "the embassy would move": whose it is, or else who says so
        of_object = _owners_of_object(word, pattern, reader)
        said = outermost(speakers)
        found = of_object or ([said] if said is not None else []) or _owners_of_subject(heads, reader) or found
    return found


def _owners_of_object(word: Token, pattern: Pattern, reader: Reader) -> list[Party]:
    if pattern.step in ON_THE_OTHERS:
        return []
    things = slot(word, "obj" if word.pos_ != "NOUN" else "of")
    return [p for p in reader.parties([o for h in things for o in owners(h)]) if p.code is not None]


def _owners_of_subject(heads: Sequence[Token], reader: Reader) -> list[Party]:
    return [p for p in reader.parties([o for h in heads for o in owners(h)]) if p.code is not None]


def recipients_of(word: Token, pattern: Pattern, reader: Reader, actors: Sequence[Party]) -> list[Party]:
    """The fillers of the first slot that names somebody with a code; else of the first that is filled."""
    own = {p.code for p in actors if p.code is not None}
    fallback: list[Party] = []
    for name in pattern.recipients:
        if name.isupper():
            # the rule itself says toward whom ("joined the Abraham Accords")
            return [] if name in own else [Party(name, None, -1, -1, -1, plain=False)]
        if name == "comp":
            fillers = [s for c in slot(word, "comp") for s in c.children if s.dep_ in ("nsubj", "nsubjpass")]
        elif name == "obj" and word.pos_ == "NOUN":
            fillers = slot(word, "of") or slot(word, "on")
        elif name == "dative":
            fillers = [t for t in word.children if t.dep_ == "dative" and t.pos_ != "ADP"]
        else:
            fillers = slot(word, name)
        parties = [p for p in reader.parties(fillers) if p.code is None or p.code not in own]
        coded = [p for p in parties if p.code is not None]
        if coded:
            return coded
        deeper = _inside(fillers, reader, own)
        if deeper:
            return deeper
        if not fallback:
            fallback = [p for p in parties if reader.doc[p.head].pos_ in ("NOUN", "PROPN", "PRON", "ADJ")]
    return fallback


def _inside(fillers: Sequence[Token], reader: Reader, own: set[str]) -> list[Party]:
    """Actors named inside a filler: "reports of abuse by X", "exports to X"; clauses left out."""
    for filler in fillers:
        stack = [filler]
        while stack:
            token = stack.pop(0)
            mention = reader.by_token.get(token.i)
            if mention is not None and mention.code not in own:
                return reader.parties([token])
            stack += [
                t
                for t in token.children
                if t.dep_
                in ("prep", "pobj", "poss", "compound", "amod", "nmod", "appos", "conj", "pcomp", "dobj", "agent")
            ]
    return []
