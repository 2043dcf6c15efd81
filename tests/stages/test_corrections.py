"""An analyst's corrections: they outlive runs, show in the rows, move postures, and leave no trace when taken back."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stancepipe.checks import check_folder
from stancepipe.corrections import FILE
from stancepipe.gold import score_events, score_stances
from stancepipe.store import Store, read_table
from tests.commands import stancepipe

pytestmark = pytest.mark.models

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SEVERED = "Bolivia severed diplomatic relations with Israel on 31 October 2023, the foreign ministry in La Paz said."
CONDEMNED = "The government of France strongly condemned Israel's decision to build new settlements in the West Bank."
BACKED = "The United States stands firmly with Israel and fully supports Israel's right to defend itself, it said."
RECORDS = [
    {"id": "bolivia", "text": SEVERED, "published": "2023-11-01"},
    {"id": "france", "text": CONDEMNED, "published": "2024-05-27"},
    {"id": "usa", "text": BACKED, "published": "2024-05-20", "publisher_country": "USA"},
]
Rows = dict[str, list[Any]]
Written = Callable[[str, Sequence[Mapping[str, Any]]], Path]


def correct(out: Path, *lines: tuple[str, ...]) -> None:
    with (out / FILE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("table", "key", "field", "value", "because", "by", "on"), *lines])


def without_runs(rows: Rows) -> Rows:
    return {name: found for name, found in rows.items() if name != "runs"}


def ledger(out: Path) -> set[str]:
    """Files of the ledger, that of ``runs`` left aside."""
    return {f"{path.parent.name}/{path.name}" for path in (out / "history").glob("*/*") if path.parent.name != "runs"}


class Place:
    """A folder with one run over the records."""

    def __init__(self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], inputs: Path, out: Path) -> None:
        self.out, self.inputs, self._run, self._rows = out, inputs, run_over, rows_of

    def run(self, hours: int = 0) -> Any:
        return self._run(self.out, self.inputs, now=NOON + timedelta(hours=hours))

    def rows(self) -> Rows:
        return without_runs(self._rows(self.out))

    def stance(self, holder: str) -> Any:
        return next((s for s in Store(self.out).read("stances") if s.holder == holder), None)

    def severed(self) -> list[Any]:
        return [e for e in Store(self.out).read("events") if e.step == "sever_relations"]


@pytest.fixture
def place(run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path) -> Place:
    made = Place(run_over, rows_of, written("records.jsonl", RECORDS), tmp_path / "out")
    made.run()
    return made


def test_they_outlive_runs_and_go_without_a_trace(place: Place) -> None:
    before = place.rows()
    france, [severed] = place.stance("FRA"), place.severed()
    usa = next(d for d in before["documents"] if d.input_id == "usa")
    correct(
        place.out,
        ("stances", france.stance_id, "label", "neutral", "it reports the position of another", "R.", "2026-03-01"),
        ("events", severed.event_id, "event_on", "2023-10-30", "the decree is of the day before"),
        ("documents", usa.document_id, "published_on", "2024-05-21", "the page gives the day of the press call"),
    )
    for hours in (1, 2, 3):
        place.run(hours)
        rows = place.rows()
        stance, [event] = place.stance("FRA"), place.severed()
        assert (stance.label, stance.score, stance.confidence) == ("neutral", 0.0, 1.0)
        assert stance.corrected == "label: it reports the position of another"
        assert (event.event_on, event.event_id) == (date(2023, 10, 30), severed.event_id)
        [moved] = [d for d in rows["documents"] if d.corrected is not None]
        assert (moved.published_on, moved.published_from) == (date(2024, 5, 21), "correction")
        assert place.stance("USA").published_on == date(2024, 5, 21), "read again with its day"
        assert {p.label for p in rows["postures"] if p.holder == "FRA"} == {"neutral"}
        [shift] = [s for s in rows["posture_shifts"] if s.holder == "BOL"]
        assert shift.day == date(2023, 10, 30)
        assert shift.summary.endswith(", by a reading that an analyst corrected.")
        assert [s.holder for s in rows["posture_shifts"]] == [s.holder for s in before["posture_shifts"]], (
            "a correction is no change of posture"
        )
        assert check_folder(place.out) == []
    explained = stancepipe("explain", "FRA", place.out).out
    assert "corrected by an analyst: label: it reports the position of another" in explained
    (place.out / FILE).unlink()
    place.run(4)
    assert place.rows() == before
    then = read_table(place.out, "stances", as_of=NOON + timedelta(hours=3))
    assert "neutral" in then["label"].to_pylist(), "the ledger remembers what was corrected when"
    assert check_folder(place.out) == []


def test_an_unchanged_file_changes_nothing(place: Place) -> None:
    correct(place.out, ("stances", place.stance("FRA").stance_id, "row", "wrong", "nobody's position"))
    place.run(1)
    told = ledger(place.out)
    again = place.run(2)
    assert (again.pending, ledger(place.out)) == ([], told)


def test_a_row_left_out_moves_nothing_and_is_remembered(place: Place) -> None:
    [severed] = place.severed()
    key = f"{severed.event_id} {severed.document_id} {severed.quote_start}"
    correct(place.out, ("events", key, "row", "wrong", "a namesake"))
    place.run(1)
    assert place.severed() == []
    assert [s for s in Store(place.out).read("posture_shifts") if s.holder == "BOL"] == []
    [kept] = Store(place.out).read("corrections")
    assert (kept.status, kept.row_key, kept.because) == ("applied", key, "a namesake")
    assert json.loads(kept.found)["quote"] == SEVERED


def test_they_are_applied_to_what_is_read_anew(place: Place) -> None:
    """As after a change of bundle, when every document is analysed again."""
    france = place.stance("FRA")
    correct(place.out, ("stances", france.stance_id, "label", "mixed", "both sides are named"))
    place.run(1)
    rows = place.rows()
    with Store(place.out).writer() as writer:
        older = {
            name: [replace(row, bundle_id="older") for row in rows[name]]
            for name in ("documents", "mentions", "events", "stances")
        }
        writer.publish(older, known_from=NOON + timedelta(hours=2))
    again = place.run(3)
    assert len(again.pending) == len(RECORDS)
    assert place.rows() == rows


def test_they_hold_whatever_the_batching(
    place: Place, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path
) -> None:
    """Under one clock; the file is there before anything is published."""
    usa = place.stance("USA")
    lines = (
        ("stances", f"{usa.document_id} USA", "label", "mixed", "it names conditions"),
        ("documents", usa.document_id, "published_on", "2024-05-22", "the page says so"),
    )
    outs = [tmp_path / "whole", tmp_path / "parts"]
    for out in outs:
        out.mkdir()
        correct(out, *lines)
    run_over(outs[0], place.inputs, now=NOON)
    for number in (2, 0, 1):
        run_over(outs[1], written(f"part-{number}.jsonl", RECORDS[number : number + 1]), now=NOON)
    whole, parts = (without_runs(rows_of(out)) for out in outs)
    assert parts == whole
    assert [c.status for c in whole["corrections"]] == ["applied"] * len(whole["corrections"])
    correct(place.out, *lines)
    place.run(0)
    assert place.rows() == whole, "or written after the first run"


def test_what_names_no_row_or_makes_no_sense_is_told(place: Place) -> None:
    good = ("stances", place.stance("FRA").stance_id, "label", "mixed", "both sides are named")
    correct(place.out, good, ("stances", "0" * 20, "label", "mixed", "x"), ("events", "e", "step", "war", "x"))
    answer = stancepipe("run", place.inputs, "--out", place.out)
    assert answer.code == 1
    assert f"correction in line 3 of {FILE} not applied: stances has no such row now" in answer.out
    assert f"correction in line 4 of {FILE} not applied: value: step: 'war' is not one of its codes" in answer.out
    assert "corrections applied: 1" in answer.out
    assert place.stance("FRA").label == "mixed", "the run goes on without those lines"
    listed = stancepipe("corrections", place.out)
    assert listed.code == 1
    assert listed.out.splitlines()[-1] == "corrections: 1 applied, 1 without a row, 1 refused"
    assert [c.status for c in sorted(Store(place.out).read("corrections"), key=lambda c: c.line) if not c.implied] == [
        "applied", "no_row", "refused",
    ]  # fmt: skip
    assert check_folder(place.out) == []


def test_a_file_that_is_no_table_stops_the_run(place: Place) -> None:
    before = place.rows()
    (place.out / FILE).write_text("stance;label\n", encoding="utf-8")
    answer = stancepipe("run", place.inputs, "--out", place.out)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "lacks the columns" in answer.err
    assert place.rows() == before


def test_the_command_applies_them_and_writes_gold(place: Place, tmp_path: Path) -> None:
    [severed] = place.severed()
    assert "no corrections" in stancepipe("corrections", place.out).out
    correct(
        place.out,
        ("stances", place.stance("FRA").stance_id, "label", "mixed", "both sides are named"),
        ("stances", place.stance("USA").stance_id, "row", "wrong", "nobody's position"),
        ("events", severed.event_id, "step", "suspend_relations", "the decree says suspended"),
    )
    assert "not in the tables yet" in stancepipe("corrections", place.out).out
    gold = tmp_path / "gold.jsonl"
    answer = stancepipe("corrections", place.out, "--apply", "--to-gold", gold)
    assert (answer.code, answer.err) == (0, "")
    assert "label critical -> mixed" in answer.out
    assert "not in the tables yet" not in answer.out
    assert "corrected" in (place.out / "report" / "index.html").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    by_text = {row["text"]: row for row in rows}
    assert by_text[CONDEMNED]["holders"] == [{"holder": "FRA", "label": "mixed", "intensity": 0, "evidence": CONDEMNED}]
    assert by_text[BACKED]["holders"] == [], "a stance that was none"
    [event] = [e for e in by_text[SEVERED]["events"] if e["actor"] == "BOL"]
    assert (event["step"], event["event_on"]) == ("suspend_relations", "2023-10-31")
    assert all(row["unreviewed"] == [] for row in rows if "holders" in row)
    nothing: Any = type("Analysed", (), {"stances": (), "events": ()})()
    assert score_stances([(row, nothing) for row in rows if "holders" in row])["holders"] == 0
    assert score_events([(row, nothing) for row in rows if "events" in row])


def test_a_takedown_takes_the_found_words_too(place: Place) -> None:
    france = place.stance("FRA")
    correct(place.out, ("stances", france.stance_id, "row", "wrong", "nobody's position"))
    assert stancepipe("corrections", place.out, "--apply").code == 0
    answer = stancepipe("withdraw", france.document_id, "--reason", "asked for", "--out", place.out)
    assert (answer.code, answer.err) == (0, "")
    assert f"{FILE} speaks of it in line 2" in answer.out
    for path in place.out.rglob("*.parquet"):
        assert "strongly condemned" not in str(read_any(path)), path
    assert [c.status for c in Store(place.out).read("corrections")] == ["no_row"]
    assert check_folder(place.out) == []


def read_any(path: Path) -> list[Any]:
    import pyarrow.parquet as pq  # noqa: TID251

    with pq.ParquetFile(path) as file:
        return file.read().to_pylist()
