"""Rows of tables of which a test names only the columns that matter to it."""

import typing
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

Row = TypeVar("Row")

PLAIN: Final = {
    str: "",
    int: 0,
    float: 0.0,
    bool: False,
    date: date(2026, 11, 20),
    datetime: datetime(2026, 11, 21, tzinfo=UTC),
}


def row_of(record: type[Row], **named: Any) -> Row:
    """A row of a table; a column that is not named is null where it may be, else holds a plain value of its type."""
    types = typing.get_type_hints(record)
    plain = {
        column.name: None if type(None) in typing.get_args(types[column.name]) else PLAIN[types[column.name]]
        for column in fields(record)  # type: ignore[arg-type]
    }
    return record(**{**plain, **named})
