"""What a posture rests on, and what is said to be missing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stancepipe.report.dossiers import findings_of
from stancepipe.report.foundations import foundation_of, unread_by_country, whose


@pytest.mark.parametrize(
    ("country", "kind", "words"),
    [
        ("FRA", "official_statement", "its own statements"),
        ("DEU", "official_statement", "statements of other governments"),
        ("EU", "official_statement", "statements of blocs"),
        (None, "official_statement", "official statements without a country"),
        ("FRA", "news_report", "news report"),
        ("FRA", "analysis", "analysis"),
        ("FRA", "leaflet", "leaflet"),
    ],
)
def test_whose_words(rows, country, kind, words):
    assert whose(rows.document(publisher_country=country, doc_type=kind), "FRA") == words


def foundation(rows, documents, *, labels=(), latest=None, others=()):
    """Of France, with one stance in each document."""
    stances = [
        rows.stance(document, document.text, stance_id=f"s{n}", label=label, published_on=document.published_on)
        for n, (document, label) in enumerate(zip(documents, labels or ["critical"] * len(documents), strict=True))
    ]
    posture = rows.posture(day=latest or rows.day, lower=-0.5, upper=-0.2)
    tables = replace(rows.empty, documents=[*documents, *others], stances=stances, postures=[posture])
    findings = findings_of(tables, rows.names)
    [dossier] = findings.dossiers
    return foundation_of(dossier, findings.documents, findings.latest_day, unread_by_country(tables.documents))


def test_a_broad_and_recent_foundation_lacks_nothing(rows):
    documents = [
        rows.document(text="We regret it."),
        rows.document(
            document_id="d2", text="Paris regrets it.", doc_type="news_report", publisher="Wire", language="fr"
        ),
    ]
    found = foundation(rows, documents)
    assert found.missing == ()
    assert (found.n_documents, found.n_publishers, found.n_undated) == (2, 2, 0)
    assert found.kinds == (("Its own statements", 1), ("News report", 1))
    assert found.languages == (("English", 1), ("French", 1))
    assert [row.stance for row in found.documents] == ["critical \u22120.50"] * 2


@pytest.mark.parametrize(
    ("change", "more", "sentence"),
    [
        ({"publisher_country": "DEU"}, {}, "No statement published by itself: its position is known through others."),
        ({}, {}, "All documents come from one publisher (Foreign ministry)."),
        ({"publisher": None, "publisher_country": None}, {}, "All documents come from one publisher."),
        ({}, {"days": 91}, "Nothing published after 20 Nov 2026: the level is carried forward, its interval widens."),
        ({"published_on": None}, {}, "1 undated document: analysed, but moving no level."),
        ({}, {"labels": [None]}, "1 stance of 1 without a label: the classifier abstained."),
    ],
)
def test_what_is_missing(rows, change, more, sentence):
    latest = rows.day + timedelta(days=more["days"]) if "days" in more else None
    found = foundation(
        rows, [rows.document(text="We regret it.", **change)], labels=more.get("labels", ()), latest=latest
    )
    assert sentence in found.missing


def test_a_season_of_silence_is_not_yet_missing(rows):
    found = foundation(rows, [rows.document(text="We regret it.")], latest=rows.day + timedelta(days=90))
    assert not any(sentence.startswith("Nothing published") for sentence in found.missing)


def test_texts_of_its_own_that_could_not_be_read(rows):
    others = [
        rows.document(document_id="u1", status="unsupported_language"),
        rows.document(document_id="u2", status="unsupported_language"),
        rows.document(document_id="u3", status="unsupported_language", publisher_country="DEU"),
        rows.document(document_id="u4", status="irrelevant"),
    ]
    found = foundation(rows, [rows.document(text="We regret it.")], others=others)
    assert found.missing[-1] == "2 documents of its own publishers not analysed: language not read."
    assert found.n_documents == 1


def test_an_interval_over_zero_leaves_the_side_open(rows):
    tables = replace(rows.empty, postures=[rows.posture(lower=-0.1, upper=0.2, relations="unknown")])
    findings = findings_of(tables, rows.names)
    found = foundation_of(findings.dossiers[0], {}, rows.day, {})
    assert found.missing == (
        "The interval reaches over zero: on which side the level lies is not certain.",
        "Formal relations are not known.",
    )
