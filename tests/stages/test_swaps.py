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
from stancepipe.extract.gate import Gate, load_gate

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
REFUSALS = [
    ("{H} blocked an EU statement that criticised {T}.", "{H} has blocked NATO's cooperation with {T}."),
    ("{H} vetoed sanctions against {T}.", "{H} vetoed {T}'s participation in NATO exercises."),
    ("{H} opposed the motion to exclude {T} from Eurovision.", "{H} opposed the motion to admit {T} to Eurovision."),
    ("{H} would not approve measures against {T}.", "{H} would not approve NATO initiatives for cooperation with {T}."),
    ("{H} refused to sign a letter condemning {T}.", "{H} refused to sign a contract with {T}."),
    ("{H} held up the suspension of the trade agreement with {T}.", "{H} held up the trade agreement with {T}."),
    ("{H} rejected calls to stop arms exports to {T}.", "{H} rejected calls to resume arms exports to {T}."),
    ("{H} opposes a boycott of {T}.", "{H} opposes normalisation with {T}."),
]
"""The same: what is refused decides."""

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
    others = (LEXICONS / "lookalikes.csv").read_text(encoding="utf-8")
    (folder / "lookalikes.csv").write_text(others.replace("Israel", "Morocco"), encoding="utf-8")
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


def test_what_is_refused_decides(label: Label) -> None:
    told = [tuple(label(one.format(H="Chile", T="Israel"), "CHL") for one in pair) for pair in REFUSALS]
    assert told == [("supportive", "critical")] * len(REFUSALS)


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


# The issuer speaks of itself as "we": backing first, then blame.
ISSUED = [
    ("We condemn the rocket attack on {T}.", "We condemn the rocket attack by {T}."),
    ("We stand with {T} and its people in this hour.", "We hold {T} responsible for the deaths of civilians."),
    ("We reject the accusations that are made against {T}.", "We repeat our accusations against {T}."),
    ("We shall go on helping {T} to defend itself.", "We shall go on calling {T} to account."),
    ("We are grateful to {T} for its friendship.", "We are appalled by the conduct of {T}."),
    ("We have decided to reopen our embassy in {T}.", "We have decided to close our embassy in {T}."),
    ("We voted against a text that singles out {T}.", "We voted for a text that condemns {T}."),
    ("We have lifted all restrictions on trade with {T}.", "We have banned all trade with {T}."),
    ("We congratulate {T} on its national day and on our alliance.", "We denounce {T} for its aggression."),
    ("We support the right of {T} to live in security.", "We demand that {T} end its violations at once."),
]
# Two holders in one sentence: the first blames the target, the second backs it.
OPPOSED = [
    "{H} condemned the raid by {T}, while {O} defended it.",
    "{H} recalled its ambassador from {T}; {O} praised {T} for its restraint.",
    "{H} accused {T} of war crimes. {O} rejected the accusation against {T}.",
    "{H} imposed sanctions on {T}, and {O} signed a contract to sell arms to {T}.",
    "{H} voted for the resolution that condemns {T}, {O} voted against it.",
    "While {H} blamed {T} for the deaths, {O} said that {T} has every right to defend itself.",
    "{H} denounced {T} for its aggression. {O} expressed its full solidarity with {T}.",
    "{H} has brought a case against {T} before the court, and {O} backs {T} there.",
]
# What the target does to the holder is no position of the holder.
SUFFERED = [
    ("{H} condemned {T} on Sunday.", "{T} condemned {H} on Sunday."),
    ("{H} accused {T} of crimes against civilians.", "{T} accused {H} of crimes against civilians."),
    ("{H} imposed sanctions on {T}.", "{T} imposed sanctions on {H}."),
    ("{H} denounced {T} for its aggression on Monday.", "{T} denounced {H} for its aggression on Monday."),
    ("{H} praised {T} for its restraint.", "{T} praised {H} for its restraint."),
    ("{H} blamed {T} for the deaths.", "{T} blamed {H} for the deaths."),
    ("{H} recalled its ambassador from {T}.", "{T} recalled its ambassador from {H}."),
    ("{H} expressed its full solidarity with {T}.", "{T} expressed its full solidarity with {H}."),
]

Labels = Callable[..., list[dict[str, str | None]]]


@pytest.fixture(scope="module")
def labels(models: Models) -> Labels:
    """``labels(texts)``: of each text the labels by holder, all read in one go."""

    def labelled(
        texts: list[str], *, target: str = "ISR", gate: Gate | None = None, publishers: list[str] | None = None
    ) -> list[dict[str, str | None]]:
        analyst = models.analyst if gate is None else replace(models.analyst, gate=gate)
        sources = [
            Source(
                document_id=f"d{number}", text=text, title=None, published_on=None, published_precision=None,
                publisher_country=publishers[number] if publishers else None,
                doc_type="official_statement" if publishers else "news_report",
            )
            for number, text in enumerate(texts)
        ]  # fmt: skip
        readings = list(analyst.read_all(sources, target))
        judged = iter(models.classifier.judge([c for reading in readings for c in reading.claims]))
        found = []
        for source, reading in zip(sources, readings, strict=True):
            about = StanceDocument(
                document_id=source.document_id, text=source.text, published_on=None, publisher_country=None
            )
            own = [next(judged) for _ in reading.claims]
            rows = stances_of(about, own, models.classifier.thresholds, "b")
            found.append({row.holder: row.label for row in rows})
        return found

    return labelled


def filled(sentence: str, holder: str, target: str, other: str = "") -> str:
    return sentence.format(H=holder, A=HOLDERS[holder], T=target, O=other)


def test_two_hundred_sentences_about_another_target(labels: Labels, swapped_gate: Gate) -> None:
    """Forty sentences of five holders each, once about Israel and once about Morocco, in a project about Morocco."""
    told = [(sentence, holder) for sentence in SENTENCES for holder in HOLDERS]
    here = labels([filled(s, h, "Israel") for s, h in told])
    there = labels([filled(s, h, "Morocco") for s, h in told], target="MAR", gate=swapped_gate)
    other = [
        (sentence, holder, mine.get(CODES[holder]), its.get(CODES[holder]))
        for (sentence, holder), mine, its in zip(told, here, there, strict=True)
        if mine.get(CODES[holder]) != its.get(CODES[holder])
    ]
    assert len(told) == 200
    assert len(other) <= len(told) // 20, other


def test_the_label_of_an_issuer_does_not_hang_on_who_it_is(labels: Labels) -> None:
    sentences = [sentence for pair in ISSUED for sentence in pair]
    for sentence in sentences:
        told = labels([sentence.format(T="Israel")] * len(CODES), publishers=list(CODES.values()))
        assert len({labelled.get(code) for labelled, code in zip(told, CODES.values(), strict=True)}) == 1, sentence


RIGHT_OF_ISSUERS = 18
"""Of the twenty labels that issuers should get."""


def test_the_label_of_an_issuer_follows_the_direction(labels: Labels) -> None:
    for number, expected in enumerate(("supportive", "critical")):
        told = labels([pair[number].format(T="Israel") for pair in ISSUED], publishers=["KEN"] * len(ISSUED))
        right = sum(labelled.get("KEN") == expected for labelled in told)
        assert right >= RIGHT_OF_ISSUERS // 2, [(pair[number], t) for pair, t in zip(ISSUED, told, strict=True)]


RIGHT_OF_OPPOSED = 14
"""Of the sixteen labels of the first pair of holders."""


def test_two_holders_that_change_places_change_labels(labels: Labels) -> None:
    """Who blames and who backs is read off the place in the sentence and not off the name."""
    names = list(CODES)
    placed = [(a, b) for a in names for b in names if a != b]
    right = 0
    for sentence in OPPOSED:
        told = labels([filled(sentence, a, "Israel", b) for a, b in placed])
        by_place = {(t.get(CODES[a]), t.get(CODES[b])) for t, (a, b) in zip(told, placed, strict=True)}
        assert len(by_place) == 1, (sentence, by_place)
        first, second = next(iter(by_place))
        right += (first == "critical") + (second == "supportive")
    assert right >= RIGHT_OF_OPPOSED


def test_what_the_target_does_is_no_position_of_the_other(labels: Labels) -> None:
    """Israel and the holder change places: the holder no longer has the label that it had."""
    told = labels([filled(done, "Kenya", "Israel") for done, _ in SUFFERED])
    suffered = labels([filled(borne, "Kenya", "Israel") for _, borne in SUFFERED])
    kept = [
        (pair[1], its)
        for pair, mine, its in zip(SUFFERED, told, suffered, strict=True)
        if its.get("KEN") is not None and its.get("KEN") == mine.get("KEN")
    ]
    assert not kept, kept
    assert sum("KEN" in mine for mine in told) >= len(SUFFERED) - 2, told
