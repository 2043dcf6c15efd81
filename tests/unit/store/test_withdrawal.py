"""Withdrawal: the words of a document leave the folder, all else stays as it was."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset
import pytest
from worded_rows import SECRET, WITHDRAWN, known_from, worded_tables

from stancepipe.checks import check_folder
from stancepipe.errors import StoreError
from stancepipe.store import Store, read_table
from stancepipe.store.withdrawal import WORDS, erase
from stancepipe.tables import BY_NAME, TABLES

CHILD = Path(__file__).with_name("withdraw_and_die.py")
ROWS_WITH_WORDS = 10
"""Versions of rows in the ledger: two of the document, and two of each of the four that quote it, as they came and as
they went."""


def publish(out: Path, numbers: range) -> None:
    for number in numbers:
        with Store(out).writer() as writer:
            writer.publish(worded_tables(number), known_from=known_from(number))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder in which the document has just been published as set aside."""
    publish(tmp_path, range(1, 4))
    return tmp_path


def withdraw(out: Path, ids: list[str]) -> int:
    with Store(out).writer():
        return erase(out, ids)


def files(out: Path) -> list[Path]:
    return [Path(folder) / name for folder, _, names in os.walk(out) for name in names]


def parquet_values(path: Path) -> Iterator[Any]:
    for column in pyarrow.dataset.dataset(path, format="parquet").to_table().columns:
        yield from column.to_pylist()


def traces(out: Path, word: str = SECRET) -> list[str]:
    """Files in which the word is found: in their bytes, or in a value of a column."""
    found = []
    for path in files(out):
        content = path.read_bytes()
        values = parquet_values(path) if content.startswith(b"PAR1") else ()
        if word.encode() in content or any(isinstance(value, str) and word in value for value in values):
            found.append(path.relative_to(out).as_posix())
    return found


def listing(out: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in files(out) if path.name != ".lock"}


def test_the_words_are_nowhere_and_the_folder_is_sound(out: Path) -> None:
    assert len(traces(out)) > 8
    with_others = traces(out, "Other")
    assert withdraw(out, [WITHDRAWN]) == ROWS_WITH_WORDS
    assert traces(out) == []
    assert check_folder(out) == []
    assert {path.split("/")[-2] for path in traces(out, "Other")} == {path.split("/")[-2] for path in with_others}
    assert [path.name for path in (out / ".versions").iterdir()] == ["00000004"]


def test_ids_dates_reason_and_other_rows_stay(out: Path) -> None:
    tables = {table.name: read_table(out, table.name) for table in TABLES}
    ledgers = {name: pd.read_parquet(out / "history" / name) for name in tables}
    withdraw(out, [WITHDRAWN])
    for name, before in tables.items():
        assert read_table(out, name).equals(before)
        after = pd.read_parquet(out / "history" / name)
        if name not in WORDS:
            assert after.equals(ledgers[name])
            continue
        words = list(WORDS[name])
        gone = after["document_id"] == WITHDRAWN
        assert gone.any() or name == "documents"
        assert after.drop(columns=words).equals(ledgers[name].drop(columns=words))
        assert after[~gone].equals(ledgers[name][~gone])
        for column in words:
            nullable = BY_NAME[name].schema.field(column).nullable
            values = after.loc[gone, column]
            assert values.isna().all() if nullable else (values == "").all()
    document = Store(out).read("documents")[0]
    assert (document.document_id, document.status_reason) == (WITHDRAWN, "withdrawn: by court order")


def test_the_past_is_answered_without_the_words(out: Path) -> None:
    names = [table.name for table in TABLES]
    before = {(name, n): read_table(out, name, known_from(n)).num_rows for name in names for n in range(5)}
    withdraw(out, [WITHDRAWN])
    assert before == {(name, n): read_table(out, name, known_from(n)).num_rows for name in names for n in range(5)}
    first = read_table(out, "documents", known_from(1)).to_pylist()
    assert [(row["document_id"], row["title"], row["text"]) for row in first] == [
        (WITHDRAWN, None, ""), ("d0002", "Other wo title 1", "Other words: Ghana regretted it."),
    ]  # fmt: skip
    assert [row["quote"] for row in read_table(out, "events", known_from(2)).to_pylist()] == ["", "Other words: G"]


def test_again_changes_nothing(out: Path) -> None:
    withdraw(out, [WITHDRAWN])
    before = listing(out)
    assert withdraw(out, [WITHDRAWN]) == 0
    assert withdraw(out, ["d9999"]) == 0
    assert withdraw(out, []) == 0
    assert listing(out) == before


def test_publishing_goes_on_and_another_can_be_withdrawn(out: Path) -> None:
    withdraw(out, [WITHDRAWN])
    publish(out, range(4, 6))
    assert traces(out) == []
    assert check_folder(out) == []
    assert len(list((out / ".versions").iterdir())) == 2
    assert {row["score"] for row in read_table(out, "postures", known_from(4)).to_pylist()} == {0.25}
    tables = dict(worded_tables(6)) | {"documents": [], "mentions": [], "events": [], "stances": [], "corrections": []}
    with Store(out).writer() as writer:
        writer.publish(tables, known_from=known_from(6))
        assert erase(out, ["d0002"]) > 0
    assert traces(out, "Other") == []
    assert check_folder(out) == []
    assert read_table(out, "documents", known_from(5)).num_rows == 2


def test_what_is_still_quoted_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, range(1, 3))
    before = listing(tmp_path)
    with pytest.raises(StoreError, match="publish it as set aside first"):
        withdraw(tmp_path, [WITHDRAWN])
    assert listing(tmp_path) == before


def test_a_current_text_is_erased_too_where_nothing_quotes_it(tmp_path: Path) -> None:
    tables = dict(worded_tables(1)) | {"mentions": [], "events": [], "stances": [], "corrections": []}
    with Store(tmp_path).writer() as writer:
        writer.publish(tables, known_from=known_from(1))
        assert erase(tmp_path, [WITHDRAWN]) == 2
    assert traces(tmp_path) == []
    assert check_folder(tmp_path) == []
    assert [d.text for d in Store(tmp_path).read("documents")] == ["", "Other words: Ghana regretted it."]


def test_a_folder_in_which_nothing_was_published_has_nothing_to_erase(tmp_path: Path) -> None:
    assert withdraw(tmp_path, [WITHDRAWN]) == 0


def test_a_plain_copy_can_be_erased_from(out: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    copy = tmp_path_factory.mktemp("copy") / "out"
    shutil.copytree(out, copy)
    assert withdraw(copy, [WITHDRAWN]) == ROWS_WITH_WORDS
    assert traces(copy) == []
    assert check_folder(copy) == []


def steps_of_an_erasure(out: Path) -> list[str]:
    done = subprocess.run([sys.executable, str(CHILD), str(out), "0"], capture_output=True, timeout=60, check=True)
    return done.stdout.decode().split("\n")[:-1]


def seen(out: Path) -> list[Any]:
    """What readers of all kinds see, but for the words."""
    plain = {t.name: pd.read_parquet(out / t.name).shape for t in TABLES}
    ledgers = {t.name: pd.read_parquet(out / "history" / t.name).shape for t in TABLES}
    past = {(name, n): read_table(out, name, known_from(n)).num_rows for name in WORDS for n in (1, 3)}
    return [plain, ledgers, past]


def test_a_killed_erasure_is_seen_whole_or_not_at_all_and_is_finished_by_the_next(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    published, whole = tmp_path_factory.mktemp("published"), tmp_path_factory.mktemp("whole")
    publish(published, range(1, 4))
    expected = seen(published)
    shutil.copytree(published, whole, symlinks=True, dirs_exist_ok=True)
    steps = steps_of_an_erasure(whole)
    assert steps[:2] + steps[-1:] == ["recovered", "staged documents", "finished"]
    assert {"committed", "replaced documents", "renamed stances"} <= set(steps)
    assert len(steps) > 18
    for step in ("recovered", "staged documents", "staged runs", "staged", "committed", "replaced documents",
                 "renamed documents", "replaced stances", "renamed stances", "finished"):  # fmt: skip
        number = steps.index(step) + 1
        out = tmp_path_factory.mktemp("killed")
        shutil.copytree(published, out, symlinks=True, dirs_exist_ok=True)
        done = subprocess.run([sys.executable, str(CHILD), str(out), str(number)], capture_output=True, timeout=60)
        assert done.returncode == -9, done.stderr.decode()
        assert seen(out) == expected, step
        assert check_folder(out) == [], step
        committed = number > steps.index("staged") + 1
        as_of = read_table(out, "documents", known_from(1))["text"].to_pylist()
        assert (as_of[0] == "") == committed, step
        if number % 2:
            assert (withdraw(out, [WITHDRAWN]) == 0) == committed
        else:  # somebody else writes next
            with Store(out).writer():
                pass
            assert (traces(out) == []) == committed, step
            publish(out, range(4, 5))
            withdraw(out, [WITHDRAWN])
        assert traces(out) == [], step
        assert check_folder(out) == [], step
