"""Rows of a table that are not all records in memory: held as Arrow, or brought some at a time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, Protocol, runtime_checkable

import pyarrow as pa
import pyarrow.compute as pc

from stancepipe.tables import Table, plain_values

RECORDS_AT_ONCE: Final = 5_000
"""Records that :class:`Rows` makes together: one at a time takes twenty times as long."""


@runtime_checkable
class InPieces(Protocol):
    """Rows of a table in the order of its key that need not all be in memory."""

    def pieces(self, size: int) -> Iterator[Sequence[Any]]:
        """Records, at most ``size`` at a time."""


def about(rows: pa.Table, documents: Collection[str]) -> pa.Table:
    """Those of the rows that were read in ``documents``."""
    ids: Any = pa.array(sorted(documents), type=pa.string())
    return rows.filter(pc.is_in(rows["document_id"], value_set=ids))


class Rows(Sequence[Any]):
    """Records of a table in the order of its key, held as Arrow and made when they are asked for.

    A row takes a fifth of the memory of its record.
    """

    def __init__(self, table: Table, arrow: pa.Table) -> None:
        """Rows of ``table``, sorted by its key."""
        self.table, self.arrow = table, arrow

    @classmethod
    def together(cls, table: Table, parts: Iterable[pa.Table]) -> "Rows":
        """All rows of some parts, each in any order."""
        return cls(table, table.in_order(pa.concat_tables([table.schema.empty_table(), *parts])))

    def __len__(self) -> int:
        """How many there are."""
        return int(self.arrow.num_rows)

    def __getitem__(self, at: Any) -> Any:
        """One record, or some of the rows."""
        if isinstance(at, slice):
            first, last, step = at.indices(len(self))
            if step != 1:
                return list(self)[at]
            return Rows(self.table, self.arrow.slice(first, max(last - first, 0)))
        return self.table.from_arrow(self.arrow.slice(range(len(self))[at], 1))[0]

    def __iter__(self) -> Iterator[Any]:
        """Records, a few thousand at a time."""
        for first in range(0, len(self), RECORDS_AT_ONCE):
            yield from self.table.from_arrow(self.arrow.slice(first, RECORDS_AT_ONCE))

    def values(self, name: str) -> list[Any]:
        """One column."""
        return plain_values(next(c for c in self.table.columns if c.name == name), self.arrow.column(name))

    def __eq__(self, other: object) -> bool:
        """Whether these are the same records."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def rows_at(rows: Sequence[Any], positions: Sequence[int]) -> list[Any]:
    """Some of the rows, made together."""
    if not isinstance(rows, Rows):
        return [rows[at] for at in positions]
    return rows.table.from_arrow(rows.arrow.take(pa.array(positions, type=pa.int64())))


def values_of(rows: Sequence[Any], name: str) -> list[Any]:
    """One column of rows, without a record made for each."""
    return rows.values(name) if isinstance(rows, Rows) else list(map(attrgetter(name), rows))


def in_pieces(table: Table, rows: Iterable[Any] | InPieces) -> Iterator[pa.Table]:
    """Rows of a table as Arrow, sorted by key, no more than its ``rows_at_once`` at a time.

    Args:
        table: whose rows they are.
        rows: records in any order, or rows in the order of the key.
    """
    if isinstance(rows, InPieces):
        yield from map(table.to_arrow, rows.pieces(table.rows_at_once))
        return
    whole = rows.arrow if isinstance(rows, Rows) else table.to_arrow(rows)
    for first in range(0, whole.num_rows, table.rows_at_once):
        yield whole.slice(first, table.rows_at_once)
