"""Bad input: each piece becomes one row or one clear message, the rest goes on, and what is published is sound."""

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stancepipe.checks import check_folder
from stancepipe.records import Document

pytestmark = pytest.mark.models

GOOD = "Bolivia severed diplomatic relations with Israel on 31 October 2023, the foreign ministry said."
SAMPLE_PDF = Path(__file__).parents[2] / "corpora" / "sample" / "analysis" / "2024-11-18-european-arms-policies.pdf"
KNOWN = {"id": "x", "text": GOOD, "published": "2023-11-01"}


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def deep_json() -> bytes:
    return b'{"id": "deep", "text": "Israel", "more": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"


def nested_divs(text: str) -> bytes:
    depth = 900_000
    return b"<html><body>" + b"<div>" * depth + f"<p>{text}</p>".encode() + b"</div>" * depth + b"</body></html>"


FILES: dict[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "blank.md": lambda: b" \n\t\n",
    "junk.txt": lambda: bytes(range(256)) * 40,
    "nul.txt": lambda: GOOD.encode().replace(b" ", b"\0"),
    "cut.pdf": lambda: SAMPLE_PDF.read_bytes()[:3000],
    "no.pdf": lambda: b"%PDF-1.7\n" + b"junk " * 500 + b"\n%%EOF\n",
    "no.docx": lambda: b"PK\x03\x04" + b"\0" * 400,
    "no.parquet": lambda: b"PAR1" + b"\0" * 400,
    "no.jsonl.gz": lambda: b"\x1f\x8b\x08\0" + b"\xff" * 100,
    "picture.png": lambda: b"\x89PNG\r\n\x1a\n",
    "deep.html": lambda: nested_divs(GOOD),
    "records.jsonl": lambda: (
        lines({**KNOWN, "id": "first"})
        + b'{"id": "torn", "text": "Isr\n'
        + b"[1, 2]\n"
        + b'{"id": "\xff"}\n'
        + deep_json()
        + lines(
            {**KNOWN, "id": "date", "published": "2024-13-45"},
            {**KNOWN, "id": "future", "published": "2031-01-01"},
            {**KNOWN, "id": "country", "publisher_country": "XQZ"},
            {**KNOWN, "id": "kind", "doc_type": "poem"},
            {**KNOWN, "id": "half", "text": f"{GOOD} \ud800"},
            {**KNOWN, "id": "mute", "text": None},
            {**KNOWN, "id": {"a": 1}},
            {**KNOWN, "id": "last"},
        )
    ),
    "good.txt": lambda: GOOD.encode(),
}

PROBLEMS = {
    "empty.txt": "is empty",
    "blank.md": "is empty",
    "junk.txt": "is not text but binary data",
    "nul.txt": "is not text but binary data",
    "cut.pdf": "cut short",
    "no.pdf": "damaged",
    "no.docx": "",
    "no.parquet": "",
    "no.jsonl.gz#1": "damaged",
    "picture.png": ".png are not read",
    "records.jsonl#2": "line 2 of records.jsonl: broken JSON",
    "records.jsonl#3": "line 3 of records.jsonl: not a JSON object",
    "records.jsonl#4": "line 4 of records.jsonl: not UTF-8",
    "records.jsonl#5": "line 5 of records.jsonl: JSON nested too deeply",
    "date": "field published: 2024-13-45 is not an ISO date or time",
    "future": "field published: 2031-01-01 lies in the future",
    "country": "field publisher_country: 'XQZ'",
    "kind": "field doc_type: 'poem'",
    "half": "field text: holds half a character",
    "mute": "field text: missing",
    "records.jsonl#12": "field id: must be text or a number",
}
"""Id of everything that has to be set aside, and what its reason must say."""


@pytest.fixture(scope="module")
def published(
    run_over: Callable[..., Any],
    rows_of: Callable[[Path], dict[str, list[Any]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[str, list[Any]]]:
    folder = tmp_path_factory.mktemp("bad")
    for name, content in FILES.items():
        (folder / name).write_bytes(content())
    out = tmp_path_factory.mktemp("published")
    run_over(out, folder)
    return out, rows_of(out)


@pytest.fixture(scope="module")
def documents(published: tuple[Path, dict[str, list[Any]]]) -> dict[str, Document]:
    return {d.input_id: d for d in published[1]["documents"]}


@pytest.mark.parametrize("input_id", PROBLEMS)
def test_it_is_set_aside_with_a_reason(documents: dict[str, Document], input_id: str) -> None:
    document = documents[input_id]
    assert document.status == "set_aside"
    assert document.status_reason
    assert PROBLEMS[input_id] in document.status_reason
    assert "Traceback" not in document.status_reason
    assert document.text == ""


def test_the_rest_goes_on(published: tuple[Path, dict[str, list[Any]]], documents: dict[str, Document]) -> None:
    _, rows = published
    assert {key for key, d in documents.items() if d.status != "set_aside"} - {"deep.html"} == {
        "first", "last", "good.txt",
    }  # fmt: skip
    assert documents.keys() - {"deep.html"} == PROBLEMS.keys() | {"first", "last", "good.txt"}, "one row each"
    assert [e.step for e in rows["events"] if e.document_id == documents["first"].document_id] == ["sever_relations"]
    assert [run.n_inputs for run in rows["runs"]] == [len(documents)]


def test_ten_megabytes_of_nested_divs_are_one_row(documents: dict[str, Document]) -> None:
    document = documents["deep.html"]
    assert document.status == "set_aside" or GOOD in document.text


def test_what_was_published_is_sound(published: tuple[Path, dict[str, list[Any]]]) -> None:
    assert check_folder(published[0]) == []


def test_nul_bytes_in_a_record(
    run_over: Callable[..., Any], rows_of: Callable[..., Any], written: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_over(
        out, written("nul.jsonl", [{**KNOWN, "text": f"\0{GOOD}\0 Colombia\0condemned Israel.\0", "title": "a\0b"}])
    )
    rows = rows_of(out)
    [document] = rows["documents"]
    assert document.status in ("analysed", "set_aside")
    assert (document.status == "analysed") == bool(rows["events"])
    assert check_folder(out) == []
    assert not any(b"\0" in page.read_bytes() for page in (out / "report").rglob("*.*") if page.is_file())


def test_two_megabytes_in_one_line(
    run_over: Callable[..., Any], rows_of: Callable[..., Any], written: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    quiet = "The committee went on with the next item of its agenda. "
    run_over(out, written("long.jsonl", [{**KNOWN, "text": f"{quiet * 18_000}{GOOD} {quiet * 18_000}"}]))
    rows = rows_of(out)
    [document] = rows["documents"]
    [severed] = [e for e in rows["events"] if e.step == "sever_relations"]
    assert len(document.text) > 2_000_000
    assert severed.quote == GOOD
    assert severed.quote_start == len(quiet) * 18_000
    assert check_folder(out) == []


def test_a_million_words_without_a_full_stop(
    run_over: Callable[..., Any], rows_of: Callable[..., Any], written: Callable[..., Path], tmp_path: Path
) -> None:
    """Passages are cut: neither memory nor time grow with the length of a "sentence"."""
    out = tmp_path / "out"
    words = "peace and bread and work for all " * 71_500
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    run_over(out, written("endless.jsonl", [{**KNOWN, "text": f"{words}for Israel and for Gaza {words}"}]))
    [document] = rows_of(out)["documents"]
    assert document.n_words > 1_000_000
    assert document.status == "analysed"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000, "kilobytes"
    assert time.monotonic() - started < 60
    assert check_folder(out) == []
