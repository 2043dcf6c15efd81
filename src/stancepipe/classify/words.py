"""The reader of words: linear models over word n-grams and coded facts of a claim.

Fitted with scikit-learn (:mod:`stancepipe.classify.training`), kept as arrays: terms, their inverse document
frequencies, facts, their scales, and one column of coefficients for each output. A file of arrays is read in a tenth
of a second, where a stored object graph took two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from stancepipe.classify.arrays import Array, load_arrays, store_arrays
from stancepipe.classify.outputs import OUTPUTS, Probabilities, softmax

WORDS: Final = "words.npz"
BREAK: Final = "\n"
"""Between names in the file; no term holds one."""
SHARE_OF_WORDS: Final = 2.0
"""Weight of n-grams beside facts."""
NGRAMS: Final[Mapping[str, Any]] = {
    "ngram_range": (1, 3), "sublinear_tf": True, "token_pattern": r"[A-Za-z][A-Za-z'-]+", "norm": "l2",
}  # fmt: skip
"""How a text becomes n-grams, for scikit-learn's ``TfidfVectorizer``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WordReader:
    """Words and facts to probabilities and an intensity."""

    ngrams: Any
    """``TfidfVectorizer`` with the terms of training."""
    facts: Any
    """``DictVectorizer`` with the facts of training."""
    scale: Array
    """Greatest absolute value of each fact in training."""
    coefficients: Array
    """Features by outputs: the classes, then the intensity."""
    intercepts: Array

    def features(self, texts: Sequence[str], facts: Sequence[Mapping[str, float]]) -> Any:
        """Sparse features, a row for each text with its facts."""
        from scipy.sparse import csr_array, hstack

        counted = csr_array(self.facts.transform(facts))
        counted.data /= self.scale[counted.indices]
        return hstack([csr_array(self.ngrams.transform(texts)) * SHARE_OF_WORDS, counted], format="csr")

    def read(self, texts: Sequence[str], facts: Sequence[Mapping[str, float]]) -> tuple[Probabilities, Array]:
        """Probabilities of :data:`OUTPUTS` and intensities (-1 to 1), a row for each text."""
        outputs = self.features(texts, facts) @ self.coefficients + self.intercepts
        return softmax(outputs[:, : len(OUTPUTS)]), np.clip(outputs[:, len(OUTPUTS)], -1, 1)


def store_words(reader: WordReader, folder: Path) -> None:
    """Write ``words.npz``."""
    terms = sorted(reader.ngrams.vocabulary_, key=reader.ngrams.vocabulary_.get)
    arrays = {
        "terms": _joined(terms),
        "idf": reader.ngrams.idf_,
        "facts": _joined(reader.facts.feature_names_),
        "scale": reader.scale,
        "coefficients": reader.coefficients,
        "intercepts": reader.intercepts,
    }
    store_arrays(
        {name: a.astype(np.float32) if a.dtype.kind == "f" else a for name, a in arrays.items()}, folder / WORDS
    )


def load_words(folder: Path) -> WordReader:
    """Read ``words.npz``.

    Raises:
        BundleError: it is not there, or not what training writes.
    """
    found = load_arrays(folder / WORDS, ("terms", "idf", "facts", "scale", "coefficients", "intercepts"))
    return word_reader(
        _names(found["terms"]), found["idf"], _names(found["facts"]),
        scale=found["scale"], coefficients=found["coefficients"], intercepts=found["intercepts"],
    )  # fmt: skip


def word_reader(
    terms: Sequence[str], idf: Array, facts: Sequence[str], *, scale: Array, coefficients: Array, intercepts: Array
) -> WordReader:
    """A reader with what training learnt."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfVectorizer

    ngrams = TfidfVectorizer(vocabulary=terms, **NGRAMS)
    ngrams.idf_ = idf.astype(np.float64)
    counted = DictVectorizer()
    counted.feature_names_ = list(facts)
    counted.vocabulary_ = {name: place for place, name in enumerate(facts)}
    return WordReader(
        ngrams=ngrams, facts=counted, scale=scale.astype(np.float64),
        coefficients=coefficients.astype(np.float64), intercepts=intercepts.astype(np.float64),
    )  # fmt: skip


def _joined(names: Sequence[str]) -> Array:
    return np.frombuffer(BREAK.join(names).encode("utf-8"), dtype=np.uint8)


def _names(joined: Array) -> list[str]:
    return joined.tobytes().decode("utf-8").split(BREAK)
