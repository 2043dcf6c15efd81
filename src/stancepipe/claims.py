"""What passes from extraction to classification: one holder in one passage, with the words and the facts read there."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

REFUSES_WITH: Final = "refuses:with"
"""Fact of a claim: the holder refuses or blocks what is with the target."""
REFUSES_AGAINST: Final = "refuses:against"
"""Fact of a claim: the holder refuses or blocks what is against the target."""


class Role(StrEnum):
    """How a passage brings a holder in."""

    ISSUER = "issuer"
    """It issued the document."""
    SPEAKER = "speaker"
    """Its words are reported or quoted."""
    ACTOR = "actor"
    """It does something in the passage."""
    NAMED = "named"
    """It is only named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One sentence of a passage that concerns the holder: what may be quoted."""

    marked: str
    """As in :class:`Claim`."""
    start: int
    end: int
    acts: int
    """Weight of the heaviest coded act of the holder told there; 0 where there is none."""
    relevant: bool
    """Whether it names the target, or what stands for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One (passage, holder, target): what a classifier is asked about.

    ``marked`` is the passage with the holder, the target and all other states replaced by the same three words
    everywhere, so that no model can learn which country usually says what. ``facts`` are counts of coded events and
    grammatical facts by name. Offsets count code points of the document's text.
    """

    holder: str
    target: str
    role: Role
    marked: str
    facts: Mapping[str, float]
    statements: tuple[Statement, ...]
    passage_start: int
    of_target: int = 0
    """How often its words speak of the target."""
    of_other_side: int = 0
    """How often they speak of the other side of the target's conflict."""
