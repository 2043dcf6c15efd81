"""``datapackage.json``: every published table and column, derived from the records (Frictionless Data Package 2)."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from stancepipe.folder import DATAPACKAGE, MANIFEST, Manifest
from stancepipe.tables import TABLES, Column, Table
from stancepipe.values import RANGES, UNITS, open_codes
from stancepipe.version import __version__

FIELD_TYPES: Final[dict[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    date: "date",
    datetime: "datetime",
}


def describe(version: Path, manifest: Manifest) -> None:
    """Write what a staged version holds, for people and for us; the manifest last, which says that it is whole."""
    (version / DATAPACKAGE).write_text(datapackage_json(manifest, version), encoding="utf-8")
    (version / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")


def datapackage_json(manifest: Manifest, root: Path) -> str:
    """The text of ``datapackage.json`` for the version of the tables under ``root``."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "stancepipe",
        "title": "How each state's posture toward Israel stands and changes, with evidence",
        "description": (
            "Current rows of each table. history/<table>/ is the append-only ledger they are made from: the same "
            "columns, known_from (when we first held this version of the row, UTC) and withdrawn (true where the "
            "key is gone; the row carries its last values)."
        ),
        "version": __version__,
        "created": manifest.known_from.isoformat(),
        "resources": [_resource(table, manifest, root) for table in TABLES],
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _resource(table: Table, manifest: Manifest, root: Path) -> dict[str, Any]:
    entry = manifest.tables[table.name]
    return {
        "name": table.name,
        "path": entry.file,
        "description": (table.record.__doc__ or "").strip(),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": (root / entry.file).stat().st_size,
        "hash": f"sha256:{entry.sha256}",
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [_foreign_key(table, column, other) for column, other in table.references.items()],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": not column.nullable}
    codes = column.codes if column.codes is not None else open_codes(column.name)
    if codes is not None:
        constraints["enum"] = sorted(codes)
    if column.name in RANGES:
        constraints["minimum"], constraints["maximum"] = RANGES[column.name]
    described = {
        "name": column.name,
        "type": FIELD_TYPES[column.type],
        "description": column.sentence,
        "constraints": constraints,
    }
    return described | ({"unit": UNITS[column.name]} if column.name in UNITS else {})


def _foreign_key(table: Table, column: str, other: str) -> dict[str, Any]:
    key = next(t.key[0] for t in TABLES if t.name == other)
    reference: dict[str, Any] = {"fields": [key]}
    if other != table.name:  # the standard names no resource where a table refers to itself
        reference["resource"] = other
    return {"fields": [column], "reference": reference}
