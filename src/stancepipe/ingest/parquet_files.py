"""Parquet input: rows as records, or a corpus of speeches with columns ``iso3, year, text``."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251 - reads input files of others; what we publish is the store's

from stancepipe.errors import DocumentError
from stancepipe.ingest.dates import EARLIEST, Published
from stancepipe.ingest.inputs import Found
from stancepipe.ingest.json_records import FIELDS, FieldProblem, read_fields
from stancepipe.sources import publisher_codes
from stancepipe.vocabulary import DocumentType

SPEECH_COLUMNS: Final = ("iso3", "year", "text")
BATCH: Final = 8
"""Rows held at a time; each may be a book, also where the file holds the book once and names it in every row."""
MAX_TEXT: Final = 20_000_000
MAX_ROW_GROUP: Final = 2 * 2**30
"""Bytes that one row group unpacks to: more would not fit beside the models on a small machine."""

Row = tuple[int, str | None, Found | str]
"""Number of the row from 1, its id if it has one, and what it says or what is wrong with it."""


def read_parquet(stream: BinaryIO, name: str, ignored: Counter[str], *, today: date | None = None) -> Iterator[Row]:
    """The rows of a Parquet file, one at a time.

    Raises:
        DocumentError: the file cannot be read, or not further.
    """
    try:
        file = pq.ParquetFile(stream)
        names = file.schema_arrow.names
        groups = [file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DocumentError(name, "is not a Parquet file, or a damaged one") from error
    if any(size > MAX_ROW_GROUP for size in groups):
        raise DocumentError(name, "a row group unpacks to more than 2 GB; write it with smaller row groups")
    speeches = set(SPEECH_COLUMNS) <= set(names)
    if not speeches and "text" not in names:
        raise DocumentError(name, "the Parquet file has no column text")
    wanted = SPEECH_COLUMNS if speeches else FIELDS
    rows = file.metadata.num_rows
    ignored.update({column: rows for column in names if column not in wanted})
    try:
        number = 0
        spoken: set[str] = set()
        for batch in file.iter_batches(batch_size=BATCH, columns=[column for column in wanted if column in names]):
            for i in range(batch.num_rows):
                number += 1
                _, given_id, found = _read_row(number, batch, i, speeches, today)
                if speeches and given_id in spoken:
                    given_id = f"{given_id}#{number}"  # a second speech of one state in one year
                elif speeches and given_id:
                    spoken.add(given_id)
                yield number, given_id, found
    except (pa.ArrowException, OSError, MemoryError) as error:
        raise DocumentError(name, "the Parquet file is damaged from here on") from error


def _read_row(number: int, batch: pa.RecordBatch, i: int, speeches: bool, today: date | None) -> Row:
    try:
        fields = {column: _value(batch.column(column)[i]) for column in batch.schema.names}
    except (ValueError, OverflowError, KeyError, pa.ArrowException):  # KeyError: a time zone that does not exist
        return number, None, "a value cannot be read (not UTF-8, or a time out of range or in no known zone)"
    text = fields.get("text")
    try:
        if isinstance(text, str) and len(text) > MAX_TEXT:
            raise FieldProblem("text", f"longer than {MAX_TEXT:,} characters")
        given_id, found = _read_speech(fields) if speeches else read_fields(fields, Counter(), today=today)
    except FieldProblem as problem:
        return number, problem.given_id, str(problem)
    return number, given_id, found


def _value(cell: Any) -> object:
    value = cell.as_py()
    if isinstance(value, float) and math.isnan(value):
        return None  # how pandas writes a missing value
    if isinstance(value, float) and value.is_integer():
        return int(value)  # how pandas writes integers in a column with missing ones
    return value


def _read_speech(fields: Mapping[str, object]) -> tuple[str, Found]:
    country, year = fields.get("iso3"), fields.get("year")
    if not isinstance(country, str) or country not in publisher_codes():
        raise FieldProblem("iso3", f"{country!r:.40} is not an ISO 3166-1 alpha-3 code or bloc")
    if isinstance(year, str) and year.isdecimal() and len(year) == 4:
        year = int(year)
    if not isinstance(year, int) or isinstance(year, bool) or not EARLIEST.year <= year <= 9999:
        raise FieldProblem("year", f"{year!r:.40} is not a year")
    speech_id = f"{country}-{year}"
    _, found = read_fields({"id": speech_id, "text": fields.get("text")}, Counter())
    return speech_id, Found(
        text=found.text,
        publisher_country=country,
        doc_type=DocumentType.OFFICIAL_STATEMENT.value,
        # the corpus says the year only; the General Debate opens in September
        published=Published(day=date(year, 9, 1), precision="year", found_from="record"),
    )
