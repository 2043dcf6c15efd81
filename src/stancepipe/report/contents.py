"""What a report is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stancepipe.records import BlocDay, Document, Event, Posture, PostureShift, Run, Stance, SupportDay


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """What changed between two revisions of one document."""

    before: Document
    after: Document
    parts: Sequence[tuple[str, str]]
    """Runs of words, each with ``kept``, ``added``, ``removed`` or ``left out``, in the order of reading."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportTables:
    """The current rows of every table that the report shows."""

    documents: Sequence[Document]
    """They may come without their text, where ``words`` brings those that are quoted."""
    events: Sequence[Event]
    stances: Sequence[Stance]
    postures: Sequence[Posture]
    shifts: Sequence[PostureShift]
    blocs: Sequence[BlocDay]
    support: Sequence[SupportDay]
    runs: Sequence[Run]
    edits: Sequence[Edit] = ()
    """Of documents that were changed after they were first read, the latest first."""
    words: Mapping[str, Document] | None = None
    """Documents by id, with their text."""
