"""Lines that belong to a page and not to its text: photo credits, share buttons, cookie notes, subscriptions."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancepipe.bundles import data_root

LEXICON: Final = "page_furniture.csv"
MAX_LINE: Final = 200
"""Furniture is short; a longer line is prose that merely begins like a credit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Furniture:
    """Patterns of whole lines."""

    patterns: tuple[re.Pattern[str], ...] = ()

    def remove(self, text: str) -> str:
        """``text`` without furniture lines; every other line stays as it is."""
        kept: list[str] = []
        removed = False
        for line in text.split("\n"):
            if self.is_furniture(line):
                removed = True
                continue
            if removed and not line.strip() and (not kept or not kept[-1].strip()):
                continue  # the blank line that set the removed one off
            removed = False
            kept.append(line)
        return "\n".join(kept)

    def is_furniture(self, line: str) -> bool:
        """Whether the whole line is furniture."""
        words = line.strip(" \t*_|>•·-–—")
        return 0 < len(words) <= MAX_LINE and any(pattern.fullmatch(words) for pattern in self.patterns)


def load_furniture(lexicons: Path | None, report: Callable[[str], None]) -> Furniture:
    """The patterns of ``page_furniture.csv``; without the file none, and a word about it.

    Args:
        lexicons: folder of the lexicons; None means those that came with this code.
        report: told if the file is missing or a pattern is broken.
    """
    folder = lexicons or data_root() / "corpora" / "lexicons"
    patterns = []
    try:
        with (folder / LEXICON).open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream), start=2):
                try:
                    patterns.append(re.compile(row["pattern"], re.IGNORECASE))
                except (re.error, KeyError, TypeError) as error:
                    report(f"{LEXICON} line {number}: not a pattern ({error}); it is left out")
    except (OSError, UnicodeDecodeError, csv.Error):
        report(f"{LEXICON} could not be read: photo credits and the like stay in the texts")
    return Furniture(patterns=tuple(patterns))
