"""The reader of words: linear models over word n-grams and coded facts of a claim.

Fitted with scikit-learn (:mod:`stancepipe.classify.training`), kept as arrays: terms, their inverse document
frequencies, facts, their scales, and one column of coefficients for each output. A file of arrays is read in a tenth
of a second, where a stored object graph took two.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from stancepipe.classify.arrays import Array, load_arrays, store_arrays
from stancepipe.classify.outputs import OUTPUTS, Probabilities, softmax

WORDS: Final = "words.npz"
BREAK: Final = "\n"
"""Between names in the file; no term holds one."""
SHARE_OF_WORDS: Final = 2.0
"""Weight of n-grams beside facts."""
LONGEST: Final = 3
"""Words of the longest n-gram."""
WORD: Final = re.compile(r"[A-Za-z][A-Za-z'-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class WordReader:
    """Words and facts to probabilities and an intensity."""

    terms: Mapping[str, int]
    """N-grams of training, and their columns."""
    idf: Array
    """Inverse document frequency of each."""
    facts: Mapping[str, int]
    """Facts of training, and their columns after those of the terms."""
    scale: Array
    """Greatest absolute value of each fact in training."""
    coefficients: Array
    """Features by outputs: the classes, then the intensity."""
    intercepts: Array

    def features(self, text: str, facts: Mapping[str, float]) -> tuple[list[int], Array]:
        """Columns that are not zero, and their values.

        N-grams weigh as in scikit-learn's ``TfidfVectorizer`` with ``sublinear_tf`` and rows of length 1; importing it
        would cost more than a second.
        """
        met = Counter(place for term in ngrams(text) if (place := self.terms.get(term)) is not None)
        weights = (1 + np.log(np.fromiter(met.values(), dtype=np.float64, count=len(met)))) * self.idf[list(met)]
        weights *= SHARE_OF_WORDS / (np.linalg.norm(weights) or 1.0)
        told = [(place, value) for name, value in facts.items() if (place := self.facts.get(name)) is not None]
        places = [place for place, _ in told]
        counts = np.array([value for _, value in told]) / self.scale[places] if told else np.empty(0)
        return [*met, *(len(self.terms) + place for place in places)], np.concatenate([weights, counts])

    def read(self, texts: Sequence[str], facts: Sequence[Mapping[str, float]]) -> tuple[Probabilities, Array]:
        """Probabilities of :data:`OUTPUTS` and intensities (-1 to 1), a row for each text."""
        outputs = np.empty((len(texts), len(self.intercepts)))
        for row, given in enumerate(zip(texts, facts, strict=True)):
            columns, values = self.features(*given)
            outputs[row] = values @ self.coefficients[columns] + self.intercepts
        return softmax(outputs[:, : len(OUTPUTS)]), np.clip(outputs[:, len(OUTPUTS)], -1, 1)


def store_words(reader: WordReader, folder: Path) -> None:
    """Write ``words.npz``."""
    arrays = {
        "terms": _joined(list(reader.terms)),
        "idf": reader.idf,
        "facts": _joined(list(reader.facts)),
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
    return WordReader(
        terms={term: place for place, term in enumerate(terms)}, idf=idf.astype(np.float64),
        facts={name: place for place, name in enumerate(facts)}, scale=scale.astype(np.float64),
        coefficients=coefficients.astype(np.float64), intercepts=intercepts.astype(np.float64),
    )  # fmt: skip


def ngrams(text: str) -> Iterator[str]:
    """Every run of one to :data:`LONGEST` words of ``text``, in lower case."""
    words = WORD.findall(text.lower())
    for length in range(1, LONGEST + 1):
        for first in range(len(words) - length + 1):
            yield " ".join(words[first : first + length])


def _joined(names: Sequence[str]) -> Array:
    return np.frombuffer(BREAK.join(names).encode("utf-8"), dtype=np.uint8)


def _names(joined: Array) -> list[str]:
    return joined.tobytes().decode("utf-8").split(BREAK)
