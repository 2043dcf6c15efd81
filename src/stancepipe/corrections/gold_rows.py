"""Corrected readings as rows of gold, in the form of ``corpora/gold``: words, and what a person reads in them.

A row is the passage or sentence that the corrected row quotes, with every holder or event that the tables have for it.
What no correction touched in it is the pipeline's reading and is named under ``unreviewed``: a person must look at it
before the row goes into the gold.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from stancepipe.corrections.fields import MILD, ROW
from stancepipe.ids import digest
from stancepipe.records import Correction, Document, Event, Stance
from stancepipe.tables import BY_NAME
from stancepipe.vocabulary import CorrectionStatus, Label

OUTSIDE_GOVERNMENT: Final = frozenset({"OPP", "LOC", "CVL", "BUS", "NGO", "LEG"})
"""Sectors that the codebook writes down; of others a row says nothing."""
STEPS_OF_INTENSITY: Final = round(1 / MILD)
"""A score of 1 is an intensity of 3."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a corrected row was read."""

    document_id: str
    start: int
    end: int

    def overlaps(self, row: Stance | Event) -> bool:
        """Whether a row of the same document quotes some of the same words."""
        return row.document_id == self.document_id and row.quote_start < self.end and self.start < row.quote_end


def gold_lines(
    corrections: Iterable[Correction],
    documents: Mapping[str, Document],
    stances: Sequence[Stance],
    events: Sequence[Event],
) -> list[str]:
    """Lines of JSON, stances before events; corrections of documents alone give none.

    Args:
        corrections: rows of ``corrections``.
        documents: by id.
        stances: all stances as corrected.
        events: all events as corrected.
    """
    listed = [c for c in corrections if c.status == CorrectionStatus.APPLIED]
    rows = [
        _stance_row(place, documents[place.document_id], stances, reviewed)
        for place, reviewed in _places(listed, "stances", stances)
    ]
    rows += [
        _event_row(place, documents[place.document_id], events, reviewed)
        for place, reviewed in _places(listed, "events", events)
    ]
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def _places(corrections: Sequence[Correction], name: str, rows: Sequence[Any]) -> list[tuple[_Place, set[str]]]:
    """Places of corrected rows, in order, each with the keys of the rows that were corrected there."""
    keys = {c.row_key: c for c in corrections if c.table_name == name}
    quoted = {_key(name, row): (row.quote_start, row.quote_end) for row in rows if row.corrected is not None}
    found: dict[_Place, set[str]] = {}
    for key, correction in sorted(keys.items()):
        if correction.field == ROW:
            whole = json.loads(correction.found or "{}")
            start, end = whole["quote_start"], whole["quote_end"]
        else:
            start, end = quoted[key]
        found.setdefault(_Place(correction.document_id or "", start, end), set()).add(key)
    return sorted(found.items(), key=lambda pair: (pair[0].document_id, pair[0].start, pair[0].end))


def _key(name: str, row: Any) -> str:
    return " ".join(str(part) for part in BY_NAME[name].key_of(row))


def _stance_row(place: _Place, document: Document, stances: Sequence[Stance], reviewed: set[str]) -> dict[str, Any]:
    text = document.text[place.start : place.end]
    own = [s for s in stances if place.overlaps(s) and s.label is not None]
    holders = [
        {
            "holder": s.holder,
            "label": s.label,
            "intensity": _intensity(s),
            "evidence": document.text[max(s.quote_start, place.start) : min(s.quote_end, place.end)],
        }
        for s in own
    ]
    unreviewed = [s.holder for s in own if s.stance_id not in reviewed]
    return _about(place, document, text) | {"holders": holders, "unreviewed": unreviewed}


def _intensity(stance: Stance) -> int:
    steps = round(stance.score * STEPS_OF_INTENSITY)
    if stance.label == Label.SUPPORTIVE:
        return max(1, steps)
    if stance.label == Label.CRITICAL:
        return min(-1, steps)
    return 0 if stance.label == Label.NEUTRAL else max(-1, min(1, steps))


def _event_row(place: _Place, document: Document, events: Sequence[Event], reviewed: set[str]) -> dict[str, Any]:
    text = document.text[place.start : place.end]
    own = [e for e in events if place.overlaps(e)]
    unreviewed = [e.event_id for e in own if _key("events", e) not in reviewed]
    about = _about(place, document, text)
    del about["document"]  # each row of events is a document of its own
    return about | {"events": [_event(e) for e in own], "unreviewed": unreviewed}


def _event(event: Event) -> dict[str, Any]:
    coded: dict[str, Any] = {
        name: getattr(event, name)
        for name in ("actor", "actor_text", "recipient", "recipient_text", "event_type", "event_mode", "step", "status")
    }
    coded["event_on"] = event.event_on.isoformat() if event.event_on is not None else None
    coded["attributed_to"] = event.attributed_to
    sectors = {"actor_sector": event.actor_sector, "recipient_sector": event.recipient_sector}
    return coded | {name: sector for name, sector in sectors.items() if sector in OUTSIDE_GOVERNMENT}


def _about(place: _Place, document: Document, text: str) -> dict[str, Any]:
    return {
        "id": f"gc-{digest('gold', document.document_id, str(place.start), str(place.end))}",
        "document": document.document_id,
        "text": text,
        "publisher_country": document.publisher_country,
        "doc_type": document.doc_type,
        "published": document.published_on.isoformat() if document.published_on is not None else None,
    }
