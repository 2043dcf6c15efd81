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


def find_language(text: str) -> str | None:
    """ISO 639-1 code of the language of ``text``; None where there are too few letters to tell."""
    sample = text[:SAMPLE]
    if sum(map(str.isalpha, sample)) < MIN_LETTERS:
        return None
    return _classifier()(sample)


@cache
def _classifier() -> "Callable[[str], str]":
    """The model, loaded on first use and once per process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(LANGUAGES)
    return lambda text: str(identifier.classify(text)[0])
