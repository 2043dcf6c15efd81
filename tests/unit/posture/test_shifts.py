"""Formal steps: which events make a shift, when, and once."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from stancepipe.ids import digest


def formal(world: Any, **kwargs: Any) -> list[Any]:
    return [s for s in world.derive(**kwargs).shifts if s.kind == "formal_step"]


def test_a_recalled_ambassador_is_told_in_one_sentence(world: Any) -> None:
    event = world.event("COL", "2023-11-01", "recall_envoy", event_on="2023-10-31")
    (shift,) = formal(world)
    assert shift.shift_id == digest("shift", "COL", "formal_step", "recall_envoy", "2023-10-31")
    assert shift.summary == "Colombia recalled its ambassador to Israel (31 October 2023)."
    assert (shift.day.isoformat(), shift.status, shift.direction) == ("2023-10-31", "occurred", "colder")
    assert shift.evidence == f"event:{event.event_id}"
    assert shift.magnitude == pytest.approx(0.6)
    assert shift.confidence == pytest.approx(0.7)
    assert shift.first_known_at == datetime(2023, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": "denied"}, "it was denied"),
        ({"status": "hypothetical"}, "it may come"),
        ({"status": "background"}, "it is history"),
        ({"actor_sector": "OPP"}, "the opposition did it"),
        ({"actor_sector": "LOC"}, "a city did it"),
        ({"actor_sector": "REB"}, "an armed group did it"),
        ({"actor_sector": "FORMER"}, "who did it is out of office"),
        ({"toward_israel": False}, "it bears on somebody else"),
        ({"actor": "ISR"}, "Israel is no holder"),
        ({"actor": "ICC"}, "a court is no holder"),
        ({"actor": None}, "nobody is named"),
        ({"bundle_id": "bundle-0"}, "another bundle read it"),
        ({"step": None}, "it is no formal step"),
        ({"step": "vote_abstain"}, "an abstention points no way"),
    ],
)
def test_what_makes_no_formal_step(world: Any, changes: dict[str, Any], why: str) -> None:
    changes = {"actor": "COL", "step": "recall_envoy"} | changes
    world.event(changes.pop("actor"), "2023-11-01", changes.pop("step"), **changes)
    assert formal(world) == [], why


@pytest.mark.parametrize("sector", [None, "GOV", "MIL", "LEG", "JUD", "SPY", "COP"])
def test_organs_of_a_state_act_for_it(world: Any, sector: str | None) -> None:
    world.event("NLD", "2024-02-12", "arms_restriction", actor_sector=sector)
    assert [s.holder for s in formal(world)] == ["NLD"]


@pytest.mark.parametrize(
    "document",
    [
        {"status": "irrelevant"},
        {"superseded_by": "later"},
        {"published_on": None},
        {"bundle_id": "bundle-0"},
    ],
)
def test_documents_that_do_not_count(world: Any, document: dict[str, Any]) -> None:
    told = world.document("2023-11-01", **document)
    world.event("COL", None, "recall_envoy", told, event_on="2023-10-31")
    world.stance("COL", None, -0.5, told)
    derived = world.derive()
    assert (derived.shifts, derived.postures, derived.blocs, derived.support) == ([], [], [], [])


def test_a_document_from_the_future_moves_nothing(world: Any) -> None:
    world.event("COL", "2099-01-01", "recall_envoy")
    world.stance("BOL", "2024-01-01", -0.5)
    derived = world.derive(now="2024-06-01")
    assert derived.shifts == []
    assert {p.day.isoformat() for p in derived.postures} == {"2024-01-01"}


def test_thirty_documents_of_one_act_are_one_shift_and_one_observation(world: Any) -> None:
    for n in range(30):
        world.event("JOR", f"2023-11-{1 + n // 6:02d}", "recall_envoy", event_on="2023-11-01" if n % 2 else None)
    (shift,) = formal(world)
    assert shift.day.isoformat() == "2023-11-01"
    assert shift.confidence == pytest.approx(0.99)
    last = world.derive().postures[-1]
    assert (last.n_documents, last.n_stances, last.n_events) == (30, 0, 1)


def test_a_late_report_retells_and_an_own_date_tells_another_act(world: Any) -> None:
    world.event("TUR", "2024-05-03", "trade_restriction", event_on="2024-05-02")
    world.event("TUR", "2024-06-09", "trade_restriction")
    assert [s.day.isoformat() for s in formal(world)] == ["2024-05-02"]
    world.event("TUR", "2024-06-12", "trade_restriction", event_on="2024-06-11")
    assert [s.day.isoformat() for s in formal(world)] == ["2024-05-02", "2024-06-11"]
    world.event("TUR", "2024-12-01", "trade_restriction")
    assert [s.day.isoformat() for s in formal(world)] == ["2024-05-02", "2024-06-11", "2024-12-01"]


def test_most_documents_decide_on_the_day(world: Any) -> None:
    for day in ("2023-10-31", "2023-10-31", "2023-10-29"):
        world.event("CHL", "2023-11-02", "recall_envoy", event_on=day)
    assert [s.day.isoformat() for s in formal(world)] == ["2023-10-31"]


@pytest.mark.parametrize(
    ("published", "event_on", "precision", "expected", "summary_day"),
    [
        ("2024-05-20", "2024-05-01", "month", "2024-05-20", "reported 20 May 2024"),
        ("2024-06-20", "2024-05-01", "month", "2024-05-01", "reported 1 May 2024"),
        ("2024-05-15", "2024-05-13", "week", "2024-05-15", "reported 15 May 2024"),
        ("2024-06-03", "2024-05-20", "week", "2024-05-20", "reported 20 May 2024"),
        ("2024-05-22", "2024-05-28", "day", "2024-05-22", "reported 22 May 2024"),
    ],
)
def test_a_day_that_words_leave_open(
    world: Any, published: str, event_on: str, precision: str, expected: str, summary_day: str
) -> None:
    world.event("IRL", published, "recognise_palestine", event_on=event_on, date_precision=precision)
    (shift,) = formal(world)
    assert shift.day.isoformat() == expected
    assert summary_day in shift.summary


def test_an_announcement_that_is_carried_out_stays_one_row(world: Any) -> None:
    world.event("NOR", "2024-05-22", "recognise_palestine", status="announced", event_on="2024-05-22")
    (announced,) = formal(world)
    assert announced.status == "announced"
    assert announced.summary == "Norway announced that it would recognise the State of Palestine (22 May 2024)."
    world.event("NOR", "2024-05-28", "recognise_palestine", event_on="2024-05-28")
    (done,) = formal(world)
    assert (done.shift_id, done.status, done.day) == (announced.shift_id, "occurred", announced.day)
    assert done.summary == "Norway recognised the State of Palestine (announced 22 May 2024, done 28 May 2024)."


def test_an_announcement_long_before_the_act_is_another_row(world: Any) -> None:
    world.event("FRA", "2025-07-25", "recognise_palestine", status="announced", event_on="2025-07-24")
    world.event("FRA", "2025-09-22", "recognise_palestine", event_on="2025-09-22")
    assert [s.status for s in formal(world)] == ["announced", "occurred"]


@pytest.mark.parametrize(
    ("step", "intensity", "quote", "direction"),
    [
        ("vote_against", -2.0, "Belize voted against Israel on Friday.", "colder"),
        ("vote_for", 5.0, "Palau again voted with Israel.", "warmer"),
        ("vote_against", -2.0, "Palau voted against the resolution on Israel.", None),
        ("vote_for", 5.0, "Belize voted for the resolution condemning Israel.", None),
        ("vote_for", 5.0, "Belize voted for Israel's exclusion.", None),
        ("vote_for", -2.0, "Washington vetoed a text, siding with Israel.", None),
    ],
)
def test_a_vote_points_only_where_the_words_say_which_way(
    world: Any, step: str, intensity: float, quote: str, direction: str | None
) -> None:
    world.event("PLW", "2024-09-18", step, intensity=intensity, quote=quote)
    assert [s.direction for s in formal(world)] == ([direction] if direction else [])


def test_recognising_palestine_is_colder_as_a_step_and_moves_no_level(world: Any) -> None:
    world.event("ESP", "2024-05-28", "recognise_palestine")
    derived = world.derive()
    assert [(s.direction, s.before, s.after) for s in derived.shifts] == [("colder", None, None)]
    assert derived.postures == []
    assert derived.support == []


def test_levels_before_and_after_a_step(world: Any) -> None:
    world.stance("COL", "2023-10-10", 0.6)
    world.event("COL", "2023-11-01", "recall_envoy", event_on="2023-10-31")
    (shift,) = formal(world)
    levels = {p.day.isoformat(): p.score for p in world.derive().postures}
    assert shift.before == levels["2023-10-30"]
    assert shift.after == levels["2023-11-01"] < shift.before


def test_first_known_is_kept_from_what_was_published(world: Any) -> None:
    world.event("BOL", "2023-11-01", "sever_relations", event_on="2023-10-31")
    (before,) = formal(world)
    world.documents = [replace(d, first_seen_at=datetime(2025, 1, 1, tzinfo=UTC)) for d in world.documents]
    assert formal(world)[0].first_known_at == datetime(2025, 1, 1, tzinfo=UTC)
    assert formal(world, previous=[before])[0].first_known_at == before.first_known_at


def test_a_bloc_acts_too(world: Any) -> None:
    world.event("EU", "2024-04-19", "sanction_settlers", actor_sector="IGO", recipient="SETTLERS")
    (shift,) = formal(world)
    assert shift.summary.startswith("The European Union imposed sanctions on Israeli settlers")
    assert shift.summary.endswith("(reported 19 April 2024).")
