"""A trigger word with its arguments, read once and asked by many patterns: does this slot hold one of these words?"""

from collections.abc import Iterator
from typing import Final

from stancepipe.extract.grammar import is_passive, slot
from stancepipe.extract.phrases import clause_tokens, conjuncts, is_date_word, says_when
from stancepipe.extract.trees import Stretch, Word

PRESENT: Final = frozenset({"*"})
NOBODY: Final = frozenset({"nobody", "none", "neither"})
PROPER: Final = "^name"
SIGNS: Final = frozenset({"*", PROPER})
PHRASE: Final = frozenset(
    {
        "conj", "compound", "amod", "nmod", "poss", "appos", "prep", "pobj", "pcomp", "dobj", "quantmod", "acomp",
        "attr",
    }
)  # fmt: skip
"""Relations by which a phrase holds a word: heads and their own modifiers, no clauses."""
STANDING_FOR: Final = {"it": "NN"} | dict.fromkeys(("them", "they", "those", "none", "both", "some"), "NNS")
"""Pronouns, and the tag of the nouns before them for which they may stand."""
PHRASE_TOKENS: Final = 40
"""Tokens of one phrase that are looked at: longer ones are lists or parser errors."""
GRACE: Final = frozenset({"hour", "day", "week", "month"})
NOTHING: Final = frozenset({"nothing", "none"})
DUTIES: Final = frozenset({"must", "should", "ought"})
REFUSING: Final = frozenset({"will", "wo", "would", "shall", "can", "ca", "could", "'ll", "’ll"})
QUESTIONS: Final = frozenset("whether if what which who whom whose when where why how".split())
HUNG: Final = {
    "prt": frozenset({"prt", "advmod", "prep", "dobj"}),
    "adv": frozenset({"advmod"}),
    "prep": frozenset({"prep", "agent", "dative", "prt"}),
}
"""Slots of bare words, by the relations in which they hang on the trigger."""


class Clause:
    """What stands around one word; every slot is read when it is first asked for."""

    __slots__ = ("_named", "word")

    def __init__(self, word: Word, sentence: frozenset[str]) -> None:
        """Of ``word``, the trigger, in a sentence that holds the words ``sentence``."""
        self.word = word
        self._named: dict[str, frozenset[str]] = {"sent": sentence}

    def holds(self, name: str, words: frozenset[str]) -> bool:
        """Whether slot ``name`` holds one of ``words``; for ``*`` whether it is there at all."""
        named = self._named.get(name)
        if named is None:
            sentence = self._named["sent"]
            if name not in OF_THE_WORD and name not in sentence:
                return False  # no such preposition anywhere in the sentence
            if name not in TRUTHS and sentence.isdisjoint(words) and words.isdisjoint(SIGNS):
                return False  # none of the words stands anywhere in the sentence
            named = self._named[name] = frozenset(self._read(name))
        return bool(named) if words == PRESENT else not named.isdisjoint(words)

    def _read(self, name: str) -> Iterator[str]:
        """Words of a slot, as they stand and by their lemma; one word for what is only true or not."""
        word = self.word
        if name in TRUTHS:
            if TRUTHS[name](word):
                yield "yes"
        elif name in HUNG:
            for t in word.children:
                if t.dep_ in HUNG[name] and not (name != "adv" and _dates(t)) and not (name == "prt" and _links(t)):
                    yield t.lower_
        elif name == "acomp":
            for t in word.children:
                if t.dep_ in ("acomp", "attr"):
                    yield t.lemma_.lower()
        elif name == "word":
            for t in word.children:
                yield t.lower_
            if word.i + 1 < len(word.doc):
                yield word.doc[word.i + 1].lower_
        elif name == "governor":
            governor = word.head.head if word.head.pos_ == "ADP" else word.head
            if governor.i != word.i:
                yield governor.lemma_.lower()
        elif name == "head":
            for filler in slot(word, "obj"):
                for t in conjuncts(filler):
                    yield t.lower_
                    yield t.lemma_.lower()
        elif name == "any":
            for t in clause_tokens(word):
                if t.i != word.i:
                    yield t.lower_
                    yield t.lemma_.lower()
        else:
            for filler in slot(word, name):
                yield from _words(filler)


def _words(filler: Word) -> Iterator[str]:
    """Words of the phrase of ``filler``, of what a pronoun stands for, and a sign for a proper noun."""
    if filler.pos_ == "PROPN":
        yield PROPER
    if filler.lower_ in STANDING_FOR:
        tag = STANDING_FOR[filler.lower_]
        index = filler.i
        while index > 0 and not filler.doc[index].is_sent_start:
            index -= 1
            if filler.doc[index].tag_ == tag:
                yield filler.doc[index].lemma_.lower()
    stack, seen = [filler], 0
    while stack and seen < PHRASE_TOKENS:
        token = stack.pop()
        seen += 1
        yield token.lower_
        yield token.lemma_.lower()
        stack += [t for t in token.children if t.dep_ in PHRASE]


def _dates(preposition: Word) -> bool:
    return any(c.dep_ == "pobj" and (says_when(c) or is_date_word(c)) for c in preposition.children)


def _links(word: Word) -> bool:
    """Whether what could be a particle is a preposition of its own: "gave a lecture over dinner"."""
    return word.dep_ == "prep" and any(t.dep_ in ("dobj", "dative") and t.i < word.i for t in word.head.children)


def _habit(word: Word) -> bool:
    return word.tag_ in ("VBZ", "VBP") and not any(t.dep_ == "aux" for t in word.children)


def _undergone(word: Word) -> bool:
    return is_passive(word) or (word.tag_ == "VBN" and word.dep_ == "acl")


def _predicate(word: Word) -> bool:
    return any(t.dep_ == "oprd" for t in word.children)


def _must(word: Word) -> bool:
    return any(t.dep_ == "ccomp" and _is_duty(t) for t in word.children)


def _is_duty(clause: Word) -> bool:
    """Whether ``clause`` says what has to be done: "must leave", "has to leave", "ought to leave"."""
    if any(a.dep_ == "aux" and a.lower_ in DUTIES for a in clause.children):
        return True
    return clause.lemma_ in ("have", "need") and any(t.dep_ == "xcomp" and _to_infinitive(t) for t in clause.children)


def _to_infinitive(word: Word) -> bool:
    return word.tag_ == "VB" and any(t.lower_ == "to" for t in word.lefts)


def _says_no(word: Word) -> bool:
    """Whether what is said is that somebody will not or cannot do it: "told Peru that it would not pay"."""
    return any(
        t.dep_ == "ccomp"
        and any(a.dep_ == "neg" for a in t.children)
        and any(a.dep_ == "aux" and a.lower_ in REFUSING for a in t.children)
        for t in word.children
    )


def _asks(word: Word) -> bool:
    """Whether a question is what is asked: "asked whether", "asked what", not "asked Peru to"."""
    return any(
        t.dep_ in ("ccomp", "advcl", "xcomp")
        and any(m.lower_ in QUESTIONS and m.i < t.i for m in t.children if m.dep_ not in ("cc", "punct"))
        for t in word.children
    )


def _wants_of_others(word: Word) -> bool:
    return any(
        c.dep_ in ("nsubj", "nsubjpass") for t in word.children if t.dep_ in ("ccomp", "xcomp") for c in t.children
    )


def _told_to(word: Word) -> bool:
    """Whether somebody is told to do something: "told Peru to pay"."""
    return any(
        t.dep_ in ("xcomp", "ccomp", "acl")
        and t.tag_ == "VB"
        and any(a.lower_ == "to" for a in t.lefts)
        and t.i > word.i
        for child in (word, *(c for c in word.children if c.dep_ == "dobj"))
        for t in child.children
    )


def _commands(word: Word) -> bool:
    """Whether a command is what is said: "Let the aid in, Peru told Chile"."""
    return any(
        t.dep_ in ("ccomp", "parataxis") and t.tag_ == "VB" and not any(a.dep_ in ("aux", "nsubj") for a in t.lefts)
        for t in word.children
    )


def _several(word: Word) -> bool:
    """Whether several do it: "Peru and Chile", "Peruvian and Chilean jets", "the navies of Peru and Chile"."""
    for subject in slot(word, "subj"):
        inner = [p for t in subject.children if t.dep_ == "prep" and t.lower_ == "of" for p in t.children]
        origins = [t for t in subject.lefts if t.dep_ in ("amod", "compound", "nmod", "poss") and t.text[:1].isupper()]
        if any(t.dep_ == "conj" for part in (subject, *inner, *origins) for t in part.children):
            return True
    return False


def _gives_days(word: Word) -> bool:
    """Whether a number of days is given: "gave Chile four days to leave"."""
    days = (t for t in word.children if t.dep_ in ("dobj", "npadvmod") and t.lemma_.lower() in GRACE and t.i > word.i)
    return any(n.dep_ == "nummod" for t in days for n in t.children)


def words_of(sentence: Stretch) -> frozenset[str]:
    """All words of a sentence, as they stand and by their lemma, in lower case."""
    return frozenset({t.lower_ for t in sentence} | {t.lemma_.lower() for t in sentence})


def negated(word: Word) -> bool:
    """Whether the verb or its object is negated: "has not", "no arms", "no longer"."""
    if any(t.dep_ == "neg" or t.lower_ in ("never", "neither") for t in word.children):
        return True
    if any(t.lower_ == "longer" and any(c.lower_ == "no" for c in t.children) for t in word.children):
        return True
    if any(obj.lower_ in NOTHING or _is_none(obj) for obj in slot(word, "obj")):
        return True
    return any(
        t.lower_ in NOBODY or any(d.lower_ in ("no", "none") for d in t.children)
        for t in word.children
        if t.dep_ in ("nsubj", "nsubjpass")
    )


def _is_none(noun: Word) -> bool:
    """Whether a noun has "no" before it, or "no more"."""
    before = [t for d in noun.children for t in (d, *(d.children if d.lower_ == "more" else ()))]
    return any(t.lower_ == "no" for t in before)


def _infinitive(word: Word) -> bool:
    """Whether ``word`` is a bare infinitive, but not the one of "does not have"."""
    return word.tag_ == "VB" and not any(t.dep_ == "aux" and t.lemma_ == "do" for t in word.children)


TRUTHS: Final = {
    "neg": negated,
    "habit": _habit,
    "passive": _undergone,
    "oprd": _predicate,
    "infinitive": _infinitive,
    "comp-must": _must,
    "comp-subj": _wants_of_others,
    "comp-to": _told_to,
    "comp-bare": _commands,
    "comp-asks": _asks,
    "comp-wont": _says_no,
    "several": _several,
    "grace": _gives_days,
}
"""Slots that are true or not of the trigger itself."""
OF_THE_WORD: Final = frozenset(
    {*TRUTHS, *HUNG, "subj", "obj", "comp", "owner", "dative", "any", "word", "acomp", "head", "governor"}
)
"""Slots that are no prepositions."""
