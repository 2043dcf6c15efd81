"""Time expressions, resolved against the day of publication; no parser needed."""

from datetime import date

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from stancepipe.extract.event_dates import dates_in, latest_year
from stancepipe.extract.trees import Tree

PUBLISHED = date(2024, 5, 22)  # a Wednesday
ENGLISH = spacy.blank("en")


def found(text, published=PUBLISHED):
    return [(d.on.isoformat(), d.precision.value, d.anchors) for d in dates_in(Tree(ENGLISH(text))[:], published)]


EXPRESSIONS = [
    ("on 28 May 2023", [("2023-05-28", "day", True)]),
    ("on the 3rd of October 2023", [("2023-10-03", "day", True)]),
    ("on October 3rd, 2023", [("2023-10-03", "day", True)]),
    ("on 2023-10-03", [("2023-10-03", "day", True)]),
    ("in Sept. 2023", [("2023-09-01", "month", True)]),
    ("in May of 2010", [("2010-05-01", "month", True)]),
    ("on 21 May", [("2024-05-21", "day", True)]),
    ("on 24 May", [("2023-05-24", "day", True)]),
    ("on 23 May", [("2024-05-23", "day", True)]),  # tomorrow, in another time zone
    ("on 29 February", [("2024-02-29", "day", True)]),
    ("in January", [("2024-01-01", "month", True)]),
    ("in June", [("2023-06-01", "month", True)]),
    ("in 2009", [("2009-01-01", "year", True)]),
    ("on Tuesday", [("2024-05-21", "day", True)]),
    ("late on Tuesday", [("2024-05-21", "day", True)]),
    ("on Thursday", [("2024-05-16", "day", True)]),
    ("on Wednesday", [("2024-05-22", "day", True)]),
    ("last Wednesday", [("2024-05-15", "day", True)]),
    ("yesterday", [("2024-05-21", "day", True)]),
    ("today", [("2024-05-22", "day", True)]),
    ("three days ago", [("2024-05-19", "day", True)]),
    ("6 months ago", [("2023-11-01", "month", True)]),
    ("two years earlier", [("2022-01-01", "year", True)]),
    ("last week", [("2024-05-13", "week", True)]),
    ("this month", [("2024-05-01", "month", True)]),
    ("last year", [("2023-01-01", "year", True)]),
    ("from 3 May 2024 on, then on 5 May 2024", [("2024-05-03", "day", False), ("2024-05-05", "day", True)]),
    # not when something happened
    ("since 2009", [("2009-01-01", "year", False)]),
    ("until 3 May 2024", [("2024-05-03", "day", False)]),
    ("before 7 October", [("2023-10-07", "day", False)]),
    ("the October 7 attack", [("2023-10-07", "day", False)]),
    ("the 7 October massacre", [("2023-10-07", "day", False)]),
    # nothing
    ("they may march in may", []),
    ("on 31 February 2024", []),
    ("on 45 May 2024", []),
    ("24 hours, 7 days a week", []),
    ("resolution 2334 passed", []),
    ("the sun shone", []),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_expressions(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text", ["on Tuesday", "yesterday", "last week", "on 28 May", "in June", "two days ago", "this year"]
)
def test_without_a_day_of_publication_nothing_relative_is_dated(text):
    assert found(text, None) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("on 28 May 2023", "2023-05-28"), ("in May 2023", "2023-05-01"), ("in 2023", "2023-01-01")],
)
def test_without_a_day_of_publication_full_dates_are_read(text, expected):
    assert [on for on, _, _ in found(text, None)] == [expected]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("on 28 May 2023", date(2023, 5, 28)),
        ("in February 2024", date(2024, 2, 29)),
        ("in 2023", date(2023, 12, 31)),
        ("last week", date(2024, 5, 19)),
    ],
)
def test_the_last_day_of_a_time(text, last):
    (dated,) = dates_in(Tree(ENGLISH(text))[:], PUBLISHED)
    assert dated.last == last


@pytest.mark.parametrize(
    ("text", "year"), [("1967 and 1973", 1973), ("no year", None), ("room 3019", None), ("in 2026, after 1948", 2026)]
)
def test_latest_year(text, year):
    assert latest_year(text) == year


WORDS = st.sampled_from(
    ["on", "31", "30 February", "May", "2024", "0", "99", "last", "Friday", "two", "years ago", "99 years ago",
     "since", "-", ",", "in",
     "9999-99-99", "2000-02-30", "Sept.", "this week", "month", "1999", "of", "\n", "é"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25).map(" ".join), st.one_of(st.none(), st.dates(min_value=date(1900, 1, 1))))
def test_any_words_are_read_and_no_expression_lies_inside_another(text, published):
    last = 0
    for dated in dates_in(Tree(ENGLISH(text))[:], published):
        assert dated.start >= last - 1
        assert dated.start < dated.end
        assert dated.on <= dated.last
        last = dated.end


@given(st.text(max_size=120), st.dates())
def test_any_text_is_read(text, published):
    tree = Tree(ENGLISH(text))
    if len(tree):
        dates_in(tree[:], published)
