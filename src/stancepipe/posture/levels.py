"""Levels: a position that drifts slowly, now and then jumps, and is seen through noise of unknown size.

A local level model (random walk plus noise) with two things unknown that one series alone must tell: how noisy its
observations are, and when its level jumped. Both are kept as weighed alternatives, each with its own Kalman filter:
one for each noise of a small grid and each start of the present stretch (Harrison and Stevens 1976, multi-process
models of class II; the stretches as in Adams and MacKay 2007). With one noise and no jumps it is the plain Kalman
filter of a local level; the tests hold it against ``statsmodels``.

Filtered, not smoothed: the level of a day knows what was published up to that day and nothing later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PRIOR_SD: Final = 1.0
"""Before the first observation anything from -1 to 1 is possible, and after long silence again."""
OBSERVATION_SD: Final = 0.3
"""Noise of one observation of weight 1, where nothing else is known: about one step of the guide's scale (1/3)."""
STRETCHES: Final = 12
"""Starts of the present stretch that are told apart; older ones are merged. Thirty give the same coverage to 0.002."""
RARE: Final = 0.1
"""What is rarer than this does not widen a 90 % interval."""
_TINY: Final = 1e-300


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelModel:
    """The constants of a level."""

    noise_sds: tuple[float, ...]
    """Noises of one observation of weight 1 that are weighed against each other, at first all alike."""
    drift_sd: float
    """Standard deviation of a day's drift."""
    jump_every: float
    """Days between two jumps, in the mean; infinite where the level never jumps."""
    jump_sd: float
    """Standard deviation of a jump."""

    def widening(self, silence: Ints) -> Floats:
        """Variance that days without evidence add. Jumps count from when one has become as likely as one in ten."""
        grace = RARE * self.jump_every
        jumps = np.maximum(silence - grace, 0.0) / self.jump_every if np.isfinite(grace) else 0.0
        added: Floats = np.asarray(self.drift_sd**2 * silence + self.jump_sd**2 * jumps, dtype=np.float64)
        return added


POSITION: Final = LevelModel(
    noise_sds=(OBSERVATION_SD / 1.5, OBSERVATION_SD, OBSERVATION_SD * 1.5), drift_sd=0.005, jump_every=365, jump_sd=0.3
)
"""A government's position: it drifts by 0.1 in a year, and once in a year (an election, a war) it moves by about one
step of the guide's scale."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DailyValues:
    """The observations of one holder, one value a day."""

    days: Ints
    """Ordinals, ascending."""
    values: Floats
    weights: Floats
    """The variance of a value is the squared noise divided by its weight."""


def filter_levels(series: Sequence[DailyValues], model: LevelModel = POSITION) -> list[tuple[Floats, Floats]]:
    """Mean and variance of each series' level after each of its days.

    All series are filtered side by side, because the work per step is small; none knows of another.
    """
    order = sorted(range(len(series)), key=lambda n: -len(series[n].days))
    lengths = np.array([len(series[n].days) for n in order], dtype=np.int64)
    longest = int(lengths.max(initial=0))
    days, values, weights = (
        _padded([getattr(series[n], name) for n in order], longest) for name in ("days", "values", "weights")
    )
    means, variances = np.empty((len(order), longest)), np.empty((len(order), longest))
    bank = Bank.at_the_start(len(order), model)
    for step in range(longest):
        active = int(np.searchsorted(-lengths, -step, side="left"))
        bank = bank.first(active)
        if step:
            bank = bank.after(days[:active, step] - days[:active, step - 1], model)
        bank = bank.seeing(values[:active, step], weights[:active, step], model)
        means[:active, step], variances[:active, step] = bank.moments()
    found: list[tuple[Floats, Floats]] = [(np.empty(0), np.empty(0))] * len(order)
    for row, n in enumerate(order):
        found[n] = means[row, : lengths[row]], variances[row, : lengths[row]]
    return found


def _padded(rows: Sequence[Ints | Floats], length: int) -> Floats:
    padded = np.ones((len(rows), length))
    for n, row in enumerate(rows):
        padded[n, : len(row)] = row
    return padded


@dataclass(frozen=True, slots=True)
class Bank:
    """Filters of all series, as arrays of series, noise and stretch; the oldest stretch stands first."""

    share: Floats
    """How probable each alternative is; those of one series sum to 1."""
    mean: Floats
    variance: Floats

    @staticmethod
    def at_the_start(n: int, model: LevelModel) -> "Bank":
        """``n`` series of which nothing is known."""
        shape = (n, len(model.noise_sds), 1)
        return Bank(np.full(shape, 1 / shape[1]), np.zeros(shape), np.full(shape, PRIOR_SD**2))

    def first(self, n: int) -> "Bank":
        """The first ``n`` series."""
        return self if n == len(self.share) else Bank(self.share[:n], self.mean[:n], self.variance[:n])

    def moments(self) -> tuple[Floats, Floats]:
        """Mean and variance of all alternatives together."""
        n = len(self.share)
        share, mean = self.share.reshape(n, -1), self.mean.reshape(n, -1)
        level = (share * mean).sum(axis=1)
        spread = self.variance.reshape(n, -1) + (mean - level[:, None]) ** 2
        return level, (share * spread).sum(axis=1)

    def after(self, silence: Floats, model: LevelModel) -> "Bank":
        """The alternatives after days of silence: each has drifted, and the level may have jumped from any."""
        variance = np.minimum(self.variance + model.drift_sd**2 * silence[:, None, None], PRIOR_SD**2)
        if not np.isfinite(model.jump_every):
            return Bank(self.share, self.mean, variance)
        old = Bank(self.share, self.mean, variance)
        total, mean, spread = old._together(slice(None))
        jumps = np.maximum(silence / model.jump_every, 1.0)[:, None]
        jumped = np.minimum(spread + model.jump_sd**2 * jumps, PRIOR_SD**2)
        chance = -np.expm1(-silence / model.jump_every)[:, None]
        kept = old._merged() if self.share.shape[2] >= STRETCHES else old
        return Bank(
            _joined(kept.share * (1 - chance[:, :, None]), total * chance),
            _joined(kept.mean, mean),
            _joined(kept.variance, jumped),
        )

    def gain(self, weight: Floats, model: LevelModel) -> Floats:
        """How far an observation of ``weight`` draws each alternative toward itself, 0 to 1 (Kalman's gain)."""
        gain: Floats = self.variance / (self.variance + _noise(weight, model))
        return gain

    def seeing(self, value: Floats, weight: Floats, model: LevelModel) -> "Bank":
        """The alternatives after an observation, each weighed by how well it foretold it."""
        foretold = self.variance + _noise(weight, model)
        error = value[:, None, None] - self.mean
        fit = -0.5 * (np.log(foretold) + error**2 / foretold)
        n = len(value)
        best = fit.reshape(n, -1).max(axis=1)
        share = self.share * np.exp(fit - best[:, None, None])
        share = share / share.reshape(n, -1).sum(axis=1)[:, None, None]
        gain = self.gain(weight, model)
        return Bank(share, self.mean + gain * error, self.variance * (1 - gain))

    def _together(self, stretches: slice) -> tuple[Floats, Floats, Floats]:
        """Share, mean and variance, for each series and noise, of some stretches as one."""
        share, mean = self.share[:, :, stretches], self.mean[:, :, stretches]
        total = share.sum(axis=2)
        divisor = np.maximum(total, _TINY)
        level = (share * mean).sum(axis=2) / divisor
        spread = self.variance[:, :, stretches] + (mean - level[:, :, None]) ** 2
        return total, level, (share * spread).sum(axis=2) / divisor

    def _merged(self) -> "Bank":
        """The same with the two oldest stretches as one."""
        oldest = self._together(slice(0, 2))
        parts = zip(oldest, (self.share, self.mean, self.variance), strict=True)
        return Bank(*(np.concatenate([part[:, :, None], whole[:, :, 2:]], axis=2) for part, whole in parts))


def _noise(weight: Floats, model: LevelModel) -> Floats:
    noise: Floats = np.square(model.noise_sds)[None, :, None] / weight[:, None, None]
    return noise


def _joined(stretches: Floats, newest: Floats) -> Floats:
    return np.concatenate([stretches, newest[:, :, None]], axis=2)
