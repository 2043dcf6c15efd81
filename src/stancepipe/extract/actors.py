"""Who is named: mentions of states, blocs, leaders and groups in a parsed passage, look-alikes left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from stancepipe.extract.lexicons import Lexicons, Name
from stancepipe.extract.trees import Tree, Word
from stancepipe.vocabulary import MentionKind

FORMER_AFTER: Final = timedelta(days=200)
"""A text this long after a leader left office speaks of a former one; shorter, it may look back on acts in office."""

KIND_ORDER: Final = tuple(MentionKind)
AGE_DIGITS: Final = 2
PERSON: Final = "PERSON"
"""What the entity recogniser calls a person."""


@dataclass(frozen=True, slots=True)
class ActorMention:
    """Tokens ``start`` to ``end`` (exclusive) of a passage name the actor ``code``."""

    start: int
    end: int
    code: str
    kind: MentionKind
    sector: str | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Compiled lexicons of names."""

    matcher: PhraseMatcher
    names: Mapping[str, Sequence[Name]]
    """Phrase -> what it may name; several leaders may share a surname."""
    lookalikes: frozenset[str]
    lexicons: Lexicons
    towns: PhraseMatcher

    def mentions(self, doc: Doc, tree: Tree, on: date | None) -> list[ActorMention]:
        """Mentions in ``doc``, longest first where they overlap, as of day ``on`` (None: unknown).

        ``tree`` holds the words of ``doc``.
        """
        found: list[ActorMention] = []
        taken: set[int] = set()
        spans = sorted(((start, end) for _, start, end in self.matcher(doc)), key=lambda s: (s[0] - s[1], s[0]))
        for start, end in spans:
            if not taken.isdisjoint(range(start, end)):
                continue
            phrase = tree.between(start, end)
            if phrase in self.lookalikes:
                taken.update(range(start, end))
                continue
            if phrase in self.lexicons.seats and phrase not in self.names:
                if self._is_seat(tree, end):
                    taken.update(range(start, end))
                    found.append(ActorMention(start, end, self.lexicons.seats[phrase], MentionKind.CAPITAL, "GOV"))
                continue
            name = self._in_office(phrase, on)
            if name is None or _part_of_a_name(doc, tree, start, end, name):
                continue
            taken.update(range(start, end))
            found.append(ActorMention(start, end, name.code, name.kind, _sector(name, on)))
        return sorted(found, key=lambda m: m.start)

    def places(self, doc: Doc, tree: Tree) -> dict[int, str]:
        """Tokens that name a town or region, and the state in which it lies."""
        found: dict[int, str] = {}
        for _, start, end in sorted(self.towns(doc), key=lambda s: s[2] - s[1]):
            code = self.lexicons.places[tree.between(start, end)]
            found.update(dict.fromkeys(range(start, end), code))
        return found

    def _is_seat(self, tree: Tree, end: int) -> bool:
        """Whether a government's office is said to be a capital's: "Vienna's foreign ministry"."""
        last = tree[end - 1]
        return last.dep_ == "poss" and last.head.i >= end and last.head.lemma_.lower() in self.lexicons.rulers

    def _in_office(self, phrase: str, on: date | None) -> Name | None:
        candidates = self.names.get(phrase) or self.names.get(_title_case(phrase), ())
        if not candidates:
            return None
        if on is not None:
            serving = [n for n in candidates if n.start is None or (n.start <= on and (n.end is None or on <= n.end))]
            if serving:
                return min(serving, key=lambda n: KIND_ORDER.index(n.kind))
            begun = [n for n in candidates if n.start is None or n.start <= on + FORMER_AFTER]
            return max(begun, key=lambda n: n.end or date.max, default=None)
        return max(candidates, key=lambda n: (n.start is None, n.start or date.min))


def build_gazetteer(nlp: Language, lexicons: Lexicons) -> Gazetteer:
    """Compile ``lexicons`` for the tokens of ``nlp``."""
    matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
    names: dict[str, list[Name]] = {}
    for name in lexicons.names:
        names.setdefault(name.phrase, []).append(name)
    phrases = set(names) | lexicons.lookalikes
    capitals = {n.phrase.upper() for n in lexicons.names if n.kind is not MentionKind.LEADER and len(n.phrase) > 4}
    tokenise = nlp.tokenizer
    matcher.add("name", [tokenise(phrase) for phrase in sorted(phrases | capitals | set(lexicons.seats))])
    towns = PhraseMatcher(nlp.vocab, attr="ORTH")
    towns.add("place", [tokenise(phrase) for phrase in sorted(lexicons.places)])
    return Gazetteer(matcher, names, lexicons.lookalikes, lexicons, towns)


def _sector(name: Name, on: date | None) -> str | None:
    if name.kind is MentionKind.LEADER and name.end is not None and on is not None and on > name.end + FORMER_AFTER:
        return "FORMER"
    return name.sector


def _title_case(phrase: str) -> str:
    return phrase.title() if phrase.isupper() and len(phrase) > 4 else phrase


def _part_of_a_name(doc: Doc, tree: Tree, start: int, end: int, name: Name) -> bool:
    """Whether the words are a part of somebody else's name: "Michael Jordan", "Chad Smith", "Beth Israel Hospital".

    A state's name is a part of another name when a proper noun beside it belongs to the same noun phrase and is
    neither a title nor a word that goes with states.
    """
    if name.kind not in (MentionKind.STATE, MentionKind.CAPITAL):
        return False
    if _has_an_age(tree, end):
        return True
    first = tree[start]
    before = tree[start - 1] if start else None
    given = before is not None and _is_compound(before) and before.head.i in (start, end - 1)
    if given and doc[start - 1].ent_type_ == PERSON:
        return True
    return (
        end < len(tree)
        and end - start == 1
        and first.dep_ == "compound"
        and first.head.i >= end
        and doc[end].ent_type_ == PERSON
        and doc[start].ent_type_ == PERSON
    )


def _has_an_age(tree: Tree, end: int) -> bool:
    """Whether an age follows, between commas: "Jordan, 31, closed his account"."""
    if end + 2 >= len(tree) or tree[end].text != "," or tree[end + 2].text not in (",", "."):
        return False
    return tree[end + 1].text.isdigit() and len(tree[end + 1].text) <= AGE_DIGITS


def _is_compound(word: Word) -> bool:
    return word.pos_ == "PROPN" and word.dep_ == "compound"


def needs_entities(tree: Tree, mentions: Sequence[ActorMention]) -> bool:
    """Whether a state's name stands beside another proper noun, so that only the entity recogniser can tell.

    Nobody's given name has two words or is all capitals ("U.S. Navy", "NEW ZEALAND").
    """
    for mention in mentions:
        if mention.kind not in (MentionKind.STATE, MentionKind.CAPITAL):
            continue
        before = tree[mention.start - 1] if mention.start else None
        after = tree[mention.end] if mention.end < len(tree) else None
        if before is not None and _is_compound(before) and not before.text.isupper():
            return True
        last = tree[mention.end - 1]
        given = mention.end - mention.start == 1 and last.dep_ == "compound" and not last.text.isupper()
        if given and after is not None and after.pos_ == "PROPN":
            return True
    return False
