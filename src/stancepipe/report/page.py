"""The page: everything the template shows, and the template filled with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from stancepipe.records import BlocDay, Posture, SupportDay
from stancepipe.report import wording
from stancepipe.report.contents import ReportTables
from stancepipe.report.coverage import Coverage, EditRow, SetAside, coverage, edit_rows, set_aside
from stancepipe.report.holders import Section, ShiftRow, all_shifts, quotable, sections
from stancepipe.report.scale import Class, classes, css_of
from stancepipe.report.standings import Standing, series_by_holder, standings
from stancepipe.report.timelines import Timeline, month_ends, support_timeline
from stancepipe.report.world_map import WorldMap, world_map
from stancepipe.vocabulary import ISRAEL

FIRST_SHIFTS: Final = 25
"""Changes shown at once; the others are folded away."""
MOST_SHIFTS: Final = 300
"""Changes in the common list, about 0.2 MB; each holder's section lists all of its own."""
ALL_DOMAINS: Final = "all"
UNSHOWABLE: Final = dict.fromkeys(
    [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)], "\ufffd"
)
"""Control characters and lone surrogates, which HTML cannot hold."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What the template shows."""

    target: str
    generated_on: date
    latest_day: date | None
    coverage: Coverage
    legend: tuple[Class, ...]
    world: WorldMap
    ranking: tuple[tuple[str, tuple[Standing, ...]], ...]
    n_holders: int
    n_shifts: int
    shifts: tuple[ShiftRow, ...]
    earlier_shifts: tuple[ShiftRow, ...]
    n_more_shifts: int
    blocs: tuple[BlocDay, ...]
    support_day: date | None
    support: tuple[SupportDay, ...]
    support_timeline: Timeline | None
    support_months: tuple[SupportDay, ...]
    sections: tuple[Section, ...]
    set_aside: SetAside
    edits: tuple[EditRow, ...]


def page_of(tables: ReportTables, generated_on: date, names: Mapping[str, str]) -> Page:
    """Everything the page shows, from the tables alone."""
    series = series_by_holder(tables.postures)
    rows = standings(series, names)
    quotes = quotable(tables)
    made = sections(tables, quotes, series, rows, names)
    shifts = all_shifts(made)
    groups = (
        ("States", tuple(row for row in rows if not row.is_bloc)),
        ("Blocs and organisations", tuple(row for row in rows if row.is_bloc)),
    )
    overall = sorted((row for row in tables.support if row.domain == ALL_DOMAINS), key=lambda row: row.day)
    support_day = max((row.day for row in tables.support), default=None)
    return Page(
        target=names.get(ISRAEL, "Israel"),
        generated_on=generated_on,
        latest_day=max((row.latest.day for row in rows), default=None),
        coverage=coverage(tables),
        legend=classes(),
        world=world_map(rows, names, ISRAEL),
        ranking=tuple(group for group in groups if group[1]),
        n_holders=len(rows),
        n_shifts=len(shifts),
        shifts=tuple(shifts[:FIRST_SHIFTS]),
        earlier_shifts=tuple(shifts[FIRST_SHIFTS:MOST_SHIFTS]),
        n_more_shifts=max(len(shifts) - MOST_SHIFTS, 0),
        blocs=_latest_blocs(tables),
        support_day=support_day,
        support=tuple(
            sorted(
                (row for row in tables.support if row.day == support_day),
                key=lambda row: (row.domain != ALL_DOMAINS, -row.effective_supporters, row.domain),
            )
        ),
        support_timeline=support_timeline(overall) if len(overall) > 1 else None,
        support_months=tuple(month_ends(overall)),
        sections=tuple(made),
        set_aside=set_aside(tables.documents, quotes.documents),
        edits=edit_rows(tables.edits),
    )


def html_of(page: Page, names: Mapping[str, str]) -> str:
    """The page as HTML; every value is escaped by the template engine."""
    environment = Environment(
        loader=PackageLoader("stancepipe.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "signed": wording.signed,
        "percent": wording.percent,
        "day": wording.day_in_words,
        "css": css_of,
        "relations": lambda code: wording.in_words(code, wording.RELATIONS),
    }
    environment.globals |= {
        "interval": wording.interval,
        "counted": wording.counted,
        "level_x": level_x,
        "anchor": wording.anchor,
        "name_of": lambda code: names.get(code, code),
    }
    return environment.get_template("page.html.jinja").render(page=page).translate(UNSHOWABLE)


def level_x(posture: Posture) -> tuple[float, float, float]:
    """Where lower end, level and upper end stand on a strip of 100 units."""
    values = (posture.lower, posture.score, posture.upper)
    low, level, high = (round((min(max(value, -1.0), 1.0) + 1) * 50, 1) for value in values)
    return low, level, high


def _latest_blocs(tables: ReportTables) -> tuple[BlocDay, ...]:
    latest: dict[str, BlocDay] = {}
    for row in tables.blocs:
        if row.bloc not in latest or row.day > latest[row.bloc].day:
            latest[row.bloc] = row
    return tuple(sorted(latest.values(), key=lambda row: (-row.score, row.bloc)))
