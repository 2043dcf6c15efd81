"""How far two readers agree who labelled the same texts blind: prints one line for stance, one for events.

.venv/bin/python benchmarks/agreement.py
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score

CORPORA = Path(__file__).resolve().parents[1] / "corpora"


def main() -> None:
    """Print the figures."""
    print(stance_line())
    print(events_line())


def stance_line() -> str:
    """Share of equal labels and Cohen's kappa, five labels with ``none``."""
    first = {row["id"]: row["label"] for path in (CORPORA / "training").glob("stance-*.jsonl") for row in rows_of(path)}
    pairs = [(first[row["id"]], row["label"]) for row in rows_of(CORPORA / "training" / "second-reading.jsonl")]
    kappa = cohen_kappa_score(*zip(*pairs, strict=True))
    opposite = sum({a, b} == {"supportive", "critical"} for a, b in pairs)
    return (
        f"stance: {len(pairs)} rows, {sum(a == b for a, b in pairs) / len(pairs):.3f} equal, kappa {kappa:.3f}, "
        f"supportive against critical {opposite} times"
    )


def events_line() -> str:
    """F1 of types and of steps, as bags per sentence."""
    rows = rows_of(CORPORA / "gold" / "second-reading-events.jsonl")
    return f"events: {len(rows)} rows, F1 of types {f1(rows, 'event_type'):.3f}, of steps {f1(rows, 'step'):.3f}"


def f1(rows: list[dict[str, Any]], column: str) -> float:
    """F1 of the bags of one column."""
    both = total = 0
    for row in rows:
        first, second = (Counter(e[column] for e in row[reader] if e[column]) for reader in ("first", "second"))
        both += (first & second).total()
        total += first.total() + second.total()
    return 2 * both / total


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
