"""Shares: how much of a level each day's evidence makes up.

Every alternative of the filter is a weighted mean of the values it saw and of the prior's 0, and so is their mixture,
given how well each alternative foretold what came. So a level is the sum of each day's value times its share, and what
the shares leave of 1 is the prior's.
"""

import numpy as np

from stancepipe.posture.levels import POSITION, STRETCHES, Bank, DailyValues, Floats, LevelModel


def day_shares(seen: DailyValues, model: LevelModel = POSITION) -> Floats:
    """Share of each day of one series in the level after its last day; they sum to at most 1.

    The work grows with the square of the number of days: it is meant for one holder that somebody asks about.
    """
    n = len(seen.days)
    bank = Bank.at_the_start(1, model)
    parts = np.zeros((len(model.noise_sds), 1, n))
    """What each value makes up of each alternative's mean: by noise, stretch and day."""
    for step in range(n):
        if step:
            parts = _after(parts, bank, model)
            bank = bank.after(np.array([float(seen.days[step] - seen.days[step - 1])]), model)
        gain = bank.gain(seen.weights[step : step + 1], model)[0][:, :, None]
        parts = parts * (1 - gain)
        parts[:, :, step] += gain[:, :, 0]
        bank = bank.seeing(seen.values[step : step + 1], seen.weights[step : step + 1], model)
    shares: Floats = (bank.share[0][:, :, None] * parts).sum(axis=(0, 1))
    return shares


def _after(parts: Floats, bank: Bank, model: LevelModel) -> Floats:
    """The same once a jump is allowed for: the newest stretch starts from all others together."""
    if not np.isfinite(model.jump_every):
        return parts
    share = bank.share[0]
    newest = _together(parts, share)
    if share.shape[1] >= STRETCHES:
        parts = np.concatenate([_together(parts[:, :2], share[:, :2]), parts[:, 2:]], axis=1)
    return np.concatenate([parts, newest], axis=1)


def _together(parts: Floats, share: Floats) -> Floats:
    total = share.sum(axis=1, keepdims=True)
    within = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    mixed: Floats = (within[:, :, None] * parts).sum(axis=1, keepdims=True)
    return mixed
