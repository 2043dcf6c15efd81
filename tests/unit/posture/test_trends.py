"""Changes of level."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from stancepipe.posture.series import OBSERVATION_SD
from stancepipe.posture.trends import changes_of


def noise(rng: np.random.Generator, n: int) -> Any:
    return rng.normal(0, OBSERVATION_SD, n)


def test_a_step_of_half_the_scale_is_found() -> None:
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(60):
        values = np.concatenate([np.full(26, 0.25), np.full(26, -0.25)]) + noise(rng, 52)
        found = changes_of(values, np.ones(52))
        hits += any(abs(c.index - 26) <= 5 and c.after < c.before for c in found)
    assert hits >= 48


def test_stationary_noise_makes_at_most_one_trend_in_ten_holder_years() -> None:
    rng = np.random.default_rng(11)
    found = sum(len(changes_of(noise(rng, 78), np.ones(78))) for _ in range(100))
    assert found <= 30, "300 holder-years"


def test_two_changes_are_told_apart() -> None:
    values = np.repeat([0.5, -0.4, 0.3], 20)
    found = changes_of(values, np.ones(60))
    assert [c.index for c in found] == [20, 40]
    assert [(round(c.before, 6), round(c.after, 6)) for c in found] == [(0.5, -0.4), (-0.4, 0.3)]


@pytest.mark.parametrize("n", [0, 1, 3, 7])
def test_too_few_observations_make_no_trend(n: int) -> None:
    assert changes_of(np.linspace(-1, 1, n), np.ones(n)) == []


def test_a_small_change_is_not_told_however_sure() -> None:
    assert changes_of(np.repeat([0.1, 0.2], 500), np.full(1000, 4.0)) == []


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
