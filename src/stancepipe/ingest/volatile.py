"""Phrases that change while a text stays the same: clocks, counters, and what each carrier of it adds."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancepipe.errors import StancepipeError

LEXICON: Final = "volatile_phrases.csv"
CARRIER: Final = "carrier"
WHEN: Final = "when"
"""Kind of the rows that are no phrases but the words which ``{when}`` is made of."""
MAX_LINE: Final = 200
"""Characters of a line that is looked into; a longer one is a paragraph."""
MAX_WORDS: Final = 14
"""Words of a segment that may be volatile: a longer one is prose, whatever it begins with."""
MAX_CHARS: Final = 120
"""The same for writing without spaces."""

_SEPARATOR: Final = re.compile(r"\s*[|•·]\s*|\t+|\s{3,}|(?<=\D[.!?؟。])\s+")
_EDGES: Final = " \u00a0*_|>•·()[]-–—:,.;"
_NUMBER: Final = r"\d(?:[\d.,'’ \u00a0]{0,14}\d)?(?: ?[km])?"


@dataclass(frozen=True, kw_only=True, slots=True)
class VolatilePhrases:
    """Phrases that change while the text stays the same."""

    page: re.Pattern[str] | None = None
    """Clocks and counters: they differ from one look at a page to the next."""
    carrier: re.Pattern[str] | None = None
    """Bylines and dates: they differ from one carrier of a text to the next."""

    def blank_page(self, text: str) -> str:
        """The comparison form: ``text`` without clocks and counters; ``text`` itself if it is nothing else."""
        return _without(text, self.page)

    def blank_carrier(self, text: str) -> str:
        """``text`` without what who carried it has added."""
        return _without(text, self.carrier)


NO_PHRASES: Final = VolatilePhrases()


def load_volatile(lexicons: Path) -> VolatilePhrases:
    """The patterns of ``volatile_phrases.csv``.

    Raises:
        StancepipeError: the file is missing, or a pattern in it is none.
    """
    path = lexicons / LEXICON
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [(row["kind"], row["pattern"]) for row in csv.DictReader(stream)]
        word = "|".join(pattern for kind, pattern in rows if kind == WHEN)
        # Atomic, and parted by what no part contains: a long line of digits costs no more than its length.
        end = r"\.?(?:[\s,;()|]+|$|(?=:))"
        part = rf"(?>(?:\d{{1,2}}h\d\d|\d{{1,4}}(?:[.:/-]\d{{1,4}})*[a-zº°]{{0,4}}|{word}){end})"
        page, carrier = (
            "|".join(
                f"(?:{pattern.replace('{when}', f'(?:{part})+').replace('{n}', _NUMBER)})"
                for kind, pattern in rows
                if kind != WHEN and (kind == CARRIER) is wanted
            )
            for wanted in (False, True)
        )
        return VolatilePhrases(page=re.compile(page), carrier=re.compile(carrier))
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError, re.error) as error:
        raise StancepipeError(f"{path} could not be read as patterns of volatile phrases: {error}") from error


def _without(text: str, phrases: re.Pattern[str] | None) -> str:
    if phrases is None:
        return text
    lines = text.split("\n")
    kept = [_line_without(line, phrases) for line in lines]
    return text if kept == lines or not any(line.strip() for line in kept) else "\n".join(kept)


def _line_without(line: str, phrases: re.Pattern[str]) -> str:
    if len(line) > MAX_LINE or not line.strip():
        return line
    segments = _SEPARATOR.split(line)
    kept = [segment for segment in segments if not _is_volatile(segment, phrases)]
    return line if len(kept) == len(segments) else " ".join(kept)


def _is_volatile(segment: str, phrases: re.Pattern[str]) -> bool:
    if len(segment) > MAX_CHARS or len(segment.split()) > MAX_WORDS:
        return False
    words = segment.strip(_EDGES).lower()
    return bool(words) and phrases.fullmatch(words) is not None
