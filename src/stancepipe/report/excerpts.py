"""A quote in its context: a few words before and after, cut at sentences where the text has them."""

import re
from dataclasses import dataclass
from typing import Final

CONTEXT: Final = 200
"""Code points on each side: about one long sentence, enough to see who speaks and of what."""
LONGEST_QUOTE: Final = 1200
"""A longer quote is shown by its beginning, so that one document without full stops cannot swell the page."""
SENTENCE_END: Final = re.compile(r"[.!?\u2026\u061f\u3002][\"'\u2019\u201d\u00bb)\]]*\s+")
BLANKS: Final = re.compile(r"\s+")
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Excerpt:
    """What is shown: ``before``, the quote and ``after``; an ellipsis stands where a sentence was cut."""

    before: str
    quote: str
    after: str
    shortened: bool
    """Whether the quote itself goes on."""


def excerpt(text: str, start: int, end: int, quote: str) -> Excerpt:
    """The quote with its context; without context where ``text[start:end]`` is not the quote."""
    if len(quote) > LONGEST_QUOTE:
        before = _before(text, start) if text[start:end] == quote else ""
        return Excerpt(before=before, quote=quote[:LONGEST_QUOTE], after=ELLIPSIS, shortened=True)
    if not 0 <= start < end or text[start:end] != quote:
        return Excerpt(before="", quote=quote, after="", shortened=False)
    return Excerpt(before=_before(text, start), quote=quote, after=_after(text, end), shortened=False)


def _before(text: str, start: int) -> str:
    window = text[max(0, start - CONTEXT) : start]
    if start <= CONTEXT:
        return BLANKS.sub(" ", window.lstrip())
    end_of_another = SENTENCE_END.search(window)
    if end_of_another:
        return BLANKS.sub(" ", window[end_of_another.end() :])
    blank = BLANKS.search(window)
    return ELLIPSIS + BLANKS.sub(" ", window[blank.end() if blank else 0 :])


def _after(text: str, end: int) -> str:
    window = text[end : end + CONTEXT]
    if end + CONTEXT >= len(text):
        return BLANKS.sub(" ", window.rstrip())
    ends = list(SENTENCE_END.finditer(window))
    if ends:
        return BLANKS.sub(" ", window[: ends[-1].end()].rstrip())
    kept = window.rsplit(None, 1)[0] if BLANKS.search(window.strip()) else window
    return BLANKS.sub(" ", kept) + ELLIPSIS
