"""What a publish changes: the found rows of a table against its current ones, by key, column by column in Arrow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stancepipe.errors import StoreError
from stancepipe.ledger import differs, stamped
from stancepipe.tables import Table

Positions = npt.NDArray[np.int64]
CURRENT_AT = "current_at"
FOUND_AT = "found_at"


class Rows(Protocol):
    """Rows of a table, sorted by key: an Arrow table, or a file of which little is in memory."""

    @property
    def num_rows(self) -> int:
        """How many there are."""

    def select(self, names: Sequence[str]) -> pa.Table:
        """Some columns of all rows."""

    def take(self, positions: Positions) -> pa.Table:
        """The rows at ``positions``, which ascend."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Rows that differ, as positions in the two tables that were compared."""

    new: Positions
    """In the found rows: keys that are not current."""
    changed: Positions
    """In the found rows: keys whose current row has another value."""
    withdrawn: Positions
    """In the current rows: keys that were not found again."""
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether both tables hold the same rows."""
        return not (len(self.new) or len(self.changed) or len(self.withdrawn))


def difference(table: Table, current: Rows, found: Rows) -> Difference:
    """Compare two states of one table.

    Raises:
        StoreError: two found rows have the same key.
    """
    refuse_doubled_keys(table, found)
    key = list(table.key)
    joined = _numbered(current, key, CURRENT_AT).join(_numbered(found, key, FOUND_AT), keys=key, join_type="full outer")
    only_found = joined.filter(pc.is_null(joined[CURRENT_AT]))[FOUND_AT]
    only_current = joined.filter(pc.is_null(joined[FOUND_AT]))[CURRENT_AT]
    in_both = joined.filter(pc.and_(pc.is_valid(joined[CURRENT_AT]), pc.is_valid(joined[FOUND_AT])))
    # Both are sorted by key: the first of one that is in the other is the first of these there, too.
    before, after = np.sort(in_both[CURRENT_AT].to_numpy()), np.sort(in_both[FOUND_AT].to_numpy())
    different = np.zeros(len(after), dtype=bool)
    for first in range(0, len(after), table.rows_at_once):
        piece = slice(first, first + table.rows_at_once)
        left, right = current.take(before[piece]), found.take(after[piece])
        for name in table.schema.names:
            if name not in key:
                different[piece] |= differs(left[name], right[name])
    return Difference(
        new=np.sort(only_found.to_numpy()),
        changed=after[different],
        withdrawn=np.sort(only_current.to_numpy()),
        unchanged=int((~different).sum()),
    )


def ledger_rows(
    table: Table, change: Difference, current: Rows, found: Rows, *, known_from: datetime
) -> Iterator[pa.Table]:
    """What the ledger is told of a difference, in pieces, sorted by key; withdrawn rows carry their last values."""
    key = list(table.key)
    told, gone = np.sort(np.concatenate([change.new, change.changed])), change.withdrawn
    keys = pa.concat_tables([found.select(key).take(told), current.select(key).take(gone)])
    order = pc.sort_indices(keys, [(name, "ascending") for name in key]).to_numpy().astype(np.int64)
    for first in range(0, len(order), table.rows_at_once):
        piece = order[first : first + table.rows_at_once]
        lines = pa.concat_tables(
            [
                stamped(table, found.take(told[np.sort(piece[piece < len(told)])]), known_from),
                stamped(
                    table,
                    current.take(gone[np.sort(piece[piece >= len(told)]) - len(told)]),
                    known_from,
                    withdrawn=True,
                ),
            ]
        )
        yield lines.take(np.argsort(np.argsort(piece)))


def refuse_doubled_keys(table: Table, found: Rows) -> None:
    """Stop where two rows have the same key: which of them is current would be chance."""
    keys = found.select(list(table.key))
    counts = keys.group_by(list(table.key)).aggregate([([], "count_all")])
    doubled = counts.filter(pa.array(counts["count_all"].to_numpy() > 1)).select(list(table.key))
    if doubled.num_rows:
        first = " ".join(str(value) for value in doubled.slice(0, 1).to_pylist()[0].values())
        raise StoreError(f"{table.name}: {doubled.num_rows} keys occur more than once, for example {first}")


def _numbered(rows: Rows, key: list[str], name: str) -> pa.Table:
    return rows.select(key).append_column(name, pa.array(np.arange(rows.num_rows, dtype=np.int64)))
