"""Quotes in their context."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancepipe.report.excerpts import CONTEXT, LONGEST_QUOTE, excerpt

QUOTE = "the government regrets the decision"
SENTENCE = "The cabinet met for two hours and dealt with several other points of its agenda. "


@pytest.mark.parametrize(
    ("before", "after", "shown_before", "shown_after"),
    [
        ("He said that ", ".", "He said that ", "."),
        ("", "", "", ""),
        ("One.\n\nHe  said\tthat ", ". Two.\n", "One. He said that ", ". Two."),
        (SENTENCE * 4 + "He said that ", ". " + SENTENCE * 4, SENTENCE * 2 + "He said that ", ". " + SENTENCE * 2),
        ("word " * 60, " word" * 60, "\u2026" + "word " * 39, " word" * 39 + "\u2026"),
        ("x" * 300, "x" * 300, "\u2026" + "x" * CONTEXT, "x" * CONTEXT + "\u2026"),
    ],
)
def test_context_is_cut_at_sentences_then_at_words(before, after, shown_before, shown_after):
    found = excerpt(before + QUOTE + after, len(before), len(before) + len(QUOTE), QUOTE)
    assert found.before == shown_before
    assert found.quote == QUOTE
    assert found.after == shown_after.rstrip()
    assert not found.shortened


@pytest.mark.parametrize(("start", "end"), [(0, 5), (-3, 4), (7, 7), (900, 935)])
def test_a_quote_that_does_not_stand_there_has_no_context(start, end):
    found = excerpt(f"Then {QUOTE}.", start, end, QUOTE)
    assert (found.before, found.quote, found.after) == ("", QUOTE, "")


def test_an_endless_quote_is_shortened_and_says_so():
    text = "Then " + "a" * (LONGEST_QUOTE * 3)
    found = excerpt(text, 5, len(text), text[5:])
    assert found.before == "Then "
    assert found.quote == "a" * LONGEST_QUOTE
    assert found.shortened


@given(before=st.text(max_size=500), quote=st.text(min_size=1, max_size=60), after=st.text(max_size=500))
def test_context_is_always_words_of_the_text_and_never_long(before, quote, after):
    found = excerpt(before + quote + after, len(before), len(before) + len(quote), quote)
    assert found.quote == quote
    assert len(found.before) <= CONTEXT + 1
    assert len(found.after) <= CONTEXT + 1
    squeezed = " ".join(before.split())
    assert " ".join(found.before.removeprefix("\u2026").split()) in squeezed or "\u2026" in before
