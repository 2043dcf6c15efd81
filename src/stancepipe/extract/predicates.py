"""What is said of an act that is the subject of its clause: "recognition is off the table", "the recall can wait"."""

from collections.abc import Mapping
from typing import Final

from stancepipe.extract.trees import Word
from stancepipe.vocabulary import EventStatus

COPULAS: Final = frozenset("be remain stay look seem appear become keep".split())
COMING: Final = frozenset("come happen occur materialise materialize proceed become take go enter depend wait".split())
"""Verbs that tell of their subject that it takes place; their own mode is its mode."""
PLACE: Final = frozenset({"place", "effect", "ahead", "through", "forward", "force"})
"""What "take", "go" and "enter" need to be such verbs."""
NEEDING: Final = frozenset({"take", "go", "enter"})
UNSURE: Final = frozenset("may might could can should must would".split())


def mode_of_predicate(act: Word, governors: Mapping[tuple[str, str], EventStatus]) -> EventStatus | None:
    """The mode that the predicate of ``act``, a noun or gerund, puts it into; None where it says nothing of that."""
    verb = act.head
    if act.dep_ not in ("nsubj", "nsubjpass", "csubj", "csubjpass") or act.pos_ == "PROPN" or verb.i == act.i:
        return None
    words = {t.lower_ for t in verb.children if t.dep_ in ("aux", "neg")}
    denied = any(t.dep_ == "neg" for t in verb.children)
    if verb.lemma_ in COPULAS:
        for key in _predicates(verb):
            said = governors.get((key, "P"))
            if said is not None:
                return EventStatus.DENIED if denied else said
    if verb.lemma_ in NEEDING and not any(c.lower_ in PLACE for t in verb.children for c in (t, *t.children)):
        return None
    if verb.lemma_ not in COMING and not (verb.lemma_ == "be" and words & UNSURE):
        return None
    if denied and verb.lemma_ not in ("become", "be"):
        return EventStatus.DENIED
    if words & UNSURE or verb.lemma_ in ("wait", "depend"):
        return EventStatus.HYPOTHETICAL
    only = any(t.lower_ == "only" for t in verb.subtree if t.i > act.i)
    if words & {"will", "shall"}:
        return EventStatus.HYPOTHETICAL if only else EventStatus.ANNOUNCED
    return None


def _predicates(verb: Word) -> list[str]:
    """Predicates of ``verb`` as the lexicon writes them: "possible", "off table"."""
    found: list[str] = []
    for t in verb.children:
        if t.i < verb.i and t.dep_ != "prep":
            continue
        if t.dep_ in ("acomp", "attr", "advmod", "oprd"):
            found.append(t.lemma_.lower())
        if t.dep_ in ("prep", "prt", "advmod"):
            found += [f"{t.lower_} {c.lemma_.lower()}" for c in t.children if c.dep_ == "pobj"]
            found += [f"{t.lower_} of {p.lemma_.lower()}" for c in t.children for p in c.children if c.lower_ == "of"]
    return found
