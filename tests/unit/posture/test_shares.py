"""What each day makes up of a level."""

import numpy as np
import pytest

from stancepipe.posture.levels import POSITION, DailyValues, LevelModel, filter_levels
from stancepipe.posture.shares import day_shares

PLAIN = LevelModel(noise_sds=(0.4,), drift_sd=0.015, jump_every=np.inf, jump_sd=0.0)


def series(n: int) -> DailyValues:
    rng = np.random.default_rng(n)
    values = np.clip(np.where(np.arange(n) < n / 2, 0.5, -0.4) + rng.normal(0, 0.3, n), -1, 1)
    return DailyValues(days=np.cumsum(rng.integers(1, 60, n)), values=values, weights=rng.uniform(0.1, 4, n))


@pytest.mark.parametrize("model", [POSITION, PLAIN])
@pytest.mark.parametrize("n", [1, 2, 5, 40, 150])
def test_shares_of_values_add_up_to_the_level(n: int, model: LevelModel) -> None:
    seen = series(n)
    ((mean, _),) = filter_levels([seen], model)
    shares = day_shares(seen, model)
    assert (shares * seen.values).sum() == pytest.approx(mean[-1], abs=1e-12)
    assert (shares >= 0).all()
    assert shares.sum() < 1 + 1e-12


def test_no_days_no_shares() -> None:
    assert day_shares(DailyValues(days=np.empty(0, dtype=np.int64), values=np.empty(0), weights=np.empty(0))).size == 0


def test_a_plain_level_wears_down_what_came_before() -> None:
    """The gain of a day, worn down by the gains of the days after it."""
    seen = series(30)
    ((_, variance),) = filter_levels([seen], PLAIN)
    gains = variance * seen.weights / 0.4**2
    worn = np.append(np.cumprod((1 - gains)[::-1])[::-1][1:], 1.0)
    assert day_shares(seen, PLAIN) == pytest.approx(gains * worn, abs=1e-12)


def test_after_a_jump_what_was_before_hardly_counts() -> None:
    values = np.repeat([0.6, -0.6], 20)
    seen = DailyValues(days=np.arange(0, 560, 14), values=values, weights=np.ones(40))
    assert day_shares(seen)[:20].sum() < 0.02
    assert day_shares(seen)[20:].sum() > 0.95
