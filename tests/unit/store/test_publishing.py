"""Publishing: what appears, what stays, what is refused."""

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stancepipe import records
from stancepipe.checks import check_folder
from stancepipe.errors import StoreError, StoreLocked, UsageError
from stancepipe.folder import SCHEMA_VERSION
from stancepipe.store import Counts, PublishResult, Store, read_table
from stancepipe.tables import TABLES

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

Make = Callable[..., Any]


def publish(out: Path, known_from: datetime = NOON, **tables: list[Any]) -> PublishResult:
    with Store(out).writer() as writer:
        return writer.publish(tables, known_from=known_from)


def listing(out: Path) -> dict[str, tuple[int, int, int]]:
    """Every file with what changes when it is written: inode, size, time; and every folder.

    The lock is touched by each who takes it, the folder of versions by each who compares.
    """
    found = {}
    for folder, folders, files in os.walk(out):
        for name in (*folders, *files):
            status = (Path(folder) / name).lstat()
            found[str(Path(folder, name))] = (status.st_ino, status.st_size, status.st_mtime_ns)
    del found[str(out / ".lock")]
    found.pop(str(out / ".versions"), None)
    return found


def test_what_was_published_is_read_back_as_the_same_records(tmp_path: Path, make_document: Make) -> None:
    run = records.Run(
        run_id="r1", started_at=NOON, finished_at=None, status="running", n_inputs=1, n_new=1, n_unchanged=0,
        n_duplicates=0, n_set_aside=0, seconds=0.5, version="0.1.0", bundle_id="b1",
    )  # fmt: skip
    documents = [make_document(2, words="Zażółć 🕊 gęślą"), make_document(1, published_on=None, title=None)]
    publish(tmp_path, documents=documents, runs=[run])
    store = Store(tmp_path)
    assert store.read("documents") == [documents[1], documents[0]]
    assert store.read("runs") == [run]
    assert store.read("events") == []
    assert store.read_arrow("documents", ["text"]).column_names == ["text"]


def test_records_read_from_the_store_can_be_published_again(tmp_path: Path, make_document: Make) -> None:
    publish(tmp_path, documents=[make_document(1)])
    assert not publish(tmp_path, NOON + HOUR, documents=Store(tmp_path).read("documents")).written


def test_making_a_store_touches_nothing(tmp_path: Path) -> None:
    assert Store(tmp_path / "out").read("documents") == []
    assert not (tmp_path / "out").exists()


def test_empty_tables_are_published_with_their_schemas(tmp_path: Path) -> None:
    publish(tmp_path)
    for table in TABLES:
        assert [path.name for path in (tmp_path / table.name).iterdir()] == ["data.parquet"]
        assert read_table(tmp_path, table.name).schema.equals(table.schema)
        assert read_table(tmp_path, table.name).num_rows == 0


def test_a_publish_counts_what_differs_and_leaves_other_tables(
    tmp_path: Path, make_document: Make, make_posture: Make
) -> None:
    first = publish(
        tmp_path, documents=[make_document(1)], postures=[make_posture("GHA", day, 0.5) for day in range(4)]
    )
    assert first.counts["postures"] == Counts(new=4, changed=0, withdrawn=0, unchanged=0)
    untouched = (tmp_path / "documents/data.parquet").stat()
    second = publish(
        tmp_path,
        NOON + HOUR,
        postures=[make_posture("GHA", 0, 0.5), make_posture("GHA", 1, 0.25), make_posture("IRL", 0, 0.0)],
    )
    assert second == PublishResult(
        written=True, counts={"postures": Counts(new=1, changed=1, withdrawn=2, unchanged=1)}
    )
    assert [(row.holder, row.day.day, row.score) for row in Store(tmp_path).read("postures")] == [
        ("GHA", 1, 0.5), ("GHA", 2, 0.25), ("IRL", 1, 0.0),
    ]  # fmt: skip
    now = (tmp_path / "documents/data.parquet").stat()
    assert (now.st_ino, now.st_mtime_ns) == (untouched.st_ino, untouched.st_mtime_ns)


def test_each_kind_of_change_is_noticed(tmp_path: Path, make_document: Make) -> None:
    cases: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"title": None}, {"title": "Statement"}),
        ({"title": "Statement"}, {"title": None}),
        ({"published_on": None}, {"published_on": date(2026, 3, 1)}),
        ({"n_words": 4}, {"n_words": 5}),
        ({"first_seen_at": NOON}, {"first_seen_at": NOON + timedelta(microseconds=1)}),
    ]
    publish(tmp_path, documents=[make_document(9), *(make_document(i, **c[0]) for i, c in enumerate(cases))])
    after = [make_document(9), *(make_document(i, **c[1]) for i, c in enumerate(cases))]
    result = publish(tmp_path, NOON + HOUR, documents=after)
    assert result.counts["documents"] == Counts(new=0, changed=len(cases), withdrawn=0, unchanged=1)


def test_publishing_the_same_rows_again_writes_nothing(tmp_path: Path, make_document: Make, make_posture: Make) -> None:
    rows = [make_posture("GHA", 0, float("nan")), make_posture("GHA", 1, 0.5)]
    publish(tmp_path, documents=[make_document(1, title=None)], postures=rows)
    before = listing(tmp_path)
    again = publish(tmp_path, NOON + HOUR, documents=[make_document(1, title=None)], postures=rows[::-1])
    assert not again.written
    assert again.counts["postures"] == Counts(new=0, changed=0, withdrawn=0, unchanged=2)
    assert listing(tmp_path) == before


def test_the_same_rows_give_the_same_bytes(tmp_path: Path, make_numbered: Make) -> None:
    for name in ("one", "two"):
        publish(tmp_path / name, **make_numbered(3))
    one, two = ((tmp_path / name / "manifest.json").read_bytes() for name in ("one", "two"))
    assert one == two


def test_the_ledger_keeps_every_version_of_every_row(tmp_path: Path, make_posture: Make) -> None:
    publish(tmp_path, postures=[make_posture("GHA", 0, 0.5), make_posture("IRL", 0, 0.0)])
    publish(tmp_path, NOON + HOUR, postures=[make_posture("GHA", 0, 0.25)])
    publish(tmp_path, NOON + 2 * HOUR, postures=[make_posture("GHA", 0, 0.25), make_posture("IRL", 0, 0.0)])
    files = sorted((tmp_path / "history/postures").iterdir())
    ledger = pa.concat_tables(read_file(path) for path in files)
    told = [tuple(row[c] for c in ("holder", "score", "known_from", "withdrawn")) for row in ledger.to_pylist()]
    assert told == [
        ("GHA", 0.5, NOON, False),
        ("IRL", 0.0, NOON, False),
        ("GHA", 0.25, NOON + HOUR, False),
        ("IRL", 0.0, NOON + HOUR, True),
        ("IRL", 0.0, NOON + 2 * HOUR, False),
    ]


def read_file(path: Path) -> pa.Table:
    import pyarrow.dataset

    return pyarrow.dataset.dataset(path).to_table()


def test_as_of_answers_with_the_rows_of_that_time(tmp_path: Path, make_posture: Make) -> None:
    publish(tmp_path, postures=[make_posture("GHA", 0, 0.5), make_posture("IRL", 0, 0.0)])
    publish(tmp_path, NOON + HOUR, postures=[make_posture("GHA", 0, 0.25)])
    cases: list[tuple[datetime, list[float]]] = [
        (NOON - timedelta(microseconds=1), []),
        (NOON, [0.5, 0.0]),
        (NOON + HOUR / 2, [0.5, 0.0]),
        (NOON + HOUR, [0.25]),
        (NOON + 99 * HOUR, [0.25]),
        ((NOON + HOUR).astimezone(timezone(timedelta(hours=9))), [0.25]),
    ]
    for as_of, scores in cases:
        assert read_table(tmp_path, "postures", as_of)["score"].to_pylist() == scores
        assert read_table(tmp_path, "events", as_of).num_rows == 0


@pytest.mark.parametrize(
    ("name", "as_of", "words"),
    [
        ("posture", None, "no table 'posture': the tables are documents, "),
        ("postures", datetime(2026, 1, 1), "no time zone"),  # noqa: DTZ001
        ("postures", "2026-01-01", "'2026-01-01' is not a datetime"),
        ("postures", date(2026, 1, 1), "is not a datetime"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(tmp_path: Path, name: str, as_of: Any, words: str) -> None:
    publish(tmp_path)
    with pytest.raises(UsageError, match=words):
        read_table(tmp_path, name, as_of)


def test_a_folder_in_which_nothing_was_published_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing has been published"):
        read_table(tmp_path, "postures")
    with pytest.raises(UsageError, match="there is no folder"):
        read_table(tmp_path / "none", "postures")


def test_only_one_older_version_is_kept(tmp_path: Path, make_posture: Make) -> None:
    for number in range(5):
        publish(tmp_path, NOON + number * HOUR, postures=[make_posture("GHA", 0, number / 10)])
    assert sorted(path.name for path in (tmp_path / ".versions").iterdir()) == ["00000004", "00000005"]
    assert len(list((tmp_path / "history/postures").iterdir())) == 5


def test_a_second_writer_is_turned_away(tmp_path: Path) -> None:
    with (
        Store(tmp_path).writer(),
        pytest.raises(StoreLocked, match="another run is writing"),
        Store(tmp_path).writer(wait_s=0.1),
    ):
        pass
    with Store(tmp_path).writer():
        pass


def test_the_lock_is_given_back_when_a_run_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Store(tmp_path).writer():
        raise RuntimeError("the run failed")
    with Store(tmp_path).writer():
        pass


def test_rows_that_cannot_be_published_leave_the_older_ones(tmp_path: Path, make_posture: Make) -> None:
    publish(tmp_path, postures=[make_posture("GHA", 0, 0.5)])
    before = listing(tmp_path)
    doubled = [make_posture("IRL", 3, 0.5), make_posture("IRL", 3, 0.25)]
    with pytest.raises(StoreError, match="postures: 1 keys occur more than once, for example IRL 2026-01-04"):
        publish(tmp_path, NOON + HOUR, postures=doubled)
    with pytest.raises(StoreError, match="no table 'posture'"):
        publish(tmp_path, NOON + HOUR, posture=[])
    with pytest.raises(StoreError, match="cannot go back in time"):
        publish(tmp_path, NOON - HOUR, postures=[])
    with pytest.raises(ValueError, match="time zone"):
        publish(tmp_path, datetime(2026, 5, 1), postures=[])  # noqa: DTZ001
    assert listing(tmp_path) == before


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/thesis.txt").write_text("ten years of work")
    with pytest.raises(StoreError, match="was not published by stancepipe: choose another --out"):
        publish(tmp_path)
    assert (tmp_path / "documents/thesis.txt").read_text() == "ten years of work"


def test_a_path_that_cannot_be_a_folder_is_one_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written"):
        publish(tmp_path / "out")


def test_a_store_of_another_schema_version_is_not_written_to(tmp_path: Path) -> None:
    publish(tmp_path)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_version": SCHEMA_VERSION + 1}))
    with pytest.raises(StoreError, match="publish to a new folder"):
        publish(tmp_path, NOON + HOUR)


@pytest.mark.parametrize("hidden", [True, False], ids=["whole copy", "copy without hidden files"])
def test_a_plain_copy_reads_checks_and_grows_like_the_store(tmp_path: Path, make_posture: Make, hidden: bool) -> None:
    original, copy = tmp_path / "out", tmp_path / "copy"
    publish(original, postures=[make_posture("GHA", 0, 0.5)])
    publish(original, NOON + HOUR, postures=[make_posture("GHA", 0, 0.25)])
    shutil.copytree(original, copy, ignore=None if hidden else shutil.ignore_patterns(".*"))  # follows links
    assert not (copy / "postures").is_symlink()
    assert Store(copy).read("postures") == Store(original).read("postures")
    assert read_table(copy, "postures", NOON).equals(read_table(original, "postures", NOON))
    assert check_known(copy) == []
    publish(copy, NOON + 2 * HOUR, postures=[make_posture("IRL", 0, 0.0)])
    assert [row.holder for row in Store(copy).read("postures")] == ["IRL"]
    assert read_table(copy, "postures", NOON + HOUR)["score"].to_pylist() == [0.25]
    assert check_known(copy) == []
    assert len(list((copy / "history/postures").iterdir())) == 3


def check_known(out: Path) -> list[Any]:
    """Problems of a folder, but for the references that the few rows here do not have."""
    return [problem for problem in check_folder(out) if "lacks" not in problem.sentence]


def test_a_copy_that_was_tampered_with_is_not_adopted(tmp_path: Path, make_posture: Make) -> None:
    publish(tmp_path / "out", postures=[make_posture("GHA", 0, 0.5)])
    shutil.copytree(tmp_path / "out", tmp_path / "copy")
    (tmp_path / "copy/postures/notes.txt").write_text("mine")
    with pytest.raises(StoreError, match="does not hold what its manifest says"):
        publish(tmp_path / "copy", NOON + HOUR)
    assert (tmp_path / "copy/postures/notes.txt").is_file()


def test_the_data_package_describes_every_table_and_column(tmp_path: Path, make_posture: Make) -> None:
    publish(tmp_path, postures=[make_posture("GHA", 0, 0.5)])
    resources = json.loads((tmp_path / "datapackage.json").read_text())["resources"]
    assert [r["name"] for r in resources] == [table.name for table in TABLES]
    for resource, table in zip(resources, TABLES, strict=True):
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in fields] == [f.name for f in dataclasses.fields(table.record)]
        assert all(f["description"] for f in fields)
        assert resource["schema"]["primaryKey"] == list(table.key)
        assert (tmp_path / resource["path"]).stat().st_size == resource["bytes"]
    label = next(f for f in resources[4]["schema"]["fields"] if f["name"] == "label")
    assert label["constraints"] == {"required": True, "enum": ["critical", "mixed", "neutral", "supportive"]}


def test_of_many_rows_only_the_changed_one_is_told(tmp_path: Path, make_posture: Make) -> None:
    first = make_posture("GHA", 0, 0.5)
    rows = [dataclasses.replace(first, holder=f"H{i % 100}", day=first.day + timedelta(days=i // 100))
            for i in range(60_000)]  # fmt: skip
    publish(tmp_path, postures=rows)
    rows[7] = dataclasses.replace(rows[7], score=0.0)
    result = publish(tmp_path, NOON + HOUR, postures=rows)
    assert result.counts["postures"] == Counts(new=0, changed=1, withdrawn=0, unchanged=59_999)
    ledger = sorted((tmp_path / "history/postures").iterdir())
    assert [read_file(path).num_rows for path in ledger] == [60_000, 1]
