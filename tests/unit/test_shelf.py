"""Documents whose words lie in a file, and rows that are records only when they are asked for."""

import contextlib
import os
import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from stancepipe.errors import StoreError
from stancepipe.records import Document, FormalRelations
from stancepipe.rows import Rows, in_pieces, rows_at, values_of
from stancepipe.shelf import Documents, published_documents
from stancepipe.store import Store
from stancepipe.tables import DOCUMENTS, RELATIONS

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def document(key: str, text: str) -> Document:
    return Document(
        document_id=key, input_id=key, url=None, title=None, text=text, publisher=None, publisher_country=None,
        doc_type="other", published_on=None, published_precision=None, published_from=None, superseded_by=None,
        language=None, status="irrelevant", status_reason=None, duplicate_of=None, content_hash="h",
        n_words=len(text.split()), first_seen_at=NOON, run_id="r", bundle_id="b",
    )  # fmt: skip


TEXTS = {"a": "Plain words.", "b": "", "c": "Παρίσι — 東京\n\x00 🕊", "d": "half a pair \ud83d", "e": "x" * 200_000}


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    found = Documents(tmp_path)
    found.update({key: document(key, text) for key, text in TEXTS.items()})
    return found


def test_words_come_back_to_the_last_character(documents: Documents) -> None:
    assert {key: d.text for key, d in documents.items()} == TEXTS
    assert dict(documents) == {key: document(key, text) for key, text in TEXTS.items()}
    assert {d.text for d in documents.outlines()} == {documents.outline("a").text} == {""}
    assert ("a" in documents, "z" in documents, documents.get("z"), len(documents)) == (True, False, None, 5)


def test_the_file_of_words_has_no_name_and_ends_with_the_documents(tmp_path: Path) -> None:
    def open_files() -> set[str]:
        found = (os.path.realpath(fd) for fd in Path("/proc/self/fd").iterdir())
        return {name for name in found if name.startswith(str(tmp_path))}

    documents = Documents(tmp_path)
    documents["a"] = document("a", "Plain words.")
    assert len(open_files()) == 1
    assert list(tmp_path.iterdir()) == []
    copy = documents.copy()
    del documents
    assert copy["a"].text == "Plain words."
    del copy
    assert open_files() == set()


def test_other_words_replace_words_and_the_same_are_not_written_again(documents: Documents) -> None:
    before = documents.copy()
    assert documents == before
    documents["a"] = replace(documents["a"], title="A title")
    assert (documents["a"].text, documents["a"].title, before["a"].title) == (TEXTS["a"], "A title", None)
    assert documents != before
    documents["a"] = before["a"]
    assert documents == before, "whatever was written in between"
    documents["a"] = replace(before["a"], text="Other words.")
    assert (documents["a"].text, before["a"].text) == ("Other words.", TEXTS["a"])
    assert documents != before
    del documents["a"]
    assert ("a" in documents, "a" in before) == (False, True)


def test_what_is_amended_keeps_its_words(documents: Documents) -> None:
    documents.amend(replace(documents.outline("c"), superseded_by="a"))
    assert documents["c"] == replace(document("c", TEXTS["c"]), superseded_by="a")
    with pytest.raises(KeyError):
        documents.amend(document("z", "never seen"))


def test_documents_told_apart_on_different_shelves(documents: Documents, tmp_path: Path) -> None:
    other = Documents(tmp_path)
    for key in reversed(TEXTS):
        other[key] = document(key, TEXTS[key])
    assert other == documents
    other["a"] = document("a", "Other words.")
    other.amend(replace(other.outline("a"), n_words=2))
    assert other != documents


def test_pieces_are_in_order_of_ids(documents: Documents) -> None:
    documents["aa"] = document("aa", "Late.")
    assert [[d.document_id for d in piece] for piece in documents.pieces(4)] == [["a", "aa", "b", "c"], ["d", "e"]]


def test_what_is_published_comes_back(tmp_path: Path) -> None:
    texts = {f"{n:05}": f"{n} words of a document" for n in range(2 * DOCUMENTS.rows_at_once + 1)}
    told = Documents(tmp_path)
    told.update({key: document(key, text) for key, text in reversed(texts.items())})
    store = Store(tmp_path / "out")
    assert len(published_documents(store)) == 0
    with store.writer() as writer:
        writer.publish({"documents": told}, known_from=NOON)
        assert not writer.publish({"documents": told}, known_from=NOON).written
    assert published_documents(store) == told
    assert store.read("documents") == [document(key, text) for key, text in texts.items()]


def test_a_disk_that_takes_no_more_words(tmp_path: Path) -> None:
    documents = Documents(tmp_path)
    with small_files(1000), pytest.raises(StoreError, match="File too large"):
        documents["a"] = document("a", TEXTS["e"])
    assert "a" not in documents


@contextlib.contextmanager
def small_files(size: int) -> Iterator[None]:
    """No file may grow beyond some bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def relations(n: int) -> Iterator[FormalRelations]:
    for i in range(n):
        yield FormalRelations(
            holder=f"{i:06}", since=date(2024, 1, 1 + i % 28), relations=("full", "none")[i % 2], previous=None,
            step=None, shift_id=None, evidence=None, source=None if i % 3 else f"source {i}", bundle_id="b",
        )  # fmt: skip


@pytest.mark.parametrize("n", [0, 1, 7, 12_001])
def test_rows_are_the_records(n: int) -> None:
    records = list(relations(n))
    rows = Rows.together(RELATIONS, [RELATIONS.to_arrow(records[5:]), RELATIONS.to_arrow(records[:5])])
    assert (list(rows), len(rows)) == (records, n)
    assert rows == records
    assert rows != [*records, *relations(1)]
    for cut in (slice(3), slice(2, 6), slice(-3, None), slice(6, 2), slice(None, None, -1)):
        assert list(rows[cut]) == records[cut]
    assert values_of(rows, "since") == values_of(records, "since") == [r.since for r in records]
    if n > 1:
        assert (rows[0], rows[-1]) == (records[0], records[-1])
        assert rows_at(rows, [1, 0]) == rows_at(records, [1, 0])
    with pytest.raises(IndexError):
        rows[n]


@pytest.mark.parametrize("n", [0, 1, 4, 9])
def test_pieces_of_a_table_are_the_table(n: int) -> None:
    table = replace(RELATIONS, rows_at_once=4)
    records = list(relations(n))
    for given in (records[::-1], Rows(table, table.to_arrow(records))):
        pieces = [table.from_arrow(piece) for piece in in_pieces(table, given)]
        assert ([r for piece in pieces for r in piece], {len(piece) > 4 for piece in pieces} - {False}) == (
            records,
            set(),
        )
