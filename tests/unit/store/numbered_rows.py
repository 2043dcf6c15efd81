"""Rows to publish: one document and one posture row per key, all of them marked with the number of their publish."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from stancepipe import records


def document(number: int, *, words: str = "Ghana regretted the decision.", **changes: Any) -> records.Document:
    fields: dict[str, Any] = {
        "document_id": f"d{number:04d}", "input_id": f"https://mfa.example/{number}", "url": None, "title": "Statement",
        "text": words, "publisher": None, "publisher_country": "GHA", "doc_type": "official_statement",
        "published_on": date(2026, 3, 1), "published_precision": "day", "published_from": "record",
        "superseded_by": None, "language": "en", "status": "analysed", "status_reason": None, "duplicate_of": None,
        "content_hash": "c1:0", "n_words": 4, "first_seen_at": datetime(2026, 3, 2, 8, 30, 0, 125, tzinfo=UTC),
        "run_id": "r1", "bundle_id": "b1",
    }  # fmt: skip
    return records.Document(**(fields | changes))


def posture(holder: str, days: int, score: float, **changes: Any) -> records.Posture:
    fields: dict[str, Any] = {
        "holder": holder, "day": date(2026, 1, 1) + timedelta(days=days), "score": score, "lower": -1.0, "upper": 1.0,
        "label": "neutral", "n_documents": 3, "n_stances": 2, "n_events": 1, "relations": "full", "bundle_id": "b1",
        "n_sources": 2, "n_own": 1, "languages": "en", "last_evidence_on": date(2026, 1, 1),
    }  # fmt: skip
    return records.Posture(**(fields | changes))


def numbered_tables(number: int, size: int = 40) -> Mapping[str, Sequence[Any]]:
    """Tables whose every row says which publish it belongs to, so that a mixture is seen."""
    return {
        "documents": [document(i, words=f"publish {number} " * (1 + number % 5)) for i in range(size + number % 7)],
        "postures": [posture("GHA", i, 1 / (1 + number)) for i in range(size + number % 5)],
    }
