"""The report of a published folder, made from its tables."""

from datetime import UTC, datetime
from pathlib import Path

from stancepipe.bundles import Bundle
from stancepipe.edits import recent_edits
from stancepipe.folder import read_manifest, read_published
from stancepipe.ids import digest
from stancepipe.posture import load_knowledge
from stancepipe.report import ReportTables, build_report
from stancepipe.shelf import published_documents
from stancepipe.store import Store
from stancepipe.tables import RUNS, cycles_left_alone
from stancepipe.version import __version__


def write_report(out: Path, bundle: Bundle, now: datetime) -> Path:
    """(Re)build ``out/report/index.html`` from the published tables."""
    made_of = what_it_is_made_of(out, bundle)  # before they are read: newer ones only cost another build
    with cycles_left_alone():
        return write_pages(_read_tables(Store(out)), made_of, out, bundle, now)


def write_pages(tables: ReportTables, made_of: str, out: Path, bundle: Bundle, now: datetime) -> Path:
    """Build ``out/report/index.html`` from rows at hand.

    Args:
        tables: what the folder holds.
        made_of: see :func:`what_it_is_made_of`.
        out: the published folder.
        bundle: for the names of states and blocs.
        now: our clock.
    """
    names = dict(load_knowledge(bundle.lexicons).names)
    return build_report(tables, out, generated_on=now.astimezone(UTC).date(), names=names, made_of=made_of)


def what_it_is_made_of(out: Path, bundle: Bundle) -> str:
    """A digest of all that decides what the report of a folder says, but for the day and the runs."""
    manifest = read_published(out, read_manifest)
    tables = {} if manifest is None else manifest.tables
    digests = (f"{name} {entry.sha256}" for name, entry in tables.items() if name != RUNS.name)
    return digest("report", __version__, bundle.bundle_id, *digests)


def _read_tables(store: Store) -> ReportTables:
    """What the report shows, from the published tables."""
    documents = published_documents(store)
    return ReportTables(
        documents=list(documents.outlines()),
        words=documents,
        events=store.read("events"),
        stances=store.read("stances"),
        postures=store.rows("postures"),
        shifts=store.read("posture_shifts"),
        blocs=store.read("blocs"),
        support=store.read("support"),
        runs=store.read("runs"),
        edits=recent_edits(documents),
    )
