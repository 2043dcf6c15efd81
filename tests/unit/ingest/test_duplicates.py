"""Copies: identical at any length, near-copies only of long texts that name the same actors."""

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stancepipe import ids
from stancepipe.ingest.duplicates import Fingerprint, find_duplicates, fingerprint

DAY = date(2024, 5, 3)
_VOCABULARY = [a + b for a in ("mi", "so", "ka", "te", "lu", "pra", "den", "vor") for b in ("nal", "ter", "gos", "im")]


def _sentences(seed: int, n: int = 12) -> list[str]:
    chosen = random.Random(seed)
    return [" ".join(chosen.choices(_VOCABULARY, k=12)) + "." for _ in range(n)]


TEXT = " ".join(_sentences(1))


def _reworded(text: str, every: int) -> str:
    return " ".join("other" if i % every == every - 1 else word for i, word in enumerate(text.split()))


def make(
    name: str, text: str, *, day: date | None = DAY, actors: str = "IRL ISR", input_id: str | None = None
) -> Fingerprint:
    return fingerprint(
        document_id=name, input_id=input_id or name, content_hash=ids.content_hash(text), text=text,
        published_on=day, actors=frozenset(actors.split()),
    )  # fmt: skip


def test_short_texts_are_duplicates_only_when_identical() -> None:
    short = "Ireland will open an embassy."
    found = find_duplicates([make("a", short), make("b", short + " "), make("c", "Ireland will open an embassy!")])
    assert found == {"b": "a"}


def test_a_light_rewrite_is_a_copy_and_a_heavy_one_is_not() -> None:
    light, heavy = _reworded(TEXT, 20), _reworded(TEXT, 4)
    assert find_duplicates([make("a", TEXT), make("b", light), make("c", heavy)]) == {"b": "a"}


def test_texts_that_name_other_actors_are_never_merged() -> None:
    assert find_duplicates([make("a", TEXT + " Ireland"), make("b", TEXT + " Spain", actors="ESP ISR")]) == {}


def test_a_text_cut_in_half_is_a_copy_but_a_statement_inside_an_analysis_is_not() -> None:
    half = " ".join(_sentences(1)[:6])
    analysis = " ".join(_sentences(2, n=40)) + " " + TEXT
    assert find_duplicates([make("a", TEXT), make("b", half), make("c", analysis)]) == {"b": "a"}


def test_a_cut_copy_may_name_fewer_actors_but_never_more() -> None:
    cut = " ".join(_sentences(1)[:8])
    whole, short = make("a", TEXT, actors="IRL ISR NZL"), make("b", cut, actors="IRL ISR")
    assert find_duplicates([whole, short]) == {"b": "a"}
    earlier = make("b", cut, actors="IRL ISR", day=DAY - timedelta(days=1))
    assert find_duplicates([whole, earlier]) == {}


def test_canonical_is_the_earliest_published_then_the_smallest_id() -> None:
    later = DAY + timedelta(days=1)
    copies = [make("a", TEXT, day=None), make("b", TEXT, day=later), make("d", TEXT), make("c", TEXT)]
    assert find_duplicates(copies) == {"a": "c", "b": "c", "d": "c"}


def test_a_new_earlier_copy_becomes_canonical_for_what_was_known() -> None:
    assert find_duplicates([make("z", TEXT, day=DAY - timedelta(days=2))], [make("a", TEXT)]) == {"a": "z"}


def test_a_revision_is_no_duplicate_of_its_own_older_revision() -> None:
    old, new = make("a", TEXT, input_id="page"), make("b", _reworded(TEXT, 30), input_id="page")
    assert find_duplicates([new], [old]) == {}
    assert find_duplicates([new], [old, make("c", TEXT, day=DAY + timedelta(days=1))]) == {"c": "a"}


def test_nearly_the_same_words_a_year_later_are_a_new_act_but_the_same_words_are_a_copy() -> None:
    later = DAY + timedelta(days=365)
    assert find_duplicates([make("a", TEXT), make("b", _reworded(TEXT, 30), day=later)]) == {}
    assert find_duplicates([make("a", TEXT), make("b", TEXT, day=later)]) == {"b": "a"}


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_answer_does_not_hang_on_order_or_batching(data: st.DataObject) -> None:
    documents = []
    for i in range(data.draw(st.integers(2, 9))):
        text = " ".join(_sentences(data.draw(st.integers(1, 2)), n=data.draw(st.integers(3, 8))))
        text = _reworded(text, data.draw(st.sampled_from([5, 9, 15, 1000])))
        day = data.draw(st.sampled_from([None, DAY, DAY + timedelta(days=3)]))
        documents.append(make(f"d{i}", text, day=day, actors=data.draw(st.sampled_from(["ISR", "IRL ISR"]))))
    shuffled = data.draw(st.permutations(documents))
    cut = data.draw(st.integers(0, len(documents)))
    answer = find_duplicates(documents)
    assert find_duplicates(shuffled[:cut], shuffled[cut:]) == answer
    assert not set(answer) & set(answer.values()), "a canonical copy is itself no duplicate"
