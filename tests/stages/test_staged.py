"""Staged rows: a run that died leaves them, the next one takes what fits; worker processes hand theirs over so."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stancepipe import analysis, stages
from stancepipe.bundles import Bundle
from stancepipe.checks import check_folder
from stancepipe.errors import BundleError, StancepipeError, StoreError
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.staging import STAGED, StagedBatch, Staging, read_staged
from stancepipe.store import Store
from stancepipe.workers import BatchOrder, analyse_batch, in_processes
from tests.commands import stancepipe

pytestmark = pytest.mark.models

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOME = ("Bolivia", "Chile", "Colombia", "Belize", "Ireland", "Spain", "Norway")
RECORDS = [
    {"id": name, "text": f"{name} strongly condemned Israel over settlements, {name} said.", "published": "2024-05-27"}
    for name in SOME
]
Rows = dict[str, list[Any]]
Started = Callable[..., stages.PipelineRun]


class Died(Exception):
    """Stands for a kill: nothing after it is done."""


@pytest.fixture
def started(bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    """A run over the records, in batches of two, as far as what it has to analyse."""
    monkeypatch.setattr(stages, "BATCH", 2)

    def start(out: Path, records: list[dict[str, str]] = RECORDS, **options: Any) -> stages.PipelineRun:
        path = tmp_path / "in.jsonl"
        path.write_text("".join(f"{json.dumps(r)}\n" for r in records), encoding="utf-8")
        about = Surroundings(bundle=bundle, out=out, clock=lambda: NOON, report=lambda message: None)
        run = stages.PipelineRun(store=Store(out), bundle=bundle, now=NOON, **options)
        run.collect(read_everything([str(path)], InputOptions(), about))
        return run

    return start


@pytest.fixture
def finished(rows_of: Callable[[Path], Rows]) -> Callable[[stages.PipelineRun], Rows]:
    """Analyse, derive and publish; all rows."""

    def finish(run: stages.PipelineRun) -> Rows:
        with run.store.writer() as writer:
            run.analyse()
            run.derive()
            run.publish(writer, NOON)
        assert check_folder(run.store.folder) == []
        assert not (run.store.folder / STAGED).exists(), "published, and staged no more"
        return rows_of(run.store.folder)

    return finish


def dying_after(done: int) -> Callable[[str, int, int], None]:
    def progress(stage: str, count: int, of: int) -> None:
        if stage == "analyse" and count >= done:
            raise Died

    return progress


def batches_in(out: Path) -> list[Path]:
    return sorted((out / STAGED).glob("*/*"))


def analysed_again(run: stages.PipelineRun, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the documents that a run analyses itself, filled while it does."""
    seen: list[str] = []
    real = analysis.analyse_documents

    def watched(documents: Any, models: Any) -> Any:
        seen.extend(d.input_id for d in documents)
        return real(documents, models)

    monkeypatch.setattr(analysis, "analyse_documents", watched)
    return seen


def test_what_a_run_that_died_had_done_is_not_done_again(
    started: Started, finished: Callable[..., Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = finished(started(tmp_path / "whole"))
    assert len(whole["stances"]) == len(SOME)
    out = tmp_path / "out"
    with pytest.raises(Died):
        started(out, progress=dying_after(4)).analyse()
    assert len(batches_in(out)) == 2
    told: list[str] = []
    # With one document more the batches are cut otherwise, and the rows still fit.
    later = [{"id": "Peru", "text": "Peru condemned Israel.", "published": "2024-05-27"}, *RECORDS]
    run = started(out, later, report=told.append)
    again = analysed_again(run, monkeypatch)
    rows = finished(run)
    assert ("Peru" in again, len(again)) == (True, len(SOME) + 1 - 4)
    assert told == ["4 documents were analysed by a run that ended before it published: taken from it"]
    peru = {d.document_id for d in rows["documents"] if d.input_id == "Peru"}
    for table in ("mentions", "events", "stances"):
        assert [r for r in rows[table] if r.document_id not in peru] == whole[table]


def test_what_no_longer_fits_is_removed(
    started: Started, finished: Callable[..., Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with pytest.raises(Died):
        started(out, progress=dying_after(2)).analyse()
    (batch,) = batches_in(out)
    (out / STAGED / "other-bundle").mkdir()
    (out / STAGED / "a file").write_text("?", encoding="utf-8")
    for name in ("torn", "damaged", "half", "older", "kept.partial"):
        shutil.copytree(batch, batch.with_name(name))
    (batch.with_name("torn") / "events.parquet").unlink()
    (batch.with_name("damaged") / "batch.json").write_text("{", encoding="utf-8")
    (batch.with_name("half") / "stances.parquet").write_bytes(b"PAR1")
    contents = json.loads((batch / "batch.json").read_text(encoding="utf-8"))
    (batch.with_name("older") / "batch.json").write_text(json.dumps(contents | {"version": "0.0.1"}), encoding="utf-8")
    told: list[str] = []
    edited = [r | {"title": "A title that it had not"} for r in RECORDS]
    run = started(out, edited, report=told.append)
    again = analysed_again(run, monkeypatch)
    finished(run)
    assert sorted(again) == sorted(SOME), "another title is another text to read"
    assert len(told) == 8
    for words in (
        "other-bundle are of another bundle", "a file are of another bundle", "torn are of documents",
        "damaged are damaged", "half are of documents", "older are damaged: written by stancepipe 0.0.1",
        "kept.partial are never finished", f"{batch.name} are of documents that need it no more",
    ):  # fmt: skip
        assert any(words in line for line in told), words


def test_damaged_rows_are_read_again(
    started: Started, finished: Callable[..., Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with pytest.raises(Died):
        started(out, progress=dying_after(6)).analyse()
    torn, half, _ = batches_in(out)
    (torn / "events.parquet").unlink()
    (half / "stances.parquet").write_bytes(b"PAR1")
    told: list[str] = []
    run = started(out, report=told.append)
    again = analysed_again(run, monkeypatch)
    rows = finished(run)
    assert len(again) == len(SOME) - 2
    assert [line.partition(" are ")[2] for line in told[:2]] == [
        "never finished: removed",
        "damaged: the checksum of stances.parquet differs: removed",
    ]
    assert rows == finished(started(tmp_path / "whole"))


def test_two_processes_give_the_same_rows(started: Started, finished: Callable[..., Rows], tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []
    run = started(tmp_path / "out", runner=in_processes(2), progress=lambda *told: seen.append(told[:2]))
    assert finished(run) == finished(started(tmp_path / "whole"))
    done = [count for stage, count in seen if stage == "analyse"]
    assert (len(done), done, done[-1]) == (4, sorted(done), len(SOME))


def test_no_workers_is_no_number(tmp_path: Path) -> None:
    answer = stancepipe("run", tmp_path, "--out", tmp_path / "out", "--workers", "0")
    assert (answer.code, "--workers" in answer.err) == (2, True)


def test_a_worker_refuses_what_is_not_the_run_s(started: Started, bundle: Bundle, tmp_path: Path) -> None:
    run = started(tmp_path / "out")
    documents = [run.documents[key] for key in run.pending]
    staging = Staging(tmp_path / "out", bundle.bundle_id, print)
    order = BatchOrder(
        folder=str(staging.folder),
        batch=staging.write_input(documents),
        root=str(bundle.root),
        bundle_id=bundle.bundle_id,
    )
    with pytest.raises(BundleError, match="the run other"):
        analyse_batch(replace(order, bundle_id="other"))
    with pytest.raises(StoreError, match="do all workers share this folder"):
        analyse_batch(replace(order, folder=str(tmp_path / "elsewhere")))
    (staging.folder / f"{order.batch}.input").rename(staging.folder / "0.input")
    with pytest.raises(StoreError, match="does not hold the documents of its batch"):
        analyse_batch(replace(order, batch="0"))
    with pytest.raises(StoreError, match="do all workers share this folder"):
        read_staged(StagedBatch(folder=str(tmp_path / "elsewhere"), batch="0", sha256="0"))


def test_a_worker_that_is_killed_ends_the_run_with_a_sentence(
    started: Started, finished: Callable[..., Rows], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was staged before is kept, and the next run ends the work."""

    def killed(orders: Any) -> Iterator[StagedBatch]:
        found = in_processes(1)(orders)
        yield next(found)
        (worker,) = children()
        os.kill(worker, signal.SIGKILL)
        yield from found

    out = tmp_path / "out"
    with pytest.raises(StancepipeError, match="a worker process died"):
        started(out, runner=killed).analyse()
    run = started(out)
    again = analysed_again(run, monkeypatch)
    rows = finished(run)
    assert 0 < len(again) < len(SOME)
    assert rows == finished(started(tmp_path / "whole"))


def test_workers_end_when_the_run_is_killed(tmp_path: Path, written: Callable[..., Path]) -> None:
    inputs = written("in.jsonl", RECORDS)
    code = "import sys; from stancepipe.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "run", str(inputs), "--out", str(tmp_path / "out"), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        found = wait_for(lambda: children(run.pid))
        run.kill()
    assert wait_for(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in found))


def children(of: int | None = None) -> list[int]:
    """Processes that a process started with ``spawn``, but for the one that tracks its resources."""
    listing = Path(f"/proc/{of or os.getpid()}/task")
    pids = [int(pid) for task in listing.glob("*/children") for pid in task.read_text(encoding="ascii").split()]
    return [pid for pid in pids if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_for(seen: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := seen()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found
