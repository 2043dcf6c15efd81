"""Dates as given, as named and as pages carry them."""
# ruff: noqa: RUF001 - other scripts are what is tested

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from stancepipe.ingest.dates import date_in_name, date_pattern, formatted_date, page_date, parse_published

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


@pytest.mark.parametrize(
    ("line", "written", "language", "expected"),
    [
        ("Published 03.04.2024, 14:20", "%d.%m.%Y", None, (date(2024, 4, 3), "day")),
        ("04/03/2024", "%m/%d/%Y", "en", (date(2024, 4, 3), "day")),
        ("Publié le 1 février 2024", "%d %B %Y", "fr", (date(2024, 2, 1), "day")),
        ("11 ИЮЛЯ 2018 года", "%d %B %Y", "ru", (date(2018, 7, 11), "day")),
        ("7 Mart 2024 Perşembe", "%d %B %Y %A", "tr", (date(2024, 3, 7), "day")),
        ("التاريخ: ٣ أبريل ٢٠٢٤", "%d %B %Y", "ar", (date(2024, 4, 3), "day")),
        ("٣ نيسان ٢٠٢٤", "%d %B %Y", "ar", (date(2024, 4, 3), "day")),
        ("۱۴۰۳/۰۱/۱۳ - ۲۰۲۴/۰۴/۰۱", "%Y/%m/%d", "fa", (date(2024, 4, 1), "day")),
        ("Dec. 5, 2024 10:41 PM", "%b %d, %Y %I:%M %p", "en", (date(2024, 12, 5), "day")),
        ("2024年4月3日", "%Y年%m月%d日", "ja", (date(2024, 4, 3), "day")),
        ("Mai 2021", "%B %Y", "de", (date(2021, 5, 1), "month")),
        ("3 April 2024", "%d %B %Y", "xx", (date(2024, 4, 3), "day")),
        ("31.02.2024 und 01.03.2024", "%d.%m.%Y", "de", (date(2024, 3, 1), "day")),
        ("version 13.04.2024.7", "%d.%m.%Y", None, None),
        ("03.04.2031", "%d.%m.%Y", None, None),
        ("3 Aprilis 2024", "%d %B %Y", "en", None),
        ("In a long line " * 20 + "03.04.2024", "%d.%m.%Y", None, None),
    ],
)
def test_formatted_dates(line: str, written: str, language: str | None, expected: tuple[date, str] | None) -> None:
    found = formatted_date([line], [written], language, TODAY)
    assert (found and (found.day, found.precision)) == expected


def test_the_first_line_with_a_date_counts() -> None:
    found = formatted_date(["Talks", "2 May 2024", "3 May 2024"], ["%d.%m.%Y", "%d %B %Y"], "en", TODAY)
    assert found is not None
    assert (found.day, found.found_from) == (date(2024, 5, 2), "page")


@pytest.mark.parametrize("written", ["%d.%m", "%j %Y", "%d %d %Y", "100% of %Y", ""])
def test_formats_that_cannot_be_read_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="date format"):
        date_pattern(written, "en")
