"""The published tables: name, record, key and references, and the Arrow schema derived from the record."""

import contextlib
import gc
import types
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stancepipe import records, vocabulary

ARROW_TYPES: Final[dict[type, pa.DataType]] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SAMPLED: Final = 500
"""Values that are looked at to tell whether a column repeats itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: its Python type, whether it may be null, its sentence and, where closed, its codes."""

    name: str
    type: type
    nullable: bool
    sentence: str
    codes: frozenset[str] | None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Table:
    """One published table."""

    name: str
    record: type
    key: tuple[str, ...]
    references: Mapping[str, str]
    """Column -> table whose first key column it names."""
    code_sets: Mapping[str, frozenset[str]]
    rows_at_once: int = 50_000
    """Rows that are held, and written, together."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns in published order, derived from the record."""
        return _columns_of(self)

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema; nullability is the record's."""
        return pa.schema([pa.field(c.name, ARROW_TYPES[c.type], nullable=c.nullable) for c in self.columns])

    def to_arrow(self, rows: Iterable[Any]) -> pa.Table:
        """Records of this table as Arrow, sorted by key.

        Raises:
            TypeError: a row is not of this table's record, or a field holds a value of another type
                (Arrow alone would take naive times as UTC and let nulls into non-nullable columns).
        """
        listed = list(rows)
        for kind in set(map(type, listed)) - {self.record}:
            raise TypeError(f"{self.name}: expected {self.record.__name__}, got {kind.__name__}")
        arrays = []
        for c in self.columns:
            values = list(map(attrgetter(c.name), listed))
            _check_values(self.name, c, values)
            arrays.append(pa.array(values, type=ARROW_TYPES[c.type]))
        return self.in_order(pa.Table.from_arrays(arrays, schema=self.schema))

    def in_order(self, table: pa.Table) -> pa.Table:
        """Rows sorted by key."""
        return table.sort_by([(name, "ascending") for name in self.key])

    def from_arrow(self, table: pa.Table) -> list[Any]:
        """Records from Arrow; extra columns (such as the ledger's) are left out."""
        return self.from_columns({c.name: plain_values(c, table.column(c.name)) for c in self.columns})

    def from_columns(self, columns: Mapping[str, Sequence[Any]]) -> list[Any]:
        """Records from their columns, all of one length.

        The slots of all rows are filled column by column, in C: a record's own constructor takes six times as long,
        which is most of the time of a small update of a large folder. Records have nothing that runs when one is made.

        Raises:
            TypeError: a column is missing, or is none of the record's.
            ValueError: the columns differ in length.
        """
        names = [c.name for c in self.columns]
        if set(names) != set(columns):
            raise TypeError(f"{self.name}: columns {sorted(columns)} are not {sorted(names)}")
        (n,) = {len(values) for values in columns.values()}
        rows: list[Any] = [object.__new__(self.record) for _ in range(n)]
        for name in names:
            deque(map(self.record.__dict__[name].__set__, rows, columns[name]), maxlen=0)
        return rows

    def of_columns(self, columns: Mapping[str, Any]) -> pa.Table:
        """Rows as Arrow from columns of values; days are numbers as :meth:`datetime.date.toordinal` gives them."""
        arrays = []
        for c in self.columns:
            values = columns[c.name]
            if c.type is date:
                values = pa.array(np.asarray(values) - EPOCH.toordinal(), type=pa.int32())
            arrays.append(
                values.cast(ARROW_TYPES[c.type])
                if isinstance(values, pa.Array)
                else pa.array(values, type=ARROW_TYPES[c.type])
            )
        return pa.Table.from_arrays(arrays, schema=self.schema)

    def key_of(self, row: Any) -> tuple[Any, ...]:
        """The key of one record."""
        return tuple(getattr(row, name) for name in self.key)


@lru_cache
def _columns_of(table: Table) -> tuple[Column, ...]:
    hints = get_type_hints(table.record)
    return tuple(
        Column(
            name=f.name,
            type=_plain_type(hints[f.name]),
            nullable=_is_optional(hints[f.name]),
            sentence=f.metadata["sentence"],
            codes=table.code_sets.get(f.name),
        )
        for f in fields(table.record)
    )


def _plain_type(hint: Any) -> type:
    if _is_optional(hint):
        hint = next(a for a in get_args(hint) if a is not type(None))
    if not isinstance(hint, type):
        raise TypeError(f"a column needs a plain type, not {hint!r}")
    return hint


def _is_optional(hint: Any) -> bool:
    return get_origin(hint) in (types.UnionType, Union) and type(None) in get_args(hint)


def plain_values(c: Column, column: Any) -> list[Any]:
    """Values of a column of Arrow, as a record holds them."""
    if c.type not in (date, datetime) and not _repeats(column):
        values: list[Any] = column.to_pylist()
        return values
    # Arrow takes thirty times as long to make a day as to make a number; a column holds few different ones. And a code
    # or a name is the same word in many rows, which need not hold it many times.
    encoded = column.combine_chunks().dictionary_encode()
    if c.type is not datetime:
        distinct = encoded.dictionary.to_pylist()
    else:
        # Not by way of Arrow's own times: its UTC is a ZoneInfo, equal, but not the one that to_arrow takes.
        distinct = [EPOCH + timedelta(microseconds=since) for since in encoded.dictionary.cast(pa.int64()).to_pylist()]
    return list(map([*distinct, None].__getitem__, encoded.indices.fill_null(len(distinct)).to_pylist()))


def _repeats(column: Any) -> bool:
    """Whether a column of words holds few different ones, as far as its beginning tells."""
    if not pa.types.is_string(column.type):
        return False
    first = column.slice(0, SAMPLED)
    return len(first) > 1 and bool(pc.count_distinct(first).as_py() <= len(first) / 2)


def _check_values(table: str, c: Column, values: list[Any]) -> None:
    # A set of types is built in C, which spares most columns the slower look at every value.
    kinds = set(map(type, values)) - ({types.NoneType} if c.nullable else set())
    if kinds <= {c.type} and c.type is not datetime:
        return
    for value in values:
        _check_value(table, c, value)


def _check_value(table: str, c: Column, value: Any) -> None:
    if value is None:
        if not c.nullable:
            raise TypeError(f"{table}.{c.name} must not be null")
        return
    if c.type is datetime:
        if not isinstance(value, datetime) or value.tzinfo is not UTC:
            raise TypeError(f"{table}.{c.name} must be a UTC time, not {value!r}")
    elif c.type is date:
        if type(value) is not date:
            raise TypeError(f"{table}.{c.name} must be a day, not {value!r}")
    elif c.type is float:
        if isinstance(value, bool) or not isinstance(value, float | int):
            raise TypeError(f"{table}.{c.name} must be a number, not {value!r}")
    elif c.type is int:
        if type(value) is not int:
            raise TypeError(f"{table}.{c.name} must be an integer, not {value!r}")
    elif not isinstance(value, c.type):
        raise TypeError(f"{table}.{c.name} must be {c.type.__name__}, not {value!r}")


@contextlib.contextmanager
def cycles_left_alone() -> Iterator[None]:
    """No search for reference cycles while many rows are made that hold none: it would double the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


_V = vocabulary
_codes = vocabulary.codes

DOCUMENTS: Final = Table(
    name="documents", record=records.Document, key=("document_id",),
    references={"superseded_by": "documents", "duplicate_of": "documents", "run_id": "runs"},
    code_sets={"doc_type": _codes(_V.DocumentType), "status": _codes(_V.DocumentStatus)},
    rows_at_once=1_000,  # whole texts: at 5 kB each, five megabytes
)  # fmt: skip
MENTIONS: Final = Table(
    name="mentions", record=records.Mention, key=("mention_id",),
    references={"document_id": "documents"}, code_sets={"kind": _codes(_V.MentionKind)},
)  # fmt: skip
EVENTS: Final = Table(
    name="events", record=records.Event, key=("event_id", "document_id", "quote_start"),
    references={"document_id": "documents"},
    code_sets={
        "event_type": _codes(_V.EventType), "status": _codes(_V.EventStatus), "step": _codes(_V.Step),
        "domain": _codes(_V.Domain), "date_precision": _codes(_V.DatePrecision),
    },
)  # fmt: skip
STANCES: Final = Table(
    name="stances", record=records.Stance, key=("stance_id",),
    references={"document_id": "documents"}, code_sets={"label": _codes(_V.Label)},
)  # fmt: skip
POSTURES: Final = Table(
    name="postures", record=records.Posture, key=("holder", "day"), references={},
    code_sets={"label": _codes(_V.Label), "relations": _codes(_V.Relations)},
)  # fmt: skip
RELATIONS: Final = Table(
    name="relations", record=records.FormalRelations, key=("holder", "since"),
    references={"shift_id": "posture_shifts"},
    code_sets={"relations": _codes(_V.Relations), "previous": _codes(_V.Relations), "step": _codes(_V.Step)},
)  # fmt: skip
POSTURE_SHIFTS: Final = Table(
    name="posture_shifts", record=records.PostureShift, key=("shift_id",), references={},
    code_sets={
        "kind": _codes(_V.ShiftKind), "step": _codes(_V.Step), "direction": _codes(_V.Direction),
        "status": frozenset({_V.EventStatus.OCCURRED.value, _V.EventStatus.ANNOUNCED.value}),
    },
)  # fmt: skip
BLOC_DAYS: Final = Table(
    name="blocs", record=records.BlocDay, key=("bloc", "day"), references={},
    code_sets={"positions_by": _codes(_V.DecidesBy)},
)  # fmt: skip
SUPPORT: Final = Table(
    name="support", record=records.SupportDay, key=("day", "domain"), references={},
    code_sets={"domain": _codes(_V.Domain) | {"all"}},
)  # fmt: skip
RUNS: Final = Table(
    name="runs", record=records.Run, key=("run_id",), references={},
    code_sets={"status": frozenset({"running", "completed", "failed", "crashed"})},
)  # fmt: skip
CORRECTIONS: Final = Table(
    name="corrections", record=records.Correction, key=("correction_id",), references={"document_id": "documents"},
    code_sets={"status": _codes(_V.CorrectionStatus)},
)  # fmt: skip

TABLES: Final[Sequence[Table]] = (
    DOCUMENTS, MENTIONS, EVENTS, STANCES, POSTURES, RELATIONS, POSTURE_SHIFTS, BLOC_DAYS, SUPPORT, RUNS, CORRECTIONS,
)  # fmt: skip
BY_NAME: Final[Mapping[str, Table]] = {table.name: table for table in TABLES}
