"""What is needed of a text to tell whether it copies another: its runs of words, and whom and what it names."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from zlib import crc32

import numpy as np

from stancepipe.ingest.volatile import NO_PHRASES, VolatilePhrases

SHINGLE: Final = 4
"""Words of a shingle."""
MIN_WORDS: Final = 50
"""A shorter text is a duplicate only when identical."""
MIN_SKELETON: Final = 2
"""Plain words by which a sentence is known again when names and figures in it are others."""

_WORD: Final = re.compile(r"\w+")
_PLAIN: Final = re.compile(r"\b[^\W\d_A-Z]\w*")
_SENTENCE_END: Final = re.compile(r"(?<=[a-z\d][a-z\d][a-z\d)”\"’'][.!?])\s+|[\n؟。]+")
_MONTHS: Final = {
    m: m[:3] for m in "january february march april may june july august september october november december".split()
}
_SHORT_MONTHS: Final = {m: m[:3] for m in "jan feb mar apr may jun jul aug sep sept oct nov dec march".split()}
_SPELLED: Final = {
    **{m: short for m, short in _MONTHS.items() if m not in ("may", "march")},
    **{d: d for d in "monday tuesday wednesday thursday friday saturday sunday".split()},
    **{
        word: str(n)
        for n, word in enumerate(
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty".split(),
            start=2,
        )
    },
    **{word: str(n) for n, word in enumerate("third fourth fifth sixth seventh eighth ninth tenth".split(), start=3)},
    **{word: str(10 * n) for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)},
}
"""Figures and days in words; "one" and "second" mean too much else."""
_FACTORS: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """Whom and what a text names."""

    actors: frozenset[str]
    figures: frozenset[str]
    """Numbers and days."""
    sentences: frozenset[tuple[int, str]]
    """A sentence, known by its plain words, with each actor and figure in it; known by its length, too, with all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fingerprint:
    """What is needed of a document to tell whether it copies another."""

    document_id: str
    input_id: str
    content_hash: str
    n_words: int
    published_on: date | None
    shingles: bytes
    """Sorted 32-bit hashes of its shingles, packed."""
    naming: Callable[[], Naming]
    """Asked only of a text that has the words of another in common; most have not."""


def fingerprint(
    *, document_id: str, input_id: str, content_hash: str, text: str, published_on: date | None,
    actors: Callable[[str], frozenset[str]], volatile: VolatilePhrases = NO_PHRASES,
    text_again: Callable[[], str] | None = None,
) -> Fingerprint:  # fmt: skip
    """The fingerprint of a text; a short one needs no more than its hash.

    Args:
        document_id: its id.
        input_id: id of its input; revisions of one are no copies of each other.
        content_hash: of its words.
        text: the whole text.
        published_on: day, if known.
        actors: finds codes of the actors that a text names.
        volatile: what the page or the carrier adds, in which no actor or figure counts.
        text_again: brings the text where it is needed again, so that the fingerprint need not hold it.
    """
    n_words = len(text.split())
    return Fingerprint(
        document_id=document_id,
        input_id=input_id,
        content_hash=content_hash,
        n_words=n_words,
        published_on=published_on,
        shingles=_shingles(text) if n_words >= MIN_WORDS else b"",
        naming=partial(_naming_of, text_again or (lambda: text), actors, volatile),
    )


def _figures(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    different = set(words)
    found = {word.lstrip("0").rstrip("stndrh") or "0" for word in different if word[0].isdigit()}
    if found and not different.isdisjoint(_SHORT_MONTHS):
        beside = zip(words, [*words[1:], "-"], ["-", *words], strict=False)
        found.update(_SHORT_MONTHS[w] for w, *two in beside if w in _SHORT_MONTHS and any(x[0].isdigit() for x in two))
    found.update(_SPELLED[word] for word in different & _SPELLED.keys())
    return frozenset(found)


def _naming_of(text: Callable[[], str], actors: Callable[[str], frozenset[str]], volatile: VolatilePhrases) -> Naming:
    said = volatile.blank_carrier(volatile.blank_page(text()))
    all_actors: set[str] = set()
    all_figures: set[str] = set()
    sentences: set[tuple[int, str]] = set()
    for sentence in _SENTENCE_END.split(said):
        named, figures = actors(sentence), _figures(sentence)
        all_actors |= named
        all_figures |= figures
        plain = [word for word in _PLAIN.findall(sentence) if word not in _SPELLED]
        if len(plain) >= MIN_SKELETON:
            names = sorted(named | figures)
            sentences.update((_hash(plain), name) for name in names)
            # Of two sentences with as many words one cannot be the other with a name less.
            sentences.add((_hash([str(len(sentence.split())), *plain]), " ".join(names)))
    return Naming(actors=frozenset(all_actors), figures=frozenset(all_figures), sentences=frozenset(sentences))


def _hash(words: Iterable[str]) -> int:
    return crc32(" ".join(words).encode("utf-8", "surrogatepass"))


def _shingles(text: str) -> bytes:
    """Sorted hashes of all runs of words, by vectors: a hash per word, mixed over neighbours."""
    words = " ".join(_WORD.findall(text.casefold())).encode("utf-8", "surrogatepass").split(b" ")
    hashes = np.fromiter(map(crc32, words), dtype=np.uint64, count=len(words))
    n = len(words) - SHINGLE + 1
    if n < 1:
        return b""
    mixed = np.zeros(n, dtype=np.uint64)
    for k, factor in enumerate(_FACTORS[:SHINGLE]):
        mixed = (mixed ^ (mixed >> np.uint64(29))) + hashes[k : k + n] * factor
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _FACTORS[0]
    found = (mixed >> np.uint64(32)).astype("<u4")
    found.sort()
    packed: bytes = found[np.concatenate([[True], found[1:] != found[:-1]])].tobytes()
    return packed
