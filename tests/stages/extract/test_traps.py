"""Sentences of the classes that event coders get wrong: every event of each sentence, and no other."""

from datetime import date

import pytest

pytestmark = pytest.mark.models

NOT_DONE = [
    ("Peru did not condemn Israel.", {"PER ACCUSE>ISR denied"}),
    (
        "Neither Peru nor Chile has recalled its ambassador from Israel.",
        {"PER recall_envoy>ISR denied", "CHL recall_envoy>ISR denied"},
    ),
    ("Togo has never summoned the Israeli ambassador.", {"TGO summon_envoy>ISR denied"}),
    ("Kenya denied that it had expelled the Israeli ambassador.", {"KEN expel_envoy>ISR denied"}),
    ("Malta refused to condemn Israel.", {"MLT ACCUSE>ISR denied"}),
    ("Nepal stopped short of recalling its ambassador from Israel.", {"NPL recall_envoy>ISR denied"}),
    ("Ghana criticised Israel without summoning its ambassador.", {"GHA ACCUSE>ISR", "GHA summon_envoy>ISR denied"}),
    ("Latvia no longer plans to move its embassy to Jerusalem.", {"LVA move_embassy>ISR denied"}),
    ("Estonia ruled out recognising Palestine.", {"EST recognise_palestine>PSE denied"}),
    ("Reports that Oman has suspended relations with Israel are false.", {"OMN suspend_relations>ISR denied"}),
    ("Instead of expelling the Israeli ambassador, Spain sent a note.", {"ESP expel_envoy>ISR denied"}),
    (
        "Cyprus neither condemned Israel nor recalled its ambassador.",
        {"CYP ACCUSE>ISR denied", "CYP recall_envoy>ISR denied"},
    ),
]

NOT_YET = [
    ("Spain may expel the Israeli ambassador.", {"ESP expel_envoy>ISR hypothetical"}),
    ("Malta will recognise Palestine.", {"MLT recognise_palestine>PSE announced"}),
    ("Malta to recognise Palestine", {"MLT recognise_palestine>PSE announced"}),
    ("Luxembourg plans to recognise Palestine.", {"LUX recognise_palestine>PSE announced"}),
    ("Fiji opens its embassy in Jerusalem next month.", {"FJI move_embassy>ISR announced"}),
    ("Brazil is about to recall its ambassador from Israel.", {"BRA recall_envoy>ISR announced"}),
    ("Norway is going to join the case against Israel.", {"NOR legal_action>ISR announced"}),
    ("Chile has decided to withdraw its military attachés from Israel.", {"CHL recall_envoy>ISR announced"}),
    ("Ireland announced that it would ban imports from Israeli settlements.", {"IRL trade_restriction>ISR announced"}),
    ("Belgium might impose an arms embargo on Israel.", {"BEL arms_embargo>ISR hypothetical"}),
    ("Japan is considering sanctions on Israeli settlers.", {"JPN sanction_settlers>SETTLERS hypothetical"}),
    ("Portugal's plan to recognise Palestine is known.", {"PRT recognise_palestine>PSE announced"}),
]

ONLY_IF = [
    (
        "If Israel attacks Rafah, Egypt would suspend the treaty with Israel.",
        {"ISR ASSAULT>GAZA hypothetical", "EGY SANCTION>ISR hypothetical"},
    ),
    (
        "Should Israel annex the valley, Jordan will recall its ambassador from Israel.",
        {"ISR COERCE>? hypothetical", "JOR recall_envoy>ISR hypothetical"},
    ),
    (
        "Were Chile to break off relations with Israel, Peru would follow.",
        {"CHL sever_relations>ISR hypothetical", "PER sever_relations>ISR hypothetical"},
    ),
    ("Unless the siege ends, Turkey will sever relations with Israel.", {"TUR sever_relations>ISR hypothetical"}),
    (
        "Indonesia is ready to establish relations with Israel once Palestine is free.",
        {"IDN establish_relations>ISR hypothetical"},
    ),
    (
        "Had the ship sailed, Denmark would have stopped arms exports to Israel.",
        {"DNK arms_restriction>ISR hypothetical"},
    ),
    ("Without the war, Slovenia would not have recognised Palestine.", {"SVN recognise_palestine>PSE hypothetical"}),
]

TOLD_BY_ANOTHER = [
    ("France said that Iran accused Israel.", {"IRN ACCUSE>ISR by FRA"}),
    ("According to Oman, Iran accused Israel.", {"IRN ACCUSE>ISR by OMN"}),
    ("Israel said that Ireland had recalled its ambassador from Israel.", {"IRL recall_envoy>ISR by ISR"}),
    ("Lebanon says Israel bombed Tyre.", {"ISR ASSAULT>LBN by LBN"}),
    ("Iran accused Israel, France said.", {"IRN ACCUSE>ISR by FRA"}),
]

OWN_VOICE = [
    ("We condemn the Israeli attack.", {"BRA ACCUSE>ISR"}),
    ("We strongly condemn Israel and call on Israel to stop.", {"BRA ACCUSE>ISR", "BRA REQUEST>ISR"}),
    ("The Ministry expresses deep concern over Israel's decision.", {"BRA ACCUSE>ISR"}),
    ("My government has recalled its ambassador from Israel.", {"BRA recall_envoy>ISR"}),
    ("Our ambassador has been recalled from Israel.", {"BRA recall_envoy>ISR"}),
    ("We voted in favour of the resolution on Palestine.", {"BRA vote_for>PSE"}),
    ("The Government of Brazil deplores Israel's decision.", {"BRA ACCUSE>ISR"}),
]

LIGHT_VERBS = [
    ("Brazil expressed deep concern over Israel's raid.", {"BRA ACCUSE>ISR"}),
    ("Russia lodged a protest against Israel.", {"RUS ACCUSE>ISR"}),
    ("Palau cast its vote against the resolution.", {"PLW vote_against>?"}),
    ("Guyana cast its vote for the resolution.", {"GUY vote_for>?"}),
    ("Uganda voted in favour of the motion.", {"UGA vote_for>?"}),
    ("Japan voiced strong criticism of Israel.", {"JPN ACCUSE>ISR"}),
    ("Spain gave recognition to the State of Palestine.", {"ESP recognise_palestine>PSE"}),
    ("Hungary offered its support to Israel.", {"HUN SUPPORT>ISR"}),
    ("Oman paid a visit to Iran.", {"OMN CONSULT>IRN"}),
    ("Zambia put its signature to an agreement with Israel.", {"ZMB cooperation_agreement>ISR"}),
]

NOUNS = [
    ("Brazil's condemnation of Israel was sharp.", {"BRA ACCUSE>ISR"}),
    ("The recall of the Chilean ambassador from Israel surprised many.", {"CHL recall_envoy>ISR"}),
    ("Ireland's recognition of Palestine came early.", {"IRL recognise_palestine>PSE"}),
    ("The expulsion of the Israeli ambassador by Bolivia made news.", {"BOL expel_envoy>ISR"}),
    ("Colombia's severing of relations with Israel cost jobs.", {"COL sever_relations>ISR"}),
    ("Germany's suspension of arms exports to Israel ended.", {"DEU arms_restriction>ISR"}),
    ("The closure of the Israeli embassy by Chad went unnoticed.", {"TCD downgrade_relations>ISR"}),
    ("Kenya's abstention in the vote was noted.", {"KEN vote_abstain>?"}),
]

BOTH_OF_TWO = [
    ("Chile condemned Israel and recalled its ambassador.", {"CHL ACCUSE>ISR", "CHL recall_envoy>ISR"}),
    (
        "Spain, Ireland and Norway recognised Palestine.",
        {"ESP recognise_palestine>PSE", "IRL recognise_palestine>PSE", "NOR recognise_palestine>PSE"},
    ),
    ("Togo condemned Israel, and so did Benin.", {"TGO ACCUSE>ISR", "BEN ACCUSE>ISR"}),
    (
        "Chile recalled its ambassador from Israel, and Peru did likewise.",
        {"CHL recall_envoy>ISR", "PER recall_envoy>ISR"},
    ),
    (
        "Bolivia broke off relations with Israel, and Belize followed suit.",
        {"BOL sever_relations>ISR", "BLZ sever_relations>ISR"},
    ),
    ("Norway summoned and later expelled the Israeli ambassador.", {"NOR summon_envoy>ISR", "NOR expel_envoy>ISR"}),
    ("Gambia joined Mali in condemning Israel.", {"GMB ACCUSE>ISR", "MLI ACCUSE>ISR"}),
    ("Cuba condemned Israel and the United States.", {"CUB ACCUSE>ISR", "CUB ACCUSE>USA"}),
    ("The Dutch and Danish ambassadors were summoned by Israel.", {"ISR summon_envoy>NLD", "ISR summon_envoy>DNK"}),
    (
        "The resolution was supported by Kenya and opposed by Nauru in the Assembly.",
        {"KEN vote_for>?", "NRU vote_against>?"},
    ),
]

WHO_DID_IT = [
    ("Israel was condemned by Peru.", {"PER ACCUSE>ISR"}),
    ("The Israeli ambassador was expelled by Chad.", {"TCD expel_envoy>ISR"}),
    ("Chile recalled, on Monday, its ambassador from Israel.", {"CHL recall_envoy>ISR"}),
    ("Colombia, which condemned Israel, lies in the Andes.", {"COL ACCUSE>ISR"}),
    ("A statement by Qatar condemning Israel appeared.", {"QAT ACCUSE>ISR"}),
    ("Brazil's president said he condemned Israel.", {"BRA ACCUSE>ISR"}),
    ("Jordan hosted the Iranian foreign minister.", {"IRN CONSULT>JOR"}),
    ("Albania received aid from Greece.", {"GRC AID>ALB"}),
    ("Norway had the Israeli ambassador summoned.", {"NOR summon_envoy>ISR"}),
    ("The Israeli ambassador was declared persona non grata in Podgorica.", {"MNE expel_envoy>ISR"}),
]

LISTED_OR_PREDICATED = [
    ("Ten states voted against the motion, including Fiji and Tonga.", {"FJI vote_against>?", "TON vote_against>?"}),
    ("Fiji was one of ten states that voted against the motion.", {"FJI vote_against>?"}),
    ("It was Peru that recalled its ambassador from Israel.", {"PER recall_envoy>ISR"}),
    ("Peru became the third country to recall its ambassador from Israel.", {"PER recall_envoy>ISR"}),
    ("Together with Chile, Peru condemned Israel.", {"PER ACCUSE>ISR", "CHL ACCUSE>ISR"}),
    ("The decision of Peru to recall its ambassador from Israel is known.", {"PER recall_envoy>ISR announced"}),
]

NOTHING = [
    "The team broke with tradition in Israel.",
    "Jordan, 23, closed his account.",
    "Georgia's senate in Atlanta met at noon.",
    "We mourn with the families of Israel.",
    "The embassy of Spain in Israel is closed for the holiday.",
    "The firm recalled two models of its heater in Israel.",
    "The Turkey was roasted for four hours.",
    "Michael Jordan wore the shoe.",
    "Beth Israel Hospital opened a ward.",
    "Paris is a name that a zoo gave its lion.",
]

TRAPS = [
    *NOT_DONE, *NOT_YET, *ONLY_IF, *TOLD_BY_ANOTHER, *LIGHT_VERBS, *NOUNS, *BOTH_OF_TWO, *WHO_DID_IT,
    *LISTED_OR_PREDICATED,
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TRAPS)
def test_traps(read, short, text, expected):
    told = [(e, f" by {e.attributed_to}" if e.attributed_to else "") for e in read(text).events]
    assert {short(e) + by for e, by in told} == expected


@pytest.mark.parametrize(("text", "expected"), OWN_VOICE)
def test_the_publisher_speaks_for_itself(read, short, text, expected):
    reading = read(text, published=date(2024, 6, 5), publisher="BRA", doc_type="official_statement")
    assert {short(e) for e in reading.events} == expected


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_happened(read, text):
    assert read(text).events == ()


def test_there_are_enough_of_them():
    assert len(TRAPS) + len(OWN_VOICE) + len(NOTHING) >= 60
