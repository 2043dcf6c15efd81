"""Where the slider stops, and the levels packed for it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancepipe.records import Posture
from stancepipe.report.map_days import MOST_STOPS, packed_levels, stops_between
from stancepipe.report.scale import class_of
from stancepipe.report.wording import signed
from tests.rows import row_of

LAST = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("days", "n_stops", "second_last"),
    [
        (0, 1, LAST),
        (1, 2, date(2026, 11, 19)),
        (159, 160, date(2026, 11, 19)),
        (160, 23, date(2026, 11, 13)),
        (3 * 365, 157, date(2026, 11, 13)),
        (4 * 365, 49, date(2026, 10, 31)),
        (20 * 365, 81, date(2026, 9, 30)),
        (80 * 365, 81, date(2025, 12, 31)),
    ],
)
def test_days_then_weeks_then_months_then_years(days, n_stops, second_last):
    stops = stops_between(LAST - timedelta(days=days), LAST)
    assert len(stops) == n_stops
    assert stops[-1] == LAST
    assert stops[max(len(stops) - 2, 0)] == second_last


@given(st.dates(date(1946, 1, 1), LAST), st.integers(0, 3000))
def test_stops_are_few_in_order_and_within(first, span):
    last = first + timedelta(days=span)
    stops = stops_between(first, last)
    assert first <= stops[0]
    assert stops[-1] == last
    assert all(a < b for a, b in pairwise(stops))
    assert len(stops) <= MOST_STOPS + 1


@given(st.floats(-1, 1))
def test_a_packed_level_is_the_level_as_it_is_written(score):
    posture = row_of(Posture, holder="FRA", day=LAST, score=score)
    packed = packed_levels([posture], [LAST - timedelta(days=1), LAST])
    assert packed[:3] == "---", "nothing before the first level"
    assert int(packed[3]) == class_of(score)
    assert signed((int(packed[4:], 36) - 100) / 100) == signed(score)


def test_a_level_holds_until_the_next(rows):
    days = rows.series("FRA", [0.5, -0.5])
    stops = [day.day + timedelta(days=n) for n, day in enumerate([days[0], days[1], days[1]])]
    packed = packed_levels([days[0], days[1]], stops)
    assert [packed[n : n + 3] for n in (0, 3, 6)] == ["546", "11e", "11e"]
