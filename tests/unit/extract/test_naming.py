"""Names found without a parser."""

import pytest

from stancepipe.extract.naming import load_name_index


@pytest.fixture(scope="module")
def index(lexicons):
    return load_name_index(lexicons)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Norway met Chile.", {"NOR", "CHL"}),
        ("the EU, ASEAN and Hamas", {"EU", "ASEAN", "HAMAS"}),
        ("Norwegian ships left Ankara", {"NOR", "TUR"}),
        ("Norwayman, Chilean", {"CHL"}),
        ("us and them, turkey and china", set()),
        ("", set()),
        ("ישראל", set()),
    ],
)
def test_codes(index, text, codes):
    assert index.codes(text) == codes
