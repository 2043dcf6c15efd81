"""New, unchanged or revised; and what an edit changed."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancepipe import ids
from stancepipe.bundles import data_root
from stancepipe.ingest.revisions import (
    DiffKind,
    KnownRevision,
    RevisionState,
    decide_revision,
    diff_of,
    document_id,
)
from stancepipe.ingest.volatile import load_volatile

VOLATILE = load_volatile(data_root() / "corpora" / "lexicons")
NEW, UNCHANGED, REVISED = RevisionState.NEW, RevisionState.UNCHANGED, RevisionState.REVISED
OPEN, CLOSED = "The embassy stays open.", "The embassy will close."


def page(*lines: str) -> str:
    return "\n".join(["Ministry", *lines, OPEN])


@pytest.mark.parametrize(
    ("known", "found", "state", "document"),
    [
        ([], OPEN, NEW, None),
        ([OPEN], OPEN, UNCHANGED, "r0"),
        ([OPEN], " The embassy\n\nstays  open. ", UNCHANGED, "r0"),
        ([OPEN], CLOSED, REVISED, None),
        ([OPEN, CLOSED], OPEN, UNCHANGED, "r0"),
        ([OPEN, CLOSED], CLOSED, UNCHANGED, "r1"),
        ([page("Updated 3 May 2024 10:42")], page("Updated 4 May 2024 09:00"), UNCHANGED, "r0"),
        ([page("12 views | 3 shares")], page("13 views | 3 shares"), UNCHANGED, "r0"),
        ([page("Posted 2 minutes ago")], page(), UNCHANGED, "r0"),
        (["At least 12 people"], "At least 14 people", REVISED, None),
        ([page("At least 12 people died.")], page("At least 14 people died."), REVISED, None),
        ([page("The meeting is at 10:30")], page("The meeting is at 11:30"), REVISED, None),
        # A line that no pattern knows: from its third change in a row on, and alone, it is the page's.
        ([page("Ticker a")], page("Ticker b"), REVISED, None),
        ([page("Ticker a"), page("Ticker b")], page("Ticker c"), REVISED, None),
        ([page("Ticker a"), page("Ticker b"), page("Ticker c")], page("Ticker d"), UNCHANGED, "r2"),
        ([page("Ticker a"), page("Ticker b"), page("Ticker c")], page("Ticker d") + "\nMore.", REVISED, None),
        ([page("x"), page("y"), page("z")], "Minister\nz\n" + OPEN, REVISED, None),
        ([page("x"), CLOSED, page("y"), page("z")], page("w"), REVISED, None),
        ([page("12 died."), page("14 died."), page("15 died.")], page("16 died."), REVISED, None),
        ([page("w " * 20 + c) for c in "abc"], page("w " * 20 + "d"), REVISED, None),
    ],
)
def test_decide_revision(known: list[str], found: str, state: RevisionState, document: str | None) -> None:
    revisions = [KnownRevision(document_id=f"r{i}", text=text) for i, text in enumerate(known)]
    decision = decide_revision(revisions, found, VOLATILE)
    assert (decision.state, decision.document_id) == (state, document)
    assert decision.reason


def test_without_phrases_a_clock_revises() -> None:
    known = [KnownRevision(document_id="r0", text=page("Updated 3 May 2024"))]
    assert decide_revision(known, page("Updated 4 May 2024")).state is REVISED


def test_one_id_per_revision() -> None:
    old, new = ids.content_hash(OPEN), ids.content_hash(CLOSED)
    assert len({document_id("a.txt", old), document_id("a.txt", new), document_id("b.txt", old)}) == 3


def test_a_diff_shows_the_changed_words_and_where_they_stand() -> None:
    before, after = "At least 12 people died in May.", "At least 14 people, it said, died in May."
    shown = [(p.kind.value, p.text, p.before_start, p.after_start) for p in diff_of(before, after)]
    assert shown == [
        ("kept", "At least ", 0, 0),
        ("removed", "12 people ", 9, 9),
        ("added", "14 people, it said, ", 19, 9),
        ("kept", "died in May.", 19, 29),
    ]


words = st.lists(st.sampled_from(["a", "b", "the", "embassy", "12", "\n", "  ", "é", ""]), max_size=60).map(" ".join)


@given(st.one_of(words, st.text()), st.one_of(words, st.text()))
def test_a_diff_makes_both_texts_again(before: str, after: str) -> None:
    parts = diff_of(before, after)
    assert "".join(p.text for p in parts if p.kind != DiffKind.ADDED) == before
    assert "".join(p.text for p in parts if p.kind != DiffKind.REMOVED) == after
    for part in parts:
        assert part.text
        if part.kind != DiffKind.ADDED:
            assert before[part.before_start :].startswith(part.text)
        if part.kind != DiffKind.REMOVED:
            assert after[part.after_start :].startswith(part.text)
    if before == after:
        assert all(p.kind == DiffKind.KEPT for p in parts)


@pytest.mark.parametrize("vocabulary", [2, 40, 5000])
def test_long_texts_are_compared_in_bounded_time(vocabulary: int) -> None:
    chosen = random.Random(1)
    before = [f"w{chosen.randrange(vocabulary)}" for _ in range(100_000)]
    after = [word if chosen.random() > 0.05 else "new" for word in before]
    start = time.process_time()
    parts = diff_of(" ".join(before), " ".join(after))
    assert time.process_time() - start < 10, "under 5 s where nothing else runs"
    assert "".join(p.text for p in parts if p.kind != DiffKind.REMOVED) == " ".join(after)
    if vocabulary == 5000:
        assert sum(len(p.text.split()) for p in parts if p.kind == DiffKind.KEPT) > 94_000
