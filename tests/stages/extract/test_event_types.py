"""The sixteen types between any states, who acts on whom, and Israel as one actor among others."""

import pytest

from stancepipe.vocabulary import EventType

pytestmark = pytest.mark.models

TYPES = [
    ("Egypt agreed to the proposal from Qatar.", "EGY AGREE>QAT"),
    ("The foreign minister of Oman met his Iranian counterpart in Muscat.", "OMN CONSULT>IRN"),
    ("Hungary praised Serbia.", "HUN SUPPORT>SRB"),
    ("Kenya apologised to Uganda.", "KEN CONCEDE>UGA"),
    ("France cooperated with Algeria.", "FRA COOPERATE>DZA"),
    ("Japan sent food aid to Sudan.", "JPN AID>SDN"),
    ("Iran released two French prisoners.", "IRN RETREAT>FRA"),
    ("Spain urged Venezuela to publish the results.", "ESP REQUEST>VEN"),
    ("Poland rejected the demand from Hungary.", "POL REJECT>HUN"),
    ("Ukraine accused Belarus of complicity.", "UKR ACCUSE>BLR"),
    ("North Korea threatened South Korea with retaliation.", "PRK THREATEN>KOR"),
    ("Thousands of students protested against the government in Dhaka.", "? PROTEST>BGD"),
    ("Switzerland imposed sanctions on Belarus.", "CHE SANCTION>BLR"),
    ("Turkey deployed troops to Libya.", "TUR MOBILIZE>LBY"),
    ("Morocco arrested two Spanish journalists.", "MAR COERCE>ESP"),
    ("Ethiopia bombed a town in Eritrea.", "ETH ASSAULT>ERI"),
]

DIRECTION = [
    ("Belarus was accused by Ukraine of complicity.", {"UKR ACCUSE>BLR"}),
    ("Two French prisoners were released by Iran.", {"IRN RETREAT>FRA"}),
    ("Iran's attack on Iraq was brief.", {"IRN ASSAULT>IRQ"}),
    ("Egypt voiced support for Lebanon.", {"EGY SUPPORT>LBN"}),
    # conjuncts and lists
    ("Ghana and Togo condemned Mali.", {"GHA ACCUSE>MLI", "TGO ACCUSE>MLI"}),
    ("Ghana and Togo announced that they had condemned Mali.", {"GHA ACCUSE>MLI", "TGO ACCUSE>MLI"}),
    ("Mali told Ghana that it would not pay for the bridge.", {"MLI REJECT>GHA"}),
    ("Mali warned Ghana on Monday and was condemned by Togo.", {"MLI THREATEN>GHA", "TGO ACCUSE>MLI"}),
    ("Mali's minister was asked whether Ghana was at fault.", set()),
    ("Ghana condemned Mali and Niger.", {"GHA ACCUSE>MLI", "GHA ACCUSE>NER"}),
    ("Ghana, Togo and Benin condemned Israel.", {"GHA ACCUSE>ISR", "TGO ACCUSE>ISR", "BEN ACCUSE>ISR"}),
    ("Several states, including Ghana and Togo, condemned Israel.", {"GHA ACCUSE>ISR", "TGO ACCUSE>ISR"}),
    ("Countries like Cuba and Nicaragua denounced Israel.", {"CUB ACCUSE>ISR", "NIC ACCUSE>ISR"}),
    # relative clauses, infinitives, participles
    ("Qatar, which hosts the museum, condemned Israel.", {"QAT ACCUSE>ISR"}),
    ("Togo, which condemned Israel, lies on the coast.", {"TGO ACCUSE>ISR"}),
    ("Cuba issued a statement condemning Israel.", {"CUB ACCUSE>ISR"}),
    ("Peru, whose jets had bombed Chile, sent a note.", {"PER ASSAULT>CHL background"}),
    ("Were Peru to bomb Chile, Lima would burn.", {"PER ASSAULT>CHL hypothetical"}),
    ("In the third week of the standoff Manila put its marines on alert.", {"PHL MOBILIZE>?"}),
    ("Kenya's reserve was mobilised on Monday.", {"KEN MOBILIZE>?"}),
    ("Seventeen Jordanians walked free from Israeli prisons.", {"ISR RETREAT>JOR"}),
    ("Chile's Senate urged the government to resign.", {"CHL REQUEST>CHL"}),
    # who is blamed for harm is who did it, as far as that is told, never who suffered it
    ("Chile condemned the attack on Israel.", {"CHL ACCUSE>?"}),
    ("Chile condemned the attack on Israel by Hamas.", {"CHL ACCUSE>HAMAS"}),
    ("Chile condemned the Iranian attack on Israel.", {"CHL ACCUSE>IRN"}),
    ("Chile condemned the attack on Qatar by Israel.", {"CHL ACCUSE>ISR"}),
    ("Chile condemned the attack on Israel by Qatar.", {"CHL ACCUSE>QAT"}),
    ("Mali condemned the killing of dozens of Palestinian farmers by Israel.", {"MLI ACCUSE>ISR"}),
    ("Mali condemned the killing of dozens of Israeli farmers by Hezbollah.", {"MLI ACCUSE>HEZBOLLAH"}),
    ("Peru deplored the suffering of the Palestinian people.", {"PER ACCUSE>?"}),
    ("Togo condemned the war that Israel is waging in Gaza.", {"TGO ACCUSE>ISR"}),
    ("Peru expressed concern over the siege of Aleppo.", {"PER ACCUSE>?"}),
    ("Chile blamed Iran for the attack on Israel.", {"CHL ACCUSE>IRN"}),
    ("Chile blamed the attack on Iran.", {"CHL ACCUSE>IRN"}),
    # Israel as the one who acts
    ("Israel attacked Syria.", {"ISR ASSAULT>SYR"}),
    ("Israel accused Ireland of bias.", {"ISR ACCUSE>IRL"}),
    ("Israel warned Lebanon.", {"ISR THREATEN>LBN"}),
    ("Ireland was accused by Israel of bias.", {"ISR ACCUSE>IRL"}),
]


def test_every_type_has_its_sentence():
    assert {expected.split()[1].split(">")[0] for _, expected in TYPES} == {t.value for t in EventType}


@pytest.mark.parametrize(("text", "expected"), TYPES)
def test_types(read, short, text, expected):
    assert expected in {short(e) for e in read(text).events}


@pytest.mark.parametrize(("text", "expected"), DIRECTION)
def test_who_acts_on_whom(read, short, text, expected):
    assert {short(e) for e in read(text).events} == expected


@pytest.mark.parametrize(("text", "_"), TYPES)
def test_what_is_done_to_others_does_not_bear_on_israel(read, text, _):
    assert not any(e.toward_israel for e in read(text).events)


def test_offices_keep_their_words(read):
    text = "On Monday the Brazilian foreign ministry condemned Israel’s government."
    (event,) = read(text).events
    assert (event.actor_text, event.recipient_text) == ("the Brazilian foreign ministry", "Israel’s government")
    assert text[event.quote_start : event.quote_end] == event.quote == text
