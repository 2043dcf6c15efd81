"""Cut a text into passages, and find those that are worth a parser: cheap, exact offsets, no model.

A passage is a run of whole sentences inside one paragraph. A paragraph of usual length keeps to one subject and is read
whole where it holds a term of the gate; of a longer one only the sentences near a term are.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from stancepipe.extract.gate import Gate

PASSAGE_CHARACTERS: Final = 1_200
"""A passage grows by sentences up to this length: long enough for its pronouns, short enough for the parser."""
PARAGRAPH_CHARACTERS: Final = 1_500
"""What is longer (some 250 words) is no paragraph that keeps to one subject, but text that lost its paragraphs."""
SENTENCE_CHARACTERS: Final = 3_000
"""A "sentence" longer than this is cut at white space: text without full stops must not exhaust memory."""
CONTEXT_SENTENCES: Final = 1
"""Sentences kept on each side of a relevant one, also of the paragraphs beside it, for pronouns and speakers."""

PARAGRAPH_BREAK: Final = re.compile(r"\n[ \t\r]*\n\s*")
SENTENCE_BREAK: Final = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sgt|Capt|Maj|Sen|Rep|Gov|Prof|St|No|vs|etc|Jan|Feb|Mar|Apr|Jun|Jul|Aug|"
    r"Sept?|Oct|Nov|Dec|H\.E|U\.S|U\.N|U\.K|E\.U))\.$"
)
MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|https?://[^\s)<>\]\"”]+")
"""What a feed or an editor left in a text, and no reader would say aloud: "<p>", "(https://example.org/x)"."""
ENUMERATOR: Final = re.compile(r"\d{1,3}\.")
"""The number of a paragraph, which is no sentence."""

_PLACE: Final = r"[A-Z][\w.'’-]*(?:[ ,/]+(?:[A-Z][\w.'’-]*|de|of|and|el|al))*"
_DAY: Final = (
    r"(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\w*\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]+)"
    r"(?:,?\s+\d{4})?"
)
_AGENCY: Final = r"(?:\(\w[\w .,&/’'-]{1,40}\)|/[A-Z][\w .-]{1,30}/)"
DATELINE: Final = re.compile(
    rf"(?:\[[\w .’'-]{{2,40}}\]\s*)?{_PLACE}(?:"
    rf"[,.]?\s+{_DAY}[.,]?\s*(?:{_AGENCY}\.?\s*(?:[-–—]+\s)?|[-–—]+\s)"
    rf"|[,.]?\s*{_AGENCY}\.?\s*[-–—]+\s"
    r"|\s+--+\s)\s*"
)
"""Where and by whom a report was written: "CAIRO, May 21. /TASS/. ", "BOGOTA, May 2 (Agency) - ", "Addis Ababa -- "."""
DATELINE_CHARACTERS: Final = 90


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text: ``start`` and ``end`` count code points of the document's text."""

    start: int
    end: int
    paragraph: int


def one_line(text: str) -> str:
    """``text`` with line breaks inside a passage, tags and links turned to spaces, code point for code point."""
    if "<" in text or "://" in text:
        text = MARKUP.sub(lambda found: " " * len(found.group()), text)
    return text.replace("\n", " ").replace("\r", " ").replace("\u00a0", " ").replace("\t", " ")


def sentences(text: str) -> list[Passage]:
    """All sentences of ``text`` by punctuation, each with its paragraph's number; blank ones left out."""
    found: list[Passage] = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        for first, last in _split(text, _after_dateline(text, start, end), end):
            if text[first:last].strip():
                found.append(Passage(first, last, number))
    return found


def passages(text: str, gate: Gate | None) -> list[Passage]:
    """Passages of ``text``; with a ``gate`` only of paragraphs that hold a term, and of sentences beside one."""
    cut = sentences(text)
    if gate is not None:
        cut = _relevant(cut, [start for start, _, _ in gate.terms(text)])
    return _merge(cut)


def _relevant(cut: Sequence[Passage], hits: Iterable[int]) -> list[Passage]:
    wanted: set[int] = set()
    for index in _holding(cut, hits):
        wanted.update(range(max(0, index - CONTEXT_SENTENCES), min(len(cut), index + CONTEXT_SENTENCES + 1)))
        own = _paragraph_of(cut, index)
        if cut[own[-1]].end - cut[own[0]].start <= PARAGRAPH_CHARACTERS:
            wanted.update(own)
    return [cut[index] for index in sorted(wanted)]


def _holding(cut: Sequence[Passage], hits: Iterable[int]) -> list[int]:
    """Indices of the sentences that hold a hit, each once."""
    found = {bisect_right(cut, hit, key=attrgetter("end")) for hit in hits}
    return sorted(found - {len(cut)})


def _paragraph_of(cut: Sequence[Passage], index: int) -> range:
    """Indices of the sentences in the paragraph of one."""
    number, of = cut[index].paragraph, attrgetter("paragraph")
    return range(bisect_left(cut, number, key=of), bisect_right(cut, number, key=of))


def _merge(cut: Sequence[Passage]) -> list[Passage]:
    merged: list[Passage] = []
    for sentence in cut:
        last = merged[-1] if merged else None
        if (
            last is not None
            and last.paragraph == sentence.paragraph
            and sentence.end - last.start <= PASSAGE_CHARACTERS
            and sentence.start - last.end <= 3
        ):
            merged[-1] = Passage(last.start, sentence.end, last.paragraph)
        else:
            merged.append(sentence)
    return merged


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs between blank lines; a short line that ends without a full stop before a capital stands alone."""
    start = 0
    for gap in PARAGRAPH_BREAK.finditer(text):
        yield from _lines(text, start, gap.start())
        start = gap.end()
    yield from _lines(text, start, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a block at line ends that close a paragraph: not at the wraps of text set to a width."""
    block = text[start:end]
    lines = block.split("\n")
    longest = max((len(line) for line in lines), default=0)
    wrapped = 20 < longest <= 110 and len(lines) > 2
    first, position = start, start
    for index, line in enumerate(lines):
        position += len(line) + 1
        if index == len(lines) - 1:
            break
        following = lines[index + 1].lstrip()
        closes = bool(re.search(r"[.!?:;][\"'”’)\]]*\s*$", line)) and following[:1].isupper()
        short = len(line) < 0.6 * longest
        starts_item = bool(re.match(r"(?:[-*•–]|\d{1,2}[.)])\s", following))
        upper = following[:1].isupper() or following[:1] in "\"“‘'("
        if starts_item or (not wrapped and upper) or (wrapped and closes and short):
            yield first, position - 1
            first = position
    yield first, end


def _after_dateline(text: str, start: int, end: int) -> int:
    """Where a paragraph begins to speak: a place that a report only comes from is nobody's voice in it."""
    found = DATELINE.match(text, start, min(end, start + DATELINE_CHARACTERS))
    return found.end() if found and found.end() < end else start


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for gap in SENTENCE_BREAK.finditer(text, start, end):
        if ENUMERATOR.fullmatch(text, first, gap.start()) or ABBREVIATION.search(
            text, max(first, gap.start() - 12), gap.start()
        ):
            continue
        yield from _bounded(text, first, gap.start() + len(gap.group().rstrip()))
        first = gap.end()
    yield from _bounded(text, first, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > SENTENCE_CHARACTERS:
        cut = text.rfind(" ", start, start + SENTENCE_CHARACTERS)
        cut = cut if cut > start else start + SENTENCE_CHARACTERS
        yield start, cut
        start = cut
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
