"""Reading one text of a scenario, and writing its events so short that a table can hold them."""

from collections.abc import Callable
from datetime import date

import pytest

from stancepipe.extract.analyst import Analyst, Reading, Source
from stancepipe.records import Event

Read = Callable[..., Reading]


@pytest.fixture
def read(analyst: Analyst) -> Read:
    """``read(text, ...)``: the reading of one text, parsed as a whole."""

    def reading(
        text: str,
        *,
        published: date | None = None,
        precision: str = "day",
        publisher: str | None = None,
        doc_type: str = "news_report",
        title: str | None = None,
        target: str = "ISR",
        everything: bool = True,
    ) -> Reading:
        source = Source(
            document_id="d1",
            text=text,
            title=title,
            publisher_country=publisher,
            doc_type=doc_type,
            published_on=published,
            published_precision=precision if published is not None else None,
        )
        return next(iter(analyst.read_all([source], target, everything=everything)))

    return reading


@pytest.fixture
def short() -> Callable[[Event], str]:
    """An event as ``BRA recall_envoy>ISR announced``: its step or else its type, and its status unless it occurred."""

    def written(event: Event) -> str:
        status = "" if event.status == "occurred" else f" {event.status}"
        return f"{event.actor or '?'} {event.step or event.event_type}>{event.recipient or '?'}{status}"

    return written
