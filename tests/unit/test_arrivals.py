"""Inputs against what is known: revisions, returns, clocks, withdrawals; in any order under one clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from stancepipe.arrivals import Arrivals
from stancepipe.ingest.inputs import InputRecord, Unchanged
from stancepipe.shelf import Documents

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = "The ministry called on Israel to open the crossings without delay."
SECOND = "The ministry urged Israel to open the crossings without delay."


def record(text: str, input_id: str = "https://mfa.example/1", **changes: object) -> InputRecord:
    fields = {
        "input_id": input_id, "text": text, "url": input_id, "title": None, "publisher": None,
        "publisher_country": "IRL", "doc_type": "official_statement", "published_on": date(2026, 2, 27),
        "published_precision": "day", "published_from": "feed", "language": None, "problem": None,
    }  # fmt: skip
    return InputRecord(**(fields | changes))  # type: ignore[arg-type]


class World:
    """Runs one after another over the same store."""

    def __init__(self) -> None:
        self.documents = Documents()
        self.last: Arrivals

    def run(self, *items: InputRecord | Unchanged, now: datetime) -> "World":
        self.last = Arrivals(run_id=f"run {now}", bundle_id="b", now=now, documents=self.documents.copy())
        for item in items:
            self.last.take_in(item)
        self.documents = self.last.settle()
        return self

    @property
    def current(self) -> list[str]:
        return sorted(d.text for d in self.documents.values() if d.superseded_by is None)


def test_an_edit_keeps_the_words_before() -> None:
    world = World().run(record(FIRST), now=MORNING).run(record(SECOND), now=MORNING + HOUR)
    assert world.current == [SECOND]
    before = next(d for d in world.documents.values() if d.text == FIRST)
    assert world.documents[before.superseded_by or ""].text == SECOND
    assert (world.last.counts.new, world.last.counts.unchanged) == (1, 0)


def test_words_that_are_taken_back_are_current_again_and_stay_so() -> None:
    world = World()
    for hour, text in enumerate([FIRST, SECOND, FIRST]):
        world.run(record(text), now=MORNING + hour * HOUR)
    assert world.current == [FIRST]
    assert len(world.documents) == 2
    settled = dict(world.documents)
    for hour in (3, 4):
        world.run(record(FIRST), now=MORNING + hour * HOUR)
        assert world.documents == settled
    assert world.run(record(SECOND), now=MORNING + 5 * HOUR).current == [SECOND]


def test_two_versions_that_always_come_together_do_not_take_turns() -> None:
    both = (record(FIRST), record(SECOND))
    world = World().run(*both, now=MORNING)
    settled = dict(world.documents)
    for hour in (1, 2):
        world.run(*both, now=MORNING + hour * HOUR)
        assert world.documents == settled


def test_an_archive_read_at_once_tells_what_the_runs_told() -> None:
    times = [MORNING, MORNING + HOUR, MORNING + 2 * HOUR]
    found = [record(text, fetched_at=at) for text, at in zip((FIRST, SECOND, FIRST), times, strict=True)]
    live = World()
    for item, at in zip(found, times, strict=True):
        live.run(item, now=at)
    later = MORNING + 9 * HOUR
    for order in permutations(found):
        again = World().run(*order, now=later)
        assert again.current == live.current == [FIRST]
        assert {d.document_id: d.superseded_by for d in again.documents.values()} == {
            d.document_id: d.superseded_by for d in live.documents.values()
        }


def test_a_clock_on_the_page_does_not_revise_for_ever() -> None:
    world = World()
    page = "{}\n\nLine {} of the ticker runs here"
    for hour, words in enumerate("one two three four five six seven".split()):
        world.run(record(page.format(FIRST, words)), now=MORNING + hour * HOUR)
    assert len(world.documents) == 3
    # a change of substance is an edit all the same
    world.run(record(page.format(SECOND, "eight")), now=MORNING + 9 * HOUR)
    assert world.current == [page.format(SECOND, "eight")]


def test_an_attempt_that_fails_loses_no_text() -> None:
    world = World().run(record(FIRST), now=MORNING)
    world.run(record("", problem="the server answers with status 503"), now=MORNING + HOUR)
    assert world.current == [FIRST]
    assert world.last.counts.set_aside == 1


def test_what_was_not_asked_for_again_counts_as_unchanged() -> None:
    bad = record("", "https://mfa.example/2", problem="the server answers with status 404")
    world = World().run(record(FIRST), bad, now=MORNING)
    settled = dict(world.documents)
    world.run(Unchanged(input_id=bad.input_id), Unchanged(input_id="https://mfa.example/1"), now=MORNING + HOUR)
    assert world.documents == settled
    counts = world.last.counts
    assert (counts.inputs, counts.new, counts.unchanged, counts.set_aside) == (2, 0, 2, 1)
    assert world.last.seen == set(settled)


def test_what_was_withdrawn_does_not_come_back() -> None:
    world = World().run(record(FIRST), now=MORNING)
    [key] = world.documents
    arrivals = Arrivals(run_id="r", bundle_id="b", now=MORNING + HOUR, documents=world.documents.copy())
    world.documents = arrivals.withdraw([key], "asked for by the publisher")
    [gone] = world.documents.values()
    assert (gone.text, gone.title, gone.n_words, gone.status) == ("", None, 0, "set_aside")
    assert (gone.status_reason, gone.withdrawn_at) == ("withdrawn: asked for by the publisher", MORNING + HOUR)
    assert (gone.input_id, gone.published_on) == ("https://mfa.example/1", date(2026, 2, 27))
    settled = dict(world.documents)
    for item in (record(FIRST), record(SECOND), Unchanged(input_id="https://mfa.example/1")):
        world.run(item, now=MORNING + 2 * HOUR)
        assert world.documents == settled
        assert world.last.counts.set_aside == 0


@pytest.mark.parametrize("order", permutations(range(3)))
def test_one_run_in_any_order(order: tuple[int, ...]) -> None:
    items = [record(FIRST), record(SECOND), record(SECOND, title="With a title")]
    expected = World().run(*items, now=MORNING).documents
    assert World().run(*(items[i] for i in order), now=MORNING).documents == expected


@pytest.mark.parametrize(
    ("again", "title"),
    [
        ({}, None),
        ({"source_id": "irl-mfa"}, None),
        ({"title": "On the crossings"}, "On the crossings"),
    ],
)
def test_the_same_words_again_change_only_what_is_said_of_them(again: dict[str, object], title: str | None) -> None:
    world = World().run(record(FIRST), now=MORNING)
    (before,) = world.documents.outlines()
    world.run(record(FIRST, **again), now=MORNING + HOUR)
    (after,) = world.documents.outlines()
    assert after.title == title
    assert (after is before) == (title is None)
    assert (world.last.counts.new, world.last.counts.unchanged) == (0, 1)


def test_a_text_without_language_takes_what_its_record_says() -> None:
    world = (
        World().run(record("Israel: 14."), now=MORNING).run(record("Israel: 14.", language="en"), now=MORNING + HOUR)
    )
    assert [d.language for d in world.documents.values()] == ["en"]
