"""Score the coder of events on sentences written by hands that have not seen its patterns (a minute).

    .venv/bin/python benchmarks/event_parts.py

The parts are ``corpora/training/events_*.jsonl``. One half of each, by the digest of the id as in the gold, has been
looked at while patterns were written; of the other only these totals have. All are read as news: the coder takes the
undated past of an analysis for background, which the labels, given sentence by sentence, do not.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from stancepipe.analysis import load_models
from stancepipe.bundles import load_bundle
from stancepipe.gold import analyse_rows, half_of, read_gold, score_events

TRAINING: Final = Path(__file__).resolve().parents[1] / "corpora" / "training"
PARTS: Final = ("wires", "ministries", "sessions", "deeds", "doubts", "papers")
HALVES: Final = {"dev": "looked at", "test": "not looked at"}


def rows_of(part: str, half: str) -> Iterator[dict[str, Any]]:
    """Sentences of one half of a part, as news."""
    for row in read_gold(TRAINING / f"events_{part}.jsonl"):
        if half_of(row) == half:
            yield row | {"doc_type": "news_report"} if row["doc_type"] == "analysis" else row


def main() -> None:
    """One line for each half of each part, and for all parts together."""
    models = load_models(load_bundle())
    print("| part | half | sentences | types | steps | status | direction | dated |\n|---|---|---|---|---|---|---|---|")
    for half, told in HALVES.items():
        together = []
        for part in PARTS:
            rows = list(rows_of(part, half))
            scored = list(zip(rows, analyse_rows(rows, models, everything=True), strict=True))
            together += scored
            print_line(part, told, scored)
        print_line("all", told, together)


def print_line(part: str, told: str, scored: list[Any]) -> None:
    """A row of the table."""
    figures = " | ".join(f"{value:.3f}" for value in score_events(scored).values())
    print(f"| {part} | {told} | {len(scored)} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
