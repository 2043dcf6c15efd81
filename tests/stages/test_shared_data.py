"""Real texts that lie beside the repository: what an analyst must find, and the floors of the scoring scripts."""

import contextlib
import io
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251  an input file, not a published one
import pytest

from stancepipe.checks import check_folder
from stancepipe.cli import main

SHARED = Path(__file__).parents[2].parent / "shared"
DATA, SCRIPTS = SHARED / "data", SHARED / "evaluate"

pytestmark = [
    pytest.mark.models,
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="no ../shared/data beside the repository"),
]

Rows = dict[str, list[Any]]
Runner = Callable[..., Any]


def figures(script: str, *arguments: object) -> dict[str, float]:
    """Run a scoring script; its last line is names and figures in turn."""
    printed = subprocess.run(
        [sys.executable, SCRIPTS / f"{script}.py", *map(str, arguments)],
        capture_output=True, text=True, timeout=120, check=True,
    ).stdout  # fmt: skip
    last = printed.splitlines()[-1]
    found = {name: float(value) for name, value in re.findall(r"(\S+) (\d+\.\d+)", last)}
    if counted := re.search(r"documents (\d+)/(\d+)", last):
        found["documents"] = int(counted[1]) / int(counted[2])
    return found


@pytest.fixture(scope="module")
def article(run_over: Runner, rows_of: Callable[[Path], Rows], tmp_path_factory: pytest.TempPathFactory) -> Rows:
    out = tmp_path_factory.mktemp("article")
    run_over(out, DATA / "article")
    assert check_folder(out) == []
    return rows_of(out)


class TestArticle:
    """The policy article that the project began with."""

    @pytest.mark.parametrize(
        ("actor", "event_type", "step"),
        [
            ("COL", "SANCTION", "sever_relations"),
            ("BOL", "SANCTION", "sever_relations"),
            ("GBR", "SANCTION", "arms_restriction"),
            ("NLD", "SANCTION", "arms_restriction"),
            ("ICC", "ACCUSE", "legal_action"),
            ("TUR", "REJECT", None),
            ("DEU", "COOPERATE", "arms_deal"),
        ],
    )
    def test_what_an_analyst_must_find(self, article: Rows, actor: str, event_type: str, step: str | None) -> None:
        found = [
            e
            for e in article["events"]
            if (e.actor, e.recipient, e.event_type, e.step) == (actor, "ISR", event_type, step)
        ]
        assert found
        assert all(e.toward_israel for e in found)

    def test_the_veto_is_background(self, article: Rows) -> None:
        vetoes = [e for e in article["events"] if e.actor == "TUR" and "key NATO member since 1952" in e.quote]
        assert [(e.event_type, e.status) for e in vetoes] == [("REJECT", "background")]

    def test_what_may_come_is_no_event(self, article: Rows) -> None:
        assert [e for e in article["events"] if "may compel the alliance" in e.quote] == []

    def test_credits_of_photographs_name_nobody(self, article: Rows) -> None:
        """Nor does a line of credit that stayed in the text."""
        [document] = article["documents"]
        for credit in re.finditer(r".*(?:Number 10|Ivuskans|shutterstock).*", document.text):
            inside = [m.text for m in article["mentions"] if credit.start() <= m.start_char < credit.end()]
            assert inside == []
        assert {m.text for m in article["mentions"]}.isdisjoint({"Number 10", "Gints Ivuskans", "shutterstock"})

    def test_it_has_no_date_and_so_moves_no_posture(self, article: Rows) -> None:
        [document] = article["documents"]
        assert document.published_on is None
        assert article["postures"] == article["posture_shifts"] == []
        assert {s.holder: s.label for s in article["stances"]}["BOL"] == "critical"


def test_floors_of_stance(run_over: Runner, tmp_path: Path) -> None:
    run_over(tmp_path, DATA / "stance" / "docs.jsonl")
    found = figures("stance", tmp_path, DATA / "stance")
    assert (found["documents"], found["quotes"]) == (1.0, 1.0)
    assert check_folder(tmp_path) == []
    assert found["headline"] >= 0.64


def test_floor_of_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = DATA / "events" / "plover_sentences.jsonl"
    coded = tmp_path / "coded.jsonl"
    monkeypatch.setattr(sys, "argv", ["stancepipe", "analyse", str(sentences)])
    with (
        coded.open("w", encoding="utf-8") as printed,
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    assert not ended.value.code
    assert figures("events", coded, sentences)["macro-F1"] >= 0.62


@pytest.fixture(scope="module")
def timeline(run_over: Runner, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of a run over the dispatches that the scoring script makes of what states really did."""
    folder = tmp_path_factory.mktemp("timeline")
    made = subprocess.run(
        [sys.executable, SCRIPTS / "steps.py", "make", DATA / "timeline"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    (folder / "steps.jsonl").write_text(made.stdout, encoding="utf-8")
    run_over(folder / "out", folder / "steps.jsonl")
    return folder / "out"


def test_floors_of_steps(timeline: Path) -> None:
    found = figures("steps", "score", timeline, DATA / "timeline")
    assert found["found"] >= 0.90
    assert found["direction"] >= 0.95
    assert found["steps_ok"] >= 0.90
    assert found["extra"] <= 0.10


MOVES = [
    ("BLZ", "2023-11-14", "full", "suspended"),
    ("COL", "2023-10-31", "full", "envoy_recalled"),
    ("COL", "2024-05-02", "envoy_recalled", "severed"),
    ("HND", "2023-11-03", "full", "envoy_recalled"),
    ("JOR", "2023-11-01", "full", "envoy_recalled"),
    ("NIC", "2024-10-11", "full", "severed"),
    ("TCD", "2023-11-05", "full", "envoy_recalled"),
    ("XSL", "2025-12-26", "none", "full"),
]
"""Every move of formal relations since 7 October 2023 that a reader derives by hand from the timeline's facts.

Sanctions, votes, court cases, recognition of Palestine, summoned and expelled envoys of Israel, and an embassy's town
leave the holder's own representation where it is.
"""


def test_the_ladder_after_the_timeline_is_that_of_a_reader(timeline: Path, rows_of: Callable[[Path], Rows]) -> None:
    """Of all states. A dispatch without a day is dated by its publication, the day after the act."""
    told = [r for r in rows_of(timeline)["relations"] if r.step is not None]
    assert [(r.holder, r.previous, r.relations) for r in told] == [(h, before, after) for h, _, before, after in MOVES]
    late = {r.holder: (r.since - date.fromisoformat(day)).days for r, (_, day, _, _) in zip(told, MOVES, strict=True)}
    assert set(late.values()) <= {0, 1}
    assert all(r.evidence for r in told)


def test_speeches(run_over: Runner, rows_of: Callable[[Path], Rows], tmp_path: Path) -> None:
    """Forty of the speeches, taken evenly: the speaking state is the holder, its words are official."""
    speeches = pq.read_table(DATA / "un" / "speeches.parquet")
    forty = speeches.take(pa.array(range(0, speeches.num_rows, speeches.num_rows // 40)[:40]))
    pq.write_table(forty, tmp_path / "speeches.parquet")
    run_over(tmp_path / "out", tmp_path / "speeches.parquet")
    rows = rows_of(tmp_path / "out")
    spoken = {f"{r['iso3']}-{r['year']}": r["iso3"] for r in forty.to_pylist()}
    assert {d.input_id: d.publisher_country for d in rows["documents"]} == spoken
    assert {d.status for d in rows["documents"]} <= {"analysed", "irrelevant"}
    analysed = {d.document_id: d for d in rows["documents"] if d.status == "analysed"}
    own = {s.document_id for s in rows["stances"] if s.holder == analysed[s.document_id].publisher_country}
    assert len(own) > len(analysed) / 2
    assert check_folder(tmp_path / "out") == []
