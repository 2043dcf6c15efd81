"""The lexicons of postures."""

from pathlib import Path

import pytest

from stancepipe.errors import BundleError
from stancepipe.posture import Knowledge, load_knowledge
from stancepipe.vocabulary import BLOCS, COLDER_STEPS, VOTE_STEPS, WARMER_STEPS, Step


def test_every_step_that_can_be_a_shift_has_its_words(knowledge: Knowledge) -> None:
    assert set(knowledge.phrases) == COLDER_STEPS | WARMER_STEPS | VOTE_STEPS - {Step.VOTE_ABSTAIN}


def test_every_holder_has_a_name(knowledge: Knowledge) -> None:
    assert set(knowledge.names) >= BLOCS | knowledge.states
    assert knowledge.names["USA"] == "the United States"
    assert knowledge.names["COL"] == "Colombia"


@pytest.mark.parametrize(
    ("code", "holds"),
    [("COL", True), ("PSE", True), ("XKX", True), ("EU", True), ("ISR", False), ("ICC", False), ("HAMAS", False),
     ("MEDDIALOGUE", False), (None, False)],
)  # fmt: skip
def test_who_may_hold(knowledge: Knowledge, code: str | None, holds: bool) -> None:
    assert knowledge.may_hold(code) is holds


def test_a_missing_lexicon_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="cannot be read"):
        load_knowledge(tmp_path)
