"""The examples in docs/examples and in the README run on the sample, and agree with each other."""

import ast
import json
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from stancepipe.store import Store
from stancepipe.tables import BY_NAME

pytestmark = pytest.mark.models

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples"
LIBRARIES = ("pandas", "duckdb", "polars")


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Callable[..., Any]]]:
    """The functions of every example by library."""
    return {name: runpy.run_path(str(EXAMPLES / f"with_{name}.py")) for name in LIBRARIES}


@pytest.fixture(scope="module")
def latest(sample: Path) -> date:
    day: date = max(p.day for p in Store(sample).read("postures"))
    return day


@pytest.mark.parametrize("library", LIBRARIES)
class TestQuestions:
    """Answers by three libraries, each held against the rows themselves."""

    def test_who_has_an_envoy_recalled(self, library: str, answers: dict[str, Any], sample: Path, latest: date) -> None:
        rows = Store(sample).read("postures")
        for day in (latest, latest - timedelta(days=700), date(1999, 1, 1)):
            expected = sorted(p.holder for p in rows if p.day == day and p.relations == "envoy_recalled")
            assert answers[library]["envoys_recalled"](str(sample), day) == expected
        assert answers[library]["envoys_recalled"](str(sample), latest)

    def test_the_level_of_a_holder_on_a_day(
        self, library: str, answers: dict[str, Any], sample: Path, latest: date
    ) -> None:
        [row] = [p for p in Store(sample).read("postures") if (p.holder, p.day) == ("FRA", latest)]
        level = answers[library]["level"]
        assert level(str(sample), "FRA", latest) == (row.score, row.lower, row.upper)
        assert level(str(sample), "FRA", date(1999, 1, 1)) is None

    def test_who_moved_most(self, library: str, answers: dict[str, Any], sample: Path, latest: date) -> None:
        levels = {(p.holder, p.day): p.score for p in Store(sample).read("postures")}
        earlier = latest - timedelta(days=90)
        changes = {
            h: round(s - levels[h, earlier], 6)
            for (h, d), s in levels.items()
            if d == latest and (h, earlier) in levels
        }
        expected = sorted(changes.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
        found = answers[library]["moved_most"](str(sample))
        assert [h for h, _ in found[:5]] == [h for h, _ in expected[:5]]
        assert dict(found) == pytest.approx(changes)

    def test_steps_about_arms(self, library: str, answers: dict[str, Any], sample: Path) -> None:
        expected: dict[str, list[tuple[date, str, str]]] = {}
        for s in sorted(Store(sample).read("posture_shifts"), key=lambda s: (s.holder, s.day, s.step or "")):
            if s.step is not None and s.step.startswith("arms_"):
                expected.setdefault(s.holder, []).append((s.day, s.step, s.status))
        assert len(expected) > 3
        assert answers[library]["arms_steps"](str(sample)) == expected

    def test_how_concentrated_support_is(self, library: str, answers: dict[str, Any], sample: Path) -> None:
        row = max((s for s in Store(sample).read("support") if s.domain == "all"), key=lambda s: s.day)
        found = answers[library]["concentration"](str(sample))
        assert found == (row.day, row.effective_supporters, row.top_holder, row.top_share)

    def test_as_a_script(self, library: str, answers: dict[str, Any], sample: Path, latest: date) -> None:
        script = EXAMPLES / f"with_{library}.py"
        ran = subprocess.run(
            [sys.executable, script, sample], capture_output=True, text=True, timeout=120, check=False, cwd=ROOT
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        assert ran.stdout.startswith(f"envoy recalled on {latest}: ")


def test_the_example_in_r_names_tables_and_columns_that_there_are() -> None:
    """R itself is not among what the tests need."""
    code = (EXAMPLES / "with_arrow.R").read_text(encoding="utf-8")
    tables = set(re.findall(r'table\("(\w+)"\)', code))
    assert tables == {"postures", "posture_shifts", "support"}
    columns = {name for table in tables for name in BY_NAME[table].schema.names}
    told = "\n".join(line for line in code.splitlines() if not line.startswith("#"))
    arguments = " ".join(re.findall(r"(?:filter|select|arrange|pull|slice_max|mutate)\((.*)\)", told))
    own = {"by", "suffix", "postures", "today", "change", "score_earlier"}
    own |= {"filter", "pull", "select", "desc", "abs", "startsWith"}
    named = set(re.findall(r"\b[a-zA-Z_]{2,}\b", re.sub(r'"[^"]*"', "", arguments)))
    assert named - own <= columns
    assert {"holder", "relations", "step", "top_share"} <= named


class TestNotebook:
    """The worked notebook, cell by cell and without Jupyter."""

    NOTEBOOK = json.loads((EXAMPLES / "posture.ipynb").read_text(encoding="utf-8"))

    def test_it_is_a_notebook_without_outputs(self) -> None:
        assert (self.NOTEBOOK["nbformat"], self.NOTEBOOK["nbformat_minor"]) == (4, 5)
        cells = self.NOTEBOOK["cells"]
        assert len({cell["id"] for cell in cells}) == len(cells)
        for cell in cells:
            wanted = {"cell_type", "id", "metadata", "source"}
            if cell["cell_type"] == "code":
                wanted |= {"execution_count", "outputs"}
                assert (cell["execution_count"], cell["outputs"]) == (None, [])
            assert cell.keys() == wanted

    def test_it_runs_from_a_clean_namespace(
        self, sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("STANCEPIPE_OUT", str(sample))
        namespace: dict[str, Any] = {"__name__": "__main__"}
        printed = []
        for cell in self.NOTEBOOK["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), cell["id"], "exec"), namespace)
                printed.append(capsys.readouterr().out)
        assert all(printed)
        assert re.match(r"\d+ holders, \d+ shifts, up to \d{4}-\d\d-\d\d\n$", printed[0])
        shifts = len(Store(sample).read("posture_shifts"))
        assert f"after the first run {shifts} shifts were known, the day before 0, now {shifts}" in "".join(printed)


def test_the_lines_of_the_readme_answer(sample: Path, latest: date) -> None:
    """Every Python block of the section for analysts; the last line of a block is its answer."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## For analysts")[1].split("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert blocks
    namespace: dict[str, Any] = {}
    for block in blocks:
        *lines, last = ast.parse(block.replace('"out"', repr(str(sample)))).body
        exec(compile(ast.Module(lines, []), "README.md", "exec"), namespace)
        assert isinstance(last, ast.Expr)
        namespace["answer"] = eval(compile(ast.Expression(last.value), "README.md", "eval"), namespace)
    day = namespace["X"]
    rows = Store(sample).read("postures")
    expected = sorted(p.holder for p in rows if p.day == day and p.relations == "envoy_recalled")
    assert sorted(namespace["answer"]) == expected != []
