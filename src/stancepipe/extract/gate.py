"""The relevance gate: cheap, exact offsets, no model.

An Aho-Corasick automaton over the terms of ``corpora/lexicons/target_terms.csv``: what names a target or stands for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ahocorasick

from stancepipe.bundles import read_rows

PAIR: Final = 2
"""Weak terms that open the gate together."""
ELSEWHERE: Final = frozenset(
    {
        "congregation or community",
        "newspaper, broadcaster or agency",
        "person's name",
        "place or place name, not the state",
        "thing, food, plant, animal, sport or idiom",
    }
)
"""Reasons of ``lookalikes.csv`` for which a name has nothing to do with the target that it contains. Other look-alikes,
such as firms and foundations, are no actors, but what is done to them may concern the target."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The relevance gate: ``automaton`` maps lower-cased terms to (term, names_target)."""

    automaton: Any
    inside: Mapping[str, Mapping[int, tuple[str, ...]]]
    """Term -> longer names that only contain it, by its place in them: a congregation, a newspaper, a person."""

    def terms(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Offsets of whole-word terms in ``text``, and whether the term alone makes a text relevant."""
        lowered = lower_case(text)
        for last, (term, alone) in self.automaton.iter(lowered):
            start, end = last - len(term) + 1, last + 1
            if is_whole(lowered, start, end) and not self._is_inside(term, lowered, start):
                yield start, end, alone

    def _is_inside(self, term: str, lowered: str, start: int) -> bool:
        """Whether the ``term`` at ``start`` is only a part of a longer name."""
        for place, names in self.inside.get(term, {}).items():
            first = start - place
            if first < 0 or not lowered.startswith(names, first):
                continue  # most places fall by that alone
            if any(lowered.startswith(n, first) and is_whole(lowered, first, first + len(n)) for n in names):
                return True
        return False

    def opens(self, text: str) -> bool:
        """Whether ``text`` names a target, or enough of what stands for it, to be worth analysing."""
        return any(alone or number == PAIR for number, (_, _, alone) in enumerate(self.terms(text), start=1))


def load_gate(lexicons: Path) -> Gate:
    """Build the gate from ``target_terms.csv`` (term, strength: ``strong`` opens alone, ``weak`` in pairs)."""
    automaton = ahocorasick.Automaton()
    for row in read_rows(lexicons / "target_terms.csv"):
        term = lower_case(row["term"])
        automaton.add_word(term, (term, row["strength"] == "strong"))
    automaton.make_automaton()
    inside: dict[str, dict[int, tuple[str, ...]]] = {}
    for row in read_rows(lexicons / "lookalikes.csv"):
        if row["reason"] in ELSEWHERE:
            name = lower_case(row["phrase"])
            for last, (term, _) in automaton.iter(name):
                by_place, place = inside.setdefault(term, {}), last - len(term) + 1
                by_place[place] = (*by_place.get(place, ()), name)
    return Gate(automaton, inside)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit adjoins."""
    return (start == 0 or not text[start - 1].isalnum()) and (end == len(text) or not text[end].isalnum())


def lower_case(text: str) -> str:
    """Lower case, code point by code point, so that offsets stay (``str.lower`` may lengthen a text)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
