"""Which language a text is written in."""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LANGUAGES: Final = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "hy",
    "id", "it", "ja", "ka", "ko", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv",
    "sw", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
"""Languages that governments publish in; a short list keeps a short text from being taken for, say, Volapük."""

MIN_LETTERS: Final = 20
"""Under this a text is a name or a caption, and any answer a guess."""

SAMPLE: Final = 10_000
"""Characters looked at: more changes no answer and costs time on book-length texts."""

ENGLISH_WORDS: Final = frozenset(
    "the of and to that is for by with from at which this have has had been are were be not it its they their his "
    "would will who but or said could should while where when there than after before between about into through "
    "being".split()
)
"""Words that English prose is full of; other languages write a few of them so, too, and use them seldom."""
ENGLISH_SHARE: Final = 0.2
"""Share of such words above which prose is English without asking the model, which takes nine tenths of the time that
reading a record does. Examples in 60 other languages have at most 0.07."""
PARTS: Final = 3
"""Parts of a text that must each be so: pages in two languages have one after the other."""
MIN_WORDS: Final = 40
"""Under this a share is chance."""
MAX_FOREIGN: Final = 0.03
"""Share of letters and signs outside ASCII in such a text: quotation marks and names, but no second script."""


def find_language(text: str) -> str | None:
    """ISO 639-1 code of the language of ``text``; None where there are too few letters to tell."""
    if not has_language(text):
        return None
    sample = text[:SAMPLE]
    return "en" if _is_plainly_english(sample) else _classifier()(sample)


def has_language(text: str) -> bool:
    """Whether ``text`` has letters enough to tell its language."""
    # Most texts have them in their first words.
    return any(sum(map(str.isalpha, text[:end])) >= MIN_LETTERS for end in (4 * MIN_LETTERS, SAMPLE))


def _is_plainly_english(sample: str) -> bool:
    words = sample.lower().split()
    if len(words) < MIN_WORDS or len(sample.encode("ascii", "ignore")) < (1 - MAX_FOREIGN) * len(sample):
        return False
    parts = [words[len(words) * k // PARTS : len(words) * (k + 1) // PARTS] for k in range(PARTS)]
    return all(sum(map(ENGLISH_WORDS.__contains__, part)) >= ENGLISH_SHARE * len(part) for part in parts)


@cache
def _classifier() -> "Callable[[str], str]":
    """The model, loaded on first use and once per process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(LANGUAGES)
    return lambda text: str(identifier.classify(text)[0])
