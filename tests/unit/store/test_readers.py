"""Those who know nothing of us read the folder: the same rows, the same plain types, in each of their libraries."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pytest

from stancepipe.store import Store, read_table
from stancepipe.tables import TABLES

ROWS = [
    (f"d{i:04d}", date(2026, 3, 1), datetime(2026, 3, 2, 8, 30, 0, 125, tzinfo=UTC)) for i in range(43)
]  # fmt: skip
COLUMNS = ["document_id", "published_on", "first_seen_at"]


def with_pandas(folder: Path) -> list[tuple[Any, ...]]:
    frame = pd.read_parquet(folder)[COLUMNS]
    return [(i, day, time.to_pydatetime()) for i, day, time in frame.itertuples(index=False)]


def with_arrow(folder: Path) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in pyarrow.dataset.dataset(folder).to_table(columns=COLUMNS).to_pylist()]


def with_duckdb(folder: Path) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(f"select {', '.join(COLUMNS)} from '{folder}/*.parquet'").fetchall()


def with_polars(folder: Path) -> list[tuple[Any, ...]]:
    return pl.read_parquet(folder).select(COLUMNS).rows()


def with_polars_lazily(folder: Path) -> list[tuple[Any, ...]]:
    return pl.scan_parquet(f"{folder}/*.parquet").select(COLUMNS).collect().rows()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, make_numbered: Callable[..., Any]) -> Path:
    """A folder that was published into twice, below a name that some libraries take for a partition."""
    out = tmp_path_factory.mktemp("store") / "year=2026" / "out"
    with Store(out).writer() as writer:
        for number in (2, 3):
            writer.publish(make_numbered(number), known_from=datetime(2026, 1, number, tzinfo=UTC))
    return out


@pytest.mark.parametrize("read", [with_pandas, with_arrow, with_duckdb, with_polars, with_polars_lazily])
def test_every_library_reads_the_current_rows_once(out: Path, read: Callable[[Path], list[tuple[Any, ...]]]) -> None:
    assert read(out / "documents") == ROWS


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_are_plain(out: Path, table: Any) -> None:
    found = pyarrow.dataset.dataset(out / table.name).schema
    assert found.equals(table.schema)
    plain = {pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us", tz="UTC")}
    assert set(found.types) <= plain
    described = duckdb.connect().execute(f"describe select * from '{out / table.name}/*.parquet'").fetchall()
    assert {kind for _, kind, *_ in described} <= {
        "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP WITH TIME ZONE",
    }  # fmt: skip
    assert pl.read_parquet(out / table.name).columns == list(pd.read_parquet(out / table.name)) == found.names


def test_the_ledger_is_plain_parquet_too(out: Path) -> None:
    ledger = pd.read_parquet(out / "history" / "documents")
    assert list(ledger)[-2:] == ["known_from", "withdrawn"]
    assert len(read_table(out, "documents").to_pandas()) == ledger["document_id"].nunique()
