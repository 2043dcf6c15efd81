"""What a report is made from."""

from collections.abc import Sequence
from dataclasses import dataclass

from stancepipe.records import BlocDay, Document, Event, Posture, PostureShift, Run, Stance, SupportDay


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportTables:
    """The current rows of every table that the report shows."""

    documents: Sequence[Document]
    events: Sequence[Event]
    stances: Sequence[Stance]
    postures: Sequence[Posture]
    shifts: Sequence[PostureShift]
    blocs: Sequence[BlocDay]
    support: Sequence[SupportDay]
    runs: Sequence[Run]
