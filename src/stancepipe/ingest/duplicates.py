"""Which documents copy another: the same words, or nearly the same words about the same actors."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHINGLE: Final = 4
"""Words of a shingle."""
MIN_WORDS: Final = 50
"""A shorter text is a duplicate only when identical."""
MIN_JACCARD: Final = 0.5
"""The customary .7 misses 60 % of rewrites that change one word in twenty."""
MIN_CONTAINED: Final = 0.8
"""Share of the shorter text's shingles found in the longer: a text cut short, its end sometimes reworded."""
MIN_LENGTH_RATIO: Final = 0.4
"""A text cut short keeps about half. A short statement quoted whole in a long analysis is no copy of it."""
MAX_DAYS_APART: Final = 60
"""Copies appear within days; nearly the same words a year later are a new act (an annual message, a yearly vote)."""
PERMUTATIONS: Final = 128
BANDS: Final = 32
"""With four rows a band, 87 % of pairs at Jaccard .5 and 99 % at .6 become candidates."""
SEED: Final = 42
MIN_SENTENCE: Final = 8
"""Words from which a sentence is a sign of a common origin."""
MAX_SHARED: Final = 50
"""A sentence in more documents than this is boilerplate and points to no original."""

_WORD: Final = re.compile(r"\w+")
_SENTENCE_END: Final = re.compile(r"[.!?。؟\n]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """What is needed of a document to tell whether it copies another."""

    document_id: str
    input_id: str
    content_hash: str
    n_words: int
    published_on: date | None
    actors: frozenset[str]
    """Whom the text names; texts that name others are no copies of each other, however alike their words."""
    shingles: bytes
    """Sorted 32-bit hashes of its shingles, packed."""
    sentences: bytes
    """Sorted 32-bit hashes of its longer sentences, packed."""


def fingerprint(
    *, document_id: str, input_id: str, content_hash: str, text: str, published_on: date | None,
    actors: frozenset[str],
) -> Fingerprint:  # fmt: skip
    """The fingerprint of a text; a short one needs no shingles."""
    n_words = len(text.split())
    words = _WORD.findall(text.casefold()) if n_words >= MIN_WORDS else []
    sentences = _SENTENCE_END.split(text.casefold()) if words else []
    return Fingerprint(
        document_id=document_id,
        input_id=input_id,
        content_hash=content_hash,
        n_words=n_words,
        published_on=published_on,
        actors=actors,
        shingles=_pack(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)),
        sentences=_pack(
            " ".join(found) for sentence in sentences if len(found := _WORD.findall(sentence)) >= MIN_SENTENCE
        ),
    )


def find_duplicates(new: Iterable[Fingerprint], known: Iterable[Fingerprint] = ()) -> dict[str, str]:
    """Document id -> id of its canonical copy, for every duplicate among ``new`` and ``known`` together.

    Documents are taken in canonical order, earliest published first (undated last), then smallest id. Each copies the
    earliest canonical document that it matches itself, or is canonical: no chains, and the same answer whatever the
    order or batching. So a known document is in the answer, too, and a new, earlier one can become its canonical copy.
    """
    import rensa

    documents = {found.document_id: found for found in (*known, *new)}
    ordered = sorted(documents.values(), key=canonical_order)
    common = Counter(h for found in ordered for h in _unpack(found.sentences).tolist())
    index = rensa.RMinHashLSH(threshold=MIN_JACCARD, num_perm=PERMUTATIONS, num_bands=BANDS)
    by_sentence: dict[int, list[int]] = defaultdict(list)
    canonical_of_hash: dict[str, int] = {}
    copies: dict[str, str] = {}
    for i, found in enumerate(ordered):
        original = canonical_of_hash.get(found.content_hash)
        if original is not None and ordered[original].input_id == found.input_id:
            original = None
        if original is None and found.n_words >= MIN_WORDS:
            minhash = rensa.RMinHash(num_perm=PERMUTATIONS, seed=SEED)
            minhash.update([found.shingles[k : k + 4] for k in range(0, len(found.shingles), 4)])
            telling = [h for h in _unpack(found.sentences).tolist() if common[h] <= MAX_SHARED]
            candidates = {*index.query(minhash), *(k for h in telling for k in by_sentence[h])}
            original = next((k for k in sorted(candidates) if is_near_copy(found, ordered[k])), None)
            if original is None:
                index.insert(i, minhash)
                for h in telling:
                    by_sentence[h].append(i)
        canonical_of_hash.setdefault(found.content_hash, i if original is None else original)
        if original is not None:
            copies[found.document_id] = ordered[original].document_id
    return copies


def canonical_order(found: Fingerprint) -> tuple[bool, date, str]:
    """Earliest published first, undated last, then by id."""
    return (found.published_on is None, found.published_on or date.max, found.document_id)


def is_near_copy(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether ``a`` copies ``b``, if not word for word.

    Texts that name different actors never do; but a copy that is cut short may name fewer than its original.
    """
    if a.input_id == b.input_id or not a.actors <= b.actors or min(a.n_words, b.n_words) < MIN_WORDS:
        return False
    if a.published_on and b.published_on and abs((a.published_on - b.published_on).days) > MAX_DAYS_APART:
        return False
    ours, theirs = _unpack(a.shingles), _unpack(b.shingles)
    shared = len(np.intersect1d(ours, theirs, assume_unique=True))
    smaller, larger = sorted((len(ours), len(theirs)))
    if shared == 0:
        return False
    if a.actors != b.actors and shared / max(1, len(ours)) < MIN_CONTAINED:
        return False
    if shared / (smaller + larger - shared) >= MIN_JACCARD:
        return True
    return smaller / larger >= MIN_LENGTH_RATIO and shared / smaller >= MIN_CONTAINED


def _pack(parts: Iterator[str]) -> bytes:
    hashes = {blake2b(part.encode("utf-8", "surrogatepass"), digest_size=4).digest() for part in parts}
    return b"".join(sorted(hashes))


def _unpack(packed: bytes) -> "NDArray[np.uint32]":
    return np.frombuffer(packed, dtype=">u4").astype(np.uint32)
