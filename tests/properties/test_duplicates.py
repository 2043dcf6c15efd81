"""Copies do not hang on order or batching, and no family holds two texts that say the same of different actors."""

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stancepipe import ids
from stancepipe.ingest.duplicates import find_duplicates
from stancepipe.ingest.fingerprints import Fingerprint, fingerprint

DAY = date(2024, 5, 3)
STATES = ("Ireland", "Spain", "Norway")
_VOCABULARY = [a + b for a in ("mi", "so", "ka", "te", "lu", "pra", "den", "vor") for b in ("nal", "ter", "gos", "im")]


def codes(text: str) -> frozenset[str]:
    return frozenset(state for state in STATES if state in text)


def sentence(seed: int, state: str) -> str:
    words = random.Random(seed).choices(_VOCABULARY, k=12)
    return " ".join([*words[:4], state, *words[4:]]).strip() + "."


@st.composite
def documents(draw: st.DrawFn) -> list[tuple[Fingerprint, str]]:
    """Cuts of one story, in which a place is left open for a state that differs, is missing, or stands nearby."""
    found = []
    for number in range(draw(st.integers(2, 8))):
        places = draw(st.lists(st.integers(0, 9), min_size=5, max_size=10, unique=True))
        # Sentences 0 and 1 hold a name that may be swapped; 2 and 3 always name the same.
        swapped = [draw(st.sampled_from(STATES)) for _ in range(2)]
        named = {0: swapped[0], 1: swapped[1], 2: STATES[0], 3: STATES[1]}
        text = " ".join(sentence(place, named.get(place, "then")) for place in places)
        day = draw(st.sampled_from([None, DAY, DAY + timedelta(days=3), DAY + timedelta(days=90)]))
        found.append(
            (
                fingerprint(
                    document_id=f"d{number}", input_id=draw(st.sampled_from([f"d{number}", "page"])),
                    content_hash=ids.content_hash(text), text=text, published_on=day, actors=codes,
                ),
                text,
            )
        )  # fmt: skip
    return found


@settings(max_examples=150, deadline=None)
@given(documents(), st.data())
def test_the_answer_does_not_hang_on_order_or_batching(
    made: list[tuple[Fingerprint, str]], data: st.DataObject
) -> None:
    fingerprints = [found for found, _ in made]
    shuffled = data.draw(st.permutations(fingerprints))
    cut = data.draw(st.integers(0, len(made)))
    answer = find_duplicates(fingerprints)
    assert find_duplicates(shuffled[:cut], shuffled[cut:]) == answer
    assert not set(answer) & set(answer.values()), "a canonical copy is itself no duplicate"


@settings(max_examples=300, deadline=None)
@given(documents())
def test_no_family_holds_swapped_names(made: list[tuple[Fingerprint, str]]) -> None:
    texts = {found.document_id: text for found, text in made}
    copies = find_duplicates([found for found, _ in made])
    families: dict[str, list[str]] = {}
    for key, text in texts.items():
        families.setdefault(copies.get(key, key), []).append(text)
    for family in families.values():
        actors = [codes(text) for text in family]
        assert any(all(other <= widest for other in actors) for widest in actors), "one text names them all"
        for place in (0, 1):
            said = {s for s in STATES for text in family if sentence(place, s) in text}
            assert len(said) <= 1, "the same said of two states"
