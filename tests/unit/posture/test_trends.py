"""Changes of level."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from stancepipe.posture.levels import OBSERVATION_SD
from stancepipe.posture.trends import Change, Readings, changes_of


def changes(values: Any, weight: float = 1.0) -> list[Change]:
    """Changes in what one source tells on one day after another."""
    n = len(values)
    days = np.arange(n, dtype=np.int64)
    return changes_of(
        Readings(days=days, sources=("s",), values=np.array([values], dtype=float), weights=np.full((1, n), weight))
    )


def noise(rng: np.random.Generator, n: int) -> Any:
    return rng.normal(0, OBSERVATION_SD, n)


def test_a_step_of_half_the_scale_is_found() -> None:
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(60):
        values = np.concatenate([np.full(26, 0.25), np.full(26, -0.25)]) + noise(rng, 52)
        found = changes(values)
        hits += any(abs(c.index - 26) <= 5 and c.after < c.before for c in found)
    assert hits >= 48


def test_stationary_noise_makes_at_most_one_trend_in_ten_holder_years() -> None:
    rng = np.random.default_rng(11)
    found = sum(len(changes(noise(rng, 78))) for _ in range(100))
    assert found <= 30, "300 holder-years"


def test_two_changes_are_told_apart() -> None:
    values = np.repeat([0.5, -0.4, 0.3], 20)
    found = changes(values)
    assert [c.index for c in found] == [20, 40]
    assert [(round(c.before, 6), round(c.after, 6)) for c in found] == [(0.5, -0.4), (-0.4, 0.3)]


@pytest.mark.parametrize("n", [0, 1, 3, 7])
def test_too_few_observations_make_no_trend(n: int) -> None:
    assert changes(np.linspace(-1, 1, n)) == []


def test_a_small_change_is_not_told_however_sure() -> None:
    assert changes(np.repeat([0.1, 0.2], 500), 4.0) == []


def weekly(world: Any, holder: str, start: str, scores: list[float]) -> list[str]:
    days = [(date.fromisoformat(start) + timedelta(days=7 * n)).isoformat() for n in range(len(scores))]
    for day, score in zip(days, scores, strict=True):
        world.stance(holder, day, score)
    return days


def test_a_trend_leads_back_to_stances_on_both_sides(world: Any) -> None:
    days = weekly(world, "JPN", "2024-01-01", [0.6] * 15 + [-0.5] * 15)
    (shift,) = world.derive().shifts
    assert (shift.kind, shift.step, shift.status, shift.direction) == ("trend", None, None, "colder")
    assert shift.day.isoformat() == days[15]
    assert (shift.before, shift.after, shift.magnitude) == (0.6, -0.5, 1.1)
    assert shift.evidence.split() == sorted(f"stance:{s.stance_id}" for s in world.stances[11:19])
    assert shift.first_known_at.date().isoformat() == days[18], "it could not be known before its evidence"
    assert shift.summary == (
        "The level of support for Israel in what Japan says and does fell from +0.60 to \N{MINUS SIGN}0.50 "
        "around 15 April 2024."
    )


def test_one_text_told_many_times_makes_no_trend(world: Any) -> None:
    weekly(world, "JPN", "2024-01-01", [0.4] * 15)
    for _ in range(40):
        world.stance("JPN", "2024-06-01", -0.9)
    for day in range(2, 30):
        world.event("JPN", f"2024-06-{day:02d}", "arms_embargo", event_on="2024-06-01")
    assert [s.kind for s in world.derive().shifts] == ["formal_step"]


def test_a_change_of_ours_is_no_trend(world: Any) -> None:
    weekly(world, "JPN", "2024-01-01", [0.6] * 15)
    days = weekly(world, "JPN", "2024-05-01", [-0.6] * 15)
    assert [s.kind for s in world.derive().shifts] == ["trend"]
    first = date.fromisoformat(days[0])
    world.stances = [replace(s, bundle_id="old") if s.published_on < first else s for s in world.stances]
    assert world.derive().shifts == []


def told_by(world: Any, holder: str, source: str | None, start: str, scores: list[float]) -> None:
    """One stance every week in what one source publishes."""
    first = date.fromisoformat(start)
    for n, score in enumerate(scores):
        document = world.document((first + timedelta(days=7 * n)).isoformat(), publisher=source)
        world.stance(holder, None, score, document)


def kinds(world: Any) -> list[str]:
    return [s.kind for s in world.derive().shifts]


def test_a_source_that_appears_makes_no_trend(world: Any) -> None:
    told_by(world, "JPN", "A", "2024-01-01", [0.6] * 40)
    told_by(world, "JPN", "B", "2024-05-20", [-0.8] * 20)
    assert kinds(world) == []


def test_a_source_that_falls_silent_makes_no_trend(world: Any) -> None:
    told_by(world, "JPN", "A", "2024-01-01", [0.6] * 40)
    told_by(world, "JPN", "B", "2024-01-02", [-0.8] * 20)
    assert kinds(world) == []


def test_one_source_in_place_of_another_makes_no_trend(world: Any) -> None:
    told_by(world, "JPN", "A", "2024-01-01", [0.6] * 20)
    told_by(world, "JPN", "B", "2024-05-20", [-0.6] * 20)
    assert kinds(world) == []


def test_many_sources_that_appear_together_make_no_trend(world: Any) -> None:
    told_by(world, "JPN", "A", "2024-01-01", [0.6] * 40)
    for n in range(12):
        told_by(world, "JPN", f"B{n}", f"2024-05-{20 - n:02d}", [-0.8] * 15)
    assert kinds(world) == []


def test_sources_that_differ_show_one_trend_where_both_move(world: Any) -> None:
    told_by(world, "JPN", "A", "2024-01-01", [0.7] * 15 + [0.1] * 15)
    told_by(world, "JPN", "B", "2024-01-02", [0.1] * 15 + [-0.5] * 15)
    told_by(world, "JPN", "C", "2024-06-01", [0.9] * 15)
    (shift,) = world.derive().shifts
    assert (shift.kind, shift.direction, shift.day.isoformat()) == ("trend", "colder", "2024-04-15")
    assert shift.magnitude == pytest.approx(0.6, abs=0.05)
    sources = {f"stance:{s.stance_id}": d.publisher for s, d in zip(world.stances, world.documents, strict=True)}
    assert {sources[ref] for ref in shift.evidence.split()} == {"A", "B"}, "C tells nothing of before"


def test_documents_without_a_publisher_are_one_source(world: Any) -> None:
    told_by(world, "JPN", None, "2024-01-01", [0.6] * 15 + [-0.5] * 15)
    assert kinds(world) == ["trend"]


def test_one_wording_told_thirty_times_makes_no_trend(world: Any) -> None:
    for n in range(30):
        told_by(world, "JPN", f"paper {n}", f"2024-01-{1 + n % 7:02d}", [0.5] * 20)
        told = world.document(f"2024-{6 + n // 15:02d}-{1 + n % 15:02d}", publisher=f"paper {n}")
        words = "Japan  deplored the strike.\n" if n % 2 else "japan deplored the strike."
        world.stance("JPN", None, -0.9, told, quote=words)
    assert kinds(world) == []
    last = world.derive().postures[-1]
    assert (last.n_documents, last.n_stances) == (30 * 21, 30 * 20 + 1)
