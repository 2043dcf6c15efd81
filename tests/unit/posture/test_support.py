"""The spread of support."""

from typing import Any

import numpy as np
import pytest

from stancepipe.posture.support import HALF_LIFE_DAYS, spread
from stancepipe.vocabulary import Domain


def support(world: Any, domain: str) -> dict[str, Any]:
    return {s.day.isoformat(): s for s in world.derive().support if s.domain == domain}


@pytest.mark.parametrize(
    ("amounts", "concentration", "effective", "top", "share", "n", "without"),
    [
        ([1.0], 1.0, 1.0, "A", 1.0, 1, None),
        ([1.0, 1.0], 0.5, 2.0, "A", 0.5, 2, 1.0),
        ([1.0, 2.0, 1.0], 0.375, 2.666667, "B", 0.5, 3, 2.0),
        ([3.0, 0.0, 1.0], 0.625, 1.6, "A", 0.75, 2, 1.0),
        ([0.001, 1.0], 1.0, 1.0, "B", 1.0, 1, None),
    ],
)
def test_concentration_by_hand(
    amounts: list[float], concentration: float, effective: float, top: str, share: float, n: int, without: float | None
) -> None:
    row = spread("arms", None, "ABC"[: len(amounts)], np.array(amounts), "b")  # type: ignore[arg-type]
    assert row is not None
    assert (row.concentration, row.effective_supporters, row.top_holder) == (concentration, effective, top)
    assert (row.top_share, row.n_supporters, row.without_top) == (share, n, without)


def test_no_support_no_row() -> None:
    assert spread("arms", None, "AB", np.zeros(2), "b") is None  # type: ignore[arg-type]


def test_support_halves_in_a_half_life(world: Any) -> None:
    assert HALF_LIFE_DAYS == 180
    world.stance("USA", "2024-01-01", 0.5, confidence=1.0)
    world.stance("DEU", "2024-06-29", 0.5, confidence=1.0)
    row = support(world, "all")["2024-06-29"]
    assert row.top_holder == "DEU"
    assert row.top_share == pytest.approx(2 / 3, abs=1e-5)
    assert row.concentration == pytest.approx(5 / 9, abs=1e-5)


def test_domains_stand_apart_and_only_warm_evidence_counts(world: Any) -> None:
    world.stance("USA", "2024-01-01", 0.6)
    world.stance("IRN", "2024-01-01", -1.0)
    world.event("DEU", "2024-01-02", "arms_deal", domain="arms")
    world.event("IND", "2024-01-02", None, domain="cyber", intensity=9.5)
    world.event("ITA", "2024-01-02", None, domain="cyber", intensity=9.5, status="hypothetical")
    derived = world.derive()
    assert {s.domain for s in derived.support} == {"diplomatic", "arms", "cyber", "all"}
    assert min(s.day.isoformat() for s in derived.support if s.domain == "arms") == "2024-01-02"
    assert support(world, "cyber")["2024-01-02"].top_holder == "IND"
    assert support(world, "all")["2024-01-02"].n_supporters == 3


def test_an_announced_deal_that_is_done_and_retold_counts_once_each(world: Any) -> None:
    for _ in range(5):
        world.event("DEU", "2024-01-02", "arms_deal", domain="arms", confidence=1.0)
    world.event("IND", "2024-01-02", "arms_deal", domain="arms", confidence=1.0)
    assert support(world, "arms")["2024-01-02"].top_share == pytest.approx(0.5)


@pytest.mark.parametrize("domain", [d.value for d in Domain])
def test_each_domain_has_its_own_spread_over_time(world: Any, domain: str) -> None:
    """Three holders support in one domain; a fourth joins later; without the largest the rest is even."""
    for holder, times in (("USA", 4), ("DEU", 1), ("IND", 1)):
        for n in range(times):
            world.event(
                holder, "2024-01-02", None, domain=domain, intensity=5.0, confidence=1.0, event_id=f"{holder}{n}"
            )
    world.event("CZE", "2024-06-30", None, domain=domain, intensity=5.0, confidence=1.0)
    found = support(world, domain)
    first, last = found["2024-01-02"], found["2024-06-30"]
    assert (first.top_holder, first.n_supporters) == ("USA", 3)
    assert first.top_share == pytest.approx(2 / 3, abs=1e-5)
    assert first.without_top == pytest.approx(2.0, abs=1e-5)
    assert first.effective_supporters == pytest.approx(2.0, abs=1e-5)
    assert last.n_supporters == 4
    assert last.effective_supporters > first.effective_supporters
    assert len(found) == 181, "every day has its row"


def test_a_vote_for_israel_is_support_in_votes_and_one_on_a_text_is_not(world: Any) -> None:
    world.event("PLW", "2024-09-18", "vote_for", domain="vote", quote="Palau again voted with Israel.")
    world.event("NRU", "2024-09-18", "vote_for", domain="vote", quote="Nauru voted for the resolution on Israel.")
    assert {s.top_holder for s in support(world, "vote").values()} == {"PLW"}
    assert {s.n_supporters for s in support(world, "vote").values()} == {1}


def test_evidence_that_moves_no_level_is_no_support(world: Any) -> None:
    world.event("ESP", "2024-05-28", "recognise_palestine", domain="diplomatic")
    world.stance("ESP", "2024-05-28", 0.0)
    assert world.derive().support == []
