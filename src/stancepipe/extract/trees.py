"""A parsed passage as plain objects: the rules ask its words a hundred times over, and spaCy's tokens answer slowly.

spaCy makes a token anew whenever one is asked for, looks each string up by its number and finds children by walking
over everything between the edges. Here all of it is read once. Attributes have the names that they have in spaCy.
"""

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final, overload
from unicodedata import category

from spacy.attrs import DEP, HEAD, LEMMA, LOWER, ORTH, POS, SENT_START, SPACY, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc

READ: Final = (ORTH, LOWER, LEMMA, POS, TAG, DEP, SPACY, SENT_START)
"""What is read of a token, as numbers, before :data:`~spacy.attrs.HEAD`."""


class Strings(dict[int, str]):
    """Strings by their numbers in a vocabulary, each read once: the same word is then the same object."""

    def __init__(self, store: StringStore) -> None:
        """Of the vocabulary with ``store``."""
        self.store = store

    def __missing__(self, number: int) -> str:
        """The string of a number that was not asked for before."""
        found = self[number] = sys.intern(self.store[number])
        return found


class Word:
    """One token of a passage, and its place in the tree."""

    __slots__ = (
        "children", "dep_", "doc", "head", "i", "idx", "is_sent_start", "lemma_", "lower_", "pos_", "tag_", "text",
        "whitespace_",
    )  # fmt: skip

    def __init__(
        self,
        doc: "Tree",
        i: int,
        idx: int,
        text: str,
        lower: str,
        lemma: str,
        pos: str,
        tag: str,
        dep: str,
        whitespace: str,
        is_sent_start: bool,
    ) -> None:
        """Its own attributes; ``doc`` sets those of the tree."""
        self.doc = doc
        self.i = i
        self.idx = idx
        """Offset of its first code point in the passage."""
        self.text = text
        self.lower_ = lower
        self.lemma_ = lemma
        self.pos_ = pos
        self.tag_ = tag
        self.dep_ = dep
        self.whitespace_ = whitespace
        self.is_sent_start = is_sent_start
        self.head = self
        """What it hangs on; itself, where it is the root of its sentence."""
        self.children: Sequence[Word] = ()
        """What hangs on it, in the order of the text."""

    @property
    def lefts(self) -> "list[Word]":
        """What hangs on it and stands before it."""
        return [t for t in self.children if t.i < self.i]

    @property
    def rights(self) -> "list[Word]":
        """What hangs on it and stands after it."""
        return [t for t in self.children if t.i > self.i]

    @property
    def ancestors(self) -> "Iterator[Word]":
        """What it hangs on, what that hangs on, and so on up to the root."""
        word = self
        while word.head is not word:
            word = word.head
            yield word

    @property
    def subtree(self) -> "list[Word]":
        """The word and all that hangs on it, also by others, in the order of the text."""
        found = [self]
        for word in found:
            found += word.children
        return sorted(found, key=_number)

    @property
    def left_edge(self) -> "Word":
        """The first word of its subtree."""
        first = self
        found = [self]
        for word in found:
            found += word.children
            if word.i < first.i:
                first = word
        return first

    def __repr__(self) -> str:
        """The word as it stands, and where."""
        return f"{self.text}@{self.i}"


class Stretch:
    """Consecutive words of a passage, such as a sentence: from ``start`` to ``end`` (exclusive)."""

    __slots__ = ("doc", "end", "start")

    def __init__(self, doc: "Tree", start: int, end: int) -> None:
        """Of ``doc``; at least one word where its text or root is asked for."""
        self.doc = doc
        self.start = start
        self.end = end

    @property
    def start_char(self) -> int:
        """Offset of its first code point in the passage."""
        return self.doc.words[self.start].idx

    @property
    def end_char(self) -> int:
        """Offset after its last code point."""
        last = self.doc.words[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        """Its words as they stand, without the white space after them."""
        return self.doc.between(self.start, self.end)

    @property
    def root(self) -> Word:
        """The word nearest to the root of its sentence, the first of several; a mark only where nothing else is."""
        outward = [w for w in self if w.head is w or not self.start <= w.head.i < self.end]
        if len(outward) <= 1:
            return outward[0] if outward else self.doc[self.start]
        return min(outward, key=lambda w: (_is_mark(w), sum(1 for _ in w.ancestors)))

    def __iter__(self) -> Iterator[Word]:
        """Its words."""
        return iter(self.doc.words[self.start : self.end])

    def __len__(self) -> int:
        """How many words it has."""
        return self.end - self.start

    @overload
    def __getitem__(self, index: int) -> Word: ...
    @overload
    def __getitem__(self, index: slice) -> list[Word]: ...
    def __getitem__(self, index: int | slice) -> Word | list[Word]:
        """Its word or words of that number, counted from its own start."""
        return self.doc.words[self.start : self.end][index]


class Tree:
    """A parsed passage: its words in order, each with its place in the tree of its sentence."""

    __slots__ = ("sents", "text", "words")

    def __init__(self, doc: Doc, strings: Strings | None = None) -> None:
        """Read ``doc``, of which nothing is kept; ``strings`` are those of its vocabulary, where they are at hand."""
        strings = Strings(doc.vocab.strings) if strings is None else strings
        rows: Any = doc.to_array(list(READ))
        words: list[Word] = []
        idx = 0
        first: list[int] = []
        for i, (orth, lower, lemma, pos, tag, dep, space, start) in enumerate(rows.tolist()):
            if start == 1 or not i:
                first.append(i)
            text = strings[orth]
            words.append(
                Word(
                    self, i, idx, text, strings[lower], strings[lemma], strings[pos], strings[tag], strings[dep],
                    " " if space else "", start == 1,
                )
            )  # fmt: skip
            idx += len(text) + space
        self.words = words
        self.text = "".join([word.text + word.whitespace_ for word in words])
        hung: defaultdict[int, list[Word]] = defaultdict(list)
        for word, offset in zip(words, doc.to_array(HEAD).astype("int32").tolist(), strict=True):
            if offset:
                above = word.i + offset
                word.head = words[above]
                hung[above].append(word)
        for index, children in hung.items():
            words[index].children = children
        for word in words:
            if word.text == ";":
                _part(word)
        self.sents = [Stretch(self, start, end) for start, end in zip(first, [*first[1:], len(words)], strict=False)]

    def sentence(self, word: Word) -> Stretch:
        """The sentence of ``word``."""
        return self.sents[bisect_right(self.sents, word.i, key=_start) - 1]

    def between(self, start: int, end: int) -> str:
        """The words from ``start`` to ``end`` (exclusive) as they stand."""
        if start == end:
            return ""
        last = self.words[end - 1]
        return self.text[self.words[start].idx : last.idx + len(last.text)]

    def whole(self, start: int, end: int) -> str:
        """The same with the white space after the last; nothing where ``end`` comes first."""
        words = self.words
        return self.text[words[start].idx : words[end].idx if end < len(words) else None] if start < end else ""

    def covering(self, start_char: int, end_char: int) -> Stretch:
        """The words that hold any of the text between two offsets."""
        start = bisect_right(self.words, start_char, key=_offset) - 1
        if start_char == self.words[start].idx + len(self.words[start].text):
            start += 1  # the space before a word is none of the word before
        return Stretch(self, start, bisect_right(self.words, end_char - 1, key=_offset))

    def __len__(self) -> int:
        """How many words it has."""
        return len(self.words)

    def __iter__(self) -> Iterator[Word]:
        """Its words."""
        return iter(self.words)

    def __reversed__(self) -> Iterator[Word]:
        """Its words, the last first."""
        return reversed(self.words)

    @overload
    def __getitem__(self, index: int) -> Word: ...
    @overload
    def __getitem__(self, index: slice) -> Stretch: ...
    def __getitem__(self, index: int | slice) -> Word | Stretch:
        """One word, or the stretch between two."""
        if isinstance(index, slice):
            start, end, _ = index.indices(len(self.words))
            return Stretch(self, start, max(start, end))
        return self.words[index]


def _part(semicolon: Word) -> None:
    """Let a clause before ``semicolon`` stand alone where the parser made it the content of the clause after it."""
    after = semicolon.head
    beside = [t for t in after.children if semicolon.i < t.i < after.i]
    if after.head is not after or any(t.dep_ == "ccomp" for t in beside):
        return  # "it has left; it will return, Peru said"
    if any(t.dep_ in ("nsubj", "nsubjpass") for t in beside):
        for t in after.children:
            if t.dep_ == "ccomp" and t.i < semicolon.i:
                t.dep_ = "parataxis"


def _start(sentence: Stretch) -> int:
    return sentence.start


def _is_mark(word: Word) -> bool:
    """Whether ``word`` is punctuation or white space on which nothing hangs."""
    blank = word.text.isspace() or all(category(c).startswith("P") for c in word.text)
    return blank and not word.children and word.head is not word


def _number(word: Word) -> int:
    return word.i


def _offset(word: Word) -> int:
    return word.idx
