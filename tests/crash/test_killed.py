"""Whole runs that are killed, and the next run. The long form, with random moments, is ``benchmarks/crashes.py``."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stancepipe.checks import check_folder
from stancepipe.records import Run
from stancepipe.store import Store
from tests.crash.killing import Moment, Runs, Tables, differing, doubled, tables_of, write_documents

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
EVEN_LATER = NOON + timedelta(hours=2)

pytestmark = pytest.mark.models


@dataclass(frozen=True, kw_only=True)
class Undisturbed:
    """A folder, a run over it that nobody disturbed, and what that run wrote.

    What that run reads does not speak of the subject, so that parser and encoder stay out of it; what the folder holds
    already does.
    """

    runs: Runs
    place: Path
    before: Tables
    took: float
    """Processor seconds of the run that filled the folder."""
    after: Tables
    writes: tuple[str, ...]

    def first(self, words: str) -> Moment:
        """Before the first write that speaks of something."""
        return Moment(write=next(i for i, write in enumerate(self.writes, 1) if words in write))

    def copy(self, folder: Path) -> Path:
        shutil.copytree(self.place / "base", folder / "out", symlinks=True)
        return folder / "out"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    place = tmp_path_factory.mktemp("killed")
    write_documents(place / "base.jsonl", 3)
    write_documents(place / "new.jsonl", 6, first=3, about=0.0)
    with Runs.ready() as runs:
        took = runs.run(place / "base", place / "base.jsonl", NOON).cpu_s
        before = tables_of(place / "base")
        shutil.copytree(place / "base", place / "whole", symlinks=True)
        ended = runs.run(place / "whole", place / "new.jsonl", LATER)
        assert ended.status == 0
        yield Undisturbed(
            runs=runs, place=place, before=before, took=took, after=tables_of(place / "whole"), writes=ended.writes
        )


MOMENTS = {
    "when its run is noted": ("os.rename /.running.json", "before"),
    "while a table is staged": ("/.versions/00000002/documents/data.parquet", "before"),
    "before the manifest is staged": ("/.versions/00000002/manifest.json", "before"),
    "before the commit": ("os.rename /.current", "before"),
    "after the commit, before its history": ("os.link /history/documents/", "after"),
    "while the report is written": ("/report/", "after"),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_the_next_run_ends_what_a_killed_one_began(undisturbed: Undisturbed, tmp_path: Path, name: str) -> None:
    words, state = MOMENTS[name]
    out, given = undisturbed.copy(tmp_path), undisturbed.place / "new.jsonl"
    assert undisturbed.runs.run(out, given, LATER, undisturbed.first(words)).status == -9
    assert differing(tables_of(out), undisturbed.before if state == "before" else undisturbed.after) == []
    assert check_folder(out) == []
    assert undisturbed.runs.run(out, given, LATER).status == 0
    assert differing(tables_of(out), undisturbed.after) == []
    assert doubled(tables_of(out)) == []
    assert check_folder(out) == []
    assert (out / "report/index.html").is_file()
    assert not (out / ".running.json").exists()


def test_a_run_that_is_killed_while_it_analyses(undisturbed: Undisturbed, tmp_path: Path) -> None:
    """Models are being loaded, documents are pending: nothing of it is in the tables, nothing of it is lost."""
    out, given = undisturbed.copy(tmp_path), undisturbed.place / "base.jsonl"
    shutil.rmtree(out)
    assert undisturbed.runs.run(out, given, NOON, Moment(cpu_s=0.6 * undisturbed.took)).status == -9
    assert tables_of(out) == {}
    assert undisturbed.runs.run(out, given, NOON).status == 0
    assert differing(tables_of(out), undisturbed.before) == []
    assert check_folder(out) == []


def test_a_run_that_died_is_told_by_the_next_one_that_publishes(undisturbed: Undisturbed, tmp_path: Path) -> None:
    out, given = undisturbed.copy(tmp_path), undisturbed.place / "new.jsonl"
    undisturbed.runs.run(out, given, LATER, undisturbed.first("/.versions/00000002/documents/data.parquet"))
    assert undisturbed.runs.run(out, tmp_path / "nothing", EVEN_LATER).status == 2
    assert undisturbed.runs.run(out, given, EVEN_LATER).status == 0
    runs: list[Run] = sorted(Store(out).read("runs"), key=lambda run: run.started_at)
    assert [(r.started_at, r.status, r.n_inputs, r.n_new) for r in runs] == [
        (NOON, "completed", 3, 3), (LATER, "crashed", 6, 6), (EVEN_LATER, "completed", 6, 6),
    ]  # fmt: skip
    assert [r.finished_at is None for r in runs] == [False, True, False]
    assert check_folder(out) == []
    assert not (out / ".running.json").exists()
    once_more = EVEN_LATER + timedelta(hours=1)
    assert undisturbed.runs.run(out, given, once_more).status == 0
    assert [r.status for r in Store(out).read("runs") if r.started_at == once_more] == ["completed"]
