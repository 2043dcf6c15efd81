"""The reader of words: the same answers from its file as from training, and always the same bytes."""

from pathlib import Path

import numpy as np
import pytest

from stancepipe.claims import Claim, Role
from stancepipe.classify.outputs import NO_STANCE, OUTPUTS
from stancepipe.classify.training import Example, fit_words
from stancepipe.classify.words import WORDS, WordReader, load_words, store_words
from stancepipe.errors import BundleError

TOLD = {
    "supportive": (2, "holder stands with target", {"step:arms_deal:occurred": 1.0}),
    "critical": (-3, "holder condemned target", {"step:recall_envoy:occurred": 1.0, "speaks": 2.0}),
    "mixed": (-1, "holder backs target yet blames target", {"speaks": 4.0}),
    "neutral": (0, "holder met target for talks", {}),
    NO_STANCE: (0, "holder sells wheat", {}),
}


@pytest.fixture(scope="module")
def reader() -> WordReader:
    """Fitted to five kinds of claims, each told four times."""
    claims = [
        Claim(
            holder="CHL", target="ISR", role=Role.ACTOR, marked=words, facts=facts, statements=(), passage_start=0
        )
        for _, words, facts in TOLD.values()
    ]  # fmt: skip
    told = zip(TOLD.items(), claims, strict=True)
    return fit_words(
        [
            Example(claim=claim, label=label, intensity=intensity, group=f"{label}-{n}", explicit=True)
            for (label, (intensity, *_)), claim in told
            for n in range(4)
        ],
        seed=1,
    )


TEXTS = [words for _, words, _ in TOLD.values()]
FACTS = [facts for _, _, facts in TOLD.values()]


def test_each_kind_is_told_by_its_words_and_facts(reader: WordReader) -> None:
    probabilities, intensities = reader.read(TEXTS, FACTS)
    assert [OUTPUTS[place] for place in probabilities.argmax(axis=1)] == list(TOLD)
    assert probabilities.sum(axis=1) == pytest.approx(1.0)
    assert intensities[0] > 0.2 > -0.2 > intensities[1]
    assert np.abs(intensities).max() <= 1


def test_facts_count_beside_words(reader: WordReader) -> None:
    (without, with_step), _ = reader.read(["holder met target"] * 2, [{}, {"step:recall_envoy:occurred": 1.0}])
    assert with_step[OUTPUTS.index("critical")] > 1.5 * without[OUTPUTS.index("critical")]


def test_words_and_facts_unseen_in_training_say_nothing(reader: WordReader) -> None:
    (unknown, empty), _ = reader.read(["zyx wvu", ""], [{"step:unheard_of": 3.0}, {}])
    assert unknown == pytest.approx(empty)


def test_its_file_gives_the_same_answers_and_the_same_bytes(reader: WordReader, tmp_path: Path) -> None:
    store_words(reader, tmp_path)
    first = (tmp_path / WORDS).read_bytes()
    found = load_words(tmp_path)
    for kept, fitted in zip(found.read(TEXTS, FACTS), reader.read(TEXTS, FACTS), strict=True):
        assert kept == pytest.approx(fitted, abs=1e-5)
    store_words(found, tmp_path)
    assert (tmp_path / WORDS).read_bytes() == first


def test_a_file_that_training_did_not_write_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=WORDS):
        load_words(tmp_path)
    np.savez(tmp_path / WORDS, terms=np.array(["a"], dtype=object))
    with pytest.raises(BundleError, match="stancepipe train"):
        load_words(tmp_path)
