"""The bundle in use: models, lexicons and rules, found once, verified and named by one id.

``bundle_id`` names everything of ours that can change a result while the text stays the same: the language model,
the encoder, the classifier and its thresholds, the lexicons, and the code that extracts and classifies.
"""

import csv
import hashlib
import importlib.metadata
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stancepipe.errors import BundleError

PACKAGE: Final = Path(__file__).resolve().parent
INTERPRETING_CODE: Final = ("extract", "classify")
CURRENT: Final = "CURRENT"
"""File in ``models/`` that names the bundle in use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """Where the parts of one bundle lie. Loading them is left to those who use them."""

    bundle_id: str
    root: Path
    models: Path
    spacy_model: str
    manifest: dict[str, Any]

    @property
    def lexicons(self) -> Path:
        """Folder of CSV lexicons."""
        return self.root / "corpora" / "lexicons"

    @property
    def corpora(self) -> Path:
        """Folder of corpora: lexicons, sources, gold, training, sample."""
        return self.root / "corpora"


def data_root() -> Path:
    """The folder that holds ``corpora/`` and ``models/``: inside an installed wheel, else the checkout."""
    inside = PACKAGE / "_data"
    return inside if inside.is_dir() else PACKAGE.parent.parent


def load_bundle(root: Path | None = None) -> Bundle:
    """Find and verify the bundle named by ``models/CURRENT``.

    Raises:
        BundleError: a part is missing, or a file is not the one that the manifest names.
    """
    root = root or data_root()
    current = root / "models" / CURRENT
    try:
        name = current.read_text(encoding="utf-8").strip()
        folder = root / "models" / name
        manifest_bytes = (folder / "manifest.json").read_bytes()
    except OSError as error:
        raise BundleError(f"no model bundle under {root / 'models'}: run `stancepipe train` ({error})") from error
    manifest = json.loads(manifest_bytes)
    for part, wanted in manifest["files"].items():
        if sha256_of(folder / part) != wanted:
            raise BundleError(f"models/{name}/{part} is not the file its manifest names: restore or retrain it")
    spacy_model = manifest["spacy_model"]["name"]
    _check_package(manifest["spacy_model"]["package"], manifest["spacy_model"]["version"])
    return Bundle(
        bundle_id=f"{name}-{fingerprint(root, manifest_bytes)}",
        root=root,
        models=folder,
        spacy_model=spacy_model,
        manifest=manifest,
    )


def fingerprint(root: Path, manifest_bytes: bytes) -> str:
    """Twelve hexadecimal characters over manifest, lexicons and interpreting code, in a fixed order."""
    total = hashlib.sha256(manifest_bytes)
    for path in sorted((root / "corpora" / "lexicons").glob("*.csv")):
        total.update(path.name.encode() + path.read_bytes())
    for part in INTERPRETING_CODE:
        for path in sorted((PACKAGE / part).glob("*.py")):
            total.update(f"{part}/{path.name}".encode() + path.read_bytes())
    return total.hexdigest()[:12]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file.

    Raises:
        BundleError: the file cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BundleError(f"{path} is missing from the bundle ({error.strerror})") from error


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of one lexicon, or of another CSV in the corpora. Every cell is a string: "NA" is not taken for missing.

    Raises:
        BundleError: the lexicon cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BundleError(f"lexicon {path.name} cannot be read: {error}") from error


def _check_package(package: str, version: str) -> None:
    try:
        found = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        raise BundleError(f"the language model {package}=={version} is not installed") from None
    if found != version:
        raise BundleError(f"the bundle needs {package}=={version}, but {found} is installed")
