"""The lexicons hold together: every code known, every rule with one name, nothing contradictory."""

import re
from collections import Counter
from datetime import date

import pytest

from stancepipe.bundles import read_rows
from stancepipe.errors import BundleError
from stancepipe.extract.attribution import load_speech_verbs
from stancepipe.extract.lexicons import alternatives, load_lexicons
from stancepipe.extract.patterns import load_patterns
from stancepipe.extract.status import load_governors
from stancepipe.vocabulary import BLOCS, COLDER_STEPS, COURTS, GROUPS, VOTE_STEPS, EventStatus, MentionKind, Step

SLOTS = frozenset(
    """subj obj comp owner dative any head sent word prt prep adv acomp oprd neg passive habit infinitive
    either governor comp-must comp-subj comp-asks comp-wont
    comp-to comp-bare several grace said actor recipient alongside onto
    about against as at behind between by for from in into of off on over to toward towards upon with along near outside
    around across under regarding into among without before as beside until past opposite beneath round facing
    above""".split()
)


@pytest.fixture(scope="module")
def known(lexicons):
    return load_lexicons(lexicons)


@pytest.fixture(scope="module")
def rows(lexicons):
    return list(read_rows(lexicons / "event_patterns.csv"))


@pytest.fixture(scope="module")
def states(lexicons):
    return {row["iso3"] for row in read_rows(lexicons / "states.csv")}


def test_patterns_load_and_every_step_has_one(lexicons, rows):
    load_patterns(lexicons)
    assert {step.value for step in Step} - {r["step"] for r in rows} == set()


def test_rules_have_one_name_each(rows):
    assert [name for name, n in Counter(r["rule"] for r in rows).items() if n > 1] == []


def test_triggers_are_verbs_or_nouns_in_lower_case(rows):
    for row in rows:
        assert row["pos"] in {"V", "N"}, row["rule"]
        assert alternatives(row["lemmas"]), row["rule"]
        assert row["lemmas"] == row["lemmas"].lower(), row["rule"]


def test_conditions_use_known_slots_and_classes(lexicons, rows):
    classes = {r["class"] for r in read_rows(lexicons / "word_classes.csv")}
    for row in rows:
        for part in row["where"].split():
            slot, colon, words = part.lstrip("!").partition(":")
            assert colon and slot in SLOTS and words, (row["rule"], part)
            for word in words.split("|"):
                assert word == "*" or not word.startswith("@") or word[1:] in classes, (row["rule"], part)
                assert word == word.lower(), (row["rule"], part)


def test_recipients_are_slots_or_codes(rows, states):
    for row in rows:
        for name in row["recipient"].split():
            assert name.removeprefix("<") in SLOTS or name in states | BLOCS | COURTS | GROUPS, (row["rule"], name)


def test_modes_and_types_have_scores(lexicons, rows):
    scores = {(r["type"], r["mode"]) for r in read_rows(lexicons / "plover_scores.csv")}
    assert {(r["type"], r["mode"]) for r in rows} - scores == set()


def test_steps_move_the_way_their_type_says(lexicons, rows):
    patterns = load_patterns(lexicons)
    neutral = {Step.RECOGNISE_PALESTINE, *VOTE_STEPS}
    for listed in patterns.by_trigger.values():
        for pattern in listed:
            if pattern.step is not None and pattern.step not in neutral:
                colder = patterns.intensity(pattern.event_type, pattern.event_mode) < 0
                assert colder is (pattern.step in COLDER_STEPS), pattern.rule


def test_a_word_governs_in_one_way(lexicons):
    seen = Counter(
        (lemma, row["pos"], row["status"])
        for row in read_rows(lexicons / "governors.csv")
        for lemma in set(alternatives(row["lemmas"]))
    )
    ways = Counter((lemma, pos) for lemma, pos, _ in seen)
    assert [key for key, n in ways.items() if n > 1] == []
    assert set(load_governors(lexicons).values()) == {
        EventStatus.ANNOUNCED, EventStatus.HYPOTHETICAL, EventStatus.DENIED,
    }  # fmt: skip


def test_speech_verbs(lexicons):
    assert {"say", "tell", "announce", "claim"} <= load_speech_verbs(lexicons)


def test_target_terms_are_strong_or_weak_and_listed_once(lexicons):
    terms = list(read_rows(lexicons / "target_terms.csv"))
    assert {r["strength"] for r in terms} == {"strong", "weak"}
    assert [t for t, n in Counter(r["term"] for r in terms).items() if n > 1] == []
    assert all(r["term"] == r["term"].lower().strip() for r in terms)


def test_names_have_known_codes(known, states):
    allowed = states | BLOCS | COURTS | GROUPS | {"MEDDIALOGUE"}
    assert {n.code for n in known.names} - allowed == set()


def test_a_state_is_not_called_as_another(known):
    owners = {}
    for name in known.names:
        if name.kind in (MentionKind.STATE, MentionKind.DEMONYM):
            owners.setdefault(name.phrase, set()).add(name.code)
    assert {phrase: codes for phrase, codes in owners.items() if len(codes) > 1} == {}


def test_a_lookalike_is_not_also_a_name(known):
    assert {n.phrase for n in known.names} & known.lookalikes == set()


def test_terms_of_office_begin_before_they_end(known):
    leaders = [n for n in known.names if n.kind is MentionKind.LEADER]
    assert leaders
    assert [n for n in leaders if n.start and n.end and n.start > n.end] == []
    assert all(date(1900, 1, 1) < n.start < date(2027, 1, 1) for n in leaders if n.start)


def test_phrases_are_trimmed_and_short(known):
    for name in known.names:
        assert name.phrase and name.phrase == name.phrase.strip(), name
        assert not re.search(r"[|\n\t]| {2}", name.phrase), name


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("foreign minister", "GOV"),
        ("parliament", "LEG"),
        ("supreme court", "JUD"),
        ("mayor", "LOC"),
        ("opposition leader", "OPP"),
        ("charity", "NGO"),
        ("army", "MIL"),
        ("newspaper", "MED"),
        ("company", "BUS"),
    ],
)
def test_offices(known, phrase, sector):
    assert known.offices[phrase] == sector


def test_namibia_and_norway_survive_reading(lexicons):
    rows = list(read_rows(lexicons / "states.csv"))
    assert {"NAM", "NOR"} <= {r["iso3"] for r in rows}
    assert all(isinstance(r["iso3"], str) and len(r["iso3"]) == 3 for r in rows)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00bad"])
def test_an_unreadable_lexicon_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "states.csv").write_bytes(content)
    with pytest.raises(BundleError, match=r"lexicon states.csv cannot be read"):
        list(read_rows(tmp_path / "states.csv"))


@pytest.mark.parametrize(("cell", "parts"), [("", []), ("a", ["a"]), (" a | b||", ["a", "b"])])
def test_alternatives(cell, parts):
    assert alternatives(cell) == parts
