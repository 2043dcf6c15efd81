"""Junk of every kind is read without an error, and what is found in it lies where it says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stancepipe.extract.analyst import Source

pytestmark = pytest.mark.models

WORDS = st.sampled_from(
    ["Israel", "Norway's", "recalled", "its", "ambassador", "from", "Tel Aviv", "said", "that", "will", "not", "if",
     "condemned", "by", "and", "Hamas", "in 2009", "on Monday", "\n", "\n\n", ".", "?", '"', ",", "—", "🇮🇱", "ישראל",
     "\u00a0", "İ",
     "on 31 February", "0000-00-00", "999 years ago", "e\u0301", "\u200f", "\ufeff", "'s", "(", "May", "to"]
)  # fmt: skip
SENTENCES = st.lists(WORDS, max_size=40).map(" ".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(SENTENCES, st.text(max_size=200)), published=st.one_of(st.none(), st.dates()))
def test_junk_is_read(analyst, text, published):
    sources = [
        Source(
            document_id="d1",
            text=text,
            title=text[:20],
            publisher_country="NOR",
            doc_type=doc_type,
            published_on=published,
            published_precision="day" if published else None,
        )
        for doc_type in ("official_statement", "news_report")
    ]
    for everything in (True, False):
        for reading in analyst.read_all(sources, "ISR", everything=everything):
            for mention in reading.mentions:
                assert text[mention.start_char : mention.end_char] == mention.text
            for event in reading.events:
                assert text[event.quote_start : event.quote_end] == event.quote
            for claim in reading.claims:
                assert all(0 <= s.start < s.end <= len(text) for s in claim.statements)
                assert claim.holder != "ISR"
            assert len({(e.event_id, e.quote_start) for e in reading.events}) == len(reading.events)


def test_reading_again_gives_the_same(read):
    text = "Norway and Chile condemned Israel. On Monday Kenya recalled its ambassador from Tel Aviv."
    assert read(text) == read(text)


def test_a_text_without_a_sentence_is_an_empty_reading(read):
    for text in ("", " ", "\n\n\n", "\u00a0", "..."):
        reading = read(text)
        assert (reading.mentions, reading.events, reading.claims) == ((), (), ())


def test_a_text_is_read_alike_alone_and_in_a_batch(analyst):
    texts = [
        "Norway condemned Israel.",
        "",
        "No actor is here.",
        "It praised Israel.",
        "Chile recalled its ambassador from Israel.",
    ]
    sources = [
        Source(
            document_id="d1",
            text=t,
            title=None,
            publisher_country=None,
            doc_type="other",
            published_on=None,
            published_precision=None,
        )
        for t in texts
    ]
    together = list(analyst.read_all(sources, "ISR"))
    alone = [next(iter(analyst.read_all([s], "ISR"))) for s in sources]
    assert together == alone


def test_the_gate_keeps_text_about_others_from_the_parser(read):
    text = "Norway condemned Belarus. Kenya met Peru."
    assert read(text, everything=False).mentions == ()
    assert read(text, everything=True).mentions != ()
