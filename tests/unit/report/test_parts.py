"""The parts of the pages: scale, map, changes, charts, words, addresses."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancepipe.report.evidence import web_address
from stancepipe.report.outlines import outlines, project, small_states
from stancepipe.report.pages.coverage import months_of
from stancepipe.report.scale import MIDDLE, class_of, classes
from stancepipe.report.series import month_ends, thinned
from stancepipe.report.set_aside import set_aside
from stancepipe.report.standings import change_over, observed_days, series_by_holder, standings
from stancepipe.report.timelines import posture_timeline, supporters_timeline
from stancepipe.report.wording import (
    KINDS,
    RELATIONS,
    STATUSES,
    STEPS,
    anchor,
    day_in_words,
    interval,
    language_in_words,
    page_of,
    signed,
)
from stancepipe.report.world_map import world_map
from stancepipe.vocabulary import DocumentStatus, DocumentType, Relations, Step, codes


@pytest.mark.parametrize(
    ("score", "number"),
    [
        (-1, 0),
        (-0.6, 0),
        (-0.59, 1),
        (-0.3, 1),
        (-0.1, 2),
        (-0.09, 3),
        (0, 3),
        (0.09, 3),
        (0.1, 4),
        (0.3, 5),
        (0.6, 6),
        (1, 6),
    ],
)
def test_classes_of_the_scale(score, number):
    assert class_of(score) == number


@given(st.floats(-1, 1))
def test_the_scale_is_even_handed(score):
    assert class_of(score) - MIDDLE == MIDDLE - class_of(-score)


def test_the_legend_names_every_class():
    assert [c.range for c in classes()] == [
        "≤ \u22120.6",
        "\u22120.6 to \u22120.3",
        "\u22120.3 to \u22120.1",
        "\u22120.1 to +0.1",
        "+0.1 to +0.3",
        "+0.3 to +0.6",
        "≥ +0.6",
    ]


def test_the_map_has_a_place_for_every_state():
    drawn = [outline.code for outline in outlines()]
    assert len(drawn) == 176
    assert drawn.count(None) == 1, "Northern Cyprus"
    assert {"XKX", "XSL", "PSE", "ISR", "TWN", "NOR", "FRA"} <= set(drawn)
    assert len(set(drawn)) == len(drawn)
    assert not set(drawn) & set(small_states())
    assert {"MLT", "VAT", "SGP", "BHR", "TUV"} <= set(small_states())


def test_outlines_that_cross_the_antimeridian_do_not_cross_the_map():
    russia = next(outline for outline in outlines() if outline.code == "RUS")
    for ring in russia.d.split("z")[:-1]:
        steps = [float(pair.split(",")[0]) for pair in ring.split("l")[1].split()]
        assert max(abs(step) for step in steps) < 60


def test_equal_earth_at_known_points():
    assert project(0, 0) == (0, 0)
    assert project(180, 0)[0] == pytest.approx(2.7066, abs=1e-4)
    assert project(0, 90)[1] == pytest.approx(1.3174, abs=1e-4)
    assert project(-30, -20) == tuple(-value for value in project(30, 20))


def test_the_map_says_what_it_shows(rows):
    series = series_by_holder([*rows.series("FRA", [-0.35]), *rows.series("MLT", [0.4]), *rows.series("EU", [0.0])])
    drawn = world_map(standings(series, rows.names), series, rows.names, "ISR")
    by_title = {area.title.partition(":")[0]: area for area in drawn.areas}
    assert by_title["France"].css == "c1"
    assert by_title["France"].title == "France: \u22120.35 (\u22120.55 to \u22120.15), critical; relations: full"
    assert by_title["Malta"].dot is not None
    assert by_title["Israel"].css == "target"
    assert by_title["Norway"].css == "nodata"
    assert by_title["Norway"].page is None
    assert by_title["France"].page == "holders/FRA.html"
    assert drawn.stops == (rows.day,)
    assert [row.holder for row in drawn.off_map] == ["EU"]


@pytest.mark.parametrize(
    ("scores", "span", "value", "why_not"),
    [
        ([0.1] * 31 + [0.4], 30, 0.3, None),
        ([0.1] * 30 + [0.4], 30, 0.3, None),
        ([0.1] * 29 + [0.4], 30, None, "no level yet on that day"),
    ],
)
def test_change_since(rows, scores, span, value, why_not):
    change = change_over(rows.series("FRA", scores), span)
    assert change.value == (None if value is None else pytest.approx(value))
    assert change.why_not == why_not


def test_levels_of_two_bundles_are_not_compared(rows):
    days = rows.series("FRA", [0.1] * 40)
    older = [rows.posture(day=days[0].day - timedelta(days=1), bundle_id="b0")]
    change = change_over([*older, days[-1]], 30)
    assert change.value is None
    assert change.why_not is not None
    assert change.why_not.startswith("not comparable")
    chart = posture_timeline("France", [rows.posture(day=d.day, bundle_id="b0") for d in days[:20]] + days[20:], [])
    assert len(chart.lines[0].pieces) == len(chart.bands) == 2
    assert chart.interrupted


def test_only_days_that_add_something_are_observed(rows):
    counts = [(1, 0), (1, 0), (2, 0), (2, 1), (2, 1), (1, 1)]
    days = [
        rows.posture(day=rows.day + timedelta(days=n), n_stances=stances, n_events=events)
        for n, (stances, events) in enumerate(counts)
    ]
    assert observed_days(days) == [days[0].day, days[2].day, days[3].day]


def test_long_series_are_drawn_by_weeks(rows):
    days = rows.series("FRA", [0.1] * 730)
    kept = thinned(days)
    assert (kept[0], kept[-1]) == (days[0], days[-1])
    assert 104 <= len(kept) <= 107
    assert thinned(days[:400]) == days[:400]
    assert len(month_ends(days)) == 25
    assert month_ends(days)[0] == days[-1]


def test_steps_stand_on_their_day_and_announced_ones_are_open(rows):
    days = rows.series("FRA", [0.0] * 101)
    steps = [
        rows.shift(day=days[50].day),
        rows.shift(shift_id="x2", day=days[100].day, status="announced", direction="warmer", step="return_envoy"),
        rows.shift(shift_id="x3", day=days[10].day, kind="trend", step=None),
        rows.shift(shift_id="x4", day=days[0].day - timedelta(days=1)),
    ]
    chart = posture_timeline("France", days, steps)
    assert [(mark.x, mark.direction, mark.done) for mark in chart.marks] == [
        (474.0, "colder", True),
        (910.0, "warmer", False),
    ]
    assert chart.marks[0].title == "1 Oct 2026: summons the envoy (occurred, colder)"
    assert [(mark.text, mark.text_end) for mark in chart.marks] == [
        ("summons the envoy", False),
        ("returns its envoy", True),
    ]
    assert chart.lines[0].pieces == ("M38,101l872,0",), "days on one level are two points"


@pytest.mark.parametrize("n_steps", [2, 4, 12])
def test_words_of_steps_never_cover_each_other(rows, n_steps):
    days = rows.series("FRA", [0.0] * 1000)
    steps = [rows.shift(shift_id=f"x{n}", day=days[400 + n].day, step="downgrade_relations") for n in range(n_steps)]
    chart = posture_timeline("France", days, steps)
    boxes = sorted((mark.row, mark.text_x, mark.text_x + 5 * len(mark.text)) for mark in chart.marks if mark.text)
    assert len(boxes) == min(n_steps, 4), "four rows; the others keep their mark"
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(boxes))
    assert chart.frame.top >= 12 + 14 * len(boxes)
    assert len(chart.marks) == n_steps


def test_relations_are_spans_without_gaps(rows):
    states = ["full"] * 60 + ["envoy_recalled"] * 2 + ["full"] * 40
    days = [rows.posture(day=rows.day + timedelta(days=n), relations=state) for n, state in enumerate(states)]
    spans = posture_timeline("France", days, []).spans
    assert [(span.code, span.text) for span in spans] == [("full", "full"), ("envoy_recalled", ""), ("full", "full")]
    assert all(a.x + a.width == pytest.approx(b.x) for a, b in pairwise(spans))


@pytest.mark.parametrize("highest", [1.0, 3.9, 4.0, 9.96, 10.0, 10.1, 42.0, 100.0, 187.5])
def test_support_fits_its_axis(rows, highest):
    first = rows.support(effective_supporters=1.0)
    days = [first, rows.support(day=rows.day + timedelta(days=1), effective_supporters=highest)]
    chart = supporters_timeline("all domains", days)
    top = float(chart.y_ticks[-1].text)
    assert highest <= top <= max(2 * highest, 2)


def test_a_line_breaks_where_there_is_no_value(rows):
    values = [3.0, 3.5, None, 4.0, 4.5]
    days = [rows.support(day=rows.day + timedelta(days=n), without_top=value) for n, value in enumerate(values)]
    without, whole = supporters_timeline("arms", days).lines
    assert (len(without.pieces), len(whole.pieces)) == (2, 1)
    alone = supporters_timeline("arms", [rows.support(without_top=None)] * 2).lines[0]
    assert (alone.pieces, alone.end) == ((), None)


def test_months_without_documents_are_bars_without_height():
    months = months_of([date(2025, 11, 3), date(2025, 11, 9), date(2026, 2, 1)])
    assert [(month.first, month.n_documents, month.height) for month in months] == [
        (date(2025, 11, 1), 2, 100.0),
        (date(2025, 12, 1), 0, 0.0),
        (date(2026, 1, 1), 0, 0.0),
        (date(2026, 2, 1), 1, 50.0),
    ]


@pytest.mark.parametrize("span", [1, 5, 40, 100, 400, 800, 2000, 9000])
def test_day_ticks_are_few(rows, span):
    days = [rows.posture(day=rows.day), rows.posture(day=rows.day + timedelta(days=span))]
    assert 1 <= len(posture_timeline("France", days, []).x_ticks) <= 8


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://www.ministry.example/a?b=c&d=%20", True),
        ("http://ministry.example", True),
        ("HTTPS://ministry.example", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://ministry.example", False),
        ("data:text/html,<script>", False),
        ("//ministry.example", False),
        ("https://", False),
        ("https://[broken", False),
        ("file:///etc/hosts", False),
        ("notes/a.txt", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, linked):
    assert web_address(url) == (url if linked else None)


def test_failures_stand_before_the_irrelevant_and_the_rest_is_counted(rows):
    irrelevant = [rows.document(document_id=f"i{n}", status="irrelevant") for n in range(5)]
    failed = rows.document(document_id="f", status="set_aside", status_reason="empty")
    strange = rows.document(document_id="q", status="quarantined")
    documents = [*irrelevant, strange, rows.document(), failed]
    found = set_aside(documents, {}, most=3)
    assert [row.status for row in found.rows] == ["could not be read", "not about Israel", "not about Israel"]
    assert found.n_more == 4
    assert dict(found.counts)["quarantined"] == 1
    again = [rows.document(document_id=f"f{n}", status="set_aside", status_reason="is empty") for n in range(2)]
    assert set_aside([*documents, *again], {}).reasons == (("could not be read", "is empty", 2),)


@pytest.mark.parametrize(
    ("enum", "phrases"), [(Step, STEPS), (Relations, RELATIONS), (DocumentStatus, STATUSES), (DocumentType, KINDS)]
)
def test_every_code_has_its_words(enum, phrases):
    assert set(phrases) == codes(enum)
    assert len(set(phrases.values())) == len(phrases)


@pytest.mark.parametrize(
    ("value", "text"), [(0.004, "0.00"), (-0.004, "0.00"), (0.125, "+0.12"), (-1, "\u22121.00"), (0.555, "+0.56")]
)
def test_numbers_carry_their_sign(value, text):
    assert signed(value) == text


def test_intervals_and_days_in_words():
    assert interval(-0.5, 0.25) == "\u22120.50 to +0.25"
    day = date(2026, 5, 4)
    assert [day_in_words(day, precision) for precision in (None, "day", "week", "month", "year")] == [
        "4 May 2026",
        "4 May 2026",
        "week of 4 May 2026",
        "May 2026",
        "2026",
    ]


def test_anchors_are_readable_or_a_digest():
    assert anchor("quote", "FRA", "event:ab12") == "quote-FRA-event-ab12"
    strange = anchor("holder", 'a b"><script>')
    assert strange.replace("-", "").isalnum()
    assert strange != anchor("holder", 'a b"><script >')


@pytest.mark.parametrize(
    ("code", "name"), [("en", "English"), ("el", "Greek"), ("qq", "qq"), (None, "language not known"), ("he", "Hebrew")]
)
def test_languages_have_their_names(code, name):
    assert language_in_words(code) == name


@pytest.mark.parametrize("code", ["../index", "a/b", "", "A" * 80, "C:", "é"])
def test_a_strange_code_is_no_path(code):
    name = page_of(code).removeprefix("holders/").removesuffix(".html")
    assert name.isalnum()
    assert name != page_of(code + "x").removeprefix("holders/").removesuffix(".html")
    assert page_of("FRA") == "holders/FRA.html"
