"""What is promised of levels and trends, held in simulations of other seeds than those of the published figures."""

import numpy as np
import pytest

from simulation.opinions import KINDS, false_trends, opinions, share_covered, share_found


@pytest.mark.parametrize("irregular", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_nine_tenths_intervals_hold_the_level(kind: str, irregular: bool) -> None:
    rng = np.random.default_rng(101)
    assert 0.85 <= share_covered(opinions(rng, kind, 150, irregular=irregular)) <= 0.95


def test_a_steady_position_is_seldom_said_to_change() -> None:
    ever, standing = false_trends(np.random.default_rng(102), 250)
    assert ever <= 1
    assert standing <= 0.3


def test_a_step_is_told_within_ten_observations() -> None:
    soon, tenth = share_found(np.random.default_rng(103), 250)
    assert soon >= 0.9
    assert tenth >= 0.88
