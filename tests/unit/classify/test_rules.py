"""What the codebook lays down, whatever the readers say."""

import numpy as np
import pytest

from stancepipe.claims import REFUSES_AGAINST, REFUSES_WITH, Claim, Role, Statement
from stancepipe.classify.outputs import MIXED
from stancepipe.classify.stance import by_rule, laid_down, one_way
from stancepipe.vocabulary import Label

UNSURE = np.array([0.2, 0.2, 0.2, 0.1, 0.3])
STATEMENT = Statement(marked="HOLDER spoke of TARGET.", start=0, end=23, acts=0, relevant=True)


def claim(*facts: str, role: Role = Role.ACTOR, sentences: int = 3) -> Claim:
    return Claim(
        holder="CHL", target="ISR", role=role, marked="", facts=dict.fromkeys(facts, 1.0),
        statements=(STATEMENT,) * sentences, passage_start=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ([], None),
        (["does:ASSAULT:target:occurred"], Label.CRITICAL),
        (["does:ASSAULT:target:denied"], None),
        (["does:ASSAULT:enemy:occurred"], None),
        ([REFUSES_WITH], Label.CRITICAL),
        ([REFUSES_AGAINST], Label.SUPPORTIVE),
        # it refuses the one and the other
        ([REFUSES_WITH, REFUSES_AGAINST], None),
    ],
)
def test_labels_laid_down(facts: list[str], label: Label | None) -> None:
    assert laid_down(claim(*facts)) is label


@pytest.mark.parametrize(
    ("told", "side"),
    [
        (claim("does:target:+:occurred"), Label.SUPPORTIVE),
        (claim("does:target:-:background"), Label.CRITICAL),
        (claim("does:target:-:occurred", "does:target:+:announced"), None),
        # nothing was done, or nobody says so at length, or the holder itself speaks
        (claim("does:target:-:hypothetical"), None),
        (claim("does:other:-:occurred"), None),
        (claim("does:target:-:occurred", sentences=2), None),
        (claim("does:target:-:occurred", role=Role.ISSUER), None),
    ],
)
def test_acts_that_all_go_one_way(told: Claim, side: Label | None) -> None:
    assert one_way(told) is side


def test_a_label_laid_down_is_a_stance_and_counts_most() -> None:
    expressed, given = by_rule(UNSURE, took_step=False, label=Label.CRITICAL, one_way=None)
    assert expressed == 0.9
    assert given.sum() == pytest.approx(1)
    assert given[1] > 0.85


def test_mixed_gives_way_to_the_one_side() -> None:
    _, given = by_rule(UNSURE, took_step=False, label=None, one_way=Label.SUPPORTIVE)
    assert given.tolist() == pytest.approx([4 / 7, 2 / 7, 0, 1 / 7])
    assert given[MIXED] == 0
