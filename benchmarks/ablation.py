"""What each way to read a claim is worth, on the held-out fifth of our training passages: a table (minutes).

    .venv/bin/python benchmarks/ablation.py [--fine-tune]

All ways learn from the same four fifths of the passages and answer for the same last fifth, with five classes. What the
fine-tuned encoder said of that fifth is read from the bundle; ``--fine-tune`` trains it again instead (an hour). Time
is that of the processor, on one thread, with the parsing and coding that all share left out.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stancepipe.bundles import load_bundle, read_rows
from stancepipe.classify.calibration import calibration_error, readers, sign_right
from stancepipe.classify.encoder import Encoder
from stancepipe.classify.held_out import HELD_OUT, HeldOut, load_held_out
from stancepipe.classify.outputs import NO_STANCE, OUTPUTS
from stancepipe.classify.passages import filled_frames, written_passages
from stancepipe.classify.stance import encoder_input
from stancepipe.classify.training import (
    FOLDS,
    Example,
    choose_thresholds,
    fit_words,
    macro_f1,
    names_of,
    split_by_group,
)
from stancepipe.extract.analyst import Analyst
from stancepipe.retrain import SEED, held_out, pretrained_encoder, read_examples, training_analyst

REPOSITORY = Path(__file__).resolve().parents[1]
TIMED = 400
"""Claims of which the time of slow readers is taken."""
FOR = """support supports supported back backs backed stand stands stood solidarity friend friends friendship ally
welcome welcomes welcomed praise praises praised thank thanks thanked self-defence defend defends partner partnership
resume resumed reopen reopened embassy strengthen deepen congratulate congratulated condolences""".split()
AGAINST = """condemn condemns condemned denounce denounces denounced reject rejects rejected deplore deplores deplored
blame blames blamed accuse accuses accused crime crimes genocide occupation illegal violation violations violates
aggression sanction sanctions sanctioned recall recalled sever severed suspend suspended embargo halt outrage
protest protested summon summoned""".split()
"""A word list as one would write it in five minutes: whom words back and whom they blame is not asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One claim, and the words of its passage as they stand there."""

    example: Example
    raw: str
    """Name of the holder, then the passage."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What one way of reading said of the held-out claims."""

    name: str
    probabilities: Any
    """One row of :data:`OUTPUTS` for each claim."""
    milliseconds: float
    """Processor time of one claim."""
    sure: bool = True
    """Whether its probabilities are meant as such."""


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--fine-tune", action="store_true", help="train the encoder on the four fifths again (an hour)"
    )
    chosen = options.parse_args()
    analyst = training_analyst(REPOSITORY / "corpora" / "lexicons")
    asked = list(read_asked(REPOSITORY / "corpora", analyst))
    kept = REPOSITORY / "models" / (REPOSITORY / "models" / "CURRENT").read_text(encoding="utf-8").strip()
    held = None
    if chosen.fine_tune:
        held = held_out([a.example for a in asked], pretrained_encoder(), SEED)
    elif (kept / HELD_OUT).is_file():
        held = load_held_out(kept)
    for line in table(asked, held):
        print(line, flush=True)
    if held is None:
        print(f"\nThe fine-tuned encoder, both together and stacking need {HELD_OUT}, which `stancepipe train` writes.")


def read_asked(corpora: Path, analyst: Analyst) -> Iterator[Asked]:
    """Every training claim with its passage."""
    names = {row["iso3"]: row["name"] for row in read_rows(corpora / "lexicons" / "states.csv")}
    training = corpora / "training"
    for passage in (*written_passages(training), *filled_frames(training, corpora / "lexicons", SEED)):
        for example in read_examples([passage], analyst)[0]:
            holder = example.claim.holder
            yield Asked(example=example, raw=f"{names.get(holder, holder)}: {passage.text}")


def table(asked: Sequence[Asked], held: HeldOut | None) -> Iterator[str]:
    """Lines of the table, one for each way, as they are done."""
    learnt, told, held = divided(asked, held)
    truth = np.array([OUTPUTS.index(a.example.label) for a in told])
    if held is not None and not np.array_equal(held.truth, truth):
        sys.exit(f"{HELD_OUT} is of other training passages than these: run `stancepipe train`")
    yield f"{len(asked)} claims, {len(told)} of them held out\n"
    yield "| reader | macro-F1 | right sign | calibration error | ms a claim |"
    yield "|---|---|---|---|---|"
    for way in ways(learnt, told, held):
        p = way.probabilities
        error = calibration_error(p.max(axis=1), p.argmax(axis=1) == truth)
        yield (
            f"| {way.name} | {macro_f1(truth, p.argmax(axis=1)):.3f} | {sign_right(truth, p):.3f} "
            f"| {f'{error:.3f}' if way.sure else '–'} | {way.milliseconds:.2f} |"
        )


def divided(asked: Sequence[Asked], held: HeldOut | None) -> tuple[Sequence[Asked], Sequence[Asked], HeldOut | None]:
    """Claims to learn from and to be asked: those that the encoder was asked, as far as they are still read so."""
    if held is None:
        train, test = split_by_group([a.example for a in asked], FOLDS)
        return [asked[i] for i in train], [asked[i] for i in test], None
    named = dict(zip(names_of(a.example for a in asked), asked, strict=True))
    names = list(zip(held.passage.tolist(), held.claim.tolist(), strict=True))
    kept = [i for i, name in enumerate(names) if name in named]
    apart = set(held.passage.tolist())
    return [a for a in asked if a.example.group not in apart], [named[names[i]] for i in kept], held.at(kept)


def ways(learnt: Sequence[Asked], told: Sequence[Asked], held: HeldOut | None) -> Iterator[Answers]:
    """All ways, the simplest first."""
    yield word_list(told)
    yield facts_alone(learnt, told)
    yield words_alone(learnt, told)
    words = word_reader(learnt, told)
    yield words
    frozen = Frozen()
    for name, text in (("the words as they stand", lambda a: a.raw), ("role-marked words", marked)):
        yield frozen.answers(f"frozen MiniLM, logistic regression: {name}", learnt, told, text)
    if held is None:
        return
    thresholds = choose_thresholds(held)
    _, encoder, mean, used = readers(held, thresholds)
    milliseconds = time_of_encoder(told)
    yield Answers(name=encoder.name, probabilities=encoder.probabilities, milliseconds=milliseconds)
    share = float((held.by_words[:, :-1].max(axis=1) < thresholds.sure).mean())
    both = words.milliseconds + milliseconds
    yield Answers(name=mean.name, probabilities=mean.probabilities, milliseconds=both)
    used_time = words.milliseconds + share * milliseconds
    yield Answers(name=used.name, probabilities=used.probabilities, milliseconds=used_time)
    groups = [a.example.group for a in told]
    yield Answers(
        name="stacking: logistic regression over both, in five parts of the held-out claims",
        probabilities=stacked([held.by_words, encoder.probabilities], held.truth, groups), milliseconds=both,
    )  # fmt: skip


def marked(asked: Asked) -> str:
    """What the encoder in use is shown."""
    return encoder_input(asked.example.claim)


def word_list(told: Sequence[Asked]) -> Answers:
    """The side with more words on the lists."""
    backing, blaming = frozenset(FOR), frozenset(AGAINST)

    def label(asked: Asked) -> str:
        words = re.findall(r"[a-z-]+", asked.example.claim.marked.lower())
        good, bad = sum(w in backing for w in words), sum(w in blaming for w in words)
        if good == bad:
            return "mixed" if good else NO_STANCE
        return "supportive" if good > bad else "critical"

    answers, milliseconds = timed(lambda: [OUTPUTS.index(label(a)) for a in told], len(told))
    return Answers(
        name="word list", probabilities=np.eye(len(OUTPUTS))[answers], milliseconds=milliseconds, sure=False
    )  # fmt: skip


def facts_alone(learnt: Sequence[Asked], told: Sequence[Asked]) -> Answers:
    """Coded events, phrases and grammar of a claim, without its words."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MaxAbsScaler

    features = make_pipeline(DictVectorizer(), MaxAbsScaler())
    return regression("lexicons and coded events", features, learnt, told, lambda a: dict(a.example.claim.facts))


def words_alone(learnt: Sequence[Asked], told: Sequence[Asked]) -> Answers:
    """The n-grams of the word reader without its facts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    features = TfidfVectorizer(ngram_range=(1, 3), min_df=3, sublinear_tf=True, token_pattern=r"[A-Za-z][A-Za-z'-]+")
    return regression("word n-grams of role-marked words", features, learnt, told, lambda a: a.example.claim.marked)


def word_reader(learnt: Sequence[Asked], told: Sequence[Asked]) -> Answers:
    """The word reader in use."""
    model = fit_words([a.example for a in learnt], SEED)
    claims = [a.example.claim for a in told]
    (p, _), milliseconds = timed(lambda: model.read([c.marked for c in claims], [c.facts for c in claims]), len(told))
    return Answers(name="word n-grams, lexicons and coded events", probabilities=p, milliseconds=milliseconds)


class Frozen:
    """The pre-trained MiniLM as it is published."""

    def __init__(self) -> None:
        """Load it from its package."""
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        self._model = SentenceTransformer(str(pretrained_encoder()), device="cpu")

    def answers(
        self, name: str, learnt: Sequence[Asked], told: Sequence[Asked], text: Callable[[Asked], str]
    ) -> Answers:
        """A logistic regression over its sentence vectors of ``text``."""
        seen, shown = self._vectors([text(a) for a in learnt]), self._vectors([text(a) for a in told])
        places = {id(a): row for a, row in zip((*learnt, *told), (*seen, *shown), strict=True)}
        read = regression(name, None, learnt, told, lambda a: places[id(a)])
        few = told[:TIMED]
        _, spent = timed(lambda: [self._model.encode(text(a)) for a in few], len(few))
        return Answers(name=name, probabilities=read.probabilities, milliseconds=read.milliseconds + spent)

    def _vectors(self, texts: Sequence[str]) -> Any:
        distinct = list(dict.fromkeys(texts))
        found = dict(zip(distinct, self._model.encode(distinct, batch_size=64), strict=True))
        return [found[text] for text in texts]


def regression(
    name: str, features: Any, learnt: Sequence[Asked], told: Sequence[Asked], shown: Callable[[Asked], Any]
) -> Answers:
    """A logistic regression over ``features`` of what is ``shown``; weights as in the word reader."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    labels = [a.example.label for a in learnt]
    balance = {label: (len(labels) / (len(OUTPUTS) * labels.count(label))) ** 0.5 for label in OUTPUTS}
    last = LogisticRegression(C=2.0, max_iter=3000, class_weight=balance, random_state=SEED)
    model = make_pipeline(last) if features is None else make_pipeline(features, last)
    model.fit([shown(a) for a in learnt], labels, logisticregression__sample_weight=[a.example.weight for a in learnt])
    rows = [shown(a) for a in told]
    p, milliseconds = timed(lambda: model.predict_proba(rows), len(told))
    return Answers(name=name, probabilities=in_order(p, model), milliseconds=milliseconds)


def stacked(parts: Sequence[Any], truth: Any, groups: Sequence[str]) -> Any:
    """Answers of a logistic regression over the logarithms of ``parts``, each fifth by what the others taught."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    features = np.log(np.clip(np.hstack(parts), 1e-6, 1))
    answers = np.zeros((len(truth), len(OUTPUTS)))
    for seen, asked in GroupKFold(FOLDS).split(features, groups=groups):
        model = LogisticRegression(max_iter=3000).fit(features[seen], truth[seen])
        answers[np.ix_(asked, model.classes_)] = model.predict_proba(features[asked])
    return answers


def in_order(p: Any, model: Any) -> Any:
    """Columns in the order of :data:`OUTPUTS`."""
    return p[:, [list(model.classes_).index(name) for name in OUTPUTS]]


def time_of_encoder(told: Sequence[Asked]) -> float:
    """Milliseconds that the encoder of the bundle takes for a claim."""
    encoder = Encoder(load_bundle(REPOSITORY).models)
    texts = [marked(a) for a in told[:TIMED]]
    return timed(lambda: encoder.encode(texts), len(texts))[1]


def timed(work: Callable[[], Any], claims: int) -> tuple[Any, float]:
    """What ``work`` returns, and the milliseconds of processor time that it took for each claim."""
    start = time.process_time()
    result = work()
    return result, (time.process_time() - start) * 1000 / max(1, claims)


if __name__ == "__main__":
    main()
