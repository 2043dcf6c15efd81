"""False trends of stationary noise, and true changes found: prints one line. Usage: python benchmarks/trends.py."""

import argparse
from typing import Final

import numpy as np

from stancepipe.posture.series import OBSERVATION_SD, Floats
from stancepipe.posture.trends import changes_of

A_YEAR: Final = 26


def false_trends(rng: np.random.Generator, years: int, holders: int) -> float:
    """Trends found in ten holder-years of noise around one level."""
    found = sum(len(changes_of(*observations(rng, np.zeros(years * A_YEAR)))) for _ in range(holders))
    return 10 * found / (years * holders)


def share_found(rng: np.random.Generator, size: float, holders: int) -> float:
    """Share of changes of ``size`` in the middle of two years that are found within five observations of their day."""
    level = np.concatenate([np.zeros(A_YEAR), np.full(A_YEAR, size)]) - size / 2
    hits = 0
    for _ in range(holders):
        hits += any(abs(c.index - A_YEAR) <= 5 for c in changes_of(*observations(rng, level)))
    return hits / holders


def observations(rng: np.random.Generator, level: Floats) -> tuple[Floats, Floats]:
    """Values around ``level``, bounded as scores are, with weights as confidences give them."""
    weights = rng.uniform(0.4, 1.0, len(level))
    values = level + rng.normal(0, OBSERVATION_SD, len(level)) / np.sqrt(weights)
    return np.clip(values, -1, 1), weights


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--holders", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    false = " ".join(f"{y} years {false_trends(rng, y, args.holders):.3f}" for y in (1, 3, 10))
    found = " ".join(f"{size} {share_found(rng, size, args.holders):.2f}" for size in (0.3, 0.5, 0.8))
    print(f"trends: false in 10 holder-years of noise: {false}; changes found: {found}")


if __name__ == "__main__":
    main()
