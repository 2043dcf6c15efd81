"""A folder of CSV files that Excel opens with a double click: UTF-8 with its mark, days as ISO 8601, no formulas."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from stancepipe.errors import StoreError
from stancepipe.export.sheets import FORMULA_STARTS, Sheet, daily_postures, guide, sheets_of

AS_TEXT: Final = "'"
"""Before a text that would be run as a formula."""
README: Final = "README.txt"


def write_csv(out: Path, folder: Path, exported_at: datetime) -> list[str]:
    """Write the current tables of ``out`` to CSV files in ``folder``; their names.

    Args:
        out: the published folder.
        folder: made where it is not there; files of other names stay.
        exported_at: time told in its README.

    Raises:
        StoreError: a file cannot be written.
    """
    sheets = [*sheets_of(out), daily_postures(out)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for sheet in sheets:
            _write(folder / f"{sheet.name}.csv", sheet)
        told = [
            *guide(sheets, exported_at),
            ("formulas", f"a text that begins with = + - or @ has {AS_TEXT} before it"),
        ]
        (folder / README).write_text("".join(f"{name}: {words}\n" for name, words in told), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{error.filename or folder} cannot be written: {error.strerror or error}") from error
    return [f"{sheet.name}.csv" for sheet in sheets]


def _write(path: Path, sheet: Sheet) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([c.name for c in sheet.columns])
            writer.writerows(_cells(sheet))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _cells(sheet: Sheet) -> Iterator[list[Any]]:
    for values in sheet.values():
        yield [_cell(value) for value in values]


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"{AS_TEXT}{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value
