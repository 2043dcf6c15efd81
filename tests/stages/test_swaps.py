"""Fairness to both sides: exchange holder, target or direction, and the label follows."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stancepipe.analysis import Models, load_models
from stancepipe.bundles import Bundle
from stancepipe.classify.documents import StanceDocument, stances_of
from stancepipe.extract.analyst import Source
from stancepipe.extract.passages import Gate, load_gate

pytestmark = pytest.mark.models

LEXICONS = Path(__file__).parents[2] / "corpora" / "lexicons"
HOLDERS = {"Chile": "Chilean", "Kenya": "Kenyan", "Norway": "Norwegian", "Japan": "Japanese", "Canada": "Canadian"}
CODES = {"Chile": "CHL", "Kenya": "KEN", "Norway": "NOR", "Japan": "JPN", "Canada": "CAN"}

# Two by two: the first of each pair backs the target, the second blames it, in the same words as far as they go.
PAIRS = [
    ("{H} condemned the rocket attack on {T}.", "{H} condemned the rocket attack by {T}."),
    ("{H} stands with {T}, its president said.", "{H} stands against {T}, its president said."),
    (
        "{H} signed a contract to sell armoured vehicles to {T}.",
        "{H} cancelled a contract to sell armoured vehicles to {T}.",
    ),
    ("{H} has returned its ambassador to {T}.", "{H} has recalled its ambassador from {T}."),
    ("{H} voted against the resolution that condemns {T}.", "{H} voted for the resolution that condemns {T}."),
    ("{H} praised {T} for its restraint on Monday.", "{H} denounced {T} for its aggression on Monday."),
    (
        "{H} rejected the accusations against {T} as baseless.",
        "{H} repeated its accusations against {T} before the court.",
    ),
    ("{H} and {T} signed an agreement on cyber security.", "{H} suspended its agreement with {T} on cyber security."),
    ("{H} expressed its full solidarity with {T} and its people.", "{H} accused {T} of crimes against civilians."),
    ("{H} lifted its restrictions on arms exports to {T}.", "{H} imposed restrictions on arms exports to {T}."),
    ("{H} said that {T} has every right to defend itself.", "{H} said that {T} has violated international law."),
    ("{H} opened an embassy in {T}.", "{H} closed its embassy in {T}."),
    (
        "{H} intends to deepen its friendship with {T}, the {A} foreign minister said.",
        "{H} intends to impose sanctions on {T}, the {A} foreign minister said.",
    ),
    (
        "The {A} government offered {T} its support after the attack.",
        "The {A} government demanded that {T} end the attack.",
    ),
    ("The {A} prime minister called {T} a reliable partner.", "The {A} prime minister called {T} a rogue state."),
    ("{H} resumed trade with {T}.", "{H} stopped all trade with {T}."),
    ("{H} will help {T} to shoot down the missiles.", "{H} will ask the Security Council to punish {T}."),
    ("{H} backs {T} in the case before the court.", "{H} has brought a case against {T} before the court."),
    (
        "{H} offered its condolences to the families of the victims in {T}.",
        "{H} summoned the ambassador of {T} in protest.",
    ),
    (
        "{H} thanked {T} for its help and wants closer ties.",
        "{H} blamed {T} for the deaths and wants it held to account.",
    ),
]
SENTENCES = [sentence for pair in PAIRS for sentence in pair]

Label = Callable[..., str | None]


@pytest.fixture(scope="module")
def models(bundle: Bundle) -> Models:
    """Everything loaded, as a run loads it."""
    return load_models(bundle)


@pytest.fixture(scope="module")
def swapped_gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """The gate of a project about Morocco: the same terms, its name for Israel's."""
    folder = tmp_path_factory.mktemp("gate")
    names = {"israel": "morocco", "israeli": "moroccan", "israelis": "moroccans"}
    with (LEXICONS / "target_terms.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    with (folder / "target_terms.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows({**row, "term": names.get(row["term"], row["term"])} for row in rows)
    return load_gate(folder)


@pytest.fixture(scope="module")
def label(models: Models) -> Label:
    """``label(text, holder)``: the label of one holder in a short report, or None."""

    def labelled(text: str, holder: str, *, target: str = "ISR", gate: Gate | None = None) -> str | None:
        analyst = models.analyst if gate is None else replace(models.analyst, gate=gate)
        source = Source(
            document_id="d", text=text, title=None, publisher_country=None, doc_type="news_report",
            published_on=None, published_precision=None,
        )  # fmt: skip
        (reading,) = analyst.read_all([source], target)
        judged = models.classifier.judge([c for c in reading.claims if c.holder == holder])
        about = StanceDocument(document_id="d", text=text, published_on=None, publisher_country=None)
        rows = stances_of(about, judged, models.classifier.thresholds, "b")
        return rows[0].label if rows else None

    return labelled


def test_the_label_does_not_hang_on_who_the_holder_is(label: Label) -> None:
    """200 sentences: forty, each told of five states."""
    for sentence in SENTENCES:
        told = {
            name: label(sentence.format(H=name, A=adjective, T="Israel"), CODES[name])
            for name, adjective in HOLDERS.items()
        }
        assert len(set(told.values())) == 1, (sentence, told)


def test_the_label_does_not_hang_on_who_the_target_is(label: Label, swapped_gate: Gate) -> None:
    """A project about Morocco would read of Morocco what this one reads of Israel."""
    other = []
    for sentence in SENTENCES:
        here = label(sentence.format(H="Chile", A="Chilean", T="Israel"), "CHL")
        there = label(sentence.format(H="Chile", A="Chilean", T="Morocco"), "CHL", target="MAR", gate=swapped_gate)
        if here != there:
            other.append((sentence, here, there))
    assert len(other) <= len(SENTENCES) // 20, other


RIGHT = 30
"""Of the forty labels; the others are abstentions, holders not sure enough for a row, and :data:`OPPOSITE`."""
OPPOSITE = 7
"""Labels of the other side: "stands against", "praised for its restraint", "lifted its restrictions"."""


def test_the_label_follows_the_direction(label: Label) -> None:
    """Backing and blame in the same words get opposite labels: floors of what is reached, to be raised."""
    told = [
        (label(sentence.format(H="Kenya", A="Kenyan", T="Israel"), "KEN"), expected, sentence)
        for pair in PAIRS
        for sentence, expected in zip(pair, ("supportive", "critical"), strict=True)
    ]
    assert sum(found == expected for found, expected, _ in told) >= RIGHT, told
    assert sum({found, expected} == {"supportive", "critical"} for found, expected, _ in told) <= OPPOSITE, told
