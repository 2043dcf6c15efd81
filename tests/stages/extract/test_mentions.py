"""Who is named: states and what stands for them, on the day of the text; look-alikes are nobody."""

from datetime import date

import pytest

pytestmark = pytest.mark.models

NAMED = [
    (
        "Norway and the Republic of Korea issued a note.",
        {("Norway", "NOR", "state"), ("Republic of Korea", "KOR", "state")},
    ),
    (
        "Officials of the UK met officials of the U.S. in Oman.",
        {("UK", "GBR", "state"), ("U.S.", "USA", "state"), ("Oman", "OMN", "state")},
    ),
    ("Guinea-Bissau is not Guinea.", {("Guinea-Bissau", "GNB", "state"), ("Guinea", "GIN", "state")}),
    ("Türkiye and Côte d'Ivoire took part.", {("Türkiye", "TUR", "state"), ("Côte d'Ivoire", "CIV", "state")}),
    ("CHILE RECALLS ITS ENVOY FROM ISRAEL", {("CHILE", "CHL", "state"), ("ISRAEL", "ISR", "state")}),
    ("Israel’s neighbour Lebanon objected.", {("Israel", "ISR", "state"), ("Lebanon", "LBN", "state")}),
    # peoples and adjectives
    (
        "The Peruvian delegation sat beside the Danish one.",
        {("Peruvian", "PER", "demonym"), ("Danish", "DNK", "demonym")},
    ),
    (
        "Israelis and Palestinians want the same thing.",
        {("Israelis", "ISR", "demonym"), ("Palestinians", "PSE", "demonym")},
    ),
    ("A Swiss mediator waited.", {("Swiss", "CHE", "demonym")}),
    # capitals
    ("Ankara rebuked Riyadh.", {("Ankara", "TUR", "capital"), ("Riyadh", "SAU", "capital")}),
    ("Buenos Aires sided with Tel Aviv.", {("Buenos Aires", "ARG", "capital"), ("Tel Aviv", "ISR", "capital")}),
    ("Beijing and New Delhi held talks.", {("Beijing", "CHN", "capital"), ("New Delhi", "IND", "capital")}),
    # buildings and offices
    (
        "The Kremlin and the White House traded barbs.",
        {("Kremlin", "RUS", "metonym"), ("White House", "USA", "metonym")},
    ),
    (
        "The Quai d'Orsay protested, and so did the Farnesina.",
        {("Quai d'Orsay", "FRA", "metonym"), ("Farnesina", "ITA", "metonym")},
    ),
    (
        "Downing Street said nothing while Itamaraty complained.",
        {("Downing Street", "GBR", "metonym"), ("Itamaraty", "BRA", "metonym")},
    ),
    # blocs
    (
        "The European Union and the Arab League met.",
        {("European Union", "EU", "bloc"), ("Arab League", "ARABLEAGUE", "bloc")},
    ),
    (
        "NATO, the GCC and ASEAN have offices there.",
        {("NATO", "NATO", "bloc"), ("GCC", "GCC", "bloc"), ("ASEAN", "ASEAN", "bloc")},
    ),
    ("The UN Security Council convened.", {("UN Security Council", "UN", "metonym")}),
    # groups and courts
    (
        "Hamas and Hizbullah praised the Houthis.",
        {("Hamas", "HAMAS", "group"), ("Hizbullah", "HEZBOLLAH", "group"), ("Houthis", "HOUTHIS", "group")},
    ),
    (
        "Islamic Jihad is active in the Gaza Strip.",
        {("Islamic Jihad", "PIJ", "group"), ("Gaza Strip", "GAZA", "group")},
    ),
    (
        "The International Criminal Court is not the ICJ.",
        {("International Criminal Court", "ICC", "group"), ("ICJ", "ICJ", "group")},
    ),
]

NOBODY = [
    "Surgeons at Beth Israel Deaconess Medical Center operated for nine hours.",
    "A train derailed in East Palestine, Ohio.",
    "Michael Jordan bought a racing team.",
    "The Bank of Israel left its rate unchanged.",
    "The governor of Athens, Georgia is a myth, for a city has a mayor.",
    "Pilgrims bathed in the Jordan River.",
    "Chad Smith plays the drums.",
    "Congregation Beth Israel elected a treasurer.",
    "Jordan Peterson gave a lecture.",
    "Georgia Tech won the match.",
    "She reads the Jordan Times every morning.",
    "Palestine, Texas has a railway museum.",
    "The Lake Chad Basin is drying up.",
    "He bred an Afghan hound.",
    "The spokesman walked home and slept.",
    "The price of turkey rose before the holiday.",
    "Let us consider what may be done.",
]

LEADERS = [
    ("Macron spoke at noon.", date(2024, 5, 1), [("FRA", "GOV")]),
    ("Erdogan spoke at noon.", date(2012, 3, 1), [("TUR", "GOV")]),
    # a surname in office, then out of it
    ("Liz Truss wrote a letter.", date(2022, 10, 1), [("GBR", "GOV")]),
    ("Liz Truss wrote a letter.", date(2024, 10, 1), [("GBR", "FORMER")]),
    ("Joe Biden gave a speech.", date(2024, 1, 15), [("USA", "GOV")]),
    ("Joe Biden gave a speech.", date(2026, 1, 15), [("USA", "FORMER")]),
    ("Joe Biden gave a speech.", date(2018, 6, 1), [("USA", "FORMER")]),
    ("Gabriel Boric answered.", date(2023, 11, 1), [("CHL", "GOV")]),
    ("Gabriel Boric answered.", date(2026, 11, 1), [("CHL", "FORMER")]),
    # one name, two offices
    ("Mark Rutte took the floor.", date(2023, 2, 1), [("NLD", "GOV")]),
    ("Mark Rutte took the floor.", date(2025, 2, 1), [("NATO", "GOV")]),
    ("Lula took the floor.", date(2005, 2, 1), [("BRA", "GOV")]),
    ("Lula took the floor.", date(2016, 2, 1), [("BRA", "FORMER")]),
    ("Lula took the floor.", date(2024, 2, 1), [("BRA", "GOV")]),
    # not yet in office
    ("Emmanuel Macron sat an examination.", date(2001, 1, 1), []),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_who_is_named(read, text, expected):
    assert {(m.text, m.actor_code, m.kind) for m in read(text).mentions} == expected


@pytest.mark.parametrize("text", NOBODY)
def test_lookalikes_name_nobody(read, text):
    assert [m.text for m in read(text).mentions] == []


@pytest.mark.parametrize(("text", "on", "expected"), LEADERS)
def test_leaders_stand_for_their_state_while_in_office(read, text, on, expected):
    assert [(m.actor_code, m.sector) for m in read(text, published=on).mentions if m.kind == "leader"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Statement 🇳🇴🕊️ — Norway deplores the raid.\u00a0Israel was told.",
        "The envoy said that\nNorway\nregrets the blockade of\nGaza and hopes\nthat Israel will lift it.",
        "תמונה: שר החוץ\n\nIsrael received the Danish minister. 𝒟enmark is far.",  # noqa: RUF001
        "  \t Cafe\u0301 meeting:\r\nChile\u2019s minister met Israel\u2019s envoy.\r\n\r\nPeru stayed away.",
        "İstanbul ﬁrst; then İsrail, then Israel and ẞ and Türkiye.",
        "﻿Kenya\u200b and Israel\u2028met in\u0085Oman.",
    ],
)
def test_offsets_are_exact(read, text):
    mentions = read(text).mentions
    assert mentions
    for mention in mentions:
        assert text[mention.start_char : mention.end_char] == mention.text
        assert mention.text.strip() == mention.text


def test_a_name_across_a_hard_wrap_is_one_mention(read):
    text = "The minister of the United\nKingdom called his colleague in South\nAfrica last night about the plan.\n"
    assert [(m.text, m.actor_code) for m in read(text).mentions] == [
        ("United\nKingdom", "GBR"),
        ("South\nAfrica", "ZAF"),
    ]


def test_country_is_filled_for_states_alone(read):
    by_code = {m.actor_code: m.country for m in read("Norway, the EU, Hamas and the ICC disagree.").mentions}
    assert by_code == {"NOR": "NOR", "EU": None, "HAMAS": None, "ICC": None}
