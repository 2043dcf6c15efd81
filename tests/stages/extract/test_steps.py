"""Diplomatic steps: who takes which toward whom, in every voice that news and statements use."""

import pytest

from stancepipe.vocabulary import Step, codes

pytestmark = pytest.mark.models

STEPS = [
    # summon_envoy
    ("Norway summoned the Israeli ambassador on Thursday.", {"NOR summon_envoy>ISR"}),
    ("The Israeli ambassador was summoned by the Irish foreign ministry.", {"IRL summon_envoy>ISR"}),
    (
        "Denmark and Finland summoned Israel's envoys over the shooting.",
        {"DNK summon_envoy>ISR", "FIN summon_envoy>ISR"},
    ),
    ("Kenya's foreign minister called in the Israeli chargé d'affaires to protest.", {"KEN summon_envoy>ISR"}),
    # recall_envoy
    ("Chile recalled its ambassador from Tel Aviv.", {"CHL recall_envoy>ISR"}),
    ("Honduras has called its ambassador in Israel home for consultations.", {"HND recall_envoy>ISR"}),
    ("Its ambassador to Israel was recalled by Bahrain.", {"BHR recall_envoy>ISR"}),
    ("Jordan and Turkey withdrew their ambassadors from Israel.", {"JOR recall_envoy>ISR", "TUR recall_envoy>ISR"}),
    ("The recall of the Chadian envoy from Israel surprised nobody.", {"TCD recall_envoy>ISR"}),
    # return_envoy
    ("Jordan returned its ambassador to Israel after two years.", {"JOR return_envoy>ISR"}),
    ("Türkiye appointed a new ambassador to Israel.", {"TUR return_envoy>ISR"}),
    ("The Colombian ambassador returned to Tel Aviv on Sunday.", {"COL return_envoy>ISR"}),
    # expel_envoy
    ("Bolivia expelled the Israeli ambassador.", {"BOL expel_envoy>ISR"}),
    ("Two Israeli diplomats were expelled by South Africa.", {"ZAF expel_envoy>ISR"}),
    ("Venezuela declared the Israeli chargé d'affaires persona non grata.", {"VEN expel_envoy>ISR"}),
    ("Colombia ordered all remaining Israeli diplomats to leave the country.", {"COL expel_envoy>ISR"}),
    # downgrade_relations
    ("Brazil downgraded its relations with Israel.", {"BRA downgrade_relations>ISR"}),
    (
        "Relations with Israel were downgraded by Spain to the level of chargé d'affaires.",
        {"ESP downgrade_relations>ISR"},
    ),
    ("Malaysia lowered its representation in Israel.", {"MYS downgrade_relations>ISR"}),
    ("Ireland closed its embassy in Tel Aviv.", {"IRL downgrade_relations>ISR"}),
    # suspend_relations
    ("Belize suspended diplomatic relations with Israel.", {"BLZ suspend_relations>ISR"}),
    ("Diplomatic relations with Israel were suspended by Niger.", {"NER suspend_relations>ISR"}),
    ("Mauritania froze its ties with Israel.", {"MRT suspend_relations>ISR"}),
    # sever_relations
    ("Nicaragua severed diplomatic relations with Israel.", {"NIC sever_relations>ISR"}),
    ("Ties with Israel were cut by Bolivia.", {"BOL sever_relations>ISR"}),
    ("Colombia has broken off relations with Israel.", {"COL sever_relations>ISR"}),
    (
        "Several countries, such as Bolivia and Belize, broke off relations with Israel.",
        {"BOL sever_relations>ISR", "BLZ sever_relations>ISR"},
    ),
    # establish_relations
    ("Bhutan established diplomatic relations with Israel.", {"BTN establish_relations>ISR"}),
    ("Diplomatic relations were established between Israel and Kosovo.", {"XKX establish_relations>ISR"}),
    ("Sudan agreed to normalise relations with Israel.", {"SDN establish_relations>ISR announced"}),
    ("Kazakhstan joined the Abraham Accords.", {"KAZ establish_relations>ISR"}),
    # restore_relations
    ("Bolivia restored diplomatic relations with Israel.", {"BOL restore_relations>ISR"}),
    ("Diplomatic ties with Israel were resumed by Nicaragua.", {"NIC restore_relations>ISR"}),
    ("Turkey and Israel restored full diplomatic ties.", {"TUR restore_relations>ISR"}),
    # upgrade_relations
    ("India upgraded its relations with Israel to a strategic partnership.", {"IND upgrade_relations>ISR"}),
    ("Relations with Israel were upgraded by Azerbaijan.", {"AZE upgrade_relations>ISR"}),
    ("Azerbaijan, which has raised its representation in Israel, sells it oil.", {"AZE upgrade_relations>ISR"}),
    # move_embassy
    ("Paraguay moved its embassy to Jerusalem.", {"PRY move_embassy>ISR"}),
    ("Fiji opened an embassy in Jerusalem.", {"FJI move_embassy>ISR"}),
    ("Honduras inaugurated its embassy in Jerusalem on Thursday.", {"HND move_embassy>ISR"}),
    # recognise_palestine
    ("Spain recognised Palestine as a state.", {"ESP recognise_palestine>PSE"}),
    (
        "Ireland, Norway and Spain recognised the State of Palestine.",
        {"IRL recognise_palestine>PSE", "NOR recognise_palestine>PSE", "ESP recognise_palestine>PSE"},
    ),
    ("The State of Palestine was recognised by Slovenia.", {"SVN recognise_palestine>PSE"}),
    ("Armenia's recognition of Palestine drew protests.", {"ARM recognise_palestine>PSE"}),
    # arms_embargo
    ("Slovenia imposed an arms embargo on Israel.", {"SVN arms_embargo>ISR"}),
    ("An arms embargo on Israel was declared by Spain.", {"ESP arms_embargo>ISR"}),
    ("Malaysia has banned all arms exports to Israel.", {"MYS arms_embargo>ISR"}),
    # arms_restriction
    ("Canada suspended arms exports to Israel.", {"CAN arms_restriction>ISR"}),
    ("Export licences for weapons to Israel were suspended by the United Kingdom.", {"GBR arms_restriction>ISR"}),
    ("Germany halted the delivery of weapons to Israel that could be used in Gaza.", {"DEU arms_restriction>ISR"}),
    ("Italy's suspension of arms exports to Israel remains in force.", {"ITA arms_restriction>ISR"}),
    # arms_restriction_lifted
    ("Germany lifted its restrictions on arms exports to Israel.", {"DEU arms_restriction_lifted>ISR"}),
    ("The ban on weapons exports to Israel was lifted by Berlin.", {"DEU arms_restriction_lifted>ISR"}),
    ("The United States resumed shipments of heavy bombs to Israel.", {"USA arms_restriction_lifted>ISR"}),
    # arms_deal
    ("Finland bought an air defence system from Israel.", {"FIN arms_deal>ISR"}),
    ("Washington sold 20 fighter jets to Israel.", {"USA arms_deal>ISR"}),
    ("Greece signed a contract for rocket artillery with Israel.", {"GRC arms_deal>ISR"}),
    # trade_restriction
    ("Turkey halted all trade with Israel.", {"TUR trade_restriction>ISR"}),
    ("Coal exports to Israel were banned by Colombia.", {"COL trade_restriction>ISR"}),
    ("Slovenia banned imports from Israeli settlements.", {"SVN trade_restriction>ISR"}),
    # trade_agreement
    ("Vietnam signed a free trade agreement with Israel.", {"VNM trade_agreement>ISR"}),
    ("A free trade agreement with Israel was ratified by South Korea.", {"KOR trade_agreement>ISR"}),
    ("Costa Rica has concluded a free trade deal with Israel.", {"CRI trade_agreement>ISR"}),
    # sanction_persons
    ("Iceland froze the assets of two Israeli ministers.", {"ISL sanction_persons>ISR"}),
    ("Norway imposed sanctions on two Israeli ministers.", {"NOR sanction_persons>ISR"}),
    (
        "Two Israeli ministers were sanctioned by Canada and Australia.",
        {"CAN sanction_persons>ISR", "AUS sanction_persons>ISR"},
    ),
    ("Slovenia barred Israeli minister Bezalel Smotrich from the country.", {"SVN entry_ban>ISR"}),
    # sanction_settlers
    ("France imposed sanctions on violent settlers.", {"FRA sanction_settlers>SETTLERS"}),
    ("Japan slapped sanctions on four Israeli settlers.", {"JPN sanction_settlers>SETTLERS"}),
    ("New Zealand sanctioned extremist settlers in the West Bank.", {"NZL sanction_settlers>SETTLERS"}),
    # sanction_lifted
    ("Washington lifted sanctions on Israeli settlers.", {"USA sanction_lifted>SETTLERS"}),
    ("Sanctions on Israel were lifted by the European Union.", {"EU sanction_lifted>ISR"}),
    ("Hungary has removed the sanctions on Israel.", {"HUN sanction_lifted>ISR"}),
    # entry_ban
    ("The Maldives banned Israeli passport holders from entering.", {"MDV entry_ban>ISR"}),
    ("Israeli citizens were barred from entry by the Maldives.", {"MDV entry_ban>ISR"}),
    ("Algeria denied entry to Israeli visitors.", {"DZA entry_ban>ISR"}),
    # airspace_closure
    ("Turkey closed its airspace to Israeli flights.", {"TUR airspace_closure>ISR"}),
    ("Oman has shut its airspace to Israeli airlines.", {"OMN airspace_closure>ISR"}),
    ("Spain denied Israeli planes the use of its airspace.", {"ESP airspace_closure>ISR"}),
    # legal_action
    ("South Africa filed a genocide case against Israel at the ICJ.", {"ZAF legal_action>ISR"}),
    ("Ireland has joined the genocide case against Israel.", {"IRL legal_action>ISR"}),
    (
        "Cuba intervened in the case against Israel before the International Court of Justice.",
        {"CUB legal_action>ISR"},
    ),
    # legal_support
    ("Fiji filed a submission in support of Israel at the court.", {"FJI legal_support>ISR"}),
    ("Germany intervened at the ICJ on behalf of Israel.", {"DEU legal_support>ISR"}),
    ("Hungary withdrew from the ICC after a visit by the prime minister of Israel.", {"HUN legal_support>ICC"}),
    # votes
    ("Paraguay voted against the resolution on Israel.", {"PRY vote_against>ISR"}),
    (
        "Argentina and Hungary voted against the resolution that condemned Israel.",
        {"ARG vote_against>ISR", "HUN vote_against>ISR"},
    ),
    ("Fiji has voted against a text that criticises Israel.", {"FJI vote_against>ISR"}),
    ("India voted for the resolution on Israel.", {"IND vote_for>ISR"}),
    ("China and Russia voted in favour of the resolution on Israel.", {"CHN vote_for>ISR", "RUS vote_for>ISR"}),
    ("Japan has voted for a motion against Israel.", {"JPN vote_for>ISR"}),
    ("Canada abstained on the resolution about Israel.", {"CAN vote_abstain>ISR"}),
    ("Romania and Bulgaria abstained in the vote on Israel.", {"ROU vote_abstain>ISR", "BGR vote_abstain>ISR"}),
    ("Switzerland abstained from the vote on the text against Israel.", {"CHE vote_abstain>ISR"}),
    # cooperation_agreement
    ("Cyprus signed a cooperation agreement with Israel.", {"CYP cooperation_agreement>ISR"}),
    ("A memorandum of understanding with Israel was signed by Malawi.", {"MWI cooperation_agreement>ISR"}),
    ("Argentina and Israel signed a memorandum on counter-terrorism.", {"ARG cooperation_agreement>ISR"}),
    # other constructions
    ("Portugal decided to summon the Israeli ambassador.", {"PRT summon_envoy>ISR announced"}),
    ("Italy, whose troops were fired on, summoned the ambassador of Israel.", {"ITA summon_envoy>ISR"}),
    ("South Africa recalled all its diplomats from Tel Aviv for consultations.", {"ZAF recall_envoy>ISR"}),
    ("Bahrain, which recalled its ambassador from Israel, urged a truce.", {"BHR recall_envoy>ISR"}),
    ("Honduras recalled its ambassador to Israel and condemned the bombardment.", {"HND recall_envoy>ISR"}),
    (
        "Australia and Canada formally recognised a Palestinian state on Sunday.",
        {"AUS recognise_palestine>PSE", "CAN recognise_palestine>PSE"},
    ),
    (
        "The Netherlands and Belgium stopped exports of weapons to Israel.",
        {"NLD arms_restriction>ISR", "BEL arms_restriction>ISR"},
    ),
    ("Malaysia barred ships owned by Israel from its ports.", {"MYS trade_restriction>ISR"}),
    ("Chile joined South Africa's case against Israel.", {"CHL legal_action>ISR"}),
    (
        "The announcement that Spain would impose an arms embargo on Israel was welcomed.",
        {"ESP arms_embargo>ISR announced"},
    ),
    ("Iceland proposed suspending trade with Israel.", {"ISL trade_restriction>ISR hypothetical"}),
    ("The Bolivian government is debating severing relations with Israel.", {"BOL sever_relations>ISR hypothetical"}),
    ("The ambassador to Israel was recalled by Kenya.", {"KEN recall_envoy>ISR"}),
    (
        "Belgium's government said on Tuesday that it had decided to ban imports from Israeli settlements.",
        {"BEL trade_restriction>ISR announced"},
    ),
    (
        "Following the strike, Qatar's foreign ministry summoned Israel's representative and handed him a note.",
        {"QAT summon_envoy>ISR"},
    ),
    ("Chile has ordered home its military attachés from Israel.", {"CHL recall_envoy>ISR"}),
    ("Canada froze new permits for weapons sales to Israel.", {"CAN arms_restriction>ISR"}),
    ("Serbia sold ammunition to Israel worth 40 million dollars.", {"SRB arms_deal>ISR"}),
    ("Germany will supply two submarines to Israel.", {"DEU arms_deal>ISR announced"}),
    ("Norway never supplied arms to Israel.", {"NOR arms_deal>ISR denied"}),
    ("Ecuador opened an innovation office in Jerusalem.", {"ECU trade_agreement>ISR"}),
    ("Brazil has left the post of ambassador to Israel vacant.", {"BRA downgrade_relations>ISR"}),
    ("Spain banned ships carrying arms for Israel from its ports.", {"ESP trade_restriction>ISR"}),
    ("Somaliland and Israel recognised each other.", {"XSL establish_relations>ISR"}),
    (
        "Peru restored the ties with Israel that Chile cut in 2009.",
        {"PER restore_relations>ISR", "CHL sever_relations>ISR"},
    ),
    ("Peru will buy no more rifles from Israel.", {"PER arms_restriction>ISR announced"}),
    ("Eswatini did not join its neighbours in recalling envoys from Israel.", {"SWZ recall_envoy>ISR denied"}),
    ("Recalling its ambassador from Israel, Chile cited violations of law.", {"CHL recall_envoy>ISR"}),
    ("The Taoiseach ruled out expelling the Israeli ambassador.", {"IRL expel_envoy>ISR denied"}),
    ("The Maldives closed its borders to holders of Israeli passports.", {"MDV entry_ban>ISR"}),
    ("Malawi opened its first embassy in Israel.", {"MWI upgrade_relations>ISR"}),
]

ELSEWHERE = [
    ("Paris recalled its ambassador to Algiers.", "FRA recall_envoy>DZA"),
    ("Mali expelled the French ambassador.", "MLI expel_envoy>FRA"),
    ("Chile gave the Peruvian consul until Friday to pack.", "CHL expel_envoy>PER"),
    ("Iran severed diplomatic ties with Canada.", "IRN sever_relations>CAN"),
    ("Saudi Arabia and Iran restored diplomatic relations.", "SAU restore_relations>IRN"),
    ("Japan imposed sanctions on two Russian ministers.", "JPN sanction_persons>RUS"),
    ("Israel recognised Somaliland on Friday.", "ISR establish_relations>XSL"),
    ("Poland closed its airspace to Russian flights.", "POL airspace_closure>RUS"),
    ("India signed a free trade agreement with Oman.", "IND trade_agreement>OMN"),
    ("Albania threw out two Iranian diplomats.", "ALB expel_envoy>IRN"),
    ("Sweden reopened its embassy in Damascus.", "SWE upgrade_relations>SYR"),
    # Israel acts
    ("Israel recalled its ambassador from Dublin.", "ISR recall_envoy>IRL"),
    ("Israel summoned the Belgian ambassador.", "ISR summon_envoy>BEL"),
    ("Israel expelled Turkey's consul in Jerusalem.", "ISR expel_envoy>TUR"),
]

NO_STEP = [
    "The ministers praised trade with Israel.",
    "The ambassador of Chile opened an exhibition in Tel Aviv.",
    "The withdrawn manuscript describes relations between Israel and Rome.",
    "Kenya's ambassador to Israel gave a lecture on coffee.",
    "A museum in Oslo recalled its catalogue.",
    "The Dutch team broke a record against Israel.",
    "Portugal asked Israel for an explanation.",
]


@pytest.mark.parametrize(("text", "expected"), STEPS)
def test_steps_and_who_takes_them(read, short, text, expected):
    steps = [e for e in read(text).events if e.step is not None]
    assert sorted(short(e) for e in steps) == sorted(expected)
    assert {e.event_id for e in steps if not e.toward_israel} == set()


def test_every_step_has_three_sentences():
    told = [event.split()[1].split(">")[0] for _, events in STEPS for event in sorted(events)[:1]]
    assert {step: told.count(step) for step in codes(Step) if told.count(step) < 3} == {}


@pytest.mark.parametrize(("text", "expected"), ELSEWHERE)
def test_steps_toward_others_do_not_bear_on_israel(read, short, text, expected):
    steps = [e for e in read(text).events if e.step is not None]
    assert [short(e) for e in steps] == [expected]
    assert not any(e.toward_israel for e in steps)


@pytest.mark.parametrize("text", NO_STEP)
def test_words_of_diplomacy_without_a_step(read, text):
    assert [e.step for e in read(text).events if e.step is not None] == []


def test_whoever_summons_is_unknown_where_the_text_does_not_say(read, short):
    assert [short(e) for e in read("The Israeli ambassador was summoned on Friday.").events] == ["? summon_envoy>ISR"]
