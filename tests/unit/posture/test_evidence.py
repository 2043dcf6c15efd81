"""What counts as evidence, and how much."""

from datetime import UTC, datetime
from typing import Any

import pytest

from stancepipe.posture.evidence import (
    ABSTAINED,
    BLOC_WORDS,
    OWN_WORDS,
    REPORTED_WORDS,
    STATUS_WEIGHT,
    Item,
    countable_documents,
    countable_stances,
    countable_tellings,
    items_of,
    observations_of,
    source_of,
)


def items(world: Any) -> list[Item]:
    """Items of everything told, formal steps left out."""
    counted = {d.document_id: d for d in world.documents}
    tellings = countable_tellings(world.events, counted, world.knowledge, "bundle-1")
    return items_of(countable_stances(world.stances, counted, "bundle-1"), tellings, (), counted, world.knowledge)


@pytest.mark.parametrize(
    ("holder", "publisher", "doc_type", "weight"),
    [
        ("FRA", "FRA", "official_statement", OWN_WORDS),
        ("EU", "EU", "official_statement", OWN_WORDS),
        ("FRA", "EU", "official_statement", BLOC_WORDS),
        ("GBR", "EU", "official_statement", REPORTED_WORDS),
        ("EU", "FRA", "official_statement", REPORTED_WORDS),
        ("FRA", "DEU", "official_statement", REPORTED_WORDS),
        ("FRA", "FRA", "news_report", REPORTED_WORDS),
        ("FRA", None, "official_statement", REPORTED_WORDS),
        ("FRA", "FRA", "analysis", REPORTED_WORDS),
    ],
)
def test_who_speaks_decides_on_the_weight(
    world: Any, holder: str, publisher: str | None, doc_type: str, weight: float
) -> None:
    document = world.document("2024-01-01", publisher_country=publisher, doc_type=doc_type)
    world.stance(holder, None, 0.5, document, confidence=0.8)
    world.event(holder, None, None, document, confidence=0.5)
    expected = [0.5 * weight, 0.8 * weight]
    assert [i.weight for i in items(world)] == pytest.approx(expected if doc_type != "analysis" else expected[1:])


def test_a_bloc_speaks_for_its_members_of_the_day(world: Any) -> None:
    for day in ("2019-06-01", "2021-06-01"):
        told = world.document(day, publisher_country="EU", doc_type="official_statement")
        world.stance("GBR", None, 0.5, told, confidence=1.0)
    assert {i.day.year: i.weight for i in items(world)} == {2019: BLOC_WORDS, 2021: REPORTED_WORDS}


def test_own_words_before_the_blocs_before_reports() -> None:
    assert OWN_WORDS > BLOC_WORDS > REPORTED_WORDS == 1


def test_confidence_and_abstention_and_status(world: Any) -> None:
    world.stance("USA", "2024-01-01", 0.5, confidence=0.6)
    world.stance("USA", "2024-01-02", 0.5, confidence=0.6, label=None)
    for day, status in enumerate(("occurred", "announced", "denied", "hypothetical", "background"), 3):
        world.event("USA", f"2024-01-{day:02d}", None, status=status, confidence=0.7)
    weights = [i.weight for i in items(world)]
    assert weights == pytest.approx([0.6, 0.6 * ABSTAINED, 0.7, 0.7 * STATUS_WEIGHT["announced"]])


def test_same_words_count_once_at_their_first_report(world: Any) -> None:
    words = "Chile condemns the strike and calls for restraint."
    world.stance("CHL", "2024-03-05", -0.6, quote=f"  {words}\n")
    first = world.stance("CHL", "2024-03-01", -0.5, quote=words)
    world.stance("CHL", "2024-04-10", -0.7, quote=words.upper())
    world.stance("PER", "2024-03-02", -0.5, quote=words)
    world.stance("CHL", "2024-03-02", -0.5, quote="Chile condemns the strike.")
    found = [(i.holder, i.day.isoformat(), len(i.told)) for i in items(world)]
    assert found == [("CHL", "2024-03-01", 3), ("CHL", "2024-03-02", 1), ("PER", "2024-03-02", 1)]
    assert items(world)[0].ref == f"stance:{first.stance_id}"
    assert items(world)[0].value == -0.5


def test_who_says_the_same_after_a_long_while_says_it_again(world: Any) -> None:
    for day in ("2022-09-20", "2023-09-20"):
        world.stance("CHL", day, -0.5, quote="We support two States.")
    assert len(items(world)) == 2


def test_one_document_is_one_witness(world: Any) -> None:
    told = world.document("2024-01-01")
    world.stance("CHL", None, 0.5, told, confidence=0.6)
    for n in range(9):
        world.event("CHL", None, None, told, event_id=f"e{n}", intensity=5.0, confidence=0.5)
    (observation,) = observations_of(items(world))["CHL"]
    assert observation.weight == pytest.approx(0.6)
    assert observation.value == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("changes", "source"),
    [
        ({"publisher": "The Gazette", "source_id": "feed-1", "publisher_country": "GBR"}, "The Gazette"),
        ({"source_id": "feed-1", "publisher_country": "GBR"}, "feed-1"),
        ({"publisher_country": "GBR"}, "GBR"),
        ({}, ""),
    ],
)
def test_a_source_by_the_best_name_there_is(world: Any, changes: dict[str, str], source: str) -> None:
    assert source_of(world.document("2024-01-01", **changes)) == source


def test_superseded_and_undated_documents_count_for_nothing(world: Any) -> None:
    world.document("2024-01-01", superseded_by="later")
    world.document(None)
    kept = world.document("2024-01-02")
    assert list(countable_documents(world.documents, "bundle-1", datetime(2024, 2, 1, tzinfo=UTC))) == [
        kept.document_id
    ]
