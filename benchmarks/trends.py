"""Simulated opinions against what is told of them (a minute): false trends, steps found, levels inside their intervals.

Usage: python benchmarks/trends.py [--holders 500] [--seeds 3]

Series of three years, 26 observations a year, noise 0.3. Trends are counted as a reader meets them: after every
observation, from what was known by then.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from simulation.opinions import KINDS, SLOW, STEP, false_trends, opinions, share_covered, share_found


def main() -> None:
    """Print the figures, one line a seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--holders", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=3)
    args = parser.parse_args()
    for seed in range(1, args.seeds + 1):
        for confidences in ((1.0, 1.0), (0.4, 1.0)):
            rng = np.random.default_rng([seed, int(100 * confidences[0])])
            ever, standing = false_trends(rng, args.holders, confidences=confidences)
            soon, tenth = share_found(rng, args.holders, confidences=confidences)
            covered = [
                f"{kind} {share_covered(opinions(rng, kind, args.holders, confidences=confidences)):.3f} irregular "
                f"{share_covered(opinions(rng, kind, args.holders, irregular=True, confidences=confidences)):.3f}"
                for kind in KINDS
            ]
            print(
                f"seed {seed} weights {confidences[0]}-{confidences[1]}: false trends in 10 holder-years ever told "
                f"{ever:.2f} standing {standing:.2f}; steps of {STEP} told within 10 observations {soon:.3f} after the "
                f"10th {tenth:.3f}; levels in 90 % intervals (drift {SLOW} a year): {', '.join(covered)}"
            )


if __name__ == "__main__":
    main()
