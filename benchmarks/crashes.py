"""Kill runs with ``kill -9`` at random moments, run once more, and compare with a run that nobody disturbed (minutes).

Usage: python benchmarks/crashes.py [--documents 300] [--moments 40] [--seed 1] [--keep FOLDER]

Half of the moments are drawn from the processor time of the whole run, loading of models included; the other half are
writes below the output folder (each new name, link, rename and removal): three quarters of them of notes and tables,
the rest of the report, all of which take little time. Each run goes over a folder that already holds tables. After
the kill all tables must be, as a plain reader sees them, the whole state before the run or the whole state after it;
after one more run under the same clock they must equal those of the undisturbed run (`runs` aside), without doubles,
and `stancepipe check` must find nothing. Texts are made from the training corpus, seeded.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from stancepipe.checks import check_folder
from tests.crash.killing import Moment, Runs, differing, doubled, tables_of, write_documents

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BASE: Final = 40
"""Documents that are published before the run that is killed."""
ABOUT: Final = 0.3
"""Share of documents that speak of the subject: the others take no time, and are as easily lost."""


def main() -> int:
    """Print one line per moment that went wrong, and the figures; 1 where anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--moments", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=None, help="folder to work in, kept")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, Runs.ready() as runs:
        return crash(runs, args.keep or Path(scratch), args.documents, args.moments, args.seed)


def drawn_writes(rng: random.Random, writes: Sequence[str], n: int) -> list[int]:
    """Numbers of ``n`` writes: a quarter of them from the many of the report, the rest from those before it."""
    of_report = [i for i, write in enumerate(writes, 1) if "/report" in write]
    others = [i for i, write in enumerate(writes, 1) if "/report" not in write]
    return rng.sample(others, n - n // 4) + rng.sample(of_report, n // 4)


def crash(runs: Runs, place: Path, documents: int, moments: int, seed: int) -> int:
    """Do all of it in ``place``."""
    rng = random.Random(seed)
    place.mkdir(parents=True, exist_ok=True)
    write_documents(place / "base.jsonl", BASE, about=ABOUT)
    write_documents(place / "new.jsonl", documents, first=BASE, about=ABOUT)
    later = NOON + timedelta(hours=1)
    assert runs.run(place / "base", place / "base.jsonl", NOON).status == 0
    before = tables_of(place / "base")
    shutil.copytree(place / "base", place / "whole", symlinks=True)
    whole = runs.run(place / "whole", place / "new.jsonl", later)
    assert whole.status == 0
    after = tables_of(place / "whole")
    print(f"undisturbed: {len(after['documents'])} documents, {whole.cpu_s:.1f} s, {len(whole.writes)} writes")
    drawn = [Moment(cpu_s=rng.uniform(0, whole.cpu_s)) for _ in range(moments // 2)]
    drawn += [Moment(write=n) for n in sorted(drawn_writes(rng, whole.writes, moments - len(drawn)))]
    seen: Counter[str] = Counter()
    wrong = 0
    for moment in drawn:
        out = place / "out"
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(place / "base", out, symlinks=True)
        killed = runs.run(out, place / "new.jsonl", later, moment)
        found = tables_of(out)
        state = "before" if not differing(found, before) else "after" if not differing(found, after) else "torn"
        seen[state if killed.status == -9 else "ended before it was killed"] += 1
        problems = [f"a reader sees a mixture: {differing(found, before)}"] * (state == "torn")
        again = runs.run(out, place / "new.jsonl", later)
        problems += [f"the next run ended with {again.status}"] * (again.status != 0)
        found = tables_of(out)
        problems += [f"{name} differs" for name in differing(found, after)]
        problems += [f"{name} has doubles" for name in doubled(found)]
        problems += [f"check: {p.table}: {p.sentence}" for p in check_folder(out)]
        wrong += bool(problems)
        at = whole.writes[moment.write - 1] if moment.write else ""
        print(f"{moment} {at}: {state}{''.join(f'; {p}' for p in problems)}", flush=True)
    told = ", ".join(f"{n} {state}" for state, n in sorted(seen.items()))
    print(f"{len(drawn)} moments (seen then: {told}); {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
