"""Inputs of every format, whole and broken: what comes in, what is set aside and why."""

import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251 -- input files, not published tables
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancepipe.errors import UsageError
from stancepipe.ingest.inputs import InputDefaults, InputRecord
from stancepipe.ingest.readers import read_inputs, reading_of

TODAY = date(2026, 1, 1)
LEXICONS = Path(__file__).resolve().parents[3] / "corpora" / "lexicons"
SAID = "The ministry summoned the ambassador of Israel on Monday and handed over a note."


def read(
    *inputs: object, said: list[str] | None = None, stdin: bytes | None = None, **defaults: Any
) -> list[InputRecord]:
    report = ([] if said is None else said).append
    reading = reading_of(InputDefaults(**defaults), report, lexicons=LEXICONS, today=TODAY)
    given = None if stdin is None else io.BytesIO(stdin)
    return list(read_inputs([str(path) for path in inputs], reading, stdin=given))


def jsonl(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def pdf(lines: Sequence[str], *, title: str = "", created: str = "") -> bytes:
    """A one-page PDF, written by hand."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    content = f"BT /F1 11 Tf 14 TL 50 780 Td {shown}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Title ({title}) /CreationDate ({created}) >>".encode("latin-1"),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    end = b"xref\n0 7\n0000000000 65535 f \n%strailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (
        table, start,
    )  # fmt: skip


def word(path: Path, *, created: datetime | None = None, title: str = "") -> None:
    document = docx.Document()
    document.add_paragraph("Note to the press")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Vote", "against"
    document.add_paragraph(SAID)
    document.core_properties.title = title
    if created:
        document.core_properties.created = created
    document.save(str(path))


# --- records -------------------------------------------------------------------------------------------------------


def test_a_record_keeps_its_words_and_says_everything_itself(tmp_path: Path) -> None:
    text = "  Photo: X / shutterstock.com\r\n\r\nWe  condemn the attack.\t"
    (tmp_path / "a.jsonl").write_bytes(jsonl({
        "id": 7, "text": text, "url": "https://mfa.example/7", "title": "T", "published": "2024-05-03T23:30:00-05:00",
        "publisher": "MFA", "publisher_country": "IRL", "doc_type": "official_statement", "language": "en-GB",
    }))  # fmt: skip
    [record] = read(tmp_path / "a.jsonl", published=date(2020, 1, 1), publisher_country="FRA", doc_type="analysis")
    assert record == InputRecord(
        input_id="7", text=text, url="https://mfa.example/7", title="T", publisher="MFA", publisher_country="IRL",
        doc_type="official_statement", published_on=date(2024, 5, 4), published_precision="day",
        published_from="record", language="en", problem=None,
    )  # fmt: skip


def test_defaults_fill_what_a_record_does_not_say() -> None:
    [record] = read("-", stdin=jsonl({"text": "x"}), published=date(2024, 5, 3), publisher="P", publisher_country="FRA")
    assert (record.input_id, record.publisher, record.publisher_country, record.doc_type) == (
        "stdin#1",
        "P",
        "FRA",
        "other",
    )
    assert (record.published_on, record.published_precision, record.published_from) == (
        date(2024, 5, 3),
        "day",
        "option",
    )


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b'{"id": "a", "text": "x", "published": "2024-13-01"}', "published"),
        (b'{"id": "a", "text": "x", "published": "2031-01-01"}', "published"),
        (b'{"id": "a", "text": "x", "published": true}', "published"),
        (b'{"id": "a", "text": "x", "publisher_country": "UK"}', "publisher_country"),
        (b'{"id": "a", "text": "x", "publisher_country": "XYZ"}', "publisher_country"),
        (b'{"id": "a", "text": "x", "doc_type": "blog"}', "doc_type"),
        (b'{"id": "a", "text": "x", "language": "English"}', "language"),
        (b'{"id": "a", "text": "x", "title": ["t"]}', "title"),
        (b'{"id": "a", "text": "x", "url": "javascript:alert(1)"}', "url"),
        (b'{"id": "a", "text": ""}', "text"),
        (b'{"id": "a", "text": " \\n"}', "text"),
        (b'{"id": "a", "text": 5}', "text"),
        (b'{"id": "a", "text": "half \\ud83d"}', "text"),
        (b'{"id": "a"}', "text"),
        (b'{"id": {"n": 1}, "text": "x"}', "id"),
    ],
)
def test_a_wrong_field_sets_the_record_aside_by_line_and_field(tmp_path: Path, line: bytes, field: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl({"text": "first"}) + line + b"\n" + jsonl({"text": "third"}))
    first, second, third = read(tmp_path / "a.jsonl")
    assert (first.problem, third.problem) == (None, None)
    assert (first.input_id, third.input_id) == ("a.jsonl#1", "a.jsonl#3")
    assert second.problem is not None
    assert "line 2 of a.jsonl" in second.problem
    assert f"field {field}:" in second.problem
    assert second.text == ""
    assert second.input_id == ("a.jsonl#2" if field == "id" else "a")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "x"', "broken JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"text": "caf\xe9"}', "not UTF-8"),
        (b'{"text": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"text": "' + b"x" * (17 * 2**20) + b'"}', "longer than 16 MB"),
    ],
)
def test_a_broken_line_does_not_stop_the_next(line: bytes, reason: str) -> None:
    broken, good = read("-", stdin=b"\n" + line + b"\n" + jsonl({"text": "x"}))
    assert broken.input_id == "stdin#2"
    assert reason in (broken.problem or "")
    assert (good.input_id, good.text) == ("stdin#3", "x")


@pytest.mark.parametrize(("given", "known_as"), [(b"007", None), (b'"007"', "007"), (b"12.50", "12.50"), (b"3", "3")])
def test_ids_are_read_as_written(given: bytes, known_as: str | None) -> None:
    [record] = read("-", stdin=b'{"id": %s, "text": "x"}' % given)
    assert record.input_id == (known_as or "stdin#1")


def test_other_keys_are_counted_in_one_warning() -> None:
    said: list[str] = []
    read("-", stdin=jsonl(*({"text": "x", "author": "A", "tags": []} for _ in range(3))), said=said)
    assert len(said) == 1
    assert "'author' (3)" in said[0]


def test_a_gzip_bomb_in_one_line_costs_little_and_is_named(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.jsonl.gz", "wb", compresslevel=1) as stream:
        stream.write(jsonl({"text": "before"}))
        for _ in range(300):
            stream.write(b"0" * 2**20)
    before, bomb, rest = read(tmp_path / "bomb.jsonl.gz")
    assert before.text == "before"
    assert "longer than 16 MB" in (bomb.problem or "")
    assert "rest of the file is not read" in (rest.problem or "")


def test_a_gzip_cut_short_gives_what_was_whole(tmp_path: Path) -> None:
    whole = gzip.compress(jsonl(*({"text": f"x{i}" * 50} for i in range(2_000))))
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    *good, last = read(tmp_path / "cut.jsonl.gz")
    assert len(good) > 100
    assert all(record.problem is None for record in good)
    assert "damaged" in (last.problem or "")


def test_reading_is_lazy() -> None:
    class Endless(io.RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            return jsonl({"text": "x"})

    records = read_inputs(["-"], reading_of(InputDefaults(), print, lexicons=LEXICONS), stdin=Endless())  # type: ignore[arg-type]
    assert [next(records).input_id for _ in range(3)] == ["stdin#1", "stdin#2", "stdin#3"]


@given(st.text(min_size=1).filter(str.strip))
def test_any_text_of_a_record_comes_in_unchanged(text: str) -> None:
    [record] = read("-", stdin=jsonl({"text": text}))
    assert record.text == text


# --- Parquet ---------------------------------------------------------------------------------------------------------


def test_speeches(tmp_path: Path) -> None:
    rows = {
        "iso3": ["IRL", "IRL", "CSK", "EU"],
        "year": [2023, 2023, 1980, 2024],
        "text": [" One. ", "Two", "Old", "Bloc"],
    }
    pq.write_table(pa.table({**rows, "session": [78] * 4}), tmp_path / "s.parquet")
    said: list[str] = []
    first, second, withdrawn, bloc = read(tmp_path / "s.parquet", said=said, doc_type="analysis")
    assert (first.input_id, first.text, first.publisher_country) == ("IRL-2023", " One. ", "IRL")
    assert first.doc_type == "official_statement"
    assert (first.published_on, first.published_precision) == (date(2023, 9, 1), "year")
    assert second.input_id == "IRL-2023#2"
    assert "iso3" in (withdrawn.problem or "")
    assert bloc.publisher_country == "EU"
    assert "'session' (4)" in said[0]


def test_records_in_parquet(tmp_path: Path) -> None:
    table = pa.table({
        "id": pa.array([1.0, None]), "text": ["Words  as they are.\r\n", None],
        "published": pa.array([datetime(2024, 5, 3, 22, tzinfo=UTC), None], pa.timestamp("ns", tz="America/New_York")),
        "publisher_country": pa.array(["ISR", None]).dictionary_encode(),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "r.parquet")
    good, bad = read(tmp_path / "r.parquet")
    assert (good.input_id, good.text, good.published_on) == ("1", "Words  as they are.\r\n", date(2024, 5, 3))
    assert (bad.input_id, bad.problem) == ("r.parquet#2", "row 2 of r.parquet: field text: missing")


@pytest.mark.parametrize("body", [b"", b"PAR1junkPAR1", b"PAR1"])
def test_broken_parquet(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "b.parquet").write_bytes(body)
    [record] = read(tmp_path / "b.parquet")
    assert "Parquet" in (record.problem or "")


# --- files -----------------------------------------------------------------------------------------------------------


def test_text_is_cleaned_of_furniture_lines_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(
        b"\xef\xbb\xbfWe  condemn it.\r\n\r\nphoto: X / shutterstock.com\r\n\r\nShare our grief.\r\n"
    )
    [record] = read(tmp_path / "a.txt")
    assert record.text == "We  condemn it.\n\nShare our grief.\n"


def test_markdown_heading_is_the_title(tmp_path: Path) -> None:
    (tmp_path / "2024-05-03-note.md").write_text(f"# Note verbale\n\n{SAID}\n", encoding="utf-8")
    [record] = read(tmp_path / "2024-05-03-note.md", published=date(2020, 1, 1))
    assert (record.title, record.published_on, record.published_from) == ("Note verbale", date(2024, 5, 3), "name")


def test_pdf(tmp_path: Path) -> None:
    lines = [
        "The ministry summoned the ambassador of Israel on Monday and handed over a",
        "note that asks the govern-",
        "ment to open the crossings without delay, as the Security Council demanded",
        "last week.",
        "A second paragraph follows, in which the minister thanks the United Nations",
        "for its work.",
        "3",
    ]
    (tmp_path / "a.pdf").write_bytes(pdf(lines, title="Note to the press", created="D:20240503120000Z"))
    [record] = read(tmp_path / "a.pdf")
    assert record.text.split("\n\n") == [
        "The ministry summoned the ambassador of Israel on Monday and handed over a note that asks the government to"
        " open the crossings without delay, as the Security Council demanded last week.",
        "A second paragraph follows, in which the minister thanks the United Nations for its work.",
    ]
    assert (record.title, record.published_on, record.published_from) == (
        "Note to the press",
        date(2024, 5, 3),
        "metadata",
    )
    [dated] = read(tmp_path / "a.pdf", published=date(2020, 1, 1))
    assert (dated.published_on, dated.published_from) == (date(2020, 1, 1), "option")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a PDF"),
        (b"junk", "not a PDF"),
        (pdf([SAID])[:400], "cut short"),
        (pdf(["7"]), "no text layer"),
        (b"%PDF-1.4\njunk\n%%EOF", "damaged"),
    ],
)
def test_broken_pdf(tmp_path: Path, body: bytes, reason: str) -> None:
    (tmp_path / "b.pdf").write_bytes(body)
    [record] = read(tmp_path / "b.pdf")
    assert reason in (record.problem or "")


def test_docx(tmp_path: Path) -> None:
    word(tmp_path / "a.docx", title="Vote", created=datetime(2024, 5, 3, 12, tzinfo=UTC))
    [record] = read(tmp_path / "a.docx")
    assert record.text == f"Note to the press\n\nVote\tagainst\n\n{SAID}"
    assert (record.title, record.published_on, record.published_from) == ("Vote", date(2024, 5, 3), "metadata")


def test_the_template_date_of_a_docx_is_no_date(tmp_path: Path) -> None:
    word(tmp_path / "a.docx")
    assert read(tmp_path / "a.docx")[0].published_on is None


def _docx_with(document: bytes, *, filler: int = 0) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        if filler:
            archive.writestr("word/media/a.bin", b"0" * filler)
    return made.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not a DOCX"),
        (b"PK\x03\x04 not a zip", "not a DOCX"),
        (_docx_with(b"<x/>", filler=70_000_000), "unpacks to more than 60 MB"),
        (_docx_with(b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'), "entities"),
        (_docx_with('<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'.encode("utf-16")), "entities"),
        (_docx_with(b"<x/>"), "damaged"),
    ],
)
def test_hostile_docx(tmp_path: Path, body: bytes, reason: str) -> None:
    (tmp_path / "b.docx").write_bytes(body)
    [record] = read(tmp_path / "b.docx")
    assert reason in (record.problem or "")


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("junk.txt", bytes(range(256)) * 40, "binary"),
        ("credit.txt", b"photo: X / shutterstock.com\n", "empty"),
        ("data.csv", b"a,b\n", "not read"),
        ("noname", b"text", "not read"),
        ("a.warc", b"not an archive", "WARC"),
        ("nested.html", b"<html><body>" + b"<div>" * 2_000_000, "larger than 8 MB"),
    ],
)
def test_a_broken_file_is_set_aside_and_the_next_is_read(tmp_path: Path, name: str, body: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(body)
    (tmp_path / "zz.txt").write_text(SAID, encoding="utf-8")
    broken, good = read(tmp_path)
    assert broken.input_id == name
    assert reason in (broken.problem or "")
    assert (broken.text, good.text, good.problem) == ("", SAID, None)


def test_archive(tmp_path: Path) -> None:
    def answer(url: str, head: str, body: bytes, kind: str = "response") -> bytes:
        http = f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        return (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-03T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{len(url):08d}-0000-0000-0000-000000000000>\r\n"
            f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(http)}\r\n\r\n"
        ).encode() + http + b"\r\n\r\n"  # fmt: skip

    page = f"<html><body><article><p>{SAID}</p></article></body></html>".encode()
    packed = "200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip"
    parts = [
        answer("https://mfa.example/1", packed, gzip.compress(page)),
        answer("https://mfa.example/logo", "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        answer("https://mfa.example/gone", "404 Not Found\r\nContent-Type: text/html", page),
        answer("https://mfa.example/2", "200 OK\r\nContent-Type: text/html", b"<html></html>"),
        answer("https://mfa.example/3", "200 OK\r\nContent-Type: text/plain", SAID.encode()),
    ]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, parts)))
    (tmp_path / "b.warc").write_bytes(parts[0])
    said: list[str] = []
    first, second, third, plain = read(tmp_path, said=said)
    assert (first.input_id, first.url, first.text) == ("https://mfa.example/1", "https://mfa.example/1", SAID)
    assert (second.input_id, second.problem) == ("https://mfa.example/2", "no article text was found on the page")
    assert third.text == plain.text == SAID
    assert "image/png (1)" in said[0]
    assert "status 404 (1)" in said[0]


# --- folders, names, sidecars ----------------------------------------------------------------------------------------


def test_a_folder_is_read_in_order_without_what_is_about_it(tmp_path: Path) -> None:
    (tmp_path / "b" / ".hidden").mkdir(parents=True)
    for name in ("c.txt", "b/a.txt", ".x.txt", "b/.hidden/y.txt", "README.md", "MANIFEST.csv", "b/CODEBOOK.md"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert [record.input_id for record in read(tmp_path)] == ["b/a.txt", "c.txt"]
    assert [record.input_id for record in read(tmp_path / "README.md")] == ["README.md"]


def test_files_of_one_name_keep_apart_and_one_file_is_read_once(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(folder, encoding="utf-8")
    one, two = tmp_path / "one", tmp_path / "two"
    apart = {record.input_id: record.text for record in read(one / "a.txt", two / "a.txt")}
    assert apart == {(one / "a.txt").as_posix(): "one", (two / "a.txt").as_posix(): "two"}
    assert apart == {record.input_id: record.text for record in read(two, one)}
    assert [record.input_id for record in read(one / "a.txt", tmp_path, two)] == ["one/a.txt", "two/a.txt"]


def test_missing_input(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read(tmp_path / "gone.txt")
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    missing, good = read(tmp_path / "gone.txt", tmp_path / "a.txt")
    assert (missing.input_id, missing.problem) == ("gone.txt", "no such file or folder")
    assert good.text == SAID


def test_address_without_a_fetcher_and_stdin_without_input() -> None:
    [record] = read("https://mfa.example/")
    assert "not fetched" in (record.problem or "")
    with pytest.raises(UsageError, match="standard input"):
        read("-")


def test_empty_folder_is_reported(tmp_path: Path) -> None:
    said: list[str] = []
    assert read(tmp_path, said=said) == []
    assert "no files" in said[0]


def test_sidecar_stands_between_the_input_and_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        "- match: 'mfa-*'\n  publisher: MFA\n  publisher_country: 'NOR'\n  published: 2024-05-03\n  language: 'no'\n"
        "- match: '*'\n  doc_type: analysis\n  published: 2023\n", encoding="utf-8",
    )  # fmt: skip
    for name in ("mfa-1.txt", "note.txt", "2022-02-01.txt"):
        (tmp_path / name).write_text(SAID, encoding="utf-8")
    (tmp_path / "r.jsonl").write_bytes(jsonl({"text": "x", "doc_type": "news_report", "published": "2021-01-02"}))
    named, ministry, note, record = read(
        tmp_path, publisher_country="FRA", doc_type="other", published=date(2020, 1, 1)
    )
    assert (ministry.publisher, ministry.publisher_country, ministry.doc_type) == ("MFA", "NOR", "other")
    assert (ministry.published_on, ministry.language) == (date(2024, 5, 3), "no")
    assert (note.publisher_country, note.doc_type, note.published_precision) == ("FRA", "analysis", "year")
    assert (named.published_on, named.published_from) == (date(2022, 2, 1), "name")
    assert (record.doc_type, record.published_on) == ("news_report", date(2021, 1, 2))


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("- match: '*'\n  publisher_country: NO\n", "publisher_country"),
        ("- match: '*'\n  country: NOR\n", "unknown field country"),
        ("- publisher: MFA\n", "needs a `match`"),
        ("match: '*'\n", "must hold a list"),
        ("- match: '*'\n  published: '2024-13'\n", "not an ISO date"),
        ("- &a [x, x]\n- [*a, *a]\n", "aliases"),
        ("- match: [\n", "not valid YAML"),
    ],
)
def test_a_broken_sidecar_is_reported_and_the_files_come_in(tmp_path: Path, sidecar: str, reason: str) -> None:
    (tmp_path / "sources.yaml").write_text(sidecar, encoding="utf-8")
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    said: list[str] = []
    [record] = read(tmp_path, said=said)
    assert record.text == SAID
    assert len(said) == 1
    assert reason in said[0]
