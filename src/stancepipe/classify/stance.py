"""What each passage says of each holder: class probabilities and an intensity.

A passage is judged by two readers: a fine-tuned MiniLM that sees the words with the roles marked, and a logistic
regression over word n-grams and the coded events. Their mean is what counts, and the words alone where they are sure; a
class of its own, ``none``, means that the passage names the holder without expressing its position.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.claims import REFUSES_AGAINST, REFUSES_WITH, Claim, Role
from stancepipe.classify.encoder import Encoder
from stancepipe.classify.outputs import CLASSES, MAX_INTENSITY, MIXED, SIDES, Probabilities, softmax
from stancepipe.classify.words import WordReader, load_words
from stancepipe.vocabulary import EventStatus, EventType, Label

CERTAIN: Final = 1e-4
"""Probabilities are kept so far from 0 and 1 where their odds are taken."""

EXPRESSED_BY_RULE: Final = 0.9
"""Who takes a formal step, or does what a rule of the codebook gives a label, takes a position, whatever the words."""
LAID_DOWN: Final = 0.85
"""How much a rule of the codebook counts beside what the words around say (:func:`laid_down`)."""
AT_LENGTH: Final = 3
"""Sentences that concern the holder."""
MEAN_INTENSITY: Final = np.array([1.8, -2.0, -0.2, 0.0])
"""Mean intensity of :data:`CLASSES` in the training corpus. What a stance scores is the mean of this and of an
intensity read off the words: classes alone cannot tell mild blame from fierce blame. An intensity read off the encoder
was a worse guide to votes at the United Nations; it helps training all the same, as a second task."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """When a passage or a document counts; chosen on held-out passages and read from the bundle."""

    encoder_weight: float
    """Share of the encoder in the mean of the two readers."""
    temperature: float
    """By which the encoder's logits are divided."""
    sure: float
    """Where the words alone give backing or criticism this probability, the encoder is not asked."""
    expressed: float
    """A holder that issues, speaks or acts has a row where a passage expresses a stance with this probability."""
    expressed_named: float
    """The same for a holder that a passage only names."""
    answered: float
    """A row has a label where the most probable one has this probability."""
    standing: float
    """A document is mixed where backing and criticism each reach this probability in some passage."""
    confidence_slope: float = 1.0
    confidence_shift: float = 0.0
    """By which the odds of a row's most probable label are stretched and moved to give its confidence."""
    published: float | None = None
    """From this confidence on, supportive and critical have the published precision; None where nothing reaches it."""

    def confidence_of(self, probability: float) -> float:
        """The confidence that a row states, from the probability of its most probable label: rising with it."""
        if (self.confidence_slope, self.confidence_shift) == (1.0, 0.0):
            return probability
        kept = min(max(probability, CERTAIN), 1 - CERTAIN)
        odds = self.confidence_slope * math.log(kept / (1 - kept)) + self.confidence_shift
        return 1 / (1 + math.exp(-odds))

    def expressed_of(self, role: Role) -> float:
        """From which probability a passage expresses the stance of a holder that comes in as ``role``."""
        return self.expressed_named if role is Role.NAMED else self.expressed


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What the classifier says of one claim."""

    claim: Claim
    expressed: float
    """Probability that the passage expresses a stance of the holder at all."""
    given: Probabilities
    """Probabilities of :data:`CLASSES`, given that it does."""
    by_statement: Probabilities
    """The same read off each statement alone, by its words; no rows where nothing is expressed."""
    worded: float | None = None
    """Intensity that the words alone tell, -1 to 1; None where they were not asked."""

    @property
    def intensity(self) -> float:
        """Expected intensity, -1 to 1, given that a stance is expressed."""
        classed = float(self.given @ MEAN_INTENSITY) / MAX_INTENSITY
        return classed if self.worded is None else (classed + self.worded) / 2


@dataclass(frozen=True, slots=True)
class Classifier:
    """Both readers of passages and their thresholds."""

    encoder: Encoder
    words: WordReader
    thresholds: Thresholds

    def judge(self, claims: Sequence[Claim]) -> list[Judgement]:
        """One judgement per claim, in order."""
        if not claims:
            return []
        mean, worded = self.words.read([claim.marked for claim in claims], [claim.facts for claim in claims])
        open_ = [
            i
            for i, claim in enumerate(claims)
            if asks_encoder(mean[i], claim.role, self.thresholds, took_step=took_step(claim))
        ]
        if open_:
            logits = self._encoded([encoder_input(claims[i]) for i in open_])
            mean[open_] = together(mean[open_], logits, self.thresholds)
        judged = [
            judgement(claim, row, float(worded[i])) for i, (claim, row) in enumerate(zip(claims, mean, strict=True))
        ]
        return self._with_statements(judged)

    def _encoded(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """The encoder's logits for ``texts``, each asked once."""
        distinct = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        logits = self.encoder.encode(list(distinct))
        return logits[[distinct[text] for text in texts]]

    def _with_statements(self, judged: Sequence[Judgement]) -> list[Judgement]:
        """Judgements with what each statement says alone, by its words, for those that can become a stance."""
        least = min(self.thresholds.expressed, self.thresholds.expressed_named)
        read = [statement for j in judged if j.expressed >= least for statement in j.claim.statements]
        if not read:
            return list(judged)
        probabilities, _ = self.words.read([statement.marked for statement in read], [{}] * len(read))
        rows = probabilities[:, : len(CLASSES)]
        found = iter(rows)
        return [
            replace(j, by_statement=np.array([next(found) for _ in j.claim.statements])) if j.expressed >= least else j
            for j in judged
        ]


def together(by_words: Probabilities, logits: npt.NDArray[Any], thresholds: Thresholds) -> Probabilities:
    """The mean of both readers, of claims that the encoder is asked of."""
    share = thresholds.encoder_weight
    mean: Probabilities = share * softmax(logits / thresholds.temperature) + (1 - share) * by_words
    return mean


def asks_encoder(by_words: Probabilities, role: Role, thresholds: Thresholds, *, took_step: bool) -> bool:
    """Whether the encoder, which takes nine tenths of the time, has something to say on a claim.

    It is not asked where the words decide, nor where they leave a stance too little even if it were certain of one.
    """
    possible = 1 - (1 - thresholds.encoder_weight) * by_words[-1] >= thresholds.expressed_of(role) or took_step
    return bool(possible and not words_decide(by_words, thresholds))


def words_decide(by_words: Probabilities, thresholds: Thresholds) -> npt.NDArray[np.bool_]:
    """Where the words alone are sure of a side, or of any stance so much that the encoder could not outvote them.

    Words less sure of neither side may drown the one clause that takes one.
    """
    share = thresholds.encoder_weight
    outvoted = (1 - share) * by_words[..., :-1].max(axis=-1) >= share
    return np.asarray(outvoted | (by_words[..., SIDES].max(axis=-1) >= thresholds.sure))


def judgement(claim: Claim, probabilities: Probabilities, worded: float | None = None) -> Judgement:
    """The judgement that class probabilities (:data:`OUTPUTS`) make."""
    expressed, given = by_rule(
        probabilities, took_step=took_step(claim), label=laid_down(claim), one_way=one_way(claim)
    )
    return Judgement(
        claim=claim, expressed=expressed, given=given, by_statement=np.empty((0, len(CLASSES))), worded=worded
    )


def by_rule(
    probabilities: Probabilities, *, took_step: bool, label: Label | None, one_way: Label | None
) -> tuple[float, Probabilities]:
    """How surely a stance is expressed, and which given that: class probabilities after what the codebook lays down."""
    expressed = float(1 - probabilities[-1])
    if took_step or label is not None:
        expressed = max(expressed, EXPRESSED_BY_RULE)
    given = probabilities[:-1] / max(probabilities[:-1].sum(), 1e-9)
    if label is not None:
        given = (1 - LAID_DOWN) * given
        given[CLASSES.index(label)] += LAID_DOWN
    if one_way is not None:
        given[CLASSES.index(one_way)] += given[MIXED]
        given[MIXED] = 0
    return expressed, given


def took_step(claim: Claim) -> bool:
    """Whether the holder is told to have taken, or to be about to take, a formal step."""
    return any(name.startswith("step:") and name.endswith((":occurred", ":announced")) for name in claim.facts)


def laid_down(claim: Claim) -> Label | None:
    """The label that a rule of the codebook gives, whatever the words around; None where none does.

    Who uses force against the target, or refuses what is with it, is critical; who refuses what is against it is
    supportive.
    """
    if any(f"does:{EventType.ASSAULT}:target:{status}" in claim.facts for status in ("occurred", "background")):
        return Label.CRITICAL
    return _only_side(backs=REFUSES_AGAINST in claim.facts, blames=REFUSES_WITH in claim.facts)


def one_way(claim: Claim) -> Label | None:
    """The side on which all coded acts of a holder toward the target are, where a report tells at length of it.

    Then it is not mixed: readers that learnt from short passages see both sides in long ones too easily. What a holder
    issues itself is left to them, for words that back and blame are seldom coded acts.
    """
    if claim.role is Role.ISSUER or len(claim.statements) < AT_LENGTH:
        return None
    done = (EventStatus.OCCURRED, EventStatus.ANNOUNCED, EventStatus.BACKGROUND)
    backs, blames = (any(f"does:target:{sign}:{status}" in claim.facts for status in done) for sign in "+-")
    return _only_side(backs=backs, blames=blames)


def _only_side(*, backs: bool, blames: bool) -> Label | None:
    if backs == blames:
        return None
    return Label.SUPPORTIVE if backs else Label.CRITICAL


def load_classifier(models: Path) -> Classifier:
    """Load the classifier of a bundle: arrays and an ONNX graph, nothing that can run code."""
    return Classifier(encoder=Encoder(models), words=load_words(models), thresholds=load_thresholds(models))


def load_thresholds(models: Path) -> Thresholds:
    """Thresholds of a bundle."""
    return Thresholds(**json.loads((models / "thresholds.json").read_text(encoding="utf-8")))


def encoder_input(claim: Claim) -> str:
    """What the encoder sees of a claim: how the holder comes in, then the words."""
    return f"{claim.role}: {claim.marked}"
