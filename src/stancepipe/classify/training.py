"""Make the models of a bundle from ``corpora/training`` alone: fine-tune, fit, choose thresholds, export.

Fine-tuning follows the usual recipe for small encoders (cross-entropy on mean-pooled states, AdamW, linear warm-up and
decay); word embeddings and the lowest layers stay frozen, which keeps words unseen in training where pre-training put
them.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stancepipe.claims import Claim
from stancepipe.classify.calibration import fit_confidence, published_rows, published_threshold
from stancepipe.classify.held_out import HeldOut
from stancepipe.classify.outputs import CLASSES, MAX_INTENSITY, NO_STANCE, OUTPUTS, softmax
from stancepipe.classify.stance import Thresholds, encoder_input, took_step
from stancepipe.classify.words import NGRAMS, WordReader, word_reader

EPOCHS: Final = 2
BATCH: Final = 16
ENCODER_RATE: Final = 1e-4
HEAD_RATE: Final = 2e-3
WARM_UP: Final = 0.1
RAREST: Final = 3
"""An n-gram counts where it stands in so many examples."""
INTENSITY_PENALTY: Final = 3.0
"""Of the ridge regression; between 1 and 10 no figure moves by more than .03."""
SMOOTHING: Final = 0.05
MAX_TOKENS: Final = 160
CHOSEN: Final = {
    "encoder_weight": 0.55, "sure": 0.95, "expressed": 0.75, "expressed_named": 0.85, "answered": 0.35, "standing": 0.6,
}  # fmt: skip
"""How the readers are weighed, and thresholds of documents, between our own gold and long real texts. Weights of
.45 and .55 cannot be told apart; .8 gains .015 of our gold's headline and loses .02 of real texts'. Our gold, which is
short, would take .7 for a stance to be expressed; real texts, which name many states in passing, .8. The encoder asked
below .75 alone takes two thirds of the time, and costs real texts .015. ``answered`` costs .01 for every .05 more; the
lower abstains less."""
FOLDS: Final = 5
"""One of so many parts of the passages is held out."""
FROZEN_LAYERS: Final = 2
"""Of six: what they know of words and their neighbours is as good for us, and training is a quarter shorter."""
IMPLICIT_WEIGHT: Final = 0.7
"""A holder that a passage names and no annotator labelled counts as ``none``, a little less than a labelled one."""
THREADS: Final = 1
"""Fixed: another number adds up in another order and changes the last bits. The two trainings run side by side, and two
processes of one thread beat one of two."""


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
    def weight(self) -> float:
        """Weight in training."""
        return 1.0 if self.explicit else IMPLICIT_WEIGHT


def fit_words(examples: Sequence[Example], seed: int) -> WordReader:
    """Over word n-grams and facts: logistic regression to classes, ridge regression to intensities.

    The latter learns from the examples that take a position.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.preprocessing import MaxAbsScaler

    texts, facts = [e.claim.marked for e in examples], [e.claim.facts for e in examples]
    ngrams = TfidfVectorizer(min_df=RAREST, **NGRAMS).fit(texts)
    counted = DictVectorizer().fit(facts)
    unfitted = word_reader(
        list(ngrams.get_feature_names_out()), ngrams.idf_, counted.feature_names_,
        scale=MaxAbsScaler().fit(counted.transform(facts)).scale_, coefficients=np.empty(0), intercepts=np.empty(0),
    )  # fmt: skip
    features = unfitted.features(texts, facts)
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


def split_by_group(examples: Sequence[Example], folds: int) -> tuple[list[int], list[int]]:
    """Indices of a training and a held-out part; passages stay whole and the split needs no random number."""
    from sklearn.model_selection import GroupKFold

    groups = [e.group for e in examples]
    train, test = next(iter(GroupKFold(folds).split(groups, groups=groups)))
    return list(train), list(test)


class FineTuned:
    """A MiniLM with a head of five classes and one intensity."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Load the pre-trained encoder from a sentence-transformers ``folder``."""
        import torch
        from sentence_transformers import SentenceTransformer

        torch.manual_seed(seed)
        torch.set_num_threads(THREADS)
        torch.use_deterministic_algorithms(True)
        loaded = SentenceTransformer(str(folder), device="cpu")
        self.torch = torch
        self.seed = seed
        self.tokenizer: Any = loaded.tokenizer
        self.encoder: Any = loaded[0].auto_model
        self.head: Any = torch.nn.Linear(self.encoder.config.hidden_size, len(OUTPUTS) + 1)
        for part in (self.encoder.embeddings, *self.encoder.encoder.layer[:FROZEN_LAYERS]):
            for parameter in part.parameters():
                parameter.requires_grad_(False)

    def outputs(self, texts: Sequence[str]) -> Any:
        """Logits and intensity of ``texts``, with gradients."""
        encoded = self.tokenizer(list(texts), padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        mask = encoded["attention_mask"]
        states = self.encoder(input_ids=encoded["input_ids"], attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1)
        pooled = (states * weights).sum(1) / weights.sum(1)
        if self.head.training:
            pooled = self.torch.nn.functional.dropout(pooled, 0.1)
        return self.head(pooled)

    def fit(self, examples: Sequence[Example], report: Callable[[str], None]) -> None:
        """Train on ``examples``."""
        torch = self.torch
        functional = torch.nn.functional
        labels = torch.tensor([OUTPUTS.index(e.label) for e in examples])
        intensities = torch.tensor([e.intensity / MAX_INTENSITY for e in examples])
        weights = torch.tensor([e.weight for e in examples])
        texts = [encoder_input(e.claim) for e in examples]
        counts = torch.bincount(labels, minlength=len(OUTPUTS)).float()
        balance = (counts.mean() / counts).sqrt()
        trainable = [p for p in self.encoder.parameters() if p.requires_grad]
        optimiser = torch.optim.AdamW(
            [{"params": trainable, "lr": ENCODER_RATE}, {"params": self.head.parameters(), "lr": HEAD_RATE}],
            weight_decay=0.01,
        )
        steps = EPOCHS * -(-len(texts) // BATCH)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.0, (steps - step) / steps)
        )
        self.encoder.train()
        self.head.train()
        for epoch in range(EPOCHS):
            total = 0.0
            for batch in _batches([len(t) for t in texts], self.seed + epoch):
                out = self.outputs([texts[i] for i in batch])
                loss = (
                    functional.cross_entropy(
                        out[:, : len(OUTPUTS)],
                        labels[batch],
                        weight=balance,
                        label_smoothing=SMOOTHING,
                        reduction="none",
                    )
                    * weights[batch]
                ).mean() + functional.mse_loss(torch.tanh(out[:, len(OUTPUTS)]), intensities[batch])
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(trainable, 1.0)
                optimiser.step()
                schedule.step()
                total += loss.item()
            report(f"epoch {epoch + 1} of {EPOCHS}: loss {total / (steps / EPOCHS):.3f}")
        self.encoder.eval()
        self.head.eval()

    def predict(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Outputs without gradients, in order."""
        rows = []
        with self.torch.no_grad():
            for first in range(0, len(texts), 64):
                rows.append(self.outputs(texts[first : first + 64]).numpy())
        return np.concatenate(rows)


def _batches(lengths: Sequence[int], seed: int) -> Iterator[list[int]]:
    """Shuffled batches of examples of like length."""
    order = np.random.default_rng(seed).permutation(len(lengths))
    for first in range(0, len(order), BATCH * 8):
        chunk = sorted(order[first : first + BATCH * 8].tolist(), key=lambda i: lengths[i])
        for start in range(0, len(chunk), BATCH):
            yield chunk[start : start + BATCH]


def held_out(examples: Sequence[Example], folder: Path, seed: int) -> HeldOut:
    """Train both readers on four fifths of the passages and let them judge the last fifth."""
    train, test = split_by_group(examples, FOLDS)
    model = FineTuned(folder, seed)
    model.fit([examples[i] for i in train], lambda line: None)
    logits = model.predict([encoder_input(examples[i].claim) for i in test])[:, : len(OUTPUTS)]
    return answers_to([examples[i] for i in test], logits, fit_words([examples[i] for i in train], seed))


def answers_to(asked: Sequence[Example], logits: npt.NDArray[Any], words: WordReader) -> HeldOut:
    """What the encoder (its ``logits``) and the fitted reader of words say of ``asked``, beside what is true."""
    by_words, worded = words.read([e.claim.marked for e in asked], [e.claim.facts for e in asked])
    statements = [s.marked for e in asked for s in e.claim.statements]
    return HeldOut(
        truth=np.array([OUTPUTS.index(e.label) for e in asked]),
        by_encoder=logits,
        by_words=by_words,
        intensity=np.array([e.intensity / MAX_INTENSITY for e in asked]),
        worded=worded,
        role=np.array([e.claim.role.value for e in asked]),
        took_step=np.array([took_step(e.claim) for e in asked]),
        explicit=np.array([e.explicit for e in asked]),
        n_statements=np.array([len(e.claim.statements) for e in asked]),
        by_statement=words.read(statements, [{}] * len(statements))[0][:, : len(CLASSES)],
    )


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
