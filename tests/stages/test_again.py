"""Runs that follow runs: the same input gives the same rows, in any order, number of attempts or batching."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stancepipe import stages
from stancepipe.bundles import Bundle
from stancepipe.checks import check_folder
from stancepipe.pages import write_report
from stancepipe.records import Document
from stancepipe.store import read_table

pytestmark = pytest.mark.models

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

SEVERED = "Bolivia severed diplomatic relations with Israel on 31 October 2023, the foreign ministry in La Paz said."
CONDEMNED = "The government of France strongly condemned Israel's decision to build new settlements in the West Bank."
BACKED = "The United States stands firmly with Israel and fully supports Israel's right to defend itself, it said."
COD = "The ministers of fisheries of Norway and Iceland met in Bergen and agreed on next year's quota for cod."
LONG = (
    "Ireland strongly condemns the decision of the government of Israel to build more settlements on occupied land, "
    "the Department of Foreign Affairs said on Tuesday. The settlements violate international law and destroy the "
    "hope for two states. The minister demanded that Israel stop the building at once, and that those who attack "
    "farmers and burn their olive trees be brought to court without any delay. Ireland will raise the matter with "
    "its partners in Brussels before the end of the month, and it will keep up its help for schools and clinics."
)
NEAR = LONG.replace("on Tuesday", "this week").replace("at once", "immediately")

Rows = dict[str, list[Any]]
Written = Callable[[str, Sequence[Mapping[str, Any]]], Path]


def record(key: str, text: str, published: str | None = "2024-05-27", **more: Any) -> dict[str, Any]:
    return {"id": key, "text": text, "published": published, **more}


RECORDS = [
    record("bolivia", SEVERED, "2023-11-01"),
    record("france", CONDEMNED),
    record("usa", BACKED, "2024-05-20", publisher_country="USA"),
    record("cod", COD),
    record("ireland", LONG, "2024-06-03"),
    record("copy", LONG, "2024-06-04"),
    record("near", NEAR, "2024-06-02"),
    record("undated", CONDEMNED.replace("France", "Norway"), None),
    record("edited", BACKED.replace("United States", "Czech government"), "2024-01-02"),
    record("edited", CONDEMNED.replace("France", "Czechia"), "2024-01-02"),
    record("twice", SEVERED.replace("Bolivia", "Colombia"), "2024-05-02", title="One"),
    record("twice", SEVERED.replace("Bolivia", "Colombia"), "2024-05-03", title="Two"),
]


def current(rows: Rows) -> dict[str, Document]:
    """The current revision of every input."""
    return {d.input_id: d for d in rows["documents"] if d.superseded_by is None}


def without_runs(rows: Rows) -> Rows:
    return {name: found for name, found in rows.items() if name != "runs"}


def pages(out: Path) -> dict[str, tuple[int, bytes]]:
    """Files of the report, with the time at which they were written."""
    folder = out / "report"
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def digests(out: Path) -> dict[str, str]:
    """Checksums of all published files, those of ``runs`` and what describes them left out."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (*out.iterdir(), *(out / "history").iterdir())
        for path in folder.glob("*.parquet")
        if folder.name != "runs"
    }


@pytest.fixture(scope="module")
def whole(
    run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], tmp_path_factory: pytest.TempPathFactory
) -> Rows:
    """Rows of one run over all records."""
    out = tmp_path_factory.mktemp("whole")
    path = tmp_path_factory.mktemp("inputs") / "all.jsonl"
    path.write_text("".join(f"{json.dumps(r)}\n" for r in RECORDS), encoding="utf-8")
    run_over(out, path)
    assert check_folder(out) == []
    return without_runs(rows_of(out))


class TestSameInput:
    def test_a_second_run_changes_nothing(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path
    ) -> None:
        out, path = tmp_path / "out", written("all.jsonl", RECORDS)
        run_over(out, path)
        before, rows = digests(out), rows_of(out)
        assert len(before) == 20, "ten tables and their ledgers"
        for hours in (0, 1, 30):
            again = run_over(out, path, now=NOON + timedelta(hours=hours))
            assert (again.counts.new, again.counts.unchanged, again.pending) == (0, len(RECORDS), [])
        after = digests(out)
        assert {name: digest for name, digest in after.items() if name in before} == before
        assert after.keys() - before.keys() == set(), "the ledger was told nothing"
        assert without_runs(rows_of(out)) == without_runs(rows)
        assert [r.n_new for r in sorted(rows_of(out)["runs"], key=lambda r: r.started_at)] == [0, 0, 0]
        assert check_folder(out) == []

    def test_its_report_stands_while_it_is_whole(
        self, run_over: Callable[..., Any], written: Callable[..., Path], bundle: Bundle, tmp_path: Path
    ) -> None:
        path, out = written("all.jsonl", RECORDS), tmp_path / "out"
        run_over(out, path)
        of_the_run = pages(out)
        write_report(out, bundle, NOON)
        assert {name: text for name, (_, text) in of_the_run.items()} == {
            name: text for name, (_, text) in pages(out).items()
        }, "the report is the same, be it made from the rows of the run or from the folder"
        before = pages(out)
        run_over(out, path, now=NOON + timedelta(hours=1))
        assert pages(out) == before, "nothing is written again"
        (out / "report" / "index.html").unlink()
        run_over(out, path, now=NOON + timedelta(hours=2))
        assert set(pages(out)) == set(before)
        before = pages(out)
        run_over(out, path, written("more.jsonl", [record("more", SEVERED)]), now=NOON + timedelta(hours=3))
        assert pages(out)["index.html"] != before["index.html"]

    def test_whatever_the_order(
        self,
        run_over: Callable[..., Any],
        rows_of: Callable[[Path], Rows],
        written: Written,
        whole: Rows,
        tmp_path: Path,
    ) -> None:
        run_over(tmp_path / "out", written("all.jsonl", RECORDS[::-1]))
        assert without_runs(rows_of(tmp_path / "out")) == whole

    def test_whatever_the_batching(
        self,
        run_over: Callable[..., Any],
        rows_of: Callable[[Path], Rows],
        written: Written,
        whole: Rows,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Three runs under one clock, in batches of two documents, of other records each."""
        monkeypatch.setattr(stages, "BATCH", 2)
        for number, part in enumerate((RECORDS[1::3], RECORDS[::3], RECORDS[2::3])):
            run_over(tmp_path / "out", written(f"part-{number}.jsonl", part))
        assert without_runs(rows_of(tmp_path / "out")) == whole
        assert check_folder(tmp_path / "out") == []


class TestRevisions:
    def test_a_revision_supersedes_the_older_and_its_evidence_counts_no_more(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"
        run_over(out, written("a.jsonl", [record("x", SEVERED, "2023-11-01"), record("y", BACKED)]))
        first = rows_of(out)
        assert [s.step for s in first["posture_shifts"]] == ["sever_relations"]
        run_over(out, written("a.jsonl", [record("x", CONDEMNED)]), now=NOON + timedelta(days=1))
        rows = rows_of(out)
        older, newer = sorted((d for d in rows["documents"] if d.input_id == "x"), key=lambda d: d.first_seen_at)
        assert (older.superseded_by, newer.superseded_by) == (newer.document_id, None)
        assert rows["posture_shifts"] == []
        assert "BOL" not in {p.holder for p in rows["postures"]}
        assert "FRA" in {p.holder for p in rows["postures"]}
        told = read_table(out, "posture_shifts", as_of=NOON + timedelta(hours=1))
        assert told["holder"].to_pylist() == ["BOL"], "the ledger remembers"
        assert check_folder(out) == []

    def test_words_that_come_back_are_the_old_revision_again(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path
    ) -> None:
        out, texts = tmp_path / "out", (SEVERED, CONDEMNED, SEVERED, CONDEMNED)
        seen = []
        for day, text in enumerate(texts):
            run_over(out, written("a.jsonl", [record("x", text)]), now=NOON + timedelta(days=day))
            seen.append(without_runs(rows_of(out)))
        assert [current(rows)["x"].text for rows in seen] == list(texts)
        assert [len(rows["documents"]) for rows in seen] == [1, 2, 2, 2]
        run_over(out, written("a.jsonl", [record("x", CONDEMNED)]), now=NOON + timedelta(days=9))
        assert without_runs(rows_of(out)) == seen[3]

    def test_both_versions_in_one_file_stay_as_they_were(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"
        versions = written("a.jsonl", [record("x", SEVERED, "2023-11-02"), record("x", CONDEMNED, "2023-11-01")])
        run_over(out, versions)
        rows = rows_of(out)
        assert current(rows)["x"].text == SEVERED, "the later published"
        run_over(out, versions, now=NOON + timedelta(days=1))
        assert without_runs(rows_of(out)) == without_runs(rows)

    def test_an_input_that_fails_for_a_day_keeps_its_text(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], tmp_path: Path
    ) -> None:
        out, page = tmp_path / "out", tmp_path / "2023-11-01-page.txt"
        seen = []
        for day, text in enumerate((SEVERED, "", SEVERED)):
            page.write_text(text, encoding="utf-8")
            run_over(out, page, now=NOON + timedelta(days=day))
            seen.append(rows_of(out))
        assert [current(rows)[page.name].status for rows in seen] == ["analysed"] * 3
        assert seen[0]["posture_shifts"] == seen[1]["posture_shifts"] == seen[2]["posture_shifts"] != []
        assert sorted(d.status for d in seen[2]["documents"]) == ["analysed", "set_aside"], "the attempt is a row"

    def test_what_is_said_of_a_known_text_later_holds(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"
        run_over(out, written("a.jsonl", [record("x", CONDEMNED, None)]))
        assert rows_of(out)["postures"] == [], "undated text moves no posture"
        run_over(out, written("a.jsonl", [record("x", CONDEMNED, "2024-05-27")]), now=NOON + timedelta(days=1))
        rows = rows_of(out)
        [document] = rows["documents"]
        assert (document.published_on, document.first_seen_at) == (date(2024, 5, 27), NOON)
        assert {s.published_on for s in rows["stances"]} == {date(2024, 5, 27)}
        assert "FRA" in {p.holder for p in rows["postures"]}
        assert check_folder(out) == []


class TestCopies:
    def test_only_the_canonical_copy_has_rows(self, whole: Rows) -> None:
        documents = current(whole)
        canonical = documents["near"]
        assert canonical.status == "analysed", "the earliest published"
        for key in ("ireland", "copy"):
            assert (documents[key].status, documents[key].duplicate_of) == ("duplicate", canonical.document_id)
        copies = {documents[key].document_id for key in ("ireland", "copy")}
        for name in ("mentions", "events", "stances"):
            assert copies.isdisjoint(row.document_id for row in whole[name])
        assert canonical.document_id in {s.document_id for s in whole["stances"] if s.holder == "IRL"}

    def test_an_earlier_published_copy_that_comes_later_takes_over(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"
        run_over(out, written("a.jsonl", [record("late", LONG, "2024-06-04")]))
        before = rows_of(out)
        run_over(out, written("b.jsonl", [record("early", NEAR, "2024-06-01")]), now=NOON + timedelta(days=1))
        rows = rows_of(out)
        documents = current(rows)
        early, late = documents["early"], documents["late"]
        assert (early.status, late.status, late.duplicate_of) == ("analysed", "duplicate", early.document_id)
        assert {s.document_id for s in before["stances"]} == {late.document_id}
        assert {s.document_id for s in rows["stances"]} == {early.document_id}
        assert {e.document_id for e in rows["events"]} == {early.document_id}
        [first] = {p.day for p in rows["postures"] if p.holder == "IRL"}
        assert first == date(2024, 6, 1)
        assert check_folder(out) == []

    def test_a_copy_stands_for_itself_where_its_original_is_edited_away(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], written: Written, tmp_path: Path
    ) -> None:
        out = tmp_path / "out"
        run_over(out, written("a.jsonl", [record("early", LONG, "2024-06-01"), record("late", LONG, "2024-06-04")]))
        assert current(rows_of(out))["late"].status == "duplicate"
        run_over(out, written("b.jsonl", [record("early", COD, "2024-06-01")]), now=NOON + timedelta(days=1))
        rows = rows_of(out)
        documents = current(rows)
        assert (documents["early"].status, documents["late"].status) == ("irrelevant", "analysed")
        assert documents["late"].document_id in {s.document_id for s in rows["stances"]}
        assert check_folder(out) == []


class TestSetAside:
    def test_it_is_one_row_however_often_it_comes(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], tmp_path: Path
    ) -> None:
        out, page = tmp_path / "out", tmp_path / "junk.txt"
        page.write_bytes(bytes(range(256)))
        for day in range(2):
            done = run_over(out, page, now=NOON + timedelta(days=day))
            assert done.any_set_aside
        rows = rows_of(out)
        [document] = rows["documents"]
        assert (document.status, document.text, document.first_seen_at) == ("set_aside", "", NOON)
        assert [r.n_set_aside for r in rows["runs"]] == [1, 1]

    def test_it_becomes_a_document_when_it_is_mended(
        self, run_over: Callable[..., Any], rows_of: Callable[[Path], Rows], tmp_path: Path
    ) -> None:
        out, page = tmp_path / "out", tmp_path / "2023-11-01-note.txt"
        page.touch()
        run_over(out, page)
        page.write_text(SEVERED, encoding="utf-8")
        done = run_over(out, page, now=NOON + timedelta(days=1))
        rows = rows_of(out)
        assert not done.any_set_aside
        assert current(rows)[page.name].status == "analysed"
        assert [s.holder for s in rows["posture_shifts"]] == ["BOL"]


class TestCrash:
    @pytest.mark.parametrize("stage", ["read", "analyse", "derive"])
    def test_the_older_tables_stay_and_the_next_run_finishes(
        self,
        run_over: Callable[..., Any],
        rows_of: Callable[[Path], Rows],
        written: Written,
        whole: Rows,
        tmp_path: Path,
        stage: str,
    ) -> None:
        class PowerCut(Exception):
            """Nobody expects it."""

        def cut(name: str, done: int, of: int) -> None:
            if name == stage:
                raise PowerCut

        out = tmp_path / "out"
        run_over(out, written("first.jsonl", RECORDS[:2]))
        before, files = rows_of(out), digests(out)
        path = written("all.jsonl", RECORDS)
        with pytest.raises(PowerCut):
            run_over(out, path, progress=cut)
        assert (rows_of(out), digests(out)) == (before, files)
        assert check_folder(out) == []
        run_over(out, path)
        assert without_runs(rows_of(out)) == whole
