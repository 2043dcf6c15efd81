"""Who says so: the speaker above a clause, in reported speech, quotation or "according to"."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stancepipe.bundles import read_rows
from stancepipe.extract.grammar import subjects
from stancepipe.extract.lexicons import alternatives
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.trees import Word

CLIMB: Final = 8
SPEECH_LINKS: Final = frozenset(
    {"ccomp", "parataxis", "advcl", "conj", "xcomp", "acl", "relcl", "dep", "pcomp", "prep", "dobj", "pobj"}
)


def load_speech_verbs(lexicons: Path) -> frozenset[str]:
    """Lemmas that introduce somebody's words."""
    return frozenset(lemma for row in read_rows(lexicons / "speech_verbs.csv") for lemma in alternatives(row["lemmas"]))


def speakers_of(word: Word, reader: Reader, speech_verbs: frozenset[str]) -> list[Party]:
    """Parties whose words ``word`` stands in, nearest first; empty where the document itself speaks."""
    found: list[Party] = []
    token = word
    for _ in range(CLIMB):
        if token.head.i == token.i:
            break
        below, token = token, token.head
        if below.dep_ not in SPEECH_LINKS:
            break
        if below.dep_ in ("ccomp", "parataxis", "dep", "acl") and token.lemma_.lower() in speech_verbs:
            found += [p for p in _voices(token, reader) if p not in found]
    for t in _clause_root(word).children:
        if t.dep_ == "prep" and t.lower_ == "according":
            for to in t.children:
                found += reader.parties([p for p in to.children if p.dep_ == "pobj"])
        if t.dep_ in ("parataxis", "ccomp") and t.lemma_.lower() in speech_verbs and t.i > word.i:
            found += _voices(t, reader)
    return found


def _voices(verb: Word, reader: Reader) -> list[Party]:
    """Who says what ``verb`` introduces; "Peru's Gaceta reported" is a newspaper, no government."""
    told = reader.parties(subjects(verb))
    if verb.lemma_ != "report":
        return told
    return [p for p in told if p.plain or p.sector is not None or reader.doc[p.head].pos_ != "PROPN"]


def _clause_root(word: Word) -> Word:
    token = word
    while token.head.i != token.i:
        token = token.head
    return token


def outermost(found: Sequence[Party]) -> Party | None:
    """The last of the chain that has a code: France, in "France said that Iran accused"."""
    return next((p for p in reversed(found) if p.code is not None), None)
