"""Disks that are full, folders that cannot be written, inputs that vanish: one plain sentence, and the data intact.

Documents that have nothing to do with the subject reach neither parser nor encoder, so that these runs take moments.
"""

import contextlib
import json
import random
import resource
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stancepipe.bundles import load_bundle
from stancepipe.errors import StoreError
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.pipeline import run_pipeline
from stancepipe.store import Store
from tests.commands import Answer, stancepipe
from tests.crash.killing import differing, tables_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SENTENCE = "The ministry of fisheries of Norway met fishermen in Bergen about the quota for cod on Tuesday."
FULL = "No space left on device"


def write_input(path: Path, words: int, seed: int = 1) -> Path:
    """A record whose text compresses badly, and has nothing to do with the subject."""
    rng = random.Random(seed)
    spoken = " ".join("".join(rng.choices("abcdefghijklmnop", k=8)) for _ in range(words))
    path.write_text(json.dumps({"id": path.stem, "text": f"{SENTENCE} {spoken} {SENTENCE}"}) + "\n")
    return path


def refused(answer: Answer, *words: str) -> None:
    """The answer is one sentence that says what to change."""
    assert answer.code == 2, answer
    lines = [line for line in answer.err.splitlines() if line.startswith("stancepipe: ")]
    assert len(lines) == 1 and "Traceback" not in answer.err, answer.err
    assert all(word in lines[0] for word in words), lines


def sound(out: Path) -> bool:
    return stancepipe("check", out).code == 0


@contextlib.contextmanager
def mounted(*options: str) -> Iterator[Path]:
    """What ``mount`` was asked for, as long as the block runs; the test is skipped where it may not be."""
    place = Path(options[-1])
    done = subprocess.run(["mount", *options], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@contextlib.contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes: what needs no rights to arrange."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [100, 3_000, 60_000])
def test_a_file_that_may_not_grow(tmp_path: Path, size: int) -> None:
    out = tmp_path / "out"
    assert stancepipe("run", write_input(tmp_path / "one.jsonl", 50), "--out", out).code == 0
    before = tables_of(out)
    large = write_input(tmp_path / "two.jsonl", 20_000)
    with files_up_to(size):
        refused(stancepipe("run", large, "--out", out), "File too large", "make room")
    assert differing(tables_of(out), before) == []
    assert sound(out)
    assert stancepipe("run", large, "--out", out).code == 0
    assert len(tables_of(out)["documents"]) == 2
    assert sound(out)


def test_a_disk_that_is_full_at_any_point(tmp_path: Path) -> None:
    """Room for nothing, for notes, for some tables, for the tables and not the report."""
    disk = tmp_path / "disk"
    disk.mkdir()
    small, large = write_input(tmp_path / "one.jsonl", 50), write_input(tmp_path / "two.jsonl", 20_000)
    with mounted("-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)):
        out, ballast = disk / "out", disk / "ballast"
        assert stancepipe("run", small, "--out", out).code == 0
        states = set()
        for room in (0, 4, 16, 40, 120, 160, 200, 260):
            with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(4096))
            with ballast.open("r+b") as file:
                file.truncate(ballast.stat().st_size - room * 1024)
            answer = stancepipe("run", large, "--out", out)
            ballast.unlink()
            if answer.code:
                refused(answer, FULL, "make room")
            states.add((answer.code, len(tables_of(out)["documents"])))
            assert sound(out)
        assert (2, 1) in states
        assert stancepipe("run", large, "--out", out).code == 0
        assert len(tables_of(out)["documents"]) == 2
        assert sound(out)


def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    """Nobody may write there, the superuser neither; reading goes on."""
    out, frozen = tmp_path / "out", tmp_path / "frozen"
    frozen.mkdir()
    given = write_input(tmp_path / "one.jsonl", 50)
    assert stancepipe("run", given, "--out", out).code == 0
    with mounted("--bind", str(out), str(frozen)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(frozen)], check=True)
        refused(stancepipe("run", given, "--out", frozen), "Read-only file system", "make it writable")
        refused(stancepipe("report", frozen), "Read-only file system", "make it writable")
        assert sound(frozen)
        assert differing(tables_of(frozen), tables_of(out)) == []


@pytest.mark.parametrize("where", ["/proc/stancepipe", "/dev/null/out", "/sys/out"])
def test_a_place_where_no_folder_can_be(tmp_path: Path, where: str) -> None:
    refused(stancepipe("run", write_input(tmp_path / "one.jsonl", 50), "--out", where), where, "choose another --out")


def test_two_runs_at_once(tmp_path: Path) -> None:
    with Store(tmp_path / "out").writer():
        answer = stancepipe("run", write_input(tmp_path / "one.jsonl", 50), "--out", tmp_path / "out")
    refused(answer, "another run is writing", "wait until it ends, or choose another --out")


def deleted_versions(out: Path) -> None:
    for path in out.glob(".versions/*/documents/data.parquet"):
        path.unlink()


LOST: dict[str, tuple[Callable[[Path], None], str]] = {
    "rows of a table": (deleted_versions, "documents/ was damaged or missing: made again from the ledger"),
    ".current": (lambda out: (out / ".current").unlink(), ".current was missing"),
    "the manifest": (lambda out: (out / "manifest.json").write_text("{"), "manifest.json of"),
}


@pytest.mark.parametrize("what", LOST)
def test_what_was_deleted_by_hand_comes_back_with_the_next_run(tmp_path: Path, what: str) -> None:
    out = tmp_path / "out"
    given = write_input(tmp_path / "one.jsonl", 50)
    assert stancepipe("run", given, "--out", out).code == 0
    before = tables_of(out)
    damage, words = LOST[what]
    damage(out)
    assert not sound(out)
    answer = stancepipe("report", out)
    if what != "the manifest":
        refused(answer, "stancepipe run" if what == ".current" else "the next run into")
    answer = stancepipe("run", given, "--out", out)
    assert answer.code == 0
    assert words in answer.out
    assert differing(tables_of(out), before) == []
    assert sound(out)


def test_a_clock_set_back(tmp_path: Path) -> None:
    run(tmp_path / "out", NOON, write_input(tmp_path / "one.jsonl", 50))
    before = tables_of(tmp_path / "out")
    with pytest.raises(StoreError, match="set the clock right and run again"):
        run(tmp_path / "out", NOON - timedelta(days=1), write_input(tmp_path / "two.jsonl", 60))
    assert differing(tables_of(tmp_path / "out"), before) == []
    assert not (tmp_path / "out/.running.json").exists()
    run(tmp_path / "out", NOON + timedelta(hours=1), tmp_path / "two.jsonl")
    assert sound(tmp_path / "out")


def test_inputs_that_are_deleted_while_they_are_read(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"{SENTENCE} Number {number}. " * 5)
    bundle = load_bundle()
    about = Surroundings(bundle=bundle, out=out, clock=lambda: NOON, report=lambda sentence: None)

    def vanishing() -> Iterator[object]:
        for record in read_everything([str(folder)], InputOptions(), about):
            yield record
            (folder / "2.txt").unlink(missing_ok=True)

    run_pipeline(vanishing(), out, bundle, lambda: NOON)  # type: ignore[arg-type]
    told = {d.input_id: (d.status, d.status_reason) for d in Store(out).read("documents")}
    assert told["2.txt"] == ("set_aside", "is not a plain file")
    assert [status for status, _ in told.values()].count("set_aside") == 1
    assert sound(out)


def run(out: Path, now: datetime, given: Path) -> None:
    bundle = load_bundle()
    about = Surroundings(bundle=bundle, out=out, clock=lambda: now, report=lambda sentence: None)
    run_pipeline(read_everything([str(given)], InputOptions(), about), out, bundle, lambda: now)
