"""What stands in corrections.csv, and why a line cannot be carried out."""

from pathlib import Path

import pytest

from stancepipe.corrections import load_corrections
from stancepipe.corrections.lines import FILE, read_lines
from stancepipe.errors import UsageError

LEXICONS = Path(__file__).resolve().parents[3] / "corpora" / "lexicons"
HEADER = "table,key,field,value,because,by,on\n"
GOOD = "stances,abc,label,neutral,the speaker quotes another,R.,2026-03-01\n"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / FILE
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content",
    [
        HEADER + GOOD,
        "\ufeff" + (HEADER + GOOD).replace(",", ";").replace("\n", "\r\n"),
        (HEADER + GOOD).replace(",", "\t"),
        "because,note,VALUE,field, key,table,by,on\n"
        "the speaker quotes another,mine,neutral,label,abc,stances,R.,2026-03-01\n",
        HEADER + ",,,,,,\n" + GOOD,
    ],
    ids=["plain", "as Excel saves it in half of Europe", "tabs", "own order and column", "an empty line"],
)
def test_a_line_is_read_however_it_was_saved(content: str, tmp_path: Path) -> None:
    [line] = read_lines(written(tmp_path, content))
    assert (line.table, line.key, line.field, line.value) == ("stances", "abc", "label", "neutral")
    assert (line.because, line.by, line.on) == ("the speaker quotes another", "R.", "2026-03-01")


def test_lines_are_numbered_as_an_editor_numbers_them(tmp_path: Path) -> None:
    content = HEADER + 'stances,a,label,neutral,"one\ntwo"\n\n' + GOOD
    assert [line.number for line in read_lines(written(tmp_path, content))] == [2, 5]


def test_no_file_is_no_corrections(tmp_path: Path) -> None:
    assert read_lines(tmp_path / FILE) == []
    assert load_corrections(tmp_path, LEXICONS).orders == ()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "lacks the columns table, key, field, value, because"),
        ("table,key,field,because\n", "lacks the column value"),
        (HEADER.encode() + "stances,a,label,neutral,Español".encode("cp1252"), "is not UTF-8"),
        (HEADER + 'stances,a,label,neutral,"never closed\n', "is not a CSV file"),
    ],
)
def test_what_is_no_table_of_corrections_stops_the_run(content: str | bytes, sentence: str, tmp_path: Path) -> None:
    written(tmp_path, content)
    with pytest.raises(UsageError, match=sentence):
        load_corrections(tmp_path, LEXICONS)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("stance,a,label,neutral,x,,", "table: 'stance' is not one of documents, stances, events"),
        ("stances,a,quote,words,x,,", "field: 'quote' of stances cannot be corrected"),
        ("stances,,label,neutral,x,,", "key: which row is wrong?"),
        ("stances,a,label,neutral,,,", "because: say in a few words"),
        ("stances,a,label,hostile,x,,", "'hostile' is not one of its codes: critical, mixed, neutral, supportive"),
        ("stances,a,score,-3,x,,", "-3.0 lies outside -1 to 1"),
        ("stances,a,score,nan,x,,", "nan lies outside -1 to 1"),
        ("stances,a,score,strong,x,,", "'strong' is not a number"),
        ("stances,a,score,,x,,", "score cannot be empty"),
        ("stances,a,row,right,x,,", "a whole row can only be 'wrong'"),
        ("events,a,event_on,31/05/2024,x,,", "'31/05/2024' is not a day like 2024-05-31"),
        ("events,a,actor,France,x,,", "'France' is not one of its codes"),
        ("events,a,event_mode,withdrew,x,,", "'withdrew' is not one of its codes"),
        ("events,a,toward_israel,maybe,x,,", "'maybe' is neither yes nor no"),
        ("documents,a,doc_type,speech,x,,", "'speech' is not one of its codes"),
        ("documents,a,published_on,2024-05-31,x,,soon", "on: 'soon' is not a day"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_carried_out_says_why(cells: str, reason: str, tmp_path: Path) -> None:
    written(tmp_path, HEADER + cells + "\n" + GOOD)
    loaded = load_corrections(tmp_path, LEXICONS)
    [refused] = loaded.refused
    assert (refused.line, refused.status) == (2, "refused")
    assert reason in (refused.status_reason or "")
    assert len(loaded.orders) == 1, "the good line holds"
