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

from stancepipe.errors import DocumentError, UsageError
from stancepipe.ingest.archives import Response, read_responses
from stancepipe.ingest.articles import read_page, web_address
from stancepipe.ingest.folders import FORMATS, STDIN, Item, format_of, list_items
from stancepipe.ingest.furniture import Furniture, load_furniture
from stancepipe.ingest.inputs import NO_HINTS, Found, Hints, InputDefaults, InputRecord, set_aside, settle
from stancepipe.ingest.json_records import FieldProblem, read_fields, read_lines
from stancepipe.ingest.listed import Listed, defaults_from, with_listed
from stancepipe.ingest.parquet_files import read_parquet
from stancepipe.ingest.pdfs import read_pdf
from stancepipe.ingest.plain_text import MAX_TEXT_BYTES, decode_text
from stancepipe.ingest.sidecars import Sidecar, load_sidecar
from stancepipe.ingest.word_files import read_docx

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
    today: date | None = None
    worth_reading: Callable[[str], bool] | None = None
    """Whether a text may bear on a target; pages that do not are read quickly, for the record alone."""
    date_formats: Sequence[str] = ()
    """How the pages that are read now write days, as ``strptime`` formats."""
    language: str | None = None
    """Language of the names of months in them."""
    ignored: Counter[str] = field(default_factory=Counter)


def reading_of(
    defaults: InputDefaults, report: Callable[[str], None], *, lexicons: Path | None = None, today: date | None = None
) -> Reading:
    """What all inputs share, with the furniture of ``lexicons`` (those that came with this code if not given)."""
    return Reading(defaults=defaults, furniture=load_furniture(lexicons, report), report=report, today=today)


def read_inputs(inputs: Sequence[str], reading: Reading, *, stdin: BinaryIO | None = None) -> Iterator[InputRecord]:
    """All records of the given files and folders, in a stable order, one at a time.

    Args:
        inputs: files, folders, or ``-`` for JSON Lines on standard input.
        reading: what holds for all of them.
        stdin: standard input.

    Raises:
        UsageError: the only input does not exist, or ``-`` is given without standard input.
    """
    items = list_items(inputs, reading.report)
    if STDIN in inputs and stdin is None:
        raise UsageError("- stands for standard input, but there is none")
    return _read_items(items, reading, stdin)


def _read_items(items: list[Item], reading: Reading, stdin: BinaryIO | None) -> Iterator[InputRecord]:
    sidecar_of = cache(lambda folder: load_sidecar(folder, reading.report, today=reading.today))
    for item in items:
        try:
            if item.problem is not None:
                yield set_aside(item.input_id, item.problem, reading.defaults)
            elif item.url is not None:
                yield set_aside(item.input_id, "addresses are not fetched here", reading.defaults, url=item.url)
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
            return read_page(
                body, name, furniture=reading.furniture, url=url, charset=charset, today=reading.today,
                date_formats=reading.date_formats, language=reading.language, worth_reading=reading.worth_reading,
            )  # fmt: skip
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
    truncated = 0
    reading = replace(reading, defaults=_with_hints(reading.defaults, hints))
    for number, response in enumerate(read_responses(stream, input_id, passed_over), start=1):
        truncated += response.truncated
        yield from read_response(response, response.asked or response.url or f"{input_id}#{number}", reading)
    if truncated:
        reading.report(f"{input_id}: of {truncated} answers only the beginning was archived; that much was read")
    if passed_over:
        counted = ", ".join(f"{what} ({n})" for what, n in passed_over.most_common(NAMED_KEYS))
        reading.report(f"{input_id}: archived answers that are no documents were passed over: {counted}")


def read_response(response: Response, input_id: str, reading: Reading) -> Iterator[InputRecord]:
    """The documents in an answer of the web, as its source and its listing name them.

    Args:
        response: the answer, fresh or archived.
        input_id: the address asked for.
        reading: what holds for all documents of this source.
    """
    listed = response.listed or Listed()
    defaults = defaults_from(listed, reading.defaults)
    reading = replace(reading, defaults=defaults, date_formats=listed.date_formats, language=listed.language)
    url = web_address(response.url)
    try:
        if response.problem is not None:
            raise DocumentError(input_id, response.problem)
        if response.body is None or response.kind is None:
            raise DocumentError(input_id, "the archived answer is too large or damaged")
        if response.kind in {"jsonl", "jsonl.gz", "parquet", "warc"}:
            yield from _read_stream(response.kind, io.BytesIO(response.body), input_id, NO_HINTS, reading)
            return
        found = read_body(response.kind, response.body, input_id, reading, url=url, charset=response.charset)
    except DocumentError as error:
        yield set_aside(input_id, error.reason, defaults, url=url, title=listed.title, fetched_at=response.fetched_at)
    else:
        yield settle(input_id, _with_url(with_listed(found, listed), url), defaults, fetched_at=response.fetched_at)


def _with_hints(defaults: InputDefaults, hints: Hints) -> InputDefaults:
    """What a sidecar says of an archive holds for all its answers."""
    return replace(
        defaults,
        publisher=hints.publisher or defaults.publisher,
        publisher_country=hints.publisher_country or defaults.publisher_country,
        doc_type=hints.doc_type or defaults.doc_type,
    )


def _with_url(found: Found, url: str | None) -> Found:
    return found if found.url or not url else replace(found, url=url)
