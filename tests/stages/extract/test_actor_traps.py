"""Who is meant: names that only look like a state, ways of naming one, pronouns, lists, sectors."""

from datetime import date

import pytest

pytestmark = pytest.mark.models

NAMESAKES = [
    "Beth Israel Deaconess condemned the insurer and sued it.",
    "Mount Sinai Beth Israel criticised a rival clinic.",
    "The Bank of Israel raised its rate and blamed the shekel.",
    "Georgia's governor in Atlanta rejected the bill.",
    "A court in Athens, Georgia, accused the driver of theft.",
    "Jordan Peterson accused his publisher of cowardice.",
    "Michael Jordan rejected the offer of a new contract.",
    "Jordan, 31, attacked his neighbour with a rake.",
    "Residents of East Palestine, Ohio, sued the railway.",
    "A Turkey sandwich was offered to the jury.",
    "A cold turkey sandwich was rejected by the child.",
    "Chad Smith condemned the drummer of a rival band.",
    "Paris Hilton praised her dogs.",
    "Peru, Indiana, celebrated its circus.",
    "Lebanon, Pennsylvania, welcomed a new mill.",
    "The Jordan river flooded two orchards.",
    "Kenya Moore praised the director of the film.",
    "India ink was spilled over the treaty.",
    "Brazil nuts were recalled by the grocer.",
    "The Panama hat was thrown at the referee.",
]

NAMES = [
    ("Ankara accused Israel of piracy.", {"TUR ACCUSE>ISR"}),
    ("The Quai d'Orsay condemned Israel.", {"FRA ACCUSE>ISR"}),
    ("Downing Street urged Israel to stop.", {"GBR REQUEST>ISR"}),
    ("The Kremlin blamed Israel.", {"RUS ACCUSE>ISR"}),
    ("Itamaraty deplored Israel's raid.", {"BRA ACCUSE>ISR"}),
    ("The White House defended Israel.", {"USA SUPPORT>ISR"}),
    ("The Irish Taoiseach criticised Israel.", {"IRL ACCUSE>ISR"}),
    ("Emirati diplomats met the Israelis.", {"ARE CONSULT>ISR"}),
    ("The Egyptian army shelled Gaza.", {"EGY ASSAULT>GAZA"}),
    ("The Foreign Minister of Kuwait denounced Israel.", {"KWT ACCUSE>ISR"}),
    ("Pretoria and Windhoek denounced Israel.", {"ZAF ACCUSE>ISR", "NAM ACCUSE>ISR"}),
    ("The Philippine and Thai governments thanked Israel.", {"PHL SUPPORT>ISR", "THA SUPPORT>ISR"}),
    ("The European Union urged Israel to lift the siege.", {"EU REQUEST>ISR"}),
    ("The Arab League condemned Israel.", {"ARABLEAGUE ACCUSE>ISR"}),
    ("The Houthis fired missiles at Israel.", {"HOUTHIS ASSAULT>ISR"}),
    ("Rockets from Lebanon hit Haifa.", {"LBN ASSAULT>ISR"}),
    ("Israeli jets bombed Hodeidah.", {"ISR ASSAULT>YEM"}),
    ("A warning from Cairo to Israel was read out.", {"EGY THREATEN>ISR"}),
    ("Fishermen from Cyprus were arrested by Turkey.", {"TUR COERCE>CYP"}),
    ("The threats of Iran against Israel are not new.", {"IRN THREATEN>ISR"}),
]

MEANT = [
    ("Lesotho is poor. It begged South Africa for grain.", {"LSO REQUEST>ZAF"}),
    ("Lesotho, surrounded by South Africa, begged it for grain.", {"LSO REQUEST>ZAF"}),
    ("Spain met Israel and later criticised it.", {"ESP CONSULT>ISR", "ESP ACCUSE>ISR"}),
    ("Norway's prime minister spoke. She condemned Israel.", {"NOR ACCUSE>ISR"}),
    ("Chile's government is angry. The government condemned Israel.", {"CHL ACCUSE>ISR"}),
    ("Jordan is alarmed. The kingdom condemned Israel.", {"JOR ACCUSE>ISR"}),
    ('"We condemn Israel," said the Cuban president.', {"CUB ACCUSE>ISR"}),
    ("We support Israel, the Czech president said.", {"CZE SUPPORT>ISR"}),
    ("Peru and Chile, meeting in Lima, rejected Israel's plan.", {"PER REJECT>ISR", "CHL REJECT>ISR"}),
    ("On Friday Nicaragua condemned Israel.", {"NIC ACCUSE>ISR"}),
    ("In Dubai on Monday Jordan and Oman condemned Israel.", {"JOR ACCUSE>ISR", "OMN ACCUSE>ISR"}),
    ("The Irish minister met his colleagues from Spain and Malta.", {"IRL CONSULT>ESP", "IRL CONSULT>MLT"}),
    ("A truce between Azerbaijan and Armenia took effect.", {"AZE RETREAT>ARM"}),
    ("Cambodian and Thai soldiers exchanged fire.", {"KHM ASSAULT>THA"}),
    ("The navies of Oman and Pakistan are holding manoeuvres.", {"OMN COOPERATE>PAK"}),
    ("Barred from Chile, the Peruvian envoy thanked Bolivia.", {"PER SUPPORT>BOL", "? entry_ban>PER"}),
    ("Israel's plan was hailed in Budapest.", {"HUN SUPPORT>ISR"}),
    ("The withdrawal of Ugandan troops from Somalia was completed.", {"UGA RETREAT>SOM"}),
]  # fmt: skip

SECTORS = [
    ("The Irish parliament condemned Israel.", "LEG"),
    ("The Irish opposition condemned Israel.", "OPP"),
    ("The Israeli army bombed Tyre.", "MIL"),
    ("Police in Malmö arrested a Dane.", "COP"),
    ("The city council of Barcelona condemned Israel.", "LOC"),
    ("A French union condemned Israel.", "NGO"),
    ("A Dutch firm sued Israel.", "BUS"),
]


@pytest.mark.parametrize("text", NAMESAKES)
def test_a_namesake_is_no_state(read, text):
    assert [m for m in read(text).mentions if m.country] == []


@pytest.mark.parametrize(("text", "expected"), [*NAMES, *MEANT])
def test_everyone_is_who_is_meant(read, short, text, expected):
    assert {short(e) for e in read(text).events} == expected


@pytest.mark.parametrize(("text", "sector"), SECTORS)
def test_sectors_are_kept_apart(read, text, sector):
    assert [e.actor_sector for e in read(text).events] == [sector]


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("Netanyahu condemned Iran.", date(2024, 5, 1), "ISR"),
        ("Yair Lapid condemned Iran.", date(2022, 9, 1), "ISR"),
        ("Rishi Sunak condemned Iran.", date(2023, 11, 1), "GBR"),
        ("Keir Starmer condemned Iran.", date(2025, 3, 1), "GBR"),
        ("Jair Bolsonaro condemned Iran.", date(2020, 3, 1), "BRA"),
    ],
)
def test_leaders_speak_for_their_state_in_office(read, text, day, code):
    (event,) = read(text, published=day).events
    assert (event.actor, event.recipient) == (code, "IRN")


def test_every_signatory_of_a_joint_statement_speaks(read):
    reading = read(
        "Joint statement by the foreign ministers of Spain, Ireland and Norway. We condemn Israel's raid.",
        published=date(2024, 6, 5),
        publisher="ESP",
        doc_type="official_statement",
        title="Joint statement by Spain, Ireland and Norway",
    )
    assert {c.holder for c in reading.claims} >= {"ESP", "IRL", "NOR"}
