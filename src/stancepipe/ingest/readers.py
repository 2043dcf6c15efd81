"""Reading inputs: every file, page, record or archive becomes records, one at a time; nothing is lost on the way."""

import gzip
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from stancepipe.errors import DocumentError, UsageError
from stancepipe.ingest.archives import MEDIA_TYPES, read_responses
from stancepipe.ingest.articles import read_page, web_address
from stancepipe.ingest.fetch import Fetcher
from stancepipe.ingest.folders import FORMATS, STDIN, Item, format_of, list_items
from stancepipe.ingest.furniture import Furniture, load_furniture
from stancepipe.ingest.inputs import NO_HINTS, Found, Hints, InputDefaults, InputRecord, set_aside, settle
from stancepipe.ingest.json_records import FieldProblem, read_fields, read_lines
from stancepipe.ingest.parquet_files import read_parquet
from stancepipe.ingest.pdfs import read_pdf
from stancepipe.ingest.plain_text import MAX_TEXT_BYTES, decode_text
from stancepipe.ingest.sidecars import Sidecar, load_sidecar
from stancepipe.ingest.word_files import read_docx

__all__ = ["Fetcher", "InputDefaults", "InputRecord", "Reading", "read_body", "read_inputs"]

MAX_FILE_BYTES: Final = 64_000_000
"""Of a format that has to be held in memory as a whole; each has a lower limit of its own."""
NAMED_KEYS: Final = 10
"""Ignored keys that the warning names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What all inputs of one run share."""

    defaults: InputDefaults
    furniture: Furniture
    report: Callable[[str], None]
    fetcher: Fetcher | None = None
    today: date | None = None
    ignored: Counter[str] = field(default_factory=Counter)


def read_inputs(
    inputs: Sequence[str],
    *,
    defaults: InputDefaults,
    stdin: BinaryIO | None = None,
    fetcher: Fetcher | None = None,
    report: Callable[[str], None],
    today: date | None = None,
    lexicons: Path | None = None,
) -> Iterator[InputRecord]:
    """All records of the given inputs, in a stable order, one at a time.

    Args:
        inputs: files, folders, http(s) addresses, or ``-`` for JSON Lines on standard input.
        defaults: what the command line says about inputs that do not say it themselves.
        stdin: standard input.
        fetcher: fetches addresses; without it they are set aside.
        report: told, in a sentence, what a user should know beyond the records.
        today: our day; later dates of publication are refused.
        lexicons: folder of ``page_furniture.csv``; the one that came with this code if not given.

    Raises:
        UsageError: the only input does not exist, or ``-`` is given without standard input.
    """
    items = list_items(inputs, report)
    if STDIN in inputs and stdin is None:
        raise UsageError("- stands for standard input, but there is none")
    reading = Reading(
        defaults=defaults, furniture=load_furniture(lexicons, report), report=report, fetcher=fetcher, today=today
    )
    return _read_items(items, reading, stdin)


def _read_items(items: list[Item], reading: Reading, stdin: BinaryIO | None) -> Iterator[InputRecord]:
    sidecar_of = cache(lambda folder: load_sidecar(folder, reading.report, today=reading.today))
    for item in items:
        try:
            if item.problem is not None:
                yield set_aside(item.input_id, item.problem, reading.defaults)
            elif item.url is not None:
                yield from _read_address(item.url, reading)
            elif item.path is not None:
                sidecar: Sidecar = sidecar_of(item.path.parent)
                yield from _read_file(item.path, item.input_id, sidecar.hints_for(item.path.name), reading)
            elif stdin is not None:
                yield from _read_jsonl(stdin, item.input_id, NO_HINTS, reading)
        except DocumentError as error:
            yield set_aside(item.input_id, error.reason, reading.defaults, url=item.url)
        except OSError as error:
            reason = f"cannot be read ({error.strerror or type(error).__name__})"
            yield set_aside(item.input_id, reason, reading.defaults, url=item.url)
    if reading.ignored:
        named = ", ".join(f"{key!r:.60} ({n})" for key, n in reading.ignored.most_common(NAMED_KEYS))
        more = f" and {len(reading.ignored) - NAMED_KEYS} more" if len(reading.ignored) > NAMED_KEYS else ""
        reading.report(f"keys of records that mean nothing here were ignored: {named}{more}")


def read_body(
    kind: str, body: bytes, name: str, reading: Reading, *, url: str | None = None, charset: str | None = None
) -> Found:
    """What a document says that is held in memory as a whole.

    Raises:
        DocumentError: it cannot be read, with the reason; a failing library is a reason like any other.
    """
    try:
        if kind == "html":
            return read_page(body, name, furniture=reading.furniture, url=url, charset=charset, today=reading.today)
        if kind == "pdf":
            return read_pdf(body, name)
        if kind == "docx":
            return read_docx(body, name)
        if kind in {"txt", "md"}:
            return _read_text(kind, body, name, reading.furniture, charset)
    except DocumentError:
        raise
    except Exception as error:  # one bad document never stops the rest
        raise DocumentError(name, f"cannot be read as {kind} ({type(error).__name__})") from error
    raise DocumentError(name, f"a document of kind {kind} is not read here")


def _read_text(kind: str, body: bytes, name: str, furniture: Furniture, charset: str | None) -> Found:
    if len(body) > MAX_TEXT_BYTES:
        raise DocumentError(name, f"the text is larger than {MAX_TEXT_BYTES // 2**20} MB")
    try:
        text = furniture.remove(decode_text(body, declared=charset))
    except ValueError as error:
        raise DocumentError(name, str(error)) from error
    if not text.strip():
        raise DocumentError(name, "is empty")
    heading = next((line for line in text.split("\n", 20)[:20] if line.startswith("# ")), "") if kind == "md" else ""
    return Found(text=text, title=heading.removeprefix("# ").strip(" #") or None)


def _read_file(path: Path, input_id: str, hints: Hints, reading: Reading) -> Iterator[InputRecord]:
    kind = format_of(path.name)
    if kind is None:
        known = " ".join(FORMATS)
        raise DocumentError(input_id, f"files of type {path.suffix or '(none)'} are not read; known are {known}")
    if not path.is_file():
        raise DocumentError(input_id, "is not a plain file")
    with path.open("rb") as stream:
        if kind in {"jsonl", "jsonl.gz", "parquet", "warc"}:
            yield from _read_stream(kind, stream, input_id, hints, reading)
            return
        if path.stat().st_size > MAX_FILE_BYTES:
            raise DocumentError(input_id, f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        found = read_body(kind, stream.read(MAX_FILE_BYTES), input_id, reading)
    yield settle(input_id, found, reading.defaults, hints=hints, name=path.name)


def _read_stream(kind: str, stream: BinaryIO, input_id: str, hints: Hints, reading: Reading) -> Iterator[InputRecord]:
    if kind == "jsonl.gz":
        with gzip.open(stream, "rb") as unpacked:
            yield from _read_jsonl(unpacked, input_id, hints, reading)  # type: ignore[arg-type]
    elif kind == "jsonl":
        yield from _read_jsonl(stream, input_id, hints, reading)
    elif kind == "parquet":
        yield from _read_parquet(stream, input_id, hints, reading)
    else:
        yield from _read_archive(stream, input_id, hints, reading)


def _read_jsonl(stream: BinaryIO, input_id: str, hints: Hints, reading: Reading) -> Iterator[InputRecord]:
    for line in read_lines(stream):
        place = f"{input_id}#{line.number}"
        if line.fields is None:
            yield set_aside(place, f"line {line.number} of {input_id}: {line.problem}", reading.defaults)
            continue
        try:
            given_id, found = read_fields(line.fields, reading.ignored, today=reading.today)
        except FieldProblem as problem:
            reason = f"line {line.number} of {input_id}: {problem}"
            yield set_aside(problem.given_id or place, reason, reading.defaults)
        else:
            yield settle(given_id or found.url or place, found, reading.defaults, hints=hints)


def _read_parquet(stream: BinaryIO, input_id: str, hints: Hints, reading: Reading) -> Iterator[InputRecord]:
    for number, given_id, found in read_parquet(stream, input_id, reading.ignored, today=reading.today):
        place = f"{input_id}#{number}"
        if isinstance(found, str):
            yield set_aside(given_id or place, f"row {number} of {input_id}: {found}", reading.defaults)
            continue
        yield settle(given_id or found.url or place, found, reading.defaults, hints=hints)


def _read_archive(stream: BinaryIO, input_id: str, hints: Hints, reading: Reading) -> Iterator[InputRecord]:
    passed_over: Counter[str] = Counter()
    for number, response in enumerate(read_responses(stream, input_id, passed_over), start=1):
        record_id = response.url or f"{input_id}#{number}"
        url = web_address(response.url)
        try:
            if response.body is None:
                raise DocumentError(record_id, "the archived answer is too large or damaged")
            found = read_body(response.kind, response.body, record_id, reading, url=url, charset=response.charset)
        except DocumentError as error:
            yield set_aside(record_id, error.reason, reading.defaults, url=url)
        else:
            yield settle(record_id, _with_url(found, url), reading.defaults, hints=hints)
    if passed_over:
        counted = ", ".join(f"{what} ({n})" for what, n in passed_over.most_common(NAMED_KEYS))
        reading.report(f"{input_id}: archived answers that are no documents were passed over: {counted}")


def _read_address(url: str, reading: Reading) -> Iterator[InputRecord]:
    if reading.fetcher is None:
        raise DocumentError(url, "addresses are not fetched in this run")
    answer = reading.fetcher.fetch(url)
    kind = MEDIA_TYPES.get(answer.media_type) or format_of(urlsplit(answer.final_url).path)
    named = format_of(urlsplit(url).path)
    if kind in {None, "txt"} and named is not None:
        kind = named  # servers send JSON Lines, Markdown and the like as plain text or bytes
    if kind is None:
        raise DocumentError(url, f"answers with {answer.media_type or 'no content type'}, which is not read")
    if kind in {"jsonl", "jsonl.gz", "parquet", "warc"}:
        yield from _read_stream(kind, io.BytesIO(answer.body), url, NO_HINTS, reading)
        return
    found = read_body(kind, answer.body, url, reading, url=answer.final_url, charset=answer.charset)
    yield settle(url, _with_url(found, answer.final_url), reading.defaults)


def _with_url(found: Found, url: str | None) -> Found:
    return found if found.url or not url else replace(found, url=url)
