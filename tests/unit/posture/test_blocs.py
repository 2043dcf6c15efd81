"""Blocs by the membership of the day."""

from typing import Any

import pytest


def blocs(world: Any, bloc: str) -> dict[str, Any]:
    return {b.day.isoformat(): b for b in world.derive().blocs if b.bloc == bloc}


def test_nato_counts_its_members_by_date(world: Any) -> None:
    for holder in ("USA", "DEU"):
        world.stance(holder, "2023-04-01", 0.6)
    for holder in ("FIN", "SWE"):
        world.stance(holder, "2023-04-02", 0.2)
    world.document("2024-03-08")
    found = blocs(world, "NATO")
    counts = {day: (b.n_members, b.n_observed) for day, b in found.items()}
    assert counts["2023-04-01"] == (30, 2)
    assert counts["2023-04-03"] == (30, 2)
    assert counts["2023-04-04"] == (31, 3)
    assert counts["2024-03-06"] == (31, 3)
    assert counts["2024-03-07"] == (32, 4)


def test_the_mediterranean_dialogue_leaves_israel_out(world: Any) -> None:
    world.stance("EGY", "2024-01-01", -0.3)
    world.stance("MAR", "2024-01-01", 0.3)
    assert [b.n_members for b in blocs(world, "MEDDIALOGUE").values()] == [6]


def test_level_and_cohesion_by_hand(world: Any) -> None:
    for holder, score in (("ARE", 0.5), ("BHR", 0.5), ("QAT", -0.5)):
        world.stance(holder, "2024-01-01", score, confidence=1.0)
    (day,) = blocs(world, "GCC").values()
    level = {p.holder: p.score for p in world.derive().postures}
    mean = sum(level.values()) / 3
    assert day.score == pytest.approx(mean, abs=1e-5)
    assert day.cohesion == pytest.approx(1 - sum(abs(v - mean) for v in level.values()) / 3, abs=1e-5)
    assert (day.n_members, day.n_observed) == (6, 3)
    assert (day.most_supportive, day.most_critical) == ("ARE", "QAT"), "ties go by the alphabet"


def test_one_member_is_not_a_bloc_yet(world: Any) -> None:
    world.stance("ARE", "2024-01-01", 0.5)
    world.stance("QAT", "2024-01-03", -0.5)
    assert sorted(blocs(world, "GCC")) == ["2024-01-03"]


def test_a_bloc_that_speaks_is_no_member_of_itself(world: Any) -> None:
    world.stance("EU", "2024-01-01", 0.5)
    world.stance("FRA", "2024-01-01", 0.5)
    assert blocs(world, "EU") == {}
