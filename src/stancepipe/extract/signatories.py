"""Who signs a joint statement: the states listed in its title or opening, where those say that the text is joint."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancepipe.bundles import read_rows
from stancepipe.extract.naming import NameIndex
from stancepipe.extract.passages import sentences

OPENING: Final = 1_500
"""Characters in which a joint statement names its signatories."""
CLOSING: Final = 600
"""Or at the end, as signatures."""
MINIMUM: Final = 2
TOPIC: Final = re.compile(r"\b(?:on|regarding|concerning|about|against)\b.*?(?=\b(?:by|from|between)\b|$)", re.I | re.S)
"""What a heading says that the text is about: those named there do not sign."""


@dataclass(frozen=True, slots=True)
class JointHeadings:
    """What says that a text is joint, and the names to look for."""

    phrases: re.Pattern[str]
    """In lower case: sought without regard to case they take ten times as long."""
    names: NameIndex

    def signatories(self, title: str | None, text: str) -> frozenset[str]:
        """Codes of the signatories of a joint statement; empty where nothing says that it is one."""
        opening = text[:OPENING]
        if not self._says_joint(title or "") and not self._says_joint(opening):
            return frozenset()
        best: frozenset[str] = frozenset()
        parts: Sequence[str] = [
            title or "",
            *(opening[s.start : s.end] for s in sentences(opening) if self._announces(opening[s.start : s.end])),
        ]
        for part in parts:
            named = self.names.codes(TOPIC.sub(" ", part))
            if len(named) > len(best):
                best = named
        if len(best) < MINIMUM and self._says_joint(title or ""):
            best = self.names.codes(text[-CLOSING:])
        return best if len(best) >= MINIMUM else frozenset()

    def _says_joint(self, text: str) -> bool:
        return self.phrases.search(text.lower()) is not None

    def _announces(self, sentence: str) -> bool:
        """Whether a sentence of the opening lists who speaks: it says so itself, or names many in a row."""
        return self._says_joint(sentence) or len(self.names.codes(sentence)) >= 2 * MINIMUM


def load_joint_headings(lexicons: Path, names: NameIndex) -> JointHeadings:
    """Read ``joint_statements.csv``."""
    listed = [re.escape(row["phrase"].lower()) for row in read_rows(lexicons / "joint_statements.csv")]
    return JointHeadings(re.compile(r"\b(?:" + "|".join(listed) + r")\b"), names)
