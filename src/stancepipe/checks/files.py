"""Files of a published folder: are they there, alone, whole, and of the columns that the records declare."""

import json
from pathlib import Path

import pyarrow as pa

from stancepipe.checks.problems import Problem, about_table
from stancepipe.errors import StoreError
from stancepipe.folder import (
    DATA_FILE,
    DATAPACKAGE,
    HISTORY,
    MANIFEST,
    Manifest,
)
from stancepipe.ledger import LEDGER_FILE, is_whole, ledger_files, read_ledger, rows_as_of, same_rows
from stancepipe.parquet import read_parquet, sha256_of
from stancepipe.tables import TABLES, Table


def table_file_problems(out: Path, root: Path, table: Table, manifest: Manifest) -> list[Problem]:
    """Problems of the folder and file of one table, its rows left aside."""
    name, folder, entry = table.name, out / table.name, manifest.tables[table.name]
    if not folder.is_dir():
        return [about_table(name, f"the folder {name}/ is missing")]
    if not folder.samefile(root / name):
        return [about_table(name, f"{name}/ is not the folder that was published last")]
    problems = [
        about_table(name, f"{name}/{path.name} was not published: readers of the folder would take it for rows")
        for path in sorted(folder.iterdir())
        if path.name != DATA_FILE
    ]
    if not (folder / DATA_FILE).is_file():
        return [*problems, about_table(name, f"{name}/{DATA_FILE} is missing")]
    if sha256_of(folder / DATA_FILE) != entry.sha256:
        problems.append(about_table(name, f"{entry.file} is not the file that was published: its checksum differs"))
    return problems


def read_rows(root: Path, table: Table) -> tuple[pa.Table | None, list[Problem]]:
    """The rows of one table, or why they cannot be checked."""
    path = root / table.name / DATA_FILE
    if not path.is_file():
        return None, []  # reported with the folder
    try:
        rows = read_parquet(path)
    except StoreError as error:
        return None, [about_table(table.name, str(error))]
    return (rows, []) if rows.schema.equals(table.schema) else (None, _schema_problems(table, rows.schema))


def description_problems(out: Path, manifest: Manifest) -> list[Problem]:
    """Problems of ``datapackage.json``, which must describe the tables as they are."""
    path = out / DATAPACKAGE
    if not path.is_file():
        return [about_table(DATAPACKAGE, f"{DATAPACKAGE} is missing")]
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        described = {r["name"]: (r["hash"], [f["name"] for f in r["schema"]["fields"]]) for r in resources}
    except (ValueError, KeyError, TypeError):
        return [about_table(DATAPACKAGE, f"{DATAPACKAGE} is damaged")]
    return [
        about_table(DATAPACKAGE, f"{DATAPACKAGE} does not describe {table.name} as it is")
        for table in TABLES
        if described.get(table.name) != (f"sha256:{manifest.tables[table.name].sha256}", table.schema.names)
    ]


def ledger_problems(out: Path, root: Path, table: Table, manifest: Manifest, current: pa.Table | None) -> list[Problem]:
    """Problems of the ledger of one table; replayed, it must give the current rows."""
    name, entry = table.name, manifest.tables[table.name]
    problems = []
    for path in sorted((out / HISTORY / name).glob("*")):
        matched = LEDGER_FILE.fullmatch(path.name)
        if matched is None or int(matched["publish"]) > manifest.publish:
            problems.append(about_table(name, f"{HISTORY}/{name}/{path.name} was not published"))
    files = ledger_files(out, root, table, manifest.publish, entry.history_start)
    if len(files) != entry.history_files:
        problems.append(
            about_table(name, f"{HISTORY}/{name}/ has {len(files)} files, {entry.history_files} were published")
        )
    for path in files:
        if not is_whole(path):
            problems.append(about_table(name, f"{HISTORY}/{name}/{path.name} is not what was published: it differs"))
    try:
        ledger = read_ledger(out, root, table, manifest.publish, entry.history_start)
    except StoreError as error:
        return [*problems, about_table(name, str(error))]
    if ledger.num_rows != entry.history_rows:
        problems.append(
            about_table(name, f"the ledger has {ledger.num_rows} rows, {entry.history_rows} were published")
        )
    in_order = None if current is None else current.sort_by([(column, "ascending") for column in table.key])
    if in_order is not None and not same_rows(rows_as_of(table, ledger), in_order):
        problems.append(about_table(name, "the ledger, replayed, gives other rows than the current ones"))
    return problems


def manifest_problems(out: Path, root: Path) -> list[Problem]:
    """Problems of ``manifest.json`` as a reader of the folder sees it."""
    if not (out / MANIFEST).is_file():
        return [about_table(MANIFEST, f"{MANIFEST} is missing")]
    if not (out / MANIFEST).samefile(root / MANIFEST):
        return [about_table(MANIFEST, f"{MANIFEST} is not the one that was published last")]
    return []


def _schema_problems(table: Table, found: pa.Schema) -> list[Problem]:
    expected = table.schema
    sentences = [f"the column {name} is missing" for name in expected.names if name not in found.names]
    sentences += [f"the column {name} does not belong here" for name in found.names if name not in expected.names]
    for name in expected.names:
        if name in found.names and not found.field(name).equals(expected.field(name)):
            sentences.append(f"the column {name} is {_words(found.field(name))}, not {_words(expected.field(name))}")
    return [about_table(table.name, s) for s in sentences or ["the columns stand in another order"]]


def _words(field: "pa.Field[pa.DataType]") -> str:
    return f"{field.type}{'' if field.nullable else ' without nulls'}"
