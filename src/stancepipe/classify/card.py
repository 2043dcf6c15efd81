"""The model card of a bundle: every figure of it computed from the held-out part of training."""

import platform
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from stancepipe.classify.held_out import HeldOut
from stancepipe.classify.stance import Thresholds, softmax
from stancepipe.classify.training import Example, macro_f1

TEMPLATE: Final = Path(__file__).with_name("model_card.md")


def model_card(examples: Sequence[Example], held: HeldOut, thresholds: Thresholds, **named: str | int) -> str:
    """The text of the card; ``named`` are the names, seed and digest that the template asks for."""
    counts = Counter(e.label for e in examples)
    encoder = softmax(held.by_encoder / thresholds.temperature)
    share = thresholds.encoder_weight
    mean = share * encoder + (1 - share) * held.by_words
    sure = held.by_words[:, :-1].max(axis=1) >= thresholds.sure
    readers = {
        "word n-grams and coded events, logistic regression": held.by_words,
        "fine-tuned MiniLM on role-marked words": encoder,
        f"both (encoder weight {share:.2f})": mean,
        f"words where they are sure ({sure.mean():.0%}), else both; in use": np.where(
            sure[:, None], held.by_words, mean
        ),
    }
    rows = (
        f"| {name} | {macro_f1(held.truth, p.argmax(1)):.3f} | {_sign(held.truth, p):.3f} "
        f"| {_calibration_error(held.truth, p):.3f} |"
        for name, p in readers.items()
    )
    return TEMPLATE.read_text(encoding="utf-8").format(
        examples=len(examples),
        passages=len({e.group for e in examples}),
        labels=", ".join(f"{n} {label}" for label, n in sorted(counts.items())),
        table="\n".join(rows),
        temperature=thresholds.temperature,
        sure=thresholds.sure,
        expressed=thresholds.expressed,
        expressed_named=thresholds.expressed_named,
        answered=thresholds.answered,
        python=platform.python_version(),
        **named,
    )


def _sign(truth: Any, p: Any) -> float:
    answer = p.argmax(1)
    polar = (truth < 2) & (answer < 2)
    return float((truth[polar] == answer[polar]).mean()) if polar.any() else float("nan")


def _calibration_error(truth: Any, p: Any, bins: int = 10) -> float:
    """Expected calibration error of the most probable class, in ten equal bins (Guo et al. 2017)."""
    confidence, right = p.max(1), p.argmax(1) == truth
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(confidence[which == b].mean() - right[which == b].mean()) * (which == b).mean()
            for b in range(bins)
            if (which == b).any()
        )
    )
