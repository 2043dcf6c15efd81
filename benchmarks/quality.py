"""Print every quality figure again: our own gold, and the shared sets where they lie beside the repository.

    .venv/bin/python benchmarks/quality.py

The shared sets are real texts that are only measured, never trained on.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"


def stancepipe(*arguments: str, into: Path | None = None) -> None:
    """Run a command of ours; ``into`` takes its output."""
    command = [sys.executable, "-m", "stancepipe.cli", *arguments]
    if into is None:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    else:
        with into.open("w", encoding="utf-8") as lines:
            subprocess.run(command, stdout=lines, stderr=subprocess.DEVNULL, check=False)


def score(name: str, *arguments: str) -> None:
    """Run a scoring script and print its last line."""
    command = [sys.executable, str(SHARED / "evaluate" / f"{name}.py"), *arguments]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines()
    print(f"shared {name}: {printed[-1]}")


def main() -> None:
    """Own gold first, then the shared sets."""
    own = subprocess.run(
        [sys.executable, "-m", "stancepipe.cli", "evaluate"], capture_output=True, text=True, check=False
    )
    print(own.stdout.strip())
    if not SHARED.is_dir():
        return
    data = SHARED / "data"
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        stancepipe("run", str(data / "stance" / "docs.jsonl"), "--out", str(work / "stance"))
        score("stance", str(work / "stance"), str(data / "stance"))
        stancepipe("analyse", str(data / "events" / "plover_sentences.jsonl"), into=work / "coded.jsonl")
        score("events", str(work / "coded.jsonl"), str(data / "events" / "plover_sentences.jsonl"))
        made = subprocess.run(
            [sys.executable, str(SHARED / "evaluate" / "steps.py"), "make", str(data / "timeline")],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        (work / "steps.jsonl").write_text(made.stdout, encoding="utf-8")
        stancepipe("run", str(work / "steps.jsonl"), "--out", str(work / "steps"))
        score("steps", "score", str(work / "steps"), str(data / "timeline"))
        stancepipe("run", str(data / "un" / "speeches.parquet"), "--out", str(work / "un"))
        score("un", str(work / "un"), str(data / "un" / "votes.parquet"))


if __name__ == "__main__":
    main()
