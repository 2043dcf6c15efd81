"""The world map: every country with its latest level, and its levels on the days of the slider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stancepipe.records import Posture
from stancepipe.report.map_days import packed_levels, stops_between
from stancepipe.report.outlines import WIDTH, Point, frame_height, outlines, small_states
from stancepipe.report.standings import Standing
from stancepipe.report.wording import capitalised, interval, signed


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """One outline or dot as drawn."""

    css: str
    name: str
    title: str
    d: str | None
    dot: Point | None
    page: str | None
    """Path of the holder's page; None where there is no level."""
    levels: str
    """Levels on the days of the slider, see :func:`~stancepipe.report.map_days.packed_levels`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorldMap:
    """The map, its frame and the days of its slider."""

    width: int
    height: int
    areas: tuple[Area, ...]
    stops: tuple[date, ...]
    off_map: tuple[Standing, ...]
    """Holders without a place on it, such as blocs."""


def world_map(
    rows: Sequence[Standing], days: Mapping[str, Sequence[Posture]], names: Mapping[str, str], target: str
) -> WorldMap:
    """The map coloured by latest level; states too small for an outline are dots where they have a level.

    Args:
        rows: every holder with a level.
        days: postures of each of them in order of days.
        names: English names by code.
        target: code of the country that the levels are about.
    """
    by_code = {row.holder: row for row in rows}
    first = min((own[0].day for own in days.values() if own), default=None)
    last = max((row.latest.day for row in rows), default=None)
    stops = stops_between(first, last) if first and last else ()
    areas = []
    drawn = set()
    for outline in outlines():
        row = by_code.get(outline.code) if outline.code else None
        name = names.get(outline.code, outline.name) if outline.code else outline.name
        levels = packed_levels(days[row.holder], stops) if row else ""
        areas.append(_area(row, name, levels, is_target=outline.code == target, d=outline.d))
        drawn.add(outline.code)
    for code, dot in small_states().items():
        if code in by_code:
            areas.append(_area(by_code[code], by_code[code].name, packed_levels(days[code], stops), dot=dot))
            drawn.add(code)
    # Coloured outlines last, so that a neighbour without data never covers their border.
    areas.sort(key=lambda area: (area.dot is not None, area.page is not None))
    return WorldMap(
        width=round(WIDTH),
        height=round(frame_height()),
        areas=tuple(areas),
        stops=stops,
        off_map=tuple(row for row in rows if row.holder not in drawn),
    )


def _area(
    row: Standing | None,
    name: str,
    levels: str,
    *,
    is_target: bool = False,
    d: str | None = None,
    dot: Point | None = None,
) -> Area:
    name = capitalised(name)
    css, page = "nodata", None
    title = f"{name}: no level"
    if is_target:
        css, title, levels = "target", f"{name}: the country that the levels are about", ""
    elif row is not None:
        css, page = row.css, row.page
        level = f"{signed(row.latest.score)} ({interval(row.latest.lower, row.latest.upper)}), {row.latest.label}"
        title = f"{name}: {level}; relations: {row.relations}"
    return Area(css=css, name=name, title=title, d=d, dot=dot, page=page, levels=levels)
