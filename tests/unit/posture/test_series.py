"""The daily level of a holder."""

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from stancepipe.posture.series import DAILY_DAYS, Z80, _labels


def postures(world: Any, holder: str) -> dict[str, Any]:
    return {p.day.isoformat(): p for p in world.derive().postures if p.holder == holder}


def test_silence_widens_and_never_moves(world: Any) -> None:
    for day in range(1, 11):
        world.stance("DEU", f"2024-01-{day:02d}", 0.6)
    world.stance("FRA", "2025-01-10", 0.0)
    found = list(postures(world, "DEU").values())
    silent = [p for p in found if p.day > date(2024, 1, 10)]
    assert len(silent) == 366
    assert len({p.score for p in silent}) == 1
    widths = [p.upper - p.lower for p in silent]
    assert all(later > earlier for earlier, later in pairwise(widths))
    assert (found[9].label, found[-1].label) == ("supportive", "supportive")


def test_nothing_before_the_first_evidence_and_every_day_after_it(world: Any) -> None:
    world.stance("ITA", "2024-02-10", 0.3)
    world.stance("GRC", "2024-02-01", 0.3)
    world.document("2024-02-12")
    assert sorted(postures(world, "ITA")) == ["2024-02-10", "2024-02-11", "2024-02-12"]
    assert len(postures(world, "GRC")) == 12


def test_the_level_of_a_day_does_not_know_what_comes_later(world: Any) -> None:
    world.stance("BRA", "2024-01-01", 0.5)
    world.document("2024-01-20")
    before = [p for d, p in postures(world, "BRA").items() if d <= "2024-01-10"]
    world.stance("BRA", "2024-01-10", -0.9)
    after = postures(world, "BRA")
    assert before[:-1] == [p for d, p in after.items() if d < "2024-01-10"]
    assert after["2024-01-10"].score < before[-1].score


def test_an_event_counts_from_the_day_it_is_published(world: Any) -> None:
    world.event("HND", "2023-11-06", "recall_envoy", event_on="2023-11-03")
    assert min(postures(world, "HND")) == "2023-11-06"


def test_counts_grow_with_the_evidence(world: Any) -> None:
    statement = world.document("2024-03-01")
    world.stance("IRL", None, -0.6, statement)
    world.event("IRL", None, "legal_action", statement, intensity=-2.0)
    world.stance("IRL", "2024-03-03", -0.6)
    found = postures(world, "IRL")
    counts = [(p.n_documents, p.n_stances, p.n_events) for p in found.values()]
    assert counts == [(1, 1, 1), (1, 1, 1), (2, 2, 1)]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"confidence": 0.9}, {"confidence": 0.4}),
        ({}, {"label": None}),
        ({"own": True}, {"own": False}),
    ],
)
def test_better_evidence_weighs_more(world: Any, more: dict[str, Any], less: dict[str, Any]) -> None:
    for holder, changes in (("NLD", dict(more)), ("BEL", dict(less))):
        own = changes.pop("own", False)
        publisher = holder if own else "FRA"
        document = world.document("2024-01-01", doc_type="official_statement", publisher_country=publisher)
        world.stance(holder, None, 0.8, document, **changes)
    strong, weak = postures(world, "NLD")["2024-01-01"], postures(world, "BEL")["2024-01-01"]
    assert strong.score > weak.score
    assert strong.upper - strong.lower < weak.upper - weak.lower


def test_occurred_weighs_more_than_announced(world: Any) -> None:
    world.event("CHL", "2024-01-01", "recall_envoy")
    world.event("PER", "2024-01-01", "recall_envoy", status="announced")
    assert postures(world, "CHL")["2024-01-01"].score < postures(world, "PER")["2024-01-01"].score < 0


@pytest.mark.parametrize(
    ("scores", "label"),
    [
        ([0.7] * 6, "supportive"),
        ([-0.7] * 6, "critical"),
        ([0.05] * 6, "neutral"),
        ([0.7, -0.7] * 3, "mixed"),
        ([0.7] * 11 + [-0.7], "supportive"),
    ],
)
def test_label(world: Any, scores: list[float], label: str) -> None:
    for day, score in enumerate(scores, 1):
        world.stance("GBR", f"2024-01-{day:02d}", score)
    assert postures(world, "GBR")[f"2024-01-{len(scores):02d}"].label == label


def test_disagreement_fades_with_time(world: Any) -> None:
    world.stance("GBR", "2024-01-01", 0.7)
    for day in range(2, 10):
        world.stance("GBR", f"2024-03-{day:02d}", -0.7)
    world.stance("GBR", "2024-01-02", 0.7)
    world.stance("GBR", "2024-01-03", 0.7)
    world.document("2024-05-01")
    found = postures(world, "GBR")
    assert found["2024-03-10"].label == "mixed"
    assert found["2024-04-10"].label == "critical"


def test_old_speeches_have_rows_on_their_days_only(world: Any) -> None:
    for year in (1971, 1972):
        speech = world.document(f"{year}-09-20", published_precision="year")
        world.stance("GHA", None, -0.4, speech)
    world.document("2024-01-01")
    days = [p.day for p in world.derive().postures]
    assert days[:2] == [date(1971, 9, 20), date(1972, 9, 20)]
    assert days[-1] == date(2024, 1, 1)
    assert len(days) == 2 + DAILY_DAYS + 1


def test_a_label_needs_four_chances_in_five() -> None:
    mean = np.array([0.4, 0.4, -0.4, 0.05])
    sd = np.array([0.3, 0.4, 0.3, 0.01])
    undisputed = np.zeros(4, dtype=bool)
    assert _labels(mean, sd * Z80, undisputed) == ["supportive", "neutral", "critical", "neutral"]
