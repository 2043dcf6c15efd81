"""From judged passages to one stance per holder, by hand-made probabilities."""

from dataclasses import replace

import numpy as np
import pytest

from stancepipe.claims import Claim, Role, Statement
from stancepipe.classify.documents import StanceDocument, combine, stances_of
from stancepipe.classify.quotes import MAX_QUOTE, quote_of
from stancepipe.classify.stance import Judgement, Thresholds, judgement

TEXT = "France condemned the raid. Later France welcomed the truce. It also rained."
DOCUMENT = StanceDocument(document_id="d1", text=TEXT, published_on=None, publisher_country=None)
THRESHOLDS = Thresholds(
    encoder_weight=0.5, temperature=1.0, sure=1.0, expressed=0.6, expressed_named=0.8, answered=0.5, standing=0.6
)


def told(
    supportive: float, critical: float, mixed: float, neutral: float, none: float, *,
    start: int = 0, end: int = 26, holder: str = "FRA", role: Role = Role.ACTOR,
) -> Judgement:  # fmt: skip
    statement = Statement(marked="", start=start, end=end, acts=0, relevant=True)
    claim = Claim(
        holder=holder, target="ISR", role=role, marked="", facts={}, statements=(statement,), passage_start=start
    )
    return judgement(claim, np.array([supportive, critical, mixed, neutral, none]))


def test_a_stance_has_its_label_score_and_exact_quote() -> None:
    (row,) = stances_of(DOCUMENT, [told(0.05, 0.85, 0.0, 0.05, 0.05)], THRESHOLDS, "b")
    assert (row.holder, row.label, row.quote) == ("FRA", "critical", "France condemned the raid.")
    assert row.score == pytest.approx((0.05 * 1.8 - 0.85 * 2.0) / 0.95 / 3, abs=1e-4)


@pytest.mark.parametrize(
    ("fact", "label"),
    [
        ("does:ASSAULT:target:occurred", "critical"),
        ("does:ASSAULT:target:background", "critical"),
        ("does:ASSAULT:target:hypothetical", "supportive"),
        ("does:ASSAULT:enemy:occurred", "supportive"),
        ("tells-target:ASSAULT:palestine:occurred", "supportive"),
    ],
)
def test_who_uses_force_against_the_target_is_against_it(fact: str, label: str) -> None:
    claim = replace(told(0.7, 0.1, 0.0, 0.1, 0.1).claim, facts={fact: 1.0})
    (row,) = stances_of(DOCUMENT, [judgement(claim, np.array([0.7, 0.1, 0.0, 0.1, 0.1]))], THRESHOLDS, "b")
    assert row.label == label


def test_silence_has_no_row() -> None:
    assert stances_of(DOCUMENT, [told(0.1, 0.2, 0.0, 0.1, 0.6)], THRESHOLDS, "b") == []


def test_a_holder_that_is_only_named_needs_more() -> None:
    said = {"supportive": 0.0, "critical": 0.7, "mixed": 0.0, "neutral": 0.0, "none": 0.3}
    assert stances_of(DOCUMENT, [told(**said, role=Role.NAMED)], THRESHOLDS, "b") == []
    assert len(stances_of(DOCUMENT, [told(**said, role=Role.SPEAKER)], THRESHOLDS, "b")) == 1


def test_doubt_is_a_row_without_a_label() -> None:
    (row,) = stances_of(DOCUMENT, [told(0.3, 0.3, 0.1, 0.25, 0.05)], THRESHOLDS, "b")
    assert row.label is None
    assert row.quote


def test_backing_and_blame_that_both_stand_are_mixed() -> None:
    both = [told(0.9, 0.02, 0.02, 0.02, 0.04), told(0.02, 0.9, 0.02, 0.02, 0.04, start=27, end=59)]
    (row,) = stances_of(DOCUMENT, both, THRESHOLDS, "b")
    assert (row.label, row.n_passages) == ("mixed", 2)
    assert combine(both[:1], 0.6).argmax() == 0


def test_one_blame_among_neutral_passages_is_critical() -> None:
    neutral = [told(0.03, 0.1, 0.02, 0.8, 0.05) for _ in range(2)]
    (row,) = stances_of(DOCUMENT, [told(0.0, 0.95, 0.0, 0.0, 0.05), *neutral], THRESHOLDS, "b")
    assert row.label == "critical"
    assert row.score < 0


def test_holders_stand_apart() -> None:
    rows = stances_of(
        DOCUMENT, [told(0.0, 0.9, 0.0, 0.0, 0.1), told(0.9, 0.0, 0.0, 0.0, 0.1, holder="USA")], THRESHOLDS, "b"
    )
    assert [(r.holder, r.label) for r in rows] == [("FRA", "critical"), ("USA", "supportive")]
    assert len({r.stance_id for r in rows}) == 2


def passage(*lengths: int, start: int = 0, telling: int = 0, sure: float = 0.9) -> Judgement:
    """Statements of so many words, ten characters each; one of them tells the label."""
    statements, probabilities = [], []
    for number, length in enumerate(lengths):
        words = " ".join(["word"] * length)
        statements.append(Statement(marked=words, start=start, end=start + 10 * length, acts=0, relevant=True))
        probabilities.append([0.0, 0.9 if number == telling else 0.1, 0.0, 0.0])
        start += 10 * length + 1
    judged = told(0.0, sure, 0.0, 0.0, 1 - sure)
    claim = replace(judged.claim, statements=tuple(statements), passage_start=statements[0].start)
    return replace(judged, claim=claim, by_statement=np.array(probabilities))


@pytest.mark.parametrize(
    ("lengths", "telling", "quoted"),
    [
        ((20,), 0, (0, 0)),
        ((20, 20, 20), 1, (0, 2)),
        ((60, 60, 60), 1, (1, 1)),
        ((60, 40, 60), 1, (0, 1)),
        ((MAX_QUOTE + 50, 10), 0, (0, 0)),
    ],
)
def test_a_quote_grows_around_what_tells_most(lengths: tuple[int, ...], telling: int, quoted: tuple[int, int]) -> None:
    judged = passage(*lengths, telling=telling)
    statements = judged.claim.statements
    assert quote_of([judged], 1) == (statements[quoted[0]].start, statements[quoted[1]].end)


def test_the_surer_passage_is_quoted_and_of_equals_the_first() -> None:
    first, second = passage(20), passage(20, start=500)
    assert quote_of([first, second], 1) == quote_of([second, first], 1) == (0, 200)
    assert quote_of([first, passage(20, start=500, sure=0.95)], 1) == (500, 700)


def test_a_neutral_text_leans_to_the_side_of_which_it_speaks() -> None:
    neutral, critical = told(0.0, 0.0, 0.0, 1.0, 0.0), told(0.0, 1.0, 0.0, 0.0, 0.0)

    def score(judged: Judgement, *spoken_of: tuple[int, int]) -> float:
        claims = [replace(judged.claim, of_target=target, of_other_side=other) for target, other in spoken_of]
        (row,) = stances_of(DOCUMENT, [replace(judged, claim=claim) for claim in claims], THRESHOLDS, "b")
        assert row.score is not None
        return row.score

    assert score(neutral, (2, 2)) == 0.0
    assert score(neutral, (1, 0)) == -score(neutral, (0, 1)) > 0
    assert score(neutral, (0, 1), (0, 2)) < score(neutral, (0, 2)) < score(neutral, (0, 1)), "all passages count"
    assert abs(score(neutral, (0, 500))) < 1 / 3
    assert score(critical, (5, 0)) == score(critical, (0, 5))
