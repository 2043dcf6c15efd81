"""The lines of ``corrections.csv``, as an analyst wrote them or Excel saved them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancepipe.errors import UsageError

FILE: Final = "corrections.csv"
REQUIRED: Final = ("table", "key", "field", "value", "because")
OPTIONAL: Final = ("by", "on")
DELIMITERS: Final = ",;\t"
"""What Excel puts between cells, by country."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line, cells without surrounding white space; nothing is judged yet."""

    number: int
    """Of the line in the file on which the cells begin; the header is 1."""
    table: str
    key: str
    field: str
    value: str
    because: str
    by: str = ""
    on: str = ""


def read_lines(path: Path) -> list[Line]:
    """All lines that say something; none where there is no such file. Columns of other names are the analyst's own.

    Raises:
        UsageError: the file cannot be read, is not UTF-8, or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8: save it as “CSV UTF-8”") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    try:
        return _lines(path, text)
    except csv.Error as error:
        raise UsageError(f"{path} is not a CSV file: {error}") from error


def _lines(path: Path, text: str) -> list[Line]:
    header = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    names = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise UsageError(
            f"{path} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}: its first line must name "
            f"{', '.join(REQUIRED)} and may name {', '.join(OPTIONAL)}"
        )
    found: list[Line] = []
    begins = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            found.append(_line(begins, names, cells))
        begins = reader.line_num + 1
    return found


def _line(number: int, names: Sequence[str], cells: Sequence[str]) -> Line:
    said = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name in (*REQUIRED, *OPTIONAL)}
    return Line(number=number, **{name: said.get(name, "") for name in (*REQUIRED, *OPTIONAL)})
