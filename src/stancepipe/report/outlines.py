"""Country outlines as SVG paths: TopoJSON projected to Equal Earth (Savric, Patterson, Jenny 2018).

Equal area, so that no country gains weight on the page by lying far from the equator.
"""

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import pycountry

WIDTH: Final = 960.0
NORTH: Final = 84.0
SOUTH: Final = -57.0
"""Latitudes of the frame; Antarctica holds no posture and is left out."""
CENTRE: Final = 11.0
"""Meridian in the middle: the frame's edge then runs through the Bering Strait and cuts no land but islands."""
ANTARCTICA: Final = "010"
CODES_BY_NAME: Final = {"Kosovo": "XKX", "Somaliland": "XSL"}
"""Outlines without an ISO number that are holders of their own; Northern Cyprus, the third, is not."""

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """One country's outline."""

    code: str | None
    name: str
    d: str


def outlines() -> Iterator[Outline]:
    """Every country outline of the shipped atlas, projected, except Antarctica."""
    topology = json.loads(_data("countries-110m.json"))
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    for geometry in topology["objects"]["countries"]["geometries"]:
        number, name = geometry.get("id"), geometry["properties"]["name"]
        if number == ANTARCTICA:
            continue
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = (piece for polygon in polygons for ring in polygon for piece in _pieces(_joined(ring, arcs)))
        d = "".join(_ring_path([_on_page(*point) for point in piece]) for piece in rings)
        yield Outline(code=_alpha_3(number, name), name=name, d=d)


def small_states() -> dict[str, Point]:
    """Places of the states that are too small to have an outline."""
    rows = csv.DictReader(_data("small_states.csv").splitlines())
    return {row["iso3"]: _on_page(_turned(float(row["longitude"])), float(row["latitude"])) for row in rows}


def project(longitude: float, latitude: float) -> Point:
    """Equal Earth, in radians of the sphere."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2**3
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta)
    x /= 3 * (9 * a4 * t6 * t2 + 7 * a3 * t6 + 3 * a2 * t2 + a1)
    return x, theta * (a4 * t6 * t2 + a3 * t6 + a2 * t2 + a1)


EDGE: Final = project(180, 0)[0]
TOP: Final = project(0, NORTH)[1]
UNIT: Final = WIDTH / (2 * EDGE)
"""Place of the right edge and of the upper one in radians of the sphere, and how much of the page one of them takes."""


def _on_page(longitude: float, latitude: float) -> Point:
    """Place on the page of a point whose longitude counts from the middle of the frame."""
    x, y = project(longitude, latitude)
    return round((x / EDGE + 1) * WIDTH / 2, 1), round((TOP - y) * UNIT, 1)


def _turned(longitude: float) -> float:
    return (longitude - CENTRE + 180) % 360 - 180


def frame_height() -> float:
    """Height of the map on the page."""
    return (TOP - project(0, SOUTH)[1]) * UNIT


def _joined(ring: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """The points of a ring; longitudes run on beyond 180 where it crosses the antimeridian."""
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        for longitude, latitude in arc[1:] if points else arc:
            if points:
                longitude += 360 * round((points[-1][0] - longitude) / 360)
            points.append((longitude, latitude))
    return points


def _pieces(ring: Sequence[Point]) -> Iterator[list[Point]]:
    """The parts of a ring within the frame, cut at its left and right edge."""
    west, east = min(ring)[0] - CENTRE, max(ring)[0] - CENTRE
    for turn in (-360, 0, 360):
        if east + turn < -180 or west + turn > 180:
            continue
        piece = [(longitude - CENTRE + turn, latitude) for longitude, latitude in ring]
        piece = _cut(_cut(piece, -180, 1), 180, -1)
        if len(piece) > 2:
            yield piece


def _cut(ring: Sequence[Point], edge: float, side: int) -> list[Point]:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman 1974)."""
    kept: list[Point] = []
    for (x0, y0), (x1, y1) in zip((*ring[-1:], *ring[:-1]), ring, strict=True):
        if ((x0 - edge) * side >= 0) != ((x1 - edge) * side >= 0):
            kept.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        if (x1 - edge) * side >= 0:
            kept.append((x1, y1))
    return kept


def _ring_path(points: Sequence[Point]) -> str:
    steps = []
    x, y = points[0]
    for to_x, to_y in points[1:]:
        dx, dy = round(to_x - x, 1), round(to_y - y, 1)
        if dx or dy:
            steps.append(f"{dx:g},{dy:g}")
            x, y = to_x, to_y
    return f"M{points[0][0]:g},{points[0][1]:g}l{' '.join(steps)}z" if len(steps) > 1 else ""


def _decoded(arc: Sequence[Sequence[int]], transform: Mapping[str, Any]) -> list[Point]:
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    points = []
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale_x + left, y * scale_y + bottom))
    return points


def _alpha_3(number: str | None, name: str) -> str | None:
    if number is None:
        return CODES_BY_NAME.get(name)
    country = pycountry.countries.get(numeric=number)
    return country.alpha_3 if country else None


def _data(name: str) -> str:
    return (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")
