"""Sheets: the published tables as a person opens them, each small enough for Excel."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from stancepipe.store import Store
from stancepipe.tables import POSTURES, TABLES, Column, Table

MOST_ROWS: Final = 1_048_576
"""Rows of an Excel sheet, its header included."""
MOST_CHARACTERS: Final = 32_767
"""Characters of an Excel cell."""
FORBIDDEN: Final = dict.fromkeys(
    [*range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
"""Control characters, lone surrogates and what is no character: XML, and so a workbook, cannot hold them."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell of text that begins so would be run as a formula when a CSV file is opened."""
BATCH: Final = 5_000
"""Rows that are turned into Python values at once: texts are long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet of rows."""

    name: str
    about: str
    columns: Sequence[Column]
    rows: pa.Table

    def values(self) -> Iterator[list[Any]]:
        """Rows as plain values, those of text without characters that a workbook cannot hold."""
        for first in range(0, self.rows.num_rows, BATCH):
            part = self.rows.slice(first, BATCH)
            columns = [map(_plain, part.column(c.name).to_pylist()) for c in self.columns]
            yield from map(list, zip(*columns, strict=True))

    def parts(self, most: int) -> Iterator["Sheet"]:
        """The sheet, cut where it is longer than ``most`` rows."""
        if self.rows.num_rows <= most:
            yield self
            return
        for number, first in enumerate(range(0, self.rows.num_rows, most), 1):
            rows = self.rows.slice(first, most)
            yield Sheet(name=f"{self.name}_{number}", about=self.about, columns=self.columns, rows=rows)


def sheets_of(out: Path) -> Iterator[Sheet]:
    """Current rows of every table, postures as the latest day and as the last day of every month.

    Args:
        out: the published folder.
    """
    store = Store(out)
    for table in TABLES:
        rows = store.read_arrow(table.name)
        if table is not POSTURES:
            yield _sheet(table, table.name, f"One row is: {_sentence(table)}", rows)
            continue
        yield _sheet(table, "postures_latest", "The latest posture of each holder.", _last_of(rows, lambda day: 0))
        yield _sheet(
            table,
            "postures_monthly",
            "The posture of each holder on its last day in each month; every day is in the table postures.",
            _last_of(rows, lambda day: (day.year, day.month)),
        )


def daily_postures(out: Path) -> Sheet:
    """All postures, day by day: up to five years of every holder."""
    return _sheet(POSTURES, "postures", f"One row is: {_sentence(POSTURES)}", Store(out).read_arrow("postures"))


def guide(sheets: Sequence[Sheet], exported_at: datetime) -> list[tuple[str, str]]:
    """What stands first in an export: what it is, what is in it, and what it leaves out."""
    return [
        ("stancepipe", "How each state's posture toward Israel stands and changes, with evidence."),
        ("exported", f"{exported_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"),
        ("rows", "the current ones; what the tables said earlier stays in the ledger of the published folder"),
        ("times", "UTC"),
        ("level", "score, lower, upper, before, after: -1 (critical) to 1 (supportive)"),
        ("offsets", "count characters of documents.text, from 0"),
        *((sheet.name, f"{sheet.rows.num_rows} rows. {sheet.about}") for sheet in sheets),
    ]  # fmt: skip


def _sheet(table: Table, name: str, about: str, rows: pa.Table) -> Sheet:
    return Sheet(name=name, about=about, columns=table.columns, rows=rows)


def _sentence(table: Table) -> str:
    words = (table.record.__doc__ or "").strip().splitlines()[0]
    return words[0].lower() + words[1:]


def _last_of(rows: pa.Table, period: Callable[[date], Any]) -> pa.Table:
    """The last row of each holder in each period; rows are in the order of holder and day."""
    holders: list[Any] = rows["holder"].to_pylist()
    days: list[Any] = rows["day"].to_pylist()
    keys = [(holder, period(day)) for holder, day in zip(holders, days, strict=True)]
    return rows.take([i for i, key in enumerate(keys) if i + 1 == len(keys) or keys[i + 1] != key])


def _plain(value: Any) -> Any:
    return value.translate(FORBIDDEN) if isinstance(value, str) else value
