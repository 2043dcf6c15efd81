"""Takedown by the command: no word of the document is left in any file, everything else stands, and it stays away."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq  # noqa: TID251
import pytest

from stancepipe.checks import check_folder
from stancepipe.store import Store, read_table
from tests.commands import stancepipe

pytestmark = pytest.mark.models

GONE = (
    "Quillwater condemned Israel for the raid on Jenin; Colombia condemns the Israeli raid and recalls its ambassador."
)
STAYS = (
    "Bolivia strongly condemns the Israeli strike on a school in Gaza, the foreign ministry said in La Paz on Monday."
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def words_left(folder: Path, words: str) -> list[str]:
    """Files of a folder that still hold the words, as bytes or as a value of a table."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if words.encode() in path.read_bytes() or (
            path.suffix == ".parquet" and words in str(pq.read_table(path).to_pylist())
        ):
            found.append(str(path))
    return found


@pytest.fixture
def published(tmp_path: Path, written: Callable[..., Path]) -> Path:
    inputs = written(
        "texts.jsonl",
        [
            {
                "id": "gone",
                "text": GONE,
                "title": "Quillwater speaks",
                "published": "2026-02-01",
                "publisher_country": "COL",
            },
            {"id": "stays", "text": STAYS, "published": "2026-02-02"},
            {"id": "copy", "text": GONE, "published": "2026-02-03"},
        ],
    )
    out = tmp_path / "out"
    assert stancepipe("run", inputs, "--out", out).code == 0
    return out


def documents(out: Path) -> dict[str, Any]:
    return {d.input_id: d for d in Store(out).read("documents")}


def test_the_words_go_and_the_rest_stays(published: Path, written: Callable[..., Path]) -> None:
    before = documents(published)
    assert before["copy"].duplicate_of == before["gone"].document_id
    then = datetime.now(UTC)  # noqa: TID251
    keys = [before[name].document_id for name in ("gone", "copy")]
    reason = "asked for by the publisher"
    first = stancepipe("withdraw", keys[0], "--reason", reason, "--out", published)
    assert (first.code, first.err) == (0, "")
    assert f"copy of its words stays in {keys[1]}" in first.out
    assert stancepipe("withdraw", keys[1], "--reason", reason, "--out", published).code == 0

    assert words_left(published, "Quillwater") == []
    after = documents(published)
    for name in ("gone", "copy"):
        assert (after[name].status, after[name].text) == ("set_aside", "")
        assert after[name].status_reason == "withdrawn: asked for by the publisher"
        assert after[name].published_on == before[name].published_on
    assert after["stays"] == before["stays"]
    assert check_folder(published) == []
    holders = {s.holder for s in Store(published).read("stances")} | {e.actor for e in Store(published).read("events")}
    assert "COL" not in holders
    assert read_table(published, "events", as_of=then).num_rows > len(Store(published).read("events"))

    again = written("again.jsonl", [{"id": "gone", "text": GONE.replace("raid", "attack"), "published": "2026-02-01"}])
    assert stancepipe("run", again, "--out", published).code == 0
    assert words_left(published, "Quillwater") == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nothing", "--reason", "x"], "not the id of a document"),
        (["KEY", "--reason", "  "], "say in a few words"),
    ],
)
def test_what_cannot_be_withdrawn(published: Path, words: list[str], sentence: str) -> None:
    key = documents(published)["stays"].document_id
    answer = stancepipe("withdraw", *(key if word == "KEY" else word for word in words), "--out", published)
    assert answer.code == 2
    assert sentence in answer.err
    assert documents(published)["stays"].text == STAYS


def test_an_edit_is_shown(tmp_path: Path, written: Callable[..., Path]) -> None:
    out = tmp_path / "out"
    for text in (STAYS, STAYS.replace("strongly condemns", "regrets")):
        assert stancepipe("run", written("a.jsonl", [{"id": "a", "text": text}]), "--out", out).code == 0
    answer = stancepipe("diff", "a", "--out", out)
    assert answer.code == 0
    assert "[-strongly condemns -]" in answer.out
    assert "{+regrets +}" in answer.out
    page = (out / "report" / "coverage.html").read_text(encoding="utf-8")
    assert re.search(r"<del>strongly condemns\s*</del>\s*<ins>regrets\s*</ins>", page)
    unknown = stancepipe("diff", "b", "--out", out)
    assert (unknown.code, "neither a document nor an input" in unknown.err) == (2, True)
