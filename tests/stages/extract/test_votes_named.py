"""Whom a vote is for or against is told only where the words name it: a no to a text says nothing of its side."""

import pytest

from stancepipe.extract.analyst import Analyst, Source

pytestmark = pytest.mark.models


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Czechia voted against Israel on Friday.", "Israel"),
        ("Czechia voted against the resolution that demands an immediate and permanent ceasefire in Gaza.", None),
        ("Czechia voted against the resolution that gives Palestine additional rights in the Assembly.", None),
        ("Armenia has voted in the General Assembly for an immediate ceasefire.", None),
        ("The United States voted against the draft resolution.", None),
    ],
)
def test_a_vote_names_whom_it_is_for(analyst: Analyst, text: str, named: str | None) -> None:
    source = Source(
        document_id="d", text=text, title=None, publisher_country=None, doc_type="news_report", published_on=None,
        published_precision=None,
    )  # fmt: skip
    [reading] = analyst.read_all([source], "ISR", everything=True)
    votes = [event for event in reading.events if event.step in {"vote_for", "vote_against"}]
    assert [event.recipient_text for event in votes] == [named]
