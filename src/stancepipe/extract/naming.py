"""Which actors a text names, cheaply: an automaton over names of states and blocs, no parser. For comparing texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick

from stancepipe.extract.gate import is_whole
from stancepipe.extract.lexicons import Name, load_lexicons
from stancepipe.vocabulary import MentionKind

NAMING: frozenset[MentionKind] = frozenset(
    {MentionKind.STATE, MentionKind.DEMONYM, MentionKind.CAPITAL, MentionKind.BLOC, MentionKind.GROUP}
)


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Names of states, blocs and groups, and their codes."""

    automaton: Any

    def places(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Begin, end and code of every name that stands in ``text`` by whole words, in the order of their ends.

        A name within another is there as well: "United States" in "United States of America".
        """
        for last, (phrase, code) in self.automaton.iter(text):
            start, end = last - len(phrase) + 1, last + 1
            if is_whole(text, start, end):
                yield start, end, code

    def codes(self, text: str) -> frozenset[str]:
        """Codes of the actors that ``text`` names by whole words."""
        return frozenset(code for _, _, code in self.places(text))


def load_name_index(lexicons: Path) -> NameIndex:
    """Build the index from the lexicons."""
    return build_name_index(load_lexicons(lexicons).names)


def build_name_index(names: Sequence[Name]) -> NameIndex:
    """Build the index from ``names``."""
    automaton = ahocorasick.Automaton()
    for name in names:
        if name.kind in NAMING:
            automaton.add_word(name.phrase, (name.phrase, name.code))
    automaton.make_automaton()
    return NameIndex(automaton)
