"""Columns that tables may lack: shown where they are there, left out where they are not."""


def column_of(row: object, name: str) -> str | None:
    """What a row holds in a column of text; None where it holds nothing or has no such column."""
    value: str | None = getattr(row, name, None)
    return value
