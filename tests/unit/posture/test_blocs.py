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


def test_the_members_farthest_out_come_in_order(world: Any) -> None:
    for holder, score in (("ARE", 0.6), ("BHR", 0.5), ("QAT", -0.9), ("KWT", 0.1), ("OMN", 0.2)):
        world.stance(holder, "2024-01-01", score, confidence=1.0)
    (day,) = blocs(world, "GCC").values()
    assert day.farthest == "QAT ARE BHR"
    assert day.farthest.split()[0] == day.most_critical


def block(world: Any, actor: str, day: str, bloc: str = "EU", **changes: Any) -> Any:
    values = {"recipient": bloc, "event_type": "REJECT", "quote": f"{actor} vetoed a statement of {bloc} on Israel."}
    return world.event(actor, day, None, **(values | {"toward_israel": False} | changes))


def members(world: Any, *codes: str, day: str = "2024-01-01") -> None:
    for code in codes:
        world.stance(code, day, 0.0)


def test_who_vetoes_an_act_of_its_bloc_blocks_for_half_a_year(world: Any) -> None:
    members(world, "FRA", "HUN", "DEU")
    event = block(world, "HUN", "2024-02-01")
    world.document("2024-12-01")
    found = blocs(world, "EU")
    assert (found["2024-01-31"].blockers, found["2024-01-31"].evidence) == ("", "")
    assert (found["2024-02-01"].blockers, found["2024-02-01"].evidence) == ("HUN", f"event:{event.event_id}")
    assert found["2024-07-29"].blockers == "HUN"
    assert found["2024-07-30"].blockers == ""


@pytest.mark.parametrize(
    ("bloc", "actor", "changes", "blockers"),
    [
        ("EU", "HUN", {}, "HUN"),
        ("EU", "HUN", {"event_type": "COERCE"}, "HUN"),
        ("EU", "HUN", {"status": "announced"}, "HUN"),
        ("NATO", "TUR", {"quote": "Turkey vetoed NATO exercises with Israel."}, "TUR"),
        ("EU", "HUN", {"toward_israel": True, "quote": "Hungary vetoed it."}, "HUN"),
        ("EU", "HUN", {"quote": "Hungary vetoed aid to Ukraine."}, ""),
        ("EU", "HUN", {"status": "denied"}, ""),
        ("EU", "HUN", {"status": "hypothetical"}, ""),
        ("EU", "HUN", {"actor_sector": "OPP"}, ""),
        ("EU", "HUN", {"event_type": "ACCUSE"}, ""),
        ("EU", "GBR", {}, ""),
        ("EU", "EU", {}, ""),
        ("EU", "HUN", {"recipient": "ISR"}, ""),
        ("EU", "HUN", {"bundle_id": "bundle-0"}, ""),
        ("NATO", "ISR", {}, ""),
    ],
)  # fmt: skip
def test_what_counts_as_blocking(world: Any, bloc: str, actor: str, changes: dict[str, Any], blockers: str) -> None:
    members(world, "FRA", "HUN", "DEU", "TUR")
    block(world, actor, "2024-01-02", **({"recipient": bloc} | changes))
    assert blocs(world, bloc)["2024-01-02"].blockers == blockers


def test_one_word_of_israel_in_several_blocs_blocks_the_one_that_is_named(world: Any) -> None:
    members(world, "FRA", "HUN", "DEU")
    block(world, "HUN", "2024-01-02", "EU")
    assert (blocs(world, "EU")["2024-01-02"].blockers, blocs(world, "NATO")["2024-01-02"].blockers) == ("HUN", "")


def test_where_no_consensus_is_needed_nobody_blocks(world: Any) -> None:
    members(world, "FRA", "HUN", "DEU")
    block(world, "HUN", "2024-01-02", "UN")
    found = blocs(world, "UN")["2024-01-02"]
    assert (found.positions_by, found.blockers, found.evidence, found.holdouts) == ("majority", None, None, None)
    assert blocs(world, "EU")["2024-01-02"].positions_by == "consensus"


def test_who_stands_clearly_on_the_other_side_is_a_holdout(world: Any) -> None:
    for day in range(1, 9):
        for code, score in (("FRA", -0.5), ("IRL", -0.6), ("ESP", -0.5), ("HUN", 0.6), ("ITA", 0.1)):
            world.stance(code, f"2024-01-{day:02d}", score)
    found = blocs(world, "EU")
    assert found["2024-01-08"].holdouts == "HUN", "Italy is near the middle"


def test_membership_decides_who_can_hold_out(world: Any) -> None:
    for year in (2019, 2021):
        for day in range(1, 9):
            for code, score in (("FRA", -0.5), ("IRL", -0.6), ("GBR", 0.7)):
                world.stance(code, f"{year}-06-{day:02d}", score)
    found = blocs(world, "EU")
    assert found["2019-06-08"].holdouts == "GBR"
    assert "GBR" not in {code for day, b in found.items() if day > "2020-02-01" for code in b.holdouts.split()}
