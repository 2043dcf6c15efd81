"""Event patterns: read from ``corpora/lexicons/event_patterns.csv``, matched against the arguments of a word.

A pattern's ``where`` is a list of conditions, all of which must hold: ``slot:words`` (an argument of the trigger
holds one of the words; ``@class`` names a row of ``word_classes.csv``, ``*`` means that it is there at all), with
``!`` before it for the contrary. Slots are those of :mod:`stancepipe.extract.grammar`, and ``any`` (the whole clause),
``prt`` (particle), ``prep`` (the bare preposition), ``adv``, ``acomp``; ``neg:yes``, ``passive:yes``, ``habit:yes``
(simple present) and ``comp-must:yes`` look at the verb itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spacy.tokens import Token

from stancepipe.errors import BundleError
from stancepipe.extract.grammar import clause_tokens, is_passive, slot
from stancepipe.extract.lexicons import alternatives, read_rows
from stancepipe.vocabulary import Domain, EventType, Step

DEFAULT_RECIPIENTS: Final = (
    "obj",
    "to",
    "with",
    "against",
    "on",
    "from",
    "for",
    "at",
    "of",
    "over",
    "toward",
    "towards",
    "in",
)
PRESENT: Final = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on an argument."""

    slot: str
    words: frozenset[str]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a trigger word means when its conditions hold."""

    rule: str
    conditions: tuple[Condition, ...]
    event_type: EventType
    event_mode: str | None
    step: Step | None
    domain: Domain
    recipients: tuple[str, ...]
    inverted: bool
    """Whether the trigger is negated in the words and affirmed in the meaning ("sent no arms")."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns by trigger, and the scores of what they yield."""

    by_trigger: Mapping[tuple[str, str], Sequence[Pattern]]
    scores: Mapping[tuple[str, str], float]
    domains: Mapping[str, Domain]

    def match(self, word: Token) -> Pattern | None:
        """The first pattern of ``word`` whose conditions hold: the most specific ones stand first."""
        kind = {"VERB": "V", "AUX": "V", "NOUN": "N"}.get(word.pos_)
        if kind is None:
            return None
        for pattern in self.by_trigger.get((word.lemma_.lower(), kind), ()):
            if all(holds(condition, word) is condition.wanted for condition in pattern.conditions):
                return pattern
        return None

    def intensity(self, event_type: EventType, mode: str | None) -> float:
        """PLOVER score of a type and mode; of the bare type where the mode has none."""
        found = self.scores.get((event_type, mode or ""))
        return found if found is not None else self.scores[event_type, ""]


def load_patterns(lexicons: Path) -> Patterns:
    """Read patterns, word classes, scores and domain terms.

    Raises:
        BundleError: a pattern names an unknown class or code.
    """
    classes = {r["class"]: frozenset(alternatives(r["words"])) for r in read_rows(lexicons / "word_classes.csv")}
    by_trigger: dict[tuple[str, str], list[Pattern]] = {}
    for row in read_rows(lexicons / "event_patterns.csv"):
        try:
            pattern = _pattern(row, classes)
        except (KeyError, ValueError) as error:
            raise BundleError(f"event_patterns.csv, rule {row['rule']}: {error}") from error
        for lemma in alternatives(row["lemmas"]):
            by_trigger.setdefault((lemma, row["pos"]), []).append(pattern)
    for listed in by_trigger.values():
        listed.sort(key=lambda p: (p.step is None, -sum(c.wanted for c in p.conditions)))
    scores = {(r["type"], r["mode"]): float(r["score"]) for r in read_rows(lexicons / "plover_scores.csv")}
    domains: dict[str, Domain] = {}
    for row in read_rows(lexicons / "domain_terms.csv"):
        for term in alternatives(row["words"]):
            domains.setdefault(term, Domain(row["domain"]))
    return Patterns(by_trigger, scores, domains)


def _pattern(row: Mapping[str, str], classes: Mapping[str, frozenset[str]]) -> Pattern:
    conditions = tuple(_condition(part, classes) for part in row["where"].split())
    return Pattern(
        rule=row["rule"],
        conditions=conditions,
        event_type=EventType(row["type"]),
        event_mode=row["mode"] or None,
        step=Step(row["step"]) if row["step"] else None,
        domain=Domain(row["domain"]),
        recipients=tuple(row["recipient"].split()) or DEFAULT_RECIPIENTS,
        inverted=any(c.slot == "neg" and c.wanted for c in conditions),
    )


def _condition(part: str, classes: Mapping[str, frozenset[str]]) -> Condition:
    wanted = not part.startswith("!")
    name, _, listed = part.lstrip("!").partition(":")
    words: set[str] = set()
    for word in listed.split("|"):
        words |= classes[word[1:]] if word.startswith("@") else {word}
    return Condition(name, frozenset(words), wanted)


def holds(condition: Condition, word: Token) -> bool:
    """Whether ``condition``'s argument is there (``wanted`` is the caller's business)."""
    name, words = condition.slot, condition.words
    if name == "neg":
        return negated(word)
    if name == "habit":
        return word.tag_ in ("VBZ", "VBP") and not any(t.dep_ == "aux" for t in word.children)
    if name == "passive":
        return is_passive(word) or (word.tag_ == "VBN" and word.dep_ == "acl")
    if name == "prt":
        return any(t.dep_ in ("prt", "advmod", "prep", "dobj") and t.lower_ in words for t in word.children)
    if name == "prep":
        return any(t.dep_ in ("prep", "agent", "dative", "prt") and t.lower_ in words for t in word.children)
    if name == "adv":
        return any(t.dep_ == "advmod" and t.lower_ in words for t in word.children)
    if name == "acomp":
        return any(t.dep_ in ("acomp", "attr") and t.lemma_.lower() in words for t in word.children)
    if name == "comp-must":
        return any(
            t.dep_ == "ccomp" and any(a.dep_ == "aux" and a.lower_ in ("must", "should") for a in t.children)
            for t in word.children
        )
    if name == "any":
        return any(t.lemma_.lower() in words or t.lower_ in words for t in clause_tokens(word) if t.i != word.i)
    fillers = slot(word, name)
    if words == PRESENT:
        return bool(fillers)
    return any(_names(filler, words) for filler in fillers)


def _names(filler: Token, words: frozenset[str]) -> bool:
    """Whether the phrase of ``filler`` holds one of ``words``: its heads and their own modifiers."""
    stack, seen = [filler], 0
    while stack and seen < 40:
        token = stack.pop()
        seen += 1
        if token.lemma_.lower() in words or token.lower_ in words:
            return True
        stack += [
            t
            for t in token.children
            if t.dep_
            in ("conj", "compound", "amod", "nmod", "poss", "appos", "prep", "pobj", "pcomp", "dobj", "quantmod")
        ]
    return False


def negated(word: Token) -> bool:
    """Whether the verb or its object is negated: "has not", "no arms", "no longer"."""
    if any(t.dep_ == "neg" or t.lower_ in ("never", "neither") for t in word.children):
        return True
    if any(t.lower_ == "longer" and any(c.lower_ == "no" for c in t.children) for t in word.children):
        return True
    return any(d.lower_ == "no" for obj in slot(word, "obj") for d in obj.children)
