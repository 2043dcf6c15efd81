"""A small world to derive postures from: documents, stances and events made by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from stancepipe.ids import digest
from stancepipe.posture import Derived, Knowledge, derive_postures, load_knowledge
from stancepipe.records import Document, Event, PostureShift, Stance

LEXICONS = Path(__file__).resolve().parents[3] / "corpora" / "lexicons"
BUNDLE = "bundle-1"
SCORES = {"recall_envoy": -6.0, "return_envoy": 5.0, "arms_deal": 9.5, "recognise_palestine": 5.0, "vote_for": 5.0}


@dataclass
class World:
    """Evidence told so far, and what follows from it."""

    knowledge: Knowledge
    documents: list[Document] = field(default_factory=list)
    stances: list[Stance] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def document(self, day: str | None, **changes: Any) -> Document:
        """One analysed document, published on ``day`` and first seen that noon."""
        on = date.fromisoformat(day) if day else None
        values: dict[str, Any] = {
            "document_id": digest("document", str(len(self.documents))), "input_id": str(len(self.documents)),
            "url": None, "title": None, "text": "", "publisher": None, "publisher_country": None,
            "doc_type": "news_report", "published_on": on, "published_precision": "day" if on else None,
            "published_from": None, "superseded_by": None, "language": "en", "status": "analysed",
            "status_reason": None, "duplicate_of": None, "content_hash": "c1:0", "n_words": 100,
            "first_seen_at": datetime.combine(on or date(2024, 1, 1), time(12), UTC), "run_id": "run",
            "bundle_id": BUNDLE,
        }  # fmt: skip
        self.documents.append(Document(**(values | changes)))
        return self.documents[-1]

    def stance(
        self, holder: str, day: str | None, score: float, document: Document | None = None, **changes: Any
    ) -> Stance:
        """One stance, in a document of its own unless ``document`` is given."""
        document = document or self.document(day)
        label = "supportive" if score > 0.2 else "critical" if score < -0.2 else "neutral"
        values: dict[str, Any] = {
            "stance_id": digest("stance", document.document_id, holder, "ISR"), "document_id": document.document_id,
            "holder": holder, "target": "ISR", "label": label, "score": score, "confidence": 0.8, "quote": "",
            "quote_start": 0, "quote_end": 0, "n_passages": 1, "published_on": document.published_on,
            "publisher_country": document.publisher_country, "bundle_id": BUNDLE,
        }  # fmt: skip
        self.stances.append(Stance(**(values | changes)))
        return self.stances[-1]

    def event(
        self, actor: str | None, day: str | None, step: str | None, document: Document | None = None, **changes: Any
    ) -> Event:
        """One event toward Israel, in a document of its own unless ``document`` is given."""
        document = document or self.document(day)
        on = changes.get("event_on")
        if isinstance(on, str):
            changes["event_on"] = date.fromisoformat(on)
            changes.setdefault("date_precision", "day")
        when = changes.get("event_on") or document.published_on
        status = changes.get("status", "occurred")
        values: dict[str, Any] = {
            "event_id": digest("event", actor or "", "ISR", step or "SUPPORT", str(when), status),
            "document_id": document.document_id, "quote": "", "quote_start": 0, "quote_end": 0, "actor": actor,
            "actor_text": None, "actor_sector": None, "recipient": "ISR", "recipient_text": "Israel",
            "recipient_sector": None, "event_type": "SANCTION", "event_mode": None, "quad": 4, "step": step,
            "domain": "diplomatic", "status": status, "event_on": None, "date_precision": None,
            "intensity": SCORES.get(step or "", -6.0), "attributed_to": None, "toward_israel": True, "rule": "r",
            "confidence": 0.7, "bundle_id": BUNDLE,
        }  # fmt: skip
        self.events.append(Event(**(values | changes)))
        return self.events[-1]

    def derive(self, previous: Sequence[PostureShift] = (), now: str = "2026-11-22") -> Derived:
        """What follows from everything told."""
        return derive_postures(
            self.documents,
            self.stances,
            self.events,
            knowledge=self.knowledge,
            bundle_id=BUNDLE,
            previous_shifts=previous,
            now=datetime.fromisoformat(now).replace(tzinfo=UTC),
        )


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The lexicons as shipped."""
    return load_knowledge(LEXICONS)


@pytest.fixture
def world(knowledge: Knowledge) -> World:
    """An empty world."""
    return World(knowledge)
