"""An Excel workbook: one sheet per table, a frozen header that filters, days as days, and no text that runs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from stancepipe.errors import StoreError
from stancepipe.export.sheets import MOST_CHARACTERS, MOST_ROWS, Sheet, guide, sheets_of
from stancepipe.tables import Column

FIRST_DAY: Final = date(1900, 3, 1)
"""Excel has no days before 1900, and takes that year for a leap year: earlier days are written as text."""
WIDTHS: Final = {bool: 8, int: 10, float: 10, date: 12, datetime: 18}
WIDE: Final = frozenset({"text", "quote", "title", "summary", "url", "because", "found", "evidence"})
"""Columns of sentences; they are wide enough to begin to read."""
OPTIONS: Final = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}  # fmt: skip


def write_workbook(out: Path, path: Path, exported_at: datetime) -> list[str]:
    """Write the current tables of ``out`` to the workbook ``path``; names of its sheets.

    Args:
        out: the published folder.
        path: the file; an older one of that name is replaced once the new one is whole.
        exported_at: time told in the first sheet, and as that at which the file was made.

    Raises:
        StoreError: the file cannot be written.
    """
    sheets = [part for sheet in sheets_of(out) for part in sheet.parts(MOST_ROWS - 1)]
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file, xlsxwriter.Workbook(file, OPTIONS) as book:
            book.set_properties({"title": "stancepipe", "created": exported_at.astimezone(UTC).replace(tzinfo=None)})
            header = book.add_format({"bold": True, "bottom": 1})
            times = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            _write_guide(book.add_worksheet("README"), sheets, exported_at, header)
            for sheet in sheets:
                _write_sheet(book.add_worksheet(sheet.name), sheet, header, times)
        unfinished.replace(path)
    except (OSError, xlsxwriter.exceptions.XlsxWriterException) as error:
        raise StoreError(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return [sheet.name for sheet in sheets]


def _write_guide(worksheet: Worksheet, sheets: Sequence[Sheet], exported_at: datetime, header: Format) -> None:
    worksheet.set_column(0, 0, 20)
    worksheet.set_column(1, 1, 110)
    lines = [*guide(sheets, exported_at), ("long texts", f"are cut after {MOST_CHARACTERS} characters, which is all "
              "that a cell holds; documents.n_words counts the whole text")]  # fmt: skip
    row = 0
    for name, sentence in lines:
        worksheet.write_string(row, 0, name, header)
        worksheet.write_string(row, 1, sentence)
        row += 1
    for sheet in sheets:
        row += 1
        worksheet.write_string(row, 0, sheet.name, header)
        for column in sheet.columns:
            row += 1
            worksheet.write_string(row, 0, column.name)
            worksheet.write_string(row, 1, column.sentence)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, header: Format, times: Format) -> None:
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, max(sheet.rows.num_rows, 1), len(sheet.columns) - 1)
    for at, column in enumerate(sheet.columns):
        worksheet.set_column(at, at, _width(column))
        worksheet.write_string(0, at, column.name, header)
    for row, values in enumerate(sheet.values(), 1):
        for at, value in enumerate(values):
            _write_cell(worksheet, row, at, value, times)


def _write_cell(worksheet: Worksheet, row: int, at: int, value: Any, times: Format) -> None:
    if value is None:
        return
    if isinstance(value, str):
        worksheet.write_string(row, at, _cut(value))
    elif isinstance(value, bool):
        worksheet.write_boolean(row, at, value)
    elif isinstance(value, datetime):
        worksheet.write_datetime(row, at, value.astimezone(UTC).replace(tzinfo=None), times)
    elif isinstance(value, date):
        if value < FIRST_DAY:
            worksheet.write_string(row, at, value.isoformat())
        else:
            worksheet.write_datetime(row, at, datetime(value.year, value.month, value.day))  # noqa: DTZ001  Excel's day
    else:
        worksheet.write_number(row, at, value)


def _cut(text: str) -> str:
    """As much of a text as a cell holds; Excel counts characters in UTF-16."""
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * MOST_CHARACTERS else units[: 2 * MOST_CHARACTERS].decode("utf-16-le", "ignore")


def _width(column: Column) -> int:
    return WIDTHS.get(column.type) or (60 if column.name in WIDE else 16)
