"""Deployed flows other than ingestion, run under a real server: what they do to a folder, and what they leave alone."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from flows.ingest import utc_now
from flows.parameters import Given
from flows.retention import Policy, retention
from flows.scheduled import analyse_given, rebuild_report, rescore
from stancepipe.checks import check_folder
from stancepipe.errors import UsageError
from stancepipe.store import Store

pytestmark = [pytest.mark.flow, pytest.mark.models]

TEXT = "Belize suspended its diplomatic relations with Israel on Tuesday, the Prime Minister said in Belmopan."


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a request has filled."""
    folder = tmp_path_factory.mktemp("by-hand")
    given = folder / "given.jsonl"
    record = {"id": "one", "text": TEXT, "published": "2023-11-15", "doc_type": "news_report"}
    given.write_text(json.dumps(record) + "\n", encoding="utf-8")
    analyse_given(Given(inputs=[str(given)]), str(folder / "out"))
    return folder / "out"


def test_a_request_is_analysed(out: Path) -> None:
    assert [(e.actor, e.step) for e in Store(out).read("events")] == [("BLZ", "suspend_relations")]


def test_the_report_is_written_again(out: Path) -> None:
    index = out / "report" / "index.html"
    before = index.read_bytes()
    index.unlink()
    assert rebuild_report(str(out)) == str(index)
    assert index.read_bytes() == before


def test_rescoring_reads_nothing_new_and_changes_nothing_under_the_same_bundle(out: Path) -> None:
    before = {name: Store(out).read(name) for name in ("documents", "events", "stances", "postures", "posture_shifts")}
    rescore(str(out))
    assert {name: Store(out).read(name) for name in before} == before
    assert check_folder(out) == []


def test_retention_without_a_policy_leaves_the_folder_alone(out: Path) -> None:
    before = sorted(str(path) for path in (out / "history").rglob("*"))
    retention(str(out))
    assert sorted(str(path) for path in (out / "history").rglob("*")) == before


def test_retention_merges_old_history(out: Path) -> None:
    before = Store(out).read("stances")
    history = sorted((out / "history" / "runs").iterdir())
    retention(str(out), Policy(history_days=timedelta(seconds=1) / timedelta(days=1)))
    assert len(list((out / "history" / "runs").iterdir())) < len(history)
    assert Store(out).read("stances") == before
    assert check_folder(out) == []
    assert Store(out).read("runs")[-1].started_at < utc_now()


@pytest.mark.parametrize("flow", [rebuild_report, rescore])
def test_an_empty_folder_is_refused(flow: object, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no published tables"):
        flow(str(tmp_path))  # type: ignore[operator]


def test_a_form_refuses_relative_paths() -> None:
    with pytest.raises(ValidationError, match="whole path"):
        Given(inputs=["statement.pdf"])
