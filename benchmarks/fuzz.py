"""Reads fuzzed inputs of every format in watched processes (minutes): prints one line, fails if anything got out.

Usage: python benchmarks/fuzz.py --count 5000 --seed 1 [--first 0] [--keep FOLDER]
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fuzz.watch import read_cases


def main() -> int:
    """Print the figures; 1 if an input failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input, to read one again")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="where inputs that failed are left")
    parser.add_argument("--reasons", action="store_true", help="also print why inputs were set aside")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:

        def keep(name: str, fault: str) -> None:
            saved = ""
            if (Path(folder) / name).is_file():
                args.keep.mkdir(parents=True, exist_ok=True)
                saved = f" [{shutil.copy(Path(folder) / name, args.keep)}]"
            print(f"{name}: {fault}{saved}", file=sys.stderr, flush=True)

        numbers = range(args.first, args.first + args.count)
        figures = read_cases(args.seed, numbers, Path(folder), workers=args.workers, report=keep)
    if args.reasons:
        for reason, name in sorted(figures.reasons.items()):
            print(f"{reason}\t{name}")
    print(figures.line(), f"; seed {args.seed}", sep="")
    return 1 if figures.failures else 0


if __name__ == "__main__":
    sys.exit(main())
