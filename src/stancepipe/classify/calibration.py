"""How far a probability can be taken at its word: measured on the held-out part, and what is chosen by it.

A held-out claim is read here as a document of one passage: the same readers, thresholds and rules as in a run.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.claims import Role
from stancepipe.classify.held_out import HeldOut
from stancepipe.classify.outputs import CLASSES, Probabilities, softmax
from stancepipe.classify.stance import CERTAIN, Thresholds, asks_encoder, by_rule, together, words_decide
from stancepipe.vocabulary import Label

BINS: Final = 10
POLAR: Final = (Label.SUPPORTIVE, Label.CRITICAL)
PRECISION: Final = 0.93
"""What the published threshold promises of the rows above it, for supportive and for critical."""
FEWEST: Final = 20
"""Rows of a label below which a precision says nothing."""
STEPS: Final = 100
"""The published threshold is a multiple of one in so many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """One way to read the held-out claims: probabilities of ``stance.OUTPUTS``."""

    name: str
    probabilities: Probabilities


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledRows:
    """Stance rows with a label, and whether it is the true one."""

    label: npt.NDArray[np.int64]
    """Place in ``stance.CLASSES``."""
    confidence: npt.NDArray[Any]
    right: npt.NDArray[np.bool_]
    expressed: npt.NDArray[np.bool_]
    """Whether the holder has a stance at all: where it has none, no label is right."""

    @classmethod
    def of(cls, rows: Sequence[tuple[int, float, bool, bool]]) -> "LabelledRows":
        """From tuples in the order of the fields."""
        label, confidence, right, expressed = zip(*rows, strict=True) if rows else ((), (), (), ())
        return cls(
            label=np.array(label, dtype=np.int64), confidence=np.array(confidence, dtype=np.float64),
            right=np.array(right, dtype=np.bool_), expressed=np.array(expressed, dtype=np.bool_),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class ReliabilityBin:
    """Answers of about the same confidence."""

    n: int
    confidence: float
    """Their mean."""
    right: float
    """Share of them that is right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Precision:
    """How often a label is right in rows from some confidence on; not a number where there are none."""

    rows: int
    right: float
    """Share of right labels where the holder has a stance: what a confidence speaks of."""
    right_of_all: float
    """The same where a holder without a stance counts as wrong: what a reader of the table meets."""


def readers(held: HeldOut, thresholds: Thresholds) -> tuple[Reader, ...]:
    """Each reader alone, their mean, and what is in use, which comes last."""
    mean = together(held.by_words, held.by_encoder, thresholds)
    sure = words_decide(held.by_words, thresholds)

    return (
        Reader(name="word n-grams and coded events, logistic regression", probabilities=held.by_words),
        Reader(
            name="fine-tuned MiniLM on role-marked words, lower half",
            probabilities=softmax(held.by_encoder / thresholds.temperature),
        ),
        Reader(name=f"both (encoder weight {thresholds.encoder_weight:.2f})", probabilities=mean),
        Reader(
            name=f"words where they are sure ({sure.mean():.0%}), else both; in use",
            probabilities=np.where(sure[:, None], held.by_words, mean),
        ),
    )


def published_rows(held: HeldOut, thresholds: Thresholds) -> LabelledRows:
    """The rows with a label that a run would publish of the held-out texts, each claim a document of its own.

    Filled frames are left out: they are no texts, and made to be hard.
    """
    mean = together(held.by_words, held.by_encoder, thresholds)
    found: list[tuple[int, float, bool, bool]] = []
    for i in np.flatnonzero(~held.framed):
        p = held.by_words[i]
        role, stepped = Role(held.role[i]), bool(held.took_step[i])
        if asks_encoder(p, role, thresholds, took_step=stepped):
            p = mean[i]
        label, one_way = (CLASSES[of[i]] if of[i] >= 0 else None for of in (held.laid_down, held.one_way))
        expressed, told = by_rule(p, took_step=stepped, label=label, one_way=one_way)
        if expressed < thresholds.expressed_of(role):
            continue
        best = int(told.argmax())
        if told[best] >= thresholds.answered:
            truth = int(held.truth[i])
            found.append((best, thresholds.confidence_of(float(told[best])), truth == best, truth < len(CLASSES)))
    return LabelledRows.of(found)


def reliability(confidence: npt.NDArray[Any], right: npt.NDArray[Any], bins: int = BINS) -> Iterator[ReliabilityBin]:
    """Bins of equal width that hold anything, from the least confident on."""
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    for b in range(bins):
        inside = which == b
        if inside.any():
            yield ReliabilityBin(
                n=int(inside.sum()), confidence=float(confidence[inside].mean()), right=float(right[inside].mean())
            )


def calibration_error(confidence: npt.NDArray[Any], right: npt.NDArray[Any], bins: int = BINS) -> float:
    """Expected calibration error: mean distance of confidence and share of right answers (Guo et al. 2017)."""
    off = sum(b.n * abs(b.confidence - b.right) for b in reliability(confidence, right, bins))
    return float(off) / max(1, len(confidence))


def error_by_chance(confidence: npt.NDArray[Any], seed: int, draws: int = 200) -> float:
    """The calibration error that answers of just these confidences would show if each were exactly right.

    With few rows it is far from 0: what is measured must be held against it.
    """
    chance = np.random.default_rng(seed)
    told = (calibration_error(confidence, chance.random(len(confidence)) < confidence) for _ in range(draws))
    return float(np.mean(list(told)))


def sign_right(truth: npt.NDArray[Any], probabilities: Probabilities) -> float:
    """Of claims that are supportive or critical in truth and by answer, the share with the right one."""
    answer = probabilities.argmax(axis=1)
    polar = (truth < len(POLAR)) & (answer < len(POLAR))
    return _share(truth[polar] == answer[polar])


def precision_of(rows: LabelledRows, label: Label, least: float) -> Precision:
    """Precision of ``label`` in rows of at least ``least`` confidence."""
    chosen = (rows.label == CLASSES.index(label)) & (rows.confidence >= least)
    known = chosen & rows.expressed
    return Precision(rows=int(chosen.sum()), right=_share(rows.right[known]), right_of_all=_share(rows.right[chosen]))


def _share(told: npt.NDArray[np.bool_]) -> float:
    return float(told.mean()) if len(told) else math.nan


def published_threshold(rows: LabelledRows, wanted: float = PRECISION) -> float | None:
    """The least confidence from which on supportive and critical both have the precision ``wanted``, if any.

    They must have it with a standard error to spare: text that was not held out from this corpus is not easier.
    It asks for labels that are right where there is a stance. How many holders have none hangs on the texts: among the
    held-out passages, many of which are made to mislead, they are far more than in documents.
    """
    for step in range(STEPS):
        least = step / STEPS
        told = [precision_of(rows, label, least) for label in POLAR]
        if all(p.rows >= FEWEST and p.right - math.sqrt(p.right * (1 - p.right) / p.rows) >= wanted for p in told):
            return least
    return None


def fit_confidence(rows: LabelledRows) -> tuple[float, float]:
    """Slope and shift of the odds (Platt 1999) by which confidences of rows come nearest to how often they are right.

    Two numbers, so that little can be learnt of the wording of the held-out part. Rows of holders without a stance
    have no part in it: a confidence tells how sure the label is, given that there is a stance.
    """
    from sklearn.linear_model import LogisticRegression

    known = rows.expressed
    if len(set(rows.right[known].tolist())) < len((True, False)):
        return 1.0, 0.0
    model = LogisticRegression(C=math.inf).fit(odds(rows.confidence[known])[:, None], rows.right[known])
    slope = float(model.coef_[0, 0])
    return (slope, float(model.intercept_[0])) if slope > 0 else (1.0, 0.0)


def odds(p: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Logarithmic odds."""
    kept = np.clip(p, CERTAIN, 1 - CERTAIN)
    return np.asarray(np.log(kept / (1 - kept)))
