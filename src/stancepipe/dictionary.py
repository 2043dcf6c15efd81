"""The data dictionary: every published table and column, from the declarations that the tables are made by."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from stancepipe.ledger import LEDGER_FIELDS
from stancepipe.tables import TABLES, Column, Table
from stancepipe.values import RANGES, UNITS, open_codes

TYPE_WORDS: Final[dict[type, str]] = {
    str: "text", int: "integer", float: "number", bool: "true or false", date: "day", datetime: "time",
}  # fmt: skip

HEAD: Final = """\
# Data dictionary

Every table that a run publishes, and every column. Written by `stancepipe dictionary` from the declarations in
`src/stancepipe/records.py` and `tables.py`; a test holds this page against them. `datapackage.json`, beside the
tables, says the same for programs.

`DIR/<table>/` holds the current rows as Parquet. `DIR/history/<table>/` is the ledger they are made from: the same
columns, {ledger}; `read_table(DIR, name, as_of=t)` reads it. Days are days of the
calendar, times are UTC, offsets count code points of `documents.text`. "State or bloc" is ISO 3166-1 alpha-3 (`PSE`
Palestine, `XKX` Kosovo, `VAT` Holy See, `XSL` Somaliland) or the code of a bloc; an actor may also be a court or an
armed group.
"""


def dictionary_text() -> str:
    """The dictionary as Markdown."""
    ledger = " and ".join(f"`{field.name}`" for field in LEDGER_FIELDS)
    return "\n".join([HEAD.format(ledger=ledger), *(line for table in TABLES for line in _table_lines(table))])


def _table_lines(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    sentence = (table.record.__doc__ or "").strip()
    yield f"One row is {sentence[0].lower()}{sentence[1:]}\n"
    named = "".join(f" `{column}` names a row of `{other}`." for column, other in table.references.items())
    yield f"Key: {', '.join(f'`{name}`' for name in table.key)}.{named}\n"
    yield "| column | type | null | unit or range | what it says |\n|---|---|---|---|---|"
    for column in table.columns:
        null = "yes" if column.nullable else ""
        yield f"| `{column.name}` | {TYPE_WORDS[column.type]} | {null} | {_measure(column)} | {column.sentence} |"
    yield ""
    for column in table.columns:
        if column.codes is not None:
            yield f"* `{column.name}`: {' '.join(f'`{code}`' for code in sorted(column.codes))}"
    yield ""


def _measure(column: Column) -> str:
    parts = [UNITS[column.name]] if column.name in UNITS else []
    if column.type is not str and column.name in RANGES:
        low, high = RANGES[column.name]
        parts.append(f"{low:g} to {high:g}")
    if column.codes is not None:
        parts.append("code")
    elif column.type is str and open_codes(column.name) is not None:
        parts.append("state or bloc")
    return ", ".join(parts)
