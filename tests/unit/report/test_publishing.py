"""How the report comes into its folder."""

import re
from dataclasses import replace
from datetime import date

import pytest

from stancepipe.errors import StoreError
from stancepipe.report import build_report, stands
from stancepipe.report.publishing import publish
from stancepipe.report.site import File


def build(tables, out, rows):
    return build_report(tables, out, generated_on=date(2026, 11, 22), names=rows.names)


def test_pages_of_holders_that_are_no_more_are_removed(full_tables, rows, tmp_path):
    index = build(full_tables, tmp_path, rows)
    folder = index.parent
    assert (folder / "holders" / "MLT.html").exists()
    (folder / "notes.txt").write_text("of somebody else")
    assert build(replace(full_tables, postures=[], stances=[], shifts=[]), tmp_path, rows) == index
    assert list((folder / "holders").iterdir()) == []
    assert (folder / "notes.txt").read_text() == "of somebody else"
    assert not list(folder.glob(".*")), "nothing unfinished is left"


def test_the_report_of_one_file_becomes_a_folder_of_pages(full_tables, rows, tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html").write_text("the page of an older version")
    assert "Postures toward Israel" in build(full_tables, tmp_path, rows).read_text()


def test_a_build_that_stops_leaves_what_was_there(full_tables, rows, tmp_path):
    index = build(full_tables, tmp_path, rows)
    before = {path: path.read_bytes() for path in index.parent.rglob("*") if path.is_file()}

    def stops():
        yield File(path="holders/FRA.html", text="new")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        publish(stops(), tmp_path)
    assert {path: path.read_bytes() for path in index.parent.rglob("*") if path.is_file()} == before


def test_words_left_aside_by_a_killed_build_are_removed(full_tables, rows, tmp_path):
    aside = tmp_path / "report" / ".unfinished"
    aside.mkdir(parents=True)
    (aside / "old.html").write_text("withdrawn words")
    build(full_tables, tmp_path, rows)
    assert not aside.exists()


def test_a_page_takes_its_place_after_the_pages_it_links_to(rows, tmp_path):
    """A reader who follows links while pages are replaced finds every one."""
    build(rows.empty, tmp_path, rows)
    folder = tmp_path / "report"
    seen = []

    def watched():
        yield File(path="holders/FRA.html", text="new")
        yield File(path="index.html", text='<a href="holders/FRA.html">')
        seen.append((folder / "holders" / "FRA.html").exists())

    publish(watched(), tmp_path)
    assert seen == [False], "nothing is in place before all is written"
    for link in re.findall(r'href="([^"]+)"', (folder / "index.html").read_text()):
        assert (folder / link).exists()


def edited(folder):
    (folder / "report" / "shifts.html").write_text("edited by hand")


def without_a_page(folder):
    (folder / "report" / "holders" / "FRA.html").unlink()


def with_a_damaged_note(folder):
    (folder / ".report.json").write_text("[]")


def without_a_note(folder):
    (folder / ".report.json").unlink()


@pytest.mark.parametrize("what_happened", [edited, without_a_page, with_a_damaged_note, without_a_note])
def test_a_report_stands_while_it_is_whole_and_of_these_tables(full_tables, rows, tmp_path, what_happened):
    build_report(full_tables, tmp_path, generated_on=rows.day, names=rows.names, made_of="these")
    assert stands(tmp_path, "these")
    assert not stands(tmp_path, "others")
    what_happened(tmp_path)
    assert not stands(tmp_path, "these")


def test_a_report_of_unnamed_tables_never_stands(full_tables, rows, tmp_path):
    build(full_tables, tmp_path, rows)
    assert not stands(tmp_path, "")


@pytest.mark.parametrize("in_the_way", ["report", "report/style.css/x"])
def test_a_folder_that_cannot_be_written_is_one_sentence(rows, tmp_path, in_the_way):
    path = tmp_path / in_the_way
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a file where the folder should be, or the other way round")
    with pytest.raises(StoreError, match="the report cannot be written"):
        build(rows.empty, tmp_path, rows)
