"""Who signs a joint statement, and what is none."""

import pytest

from stancepipe.extract.naming import load_name_index
from stancepipe.extract.signatories import load_joint_headings


@pytest.fixture(scope="module")
def headings(lexicons):
    return load_joint_headings(lexicons, load_name_index(lexicons))


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
    # one name is no joint statement, and a list without a heading is none either
    ("Joint statement by the foreign minister of Norway", "We deplore the raid.", set()),
    ("Statement on Gaza", "Norway, Ireland, Spain, Chile and Peru have embassies there.", set()),
    (None, "", set()),
]


@pytest.mark.parametrize(("title", "text", "expected"), CASES)
def test_signatories(headings, title, text, expected):
    assert headings.signatories(title, text) == expected
