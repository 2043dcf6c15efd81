"""The report of a published folder, made from its tables."""

from datetime import UTC, datetime
from pathlib import Path

from stancepipe.bundles import Bundle
from stancepipe.edits import recent_edits
from stancepipe.posture import load_knowledge
from stancepipe.report import ReportTables, build_report
from stancepipe.store import Store


def write_report(out: Path, bundle: Bundle, now: datetime) -> Path:
    """(Re)build ``out/report/index.html`` from the published tables."""
    store = Store(out)
    documents = store.read("documents")
    tables = ReportTables(
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
    return build_report(
        tables, out, generated_on=now.astimezone(UTC).date(), names=dict(load_knowledge(bundle.lexicons).names)
    )
