"""Records and columns of the same rows."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from stancepipe.records import FormalRelations, Run
from stancepipe.tables import RELATIONS, RUNS, TABLES

NOON = datetime(2026, 1, 1, 12, 0, 0, 123456, tzinfo=UTC)
ROW = FormalRelations(
    holder="COL", since=date(2024, 5, 2), relations="severed", previous="full", step="sever_relations", shift_id="s",
    evidence="event:e", source=None, bundle_id="b",
)  # fmt: skip
RUN = Run(
    run_id="r", started_at=datetime(2026, 1, 1, tzinfo=UTC), finished_at=None, status="running", n_inputs=1, n_new=1,
    n_unchanged=0, n_duplicates=0, n_set_aside=0, seconds=0.5, version="0", bundle_id="b",
)  # fmt: skip


def columns(rows: list[Any]) -> dict[str, list[Any]]:
    return {f.name: [getattr(row, f.name) for row in rows] for f in fields(rows[0])}


@pytest.mark.parametrize(("table", "row"), [(RELATIONS, ROW), (RUNS, RUN)])
def test_rows_from_columns_are_the_records(table: Any, row: Any) -> None:
    made = table.from_columns(columns([row, row]))
    assert made == [row, row]
    assert [hash(r) for r in made] == [hash(row)] * 2
    assert table.from_arrow(table.to_arrow([row])) == [row]


def test_times_come_back_from_any_number_of_pieces_with_gaps() -> None:
    ended = [replace(RUN, run_id=f"{n}", finished_at=NOON if n % 2 else None) for n in range(4)]
    pieces = [RUNS.to_arrow(rows) for rows in (ended[:2], ended[2:], [])]
    made = RUNS.from_arrow(pa.concat_tables(pieces))
    assert made == ended
    assert all(run.started_at.tzinfo is UTC for run in made)
    assert RUNS.from_arrow(RUNS.schema.empty_table()) == []


def test_no_rows() -> None:
    assert RELATIONS.from_columns({name: [] for name in columns([ROW])}) == []


def test_a_missing_column_or_a_short_one_is_refused() -> None:
    told = columns([ROW, ROW])
    with pytest.raises(TypeError, match="relations: columns"):
        RELATIONS.from_columns({name: values for name, values in told.items() if name != "step"})
    with pytest.raises(ValueError, match="values to unpack"):
        RELATIONS.from_columns(told | {"step": ["sever_relations"]})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_records_run_nothing_when_made(table: Any) -> None:
    """What :meth:`Table.from_columns` relies on."""
    assert not hasattr(table.record, "__post_init__")
    assert all(f.name in table.record.__slots__ for f in fields(table.record))
