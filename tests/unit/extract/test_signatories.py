"""Who signs a joint statement, and what is none."""

import pytest

from stancepipe.extract.naming import load_name_index
from stancepipe.extract.signatories import load_headings


@pytest.fixture(scope="module")
def headings(lexicons):
    return load_headings(lexicons, load_name_index(lexicons))


CASES = [
    (
        "Joint statement by the foreign ministers of Norway, Ireland and Spain",
        "We deplore the raid.",
        {"NOR", "IRL", "ESP"},
    ),
    (None, "Joint statement of Chile and Peru on Gaza. We deplore the raid.", {"CHL", "PER"}),
    ("Joint statement on Gaza by the governments of Kenya and Ghana", "We regret it.", {"KEN", "GHA"}),
    ("Joint statement by France and Germany on Iran", "We regret it.", {"FRA", "DEU"}),
    ("Joint statement by France on Iran", "We regret it.", set()),
    # the first to be named sign, not those whom the text speaks of
    (
        "Joint statement on Gaza",
        "Today, the leaders of Chile, Peru, Kenya and Ghana released the following joint statement: We, President A "
        "of\nChile and President B of Peru, welcome the efforts of Egypt, Qatar, Oman, Iraq and the United\nStates.",
        {"CHL", "PER", "KEN", "GHA"},
    ),
    (
        "Joint statement by President A of Chile and President B of Peru on a truce",
        "Israel, Lebanon, Egypt and Qatar have agreed to it, and we thank Oman, Iraq, Jordan and Kuwait.",
        {"CHL", "PER"},
    ),
    (
        None,
        "Australia, Chile, Kenya, Ghana and Peru today issued a joint statement. We regret it.",
        {"AUS", "CHL", "KEN", "GHA", "PER"},
    ),
    # one name is no joint statement, and a list without a heading is none either
    ("Joint statement by the foreign minister of Norway", "We deplore the raid.", set()),
    ("Statement on Gaza", "Norway, Ireland, Spain, Chile and Peru have embassies there.", set()),
    (None, "", set()),
]


@pytest.mark.parametrize(("title", "text", "expected"), CASES)
def test_signatories(headings, title, text, expected):
    assert headings.signatories(title, text) == expected


@pytest.mark.parametrize(
    ("title", "publisher", "expected"),
    [
        (None, "CHL", "CHL"),
        ("Statement on Peru", "CHL", "CHL"),
        # a bloc speaks for itself, whoever publishes what it says; in the United Nations many speak
        ("G7 Leaders' Statement on the Middle East", "USA", "G7"),
        ("Statement by the European Union on Peru", "CHL", "EU"),
        ("Chile joins the European Union in a statement", "CHL", "CHL"),
        ("European Union and Peru: what we think", "CHL", "CHL"),
        ("Statement to the United Nations Security Council", "CHL", "CHL"),
        ("Statement by the United Nations", "CHL", "CHL"),
        # without a publisher: the one that the heading of a statement or speech names
        ("UN General Debate, European Union, session 75", None, "EU"),
        ("Address by the foreign minister of Peru", None, "PER"),
        ("Peru and Chile: a statement", None, None),
        ("Statement by Hamas", None, None),
        ("Bread is dearer in Peru", None, None),
    ],
)
def test_issuer(headings, title, publisher, expected):
    assert headings.issuer(title, publisher) == expected


def test_the_publisher_signs_where_the_heading_names_only_the_other(headings):
    title = "Joint statement following the meeting between the President and the Prime Minister of Peru"
    assert headings.signatories(title, "We discussed the ties among Egypt, Oman, Iraq and Qatar.", "CHL") == {
        "CHL",
        "PER",
    }


@pytest.mark.parametrize(
    ("noise", "expected"),
    [
        ("A-" * 600 + "!", set()),
        ("A - " * 300 + "!", set()),
        ("and " * 300 + "x", set()),
        ("-" * 900, {"CHL", "PER"}),
    ],
)
def test_noise_between_two_names_takes_no_time_to_speak_of(headings, noise, expected):
    """A pattern that tries each hyphen two ways would not come back from the first."""
    assert headings.signatories(None, f"Joint statement of Chile {noise} and Peru.", None) == expected
