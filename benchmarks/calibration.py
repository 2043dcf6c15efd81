"""How far confidences can be taken at their word: on the held-out part of training, and on our gold.

    .venv/bin/python benchmarks/calibration.py [--seed 1]

Of the gold, the dev half is printed in full and the test half as totals. Rows are stance rows with a label. What
is said of confidences is said of rows whose holder has a stance; beside it, in brackets, one that has none is wrong.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from stancepipe.bundles import Bundle, load_bundle
from stancepipe.classify.calibration import (
    LabelledRows,
    calibration_error,
    error_by_chance,
    published_rows,
    reliability,
)
from stancepipe.classify.card import (
    confidence_lines,
    intensity_lines,
    precision_lines,
    published_sentence,
    reader_lines,
)
from stancepipe.classify.held_out import HELD_OUT, load_held_out
from stancepipe.classify.stance import Thresholds, load_thresholds
from stancepipe.gold import half_of, labelled_rows, read_stance_gold

REPOSITORY = Path(__file__).resolve().parents[1]
BINS_HEAD = "| rows | mean confidence | right |\n|---|---|---|"
PRECISION_HEAD = (
    "| confidence at least | supportive right (of all, rows) | critical right (of all, rows) | share of rows |\n"
    "|---|---|---|---|"
)


def main() -> None:
    """Held-out part first, where the bundle keeps it, then the gold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1, help="of the error that perfect confidences show by chance")
    chosen = options.parse_args()
    bundle = load_bundle(REPOSITORY)
    thresholds = load_thresholds(bundle.models)
    if (bundle.models / HELD_OUT).is_file():
        for line in of_held_out(bundle, thresholds, chosen.seed):
            print(line)
    else:
        print(f"The bundle keeps no {HELD_OUT}: `stancepipe train` writes it.\n")
    scored = read_stance_gold(bundle)
    for half in ("dev", "test"):
        rows = labelled_rows([(row, analysed) for row, analysed in scored if half_of(row) == half])
        print(f"\n## Gold, {half} half\n")
        for line in of_rows(rows, thresholds, chosen.seed, full=half == "dev"):
            print(line)


def of_held_out(bundle: Bundle, thresholds: Thresholds, seed: int) -> Iterator[str]:
    """Readers, intensity and confidences on the held-out part."""
    held = load_held_out(bundle.models)
    yield f"## Held-out part of training, {len(held.truth)} claims\n"
    yield "| reader | macro-F1 | right sign | calibration error |\n|---|---|---|---|"
    yield from reader_lines(held, thresholds)
    yield "\nintensity told by the words: " + "; ".join(intensity_lines(held)) + "\n"
    yield "| | rows | mean | right | calibration error |\n|---|---|---|---|---|"
    yield from confidence_lines(held, thresholds)
    rows = published_rows(held, thresholds)
    yield ""
    yield from of_rows(rows, thresholds, seed, full=True)
    yield published_sentence(rows, thresholds)


def of_rows(rows: LabelledRows, thresholds: Thresholds, seed: int, *, full: bool) -> Iterator[str]:
    """Totals of some rows with a label; with ``full`` also their reliability and precisions."""
    known = rows.expressed
    confidence, right = rows.confidence[known], rows.right[known]
    error, chance = calibration_error(confidence, right), error_by_chance(confidence, seed)
    yield (
        f"{len(rows.label)} rows with a label, {known.sum()} of holders that have a stance: mean confidence "
        f"{confidence.mean():.3f}, right {right.mean():.3f}, calibration error {error:.3f} "
        f"(by chance alone {chance:.3f})"
    )
    if full:
        yield "\n" + BINS_HEAD
        for found in reliability(confidence, right):
            yield f"| {found.n} | {found.confidence:.3f} | {found.right:.3f} |"
        yield "\n" + PRECISION_HEAD
        yield from precision_lines(rows, thresholds)
        yield ""
    elif thresholds.published is not None:
        yield "\n" + PRECISION_HEAD
        yield from precision_lines(rows, thresholds, least=())


if __name__ == "__main__":
    main()
