"""Rows against other tables: quotes against texts, references and evidence against what they name."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from stancepipe.checks.problems import Problem, about_rows
from stancepipe.tables import BY_NAME, Table

QUOTES: Final[Mapping[str, tuple[str, str, str]]] = {
    "mentions": ("start_char", "end_char", "text"),
    "events": ("quote_start", "quote_end", "quote"),
    "stances": ("quote_start", "quote_end", "quote"),
}
"""Table -> the columns that hold start, end and words of a place in ``documents.text``."""

EVIDENCE: Final[Mapping[str, str]] = {"event": "events", "stance": "stances"}
"""Kind of evidence -> the table that it is a row of."""
WITH_EVIDENCE: Final[Mapping[str, bool]] = {"posture_shifts": True, "relations": False, "blocs": False}
"""Tables that name evidence, and whether each row must."""


def across_problems(tables: Mapping[str, pa.Table]) -> list[Problem]:
    """Problems between tables; a table that could not be read is left out of ``tables``, and so is what needs it."""
    problems: list[Problem] = []
    for name, rows in tables.items():
        table = BY_NAME[name]
        for column, other in table.references.items():
            if other in tables:
                problems += _reference_problems(table, rows, column, BY_NAME[other], tables[other])
        if name in QUOTES and "documents" in tables:
            problems += _quote_problems(table, rows, tables["documents"])
    if set(EVIDENCE.values()) <= tables.keys():
        problems += _evidence_problems(tables)
    return problems


def _reference_problems(table: Table, rows: pa.Table, column: str, other: Table, named: pa.Table) -> list[Problem]:
    known = set(named[other.key[0]].to_pylist())
    dangling = np.array([v is not None and v not in known for v in rows[column].to_pylist()], dtype=np.bool_)
    return about_rows(table, rows, dangling, lambda row: f"{column} names {row[column]!r}, which {other.name} lacks")


def _quote_problems(table: Table, rows: pa.Table, documents: pa.Table) -> list[Problem]:
    texts = dict(zip(_strings(documents, "document_id"), _strings(documents, "text"), strict=True))
    start, end, words = QUOTES[table.name]
    columns = [rows[name].to_pylist() for name in ("document_id", start, end, words)]
    wrong = np.array([not _stands_there(texts, *place) for place in zip(*columns, strict=True)], dtype=np.bool_)
    return about_rows(table, rows, wrong, lambda row: _misquotation(texts, row, start, end, words))


def _stands_there(texts: Mapping[str, str], document_id: str, start: int, end: int, words: str) -> bool:
    text = texts.get(document_id)
    # A document that is not there is reported as a reference. Negative offsets would count from the end.
    return text is None or (0 <= start < end <= len(text) and text[start:end] == words)


def _misquotation(texts: Mapping[str, str], row: dict[str, Any], start: str, end: str, words: str) -> str:
    length = len(texts[row["document_id"]])
    if not 0 <= row[start] < row[end] <= length:
        return f"{start} {row[start]} and {end} {row[end]} do not lie in a text of {length} characters"
    return f"{words} is not what stands at {row[start]} to {row[end]} of {row['document_id']}"


def _evidence_problems(tables: Mapping[str, pa.Table]) -> list[Problem]:
    known = {
        f"{kind}:{value}" for kind, name in EVIDENCE.items() for value in tables[name][BY_NAME[name].key[0]].to_pylist()
    }
    problems: list[Problem] = []
    for name in sorted(tables.keys() & WITH_EVIDENCE.keys()):
        evidence = [items.split() for items in _strings(tables[name], "evidence")]
        unknown = np.array([not known.issuperset(items) for items in evidence], dtype=np.bool_)
        problems += about_rows(
            BY_NAME[name], tables[name], unknown, lambda row: _unknown_evidence(row["evidence"], known)
        )
        if WITH_EVIDENCE[name]:
            empty = np.array([not items for items in evidence], dtype=np.bool_)
            problems += about_rows(BY_NAME[name], tables[name], empty, lambda row: "a shift without evidence")
    return problems


def _unknown_evidence(evidence: str, known: set[str]) -> str:
    first = next(item for item in evidence.split() if item not in known)
    return f"evidence names {first!r}, which is nowhere to be found"


def _strings(rows: pa.Table, name: str) -> list[str]:
    return [value or "" for value in rows[name].to_pylist()]
