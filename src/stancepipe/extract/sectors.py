"""The PLOVER sector of a party, by the words of its phrase: government, parliament, army, court, firm, crowd."""

from typing import Final

from stancepipe.extract.actors import ActorMention
from stancepipe.extract.lexicons import Lexicons
from stancepipe.extract.trees import Word

LONGEST: Final = 5
"""Words of an office that are looked up together."""
PRIVATE: Final = frozenset({"OPP", "LOC"})
"""Sectors that act for no state."""


def sector_of(head: Word, start: int, name: ActorMention | None, lexicons: Lexicons) -> str | None:
    """The sector of the longest known office in the phrase of ``head``; "former" makes it FORMER.

    ``start`` is the first word of the phrase, ``name`` the mention that ``head`` itself is part of, if any.
    """
    # the words of a name are no office: the European Union is no union
    end = name.start if name is not None else head.i + 1
    words = [t.lower_.replace("’", "'") for t in head.doc.words[start:end]]
    for word in words:
        if word in ("former", "ex", "late") or word.startswith("ex-"):
            return "FORMER"
    if "opposition" in words:
        return "OPP"
    heads, offices = lexicons.office_heads, lexicons.offices
    after = head.doc.words[head.i + 1 : head.i + 3]
    if name is None and len(after) > 1 and after[0].lower_ == "of":
        whole = offices.get(f"{head.lower_} of {after[1].lower_}")  # "the Chamber of Deputies"
        if whole is not None:
            return whole
    ends = [i for i, w in enumerate(words, start=1) if w in heads or (w.endswith("s") and _singular(w) in heads)]
    for length in range(min(LONGEST, len(words)), 0, -1) if ends else ():
        for end in reversed(ends):
            phrase = " ".join(words[end - length : end]) if length <= end else ""
            found = offices.get(phrase) or offices.get(_singular(phrase))
            if found is not None:
                return found
    return None


def _singular(phrase: str) -> str:
    if phrase.endswith("ies"):
        return phrase[:-3] + "y"
    return phrase[:-1] if phrase.endswith("s") else phrase
