"""Who refuses or blocks what, and whether that is with the target or against it.

"Chile vetoed Israel's participation" and "Chile vetoed sanctions against Israel" share their words and point opposite
ways: what counts is what is refused, and each word on the way that undoes something turns it round.
"""

from collections.abc import Iterator
from typing import Final

from stancepipe.extract.clauses import negated
from stancepipe.extract.conditions import to_infinitive
from stancepipe.extract.grammar import owners, subjects
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.phrases import conjuncts
from stancepipe.extract.trees import Word
from stancepipe.extract.voices import is_named

DEPTH: Final = 7
"""Words between a refusal and what it is about."""
ASKED: Final = frozenset({"dobj", "nsubjpass", "xcomp", "ccomp", "prep", "prt", "dative"})
"""Links from a refusal to what is refused."""
CONTENT: Final = ASKED | {"pcomp", "pobj", "acl", "relcl"}
"""Links from there on, down to what it is about."""
BEFORE: Final = frozenset({"poss", "amod", "compound", "nmod"})
"""Links to words before a noun, which may name its subject matter: "arms exports", "Israel's membership"."""
OPEN: Final = frozenset({"may", "might", "could", "can"})
WILL: Final = frozenset({"will", "would", "'ll", "wo", "shall"})


def refusals(reader: Reader, target: str) -> Iterator[tuple[Party, int]]:
    """Who refuses, and 1 where what is refused is with ``target``, -1 where it is against it.

    Of a refusal within another ("rejected calls to block it") only the outer one counts.
    """
    told: set[int] = set()
    for word in reader.doc:
        turn = _refuses(word, reader)
        about = _about(word, reader, target, ASKED) if turn else 0
        if about == 0:
            continue
        told.add(word.i)
        if any(above.i in told for above in word.ancestors):
            continue
        heads = subjects(word) if word.pos_ == "VERB" else owners(word) or subjects(word.head)
        for party in reader.parties(heads):
            if party.code is not None and party.code != target:
                yield party, about * turn


def _refuses(word: Word, reader: Reader) -> int:
    """1 where ``word`` tells a refusal, -1 where it tells the end of one, 0 where it tells none."""
    lemma, classes = word.lemma_.lower(), reader.lexicons.bearings
    if word.pos_ == "VERB":
        modals = {t.lower_ for t in word.children if t.dep_ == "aux"}
        if not OPEN.isdisjoint(modals):
            return 0
        if lemma in classes["refusing"]:
            return 0 if negated(word) or (lemma == "hold" and not _is_held_up(word)) else 1
        return int(lemma in classes["allowing"] and not WILL.isdisjoint(modals) and negated(word))
    if word.pos_ == "NOUN" and lemma in classes["refusal"] and word.dep_ in ("dobj", "nsubj", "nsubjpass"):
        return -1 if word.head.lemma_.lower() in classes["turning"] else 1
    return 0


def _about(word: Word, reader: Reader, target: str, links: frozenset[str], depth: int = DEPTH) -> int:
    """What the things below ``word`` are to the target; 0 where that is not told."""
    below = [
        t
        for t in word.children
        if t.dep_ == "nsubjpass" or (t.i > word.i and (t.dep_ in links or (t.dep_ == "advcl" and to_infinitive(t))))
    ]
    if links is ASKED:
        below = [t for t in below if t.lower_ != "with"]  # "opposed it together with Chile"
    return next(filter(None, (_bearing(t, reader, target, depth - 1) for t in below)), 0)


def _bearing(word: Word, reader: Reader, target: str, depth: int) -> int:
    """Whether ``word``, and what it is about, is with the target (1) or against it (-1)."""
    lemma, classes = word.lemma_.lower(), reader.lexicons.bearings
    if depth == 0 or lemma in classes["hearsay"] or not is_named(target, word.subtree, reader):
        return 0
    if lemma == "against":
        return -1
    if lemma in classes["undoing"] or (word.pos_ == "VERB" and negated(word)):
        return -_inside(word, reader, target, depth) or -1
    if lemma in classes["against"]:
        return 0 if _is_doer(word, reader, target) else -1
    inner = _inside(word, reader, target, depth)
    if inner:
        return inner
    common = lemma == "with" and word.head.lemma_.lower() not in classes["odds"]
    return int(common or lemma in classes["with"])


def _inside(word: Word, reader: Reader, target: str, depth: int) -> int:
    """The bearing of what ``word`` is about, or of a word before it: "the arms exports to Israel"."""
    inner = _about(word, reader, target, CONTENT, depth)
    before = {t.lemma_.lower() for t in word.children if t.dep_ in BEFORE}
    if inner == 0 and not before.isdisjoint(reader.lexicons.bearings["against"]):
        return -1
    return inner or int(not before.isdisjoint(reader.lexicons.bearings["with"]))


def _is_doer(word: Word, reader: Reader, target: str) -> bool:
    """Whether the target does what ``word`` says: "Israel's attack", "Israel attacked", "attacks by Israel"."""
    near = [c for t in word.children if t.dep_ in BEFORE | {"nsubj"} for c in conjuncts(t)]
    near += [p for t in word.children if t.lower_ == "by" for p in t.children]
    return is_named(target, near, reader)


def _is_held_up(word: Word) -> bool:
    """Whether "hold" means a delay: "held up", "held back"."""
    return any(t.dep_ == "prt" and t.lower_ in ("up", "back") for t in word.children)
