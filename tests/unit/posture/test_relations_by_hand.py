"""The ladder of states held against what a reader derives by hand from public facts.

Starting states are those of the lexicon for 7 October 2023. The acts are told as events, with the days on which they
are publicly known to have happened or to have been announced; what was denied, only weighed or long past is told too,
on days of our choosing, because it must move nothing. The states expected on four days are written down by hand.
"""

from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd
import pytest

from stancepipe.records import FormalRelations
from stancepipe.tables import RELATIONS

DAYS: Final = ("2023-10-07", "2023-12-31", "2024-06-30", "2025-12-31")


class Told(NamedTuple):
    """One act of a state toward Israel, as reports tell it."""

    on: str
    step: str
    status: str = "occurred"


BY_HAND: Final[dict[str, tuple[list[Told], tuple[str, str, str, str]]]] = {
    # states that moved
    "BOL": (
        [Told("2023-10-31", "sever_relations"), Told("2025-12-09", "restore_relations")],
        ("full", "severed", "severed", "full"),
    ),
    "CHL": ([Told("2023-10-31", "recall_envoy")], ("full", "envoy_recalled", "envoy_recalled", "envoy_recalled")),
    "COL": (
        [
            Told("2023-10-31", "recall_envoy"), Told("2024-05-01", "sever_relations", "announced"),
            Told("2024-05-02", "sever_relations"),
        ],
        ("full", "envoy_recalled", "severed", "severed"),
    ),
    "JOR": (
        [Told("2023-11-01", "recall_envoy"), Told("2023-11-02", "summon_envoy")],
        ("full", "envoy_recalled", "envoy_recalled", "envoy_recalled"),
    ),
    "HND": ([Told("2023-11-03", "recall_envoy")], ("full", "envoy_recalled", "envoy_recalled", "envoy_recalled")),
    "TUR": (
        [Told("2023-11-04", "recall_envoy"), Told("2024-05-02", "trade_restriction")],
        ("full", "envoy_recalled", "envoy_recalled", "envoy_recalled"),
    ),
    "TCD": ([Told("2023-11-04", "recall_envoy")], ("full", "envoy_recalled", "envoy_recalled", "envoy_recalled")),
    "BLZ": ([Told("2023-11-14", "suspend_relations")], ("full", "suspended", "suspended", "suspended")),
    "BRA": (
        [Told("2024-02-19", "recall_envoy"), Told("2024-05-29", "recall_envoy")],
        ("full", "full", "envoy_recalled", "envoy_recalled"),
    ),
    "ESP": (
        [Told("2024-05-28", "recognise_palestine"), Told("2025-09-08", "recall_envoy")],
        ("full", "full", "full", "envoy_recalled"),
    ),
    "NIC": ([Told("2024-10-11", "sever_relations")], ("full", "full", "full", "severed")),
    # states that did much, and stand where they stood
    "ZAF": (
        [
            Told("2023-11-06", "recall_envoy"), Told("2023-11-21", "suspend_relations", "hypothetical"),
            Told("2023-12-29", "legal_action"),
        ],
        ("envoy_recalled",) * 4,
    ),
    "IRL": (
        [Told("2024-05-22", "recognise_palestine", "announced"), Told("2024-05-28", "recognise_palestine")],
        ("full",) * 4,
    ),
    "NOR": ([Told("2024-05-28", "recognise_palestine")], ("full",) * 4),
    "SVN": ([Told("2024-06-04", "recognise_palestine")], ("full",) * 4),
    "ARM": ([Told("2024-06-21", "recognise_palestine")], ("full",) * 4),
    "GBR": (
        [Told("2024-09-02", "arms_restriction"), Told("2025-09-21", "recognise_palestine")],
        ("full",) * 4,
    ),
    "CAN": ([Told("2024-03-20", "arms_restriction"), Told("2025-09-21", "recognise_palestine")], ("full",) * 4),
    "AUS": ([Told("2025-09-21", "recognise_palestine")], ("full",) * 4),
    "FRA": (
        [Told("2025-07-24", "recognise_palestine", "announced"), Told("2025-09-22", "recognise_palestine")],
        ("full",) * 4,
    ),
    "DEU": ([Told("2025-08-08", "arms_restriction"), Told("2025-11-24", "arms_restriction_lifted")], ("full",) * 4),
    "NLD": ([Told("2024-02-12", "arms_restriction")], ("full",) * 4),
    "PRY": ([Told("2024-12-12", "move_embassy")], ("full",) * 4),
    "FJI": ([Told("2025-09-17", "move_embassy")], ("full",) * 4),
    "ARG": ([Told("2024-02-06", "move_embassy", "announced")], ("full",) * 4),
    "USA": ([], ("full",) * 4),
    "IND": ([], ("full",) * 4),
    "EGY": ([Told("2024-05-14", "downgrade_relations", "hypothetical")], ("full",) * 4),
    "MAR": ([Told("2023-10-19", "sever_relations", "denied")], ("full",) * 4),
    "ARE": ([Told("2023-12-01", "suspend_relations", "denied")], ("full",) * 4),
    "KAZ": ([Told("2025-11-06", "upgrade_relations")], ("full",) * 4),
    "VEN": ([Told("2023-11-01", "sever_relations", "background")], ("severed",) * 4),
    "CUB": ([], ("severed",) * 4),
    "IRN": ([Told("2023-10-18", "recall_envoy", "hypothetical")], ("severed",) * 4),
    "MDV": ([Told("2024-06-02", "entry_ban", "announced"), Told("2025-04-15", "entry_ban")], ("severed",) * 4),
    "SAU": ([Told("2024-02-07", "establish_relations", "hypothetical")], ("none",) * 4),
    "IDN": ([Told("2024-04-11", "establish_relations", "denied")], ("none",) * 4),
    "MYS": ([Told("2023-12-20", "trade_restriction")], ("none",) * 4),
    "PAK": ([], ("none",) * 4),
    "QAT": ([], ("none",) * 4),
}  # fmt: skip


@pytest.fixture
def told(world: Any) -> Any:
    """Every act, told by two reports; announcements and what did not happen are told too."""
    for holder, (acts, _) in BY_HAND.items():
        for act in acts:
            for delay in (1, 3):
                published = date.fromordinal(date.fromisoformat(act.on).toordinal() + delay).isoformat()
                world.event(holder, published, act.step, event_on=act.on, status=act.status)
    return world


def standing_on(rows: list[FormalRelations], holder: str, day: str) -> str:
    """By the rows alone, as a reader of the table would."""
    return max((r.since, r.relations) for r in rows if r.holder == holder and r.since <= date.fromisoformat(day))[1]


def test_the_table_has_thirty_states_and_more() -> None:
    assert len(BY_HAND) >= 30
    assert sum(len(set(states)) > 1 for _, states in BY_HAND.values()) >= 10


def test_every_state_stands_where_a_reader_puts_it(told: Any) -> None:
    rows = told.derive().relations
    found = {holder: tuple(standing_on(rows, holder, day) for day in DAYS) for holder in BY_HAND}
    assert found == {holder: states for holder, (_, states) in BY_HAND.items()}


def test_moves_happen_on_the_day_of_the_act_that_occurred(told: Any) -> None:
    rows = told.derive().relations
    moves = {(r.holder, r.since.isoformat(), r.previous, r.relations, r.step) for r in rows if r.step is not None}
    assert moves == {
        ("BOL", "2023-10-31", "full", "severed", "sever_relations"),
        ("BOL", "2025-12-09", "severed", "full", "restore_relations"),
        ("CHL", "2023-10-31", "full", "envoy_recalled", "recall_envoy"),
        ("COL", "2023-10-31", "full", "envoy_recalled", "recall_envoy"),
        ("COL", "2024-05-02", "envoy_recalled", "severed", "sever_relations"),
        ("JOR", "2023-11-01", "full", "envoy_recalled", "recall_envoy"),
        ("HND", "2023-11-03", "full", "envoy_recalled", "recall_envoy"),
        ("TUR", "2023-11-04", "full", "envoy_recalled", "recall_envoy"),
        ("TCD", "2023-11-04", "full", "envoy_recalled", "recall_envoy"),
        ("BLZ", "2023-11-14", "full", "suspended", "suspend_relations"),
        ("BRA", "2024-02-19", "full", "envoy_recalled", "recall_envoy"),
        ("NIC", "2024-10-11", "full", "severed", "sever_relations"),
        ("ESP", "2025-09-08", "full", "envoy_recalled", "recall_envoy"),
    }


def test_each_move_leads_to_its_reports_and_to_its_shift(told: Any) -> None:
    derived = told.derive()
    shifts = {s.shift_id: s for s in derived.shifts}
    events = {f"event:{e.event_id}": e for e in told.events}
    for row in derived.relations:
        if row.step is None:
            assert (row.shift_id, row.evidence) == (None, None)
            assert row.source
            continue
        assert (shifts[row.shift_id].holder, shifts[row.shift_id].step) == (row.holder, row.step)
        assert row.source is None
        for ref in row.evidence.split():
            assert (events[ref].actor, events[ref].step, events[ref].status) == (row.holder, row.step, "occurred")
            assert ref in shifts[row.shift_id].evidence.split()


def test_postures_say_the_same_as_the_table(told: Any) -> None:
    derived = told.derive()
    for p in derived.postures:
        assert p.relations == standing_on(derived.relations, p.holder, p.day.isoformat())


def test_every_state_of_the_lexicon_has_its_record_without_any_document(world: Any) -> None:
    rows = world.derive().relations
    assert {r.holder for r in rows} == set(world.knowledge.relations)
    assert all(r.step is None and r.previous is None and r.source for r in rows)
    assert {r.relations for r in rows if r.holder in ("ZAF", "PAK", "USA")} == {"envoy_recalled", "none", "full"}


def test_who_has_an_envoy_recalled_is_one_line_of_pandas(told: Any) -> None:
    r = pd.DataFrame(RELATIONS.to_arrow(told.derive().relations).to_pylist())
    day = date(2024, 6, 30)
    recalled = r[r.since <= day].groupby("holder").last().query("relations == 'envoy_recalled'").index.tolist()
    assert recalled == ["BRA", "CHL", "HND", "JOR", "TCD", "TUR", "ZAF"]
