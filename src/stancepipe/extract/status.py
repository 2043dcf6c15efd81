"""Did it happen: whether a verb or noun is told as done, announced, hypothetical or denied.

PLOVER's four auxiliary modes, decided from auxiliaries, negation and the words that govern the clause. Which words
put a clause into which mode is data: ``corpora/lexicons/governors.csv``.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from stancepipe.bundles import read_rows
from stancepipe.extract.conditions import (
    MODAL,
    is_about_to,
    is_called_untrue,
    is_conditional,
    is_done_by_another,
    is_headline_future,
    is_inverted,
    is_marked_if,
    is_pending,
    is_refuted,
    is_scheduled,
    is_wished,
    to_infinitive,
)
from stancepipe.extract.grammar import gerund_object
from stancepipe.extract.lexicons import alternatives
from stancepipe.extract.predicates import mode_of_predicate
from stancepipe.extract.trees import Word
from stancepipe.vocabulary import EventStatus

CLIMB: Final = 7
PASSES_THROUGH: Final = frozenset(
    "xcomp ccomp pcomp acl conj dobj pobj prep advcl oprd nsubjpass relcl dep appos".split()
)
FUTURE: Final = frozenset({"will", "shall", "'ll", "’ll", "wo", "sha"})
"""Also as "won't" and "shan't" are cut in two."""
PERMITTING: Final = frozenset({"may", "can"})
"""Modals that a negation turns into a ban: "may no longer enter"."""
SUBORDINATORS: Final = frozenset({"if", "unless", "whether", "lest", "until"})
INSTEAD: Final = frozenset({"without", "instead", "rather"})
"""Before what was not done: "without recalling", "instead of recalling"."""
NOBODY: Final = frozenset({"nobody", "none", "neither"})
FINITE: Final = frozenset({"VBD", "VBZ"})
NOTHING: Final = frozenset({"nothing", "nobody", "none"})
THOUGHT: Final = frozenset("mean imply think believe suggest follow amount".split())
"""Verbs whose denial denies what they say: "does not mean that"."""
EXCLUDING: Final = frozenset({"rule", "exclude"})
"""Verbs that leave a thing open where they are denied: "did not rule out"."""


def load_governors(lexicons: Path) -> Mapping[tuple[str, str], EventStatus]:
    """(lemma, V or N) -> mode that the word puts its complement into."""
    found: dict[tuple[str, str], EventStatus] = {}
    for row in read_rows(lexicons / "governors.csv"):
        for lemma in alternatives(row["lemmas"]):
            found[lemma, row["pos"]] = EventStatus(row["status"])
    return found


def status_of(word: Word, governors: Mapping[tuple[str, str], EventStatus], *, affirmed: bool = False) -> EventStatus:
    """The mode of ``word``: its own auxiliaries first, then the words above it.

    With ``affirmed`` its negation belongs to what it means ("sends no arms"): it is overlooked.
    """
    if is_refuted(word):
        return EventStatus.DENIED
    if word.pos_ == "VERB" and (is_inverted(word) or (word.head.lower_ == "were" and is_inverted(word.head))):
        return EventStatus.HYPOTHETICAL
    own = _affirmed_mode(word) if affirmed else _own_mode(word)
    if own is EventStatus.DENIED and _would(word) and any(t.lower_ == "have" for t in word.children):
        return EventStatus.HYPOTHETICAL  # "would not have opened": told of a world that is not
    if own is not None and own is not EventStatus.ANNOUNCED:
        if own is EventStatus.HYPOTHETICAL and _would(word) and _announced_above(word, governors):
            return EventStatus.ANNOUNCED
        return own
    if own is EventStatus.ANNOUNCED and not is_conditional(word):
        above = _above(word, governors)
        return above if above in (EventStatus.DENIED, EventStatus.HYPOTHETICAL) else EventStatus.ANNOUNCED
    if is_conditional(word):
        return EventStatus.HYPOTHETICAL
    if is_headline_future(word) or is_scheduled(word):
        return EventStatus.ANNOUNCED
    return _above(word, governors) or EventStatus.OCCURRED


def _affirmed_mode(word: Word) -> EventStatus | None:
    words = {t.lower_ for t in word.children if t.dep_ == "aux"}
    if words & FUTURE:
        return EventStatus.ANNOUNCED
    return EventStatus.HYPOTHETICAL if words & MODAL - PERMITTING else None


def _own_mode(word: Word) -> EventStatus | None:
    if word.pos_ not in ("VERB", "AUX"):
        if any(t.dep_ == "det" and t.lower_ == "no" for t in word.children):
            return EventStatus.DENIED
        return None
    children = word.children
    auxiliaries = [t for t in children if t.dep_ in ("aux", "auxpass")]
    shares = word.dep_ == "conj" and not auxiliaries and word.head.pos_ in ("VERB", "AUX") and not _own_subject(word)
    if shares and (word.tag_ in ("VB", "VBN") or word.head.tag_ == word.tag_):
        inherited = _own_mode(word.head)
        if inherited is not None and not (inherited is EventStatus.DENIED and word.tag_ == "VBD"):
            return inherited
    if any(map(_denies, children)):
        return EventStatus.DENIED
    if word.dep_ == "conj" and any(t.dep_ == "cc" and t.lower_ == "nor" for t in word.head.children):
        return EventStatus.DENIED
    words = {t.lower_ for t in auxiliaries}
    if words & FUTURE:
        asked = any(t.lower_ in ("whether", "if") and t.dep_ == "mark" for t in children)
        return EventStatus.HYPOTHETICAL if asked else EventStatus.ANNOUNCED
    if "would" in words and word.lemma_ == "like":
        return None  # "would like": wants
    if words & MODAL or "would" in words or "'d" in words:
        return EventStatus.HYPOTHETICAL
    if any(t.lower_ in SUBORDINATORS for t in children if t.dep_ in ("mark", "advmod")):
        return EventStatus.HYPOTHETICAL
    if word.dep_ == "advcl" and is_marked_if(word, word.head):
        return EventStatus.HYPOTHETICAL
    return None


def _denies(child: Word) -> bool:
    """Whether what hangs on a verb denies it: "not", "no longer", "nobody", "nothing", "no ambassador"."""
    relation, lower = child.dep_, child.lower_
    if relation in ("neg", "preconj"):
        return lower not in ("both", "either")
    if relation in ("nsubj", "nsubjpass", "dobj"):
        if relation != "nsubj" and lower in NOTHING:
            return True
        if relation != "dobj" and (lower in NOBODY or any(c.lower_ in NOBODY for c in child.children)):
            return True
        return _is_no(child) or (relation == "dobj" and any(c.lower_ == "neither" for c in child.children))
    return lower == "longer" and any(c.lower_ == "no" for c in child.children)


def _is_no(noun: Word) -> bool:
    """Whether a phrase names nothing: "no ambassador", "not a single bullet"."""
    if any(d.lower_ == "no" for d in noun.children):
        return True
    first = noun.left_edge
    return first.i < noun.i and first.lower_ == "not" and first.dep_ in ("neg", "preconj")


def _own_subject(word: Word) -> bool:
    return any(t.dep_ in ("nsubj", "nsubjpass") for t in word.children)


def _would(word: Word) -> bool:
    head = word.head if word.dep_ == "conj" and not any(t.dep_ == "aux" for t in word.children) else word
    return any(t.dep_ == "aux" and t.lower_ in ("would", "'d") for t in head.children) and not is_conditional(word)


def _announced_above(word: Word, governors: Mapping[tuple[str, str], EventStatus]) -> bool:
    token = word
    for _ in range(CLIMB):
        if token.dep_ not in PASSES_THROUGH or token.head.i == token.i:
            return False
        token = token.head
        if token.lemma_ in ("say", "tell", "state", "add", "declare", "confirm"):
            return True
        mode = governors.get((token.lemma_.lower(), "N" if token.pos_ == "NOUN" else "V"))
        if mode is not None:
            return mode is EventStatus.ANNOUNCED
    return False


def _above(word: Word, governors: Mapping[tuple[str, str], EventStatus]) -> EventStatus | None:
    """The first mode that a governing word gives; a denied or hypothetical governor passes it on."""
    token = below = gerund_object(word) or word
    for _ in range(CLIMB):
        said = mode_of_predicate(token, governors)
        if said is not None:
            return said
        if token.dep_ not in PASSES_THROUGH or token.head.i == token.i:
            return None
        below, token = token, token.head
        if below.dep_ == "conj" and below.tag_ in FINITE:
            token = _finite(token)
        if below.dep_ == "relcl" and not to_infinitive(below):
            return None
        if below.dep_ == "conj":
            continue
        if below.dep_ == "advcl":
            asked = _asked_by(below, token, governors)
            if asked is not None:
                outer = _above(asked, governors)
                return outer if outer is EventStatus.DENIED else governors[asked.lemma_.lower(), "N"]
            if is_marked_if(below, token) or is_inverted(below):
                return EventStatus.HYPOTHETICAL
            if below.tag_ != "VBG":
                return None
        if below.dep_ == "prep":
            if below.lower_ == "by" and token.pos_ == "VERB" and _has_gerund(below):
                own = _own_mode(token)
                if own is not None:
                    return own  # "could answer by shutting the mission"
            if below.lower_ in INSTEAD or token.lower_ in INSTEAD:
                return EventStatus.DENIED
            phrasal = governors.get((f"{token.lemma_.lower()} {below.lower_}", "V"))
            if phrasal is not None:
                return phrasal
            if below.lower_ == "in" and _has_gerund(below) and _own_mode(token) is EventStatus.DENIED:
                return EventStatus.DENIED  # "did not follow its neighbours in recalling envoys"
            continue
        if token.pos_ == "ADP":
            if token.lower_ in INSTEAD or any(t.lower_ in INSTEAD for t in token.children if t.i < token.i):
                return EventStatus.DENIED
            continue
        if is_pending(below, token):
            return EventStatus.DENIED
        if is_wished(below, token):
            return EventStatus.HYPOTHETICAL
        if is_about_to(below, token):
            return EventStatus.ANNOUNCED
        if is_called_untrue(token, below):
            return EventStatus.DENIED
        mode = _mode_of(token, below, governors)
        if mode is EventStatus.ANNOUNCED and _is_finite(below):
            return None  # "announced that it has recalled": done
        if below.dep_ == "ccomp" and token.lemma_ in THOUGHT and _own_mode(token) is EventStatus.DENIED:
            return EventStatus.DENIED
        if mode is not None:
            own = _own_mode(token)
            if mode is EventStatus.DENIED and is_done_by_another(below):
                return None  # "rejects the step taken by Peru in relocating its embassy"
            if mode is EventStatus.DENIED:
                excluded = token.lemma_ in EXCLUDING and own is EventStatus.DENIED
                return EventStatus.HYPOTHETICAL if excluded else mode  # "does not rule out recognising"
            if own is EventStatus.DENIED or (mode is EventStatus.ANNOUNCED and own is EventStatus.HYPOTHETICAL):
                return own
            reported = mode is EventStatus.ANNOUNCED and token.dep_ == "ccomp"  # "denies that it means to open"
            outer = _above(token, governors) if token.pos_ == "NOUN" or reported else None
            if outer is EventStatus.DENIED or (outer is EventStatus.HYPOTHETICAL and mode is EventStatus.ANNOUNCED):
                return outer  # "dropped plans to open", "weighs a plan to open"
            return mode
        if token.pos_ in ("VERB", "AUX") and (
            below.dep_ in ("xcomp", "pcomp", "dobj", "nsubjpass", "oprd") or _infinitive(below)
        ):
            own = _own_mode(token)
            if own is not None:
                return own
    return None


def _asked_by(below: Word, token: Word, governors: Mapping[tuple[str, str], EventStatus]) -> Word | None:
    """The noun that an infinitive completes, where the parser hung it on the verb: "rejected calls to stop sales"."""
    if not to_infinitive(below):
        return None
    before = (t for t in token.children if t.dep_ == "dobj" and t.i == below.left_edge.i - 1)
    return next((t for t in before if (t.lemma_.lower(), "N") in governors), None)


def _has_gerund(preposition: Word) -> bool:
    return any(t.dep_ == "pcomp" for t in preposition.children)


def _finite(token: Word) -> Word:
    """The finite verb above ``token``: what a finite conjunct goes with ("was unable to support it and abstained")."""
    while token.tag_ not in FINITE and token.head.i != token.i:
        token = token.head
    return token


def _mode_of(token: Word, below: Word, governors: Mapping[tuple[str, str], EventStatus]) -> EventStatus | None:
    """The mode into which ``token`` puts ``below``; with a particle ("rule out") it is a word of its own."""
    lemma = token.lemma_.lower()
    for particle in token.children:
        if particle.dep_ == "prt" and (f"{lemma} {particle.lower_}", "V") in governors:
            return governors[f"{lemma} {particle.lower_}", "V"] if _governs(below) or below.dep_ == "advcl" else None
    if not _governs(below):
        return None
    if token.pos_ in ("NOUN", "ADJ", "ADV"):
        return governors.get((lemma, "N"))
    mode = governors.get((lemma, "V"))
    if mode is None and token.tag_ == "VBN" and below.dep_ == "xcomp":
        return governors.get((lemma, "N"))  # "is set to", "is poised to": an adjective that the tagger takes for a verb
    return mode


def _is_finite(clause: Word) -> bool:
    """Whether ``clause`` tells something as done: a that-clause in the past or perfect."""
    if clause.dep_ != "ccomp":
        return False
    return clause.tag_ == "VBD" or any(
        t.dep_ in ("aux", "auxpass") and t.lower_ in ("had", "has", "have", "was", "were") for t in clause.children
    )


def _infinitive(word: Word) -> bool:
    """Whether ``word`` is an infinitive clause with a subject of its own: "allow Iran to acquire"."""
    return word.dep_ == "ccomp" and to_infinitive(word)


def _governs(below: Word) -> bool:
    told = ("xcomp", "ccomp", "pcomp", "acl", "dobj", "pobj", "prep", "oprd", "nsubjpass", "dep")
    return below.dep_ in told or (below.dep_ == "relcl" and to_infinitive(below))
