"""Noun phrases and clauses as stretches of tokens: where they begin and end, and what is listed in them."""

from typing import Final

from stancepipe.extract.trees import Stretch, Word

LINKING: Final = frozenset({"prep", "agent", "dative"})
SUBJECTS: Final = frozenset({"nsubj", "csubj", "nsubjpass", "csubjpass", "expl"})
CONJOINING: Final = frozenset({"after", "before", "since", "until", "till", "as"})
"""Prepositions that also begin a clause."""
CLAUSES: Final = frozenset({"relcl", "advcl", "ccomp", "acl", "parataxis", "csubj"})
MODIFIERS: Final = frozenset({"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "advmod", "predet"})
"""Relations of what stands in a noun phrase before its head."""
DATE_WORDS: Final = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""".split()
)
TEMPORAL: Final = frozenset(
    """today yesterday tomorrow tonight day week weekend month year decade morning evening afternoon night hour
    time""".split()
)
"""Nouns that say when, never who."""


def is_date_word(token: Word) -> bool:
    """Whether ``token`` names a weekday or month, or is a year."""
    return token.lower_ in DATE_WORDS or (len(token.text) == 4 and token.text.isdigit())


def says_when(token: Word) -> bool:
    """Whether ``token`` heads an expression of time, which fills no slot."""
    return token.lower_ in DATE_WORDS or token.lemma_.lower() in TEMPORAL


def conjuncts(head: Word) -> list[Word]:
    """``head`` and what is coordinated with it, left to right."""
    found = [head]
    for t in head.children:
        if t.dep_ == "conj" and t.i > head.i and t.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "X"):
            found += conjuncts(t)
    return found


def phrase_core(head: Word, limit: int = 14) -> tuple[int, int]:
    """Word bounds of the noun phrase of ``head`` without its clauses: left modifiers, the head and an "of" phrase."""
    start, end = head.i, head.i + 1
    if not head.children:
        return start, end
    dated = is_swallowed_subject(head)
    for t in head.children:
        if t.i < head.i:
            if t.dep_ in MODIFIERS and (not dated or t.dep_ == "amod"):
                start = min(start, t.left_edge.i)
        elif t.dep_ == "prep" and t.lower_ in ("of", "in", "for") and t.i <= end + 1:
            filler = next((p for p in t.children if p.dep_ == "pobj"), None)
            if filler is not None:
                _, inner = phrase_core(filler, limit)
                if inner - start <= limit:
                    end = max(end, inner)
            break
    return max(start, head.i - limit), end


def clause_tokens(verb: Word) -> list[Word]:
    """Tokens of the clause of ``verb``: its subtree without clauses that hang on it and its active subject."""
    kept: list[Word] = []
    stack = [verb]
    while stack:
        token = stack.pop()
        kept.append(token)
        for child in token.children:
            if child.dep_ in ("nsubj", "csubj", "expl") and token.i == verb.i:
                continue
            if child.dep_ in CLAUSES and child.pos_ in ("VERB", "AUX") and child.dep_ not in ("acl", "relcl"):
                continue
            if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX"):
                continue
            if child.dep_ == "acl" and any(t.dep_ == "mark" for t in child.children):
                continue  # "reports that it had ...": a clause of its own
            stack.append(child)
    return sorted(kept, key=lambda t: t.i)


def is_swallowed_subject(token: Word) -> bool:
    """Whether the parser hung a subject on the date before it: "On Friday Nicaragua broke off relations"."""
    if token.dep_ != "pobj" or token.head.lower_ not in ("on", "in") or token.head.dep_ != "prep":
        return False
    verb = token.head.head if token.head.head.pos_ != "ADP" else token.head.head.head  # "In Lima on Friday Peru broke"
    return (
        verb.pos_ == "VERB"
        and token.head.i < verb.i
        and not is_date_word(token)
        and any(is_date_word(t) for t in token.lefts)
        and not any(t.dep_ in SUBJECTS for t in verb.children)
    )


def is_relative(token: Word, verb: Word) -> bool:
    """Whether ``token`` is a relative pronoun of ``verb``, also a "that" which the tagger took for a conjunction."""
    return token.tag_ in ("WDT", "WP") or (token.lower_ == "that" and token.i < verb.i)


def swallowed_subjects(verb: Word) -> list[Word]:
    """Subjects that the parser hung on a phrase before ``verb``: on a date, or on "after", "before" and their like."""
    dated = [p for t in verb.lefts for link in (t, *t.children) for p in link.children if is_swallowed_subject(p)]
    if dated or verb.tag_ != "VBD" or any(t.dep_ in SUBJECTS or t.dep_ == "auxpass" for t in verb.children):
        return dated
    first = verb.left_edge if verb.dep_ == "advcl" else verb
    phrase = verb.doc[first.i - 1] if first.i else verb
    if phrase.pos_ == "PROPN" and verb.dep_ != "advcl" and phrase.dep_ == "pobj" and _is_stuck(phrase):
        return [phrase]
    while phrase.dep_ == "pobj" and verb.dep_ == "advcl":
        if phrase.head.lower_ in CONJOINING and phrase.head.head.i == verb.head.i:
            return [phrase]  # "after vessels of the navy rammed a boat"
        phrase = phrase.head.head
    return []


def _is_stuck(name: Word) -> bool:
    """Whether a common noun was taken for a part of ``name``: "in the third week of the standoff Manila put"."""
    return any(t.dep_ == "compound" and t.pos_ == "NOUN" and t.text[:1].islower() for t in name.lefts)


def prepositions_of(sentence: Stretch) -> frozenset[str]:
    """The prepositions in ``sentence``."""
    return frozenset(t.lower_ for t in sentence if t.dep_ in LINKING)
