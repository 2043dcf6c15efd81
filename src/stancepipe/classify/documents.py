"""From judged passages to stances: one row per (document, holder, target)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from stancepipe.classify.outputs import CLASSES, MIXED, Probabilities
from stancepipe.classify.quotes import quote_of
from stancepipe.classify.stance import Judgement, Thresholds
from stancepipe.ids import digest
from stancepipe.records import Stance
from stancepipe.vocabulary import Label

LEANING: Final = 1 / 3
"""Where nobody is backed or blamed, a text still leans to the side of which it speaks: however long, by less than the
mildest stance of the guide's scale, too little to carry a posture across its line. Speeches at the United Nations that
were neutral by their words and spoke of one side alone went with votes for that side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StanceDocument:
    """What a stance row takes over from its document."""

    document_id: str
    text: str
    published_on: date | None
    publisher_country: str | None


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
            rows.append(_stance(document, (holder, target), expressed, _score(told), thresholds, bundle_id))
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
    start, end = quote_of(told, best)
    return Stance(
        stance_id=digest("stance", document.document_id, holder, target),
        document_id=document.document_id,
        holder=holder,
        target=target,
        label=label.value if label is not None else None,
        score=round(score, 4),
        confidence=round(thresholds.confidence_of(float(probabilities[best])), 4),
        quote=document.text[start:end],
        quote_start=start,
        quote_end=end,
        n_passages=len({j.claim.passage_start for j in told}),
        published_on=document.published_on,
        publisher_country=document.publisher_country,
        bundle_id=bundle_id,
    )


def _score(told: Sequence[Judgement]) -> float:
    """Mean intensity of all passages, -1 to 1, and where they are neutral the side of which they speak."""
    weights = [j.expressed for j in told]
    intensity = np.average([j.intensity for j in told], weights=weights)
    neutral = np.average([j.given[CLASSES.index(Label.NEUTRAL)] for j in told], weights=weights)
    target, other = sum(j.claim.of_target for j in told), sum(j.claim.of_other_side for j in told)
    leaning = LEANING * neutral * (target - other) / (target + other + 1)
    return float(np.clip(intensity + leaning, -1, 1))


def combine(told: Sequence[Judgement], standing: float) -> Probabilities:
    """Probabilities of :data:`CLASSES` for a document from those of its passages.

    Passages that take a side weigh more than neutral ones: a speech that blames once and asks for peace five times
    is critical. Backing and criticism that both stand make the document mixed.
    """
    sides = np.array([j.given for j in told])
    weights = np.array([j.expressed for j in told]) * (1.25 - sides[:, CLASSES.index(Label.NEUTRAL)])
    mean: Probabilities = np.average(sides, axis=0, weights=weights)
    both = min(sides[:, CLASSES.index(label)].max() for label in (Label.SUPPORTIVE, Label.CRITICAL))
    if len(told) > 1 and both >= standing:
        mean = mean * (1 - both)
        mean[MIXED] += both
    return np.asarray(mean / mean.sum(), dtype=np.float64)
