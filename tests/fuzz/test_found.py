"""What fuzzing found, each once as small as it can be: readers that crashed, hung, or took all memory."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251 -- input files, not published tables
import pytest

from fuzz import hostile_pdfs as pdfs
from fuzz import hostile_word as word
from fuzz.reading import faults_of
from stancepipe.errors import DocumentError
from stancepipe.ingest.feeds import MAX_FEED, parse_feed
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.inputs import InputDefaults, InputRecord
from stancepipe.ingest.pdfs import join_lines
from stancepipe.ingest.readers import read_inputs, reading_of


def read(folder: Path, name: str, body: bytes) -> InputRecord:
    (folder / name).write_bytes(body)
    reading = reading_of(InputDefaults(), [].append, today=date(2026, 1, 1))
    [record] = read_inputs([str(folder / name)], reading)
    assert list(faults_of(record)) == []
    return record


def forms_of_forms(depth: int) -> bytes:
    """Each form shows the next one ten times."""
    about = b"/Type /XObject /Subtype /Form /BBox [0 0 600 840] /Resources << /Font << /F1 5 0 R >> %s >>"
    forms = {
        n: pdfs.stream(b"/X Do " * 10, about % (b"/XObject << /X %d 0 R >>" % (n + 1))) for n in range(10, 10 + depth)
    }
    page = pdfs.PAGE.replace(b"/Resources <<", b"/Resources << /XObject << /X 10 0 R >>")
    last = pdfs.stream(pdfs.shown(lines=2), about % b"")
    return pdfs.pdf({3: page, 4: pdfs.stream(b"/X Do"), **forms, 10 + depth: last})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (forms_of_forms(9), "to read"),  # a process of ours was killed for its memory
        (pdfs.pdf({4: pdfs.stream(pdfs.shown(r"\001 "))}), "no text layer"),  # white space passed for text
    ],
)
def test_costly_pdf(tmp_path: Path, body: bytes, reason: str) -> None:
    record = read(tmp_path, "a.pdf", body)
    assert reason in (record.problem or ""), record.problem


def test_a_right_to_left_pdf_is_read_in_reading_order(tmp_path: Path) -> None:
    record = read(tmp_path, "a.pdf", pdfs.pdf(rtl=True))
    assert record.problem is None
    assert any("\u0621" <= letter <= "\u0660" for letter in record.text)


def test_lines_of_a_page_are_joined_in_one_pass() -> None:
    lines = ["word and word and wo-", "rd", "sanctions-", "2024"] * 60_000
    assert join_lines(lines).startswith("word and word and word sanctions-2024 word and")


def test_a_text_of_millions_of_lines_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", b"x\n" * 2_000_000 + b"The end.").text.endswith("\nThe end.")


def test_a_docx_of_empty_paragraphs_takes_little_memory(tmp_path: Path) -> None:
    record = read(tmp_path, "a.docx", word.with_main("<w:p/>" * 2_000_000))
    assert "elements" in (record.problem or "")


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"iso3": ["FRA"], "year": ["9" * 5000], "text": ["We gather here."]}, "is not a year"),
        ({"text": ["A note."], "published": pa.array([5], pa.timestamp("us", "Nowhere/X"))}, "no known zone"),
    ],
)
def test_odd_values_in_parquet(tmp_path: Path, columns: dict[str, Any], reason: str) -> None:
    written = io.BytesIO()
    pq.write_table(pa.table(columns), written)
    assert reason in (read(tmp_path, "a.parquet", written.getvalue()).problem or "")


def feed(body: bytes) -> Fetched:
    url = "https://x.example/feed"
    return Fetched(url=url, final_url=url, media_type="", charset=None, body=body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>" + b"<p a=1>" * (MAX_FEED // 7), "larger than"),
        (b"<html>" + b"<p a=1>" * 99, "not with a feed"),
        (b"<rss version='2.0'><channel><title>" + b"&lt;!--" * 200_000, "more elements or comments"),
        (b"<rss version='2.0'><channel>" + b"<item>" * 200_000, "more elements or comments"),
    ],
)
def test_costly_feed(body: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        parse_feed(feed(body))


def test_half_a_character_in_a_json_feed() -> None:
    body = rb'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a\ud800b", "title": "A \ud83d vote"}]}'
    [entry] = parse_feed(feed(body))
    assert (entry.url, entry.title) == ("https://x.example/a?b", "A ? vote")
