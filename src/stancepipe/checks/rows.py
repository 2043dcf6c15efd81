"""Rows of one table: keys, codes and numbers, each by itself."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stancepipe.checks.problems import Problem, about_rows
from stancepipe.ledger import holds
from stancepipe.tables import Table
from stancepipe.values import RANGES, open_codes


def row_problems(table: Table, rows: pa.Table) -> list[Problem]:
    """Problems of the rows of one table that are seen without looking into another."""
    return [
        *_key_problems(table, rows),
        *_code_problems(table, rows),
        *_range_problems(table, rows),
        *_order_problems(table, rows),
    ]


def _key_problems(table: Table, rows: pa.Table) -> list[Problem]:
    key = list(table.key)
    first = rows.select(key).append_column("at", pa.array(np.arange(rows.num_rows)))
    once = first.group_by(key).aggregate([("at", "min")])["at_min"].to_numpy()
    doubled = np.ones(rows.num_rows, dtype=bool)
    doubled[once] = False
    problems = about_rows(table, rows, doubled, lambda row: "this key occurs more than once")
    for name in key:
        if pa.types.is_string(rows[name].type):
            empty = rows[name].to_numpy() == ""
            problems += about_rows(table, rows, empty, _Sentence(name, "{name} is empty"))
    return problems


def _code_problems(table: Table, rows: pa.Table) -> list[Problem]:
    problems = []
    for column in table.columns:
        allowed = column.codes if column.codes is not None else open_codes(column.name)
        if allowed is None:
            continue
        values: Any = rows[column.name]
        unknown = ~holds(pc.is_in(values, value_set=pa.array(sorted(allowed)))) & ~holds(pc.is_null(values))
        problems += about_rows(table, rows, unknown, _Sentence(column.name, "{name} holds the unknown code {value!r}"))
    if table.name == "stances":
        own = holds(pc.equal(rows["holder"], rows["target"]))
        problems += about_rows(table, rows, own, _Sentence("holder", "{value} cannot hold a stance toward itself"))
    return problems


def _range_problems(table: Table, rows: pa.Table) -> list[Problem]:
    problems = []
    for name in rows.schema.names:
        if name in RANGES:
            low, high = RANGES[name]
            values = rows[name].to_numpy().astype(float)
            # Not (low <= value <= high) rather than value < low or high < value: it finds what is not a number, too.
            outside = ~((values >= low) & (values <= high)) & ~holds(pc.is_null(rows[name]))
            sentence = _Sentence(name, f"{{name}} is {{value}}, outside {low} to {high}")
            problems += about_rows(table, rows, outside, sentence)
    return problems


def _order_problems(table: Table, rows: pa.Table) -> list[Problem]:
    if not {"lower", "score", "upper"} <= set(rows.schema.names):
        return []
    lower, score, upper = (rows[name].to_numpy() for name in ("lower", "score", "upper"))
    outside = (lower > score) | (score > upper)
    return about_rows(table, rows, outside, _Sentence("score", "the score {value} lies outside its own interval"))


class _Sentence:
    """A sentence about one column of a row."""

    def __init__(self, name: str, words: str) -> None:
        self._name = name
        self._words = words

    def __call__(self, row: dict[str, Any]) -> str:
        return self._words.format(name=self._name, value=row[self._name])
