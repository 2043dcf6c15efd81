"""What a publish changes: the found rows of a table against its current ones, by key, column by column in Arrow."""

from dataclasses import dataclass
from datetime import datetime

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


def difference(table: Table, current: pa.Table, found: pa.Table) -> Difference:
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
    different = np.zeros(in_both.num_rows, dtype=bool)
    for name in table.schema.names:
        if name not in key:
            different |= differs(current[name].take(in_both[CURRENT_AT]), found[name].take(in_both[FOUND_AT]))
    return Difference(
        new=np.sort(only_found.to_numpy()),
        changed=np.sort(in_both[FOUND_AT].to_numpy()[different]),
        withdrawn=np.sort(only_current.to_numpy()),
        unchanged=int((~different).sum()),
    )


def ledger_rows(
    table: Table, change: Difference, current: pa.Table, found: pa.Table, *, known_from: datetime
) -> pa.Table:
    """What the ledger is told of a difference, sorted by key; withdrawn rows carry their last values."""
    told = found.take(np.concatenate([change.new, change.changed]))
    gone = current.take(change.withdrawn)
    rows = pa.concat_tables([stamped(table, told, known_from), stamped(table, gone, known_from, withdrawn=True)])
    return rows.sort_by([(name, "ascending") for name in table.key])


def refuse_doubled_keys(table: Table, found: pa.Table) -> None:
    """Stop where two rows have the same key: which of them is current would be chance."""
    keys = found.select(list(table.key))
    counts = keys.group_by(list(table.key)).aggregate([([], "count_all")])
    doubled = counts.filter(pa.array(counts["count_all"].to_numpy() > 1)).select(list(table.key))
    if doubled.num_rows:
        first = " ".join(str(value) for value in doubled.slice(0, 1).to_pylist()[0].values())
        raise StoreError(f"{table.name}: {doubled.num_rows} keys occur more than once, for example {first}")


def _numbered(rows: pa.Table, key: list[str], name: str) -> pa.Table:
    return rows.select(key).append_column(name, pa.array(np.arange(rows.num_rows, dtype=np.int64)))
