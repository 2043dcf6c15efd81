"""Rows as an analyst left them, and again as they had been found."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final

from stancepipe.corrections.fields import ROW, PloverScores, implied_by, points_elsewhere, text_of, value_of
from stancepipe.corrections.lines import Line
from stancepipe.corrections.orders import Order
from stancepipe.ids import digest
from stancepipe.records import Correction, Document
from stancepipe.tables import STANCES, Table
from stancepipe.vocabulary import CorrectionStatus

REVISED: Final = "applied to words that were edited since: look whether the newer revision needs it, too"
CONFIRMED: Final = "found so already"
ELSEWHERE: Final = "its intensity points the other way: correct event_type, too, or the step moves no level"


def correct(
    table: Table,
    rows: Iterable[Any],
    orders: Sequence[Order],
    scores: PloverScores,
    documents: Mapping[str, Document],
) -> tuple[list[Any], list[Correction]]:
    """Rows with ``orders`` carried out, and what became of each order.

    Rows are never matched by what was corrected: a key names the same row before and after.
    """
    listed = list(rows)
    if not orders:
        return listed, []
    told: list[Correction] = []
    aimed: dict[tuple[Any, ...], list[Order]] = {}
    index = _index(table, listed, orders)
    for order in orders:
        matched = [row for row in index.get(order.key[0], ()) if _is_meant(table, row, order.key)]
        readable = [row for row in matched if documents[row.document_id].withdrawn_at is None]
        if not readable:
            reason = "its document was withdrawn" if matched else f"{table.name} has no such row now"
            told.append(_unapplied(order.line, CorrectionStatus.NO_ROW, reason, order.on))
        for row in readable:
            aimed.setdefault(table.key_of(row), []).append(order)
    kept: list[Any] = []
    for row in listed:
        own = aimed.get(table.key_of(row))
        if own is None:
            kept.append(row)
            continue
        corrected, about = _corrected(table, row, own, scores, documents[row.document_id])
        told += about
        if corrected is not None:
            kept.append(corrected)
    return kept, told


def _index(table: Table, rows: Iterable[Any], orders: Iterable[Order]) -> dict[str, list[Any]]:
    """Rows that an order may mean, by the first part of its key."""
    index: dict[str, list[Any]] = {order.key[0]: [] for order in orders}
    names = {table.key[0], "document_id"} if table is STANCES else {table.key[0]}
    for row in rows:
        for name in names:
            if (key := getattr(row, name)) in index:
                index[key].append(row)
    return index


def _is_meant(table: Table, row: Any, key: Sequence[str]) -> bool:
    """Whether ``key`` names ``row``: the first parts of its key or, for a stance, document, holder and target."""
    parts = [str(part) for part in table.key_of(row)]
    if table is STANCES and len(key) > 1:
        parts = [row.document_id, row.holder, row.target]
    return list(key) == parts[: len(key)]


def _corrected(
    table: Table, row: Any, orders: Sequence[Order], scores: PloverScores, document: Document
) -> tuple[Any | None, list[Correction]]:
    """The row as its orders leave it, null where it is left out, and what became of each order."""
    first: dict[str, Order] = {}
    told: list[Correction] = []
    wrong = next((o for o in orders if o.leaves_out), None)
    for order in orders:
        winner = wrong if wrong is not None else first.setdefault(order.line.field, order)
        if winner is not order:
            reason = f"line {winner.line.number} already corrects this row" + (
                "" if wrong else f"'s {winner.line.field}"
            )
            told.append(_unapplied(order.line, CorrectionStatus.REFUSED, reason, order.on))
    if wrong is not None:
        whole = json.dumps(asdict(row), ensure_ascii=False, default=date.isoformat)
        return None, [*told, _applied(table, row, wrong, ROW, None, whole, document, implied=False)]
    given = {name: order.value for name, order in first.items()}
    implied = implied_by(table.name, row, given, scores)
    source = {name: first[name] for name in first} | {name: next(iter(first.values())) for name in implied}
    after = replace(row, **given, **implied)
    for name, value in (given | implied).items():
        found = text_of(getattr(row, name))
        about = _applied(table, row, source[name], name, text_of(value), found, document, implied=name in implied)
        remark = ELSEWHERE if name == "step" and points_elsewhere(after) else about.status_reason
        told.append(replace(about, status_reason=remark))
    reasons = "; ".join(f"{name}: {first[name].line.because}" for name in sorted(first))
    return replace(after, corrected=reasons), told


def _applied(
    table: Table,
    row: Any,
    order: Order,
    field: str,
    value: str | None,
    found: str | None,
    document: Document,
    *,
    implied: bool,
) -> Correction:
    key = " ".join(str(part) for part in table.key_of(row))
    reason = REVISED if document.superseded_by is not None else CONFIRMED if value == found else None
    return Correction(
        correction_id=digest("correction", table.name, key, field),
        line=order.line.number,
        table_name=table.name,
        row_key=key,
        field=field,
        value=value,
        found=found,
        implied=implied,
        because=order.line.because,
        by_whom=order.line.by or None,
        made_on=order.on,
        status=CorrectionStatus.APPLIED.value,
        status_reason=reason,
        document_id=row.document_id,
    )


def refused(line: Line, reason: str) -> Correction:
    """The row of a line that gives no order."""
    return _unapplied(line, CorrectionStatus.REFUSED, reason, None)


def _unapplied(line: Line, status: CorrectionStatus, reason: str, on: date | None) -> Correction:
    said = (line.table, line.key, line.field, line.value, line.because)
    return Correction(
        correction_id=digest("line", str(line.number), *said),
        line=line.number,
        table_name=line.table,
        row_key=line.key,
        field=line.field,
        value=line.value or None,
        found=None,
        implied=False,
        because=line.because,
        by_whom=line.by or None,
        made_on=on,
        status=status.value,
        status_reason=reason,
        document_id=None,
    )


def restore(table: Table, rows: Iterable[Any], corrections: Iterable[Correction]) -> list[Any]:
    """Published rows as they had been found, before any correction."""
    columns = {c.name: c for c in table.columns}
    before: dict[str, dict[str, Any]] = {}
    left_out: list[Any] = []
    for c in corrections:
        if c.table_name != table.name or c.status != CorrectionStatus.APPLIED:
            continue
        if c.field == ROW:
            left_out.append(_from_json(table, c.found or ""))
        else:
            before.setdefault(c.row_key, {"corrected": None})[c.field] = value_of(columns[c.field], c.found)
    if not before:
        return [*rows, *left_out]
    restored = []
    for row in rows:
        found = None if row.corrected is None else before.get(" ".join(str(part) for part in table.key_of(row)))
        restored.append(row if found is None else replace(row, **found))
    return [*restored, *left_out]


def _from_json(table: Table, text: str) -> Any:
    values = json.loads(text)
    days = [c.name for c in table.columns if c.type is date and values[c.name] is not None]
    return table.record(**(values | {name: date.fromisoformat(values[name]) for name in days}))
