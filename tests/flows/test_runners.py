"""The flow on other task runners: the same rows, whoever analyses."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows import runners
from flows.ingest import ingest, main
from flows.runners import RunnerOptions, runner_options
from stancepipe import stages
from stancepipe.bucket import reading_copy
from stancepipe.checks import check_folder
from stancepipe.errors import UsageError
from stancepipe.staging import STAGED
from stancepipe.store import Store
from stancepipe.tables import TABLES
from tests.s3_servers import KEY, SECRET, make_bucket, s3_server

pytestmark = [pytest.mark.flow, pytest.mark.models]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SOME = ("Bolivia", "Chile", "Colombia", "Belize", "Ireland")
DAY = "2024-05-27"


def noon() -> datetime:
    return NOON


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Documents for three batches."""
    monkeypatch.setattr(stages, "BATCH", 2)
    path = tmp_path / "in.jsonl"
    records = [
        {"id": name, "text": f"{name} strongly condemned Israel over settlements, {name} said.", "published": DAY}
        for name in SOME
    ]  # fmt: skip
    path.write_text("".join(f"{json.dumps(r)}\n" for r in records), encoding="utf-8")
    return str(path)


def rows_of(out: Path) -> dict[str, list[Any]]:
    assert check_folder(out) == []
    assert not (out / STAGED).exists()
    return {table.name: Store(out).read(table.name) for table in TABLES}


@pytest.mark.parametrize(
    "kind",
    [
        "dask",
        pytest.param(
            "ray",
            marks=[
                # Ray leaves sockets and processes to the garbage collector.
                pytest.mark.filterwarnings("ignore::ResourceWarning"),
                pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
                pytest.mark.filterwarnings("ignore::FutureWarning:ray"),
            ],
        ),
    ],
)
def test_a_cluster_gives_the_same_rows(kind: str, inputs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(f"prefect_{kind}")
    monkeypatch.setattr(runners, "MANY", 2)
    monkeypatch.setattr(runners, "BATCHES_OF_A_TASK", 2)
    ingest([inputs], str(tmp_path / "here"), now=noon)
    options = RunnerOptions.model_validate({"kind": kind, "workers": 2})
    ingest([inputs], str(tmp_path / kind), now=noon, runner=options)
    assert rows_of(tmp_path / kind) == rows_of(tmp_path / "here")
    assert len(Store(tmp_path / kind).read("stances")) == len(SOME)


@pytest.mark.parametrize(
    ("kind", "workers", "address", "sentence"),
    [
        ("local", 0, None, "runner: workers: Input should be greater than or equal to 1"),
        ("local", 2, "tcp://127.0.0.1:8786", "is the address of a cluster; say dask or ray"),
        ("threads", 1, None, "runner: kind: Input should be 'local', 'dask' or 'ray'"),
    ],
)
def test_runners_that_mean_nothing(kind: str, workers: int, address: str | None, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        runner_options(kind, workers, address)


def test_the_command_says_what_is_amiss_before_it_starts(
    inputs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([inputs, "--out", str(tmp_path / "out"), "--workers", "0"]) == 2
    assert "runner: workers" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_the_flow_publishes_to_a_bucket(inputs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("moto")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "server").mkdir()
    with s3_server("moto", tmp_path / "server") as server:
        url = f"s3://tables/out?endpoint={server}"
        make_bucket(url)
        summary = ingest([inputs], url, now=noon)
        assert summary[-1] == "report: s3://tables/out/report/index.html"
        assert len(rows_of(reading_copy(url))["stances"]) == len(SOME)
