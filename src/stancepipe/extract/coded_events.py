"""One coded event, and what its coding needs to know beside its sentence."""

from dataclasses import dataclass

from stancepipe.extract.event_dates import Dated
from stancepipe.extract.parties import Party
from stancepipe.extract.patterns import Pattern, Patterns
from stancepipe.extract.trees import Stretch, Word
from stancepipe.vocabulary import EventStatus, EventType, Step


@dataclass(frozen=True, slots=True)
class Coding:
    """What an event needs to know that does not stand in its sentence."""

    patterns: Patterns
    governors: dict[tuple[str, str], EventStatus]
    speech_verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """One event of a passage; tokens, not yet offsets of the document."""

    actor: Party | None
    recipient: Party | None
    event_type: EventType
    pattern: Pattern
    status: EventStatus
    dated: Dated | None
    attributed_to: str | None
    toward_israel: bool
    sentence: Stretch
    trigger: Word
    confidence: float

    @property
    def step(self) -> Step | None:
        """The step, where the type was not changed to a promise or refusal."""
        return self.pattern.step
