"""Formal steps in sentences of our own that shaped the patterns: what was found once is found again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stancepipe.analysis import Analysed, source_of
from stancepipe.extract.analyst import Analyst
from stancepipe.gold import _record, read_gold, score_events
from stancepipe.intake import document_of

SENTENCES = Path(__file__).parents[3] / "corpora" / "training" / "events_steps.jsonl"
FLOORS = {"steps": 0.84, "status": 0.85, "direction": 0.95, "dated": 0.94}
"""A little below the scores of the day on which the sentences were last gone through."""

pytestmark = pytest.mark.models


def test_scores_stay_above_their_floors(analyst: Analyst) -> None:
    rows = read_gold(SENTENCES)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    sources = [source_of(document_of(_record(r), run_id="t", bundle_id="t", now=now)) for r in rows]
    analysed = [Analysed(events=r.events) for r in analyst.read_all(sources, "ISR", everything=True)]
    scores = score_events(list(zip(rows, analysed, strict=True)))
    assert {name: scores[name] for name, floor in FLOORS.items() if scores[name] < floor} == {}
