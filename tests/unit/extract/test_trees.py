"""The plain words of a passage against spaCy's own tokens, on trees drawn at random: also with crossing branches."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from stancepipe.extract.trees import Tree

VOCAB = spacy.blank("en").vocab


@st.composite
def docs(draw):
    """One or two sentences, each a tree over its words in which any word may hang on any other."""
    heads, starts = [], []
    for size in draw(st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=2)):
        first = len(heads)
        order = draw(st.permutations(range(first, first + size)))
        hung = {order[0]: order[0]} | {
            word: order[draw(st.integers(min_value=0, max_value=rank - 1))] for rank, word in enumerate(order) if rank
        }
        heads += [hung[word] for word in range(first, first + size)]
        starts += [word == first for word in range(first, first + size)]
    return Doc(
        VOCAB,
        words=[draw(st.sampled_from(["Peru", "recalled", "its", "envoy", ",", "1st"])) for _ in heads],
        spaces=[draw(st.booleans()) for _ in heads],
        lemmas=[f"lemma{i}" for i in range(len(heads))],
        pos=["NOUN"] * len(heads),
        tags=[f"T{i}" for i in range(len(heads))],
        deps=["ROOT" if head == i else "dep" for i, head in enumerate(heads)],
        heads=heads,
        sent_starts=starts,
    )


def numbers(tokens):
    return [t.i for t in tokens]


@given(docs())
def test_every_word_says_what_its_token_says(doc):
    tree = Tree(doc)
    assert tree.text == doc.text
    for token, word in zip(doc, tree, strict=True):
        for name in ("i", "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "whitespace_"):
            assert getattr(word, name) == getattr(token, name)
        assert bool(word.is_sent_start) == bool(token.is_sent_start)
        assert word.head.i == token.head.i
        for name in ("children", "lefts", "rights", "ancestors"):
            assert numbers(getattr(word, name)) == numbers(getattr(token, name))
        assert numbers(word.subtree) == sorted(numbers(token.subtree))
        # Not spaCy's own left edge, which is wrong where many branches cross.
        assert word.left_edge.i == min(numbers(token.subtree))


@given(docs(), st.data())
def test_every_stretch_says_what_its_span_says(doc, data):
    tree = Tree(doc)
    assert [(s.start, s.end, s.text) for s in tree.sents] == [(s.start, s.end, s.text) for s in doc.sents]
    assert [tree.sentence(word).start for word in tree] == [token.sent.start for token in doc]
    start = data.draw(st.integers(min_value=0, max_value=len(doc) - 1))
    end = data.draw(st.integers(min_value=start + 1, max_value=len(doc)))
    stretch, span = tree[start:end], doc[start:end]
    assert (stretch.text, stretch.start_char, stretch.end_char) == (span.text, span.start_char, span.end_char)
    assert stretch.text == tree.between(start, end)
    assert stretch.root.i == span.root.i
    assert numbers(stretch) == numbers(span)
    assert (numbers(stretch[:2]), stretch[0].i, len(stretch)) == (numbers(span[:2]), span[0].i, len(span))


@given(docs(), st.data())
def test_words_that_hold_a_piece_of_text(doc, data):
    start = data.draw(st.integers(min_value=0, max_value=len(doc.text) - 1))
    end = data.draw(st.integers(min_value=start + 1, max_value=len(doc.text)))
    covering = Tree(doc).covering(start, end)
    span = doc.char_span(start, end, alignment_mode="expand")
    if not doc.text[start:end].isspace():
        assert (covering.start, covering.end) == (span.start, span.end)


@pytest.mark.parametrize("text", ["", "Peru"])
def test_a_text_that_nobody_parsed(text):
    tree = Tree(spacy.blank("en")(text))
    assert [s.text for s in tree.sents] == ([text] if text else [])
