"""Who does not speak for the state: opposition, parliaments, cities, students, charities, firms."""

import pytest

pytestmark = pytest.mark.models

SECTORS = [
    # the state itself
    ("Peru condemned Israel.", ("PER", None)),
    ("Peru's government condemned Israel.", ("PER", "GOV")),
    ("The Peruvian foreign ministry condemned Israel.", ("PER", "GOV")),
    ("The president of Peru condemned Israel.", ("PER", "GOV")),
    ("A spokesman for the Irish government condemned Israel.", ("IRL", "GOV")),
    ("The Turkish army condemned Israel.", ("TUR", "MIL")),
    # parliaments and courts keep theirs
    ("The Irish parliament condemned Israel.", ("IRL", "LEG")),
    ("The Spanish senate condemned Israel.", ("ESP", "LEG")),
    ("Brazil's supreme court condemned Israel.", ("BRA", "JUD")),
    # not the state
    ("The Danish opposition condemned Israel.", (None, "OPP")),
    ("The opposition leader of Kenya condemned Israel.", (None, "OPP")),
    ("Canadian opposition lawmakers condemned Israel.", (None, "OPP")),
    ("British MPs condemned Israel.", ("GBR", "LEG")),
    ("The mayor of Oslo condemned Israel.", (None, "LOC")),
    ("The city council of Dublin condemned Israel.", (None, "LOC")),
    ("Dutch students condemned Israel.", ("NLD", "CVL")),
    ("Belgian university rectors condemned Israel.", ("BEL", "EDU")),
    ("A Norwegian charity condemned Israel.", ("NOR", "NGO")),
    ("French human rights groups condemned Israel.", ("FRA", "NGO")),
    ("An Italian company condemned Israel.", ("ITA", "BUS")),
    ("A Chilean newspaper condemned Israel.", ("CHL", "MED")),
    ("The former president of Chile condemned Israel.", ("CHL", "FORMER")),
    ("Greek protesters condemned Israel.", ("GRC", "CVL")),
]


@pytest.mark.parametrize(("text", "expected"), SECTORS)
def test_sector_of_the_actor(read, text, expected):
    accused = [e for e in read(text).events if e.event_type == "ACCUSE"]
    assert [(e.actor, e.actor_sector, e.recipient) for e in accused] == [(*expected, "ISR")]
