"""The model card tells what is kept of the held-out part, and nothing else."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from stancepipe.claims import Claim, Role
from stancepipe.classify.calibration import POLAR, PRECISION, calibration_error, precision_of, published_rows
from stancepipe.classify.card import card_plot, model_card
from stancepipe.classify.held_out import HeldOut
from stancepipe.classify.outputs import NO_STANCE, OUTPUTS, softmax
from stancepipe.classify.stance import Thresholds
from stancepipe.classify.training import CHOSEN, Example, choose_thresholds

NAMED = {"bundle": "b-1", "seed": 7, "encoder_package": "e", "encoder_sha256": "f" * 64, "spacy_package": "s"}


@pytest.fixture(scope="module")
def held() -> HeldOut:
    """Six thousand claims of speakers; both readers see the truth through noise, and say more than they know."""
    chance = np.random.default_rng(3)
    n = 6000
    truth = chance.integers(0, len(OUTPUTS), n)
    seen = np.eye(len(OUTPUTS))[truth] * 2
    logits, words = (3 * (seen + chance.normal(0, 1, (n, len(OUTPUTS)))) for _ in range(2))
    return HeldOut(
        passage=np.array([f"p{i}" for i in range(n)]), claim=np.array(["CHL-0"] * n),
        truth=truth, by_encoder=logits, by_words=softmax(words),
        intensity=np.where(truth == OUTPUTS.index(NO_STANCE), 0, chance.uniform(-1, 1, n)),
        worded=chance.uniform(-1, 1, n),
        role=np.array([Role.SPEAKER.value] * n), took_step=np.zeros(n, dtype=bool),
        laid_down=np.full(n, -1), one_way=np.full(n, -1), framed=np.zeros(n, dtype=bool),
    )  # fmt: skip


def test_what_is_chosen_makes_confidences_true(held: HeldOut) -> None:
    chosen = choose_thresholds(held)
    raw = published_rows(held, Thresholds(temperature=chosen.temperature, **CHOSEN))
    told = published_rows(held, chosen)
    assert (told.label == raw.label).all()
    known = told.expressed
    assert calibration_error(told.confidence[known], told.right[known]) < 0.04
    assert chosen.confidence_slope < 1  # they said more than they knew
    assert chosen.published is not None
    assert all(precision_of(told, label, chosen.published).right >= PRECISION for label in POLAR)


def test_the_card_is_filled_from_the_held_out_part(held: HeldOut) -> None:
    claim = Claim(holder="CHL", target="ISR", role=Role.ACTOR, marked="", facts={}, statements=(), passage_start=0)
    examples = [Example(claim=claim, label="critical", intensity=-2, group="g", explicit=True)] * 3
    thresholds = choose_thresholds(held)
    card = model_card(examples, held, thresholds, **NAMED)
    assert "{" not in card
    assert "(3 examples of 1 passages" in card
    assert f"Published threshold: {thresholds.published:.2f}" in card
    rows = published_rows(held, thresholds)
    assert f"| confidence, as published | {rows.expressed.sum()} |" in card
    unsure = model_card(examples, held, Thresholds(temperature=1.0, **CHOSEN), **NAMED)
    assert "No confidence gives" in unsure


def test_the_plot_shows_both_readers_what_is_in_use_and_what_is_published(held: HeldOut) -> None:
    drawn = ElementTree.fromstring(card_plot(held, choose_thresholds(held)))
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 4
