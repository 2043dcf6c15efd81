"""Events of a text are scored against the gold's one to one."""

from datetime import date
from typing import Any

import pytest

from stancepipe.analysis import Analysed
from stancepipe.gold import match_events, score_events
from stancepipe.records import Event


def found(actor: str | None, step: str | None, status: str, *, on: date | None = None) -> Event:
    return Event(
        event_id="e", document_id="d", quote="q", quote_start=0, quote_end=1, actor=actor, actor_text=None,
        actor_sector=None, recipient="ISR", recipient_text=None, recipient_sector=None, event_type="SANCTION",
        event_mode=None, quad=4, step=step, domain="diplomatic", status=status, event_on=on, date_precision=None,
        intensity=-5.0, attributed_to=None, toward_israel=True, rule="r", confidence=0.9, bundle_id="b",
    )  # fmt: skip


def gold(actor: str, step: str | None, status: str, on: str | None = None) -> dict[str, Any]:
    return {
        "actor": actor,
        "recipient": "ISR",
        "event_type": "SANCTION",
        "step": step,
        "status": status,
        "event_on": on,
    }


RECALL = "recall_envoy"


@pytest.mark.parametrize(
    ("told", "answered", "status"),
    [
        # each of two recalls is held against its own, whatever the order
        ([("PER", "occurred"), ("CHL", "denied")], [("CHL", "denied"), ("PER", "occurred")], 1.0),
        # one found event answers for one of the gold, the one whose actor it has
        ([("PER", "occurred"), ("CHL", "denied")], [("CHL", "denied")], 1.0),
        # status has no say: the right actor with the wrong status is matched and is wrong
        ([("PER", "occurred"), ("CHL", "denied")], [("PER", "denied"), ("CHL", "occurred")], 0.0),
        # an actor that was not found leaves the match to what is left over
        ([("PER", "occurred"), ("CHL", "denied")], [(None, "occurred"), ("CHL", "denied")], 1.0),
    ],
)
def test_status_is_compared_event_by_event(
    told: list[tuple[str, str]], answered: list[tuple[str | None, str]], status: float
) -> None:
    row = {"events": [gold(actor, RECALL, s) for actor, s in told]}
    analysed = Analysed(events=tuple(found(actor, RECALL, s) for actor, s in answered))
    assert score_events([(row, analysed)])["status"] == status


def test_a_step_of_the_gold_matches_no_other_step() -> None:
    assert match_events([gold("PER", RECALL, "occurred")], [found("PER", "expel_envoy", "occurred")]) == []


def test_as_many_are_matched_as_can_be() -> None:
    # the event without a step could take the recall by its actor; the recall of the gold then had none
    plain, recall = gold("PER", None, "occurred"), gold("CHL", RECALL, "occurred")
    other, own = found("CHL", None, "occurred"), found("PER", RECALL, "occurred")
    assert match_events([plain, recall], [own, other]) == [(plain, other), (recall, own)]


def test_the_date_is_that_of_the_matched_event() -> None:
    row = {"events": [gold("PER", RECALL, "occurred", "2024-05-02"), gold("CHL", RECALL, "occurred", "2024-05-03")]}
    events = (
        found("CHL", RECALL, "occurred", on=date(2024, 5, 3)),
        found("PER", RECALL, "occurred", on=date(2024, 5, 2)),
    )
    assert score_events([(row, Analysed(events=events))])["dated"] == 1.0
