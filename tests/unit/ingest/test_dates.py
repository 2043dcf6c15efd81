"""Dates as given, as named and as pages carry them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from stancepipe.ingest.dates import date_in_name, page_date, parse_published

TODAY = date(2026, 1, 1)
_FIRST, _LAST = datetime.fromisoformat("1901-01-01"), datetime.fromisoformat("2025-01-01")


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("2024-05-03", date(2024, 5, 3), "day"),
        ("2024-05-03T23:30:00-05:00", date(2024, 5, 4), "day"),
        ("2024-05-03T01:00:00+03:00", date(2024, 5, 2), "day"),
        ("2024-05-03T12:00:00Z", date(2024, 5, 3), "day"),
        ("2024-05-03 23:59", date(2024, 5, 3), "day"),
        ("2024-05", date(2024, 5, 1), "month"),
        ("2024", date(2024, 1, 1), "year"),
        (date(2024, 5, 3), date(2024, 5, 3), "day"),
        (datetime(2024, 5, 3, 22, tzinfo=timezone(-timedelta(hours=4))), date(2024, 5, 4), "day"),
        ("2026-01-02", date(2026, 1, 2), "day"),
    ],
)
def test_written_dates(written: object, day: date, precision: str) -> None:
    found = parse_published(written, found_from="record", today=TODAY)
    assert (found.day, found.precision, found.found_from) == (day, precision, "record")


@pytest.mark.parametrize(
    "written",
    [
        "2024-13-01", "2024-02-30", "yesterday", "03/05/2024", "2024-13", "0000", "1714521600", "2024-W05", True, 2024,
        "9999-12-31T23:59:00-12:00", "1899-12-31", "1601-01-01", "2026-01-03", "2099",
    ],
)  # fmt: skip
def test_wrong_dates_are_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"not an ISO date|lies (before|in the future)"):
        parse_published(written, found_from="record", today=TODAY)


@given(st.datetimes(min_value=_FIRST, max_value=_LAST, timezones=st.just(UTC)))
def test_a_utc_time_gives_its_own_day(moment: datetime) -> None:
    assert parse_published(moment.isoformat(), found_from="record").day == moment.date()


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-05-03-statement.txt", date(2024, 5, 3)),
        ("20240503_statement.txt", date(2024, 5, 3)),
        ("2024-05-03.pdf", date(2024, 5, 3)),
        ("2024-13-03.pdf", None),
        ("202405031200.txt", None),
        ("statement-2024-05-03.txt", None),
        ("24-05-03.txt", None),
    ],
)
def test_date_in_name(name: str, day: date | None) -> None:
    found = date_in_name(name)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<meta name="DC.date.issued" content="2023-02-07">', (date(2023, 2, 7), "day", "metadata")),
        ('<meta property="article:modified_time" content="2023-02-09">'
         '<meta property="article:published_time" content="2023-02-07T23:00:00-08:00">',
         (date(2023, 2, 7), "day", "metadata")),
        ('<script type="application/ld+json">{"@graph":[{"datePublished":"2022-08-15"}]}</script>',
         (date(2022, 8, 15), "day", "metadata")),
        ('<meta property="article:published_time" content="2031-01-01">', None),
        ('<meta property="article:published_time" content="0001-01-01">', None),
        ('<script type="application/ld+json">' + "[" * 100_000 + "</script>", None),
        ("", None),
    ],
)  # fmt: skip
def test_page_date(page: str, expected: tuple[date, str, str] | None) -> None:
    body = "<p>The minister spoke about irrigation and went home.</p>"
    tree = html.document_fromstring(f"<html><head>{page}</head><body>{body}</body></html>")
    found = page_date(tree, today=TODAY)
    assert (found and (found.day, found.precision, found.found_from)) == expected


def test_a_month_on_a_page_is_not_taken_for_its_first_day() -> None:
    page = "<html><body><div class='date'>May 2021</div><p>The minister spoke about irrigation.</p></body></html>"
    found = page_date(html.document_fromstring(page), today=TODAY)
    assert found is not None
    assert found.day.year == 2021
    assert found.precision in {"month", "year"}
