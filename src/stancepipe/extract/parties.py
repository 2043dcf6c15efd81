"""Who a noun phrase stands for: a code, a sector and the words, with "we", pronouns and lists resolved.

Coreference is deliberately simple: "we" and "my government" are the publisher of an official statement, a third-person
pronoun is the last subject that was a state or body, and everything else stays unresolved rather than guessed.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from stancepipe.extract.actors import ActorMention
from stancepipe.extract.lexicons import Lexicons
from stancepipe.extract.phrases import conjuncts, is_swallowed_subject, phrase_core, prepositions_of, says_when
from stancepipe.extract.referring import (
    ANAPHORIC,
    FIRST_PERSON,
    LISTING,
    OFFICIAL,
    PLURAL,
    RELATIONAL,
    RELATIVE,
    THIRD_PERSON,
    WHOLE_TO_PART,
    is_own_body,
    is_own_office,
    relativised_by,
    subject_above,
    subjects_beside,
)
from stancepipe.extract.sectors import PRIVATE, sector_of
from stancepipe.extract.trees import Tree, Word
from stancepipe.vocabulary import MentionKind

ORIGINS: Final = frozenset({MentionKind.STATE, MentionKind.CAPITAL, MentionKind.GROUP})
"""What people and things come from: "fishermen from Peru", "rockets from Gaza"."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts or is acted on; tokens ``start`` to ``end`` (exclusive) name it."""

    code: str | None
    sector: str | None
    start: int
    end: int
    head: int
    plain: bool = True
    """Whether the phrase names the actor itself, not something of its ("Israel's attack")."""


@dataclass(slots=True)
class Reader:
    """Resolves the noun phrases of one passage."""

    doc: Tree
    mentions: Sequence[ActorMention]
    lexicons: Lexicons
    speaker: str | None
    """Code of the issuing government of an official statement, else None."""
    cosigners: frozenset[str] = frozenset()
    """All signatories of a joint statement: "we" is each of them."""
    places: Mapping[int, str] = field(default_factory=dict)
    """Tokens that name a town or region, and the code of the state in which it lies."""
    carried: Party | None = None
    """Last subject of the text before this passage, for its first pronoun."""
    by_token: dict[int, ActorMention] = field(default_factory=dict)
    sectors: dict[int, str | None] = field(default_factory=dict)
    """Sectors already read, by the head of the phrase."""
    phrases: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Bounds of phrases, by their head."""
    known: dict[int, Party] = field(default_factory=dict)
    """Parties already resolved, by their head."""
    linked: dict[int, frozenset[str]] = field(default_factory=dict)
    """Prepositions of each sentence, by its first token."""
    resolving: bool = False
    """Set while an antecedent is sought: the antecedent of a pronoun is never found by way of another pronoun."""

    def __post_init__(self) -> None:
        """Index the mentions by token."""
        for mention in self.mentions:
            for token in range(mention.start, mention.end):
                self.by_token[token] = mention

    def parties(self, heads: Sequence[Word]) -> list[Party]:
        """Parties of the noun phrases headed by ``heads``, coordinated and listed ones apart, none twice."""
        found: list[Party] = []
        for head in heads:
            for part in conjuncts(head):
                if says_when(part):
                    continue
                for party in self._expand(part):
                    if all((party.code, party.head) != (known.code, known.head) for known in found):
                        found.append(party)
        return found

    def _expand(self, head: Word) -> list[Party]:
        """One phrase; "several countries, such as X and Y" becomes X and Y, and "they" those listed before it."""
        if head.lower_ in PLURAL:
            return self._all_meant(head) or [self.party(head)]
        if head.i in self.by_token:
            # "Peru, Chile and Cuba", where the parser takes the second for another name of the first
            code = self.by_token[head.i].code
            renamed = [
                t
                for t in head.children
                if t.dep_ == "appos" and t.i > head.i and t.i in self.by_token and t.i == t.left_edge.i
            ]
            members = [c for t in renamed for c in conjuncts(t) if c.i in self.by_token and len(conjuncts(t)) > 1]
            if members and all(self.by_token[c.i].code != code for c in members):
                return [self.party(head), *map(self.party, members)]
        if head.i not in self.by_token:
            for t in head.children:
                if t.dep_ == "prep" and t.lower_ in LISTING:
                    listed = [p for f in t.children if f.dep_ == "pobj" for c in conjuncts(f) for p in [self.party(c)]]
                    named = [p for p in listed if p.code is not None]
                    if named:
                        return named
            for t in head.children:
                if t.dep_ == "appos" and t.i in self.by_token and self.sector(head) in (None, "GOV"):
                    return [self.party(c) for c in conjuncts(t) if c.i in self.by_token]
            several = self._several_owners(head)
            if len(several) > 1:
                return several
        return [self.party(head)]

    def _all_meant(self, pronoun: Word) -> list[Party]:
        """All subjects for which a plural pronoun stands: "Peru and Chile said they"; none where it is only one."""
        meant = self.antecedent(pronoun)
        if meant is None or meant == self.carried:
            return []
        named = [p for t in conjuncts(self.doc[meant.head]) for p in [self.party(t)] if p.code is not None]
        return named if len(named) > 1 else []

    def _several_owners(self, head: Word) -> list[Party]:
        """One party for each owner of an office: "the Dutch and Danish envoys", "the ministers of Chad and Mali"."""
        sector = self.sector(head)
        if sector is None and head.tag_ != "NNS":
            return []
        first = next((t for t in head.lefts if t.dep_ == "amod" and t.i in self.by_token), None)
        if first is None and sector is not None:
            of = next((t for t in head.rights if t.dep_ == "prep" and t.lower_ in ("of", "from")), None)
            first = next((t for t in of.children if t.dep_ == "pobj"), None) if of is not None else None
        if first is None:
            return []
        named = [self.by_token[t.i] for t in conjuncts(first) if t.i in self.by_token]
        return [Party(m.code, sector, m.start, m.end, m.end - 1, plain=sector is not None) for m in named]

    def prepositions(self, word: Word) -> frozenset[str]:
        """Prepositions of the sentence of ``word``: a slot of another name is empty."""
        sentence = self.doc.sentence(word)
        if sentence.start not in self.linked:
            self.linked[sentence.start] = prepositions_of(sentence)
        return self.linked[sentence.start]

    def party(self, head: Word) -> Party:
        """The one party of the phrase headed by ``head``, lists aside."""
        if self.resolving:
            return self._party(head)
        if head.i not in self.known:
            self.known[head.i] = self._party(head)
        return self.known[head.i]

    def _party(self, head: Word) -> Party:
        start, end = self.phrase(head)
        mention, sector = self.by_token.get(head.i), self.sector(head)
        if mention is not None:
            if mention.kind is MentionKind.DEMONYM and head.pos_ not in ("NOUN", "PROPN", "ADJ"):
                mention = None
            else:
                return Party(
                    mention.code, sector or mention.sector, min(start, mention.start), max(end, mention.end), head.i
                )
        if head.lower_ in FIRST_PERSON:
            return Party(self.speaker, "GOV" if self.speaker else None, head.i, head.i + 1, head.i)
        if head.lower_ in THIRD_PERSON or head.tag_ in RELATIVE:
            meant = self.antecedent(head)
            if meant is None:
                return Party(None, None, head.i, head.i + 1, head.i)
            start, end = (head.i, head.i + 1) if meant == self.carried else (meant.start, meant.end)
            return Party(meant.code, meant.sector, start, end, head.i)
        owner = self._owner(head, start) if head.lemma_.lower() not in RELATIONAL else None
        if owner is not None:
            # an office or body of a state speaks for it; anything else of a state's is only about it
            code = owner[0] if sector not in PRIVATE else None
            return Party(code, sector or owner[1], start, end, head.i, plain=sector is not None)
        if head.i in self.places:
            return Party(self.places[head.i], None, start, end, head.i, plain=False)
        if self.speaker is not None and (is_own_body(head) or (sector in OFFICIAL and is_own_office(head, start))):
            return Party(self.speaker, "GOV", start, end, head.i)
        if head.lemma_.lower() in ANAPHORIC and [t.lower_ for t in head.lefts] == ["the"]:
            meant = self.antecedent(head)
            if meant is not None:
                return Party(meant.code, "GOV", start, end, head.i)
        return Party(None, sector, start, end, head.i)

    def _owner(self, head: Word, start: int) -> tuple[str, str | None] | None:
        """Code and sector of whose the phrase is: by its left modifiers, then "of X", then an apposition."""
        for index in range(head.i - 1, start - 1, -1):
            mention = self.by_token.get(index)
            if mention is not None:
                return mention.code, None
        for t in head.lefts:
            if t.dep_ == "poss":
                owner = self.party(t)
                if owner.code is not None:
                    return owner.code, None
        for t in head.children:
            if t.dep_ == "prep" and t.lower_ in WHOLE_TO_PART:
                for filler in t.children:
                    if filler.dep_ == "pobj":
                        mention = self.by_token.get(filler.i)
                        sent = (
                            t.lower_ == "from" and filler.i in self.by_token and self.by_token[filler.i].kind in ORIGINS
                        )
                        if mention is not None and (t.lower_ == "of" or sent or self.sector(head) is not None):
                            return mention.code, None
                        if filler.i in self.places and t.lower_ in ("in", "of") and self.sector(head) is not None:
                            return self.places[filler.i], None  # "police in Malmö"
                        # "a spokesman for the Irish government"
                        office = t.lower_ == "for" and self.sector(head) is not None
                        deeper = self._owner(filler, self.phrase(filler)[0]) if t.lower_ == "of" or office else None
                        if deeper is not None:
                            return deeper
        for t in head.children:
            if t.dep_ == "appos" and (t.i in self.by_token or self.sector(t) is not None):
                mention = self.by_token.get(t.i)
                if mention is not None:
                    return mention.code, mention.sector
                return self._owner(t, self.phrase(t)[0])
        return None

    def sector(self, head: Word) -> str | None:
        """PLOVER sector by the words of the phrase, the longest known office first; "former" makes it FORMER."""
        if head.i not in self.sectors:
            start, _ = self.phrase(head)
            self.sectors[head.i] = sector_of(head, start, self.by_token.get(head.i), self.lexicons)
        return self.sectors[head.i]

    def phrase(self, head: Word) -> tuple[int, int]:
        """Word bounds of the noun phrase of ``head`` without its clauses."""
        if head.i not in self.phrases:
            self.phrases[head.i] = phrase_core(head)
        return self.phrases[head.i]

    def antecedent(self, pronoun: Word) -> Party | None:
        """The last subject before ``pronoun`` that has a code, in its sentence or the one before."""
        if self.resolving:
            return None
        self.resolving = True
        try:
            return self._antecedent(pronoun)
        finally:
            self.resolving = False

    def _antecedent(self, pronoun: Word) -> Party | None:
        if pronoun.tag_ in RELATIVE:
            meant = relativised_by(pronoun)
            return self.party(meant) if meant is not None else None
        sentence = self.doc.sentence(pronoun).start
        earlier = self.doc.sentence(self.doc[sentence - 1]).start if sentence else sentence
        beside = subjects_beside(pronoun)
        own = {self.party(t).code for t in beside}
        here = self._subject_between(sentence, pronoun.i, own)
        if here is None and beside:
            here = self._object_between(sentence, pronoun.i, own)
        found = here or self._subject_between(earlier, sentence, own)
        if found is not None:
            return found
        if self.carried is not None and self.carried.code is not None and earlier == 0:
            return self.carried
        return self.party(above) if (above := subject_above(pronoun)) is not None else None

    def _subject_between(self, start: int, end: int, own: Container[str | None]) -> Party | None:
        """The last subject with a code among the tokens ``start`` to ``end`` (exclusive), none of ``own``."""
        for index in range(end - 1, start - 1, -1):
            token = self.doc[index]
            is_subject = token.dep_ in ("nsubj", "nsubjpass") or is_swallowed_subject(token)
            if is_subject and token.lower_ not in THIRD_PERSON and token.tag_ not in RELATIVE:
                party = self.party(token)
                if party.code is not None and party.code not in own and party.sector not in ("MED", "NGO", "EDU"):
                    return party
        return None

    def _object_between(self, start: int, end: int, own: Container[str | None]) -> Party | None:
        """The last party itself among the tokens, none of ``own``: "met the Peruvian premier and criticised him"."""
        for index in range(end - 1, start - 1, -1):
            token = self.doc[index]
            if token.dep_ in ("dobj", "pobj", "conj", "appos") and token.pos_ in ("NOUN", "PROPN"):
                party = self.party(token)
                if party.code is not None and party.code not in own and party.plain:
                    return party
        return None

    def last_subject(self) -> Party | None:
        """The last subject of the passage that has a code, for the passage after it."""
        for token in reversed(self.doc):
            named = token.dep_ in ("nsubj", "nsubjpass") and token.pos_ != "PRON"
            if named and (party := self.party(token)).code is not None:
                return party
        return self.carried
