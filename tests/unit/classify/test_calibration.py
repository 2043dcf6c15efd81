"""Confidences held against how often they are right, and what is chosen by it."""

import math
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest

from stancepipe.classify.calibration import (
    PRECISION,
    LabelledRows,
    Precision,
    ReliabilityBin,
    calibration_error,
    error_by_chance,
    fit_confidence,
    precision_of,
    published_rows,
    published_threshold,
    readers,
    reliability,
)
from stancepipe.classify.held_out import HeldOut
from stancepipe.classify.outputs import OUTPUTS
from stancepipe.classify.reliability_plot import Curve, reliability_plot
from stancepipe.classify.stance import Thresholds
from stancepipe.vocabulary import Label

THRESHOLDS = Thresholds(
    encoder_weight=0.5, temperature=1.0, sure=0.9, expressed=0.6, expressed_named=0.8, answered=0.5, standing=0.6
)
SUPPORTIVE, CRITICAL, MIXED, NEUTRAL, NONE = range(len(OUTPUTS))
SURE = (0.95, 0.02, 0.01, 0.01, 0.01)
CRITICISED = (0.05, 0.8, 0.05, 0.05, 0.05)
SILENT = (0.05, 0.05, 0.05, 0.05, 0.8)
SHOUTED = (0.005, 0.98, 0.005, 0.005, 0.005)
DROWNED = (0.005, 0.2, 0.005, 0.78, 0.01)
STRUCK = (0.6, 0.2, 0.05, 0.05, 0.1)
"""What the words say of a holder that is told to have used force against the target."""


def rows(*told: tuple[int, float, bool]) -> LabelledRows:
    return LabelledRows.of([(label, confidence, right, True) for label, confidence, right in told])


def held(
    *asked: tuple[int, tuple[float, ...], tuple[float, ...], str, bool],
) -> HeldOut:
    """Truth, what the encoder and the words say, role and step of each claim."""
    n = len(asked)
    return HeldOut(
        passage=np.array([f"p{i}" for i in range(n)]), claim=np.array(["CHL-0"] * n),
        truth=np.array([a[0] for a in asked]),
        by_encoder=np.log(np.array([a[1] for a in asked])),
        by_words=np.array([a[2] for a in asked]),
        intensity=np.zeros(n), worded=np.zeros(n),
        role=np.array([a[3] for a in asked]), took_step=np.array([a[4] for a in asked]),
        laid_down=np.array([CRITICAL if a[3] == "actor" and a[2] == STRUCK else -1 for a in asked]),
        one_way=np.full(n, -1), framed=np.zeros(n, dtype=bool),
    )  # fmt: skip


def test_bins_hold_answers_of_about_the_same_confidence() -> None:
    told = list(reliability(np.array([0.05, 0.55, 0.59, 1.0]), np.array([False, True, False, True])))
    assert told == [
        ReliabilityBin(n=1, confidence=0.05, right=0.0),
        ReliabilityBin(n=2, confidence=pytest.approx(0.57), right=0.5),
        ReliabilityBin(n=1, confidence=1.0, right=1.0),
    ]


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [
        ([0.75] * 4, [True, True, True, False], 0.0),
        ([0.95] * 4, [True, True, True, False], 0.2),
        ([0.95, 0.95, 0.15, 0.15], [True, True, False, False], 0.1),
        ([1.0, 0.0], [False, True], 1.0),
        ([], [], 0.0),
    ],
)
def test_the_error_is_the_mean_distance_of_confidence_and_truth(
    confidence: list[float], right: list[bool], error: float
) -> None:
    assert calibration_error(np.array(confidence), np.array(right, dtype=bool)) == pytest.approx(error)


def test_few_rows_show_an_error_by_chance_alone() -> None:
    confidence = np.linspace(0.4, 0.99, 2000)
    assert error_by_chance(confidence[::40], seed=1) > 2 * error_by_chance(confidence, seed=1) > 0
    assert error_by_chance(confidence, seed=1) < 0.04


@pytest.mark.parametrize(
    ("asked", "row"),
    [
        # the words are sure: the encoder has no say
        ((SUPPORTIVE, SILENT, SURE, "actor", False), (SUPPORTIVE, 0.95 / 0.99, True, True)),
        # sure of neither side: the mean counts, for a clause that takes one may be drowned
        ((CRITICAL, SHOUTED, DROWNED, "actor", False), (CRITICAL, 0.59 / 0.99, True, True)),
        # the words are not sure: the mean counts
        ((CRITICAL, CRITICISED, (0.1, 0.6, 0.1, 0.1, 0.1), "actor", False), (CRITICAL, 0.7 / 0.925, True, True)),
        # the holder is only named, and its mean is below what that asks
        ((CRITICAL, SILENT, (0.1, 0.8, 0.03, 0.03, 0.04), "named", False), None),
        # the same of a speaker is below too, but not of one that took a step
        ((CRITICAL, SILENT, CRITICISED, "speaker", False), None),
        ((NONE, SILENT, CRITICISED, "speaker", True), (CRITICAL, 0.425 / 0.575, False, False)),
        # who uses force against the target is critical, whatever the readers say
        ((CRITICAL, STRUCK, STRUCK, "actor", False), (CRITICAL, 0.85 + 0.15 * 0.2 / 0.9, True, True)),
        # no label reaches what an answer asks
        ((NEUTRAL, (0.3, 0.3, 0.1, 0.25, 0.05), (0.3, 0.3, 0.1, 0.25, 0.05), "actor", False), None),
    ],
)
def test_held_out_claims_are_published_as_in_a_run(
    asked: tuple[int, tuple[float, ...], tuple[float, ...], str, bool], row: tuple[int, float, bool, bool] | None
) -> None:
    found = published_rows(held(asked), THRESHOLDS)
    if row is None:
        assert len(found.label) == 0
        return
    assert (found.label[0], found.right[0], found.expressed[0]) == (row[0], row[2], row[3])
    assert found.confidence[0] == pytest.approx(row[1], abs=0.02)


def test_frames_are_no_texts_to_publish_rows_of() -> None:
    both = held((SUPPORTIVE, SILENT, SURE, "actor", False), (CRITICAL, SILENT, SURE, "actor", False))
    found = published_rows(replace(both, framed=np.array([False, True])), THRESHOLDS)
    assert (found.label.tolist(), found.right.tolist()) == ([SUPPORTIVE], [True])


def test_what_is_in_use_comes_last() -> None:
    told = readers(
        held((SUPPORTIVE, SILENT, SURE, "actor", False), (CRITICAL, SILENT, CRITICISED, "actor", False)), THRESHOLDS
    )
    assert told[-1].probabilities.argmax(axis=1).tolist() == [SUPPORTIVE, CRITICAL]
    assert told[-1].probabilities[0] == pytest.approx(SURE)
    assert told[-1].probabilities[1] == pytest.approx((np.array(SILENT) + CRITICISED) / 2)


def test_precision_with_and_without_holders_that_have_no_stance() -> None:
    told = LabelledRows.of(
        [(CRITICAL, 0.9, True, True), (CRITICAL, 0.8, False, False), (CRITICAL, 0.7, False, True)]
        + [(SUPPORTIVE, 0.9, True, True)] * 3
    )
    assert precision_of(told, Label.CRITICAL, 0.0) == Precision(rows=3, right=1 / 2, right_of_all=1 / 3)
    assert precision_of(told, Label.CRITICAL, 0.75) == Precision(rows=2, right=1.0, right_of_all=1 / 2)
    assert math.isnan(precision_of(told, Label.CRITICAL, 0.95).right)


def test_the_published_threshold_is_the_least_that_keeps_its_promise() -> None:
    sure = [(label, 0.9, True) for label in (SUPPORTIVE, CRITICAL) for _ in range(30)]
    doubted = [(SUPPORTIVE, 0.6, number % 2 == 0) for number in range(30)]
    assert published_threshold(rows(*sure)) == 0.0
    assert published_threshold(rows(*sure, *doubted)) == 0.61
    assert published_threshold(rows(*doubted)) is None
    assert published_threshold(rows(*sure[:10])) is None  # too few to promise anything
    least = published_threshold(rows(*sure, *doubted))
    assert least is not None
    assert precision_of(rows(*sure, *doubted), Label.SUPPORTIVE, least).right >= PRECISION


@pytest.mark.parametrize("sharper", [0.4, 2.5])
def test_a_fitted_scale_undoes_too_much_or_too_little_confidence(sharper: float) -> None:
    chance = np.random.default_rng(7)
    true = chance.uniform(0.4, 0.99, 4000)
    right = chance.random(4000) < true
    odds = np.log(true / (1 - true)) * sharper + 0.3
    stated = 1 / (1 + np.exp(-odds))
    told = LabelledRows.of([(CRITICAL, float(c), bool(r), True) for c, r in zip(stated, right, strict=True)])
    slope, shift = fit_confidence(told)
    fitted = Thresholds(
        encoder_weight=0.5, temperature=1.0, sure=1.0, expressed=0.6, expressed_named=0.8, answered=0.5, standing=0.6,
        confidence_slope=slope, confidence_shift=shift,
    )  # fmt: skip
    after = np.array([fitted.confidence_of(float(c)) for c in stated])
    assert calibration_error(after, right) < 0.03 < calibration_error(stated, right)
    assert slope == pytest.approx(1 / sharper, rel=0.15)
    assert (np.diff(after[np.argsort(stated)]) >= 0).all()


def test_rows_that_are_all_right_teach_no_scale() -> None:
    assert fit_confidence(rows((CRITICAL, 0.8, True), (CRITICAL, 0.9, True))) == (1.0, 0.0)
    assert THRESHOLDS.confidence_of(0.7312) == 0.7312


def test_a_plot_has_a_dot_for_every_bin_and_a_line_for_every_curve() -> None:
    bins = tuple(reliability(np.array([0.25, 0.55, 0.95]), np.array([False, True, True])))
    drawn = ElementTree.fromstring(reliability_plot([Curve(name="a < b", bins=bins), Curve(name="c", bins=bins[:1])]))
    space = "{http://www.w3.org/2000/svg}"
    assert len(drawn.findall(f"{space}circle")) == 4
    assert len(drawn.findall(f"{space}polyline")) == 2
    assert "a < b" in [text.text for text in drawn.iter(f"{space}text")]
    first = drawn.find(f"{space}circle")
    assert first is not None
    assert (first.get("cx"), first.get("cy")) == ("160.0", "420.0")  # a quarter of 400 to the right, right never
