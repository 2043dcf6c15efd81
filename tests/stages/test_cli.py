"""Every shell command on real input: what it prints, what it leaves, and with which code it ends."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from stancepipe.bundles import Bundle, load_bundle
from stancepipe.gold import FLOORS
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.pipeline import run_pipeline
from stancepipe.records import Document
from stancepipe.source_states import source_rows
from stancepipe.sources import load_sources
from stancepipe.store import Store
from stancepipe.tables import BY_NAME, TABLES
from tests.commands import Answer, stancepipe

pytestmark = pytest.mark.models

PARIS = (
    "The Ministry for Europe and Foreign Affairs strongly condemns the Israeli strike on a school in Gaza.\n\n"
    "France condemns Israel's decision to build new settlements, which violate international law, and demands that "
    "Israel lift the blockade at once.\n"
)
WASHINGTON = (
    "The United States stands firmly with Israel. We fully support Israel's right to defend itself, and our "
    "commitment to the security of Israel is ironclad.\n"
)
LA_PAZ = "LA PAZ - Bolivia severed diplomatic relations with Israel on 31 October 2023, its foreign ministry said.\n"
COD = (
    "The ministers of fisheries of Norway and Iceland met in Bergen on Tuesday and agreed on next year's quota "
    "for cod and haddock.\n"
)
MADRID = (
    "El Gobierno de España condena con firmeza la ofensiva militar de Israel en la ciudad de Rafah y reitera su "
    "llamamiento a un alto el fuego inmediato y permanente.\n"
)


def documents_of(out: Path) -> dict[str, Document]:
    return {d.input_id: d for d in Store(out).read("documents") if d.superseded_by is None}


def one_sentence(err: str) -> bool:
    """One plain line that ends nowhere in code."""
    return err.startswith("stancepipe: ") and err.count("\n") == 1 and "Traceback" not in err


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder, a file outside of it and a JSON Lines file: all that `run` is given."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "statements").mkdir()
    (folder / "statements" / "2024-05-27-paris.txt").write_text(PARIS, encoding="utf-8")
    (folder / "statements" / "cod.md").write_text(f"# Quota agreed\n\n{COD}", encoding="utf-8")
    (folder / "statements" / "empty.txt").touch()
    (folder / "la-paz.txt").write_text(LA_PAZ, encoding="utf-8")
    record = {"id": 7, "text": WASHINGTON, "published": "2024-05-20", "publisher_country": "USA", "mood": "firm"}
    foreign = {"id": "madrid", "text": MADRID}
    (folder / "more.jsonl").write_text(f"{json.dumps(record)}\n\n{json.dumps(foreign)}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ran(files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Path]:
    """One run over folder, file and records together, and the folder that it left."""
    out = tmp_path_factory.mktemp("run") / "out"
    answer = stancepipe(
        "run", files / "statements", files / "la-paz.txt", files / "more.jsonl", "--out", out,
        "--published", "2023-11-01", "--publisher-country", "bol", "--doc-type", "news_report",
    )  # fmt: skip
    return answer, out


@pytest.fixture
def published(ran: tuple[Answer, Path], files: Path, tmp_path: Path) -> Path:
    """A small published folder that a test may damage."""
    out = tmp_path / "out"
    stancepipe("run", files / "la-paz.txt", "--out", out)
    return out


class TestRun:
    def test_every_input_is_a_row_with_its_fate(self, ran: tuple[Answer, Path]) -> None:
        _, out = ran
        assert {key: d.status for key, d in documents_of(out).items()} == {
            "2024-05-27-paris.txt": "analysed",
            "cod.md": "irrelevant",
            "empty.txt": "set_aside",
            "la-paz.txt": "analysed",
            "7": "analysed",
            "madrid": "unsupported_language",
        }

    def test_something_set_aside_is_told_by_code_and_summary(self, ran: tuple[Answer, Path]) -> None:
        answer, out = ran
        assert answer.code == 1
        assert "read 6 inputs: 6 new, 0 unchanged, 0 copies of others" in answer.out
        assert "set aside: empty.txt: is empty" in answer.out
        assert f"tables: {out}" in answer.out
        assert f"report: {out / 'report' / 'index.html'}" in answer.out
        assert "'mood' (1)" in answer.err, "ignored keys are counted in one warning"
        assert "Traceback" not in answer.err

    def test_options_fill_only_what_an_input_does_not_say(self, ran: tuple[Answer, Path]) -> None:
        known = documents_of(ran[1])
        assert known["la-paz.txt"].published_on == date(2023, 11, 1)
        assert known["la-paz.txt"].publisher_country == "BOL"
        assert known["la-paz.txt"].doc_type == "news_report"
        assert known["2024-05-27-paris.txt"].published_on == date(2024, 5, 27)
        assert known["7"].published_on == date(2024, 5, 20)
        assert known["7"].publisher_country == "USA"

    def test_what_is_plain_is_found(self, ran: tuple[Answer, Path]) -> None:
        store = Store(ran[1])
        labels = {s.holder: s.label for s in store.read("stances")}
        assert labels["FRA"] == "critical"
        assert labels["USA"] == "supportive"
        [severed] = [s for s in store.read("posture_shifts") if s.step == "sever_relations"]
        assert (severed.holder, severed.day, severed.direction) == ("BOL", date(2023, 10, 31), "colder")
        assert store.read("postures")[-1].day == date(2024, 5, 27), "up to the latest day in the data"

    def test_all_tables_and_the_report_are_there(self, ran: tuple[Answer, Path]) -> None:
        out = ran[1]
        assert {t.name for t in TABLES} <= {path.name for path in out.iterdir()}
        assert "condemns Israel" in (out / "report" / "holders" / "FRA.html").read_text(encoding="utf-8")
        assert "France" in (out / "report" / "index.html").read_text(encoding="utf-8")

    def test_records_on_standard_input(self, ran: tuple[Answer, Path], tmp_path: Path) -> None:
        line = json.dumps({"id": "piped", "text": WASHINGTON}).encode()
        answer = stancepipe("run", "-", "--out", tmp_path / "out", "--published", "2024-01-05", stdin=line)
        assert answer.code == 0
        assert [(d.input_id, d.published_on) for d in Store(tmp_path / "out").read("documents")] == [
            ("piped", date(2024, 1, 5))
        ]

    def test_an_earlier_broken_input_is_no_fault_of_a_later_run(self, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").touch()
        (tmp_path / "cod.txt").write_text(COD, encoding="utf-8")
        codes = [
            stancepipe("run", tmp_path / name, "--out", tmp_path / "out").code for name in ("empty.txt", "cod.txt")
        ]
        again = stancepipe("run", tmp_path / "empty.txt", "--out", tmp_path / "out")
        assert (*codes, again.code) == (1, 0, 1)
        assert "set aside: empty.txt: is empty" in again.out

    def test_a_missing_file_among_others_is_a_row(self, tmp_path: Path) -> None:
        (tmp_path / "cod.txt").write_text(COD, encoding="utf-8")
        answer = stancepipe("run", tmp_path / "cod.txt", tmp_path / "gone.txt", "--out", tmp_path / "out")
        assert answer.code == 1
        assert documents_of(tmp_path / "out")["gone.txt"].status_reason == "no such file or folder"


class TestNothingCanBeDone:
    @pytest.mark.parametrize(
        ("arguments", "hint"),
        [
            (("run", "gone.txt"), "gone.txt: no such file or folder"),
            (("run", "folder"), "nothing to read"),
            (("run", "-"), "nothing to read"),
            (("run", "cod.txt", "--published", "soon"), "--published"),
            (("run", "cod.txt", "--published", "2024-05"), "--published"),
            (("run", "cod.txt", "--published", "2031-01-01"), "future"),
            (("run", "cod.txt", "--publisher-country", "FR"), "--publisher-country"),
            (("run", "cod.txt", "--doc-type", "poem"), "official_statement"),
            (("run", "cod.txt", "--out", "cod.txt"), "cod.txt"),
            (("analyse", "gone.txt"), "gone.txt: no such file or folder"),
            (("analyse", "folder"), "hold no document"),
            (("report", "folder"), "stancepipe run"),
            (("check", "folder"), "nothing has been published"),
            (("check", "nowhere"), "no folder nowhere"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
    )
    def test_it_is_said_in_one_sentence(
        self, arguments: Sequence[str], hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "folder").mkdir()
        (tmp_path / "cod.txt").write_text(COD, encoding="utf-8")
        answer = stancepipe(*arguments)
        assert (answer.code, answer.out) == (2, "")
        message = answer.err.splitlines(keepends=True)[-1]
        assert one_sentence(message)
        assert hint in message
        assert not (tmp_path / "out" / "documents").exists()

    def test_in_a_shell_of_its_own(self, tmp_path: Path) -> None:
        def shell(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, "-m", "stancepipe.cli", *arguments],
                cwd=tmp_path, input=stdin, capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip

        gone = shell("run", "gone.txt")
        assert (gone.returncode, gone.stdout) == (2, "")
        assert one_sentence(gone.stderr)
        partly = shell("analyse", "-", stdin=json.dumps({"id": "a", "text": LA_PAZ}) + "\n{broken\n")
        assert partly.returncode == 1
        assert [json.loads(line)["id"] for line in partly.stdout.splitlines()] == ["a", "stdin#2"]
        assert partly.stderr == ""


class TestAnalyse:
    def lines(self, answer: Answer) -> list[dict[str, Any]]:
        return [json.loads(line) for line in answer.out.splitlines()]

    def test_one_object_per_record_with_the_columns_of_the_tables(self, files: Path, tmp_path: Path) -> None:
        answer = stancepipe("analyse", files / "la-paz.txt", files / "more.jsonl", "--published", "2023-11-01")
        assert answer.code == 0
        rows = {row["id"]: row for row in self.lines(answer)}
        assert list(rows) == ["la-paz.txt", "7", "madrid"]
        for row in rows.values():
            assert {"id", "language", "mentions", "events", "stances"} <= row.keys()
            for name in ("mentions", "events", "stances"):
                assert all(list(found) == BY_NAME[name].schema.names for found in row[name])
        assert {m["actor_code"] for m in rows["la-paz.txt"]["mentions"]} >= {"BOL", "ISR"}
        [severed] = [e for e in rows["la-paz.txt"]["events"] if e["step"] == "sever_relations"]
        assert (severed["actor"], severed["recipient"], severed["event_on"]) == ("BOL", "ISR", "2023-10-31")
        assert LA_PAZ[severed["quote_start"] : severed["quote_end"]] == severed["quote"]
        [stance] = rows["7"]["stances"]
        assert (stance["holder"], stance["label"]) == ("USA", "supportive")

    def test_a_language_without_a_parser_gives_empty_lists(self, files: Path) -> None:
        madrid = self.lines(stancepipe("analyse", files / "more.jsonl"))[1]
        assert madrid["language"] == "es"
        assert (madrid["mentions"], madrid["events"], madrid["stances"]) == ([], [], [])

    def test_text_that_never_names_israel_is_analysed_too(self) -> None:
        line = json.dumps({"id": "x", "text": "Japan condemned Russia for the attack on Kharkiv."}).encode()
        answer = stancepipe("analyse", "-", stdin=line)
        [row] = self.lines(answer)
        assert answer.code == 0
        assert {m["actor_code"] for m in row["mentions"]} >= {"JPN", "RUS"}
        assert [(e["actor"], e["recipient"], e["event_type"]) for e in row["events"]] == [("JPN", "RUS", "ACCUSE")]
        assert row["stances"] == []

    @pytest.mark.parametrize(("lines", "code"), [(["{oops", "{}"], 2), (["{oops", json.dumps({"text": COD})], 1)])
    def test_codes(self, lines: list[str], code: int) -> None:
        answer = stancepipe("analyse", "-", stdin="\n".join(lines).encode())
        rows = self.lines(answer)
        assert answer.code == code
        assert len(rows) == 2
        assert "broken JSON" in rows[0]["status_reason"]
        assert one_sentence(answer.err) == (code == 2)


class TestReport:
    def test_it_is_built_again_from_the_tables(self, published: Path) -> None:
        page = published / "report" / "index.html"
        written = {path: path.read_bytes() for path in page.parent.rglob("*") if path.is_file()}
        shutil.rmtree(page.parent)
        answer = stancepipe("report", published)
        assert (answer.code, answer.out.strip(), answer.err) == (0, str(page), "")
        assert {path: path.read_bytes() for path in page.parent.rglob("*") if path.is_file()} == written
        assert b"severed diplomatic relations" in written[page.parent / "holders" / "BOL.html"]


class TestCheck:
    def test_a_good_folder(self, ran: tuple[Answer, Path]) -> None:
        answer = stancepipe("check", ran[1])
        assert (answer.code, answer.out, answer.err) == (0, f"{ran[1]}: nothing wrong\n", "")

    @pytest.mark.parametrize("damage", ["cut", "stranger", "gone", "ledger"])
    def test_a_damaged_one(self, published: Path, damage: str) -> None:
        [events] = (published / "events").glob("*.parquet")
        if damage == "cut":
            events.write_bytes(events.read_bytes()[:-200])
        elif damage == "stranger":
            (published / "events" / "more.parquet").write_bytes(events.read_bytes())
        elif damage == "gone":
            events.unlink()
        else:
            [ledger] = (published / "history" / "events").iterdir()
            ledger.write_bytes(ledger.read_bytes()[:-200])
        answer = stancepipe("check", published)
        assert (answer.code, answer.err) == (1, "")
        assert all(line.startswith("events") for line in answer.out.splitlines()[:-1])
        assert answer.out.splitlines()[-1].endswith(" problems")


class TestSources:
    def test_without_a_run(self, bundle: Bundle, tmp_path: Path) -> None:
        answer = stancepipe("sources", "--out", tmp_path / "out")
        sources = load_sources(bundle.corpora / "sources")
        names = [row[0] for row in source_rows(sources, tmp_path / "out", date(2026, 3, 1))]
        assert answer.code == 0
        assert len(names) == len(list((bundle.corpora / "sources").glob("*/*.yaml"))) > 30
        assert all(name in answer.out for name in names)
        assert answer.out.count(" never ") == len(names)

    def test_after_a_run_over_them(self, bundle: Bundle, tmp_path: Path) -> None:
        """A drop folder, one that is missing and a broken file of a source: each is told of, the good one is read."""
        configured = tmp_path / "configured"
        for name, kind, where in (("good", "folder", "drop"), ("gone", "folder", "missing")):
            path = configured / "BOL" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                f"id: {name}\npublisher: Press office {name}\ncountry: BOL\nofficial: true\nurl: {where}\n"
                f"doc_type: official_statement\nkind: {kind}\nschedule: manual\n"
                "expect: {documents_per_month: 2}\n",
                encoding="utf-8",
            )
        (tmp_path / "drop").mkdir()
        (tmp_path / "drop" / "2023-10-31-relations.txt").write_text(LA_PAZ, encoding="utf-8")
        now = datetime(2026, 3, 1, tzinfo=UTC)
        told: list[str] = []
        options = InputOptions(sources=configured, drop=tmp_path)
        about = Surroundings(bundle=bundle, out=tmp_path / "out", clock=lambda: now, report=told.append)
        records = read_everything([], options, about)
        run_pipeline(records, tmp_path / "out", bundle, lambda: now)
        [document] = Store(tmp_path / "out").read("documents")
        assert (document.input_id, document.publisher_country) == ("good/2023-10-31-relations.txt", "BOL")
        rows = {row[0]: row[4:] for row in source_rows(load_sources(configured), tmp_path / "out", now.date())}
        assert rows["good"] == ("1", "2026-03-01", "", "0 documents of the last 30 days, at least 2 expected")
        assert rows["gone"][:2] == ("0", "never")
        assert rows["gone"][2].startswith("2026-03-01: ")
        assert [message for message in told if message.startswith("source gone:")]


class TestEvaluate:
    def test_figures_are_printed_and_held_against_the_floors(self) -> None:
        answer = stancepipe("evaluate")
        figures = {line.split()[0]: float(line.split()[1]) for line in answer.out.splitlines()[1:]}
        assert {f"{name}.{half}" for name in ("stance", "events") for half in ("dev", "test")} == {
            key.rpartition(".")[0] for key in figures
        }
        assert all(0 <= value <= 1 for value in figures.values())
        assert figures["stance.dev.sign"] > 0.6
        assert answer.err == ""
        if not (load_bundle().corpora / "gold" / FLOORS).is_file():
            assert answer.code == 1
            pytest.skip(f"no {FLOORS} beside the gold yet: the figures are held against nothing")
        assert "BELOW" not in answer.out
        assert answer.code == 0


def test_train_tells_what_it_does() -> None:
    answer = stancepipe("train", "--help")
    assert answer.code == 0
    assert "the model card says" in " ".join(answer.out.split())


def test_every_command_is_listed() -> None:
    printed = stancepipe("--help").out
    commands = ("run", "analyse", "report", "check", "sources", "evaluate", "train")
    commands += ("explain", "corrections", "export", "dictionary", "withdraw", "diff")
    assert [name for name in commands if f" {name} " not in printed] == []
