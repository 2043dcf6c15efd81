"""Backups by plain copies: of a folder at rest, and of one that a run publishes into without pause."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from stancepipe import records
from stancepipe.checks import check_folder
from stancepipe.errors import StoreError
from stancepipe.store import Store, read_table

STORE_TESTS = Path(__file__).resolve().parents[1] / "unit/store"
START = datetime(2026, 1, 1, tzinfo=UTC)
COPIES = 6
"""Copies taken of a folder while it is published into."""


def run(out: Path, n: int) -> records.Run:
    return records.Run(
        run_id=f"r{n}", started_at=START + timedelta(hours=n), finished_at=None, status="running", n_inputs=n, n_new=n,
        n_unchanged=0, n_duplicates=0, n_set_aside=0, seconds=0.5, version="0.1.0", bundle_id="b1",
    )  # fmt: skip


def cp(*options: str) -> Callable[[Path, Path], None]:
    def copy(source: Path, target: Path) -> None:
        # While a run publishes, an older version may go in the middle of it: cp says so and goes on.
        subprocess.run(["cp", *options, str(source), str(target)], capture_output=True)

    return copy


def tar(source: Path, target: Path) -> None:
    subprocess.run(["tar", "-cf", f"{target}.tar", "-C", str(source), "."], capture_output=True)
    target.mkdir()
    with tarfile.open(f"{target}.tar") as archive:
        archive.extractall(target, filter="tar")


def name_by_name(source: Path, target: Path) -> None:
    """As rsync does: a list of names first, then each by itself; what is gone by then is left out."""
    listed = [Path(folder, name) for folder, folders, files in os.walk(source) for name in (*folders, *files)]
    target.mkdir()
    for path in listed:
        to = target / path.relative_to(source)
        if path.is_symlink():
            to.symlink_to(path.readlink())
        elif path.is_dir():
            to.mkdir(exist_ok=True)
        elif path.is_file() and to.parent.is_dir():
            try:
                shutil.copy2(path, to)
            except FileNotFoundError:
                to.unlink(missing_ok=True)


WITH_LINKS: dict[str, Callable[[Path, Path], None]] = {"cp -a": cp("-a"), "tar": tar, "name by name": name_by_name}
WAYS = WITH_LINKS | {"cp -rL": cp("-rL")}


def problems(out: Path) -> list[str]:
    return [p.sentence for p in check_folder(out) if "lacks" not in p.sentence]


def test_a_copy_that_has_a_newer_link_than_version(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for n in (1, 2):
        with Store(out).writer() as writer:
            writer.publish({"runs": [run(out, n)]}, known_from=START + timedelta(hours=n))
    half = out / ".versions" / "00000003"
    shutil.copytree(out / ".versions" / "00000002", half)
    (half / "manifest.json").unlink()
    (out / ".current").unlink()
    (out / ".current").symlink_to(Path(".versions") / "00000003")
    with Store(out).writer() as writer:
        assert any("publish 2 is current again" in remark for remark in writer.remarks)
    assert problems(out) == []
    assert [r.run_id for r in Store(out).read("runs")] == ["r2"]


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_reads_and_is_written_to_like_the_folder(tmp_path: Path, way: str) -> None:
    out, copy = tmp_path / "out", tmp_path / "copy"
    for n in (1, 2):
        with Store(out).writer() as writer:
            writer.publish({"runs": [run(out, n)]}, known_from=START + timedelta(hours=n))
    WAYS[way](out, copy)
    shutil.rmtree(out)
    assert pd.read_parquet(copy / "runs")["run_id"].tolist() == ["r2"]
    assert problems(copy) == []
    with Store(copy).writer() as writer:
        assert writer.remarks == ()
        writer.publish({"runs": [run(copy, 3)]}, known_from=START + timedelta(hours=3))
    told = [read_table(copy, "runs", START + timedelta(hours=n))["run_id"].to_pylist() for n in (1, 2, 3)]
    assert told == [["r1"], ["r2"], ["r3"]]
    assert problems(copy) == []


def publishes(rows: list[Any]) -> set[int]:
    return {int(row.text.split()[1]) for row in rows}


@pytest.mark.parametrize("way", WAYS)
def test_a_copy_taken_while_a_run_publishes(tmp_path: Path, way: str) -> None:
    """Links kept: the next writer makes one whole publish of it. Links followed: that, or it is refused plainly."""
    out = tmp_path / "out"
    command = [sys.executable, str(STORE_TESTS / "publish_and_die.py"), str(out), "for-ever", "1"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(STORE_TESTS), *sys.path])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        try:
            while not (out / "history/documents").is_dir():
                assert child.poll() is None
            for number in range(COPIES):
                WAYS[way](out, tmp_path / f"copy{number}")
        finally:
            child.kill()
    refused = 0
    for number in range(COPIES):
        copy = tmp_path / f"copy{number}"
        (copy / ".running.json").unlink(missing_ok=True)
        try:
            with Store(copy).writer() as writer:
                before = Store(copy).read("documents")
                assert len(publishes(before)) == 1
                [seen] = publishes(before)
                assert {round(1 / row.score) - 1 for row in Store(copy).read("postures")} == {seen}
                writer.publish({"runs": [run(copy, 1)]}, known_from=START + timedelta(days=9999))
        except StoreError as error:
            assert "copy" in str(error)
            refused += 1
            continue
        gaps = [s for s in problems(copy) if "were published" not in s]
        assert gaps == []
    assert refused == 0 or way == "cp -rL"
