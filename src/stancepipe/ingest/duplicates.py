"""Which documents copy another: the same words, or nearly the same words about the same actors and figures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from stancepipe.ingest.fingerprints import MIN_WORDS, Fingerprint, Naming

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_JACCARD: Final = 0.5
"""The customary .7 misses 60 % of rewrites that change one word in twenty."""
MIN_CONTAINED: Final = 0.7
"""Share of the shorter text's shingles found in the longer: a text cut short, its end sometimes reworded."""
MIN_LENGTH_RATIO: Final = 0.4
"""A text cut short keeps about half. A short statement quoted whole in a long analysis is no copy of it."""
MAX_DAYS_APART: Final = 60
"""Copies appear within days; nearly the same words a year later are a new act (an annual message, a yearly vote)."""
ANCHOR_MASK: Final = 3
"""One shingle in four, chosen by its hash and so the same in every text, leads to candidates."""
MIN_ANCHORS: Final = 0.3
"""Share of the shorter text's anchors that a candidate shares; a copy shares at least half but for chance."""
HUBS: Final = 12
NEIGHBOURS: Final = 12
"""An anchor leads each text that holds it to the first ones published and to those published last before it: a story in
many papers meets at the first, one issue of a bulletin at its own day. All pairs of a phrase that thousands use would
be millions."""
MAX_TRIED: Final = 24
"""Families of a kind that a text is held against, beside those of the texts that it was led to."""
BLOCK: Final = 512
"""Documents whose candidates are counted at once: bounds memory at any number of documents."""
MAX_COMPARED: Final = 64
"""Texts of a family to which another is held for swapped names; bounds time where thousands copy one."""


def find_duplicates(new: Iterable[Fingerprint], known: Iterable[Fingerprint] = ()) -> dict[str, str]:
    """Document id -> id of its canonical copy, for every duplicate among ``new`` and ``known`` together.

    Texts gather around the fullest of their kind, the one that names most actors: each of the others is a near-copy of
    it and names no other actor, so no two of which each is cut differently are lost, and none with a swapped name is
    drawn in by a third. Canonical is the earliest published of a family (undated last), then the smallest id. The
    answer is one of the whole set: the same whatever the order or batching, for known documents, too.
    """
    documents = {found.document_id: found for found in (*known, *new)}
    by_hash = groupby(sorted(documents.values(), key=lambda f: (f.content_hash, *canonical_order(f))), _content_hash)
    identical = [list(copies) for _, copies in by_hash]
    long = [own for own in identical if own[0].n_words >= MIN_WORDS]
    short = [own for own in identical if own[0].n_words < MIN_WORDS]
    copies: dict[str, str] = {}
    for members in (*short, *_gather(long)):
        first, *others = sorted(members, key=canonical_order)
        copies.update({f.document_id: first.document_id for f in others if f.input_id != first.input_id})
    return copies


def canonical_order(found: Fingerprint) -> tuple[bool, date, str]:
    """Earliest published first, undated last, then by id."""
    return (found.published_on is None, found.published_on or date.max, found.document_id)


def _content_hash(found: Fingerprint) -> str:
    return found.content_hash


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """A text that has words in common with another, and the documents that carry exactly it."""

    documents: list[Fingerprint]
    naming: Naming

    @property
    def first(self) -> Fingerprint:
        return self.documents[0]

    @property
    def inputs(self) -> frozenset[str]:
        return frozenset(f.input_id for f in self.documents)

    def fullness(self) -> tuple[int, int, int, bool, date, str]:
        actors, figures = self.naming.actors, self.naming.figures
        return (-len(actors), -len(self.first.shingles), -len(figures), *canonical_order(self.first))


@dataclass(kw_only=True, slots=True)
class _Family:
    """A text and its near-copies."""

    texts: list[_Text]
    """The fullest first; it names every actor that another of them names."""
    figures: frozenset[str]
    """Of the text with most; it holds those of all."""

    inputs: frozenset[str]

    def takes(self, other: _Text) -> bool:
        """Whether one more text is of this family, if its words are: it names no one else, and nothing is swapped."""
        days = [t.first.published_on for t in (*self.texts, other) if t.first.published_on is not None]
        return (
            not (days and (max(days) - min(days)).days > MAX_DAYS_APART)
            and self.inputs.isdisjoint(other.inputs)
            and other.naming.actors <= self.texts[0].naming.actors
            and (self.figures <= other.naming.figures or other.naming.figures <= self.figures)
            and not any(_is_swapped(text.naming, other.naming) for text in self.texts[:MAX_COMPARED])
        )

    def add(self, other: _Text) -> None:
        """Add a text that this family takes."""
        self.texts.append(other)
        self.figures |= other.naming.figures
        self.inputs |= other.inputs


def _gather(identical: Sequence[list[Fingerprint]]) -> list[list[Fingerprint]]:
    """Documents by family: each text joins the fullest one that it copies."""
    ordered = sorted(identical, key=lambda own: canonical_order(own[0]))
    alike: dict[int, dict[int, _Overlap]] = defaultdict(dict)
    kinds = list(range(len(ordered)))
    for i, j in _candidates([own[0].shingles for own in ordered]):
        overlap = _overlap(ordered[i][0], ordered[j][0])
        if overlap.is_cut_short or overlap.is_reworded:
            alike[i][j] = alike[j][i] = overlap
            kinds[_root(kinds, i)] = _root(kinds, j)
    texts = {i: _Text(documents=ordered[i], naming=ordered[i][0].naming()) for i in alike}
    families: dict[int, _Family] = {}
    of_kind: dict[int, list[int]] = defaultdict(list)
    joined: dict[int, int] = {}
    for j in sorted(texts, key=lambda i: texts[i].fullness()):
        text = texts[j]
        own_kind = of_kind[_root(kinds, j)]
        joining = []
        for i in {*own_kind[:MAX_TRIED], *(joined[k] for k in alike[j] if k in joined)}:
            overlap = alike[j].get(i) or _overlap(texts[i].first, text.first)
            same_actors = texts[i].naming.actors == text.naming.actors
            if (overlap.is_cut_short or (overlap.is_reworded and same_actors)) and families[i].takes(text):
                joining.append((-overlap.contained, texts[i].fullness(), i))
        joined[j] = min(joining)[-1] if joining else j
        if joining:
            families[joined[j]].add(text)
        else:
            families[j] = _Family(texts=[text], figures=text.naming.figures, inputs=text.inputs)
            own_kind.append(j)
    alone = [own for i, own in enumerate(ordered) if i not in texts]
    return alone + [[f for text in family.texts for f in text.documents] for family in families.values()]


def _root(kinds: list[int], i: int) -> int:
    """The text that stands for all that are linked to ``i``."""
    while kinds[i] != i:
        kinds[i] = kinds[kinds[i]]
        i = kinds[i]
    return i


@dataclass(frozen=True, slots=True)
class _Overlap:
    """What two texts share of their shingles."""

    jaccard: float
    contained: float
    """Of the shorter's."""
    length_ratio: float

    @property
    def is_reworded(self) -> bool:
        """Whether most is the same, as in a paper's own edition."""
        return self.jaccard >= MIN_JACCARD

    @property
    def is_cut_short(self) -> bool:
        """Whether one is the other with less, as it must be to name an actor less."""
        return self.contained >= MIN_CONTAINED and self.length_ratio >= MIN_LENGTH_RATIO


def _overlap(a: Fingerprint, b: Fingerprint) -> _Overlap:
    ours, theirs = _unpack(a.shingles), _unpack(b.shingles)
    smaller, larger = sorted((len(ours), len(theirs)))
    shared = len(np.intersect1d(ours, theirs, assume_unique=True))
    return _Overlap(shared / (smaller + larger - shared), shared / smaller, smaller / larger)


def _is_swapped(a: Naming, b: Naming) -> bool:
    """Whether a sentence of both says the same of other actors, or with other figures."""
    ours, theirs = a.sentences - b.sentences, b.sentences - a.sentences
    return not {sentence for sentence, _ in ours}.isdisjoint(sentence for sentence, _ in theirs)


def _candidates(texts: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Pairs of places in a list of packed shingles, earliest first, that share enough anchors."""
    anchors = [found[(found & ANCHOR_MASK) == 0] for found in map(_unpack, texts)]
    if not anchors:
        return
    sizes = np.array([len(found) for found in anchors], dtype=np.int64)
    held = (np.concatenate(anchors).astype(np.uint64) << np.uint64(32)) | np.repeat(
        np.arange(len(texts), dtype=np.uint64), sizes
    )
    held.sort()
    holders = (held & np.uint64(0xFFFFFFFF)).astype(np.int32)
    starts = np.flatnonzero(np.concatenate([[True], (held[1:] ^ held[:-1]) >> np.uint64(32) != 0])).astype(np.int32)
    begins = np.repeat(starts, np.diff([*starts, len(held)]))
    del held
    # An anchor that one text alone holds leads nowhere.
    leading = np.flatnonzero(np.arange(len(begins), dtype=np.int32) > begins).astype(np.int32)
    for low in range(0, len(texts), BLOCK):
        places = leading[(holders[leading] >= low) & (holders[leading] < low + BLOCK)]
        led = []
        for k in range(HUBS):
            later = places[places - begins[places] > k]
            led.append((holders[later].astype(np.int64) << 32) | holders[begins[later] + k])
        for k in range(1, NEIGHBOURS + 1):
            later = places[places - begins[places] >= HUBS + k]
            led.append((holders[later].astype(np.int64) << 32) | holders[later - k])
        pairs, counts = np.unique(np.concatenate(led), return_counts=True)
        second, first = pairs >> 32, pairs & 0xFFFFFFFF
        enough = np.flatnonzero(counts >= MIN_ANCHORS * np.minimum(sizes[first], sizes[second]))
        yield from zip(first[enough].tolist(), second[enough].tolist(), strict=True)


def _unpack(packed: bytes) -> "NDArray[np.uint32]":
    return np.frombuffer(packed, dtype="<u4")
