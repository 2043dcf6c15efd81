"""Stores of older versions of the schema: told by who only reads, brought up to date by the next run in one go."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancepipe.checks import check_folder
from stancepipe.errors import OtherSchemaError, StoreError, UsageError
from stancepipe.folder import OLDEST_SCHEMA, SCHEMA_VERSION
from stancepipe.parquet import read_parquet, write_parquet
from stancepipe.store import Store, read_table
from stancepipe.store.migrations import STEPS
from stancepipe.tables import TABLES
from tests.commands import stancepipe

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOT_IN_2 = {
    "documents": ["corrected"], "events": ["corrected"], "stances": ["corrected"],
    "postures": ["n_sources", "n_own", "languages", "last_evidence_on"],
    "blocs": ["farthest", "positions_by", "blockers", "evidence", "holdouts"],
}  # fmt: skip
"""Columns that version 2 had not; it had neither ``relations`` nor ``corrections``."""

Make = Callable[..., Any]


def rewritten(path: Path, without: list[str]) -> str:
    rows = read_parquet(path).drop_columns(without)
    path.unlink()
    return write_parquet(path, rows)


@pytest.fixture
def older(tmp_path: Path, make_document: Make, make_posture: Make) -> Path:
    """Two publishes, in the shape of version 2."""
    out = tmp_path / "out"
    states = [[make_posture("GHA", 0, 0.5), make_posture("IRL", 0, 0.0)], [make_posture("GHA", 0, 0.25)]]
    for hour, rows in enumerate(states):
        with Store(out).writer() as writer:
            writer.publish({"postures": rows, "documents": [make_document(1)]}, known_from=NOON + hour * HOUR)
    version = (out / ".current").resolve()
    content = json.loads((version / "manifest.json").read_text())
    for name in ("relations", "corrections"):
        shutil.rmtree(version / name)
        shutil.rmtree(out / "history" / name)
        (out / name).unlink()
        del content["tables"][name]
    for name, entry in content["tables"].items():
        del entry["history_start"], entry["history_from"]
        without = NOT_IN_2.get(name, [])
        entry["sha256"] = rewritten(version / name / "data.parquet", without)
        for path in list((out / "history" / name).iterdir()):
            sha256 = rewritten(path, without)
            path.rename(path.with_name(f"{path.stem[:-16]}{sha256[:16]}.parquet"))
    shutil.rmtree(version / "history")
    shutil.rmtree(out / ".versions/00000001")
    (out / ".manifest.json").unlink()
    (version / "manifest.json").write_text(json.dumps(content | {"schema_version": 2}))
    return out


def plainly(out: Path) -> dict[str, pd.DataFrame]:
    return {path.name: pd.read_parquet(path) for path in out.iterdir() if path.is_symlink() and path.is_dir()
            and not path.name.startswith(".")}  # fmt: skip


def test_there_is_a_step_from_every_version_since_the_oldest() -> None:
    assert sorted(STEPS) == list(range(OLDEST_SCHEMA, SCHEMA_VERSION))


def test_the_next_writer_brings_it_up_to_date(older: Path, make_posture: Make) -> None:
    with Store(older).writer() as writer:
        assert writer.remarks == (f"the tables were of schema version 2: brought up to version {SCHEMA_VERSION}",)
    for table in TABLES:
        assert read_table(older, table.name).schema.equals(table.schema)
    [posture] = Store(older).read("postures")
    assert (posture.holder, posture.score, posture.n_sources, posture.languages) == ("GHA", 0.25, 0, "")
    assert Store(older).read("documents")[0].corrected is None
    assert read_table(older, "postures", NOON)["score"].to_pylist() == [0.5, 0.0]
    with pytest.raises(UsageError, match=r"the history of relations .* reaches back to"):
        read_table(older, "relations", NOON)
    assert [p.sentence for p in check_folder(older) if "lacks" not in p.sentence] == []
    with Store(older).writer() as writer:
        assert writer.remarks == ()
        writer.publish({"postures": [make_posture("NOR", 0, 1.0)]}, known_from=NOON + 2 * HOUR)
    scores = [read_table(older, "postures", NOON + h * HOUR)["score"].to_pylist() for h in range(3)]
    assert scores == [[0.5, 0.0], [0.25], [1.0]]
    assert [p.sentence for p in check_folder(older) if "lacks" not in p.sentence] == []


def test_who_only_reads_is_told_that_a_run_does_it(older: Path) -> None:
    words = f"schema version 2, this stancepipe of version {SCHEMA_VERSION}: the next run into it brings it up to date"
    for command in (("report", older), ("explain", "GHA", older)):
        answer = stancepipe(*command)
        assert answer.code == 2
        assert words in answer.err
    assert words in stancepipe("check", older).out
    with pytest.raises(OtherSchemaError, match="the next run"):
        read_table(older, "postures", NOON)
    assert len(pd.read_parquet(older / "postures")) == 1


def test_a_migration_that_is_broken_off_leaves_the_older_store(older: Path) -> None:
    before = plainly(older)
    for path in (older / "history/stances").iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    with (
        pytest.raises(StoreError, match=r"history/stances is damaged .* cannot be brought up to date"),
        Store(older).writer(),
    ):
        pass
    after = plainly(older)
    assert before.keys() == after.keys()
    assert all(before[name].equals(after[name]) for name in before)


@pytest.mark.parametrize(
    ("version", "words"), [(SCHEMA_VERSION + 1, "update stancepipe"), (1, "too old to be brought up to date")]
)
def test_a_store_of_a_newer_or_too_old_version_is_left_alone(older: Path, version: int, words: str) -> None:
    path = older / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_version": version}))
    before = sorted(p for p in older.rglob("*") if p.name != ".lock")
    with pytest.raises(OtherSchemaError, match=words), Store(older).writer():
        pass
    assert sorted(p for p in older.rglob("*") if p.name != ".lock") == before
