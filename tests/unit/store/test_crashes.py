"""A process is killed in the middle of publishing, or publishes while others read."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancepipe.checks import check_folder
from stancepipe.errors import StoreLocked
from stancepipe.store import Store, read_table

CHILD = Path(__file__).with_name("publish_and_die.py")
START = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE_THE_COMMIT = ("staged documents", "staged runs", "linked")
AFTER_THE_COMMIT = ("committed",)

Make = Callable[..., Any]


def die(out: Path, step: str, number: int) -> None:
    done = subprocess.run([sys.executable, str(CHILD), str(out), step, str(number)], capture_output=True, timeout=60)
    assert done.returncode == -9, done.stderr.decode()


@contextmanager
def living(out: Path, *arguments: str) -> Iterator[None]:
    """A process that publishes or holds the lock until the block ends, and is then killed."""
    with subprocess.Popen([sys.executable, str(CHILD), str(out), *arguments], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        yield
        assert child.poll() is None
        child.kill()


def publish(out: Path, tables: Any, number: int) -> None:
    with Store(out).writer() as writer:
        writer.publish(tables, known_from=START + timedelta(hours=number))


def numbers(out: Path) -> tuple[set[int], set[int]]:
    """Which publishes the rows say they belong to, as a plain reader sees documents and postures."""
    documents, postures = pd.read_parquet(out / "documents"), pd.read_parquet(out / "postures")
    assert not documents.duplicated("document_id").any()
    assert not postures.duplicated(["holder", "day"]).any()
    return {int(text.split()[1]) for text in documents["text"]}, {round(1 / s) - 1 for s in postures["score"]}


def problems(out: Path) -> list[str]:
    """What a check finds; that these documents name a run without a row is meant, so it is left out."""
    return [p.sentence for p in check_folder(out) if p.table != "documents"]


@pytest.mark.parametrize("step", [*BEFORE_THE_COMMIT, *AFTER_THE_COMMIT])
def test_a_killed_publish_is_seen_whole_or_not_at_all(tmp_path: Path, make_numbered: Make, step: str) -> None:
    publish(tmp_path, make_numbered(1), 1)
    die(tmp_path, step, 2)
    seen = 2 if step in AFTER_THE_COMMIT else 1
    assert numbers(tmp_path) == ({seen}, {seen})
    assert problems(tmp_path) == []
    # Rows that were never published are in no answer about the past, those that were are in all.
    assert read_table(tmp_path, "postures", START + timedelta(hours=2)).equals(read_table(tmp_path, "postures"))
    publish(tmp_path, make_numbered(3), 3)
    assert numbers(tmp_path) == ({3}, {3})
    assert problems(tmp_path) == []
    told = {path.name.split("-")[0] for path in (tmp_path / "history/postures").iterdir()}
    assert told == {f"20260101T0{n}0000000000Z" for n in ({1, 2, 3} if seen == 2 else {1, 3})}
    scores = set(read_table(tmp_path, "postures", START + timedelta(hours=2.5))["score"].to_pylist())
    assert scores == {1 / (1 + seen)}


@pytest.mark.parametrize("step", ["staged documents", "committed"])
def test_a_killed_first_publish_is_seen_whole_or_not_at_all(tmp_path: Path, make_numbered: Make, step: str) -> None:
    die(tmp_path, step, 1)
    assert len(Store(tmp_path).read("documents")) == (41 if step == "committed" else 0)
    publish(tmp_path, make_numbered(2), 2)
    assert numbers(tmp_path) == ({2}, {2})
    assert problems(tmp_path) == []


def test_opening_a_writer_finishes_what_a_killed_one_left(tmp_path: Path, make_numbered: Make) -> None:
    publish(tmp_path, make_numbered(1), 1)
    die(tmp_path, "committed", 2)
    assert len(list((tmp_path / "history/postures").iterdir())) == 1
    with Store(tmp_path).writer():
        pass
    assert len(list((tmp_path / "history/postures").iterdir())) == 2


def test_readers_see_one_publish_while_another_process_publishes(tmp_path: Path, make_numbered: Make) -> None:
    publish(tmp_path, make_numbered(1), 1)
    seen: list[int] = []
    with living(tmp_path, "for-ever", "2"):
        end = time.monotonic() + 30
        while len(set(seen)) < 6 and time.monotonic() < end:
            documents, postures = numbers(tmp_path)
            assert len(documents) == len(postures) == 1
            seen += documents
            assert {row.score for row in Store(tmp_path).read("postures")} <= {1 / (1 + n) for n in range(1, 10_000)}
            read_table(tmp_path, "postures", START + timedelta(days=9999))
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
    documents, postures = numbers(tmp_path)
    assert documents == postures
    assert problems(tmp_path) == []


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    with living(tmp_path, "hold"), pytest.raises(StoreLocked), Store(tmp_path).writer():
        pass
    with Store(tmp_path).writer(wait_s=5):
        pass
