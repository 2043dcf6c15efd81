"""Rows of analysed batches, kept in the folder until they are published: what a run that died need not do again.

``DIR/.staged/<bundle_id>/<batch>/`` holds mentions, events and stances of one batch of documents and, in
``batch.json``, which documents these were, by a digest of all that analysis sees of them. A batch appears whole, by one
rename. Whoever writes to ``DIR`` holds the writer's lock; batches may be written by other processes on its behalf.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from stancepipe.errors import StoreError
from stancepipe.ids import digest
from stancepipe.parquet import read_parquet, sha256_of, write_parquet
from stancepipe.records import Document
from stancepipe.rows import about
from stancepipe.store.versions import flush
from stancepipe.tables import BY_NAME
from stancepipe.version import __version__

if TYPE_CHECKING:
    from stancepipe.analysis import Analysed

STAGED: Final = ".staged"
ROWS: Final = ("mentions", "events", "stances")
"""Tables of which analysis makes rows."""
CONTENTS: Final = "batch.json"
PARTIAL: Final = ".partial"
INPUT: Final = ".input"
"""Ends of the names of folders that are no batches: one that is being written, and documents to be analysed."""
DOCUMENTS: Final = "documents.parquet"


@dataclass(frozen=True, kw_only=True, slots=True)
class StagedBatch:
    """Where the rows of one batch lie: what workers answer with, in place of the rows."""

    folder: str
    batch: str
    sha256: str
    """Of ``batch.json``, which holds those of the other files."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchRows:
    """Rows that were read in some documents."""

    documents: frozenset[str]
    """Ids of all that were read, also of those in which there was nothing."""
    tables: Mapping[str, pa.Table]
    """By name of the table."""


class Staging:
    """The staged rows of one folder and one bundle."""

    def __init__(self, out: Path, bundle_id: str, report: Callable[[str], None]) -> None:
        """Name the published folder, the bundle in use, and who is told of what is removed."""
        self._root = out.resolve() / STAGED
        self.folder = self._root / bundle_id
        """Where batches of this bundle are staged."""
        self._report = report

    def take(self, documents: Iterable[Document]) -> list[BatchRows]:
        """Rows that an earlier run left for these very documents; what fits none is removed.

        Raises:
            OSError: the folder cannot be read or written.
        """
        wanted = {d.document_id: fingerprint_of(d) for d in documents}
        found: list[BatchRows] = []
        for folder in sorted(self._root.glob("*")):
            if folder != self.folder:
                self._remove(folder, "of another bundle")
        for folder in sorted(self.folder.glob("*")):
            try:
                taken = read_batch(folder, wanted=wanted)
            except FileNotFoundError:
                self._remove(folder, "never finished")
                continue
            except StoreError as error:
                self._remove(folder, f"damaged: {error}")
                continue
            if not taken.documents:
                self._remove(folder, "of documents that need it no more")
                continue
            found.append(taken)
            for key in taken.documents:
                del wanted[key]
        if n := sum(len(batch.documents) for batch in found):
            self._report(f"{n} documents were analysed by a run that ended before it published: taken from it")
        return found

    def write(self, documents: Sequence[Document], analysed: "Sequence[Analysed]") -> StagedBatch:
        """Stage the rows of one batch."""
        return write_batch(self.folder, documents, analysed)

    def write_input(self, documents: Sequence[Document]) -> str:
        """Lay out documents for a worker to read; the name of their batch."""
        name = batch_name(documents)
        folder = self.folder / f"{name}{INPUT}"
        _remove_folder(folder)
        folder.mkdir(parents=True)
        write_parquet(folder / DOCUMENTS, BY_NAME["documents"].to_arrow(documents))
        return name

    def clear(self) -> None:
        """Remove everything that is staged: it was published."""
        _remove_folder(self._root)

    def _remove(self, path: Path, why: str) -> None:
        if not path.name.endswith(INPUT):  # laid out anew by every run
            self._report(f"staged rows in {path} are {why}: removed")
        if path.is_dir() and not path.is_symlink():
            _remove_folder(path)
        else:
            path.unlink(missing_ok=True)


def fingerprint_of(document: Document) -> str:
    """Digest of all that analysis sees of a document."""
    from stancepipe.analysis import source_of  # spaCy, which a run with nothing to analyse can spare

    return digest("analysed", json.dumps(asdict(source_of(document)), default=str, sort_keys=True))


def batch_name(documents: Iterable[Document]) -> str:
    """Name of a batch: a digest over its documents, in order."""
    return digest("batch", __version__, *map(fingerprint_of, documents))


def read_input(folder: Path, name: str) -> list[Document]:
    """Documents that were laid out for a worker under ``folder``.

    Raises:
        StoreError: they are not there, or not those that were laid out.
    """
    table, path = BY_NAME["documents"], folder / f"{name}{INPUT}" / DOCUMENTS
    try:
        rows = read_parquet(path)
    except FileNotFoundError as error:
        raise StoreError(f"{path} is missing: do all workers share this folder?") from error
    documents = table.from_arrow(rows) if rows.schema.equals(table.schema) else []
    if batch_name(documents) != name:
        raise StoreError(f"{path} does not hold the documents of its batch: do all workers have the same stancepipe?")
    return documents


def documents_of(batches: Iterable[BatchRows]) -> set[str]:
    """Ids of the documents that were read in some batches."""
    return {key for batch in batches for key in batch.documents}


def batch_rows(analysed: "Mapping[str, Analysed]") -> BatchRows:
    """Rows of documents by id, together."""
    tables = {name: BY_NAME[name].to_arrow(row for a in analysed.values() for row in getattr(a, name)) for name in ROWS}
    return BatchRows(documents=frozenset(analysed), tables=tables)


def write_batch(folder: Path, documents: Sequence[Document], analysed: "Sequence[Analysed]") -> StagedBatch:
    """Stage the rows of one batch under ``folder``, whole or not at all; staged twice, the first ones stay."""
    folder.mkdir(parents=True, exist_ok=True)
    name = batch_name(documents)
    partial = Path(tempfile.mkdtemp(prefix=f"{name}.", suffix=PARTIAL, dir=folder))
    rows = batch_rows({d.document_id: a for d, a in zip(documents, analysed, strict=True)})
    tables = {table: write_parquet(partial / f"{table}.parquet", rows.tables[table]) for table in ROWS}
    contents = {
        "version": __version__,
        "documents": {d.document_id: fingerprint_of(d) for d in documents},
        "tables": tables,
    }
    (partial / CONTENTS).write_text(json.dumps(contents, indent=1) + "\n", encoding="utf-8")
    for path in (*partial.iterdir(), partial):
        flush(path)
    batch = folder / name
    try:
        partial.rename(batch)
    except OSError:
        if not (batch / CONTENTS).is_file():
            raise
        _remove_folder(partial)  # another worker was given the same batch, and was faster
    flush(folder)
    return StagedBatch(folder=str(folder), batch=name, sha256=sha256_of(batch / CONTENTS))


def read_staged(staged: StagedBatch) -> BatchRows:
    """Rows of a batch that was staged.

    Raises:
        StoreError: they are not there, or not what the worker wrote.
    """
    folder = Path(staged.folder) / staged.batch
    try:
        if sha256_of(folder / CONTENTS) != staged.sha256:
            raise StoreError(f"{folder} was changed after it was staged: run again")
        return read_batch(folder)
    except FileNotFoundError as error:
        raise StoreError(f"{error.filename or folder} is missing: do all workers share this folder?") from error


def read_batch(folder: Path, wanted: Mapping[str, str] | None = None) -> BatchRows:
    """Rows of a staged batch; of the documents that are ``wanted`` with these fingerprints.

    Raises:
        FileNotFoundError: a file is missing, so that it is no whole batch.
        StoreError: a file is damaged, or written by another version.
    """
    contents = _read_contents(folder)
    keys = frozenset(k for k, seen in contents["documents"].items() if wanted is None or wanted.get(k) == seen)
    if not keys:
        return BatchRows(documents=keys, tables={})
    rows = {name: _read_rows(folder / f"{name}.parquet", name, contents["tables"][name]) for name in ROWS}
    if len(keys) < len(contents["documents"]):
        rows = {name: about(found, keys) for name, found in rows.items()}
    return BatchRows(documents=keys, tables=rows)


def _read_contents(folder: Path) -> dict[str, Any]:
    if not folder.is_dir() or folder.name.endswith((PARTIAL, INPUT)):
        raise FileNotFoundError(folder)
    try:
        contents = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        if contents["version"] != __version__:
            raise StoreError(f"written by stancepipe {contents['version']}")
        return {"documents": dict(contents["documents"]), "tables": {name: contents["tables"][name] for name in ROWS}}
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{CONTENTS} is damaged") from error


def _read_rows(path: Path, name: str, sha256: str) -> pa.Table:
    if sha256_of(path) != sha256:
        raise StoreError(f"the checksum of {path.name} differs")
    rows = read_parquet(path)
    if not rows.schema.equals(BY_NAME[name].schema):
        raise StoreError(f"{path.name} has other columns")
    return rows


def _remove_folder(folder: Path) -> None:
    """Remove a folder although a worker of a run that died may still write into it."""
    shutil.rmtree(folder, ignore_errors=True)
