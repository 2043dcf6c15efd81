"""Who issues an official statement: its publisher, the bloc or state that its heading names, or all who sign it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from stancepipe.bundles import read_rows
from stancepipe.extract.naming import NameIndex
from stancepipe.extract.passages import one_line, sentences
from stancepipe.extract.voices import may_hold
from stancepipe.vocabulary import BLOCS

OPENING: Final = 1_500
"""Characters in which a joint statement names its signatories."""
CLOSING: Final = 600
"""Or at the end, as signatures."""
MINIMUM: Final = 2
MANY: Final = 4
"""So many names in a row, as the subject of a sentence, sign a joint statement."""
TOPIC: Final = re.compile(
    r"\b(?:on|regarding|concerning|about|against|following|after|to|at|before|for|toward|towards)\b"
    r".*?(?=\b(?:by|from|between|of)\b|$)",
    re.I | re.S,
)
"""What a heading says that the text is about, or where it was held: those named there do not issue it."""
STATEMENT: Final = re.compile(r"\b(?:statement|communiqu[eé]|declaration|conclusions)\b", re.I)
SPOKEN: Final = re.compile(STATEMENT.pattern + r"|\b(?:address|remarks|speech|debate|intervention)\b", re.I)
ROW: Final = re.compile(
    r"[\s,;:*–—-]*(?:(?:and|of|the|both|with|prime|foreign|ministers?|presidents?|chancellors?|leaders|governments|heads|states?"
    r"|(?>[A-Z][\w'’.]*(?:-+[\w'’.]+)*))[\s,;:–—-]+)*"
)
"""What may stand between two of a row of names: offices and their holders, no verb. A word is taken whole: a hyphen
that could belong to it or part it from the next would be tried both ways, which doubles the time with each."""


@dataclass(frozen=True, slots=True)
class Headings:
    """What says that a text is joint, and the names to look for."""

    phrases: re.Pattern[str]
    """In lower case: sought without regard to case they take ten times as long."""
    names: NameIndex

    def issuer(self, title: str | None, publisher: str | None) -> str | None:
        """Who speaks as "we": the bloc whose statement the heading says it is, else the publisher.

        A statement or speech without a publisher is issued by the one state or bloc of its heading; by the United
        Nations, where many speak, only where nobody else is named.
        """
        named = self._named(title or "")
        alone = named - {"UN"} or named
        if len(alone) != 1:
            return publisher
        (code,) = alone
        if publisher is None:
            return code if may_hold(code) and SPOKEN.search(title or "") else None
        return code if code in BLOCS - {"UN"} and STATEMENT.search(title or "") else publisher

    def signatories(self, title: str | None, text: str, publisher: str | None = None) -> frozenset[str]:
        """Codes of the signatories of a joint statement; empty where nothing says that it is one."""
        title, opening = title or "", one_line(text[:OPENING])
        joint = self._says_joint(title)
        if not joint and not self._says_joint(opening):
            return frozenset()
        titled = self._named(title) if joint else frozenset[str]()
        if titled and publisher is not None and titled.isdisjoint(BLOCS):
            titled |= {publisher}
        many = len(titled) < MINIMUM
        lists = [titled, *(self._listed(opening[s.start : s.end], many=many) for s in sentences(opening))]
        best = max(lists, key=len)
        if joint and not best:
            best = self.names.codes(one_line(text[-CLOSING:]))
        return best if len(best) >= MINIMUM else frozenset()

    def _named(self, title: str) -> frozenset[str]:
        return self.names.codes(TOPIC.sub(" ", title))

    def _says_joint(self, text: str) -> bool:
        return self.phrases.search(text.lower()) is not None

    def _listed(self, sentence: str, *, many: bool) -> frozenset[str]:
        """The first row of names in a sentence that says who speaks; with ``many`` in one that begins with many."""
        for row in self._rows(sentence):
            codes = frozenset(code for _, code in row)
            if len(codes) >= MINIMUM:
                begins = many and len(codes) >= MANY and ROW.fullmatch(sentence, 0, row[0][0])
                return codes if begins or self._says_joint(sentence) else frozenset()
        return frozenset()

    def _rows(self, sentence: str) -> Iterator[list[tuple[int, str]]]:
        """Names that follow one another with nothing but offices between them, each with its place."""
        places = sorted(self.names.places(sentence), key=lambda place: (place[0], -place[1]))
        whole = [p for i, p in enumerate(places) if all(p[1] > other[1] for other in places[:i])]
        row: list[tuple[int, str]] = [(start, code) for start, _, code in whole[:1]]
        for (_, end, _), (start, _, code) in pairwise(whole):
            if not ROW.fullmatch(sentence, end, start):
                yield row
                row = []
            row.append((start, code))
        yield row


def load_headings(lexicons: Path, names: NameIndex) -> Headings:
    """Read ``joint_statements.csv``."""
    listed = [re.escape(row["phrase"].lower()) for row in read_rows(lexicons / "joint_statements.csv")]
    return Headings(re.compile(r"\b(?:" + "|".join(listed) + r")\b"), names)
