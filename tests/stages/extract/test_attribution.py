"""Who says so: reported speech, quotations and "according to"."""

import pytest

pytestmark = pytest.mark.models

TOLD = [
    ("France said that Iran accused Israel.", ("IRN", "ISR", "FRA")),
    ("Iran accused Israel.", ("IRN", "ISR", None)),
    ("Iran said that it condemned Israel.", ("IRN", "ISR", None)),
    ("Israel killed two guards, Syria said.", ("ISR", "SYR", "SYR")),
    ("According to Lebanon, Israel bombed Iran.", ("ISR", "IRN", "LBN")),
    ("Israel bombed Iran, according to the foreign ministry of Iraq.", ("ISR", "IRN", "IRQ")),
    ("The foreign minister of Qatar said that Israel had attacked Syria.", ("ISR", "SYR", "QAT")),
    ("Egypt's president told reporters that Israel attacked Syria.", ("ISR", "SYR", "EGY")),
    ('"Israel attacked Syria," the Turkish foreign minister said.', ("ISR", "SYR", "TUR")),
    ('The Turkish foreign minister said: "Israel attacked Syria."', ("ISR", "SYR", "TUR")),
    ("Moscow claims that Ukraine shelled Belarus.", ("UKR", "BLR", "RUS")),
    ("Pakistan alleged that India had bombed Afghanistan.", ("IND", "AFG", "PAK")),
    ("Reporters said that Iran accused Israel.", ("IRN", "ISR", None)),
    # the outermost who has a code
    ("Germany said that France said that Iran accused Israel.", ("IRN", "ISR", "DEU")),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_the_source_of_what_is_told(read, text, expected):
    told = {(e.actor, e.recipient, e.attributed_to) for e in read(text).events if e.event_type in ("ACCUSE", "ASSAULT")}
    assert expected in told


def test_a_statement_speaks_for_its_issuer(read):
    reading = read(
        "We condemn Israel. Our ministry has recalled the ambassador to Israel.",
        publisher="CHL",
        doc_type="official_statement",
    )
    assert {(e.actor, e.recipient, e.event_type, e.attributed_to) for e in reading.events} >= {
        ("CHL", "ISR", "ACCUSE", None),
        ("CHL", "ISR", "SANCTION", None),
    }


def test_we_in_the_news_is_nobody_known(read):
    assert {e.actor for e in read("We condemn Israel.", publisher="CHL").events} == {None}


def test_a_pronoun_is_the_last_state_that_acted(read):
    reading = read("Chile condemned Israel. It recalled its ambassador from Israel.")
    assert {(e.actor, e.step) for e in reading.events} == {("CHL", None), ("CHL", "recall_envoy")}
