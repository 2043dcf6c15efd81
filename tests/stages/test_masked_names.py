"""No country prior: holders that bear another state's name keep their labels."""

import random
from pathlib import Path

import pytest

from benchmarks.masking import Naming, exchange, figures_of, namings, renamed
from stancepipe.analysis import load_models
from stancepipe.bundles import Bundle
from stancepipe.gold import half_of, read_gold

CORPORA = Path(__file__).parents[2] / "corpora"
ROWS = 150
"""Of the dev half of the gold; ``benchmarks/masking.py`` takes all of it, several times."""
FALL = 0.04
"""By which the headline of so few rows may fall in one draw: three labels more or fewer. The bar for all is .02."""


@pytest.fixture(scope="module")
def states() -> dict[str, Naming]:
    return namings(CORPORA / "lexicons")


@pytest.mark.parametrize(
    ("text", "forms", "expected"),
    [
        ("The United States' envoy", {"the United States": "Chile"}, "Chile's envoy"),
        ("Chile's envoy told Chile", {"the Chile": "the Netherlands"}, "The Netherlands' envoy told the Netherlands"),
        ("an Irish minister", {"Irish": "Peruvian"}, "a Peruvian minister"),
        ("A Peruvian minister", {"Peruvian": "Irish"}, "An Irish minister"),
        ("Talks. The State of Qatar spoke", {"the Qatar": "Peru", "the State of Qatar": "Peru"}, "Talks. Peru spoke"),
        ("Guinea-Bissau and Guinea", {"the Guinea": "Mali", "the Guinea-Bissau": "Fiji"}, "Fiji and Mali"),
        ("the Chilean envoy", {"Chilean": "Kenyan"}, "the Kenyan envoy"),
        ("Omani and Oman", {"the Oman": "Peru"}, "Omani and Peru"),
        ("Chile and Kenya", {"the Chile": "Kenya", "the Kenya": "Chile"}, "Kenya and Chile"),
        ("KENYA. Its speaker", {"the Kenya": "the Netherlands"}, "NETHERLANDS. Its speaker"),
        ("nothing of the kind", {}, "nothing of the kind"),
    ],
)
def test_a_state_is_renamed_as_english_asks(text: str, forms: dict[str, str], expected: str) -> None:
    assert renamed(text, forms) == expected


def test_a_row_keeps_its_target_and_its_labels(states: dict[str, Naming]) -> None:
    row = {
        "text": "Germany stands beside Israel, the German Chancellor said in Berlin. France kept silent.",
        "publisher_country": "DEU", "published": "2023-10-12",
        "holders": [{"holder": "DEU", "label": "supportive", "evidence": "Germany stands beside Israel"}],
    }  # fmt: skip
    [other] = exchange([row], states, random.Random(1)).exchanged
    [holder] = other["holders"]
    assert holder["label"] == "supportive"
    assert holder["holder"] == other["publisher_country"] != "DEU"
    assert holder["evidence"] in other["text"]
    assert not [form for form in ("German", "Berlin") if form in other["text"]]
    assert [form in other["text"] for form in ("beside Israel", "France kept")] == [True, True]
    assert states[holder["holder"]].demonyms[0] in other["text"]


@pytest.mark.models
def test_quality_does_not_hang_on_names(states: dict[str, Naming], bundle: Bundle) -> None:
    rows = [row for row in read_gold(CORPORA / "gold" / "stance.jsonl") if half_of(row) == "dev"][:ROWS]
    masked = exchange(rows, states, random.Random(1))
    assert len(masked.plain) > 0.9 * ROWS
    models = load_models(bundle)
    plain, exchanged = figures_of(masked.plain, models), figures_of(masked.exchanged, models)
    assert plain["headline"] > 0.5
    assert exchanged["headline"] >= plain["headline"] - FALL
    assert exchanged["sign"] >= plain["sign"] - FALL
