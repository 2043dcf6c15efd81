"""The ladder of formal relations."""

from datetime import date
from typing import Any

import pytest

from stancepipe.posture.knowledge import KnownRelations
from stancepipe.posture.relations import LADDER, next_relations, standings
from stancepipe.vocabulary import Relations, Step


@pytest.mark.parametrize(
    ("current", "step", "expected"),
    [
        ("full", "recall_envoy", "envoy_recalled"),
        ("envoy_recalled", "recall_envoy", "envoy_recalled"),
        ("severed", "recall_envoy", "severed"),
        ("suspended", "recall_envoy", "suspended"),
        ("none", "recall_envoy", "none"),
        ("unknown", "recall_envoy", "envoy_recalled"),
        ("envoy_recalled", "downgrade_relations", "downgraded"),
        ("suspended", "downgrade_relations", "suspended"),
        ("full", "suspend_relations", "suspended"),
        ("severed", "suspend_relations", "severed"),
        ("full", "sever_relations", "severed"),
        ("suspended", "sever_relations", "severed"),
        ("none", "sever_relations", "none"),
        ("envoy_recalled", "return_envoy", "full"),
        ("downgraded", "return_envoy", "full"),
        ("severed", "return_envoy", "severed"),
        ("none", "return_envoy", "none"),
        ("severed", "restore_relations", "full"),
        ("suspended", "restore_relations", "full"),
        ("none", "establish_relations", "full"),
        ("severed", "establish_relations", "full"),
        ("envoy_recalled", "establish_relations", "envoy_recalled"),
        ("downgraded", "upgrade_relations", "full"),
        ("severed", "upgrade_relations", "severed"),
        ("full", "summon_envoy", "full"),
        ("full", "expel_envoy", "full"),
        ("full", "recognise_palestine", "full"),
        ("full", "arms_embargo", "full"),
        ("none", "move_embassy", "none"),
    ],
)
def test_a_step_leads_to_its_rung(current: str, step: str, expected: str) -> None:
    assert next_relations(Relations(current), Step(step)) == expected


@pytest.mark.parametrize("step", ["recall_envoy", "downgrade_relations", "suspend_relations", "sever_relations"])
@pytest.mark.parametrize("current", LADDER)
def test_a_colder_step_never_warms(current: Relations, step: str) -> None:
    assert LADDER.index(next_relations(current, Step(step))) <= LADDER.index(current)


def test_the_lexicon_says_how_things_stood_before_any_act() -> None:
    known = KnownRelations(relations=Relations.SEVERED, since=date(2009, 1, 14))
    assert [(s.since, s.relations) for s in standings(known, ())] == [
        (date.min, "unknown"), (date(2009, 1, 14), "severed"), (date(2023, 10, 7), "severed"),
    ]  # fmt: skip
    never = KnownRelations(relations=Relations.NONE, since=None)
    assert {s.relations for s in standings(never, ())} == {"none"}


def relations_by_day(world: Any, holder: str) -> dict[str, str]:
    return {p.day.isoformat(): p.relations for p in world.derive().postures if p.holder == holder}


def test_only_acts_that_occurred_move_relations_and_on_their_own_day(world: Any) -> None:
    world.stance("COL", "2023-10-20", -0.3)
    world.event("COL", "2023-11-02", "recall_envoy", event_on="2023-10-31")
    world.event("COL", "2024-03-26", "sever_relations", status="announced")
    world.event("COL", "2024-03-27", "suspend_relations", status="hypothetical")
    world.event("COL", "2024-05-02", "sever_relations", attributed_to="ISR")
    world.event("COL", "2024-07-20", "recall_envoy")
    world.stance("COL", "2024-08-01", -0.6)
    found = relations_by_day(world, "COL")
    assert found["2023-10-30"] == "full"
    assert found["2023-10-31"] == "envoy_recalled"
    assert found["2024-03-31"] == "envoy_recalled"
    assert found["2024-05-02"] == "severed"
    assert found["2024-08-01"] == "severed"


def test_a_bloc_has_no_formal_relations(world: Any) -> None:
    world.stance("EU", "2024-01-10", -0.3)
    assert set(relations_by_day(world, "EU").values()) == {"unknown"}


def test_several_moves_in_a_day_are_one_row_of_relations(world: Any) -> None:
    world.event("FRA", "2024-03-01", "recall_envoy")
    world.event("FRA", "2024-03-01", "sever_relations")
    rows = [r for r in world.derive().relations if r.holder == "FRA" and r.since == date(2024, 3, 1)]
    assert [(r.previous, r.relations, r.step) for r in rows] == [("full", "severed", "sever_relations")]
