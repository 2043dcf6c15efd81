"""The filter of levels, held against a library's and against what its model promises."""

import numpy as np
import pytest
from statsmodels.tsa.statespace.kalman_filter import KalmanFilter

from stancepipe.posture.levels import OBSERVATION_SD, POSITION, DailyValues, Floats, LevelModel, filter_levels

PLAIN = LevelModel(noise_sds=(0.4,), drift_sd=0.015, jump_every=np.inf, jump_sd=0.0)
"""A local level, and nothing else."""


def series(seed: int, n: int) -> DailyValues:
    rng = np.random.default_rng(seed)
    return DailyValues(
        days=np.cumsum(rng.integers(1, 40, n)),
        values=np.clip(rng.normal(0, 0.4, n), -1, 1),
        weights=rng.uniform(0.1, 4, n),
    )


def filtered_by_statsmodels(seen: DailyValues, model: LevelModel) -> tuple[Floats, Floats]:
    """The same local level, filtered by statsmodels' Kalman filter with variances that change over time."""
    (noise,) = model.noise_sds
    theirs = KalmanFilter(k_endog=1, k_states=1)
    theirs.bind(seen.values[None, :].copy())
    theirs["design"] = theirs["transition"] = theirs["selection"] = np.ones((1, 1))
    theirs["obs_cov"] = (noise**2 / seen.weights)[None, None, :]
    theirs["state_cov"] = (np.append(np.diff(seen.days), 1) * model.drift_sd**2)[None, None, :]
    theirs.initialize_known(np.zeros(1), np.ones((1, 1)))
    found = theirs.filter()
    return found.filtered_state[0], found.filtered_state_cov[0, 0]


@pytest.mark.parametrize("n", [1, 2, 13, 200])
def test_without_jumps_it_is_the_local_level_of_statsmodels(n: int) -> None:
    seen = series(n, n)
    ((mean, variance),) = filter_levels([seen], PLAIN)
    expected_mean, expected_variance = filtered_by_statsmodels(seen, PLAIN)
    assert np.abs(mean - expected_mean).max() < 1e-9
    assert np.abs(variance - expected_variance).max() < 1e-9


def test_two_observations_by_hand() -> None:
    """Two observations of weight 1, ten days apart: R = 0.16, Q = 0.000225 a day."""
    seen = DailyValues(days=np.array([0, 10]), values=np.array([0.5, -0.5]), weights=np.ones(2))
    ((mean, variance),) = filter_levels([seen], PLAIN)
    first_gain = 1 / 1.16
    assert mean[0] == pytest.approx(0.5 * first_gain)
    predicted = (1 - first_gain) + 0.00225
    gain = predicted / (predicted + 0.16)
    assert mean[1] == pytest.approx(0.5 * first_gain + gain * (-0.5 - 0.5 * first_gain))
    assert variance[1] == pytest.approx((1 - gain) * predicted)


def test_series_do_not_know_of_each_other() -> None:
    many = [series(seed, n) for seed, n in enumerate((5, 90, 1, 40, 40))]
    together = filter_levels(many)
    for seen, (mean, variance) in zip(many, together, strict=True):
        ((alone, alone_variance),) = filter_levels([seen])
        assert mean.tolist() == alone.tolist()
        assert variance.tolist() == alone_variance.tolist()
    assert [m.tolist() for m, _ in filter_levels(many[::-1])] == [m.tolist() for m, _ in together[::-1]]


def test_no_series_no_levels() -> None:
    assert filter_levels([]) == []


def test_noise_is_learnt_from_the_series() -> None:
    rng = np.random.default_rng(4)
    shape = rng.normal(0, 1, 60)
    quiet, loud = (
        DailyValues(days=np.arange(0, 840, 14), values=sd * shape, weights=np.ones(60))
        for sd in (OBSERVATION_SD / 2, OBSERVATION_SD * 1.5)
    )
    (_, small), (_, large) = filter_levels([quiet, loud])
    assert small[-1] < large[-1] / 2


def test_a_jump_is_followed_within_a_few_observations() -> None:
    values = np.repeat([0.4, -0.4], 30)
    days = np.arange(0, 840, 14)
    ((mean, variance),) = filter_levels([DailyValues(days=days, values=values, weights=np.ones(60))])
    assert mean[29] == pytest.approx(0.4, abs=0.02)
    assert variance[31] > 2 * variance[29], "two that differ: something may have happened"
    assert mean[33] < -0.25
    drifting = LevelModel(noise_sds=POSITION.noise_sds, drift_sd=POSITION.drift_sd, jump_every=np.inf, jump_sd=0.0)
    ((slow, _),) = filter_levels([DailyValues(days=days, values=values, weights=np.ones(60))], drifting)
    assert slow[33] > 0, "drift alone would not follow"


def test_silence_widens_more_once_a_jump_is_likely() -> None:
    added = POSITION.widening(np.array([0, 10, 36, 37, 365]))
    assert added[0] == 0
    assert added[2] == pytest.approx(36 * POSITION.drift_sd**2)
    assert added[4] == pytest.approx(365 * POSITION.drift_sd**2 + 0.9 * POSITION.jump_sd**2)
    assert PLAIN.widening(np.array([10]))[0] == pytest.approx(10 * 0.015**2)


def test_values_that_no_alternative_foretold_break_nothing() -> None:
    values = np.tile([1.0, 1.0, -1.0], 200)
    seen = DailyValues(days=np.arange(600), values=values, weights=np.full(600, 4.0))
    ((mean, variance),) = filter_levels([seen])
    assert np.isfinite(mean).all()
    assert np.isfinite(variance).all()
    assert (np.abs(mean) <= 1).all()
