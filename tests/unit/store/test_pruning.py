"""Pruning: what goes, what stays, and that it can be killed at any step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stancepipe.checks import check_folder
from stancepipe.errors import StoreError, UsageError
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.listed import DOCUMENT, Listed
from stancepipe.ingest.snapshots import Archive
from stancepipe.store import Store, read_table
from stancepipe.store.upkeep import Policy, prune, pruned_lines
from tests.commands import stancepipe

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STEPS = ("staged postures", "staged", "committed", "replaced postures", "renamed postures")

Make = Callable[..., Any]


@pytest.fixture
def out(tmp_path: Path, make_document: Make, make_posture: Make) -> Path:
    """Five publishes, a day apart: rows appear, change, vanish and come back; documents change once."""
    states = [
        [make_posture("GHA", 0, 0.5), make_posture("IRL", 0, 0.0)],
        [make_posture("GHA", 0, 0.25)],
        [make_posture("GHA", 0, 0.25), make_posture("NOR", 0, -0.5)],
        [make_posture("GHA", 0, 0.25), make_posture("NOR", 0, -0.5), make_posture("IRL", 0, 0.75)],
        [make_posture("NOR", 0, -0.75)],
    ]
    for day, rows in enumerate(states):
        documents = [make_document(1)] if day < 3 else [make_document(1), make_document(2)]
        with Store(tmp_path / "out").writer() as writer:
            writer.publish({"postures": rows, "documents": documents}, known_from=NOON + day * DAY)
    return tmp_path / "out"


def answers(out: Path, since: int) -> list[Any]:
    return [read_table(out, "postures", NOON + day * DAY).to_pylist() for day in range(since, 6)]


def problems(out: Path) -> list[str]:
    return [p.sentence for p in check_folder(out) if "lacks" not in p.sentence]


class Stop(Exception):
    pass


@pytest.mark.parametrize("kept_since", range(5))
def test_answers_about_what_is_kept_stay_and_others_are_refused(out: Path, kept_since: int, make_posture: Make) -> None:
    now = NOON + 5 * DAY
    before = answers(out, kept_since)
    days = 5 - kept_since
    told = prune(out, Policy(history_days=days), now, dry_run=True)
    assert answers(out, 0)[kept_since:] == before
    assert prune(out, Policy(history_days=days), now) == told
    assert told.merged == ({} if kept_since == 0 else {"postures": kept_since + 1} | (
        {"documents": 2} if kept_since >= 3 else {}
    ))  # fmt: skip
    assert answers(out, kept_since) == before
    assert len(list((out / "history/postures").iterdir())) == 5 - kept_since
    assert problems(out) == []
    if kept_since:
        with pytest.raises(UsageError, match=f"reaches back to {NOON + kept_since * DAY:%Y-%m-%d}.*: ask for a later"):
            read_table(out, "postures", NOON + kept_since * DAY - timedelta(seconds=1))
    assert prune(out, Policy(history_days=days), now).merged == {}
    with Store(out).writer() as writer:
        writer.publish({"postures": [make_posture("GHA", 0, 1.0)]}, known_from=now)
    assert answers(out, kept_since)[:-1] == before[:-1]
    assert problems(out) == []


@pytest.mark.parametrize("step", STEPS)
def test_pruning_that_is_broken_off_is_seen_whole_or_not_at_all(out: Path, step: str) -> None:
    before = answers(out, 3)

    def stop(name: str) -> None:
        if name == step:
            raise Stop

    with pytest.raises(Stop):
        prune(out, Policy(history_days=2), NOON + 5 * DAY, on_step=stop)
    assert answers(out, 3) == before
    assert problems(out) == []
    prune(out, Policy(history_days=2), NOON + 5 * DAY)
    assert answers(out, 3) == before
    assert problems(out) == []
    assert len(list((out / "history/postures").iterdir())) == 2


def test_history_that_lost_a_file_can_only_be_begun_anew(out: Path) -> None:
    min((out / "history/postures").iterdir()).unlink()
    current = Store(out).read("postures")
    with pytest.raises(StoreError, match="--history-days 0"):
        prune(out, Policy(history_days=3), NOON + 5 * DAY)
    prune(out, Policy(history_days=0), NOON + 5 * DAY)
    assert problems(out) == []
    assert Store(out).read("postures") == current
    assert read_table(out, "postures", NOON + 5 * DAY).num_rows == len(current)
    with pytest.raises(UsageError, match="reaches back to"):
        read_table(out, "postures", NOON)


def test_old_raw_answers_go_and_the_archive_goes_on(out: Path) -> None:
    def answer(url: str, body: bytes) -> Fetched:
        return Fetched(
            url=url, final_url=url, status=200, headers=(), media_type="text/html", charset="utf-8", body=body
        )

    pages = ("https://mfa.example/1", "https://mfa.example/2")
    for day in range(3):
        with Archive(out / "archive") as archive:
            for url in pages[: 1 if day else 2]:
                archive.add(
                    answer(url, b"<p>as ever</p>" if day < 2 else b"<p>new</p>"),
                    fetched_at=NOON + day * DAY, listed=Listed(), role=DOCUMENT,
                )  # fmt: skip
    pruned = prune(out, Policy(archive_days=1), NOON + 2 * DAY)
    assert len(pruned.archive_files) == 1
    assert pruned_lines(pruned, dry_run=False)[0].startswith("archive: 1 files, 0.0 MB removed")
    sentences: list[str] = []
    with Archive(out / "archive", report=sentences.append) as archive:
        found = archive.latest(pages[0])
        assert found is not None
        assert archive.body(found) == b"<p>new</p>"
        assert archive.latest(pages[1]) is None
    assert prune(out, Policy(archive_days=0), NOON + 9 * DAY).archive_files != ()
    with Archive(out / "archive") as archive:
        assert archive.latest(pages[0]) is not None, "the newest file stays"


def test_the_command_tells_before_it_does(out: Path) -> None:
    assert stancepipe("prune", out).code == 2
    told = stancepipe("prune", out, "--history-days", "0")
    assert told.code == 0
    assert "history/postures: 5 files would be merged into one" in told.out
    assert "add --go" in told.out
    assert len(list((out / "history/postures").iterdir())) == 5
    assert "history/postures: 5 files merged into one" in stancepipe("prune", out, "--history-days", "0", "--go").out
    assert stancepipe("prune", out, "--history-days", "0").out.startswith("nothing to prune")
