"""Workbook and CSV files: everything is in them, nothing in them runs, and Excel can hold it."""

import csv
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from stancepipe import records
from stancepipe.export import write_csv, write_workbook
from stancepipe.export.sheets import MOST_CHARACTERS, sheets_of
from stancepipe.store import Store
from stancepipe.tables import BY_NAME
from tests.commands import stancepipe

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
HOSTILE = ('=HYPERLINK("http://x.example")', "+1", "-1+2", "@SUM(A1)", "\t=1", "a\x00b\x0bc\ud800d", "_x0041_", "<b>&")
NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Cell = str | float | bool | None


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Tables with documents of hostile titles, a very long text, and three months of postures of two holders."""
    plain = records.Document(
        document_id="d", input_id="i", url=None, title=None, text="short", publisher=None, publisher_country="GHA",
        doc_type="analysis", published_on=date(2026, 3, 1), published_precision="day", published_from="record",
        superseded_by=None, language="en", status="analysed", status_reason=None, duplicate_of=None, n_words=1,
        content_hash="c1:0", first_seen_at=NOW, run_id="r", bundle_id="b",
    )  # fmt: skip
    titles = [title.encode("utf-8", "ignore").decode() for title in HOSTILE]
    documents = [replace(plain, document_id=f"d{n}", title=title) for n, title in enumerate(titles)]
    documents[0] = replace(documents[0], text="🕊" * MOST_CHARACTERS, published_on=date(1897, 8, 29))
    run = records.Run(
        run_id="r", started_at=NOW, finished_at=NOW, status="completed", n_inputs=1, n_new=1, n_unchanged=0,
        n_duplicates=0, n_set_aside=0, seconds=0.5, version="0.1.0", bundle_id="b",
    )  # fmt: skip
    postures = [
        records.Posture(
            holder=holder, day=date(2026, 1, 1) + timedelta(days=n), score=-n / 100, lower=-1.0, upper=1.0,
            label="neutral", n_documents=1, n_stances=1, n_events=0, relations="full", n_sources=1, n_own=0,
            languages="en", last_evidence_on=date(2026, 1, 1), bundle_id="b",
        )
        for holder in ("GHA", "PER") for n in range(70)
    ]  # fmt: skip
    folder = tmp_path / "out"
    with Store(folder).writer() as writer:
        writer.publish({"documents": documents, "runs": [run], "postures": postures}, known_from=NOW)
    return folder


def sheets(path: Path) -> Mapping[str, ElementTree.Element]:
    """Worksheets of a workbook by name, as XML."""
    with zipfile.ZipFile(path) as book:
        targets = {
            r.get("Id"): r.get("Target") for r in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
        }
        listed = ElementTree.fromstring(book.read("xl/workbook.xml")).iterfind(".//m:sheet", NAMES)
        return {s.get("name", ""): ElementTree.fromstring(book.read(f"xl/{targets[s.get(RELATION)]}")) for s in listed}


def rows(sheet: ElementTree.Element) -> list[dict[str, Cell]]:
    """Rows of a sheet by the names in its header."""
    read = [
        {re.sub(r"\d", "", c.get("r", "")): _value(c) for c in row.iterfind("m:c", NAMES)}
        for row in sheet.iterfind(".//m:row", NAMES)
    ]
    return [{str(name): row.get(letters) for letters, name in read[0].items()} for row in read[1:]]


def _value(cell: ElementTree.Element) -> Cell:
    value = cell.findtext("m:v", None, NAMES)
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return re.sub("_x005F_", "_", "".join(t.text or "" for t in cell.iterfind(".//m:t", NAMES)))
    return value == "1" if kind == "b" else None if value is None else float(value)


def excel_day(number: Cell) -> datetime:
    assert isinstance(number, float)
    return datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=number)


def test_a_workbook_has_a_sheet_for_every_table_with_a_header_that_stays_and_filters(out: Path, tmp_path: Path) -> None:
    names = write_workbook(out, tmp_path / "all.xlsx", NOW)
    found = sheets(tmp_path / "all.xlsx")
    assert list(found) == ["README", *names]
    assert {n.removesuffix("_latest").removesuffix("_monthly") for n in names} == set(BY_NAME)
    for name in names:
        pane = found[name].find(".//m:pane", NAMES)
        assert pane is not None
        assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
        assert found[name].find("m:autoFilter", NAMES) is not None
        header = list(found[name].iterfind(".//m:row[@r='1']/m:c", NAMES))
        assert [_value(c) for c in header] == BY_NAME[name.split("_latest")[0].split("_monthly")[0]].schema.names
    told = " ".join(str(v) for row in rows(found["README"]) for v in row.values())
    assert "every day is in the table postures" in told
    assert "are cut after 32767 characters" in told


def test_nothing_in_a_workbook_runs_and_every_value_is_one(out: Path, tmp_path: Path) -> None:
    write_workbook(out, tmp_path / "all.xlsx", NOW)
    found = sheets(tmp_path / "all.xlsx")
    assert not any(sheet.findall(".//m:f", NAMES) + sheet.findall(".//m:hyperlink", NAMES) for sheet in found.values())
    documents = rows(found["documents"])
    assert [d["title"] for d in documents] == [*HOSTILE[:5], "abcd", *HOSTILE[6:]]
    assert documents[0]["published_on"] == "1897-08-29", "before the days of Excel"
    assert excel_day(documents[1]["published_on"]) == datetime(2026, 3, 1, tzinfo=UTC)
    assert abs(excel_day(documents[1]["first_seen_at"]) - NOW) < timedelta(seconds=1)
    assert documents[0]["text"] == "🕊" * (MOST_CHARACTERS // 2), "as much as a cell holds"
    assert documents[0]["url"] is None
    assert [r["seconds"] for r in rows(found["runs"])] == [0.5]


def test_postures_are_the_latest_and_the_last_of_each_month(out: Path, tmp_path: Path) -> None:
    write_workbook(out, tmp_path / "all.xlsx", NOW)
    found = sheets(tmp_path / "all.xlsx")
    days = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 11)]
    monthly = [(p["holder"], excel_day(p["day"]).date()) for p in rows(found["postures_monthly"])]
    assert monthly == [(holder, day) for holder in ("GHA", "PER") for day in days]
    latest = [(p["holder"], excel_day(p["day"]).date(), p["score"]) for p in rows(found["postures_latest"])]
    assert latest == [("GHA", days[-1], -0.69), ("PER", days[-1], -0.69)]


def test_a_table_that_is_longer_than_a_sheet_goes_on_in_the_next(out: Path) -> None:
    [sheet] = [s for s in sheets_of(out) if s.name == "documents"]
    parts = list(sheet.parts(3))
    assert [(p.name, p.rows.num_rows) for p in parts] == [("documents_1", 3), ("documents_2", 3), ("documents_3", 2)]
    assert [row for p in parts for row in p.values()] == list(sheet.values())


def test_csv_files_open_in_excel_and_run_nothing(out: Path, tmp_path: Path) -> None:
    written = write_csv(out, tmp_path / "csv", NOW)
    assert sorted(p.name for p in (tmp_path / "csv").iterdir()) == sorted([*written, "README.txt"])
    assert all((tmp_path / "csv" / name).read_bytes().startswith(b"\xef\xbb\xbf") for name in written)
    with (tmp_path / "csv" / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        documents = list(csv.DictReader(file))
    assert [d["title"] for d in documents] == [*(f"'{title}" for title in HOSTILE[:5]), "abcd", *HOSTILE[6:]]
    assert (documents[0]["published_on"], documents[0]["first_seen_at"]) == ("1897-08-29", "2026-03-02T08:30:00Z")
    assert len(documents[0]["text"]) == MOST_CHARACTERS, "whole"
    with (tmp_path / "csv" / "postures.csv").open(encoding="utf-8-sig", newline="") as file:
        scores = [float(p["score"]) for p in csv.DictReader(file)]
    assert (len(scores), min(scores)) == (140, -0.69), "every day, and a number stays one"
    assert "postures_monthly: 6 rows" in (tmp_path / "csv" / "README.txt").read_text(encoding="utf-8")


def test_the_command(out: Path, tmp_path: Path) -> None:
    answer = stancepipe("export", out, "--xlsx", tmp_path / "a.xlsx", "--csv", tmp_path / "csv")
    assert (answer.code, answer.err) == (0, "")
    assert sheets(tmp_path / "a.xlsx").keys() >= {"README", "events", "postures_latest"}
    again = stancepipe("export", out, "--xlsx", tmp_path / "a.xlsx")
    assert (again.code, [p.name for p in tmp_path.glob("*unfinished*")]) == (0, [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("OUT",), "say where to: --xlsx FILE, --csv FOLDER, or both"),
        (("TMP",), "holds no published tables"),
        (("OUT", "--xlsx", "TMP/none/a.xlsx"), "cannot be written"),
        (("OUT", "--csv", "TMP/file"), "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    arguments: tuple[str, ...], sentence: str, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    answer = stancepipe("export", *(a.replace("OUT", str(out)).replace("TMP", str(tmp_path)) for a in arguments))
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert sentence in answer.err
