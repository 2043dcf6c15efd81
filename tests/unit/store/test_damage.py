"""Folders that somebody deleted from or wrote over: what can be proven is made again, the rest is refused untouched."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stancepipe.checks import check_folder
from stancepipe.errors import StoreError
from stancepipe.store import Store, read_table
from stancepipe.tables import TABLES

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

Make = Callable[..., Any]
Damage = Callable[[Path], None]


def publish(out: Path, hours: int, tables: dict[str, list[Any]]) -> tuple[str, ...]:
    with Store(out).writer() as writer:
        writer.publish(tables, known_from=NOON + hours * HOUR)
        return writer.remarks


def damaged(out: Path, make_document: Make, make_posture: Make) -> None:
    """Three publishes; the second leaves the documents, the third the postures as they were."""
    publish(out, 0, {"documents": [make_document(1)], "postures": [make_posture("GHA", 0, 0.5)]})
    publish(out, 1, {"postures": [make_posture("GHA", 0, 0.25), make_posture("IRL", 0, 0.0)]})
    publish(out, 2, {"documents": [make_document(1), make_document(2)]})


def rows_of(out: Path) -> dict[str, list[Any]]:
    return {table.name: Store(out).read(table.name) for table in TABLES}


def problems(out: Path) -> list[str]:
    return [p.sentence for p in check_folder(out) if p.table != "documents" or "lacks" not in p.sentence]


def version(out: Path) -> Path:
    return (out / ".current").resolve()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


HEALED: dict[str, tuple[Damage, str]] = {
    "rows of a table deleted": (lambda out: (out / "postures/data.parquet").unlink(), "postures/ was damaged"),
    "a table's folder deleted": (lambda out: shutil.rmtree(version(out) / "documents"), "documents/ was damaged"),
    "every table's folder deleted": (lambda out: [shutil.rmtree(version(out) / t.name) for t in TABLES], ""),
    "a file cut short": (lambda out: truncate(out / "documents/data.parquet"), "documents/ was damaged"),
    "a bit turned over": (lambda out: flip(out / "postures/data.parquet"), "postures/ was damaged"),
    ".current deleted": (lambda out: (out / ".current").unlink(), ".current was missing"),
    "the current version deleted": (lambda out: shutil.rmtree(version(out)), "documents/ was damaged"),
    "all versions deleted": (lambda out: shutil.rmtree(out / ".versions"), "documents/ was damaged"),
    "the manifest and a table deleted": (
        lambda out: ((out / "postures/data.parquet").unlink(), (version(out) / "manifest.json").unlink()),
        "postures/ was damaged",
    ),
    "the manifest deleted": (lambda out: (version(out) / "manifest.json").unlink(), "manifest.json of"),
    "the manifest emptied": (lambda out: (out / "manifest.json").write_text(""), "manifest.json of"),
    "the manifest of another kind": (lambda out: (out / "manifest.json").write_text("[]"), "manifest.json of"),
    "links deleted": (lambda out: [(out / name).unlink() for name in ("stances", "manifest.json")], "none"),
}


@pytest.mark.parametrize("name", HEALED)
def test_what_the_ledger_proves_is_made_again(
    tmp_path: Path, make_document: Make, make_posture: Make, name: str
) -> None:
    damaged(tmp_path, make_document, make_posture)
    damage, words = HEALED[name]
    before = rows_of(tmp_path)
    assert problems(tmp_path) == []
    damage(tmp_path)
    with Store(tmp_path).writer() as writer:
        assert words in " ".join(writer.remarks) or words == "none"
    assert rows_of(tmp_path) == before
    assert problems(tmp_path) == []
    publish(tmp_path, 3, {"postures": []})
    with Store(tmp_path).writer() as writer:
        assert writer.remarks == ()
    assert problems(tmp_path) == []
    scores = [read_table(tmp_path, "postures", NOON + h * HOUR)["score"].to_pylist() for h in range(4)]
    assert scores == [[0.5], [0.25, 0.0], [0.25, 0.0], []]


def lose_history(out: Path) -> None:
    for path in [*(out / "history/postures").iterdir(), *out.glob(".versions/*/history/postures/*")]:
        path.unlink()


REFUSED: dict[str, Damage] = {
    "a table and a file of its history": lambda out: (lose_history(out), truncate(out / "postures/data.parquet")),
    "a table and a bit of its history": lambda out: (
        (out / "postures/data.parquet").unlink(), [flip(p) for p in (out / "history/postures").iterdir()]
    ),
    "the manifest and its copy": lambda out: (
        (version(out) / "manifest.json").unlink(), (out / ".manifest.json").write_text("")
    ),
    "all versions, and a file of the history": lambda out: (lose_history(out), shutil.rmtree(out / ".versions")),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_proven_is_refused_and_left(
    tmp_path: Path, make_document: Make, make_posture: Make, name: str
) -> None:
    damaged(tmp_path, make_document, make_posture)
    REFUSED[name](tmp_path)
    left = sorted(path for path in tmp_path.rglob("*") if path.name != ".lock")
    with pytest.raises(StoreError, match="or choose another --out"):
        publish(tmp_path, 3, {"postures": []})
    assert sorted(path for path in tmp_path.rglob("*") if path.name != ".lock") == left


def test_a_lost_file_of_the_history_is_told_and_never_answered_for(
    tmp_path: Path, make_document: Make, make_posture: Make
) -> None:
    damaged(tmp_path, make_document, make_posture)
    before = rows_of(tmp_path)
    min((tmp_path / "history/postures").iterdir()).unlink()
    [remark] = publish(tmp_path, 3, {"documents": []})
    assert "history/postures/ lacks 1 of 2 files" in remark
    assert rows_of(tmp_path) == before | {"documents": []}
    with pytest.raises(StoreError, match="history/postures is missing"):
        read_table(tmp_path, "postures", NOON + HOUR)
    assert read_table(tmp_path, "documents", NOON).num_rows == 1
    assert any("1 files, 2 were published" in sentence for sentence in problems(tmp_path))


@pytest.mark.parametrize("deleted", ["documents/data.parquet", ".current"])
def test_a_reader_is_told_that_the_next_run_mends_it(
    tmp_path: Path, make_document: Make, make_posture: Make, deleted: str
) -> None:
    damaged(tmp_path, make_document, make_posture)
    (tmp_path / deleted).unlink()
    with pytest.raises(StoreError, match="the next run into"):
        Store(tmp_path).read("documents")
    assert check_folder(tmp_path) != []


def test_a_manifest_of_an_older_stancepipe_without_history_start_reads(
    tmp_path: Path, make_document: Make, make_posture: Make
) -> None:
    damaged(tmp_path, make_document, make_posture)
    path = version(tmp_path) / "manifest.json"
    content = json.loads(path.read_text())
    for entry in content["tables"].values():
        del entry["history_start"], entry["history_from"]
    path.write_text(json.dumps(content))
    assert publish(tmp_path, 3, {"documents": []}) == ()
    assert problems(tmp_path) == []
