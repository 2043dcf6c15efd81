"""The report of a published folder, made from its tables."""

from datetime import UTC, datetime
from pathlib import Path

from stancepipe.bundles import Bundle
from stancepipe.edits import recent_edits
from stancepipe.posture import load_knowledge
from stancepipe.report import ReportTables, build_report
from stancepipe.store import Store
from stancepipe.tables import cycles_left_alone


def write_report(out: Path, bundle: Bundle, now: datetime, tables: ReportTables | None = None) -> Path:
    """(Re)build ``out/report/index.html`` from the published tables.

    Args:
        out: the published folder.
        bundle: for the names of states and blocs.
        now: our clock.
        tables: what the folder holds, where the caller has it; it is read otherwise.
    """
    with cycles_left_alone():
        found = tables or read_tables(Store(out))
        names = dict(load_knowledge(bundle.lexicons).names)
        return build_report(found, out, generated_on=now.astimezone(UTC).date(), names=names)


def read_tables(store: Store) -> ReportTables:
    """What the report shows, from the published tables."""
    documents = store.read("documents")
    return ReportTables(
        documents=documents,
        events=store.read("events"),
        stances=store.read("stances"),
        postures=store.read("postures"),
        shifts=store.read("posture_shifts"),
        blocs=store.read("blocs"),
        support=store.read("support"),
        runs=store.read("runs"),
        edits=recent_edits(documents),
    )
