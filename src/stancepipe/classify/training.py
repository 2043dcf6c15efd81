"""What training learns from, the reader of words that is fitted to it, and the thresholds that are chosen by it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.claims import Claim
from stancepipe.classify.calibration import fit_confidence, published_rows, published_threshold
from stancepipe.classify.held_out import HeldOut
from stancepipe.classify.outputs import CLASSES, MAX_INTENSITY, NO_STANCE, OUTPUTS, softmax
from stancepipe.classify.passages import FRAMED
from stancepipe.classify.stance import Thresholds, laid_down, one_way, took_step
from stancepipe.classify.words import WordReader, ngrams, word_reader
from stancepipe.ids import digest
from stancepipe.vocabulary import Label

RAREST: Final = 3
"""An n-gram or a fact counts where it stands in so many examples."""
INTENSITY_PENALTY: Final = 3.0
"""Of the ridge regression; between 1 and 10 no figure moves by more than .03."""
CHOSEN: Final = {
    "encoder_weight": 0.45, "sure": 0.75,
    "expressed": 0.75, "expressed_named": 0.7, "answered": 0.35, "standing": 0.6,
}  # fmt: skip
"""How the readers are weighed, and thresholds of documents, between our own gold and long real texts. More weight of
the encoder helps our gold and costs real texts. Our gold, which is short, would take .7 for a stance to be expressed;
real texts, which name many states in passing, .85. Words that are .75 sure are right as often as the mean of both.
``answered`` costs .01 for every .05 more; the lower abstains less."""
FOLDS: Final = 5
"""One of so many parts of the passages is held out."""
IMPLICIT_WEIGHT: Final = 0.7
"""A holder that a passage names and no annotator labelled counts as ``none``, a little less than a labelled one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One labelled claim."""

    claim: Claim
    label: str
    intensity: int
    group: str
    """Passage it comes from; a passage is never split between training and test."""
    explicit: bool

    @property
    def framed(self) -> bool:
        """Whether its passage is a filled frame."""
        return self.group.startswith(FRAMED)

    @property
    def weight(self) -> float:
        """Weight in training."""
        return 1.0 if self.explicit else IMPLICIT_WEIGHT


def fit_words(examples: Sequence[Example], seed: int) -> WordReader:
    """Over word n-grams and facts: logistic regression to classes, ridge regression to intensities.

    The latter learns from the examples that take a position.
    """
    from sklearn.linear_model import LogisticRegression, Ridge

    unfitted = _vocabulary_of(examples)
    features = _matrix(unfitted, examples)
    counts = Counter(e.label for e in examples)
    balance = {label: (len(examples) / (len(counts) * n)) ** 0.5 for label, n in counts.items()}
    classes = LogisticRegression(C=2.0, max_iter=3000, class_weight=balance, random_state=seed)
    classes.fit(features, [e.label for e in examples], sample_weight=[e.weight for e in examples])
    order = [list(classes.classes_).index(name) for name in OUTPUTS]
    taken = [i for i, e in enumerate(examples) if e.label != NO_STANCE]
    intensity = Ridge(alpha=INTENSITY_PENALTY)
    intensity.fit(features[taken], [examples[i].intensity / MAX_INTENSITY for i in taken])
    return replace(
        unfitted,
        coefficients=np.vstack([classes.coef_[order], intensity.coef_]).T,
        intercepts=np.append(classes.intercept_[order], intensity.intercept_),
    )


def _vocabulary_of(examples: Sequence[Example]) -> WordReader:
    """A reader that knows the n-grams and facts of ``examples``, and nothing of what they tell."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import MaxAbsScaler

    met = Counter(name for e in examples for name in e.claim.facts)
    facts = [{name: n for name, n in e.claim.facts.items() if met[name] >= RAREST} for e in examples]
    terms = TfidfVectorizer(analyzer=lambda text: list(ngrams(text)), min_df=RAREST).fit(
        e.claim.marked for e in examples
    )
    counted = DictVectorizer().fit(facts)
    return word_reader(
        list(terms.get_feature_names_out()), terms.idf_, counted.feature_names_,
        scale=MaxAbsScaler().fit(counted.transform(facts)).scale_, coefficients=np.empty(0), intercepts=np.empty(0),
    )  # fmt: skip


def _matrix(reader: WordReader, examples: Sequence[Example]) -> Any:
    """Sparse features, a row for each example."""
    from scipy.sparse import csr_array

    rows = [reader.features(e.claim.marked, e.claim.facts) for e in examples]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.fromiter((place for places, _ in rows for place in places), dtype=np.int32, count=starts[-1])
    shape = len(rows), len(reader.terms) + len(reader.facts)
    matrix = csr_array((np.concatenate([values for _, values in rows]), columns, starts), shape=shape)
    matrix.sort_indices()
    return matrix


def split_by_group(examples: Sequence[Example], folds: int) -> tuple[list[int], list[int]]:
    """Indices of a training and a held-out part of one in ``folds``; passages stay whole.

    Where a passage falls is told by its name alone, so that other passages, or other claims in them, move none.
    """
    part = [int(digest("fold", e.group), 16) % folds == 0 for e in examples]
    return [i for i, held in enumerate(part) if not held], [i for i, held in enumerate(part) if held]


def names_of(examples: Iterable[Example]) -> Iterator[tuple[str, str]]:
    """Passage of each example, and which claim of the passage it is: by its holder, numbered where frames share one."""
    met: Counter[tuple[str, str]] = Counter()
    for e in examples:
        key = e.group, e.claim.holder
        yield e.group, f"{e.claim.holder}-{met[key]}"
        met[key] += 1


def answers_to(asked: Sequence[Example], logits: npt.NDArray[Any], words: WordReader) -> HeldOut:
    """What the encoder (its ``logits``) and the fitted reader of words say of ``asked``, beside what is true."""
    claims = [e.claim for e in asked]
    by_words, worded = words.read([claim.marked for claim in claims], [claim.facts for claim in claims])
    return HeldOut(
        passage=np.array([e.group for e in asked]),
        claim=np.array([claim for _, claim in names_of(asked)]),
        truth=np.array([OUTPUTS.index(e.label) for e in asked]),
        by_encoder=logits,
        by_words=by_words,
        intensity=np.array([e.intensity / MAX_INTENSITY for e in asked]),
        worded=worded,
        role=np.array([claim.role.value for claim in claims]),
        took_step=np.array([took_step(claim) for claim in claims]),
        laid_down=_places(map(laid_down, claims)),
        one_way=_places(map(one_way, claims)),
        framed=np.array([e.framed for e in asked]),
    )


def _places(labels: Iterable[Label | None]) -> npt.NDArray[np.int64]:
    return np.array([-1 if label is None else CLASSES.index(label) for label in labels], dtype=np.int64)


def choose_thresholds(held: HeldOut) -> Thresholds:
    """Temperature and the scale of confidence by likelihood on the held-out part, and from it the published threshold.

    The rest is :data:`CHOSEN`.
    """
    temperature = min(
        (t / 10 for t in range(5, 31)),
        key=lambda t: -np.log(softmax(held.by_encoder / t)[np.arange(len(held.truth)), held.truth] + 1e-9).mean(),
    )
    raw = Thresholds(temperature=temperature, **CHOSEN)
    slope, shift = fit_confidence(published_rows(held, raw))
    fitted = replace(raw, confidence_slope=round(slope, 4), confidence_shift=round(shift, 4))
    return replace(fitted, published=published_threshold(published_rows(held, fitted)))


def macro_f1(truth: npt.NDArray[Any], answer: npt.NDArray[Any]) -> float:
    """Macro-F1 over :data:`OUTPUTS`."""
    from sklearn.metrics import f1_score

    return float(f1_score(truth, answer, labels=list(range(len(OUTPUTS))), average="macro", zero_division=0))


def save_thresholds(thresholds: Thresholds, folder: Path) -> None:
    """Write ``thresholds.json``."""
    text = json.dumps(asdict(thresholds), indent=2, sort_keys=True)
    (folder / "thresholds.json").write_text(text + "\n", encoding="utf-8")
