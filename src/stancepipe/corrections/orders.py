"""Lines that can be carried out, and why others cannot."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from stancepipe.corrections.fields import CORRECTABLE, ROW, WRONG, PloverScores, refuse_unknown, value_of
from stancepipe.corrections.lines import Line
from stancepipe.tables import BY_NAME


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A line that makes sense by itself: its value is one that the column may hold."""

    line: Line
    value: Any
    on: date | None

    @property
    def leaves_out(self) -> bool:
        """Whether the whole row is wrong."""
        return self.line.field == ROW

    @property
    def key(self) -> tuple[str, ...]:
        """Parts of the key, as many as were given."""
        return tuple(self.line.key.split())


def order_of(line: Line, scores: PloverScores) -> Order | str:
    """The order that a line gives, or why it gives none, in words for a user."""
    if line.table not in CORRECTABLE:
        return f"table: {line.table!r} is not one of {', '.join(CORRECTABLE)}"
    if line.field not in CORRECTABLE[line.table]:
        return (
            f"field: {line.field!r} of {line.table} cannot be corrected, but {', '.join(CORRECTABLE[line.table])} can"
        )
    if not line.key:
        return "key: which row is wrong?"
    if not line.because:
        return "because: say in a few words why it is wrong"
    try:
        on = date.fromisoformat(line.on) if line.on else None
    except ValueError:
        return f"on: {line.on!r} is not a day like 2024-05-31"
    if line.field == ROW:
        wanted = f"value: a whole {ROW} can only be {WRONG!r}"
        return Order(line=line, value=None, on=on) if line.value.lower() == WRONG else wanted
    column = next(c for c in BY_NAME[line.table].columns if c.name == line.field)
    try:
        value = value_of(column, line.value)
        refuse_unknown(column, value, scores)
    except ValueError as error:
        return f"value: {error}"
    return Order(line=line, value=value, on=on)
