"""The model card of a bundle: every figure of it computed from what training kept of the held-out part."""

import math
import platform
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from stancepipe.classify.calibration import (
    POLAR,
    PRECISION,
    LabelledRows,
    calibration_error,
    precision_of,
    published_rows,
    readers,
    reliability,
    sign_right,
)
from stancepipe.classify.held_out import HeldOut
from stancepipe.classify.outputs import NO_STANCE, OUTPUTS
from stancepipe.classify.reliability_plot import PLOT, Curve, reliability_plot
from stancepipe.classify.stance import Thresholds
from stancepipe.classify.training import Example, macro_f1

TEMPLATE: Final = Path(__file__).with_name("model_card.md")
LEAST: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Confidences for which precisions are told, beside the published threshold."""


def model_card(examples: Sequence[Example], held: HeldOut, thresholds: Thresholds, **named: str | int) -> str:
    """The text of the card; ``named`` are the names, seed and digest that the template asks for."""
    counts = Counter(e.label for e in examples)
    rows = published_rows(held, thresholds)
    return TEMPLATE.read_text(encoding="utf-8").format(
        examples=len(examples),
        passages=len({e.group for e in examples}),
        labels=", ".join(f"{n} {label}" for label, n in sorted(counts.items())),
        held=len(held.truth),
        table="\n".join(reader_lines(held, thresholds)),
        intensity="; ".join(intensity_lines(held)),
        plot=PLOT,
        confidence="\n".join(confidence_lines(held, thresholds)),
        precision="\n".join(precision_lines(rows, thresholds)),
        published=published_sentence(rows, thresholds),
        temperature=thresholds.temperature,
        sure=thresholds.sure,
        expressed=thresholds.expressed,
        expressed_named=thresholds.expressed_named,
        answered=thresholds.answered,
        slope=thresholds.confidence_slope,
        shift=thresholds.confidence_shift,
        python=platform.python_version(),
        **named,
    )


def card_plot(held: HeldOut, thresholds: Thresholds) -> str:
    """The reliability plot that the card shows: both readers, what is in use, and confidences as published."""
    told = readers(held, thresholds)
    curves = [
        Curve(name=reader.name, bins=tuple(reliability(p.max(axis=1), p.argmax(axis=1) == held.truth)))
        for reader in (told[0], told[1], told[-1])
        for p in (reader.probabilities,)
    ]
    rows = published_rows(held, thresholds)
    known = rows.expressed
    published = Curve(
        name="confidence of a stance row, as published",
        bins=tuple(reliability(rows.confidence[known], rows.right[known])),
    )
    return reliability_plot([*curves, published])


def reader_lines(held: HeldOut, thresholds: Thresholds) -> Iterator[str]:
    """One table row for each reader: macro-F1 of five classes, share of right signs, calibration error."""
    for reader in readers(held, thresholds):
        p = reader.probabilities
        quality, sign = macro_f1(held.truth, p.argmax(axis=1)), sign_right(held.truth, p)
        error = calibration_error(p.max(axis=1), p.argmax(axis=1) == held.truth)
        yield f"| {reader.name} | {quality:.3f} | {sign:.3f} | {error:.3f} |"


def intensity_lines(held: HeldOut) -> Iterator[str]:
    """How far the intensity that the words tell is off, where there is a stance."""
    taken = held.truth != OUTPUTS.index(NO_STANCE)
    yield f"mean absolute error {np.abs(held.worded - held.intensity)[taken].mean():.3f}"
    yield f"correlation {np.corrcoef(held.worded[taken], held.intensity[taken])[0, 1]:.3f}"


def confidence_lines(held: HeldOut, thresholds: Thresholds) -> Iterator[str]:
    """One table row each: confidences before and after their scale was fitted."""
    raw = replace(thresholds, confidence_slope=1.0, confidence_shift=0.0)
    for name, chosen in (("probability of the label", raw), ("confidence, as published", thresholds)):
        rows = published_rows(held, chosen)
        known = rows.expressed
        stated, right = rows.confidence[known], rows.right[known]
        yield (
            f"| {name} | {known.sum()} | {_share(stated.mean())} | {_share(right.mean())} "
            f"| {_share(calibration_error(stated, right))} |"
        )


def precision_lines(rows: LabelledRows, thresholds: Thresholds, least: Sequence[float] = LEAST) -> Iterator[str]:
    """One table row for each of ``least`` and for the published threshold.

    For supportive and for critical the share that is right where there is a stance, the share of all rows that is
    right, and the number of rows; then the share of all rows that is kept.
    """
    chosen = {*least} if thresholds.published is None else {*least, thresholds.published}
    for bound in sorted(chosen):
        told = [precision_of(rows, label, bound) for label in POLAR]
        cells = " | ".join(f"{_share(p.right)} ({_share(p.right_of_all)}, {p.rows})" for p in told)
        mark = " (published)" if bound == thresholds.published else ""
        yield f"| {bound:.2f}{mark} | {cells} | {_share(float((rows.confidence >= bound).mean()))} |"


def published_sentence(rows: LabelledRows, thresholds: Thresholds) -> str:
    """What an analyst who filters by confidence may count on."""
    least = thresholds.published
    if least is None:
        return f"No confidence gives supportive and critical a precision of {PRECISION} on the held-out part."
    kept = float((rows.confidence >= least).mean())
    return (
        f"**Published threshold: {least:.2f}.** From this confidence on, supportive and critical are each right in "
        f"at least {PRECISION:.0%} of the held-out rows whose holder has a stance, a standard error to spare; "
        f"{kept:.0%} of the rows with a label reach it."
    )


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"
