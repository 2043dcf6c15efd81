"""From claims to stances: probabilities per passage, then one stance per (document, holder, target).

A passage is judged by two readers: a fine-tuned MiniLM that sees the words with the roles marked, and a logistic
regression over word n-grams and the coded events. Their mean is what counts; a class of its own, ``none``, means
that the passage names the holder without expressing its position.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.claims import Claim, Role
from stancepipe.classify.encoder import Encoder
from stancepipe.ids import digest
from stancepipe.records import Stance
from stancepipe.vocabulary import Label

CLASSES: Final = (Label.SUPPORTIVE, Label.CRITICAL, Label.MIXED, Label.NEUTRAL)
NO_STANCE: Final = "none"
OUTPUTS: Final = (*(label.value for label in CLASSES), NO_STANCE)
"""Order of the classifier's outputs; the encoder appends one intensity."""
MAX_INTENSITY: Final = 3.0

EXPRESSED_BY_STEP: Final = 0.9
"""Who takes a formal step takes a position, whatever the words around it."""
MEAN_INTENSITY: Final = np.array([1.8, -2.0, -0.2, 0.0])
"""Mean intensity of :data:`CLASSES` in the training corpus. An intensity read off the encoder alone was a worse guide
to votes at the United Nations than the two readers' classes; it helps training all the same, as a second task."""

Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """When a passage or a document counts; chosen on held-out passages and read from the bundle."""

    encoder_weight: float
    """Share of the encoder in the mean of the two readers."""
    temperature: float
    """By which the encoder's logits are divided."""
    expressed: float
    """A holder that issues, speaks or acts has a row where a passage expresses a stance with this probability."""
    expressed_named: float
    """The same for a holder that a passage only names."""
    answered: float
    """A row has a label where the most probable one has this probability."""
    standing: float
    """A document is mixed where backing and criticism each reach this probability in some passage."""

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

    @property
    def intensity(self) -> float:
        """Expected intensity, -1 to 1, given that a stance is expressed."""
        return float(self.given @ MEAN_INTENSITY) / MAX_INTENSITY


@dataclass(frozen=True, kw_only=True, slots=True)
class StanceDocument:
    """What a stance row takes over from its document."""

    document_id: str
    text: str
    published_on: date | None
    publisher_country: str | None


@dataclass(frozen=True, slots=True)
class Classifier:
    """Both readers of passages and their thresholds."""

    encoder: Encoder
    words: Any
    """A scikit-learn pipeline over rows of :func:`stancepipe.classify.training.row_of`."""
    thresholds: Thresholds

    def judge(self, claims: Sequence[Claim]) -> list[Judgement]:
        """One judgement per claim, in order."""
        if not claims:
            return []
        outputs = self.encoder.encode([encoder_input(claim) for claim in claims])
        by_encoder = softmax(outputs[:, : len(OUTPUTS)] / self.thresholds.temperature)
        by_words = self.words.predict_proba([row_of(claim) for claim in claims])
        by_words = by_words[:, [list(self.words.classes_).index(name) for name in OUTPUTS]]
        share = self.thresholds.encoder_weight
        mean = share * by_encoder + (1 - share) * by_words
        return [judgement(claim, row) for claim, row in zip(claims, mean, strict=True)]


def judgement(claim: Claim, probabilities: Probabilities) -> Judgement:
    """The judgement that class probabilities (:data:`OUTPUTS`) make."""
    expressed = float(1 - probabilities[-1])
    if any(name.startswith("step:") and name.endswith((":occurred", ":announced")) for name in claim.facts):
        expressed = max(expressed, EXPRESSED_BY_STEP)
    given = probabilities[:-1] / max(probabilities[:-1].sum(), 1e-9)
    return Judgement(claim=claim, expressed=expressed, given=given)


def load_classifier(models: Path) -> Classifier:
    """Load the classifier of a bundle; skops checks the types in the file, nothing is unpickled."""
    import skops.io

    path = models / "words.skops"
    return Classifier(
        encoder=Encoder(models),
        words=skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path) and TRUSTED),
        thresholds=Thresholds(**json.loads((models / "thresholds.json").read_text(encoding="utf-8"))),
    )


TRUSTED: Final = ["stancepipe.classify.stance.claim_text", "stancepipe.classify.stance.claim_facts"]
"""Our own functions inside the stored pipeline; anything else that skops does not know is refused."""


def row_of(claim: Claim) -> dict[str, Any]:
    """What the word reader sees of a claim."""
    return {"text": claim.marked, "facts": dict(claim.facts)}


def claim_text(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Texts of rows, for the word vectoriser."""
    return [row["text"] for row in rows]


def claim_facts(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, float]]:
    """Facts of rows, for the dictionary vectoriser."""
    return [row["facts"] for row in rows]


def encoder_input(claim: Claim) -> str:
    """What the encoder sees of a claim: how the holder comes in, then the words."""
    return f"{claim.role}: {claim.marked}"


def softmax(logits: npt.NDArray[Any]) -> Probabilities:
    """Row-wise softmax."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float64)


def stances_of(
    document: StanceDocument, judgements: Sequence[Judgement], thresholds: Thresholds, bundle_id: str
) -> list[Stance]:
    """One row for every (holder, target) whose stance some passage of ``document`` expresses."""
    by_pair: dict[tuple[str, str], list[Judgement]] = {}
    for judged in judgements:
        by_pair.setdefault((judged.claim.holder, judged.claim.target), []).append(judged)
    rows = []
    for (holder, target), told in sorted(by_pair.items()):
        expressed = [j for j in told if j.expressed >= thresholds.expressed_of(j.claim.role)]
        if expressed:
            score = float(np.average([j.intensity for j in told], weights=[j.expressed for j in told]))
            rows.append(_stance(document, (holder, target), expressed, score, thresholds, bundle_id))
    return rows


def _stance(
    document: StanceDocument,
    pair: tuple[str, str],
    told: Sequence[Judgement],
    score: float,
    thresholds: Thresholds,
    bundle_id: str,
) -> Stance:
    probabilities = combine(told, thresholds.standing)
    best = int(np.argmax(probabilities))
    label = CLASSES[best] if probabilities[best] >= thresholds.answered else None
    holder, target = pair
    carrier = max(told, key=lambda j: (j.expressed * j.given[best], -j.claim.quote_start)).claim
    return Stance(
        stance_id=digest("stance", document.document_id, holder, target),
        document_id=document.document_id,
        holder=holder,
        target=target,
        label=label.value if label is not None else None,
        score=round(score, 4),
        confidence=round(float(probabilities[best]), 4),
        quote=document.text[carrier.quote_start : carrier.quote_end],
        quote_start=carrier.quote_start,
        quote_end=carrier.quote_end,
        n_passages=len({j.claim.passage_start for j in told}),
        published_on=document.published_on,
        publisher_country=document.publisher_country,
        bundle_id=bundle_id,
    )


def combine(told: Sequence[Judgement], standing: float) -> Probabilities:
    """Probabilities of :data:`CLASSES` for a document from those of its passages.

    Passages that take a side weigh more than neutral ones: a speech that blames once and asks for peace five times
    is critical. Backing and criticism that both stand make the document mixed.
    """
    sides = np.array([j.given for j in told])
    weights = np.array([j.expressed for j in told]) * (1.25 - sides[:, CLASSES.index(Label.NEUTRAL)])
    mean: Probabilities = np.average(sides, axis=0, weights=weights)
    backing = float(sides[:, CLASSES.index(Label.SUPPORTIVE)].max())
    blame = float(sides[:, CLASSES.index(Label.CRITICAL)].max())
    if len(told) > 1 and min(backing, blame) >= standing:
        both = min(backing, blame)
        mean = mean * (1 - both)
        mean[CLASSES.index(Label.MIXED)] += both
    return np.asarray(mean / mean.sum(), dtype=np.float64)
