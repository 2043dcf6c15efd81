"""What a check reports: one sentence about one row, or about one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stancepipe.tables import Table

MOST: Final = 20
"""Rows named for one rule in one table. More say nothing new: the rest are counted in one sentence."""

Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong in a published folder."""

    table: str
    """The table, or the file that is not a table's."""
    key: str | None
    """Key of the row, its parts separated by spaces; null where the whole table is meant."""
    sentence: str


def about_table(table: str, sentence: str) -> Problem:
    """A problem of a whole table."""
    return Problem(table=table, key=None, sentence=sentence)


def about_rows(table: Table, rows: pa.Table, wrong: Truths, say: Callable[[dict[str, Any]], str]) -> list[Problem]:
    """A problem for each row where ``wrong`` holds, in the words of ``say``; of many only the first are named."""
    positions = np.flatnonzero(wrong)
    named = rows.take(positions[:MOST]).to_pylist()
    problems = [
        Problem(table=table.name, key=" ".join(str(row[name]) for name in table.key), sentence=say(row))
        for row in named
    ]
    if len(positions) > MOST:
        problems.append(about_table(table.name, f"{len(positions) - MOST} more rows like the last one named"))
    return problems
