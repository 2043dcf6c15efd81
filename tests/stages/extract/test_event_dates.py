"""When it happened: told dates, anchored to the day of publication, and whose date they are."""

from datetime import date

import pytest

pytestmark = pytest.mark.models

PUBLISHED = date(2024, 5, 22)  # a Wednesday

DATED = [
    # absolute
    ("Norway recalled its ambassador from Israel on 3 May 2024.", date(2024, 5, 3), "day"),
    ("On May 20, 2024, Norway recalled its ambassador from Israel.", date(2024, 5, 20), "day"),
    ("Norway recalled its ambassador from Israel on 2024-05-14.", date(2024, 5, 14), "day"),
    # partial
    ("Norway recalled its ambassador from Israel on 17 May.", date(2024, 5, 17), "day"),
    ("Norway recalled its ambassador from Israel on December 5.", date(2023, 12, 5), "day"),
    ("Norway recalled its ambassador from Israel in March.", date(2024, 3, 1), "month"),
    ("Norway recalled its ambassador from Israel in August.", date(2023, 8, 1), "month"),
    ("Norway recalled its ambassador from Israel in November 2023.", date(2023, 11, 1), "month"),
    ("In 2009 Norway recalled its ambassador from Israel.", date(2009, 1, 1), "year"),
    # relative
    ("Norway recalled its ambassador from Israel on Monday.", date(2024, 5, 20), "day"),
    ("Norway recalled its ambassador from Israel on Wednesday.", date(2024, 5, 22), "day"),
    ("Norway recalled its ambassador from Israel last Thursday.", date(2024, 5, 16), "day"),
    ("Norway recalled its ambassador from Israel yesterday.", date(2024, 5, 21), "day"),
    ("Norway recalled its ambassador from Israel two days ago.", date(2024, 5, 20), "day"),
    ("Last week Norway recalled its ambassador from Israel.", date(2024, 5, 13), "week"),
    ("Norway recalled its ambassador from Israel two months ago.", date(2024, 3, 1), "month"),
    ("Norway recalled its ambassador from Israel last year.", date(2023, 1, 1), "year"),
    # not the event's
    ("Norway has recalled its ambassador from Israel since 3 May 2024.", None, None),
    ("Norway recalled its ambassador from Israel until June.", None, None),
    ("Norway recalled its ambassador from Israel before 1 May.", None, None),
    ("Norway recalled its ambassador from Israel over the October 7 attack.", None, None),
    ("Norway recalled its ambassador from Israel after the 1967 war.", None, None),
    ("Norway recalled its ambassador from Israel.", None, None),
]


def recall(reading):
    (event,) = [e for e in reading.events if e.step == "recall_envoy"]
    return event


@pytest.mark.parametrize(("text", "on", "precision"), DATED)
def test_the_day_of_an_event(read, text, on, precision):
    event = recall(read(text, published=PUBLISHED))
    assert (event.event_on, event.date_precision) == (on, precision)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Norway recalled its ambassador from Israel on Monday.", None),
        ("Norway recalled its ambassador from Israel yesterday.", None),
        ("Norway recalled its ambassador from Israel on 17 May.", None),
        ("Norway recalled its ambassador from Israel on 17 May 2021.", date(2021, 5, 17)),
    ],
)
def test_an_undated_text_dates_only_what_it_spells_out(read, text, on):
    assert recall(read(text)).event_on == on


def test_a_month_of_publication_anchors_nothing(read):
    text = "Norway recalled its ambassador from Israel on Monday."
    assert recall(read(text, published=date(2024, 5, 1), precision="month")).event_on is None


def test_each_clause_has_its_own_date(read):
    text = "Norway recalled its ambassador from Israel on Monday, and Spain recalled its ambassador on Tuesday."
    events = read(text, published=PUBLISHED).events
    assert {(e.actor, e.event_on) for e in events} == {("NOR", date(2024, 5, 20)), ("ESP", date(2024, 5, 21))}


EFFECTS = [
    # announced, and in effect on a day that had come when the text was published
    ("Peru announced it would sever relations with Israel (formal effect 2 May).",
     [("announced", None), ("occurred", date(2024, 5, 2))]),
    ("Peru said on Monday that it would sever relations with Israel from Tuesday.",
     [("announced", date(2024, 5, 20)), ("occurred", date(2024, 5, 21))]),
    ("Peru's decision to sever relations with Israel takes effect on 20 May.",
     [("announced", None), ("occurred", date(2024, 5, 20))]),
    ("Peru will sever relations with Israel with immediate effect.", [("occurred", None)]),
    # still to come
    ("Peru will sever relations with Israel as of 28 May.", [("announced", None)]),
    ("Peru will sever relations with Israel from June.", [("announced", None)]),
    ("Peru said on Tuesday that it would sever relations with Israel from Monday.",
     [("announced", date(2024, 5, 21))]),
    ("Peru will sever relations with Israel from Monday.", [("announced", None)]),
    # another clause's effect
    ("Peru will sever relations with Israel, and Chile will halt its trade from Monday.", [("announced", None)]),
    # no announcement
    ("Peru may sever relations with Israel from Monday.", [("hypothetical", None)]),
    ("Peru severed relations with Israel as of Monday.", [("occurred", date(2024, 5, 20))]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EFFECTS)
def test_what_is_announced_has_happened_once_it_takes_effect(read, text, expected):
    told = [e for e in read(text, published=PUBLISHED).events if e.step == "sever_relations"]
    assert [(e.status, e.event_on) for e in told] == expected
