"""Parsed sentences built by hand: no model is loaded here."""

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from stancepipe.extract.trees import Tree

LEXICONS = Path(__file__).parents[3] / "corpora" / "lexicons"
Build = Callable[[str], Tree]


@pytest.fixture(scope="session")
def lexicons() -> Path:
    return LEXICONS


@pytest.fixture(scope="session")
def build() -> Build:
    """A tree from one line per word: ``text lemma pos tag dep head``, the head by its number."""
    vocab = spacy.blank("en").vocab

    def parsed(lines: str) -> Tree:
        rows = [line.split() for line in lines.strip().splitlines()]
        doc = Doc(
            vocab,
            words=[r[0] for r in rows],
            lemmas=[r[1] for r in rows],
            pos=[r[2] for r in rows],
            tags=[r[3] for r in rows],
            deps=[r[4] for r in rows],
            heads=[int(r[5]) for r in rows],
        )
        return Tree(doc)

    return parsed
