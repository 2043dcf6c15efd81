"""What a run leaves for those who watch: a page, three short tables, and how far it has come."""

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.logging import get_run_logger

from stancepipe.records import PostureShift
from stancepipe.stages import PipelineRun
from stancepipe.vocabulary import DocumentStatus

MOST_ROWS: Final = 50
"""Rows of a table on a page that is read at a glance; all of them are in the tables and in the report."""
LONGEST: Final = 300
"""Characters of a cell."""
REPORT_ADDRESS: Final = "STANCEPIPE_REPORT_URL"
"""Where ``python -m flows.serve`` shows reports; a browser follows no link from a server's page to a file."""
REPORT_FOLDER: Final = "STANCEPIPE_REPORT_FOLDER"
"""The folder of tables whose report stands there."""

_MARKS: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>])")


def plain(text: str) -> str:
    """``text`` for Markdown so that it reads as written: no markup, no HTML, one line, no longer than a cell."""
    line = " ".join(text.split())
    line = line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."
    escaped = _MARKS.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;"))
    return escaped.replace("://", ":\u200b//").replace("www\\.", "www\u200b\\.")  # else a bare address becomes a link


def report_link(folder: Path) -> str:
    """Markdown that leads to the report of ``folder``."""
    address = os.environ.get(REPORT_ADDRESS)
    if address and os.environ.get(REPORT_FOLDER) == str(folder.resolve()):
        return f"[report]({address})"
    return f"report: {plain(str((folder / 'report' / 'index.html').resolve()))}"


def write_page(key: str, lines: Sequence[str], folder: Path) -> None:
    """The summary of a run as a Markdown artifact, with a link to the report."""
    items = "\n".join(f"- {plain(line)}" for line in lines)
    create_markdown_artifact(key=key, markdown=f"{items}\n\n{report_link(folder)}\n")


def write_tables(run: PipelineRun, shifts: Sequence[PostureShift], told: Collection[str]) -> None:
    """What came in, what shifted, what failed.

    Args:
        run: the run, published.
        shifts: those that were not known before.
        told: what sources and files gave cause to say.
    """
    came = Counter(run.documents.outline(key).status for key in run.seen if key in run.documents)
    counts = {
        "inputs": run.counts.inputs,
        "new": run.counts.new,
        "unchanged": run.counts.unchanged,
        "copies of others": run.counts.duplicates,
        **{f"now {status.replace('_', ' ')}": n for status, n in sorted(came.items())},
    }
    _table("came-in", "What came in", [{"what": what, "documents": n} for what, n in counts.items()])
    latest = sorted(shifts, key=lambda s: (s.day, s.holder, s.shift_id), reverse=True)
    _table(
        "shifts",
        "What shifted",
        [{"day": s.day.isoformat(), "holder": s.holder, "kind": s.kind, "direction": s.direction,
          "summary": plain(s.summary)} for s in latest],
    )  # fmt: skip
    aside = [
        {"what": plain(d.input_id), "why": plain(d.status_reason or "")}
        for d in sorted(run.documents.outlines(), key=lambda d: d.input_id)
        if d.status == DocumentStatus.SET_ASIDE and d.document_id in run.seen
    ]
    _table("failed", "What failed", [{"what": "said by a source", "why": plain(m)} for m in told] + aside)


def watched(stage: str) -> Callable[[str, int, int], None]:
    """Progress as a Prefect artifact and in the log."""
    logger = get_run_logger()
    artifact = create_progress_artifact(progress=0.0, key=f"progress-{stage}", description=stage)
    shown = True

    def show(name: str, done: int, of: int) -> None:
        nonlocal shown
        if not of:
            return
        logger.info("%s: %d of %d", name, done, of)
        if shown:
            try:
                update_progress_artifact(artifact_id=artifact, progress=100.0 * done / of)  # type: ignore[arg-type]
            except Exception as error:  # a server that is away must not stop work that is half done
                shown = False
                logger.warning("progress is no longer shown: %s", error)

    return show


def _table(name: str, title: str, rows: Sequence[Mapping[str, object]]) -> None:
    left = len(rows) - MOST_ROWS
    description = f"{title}: {len(rows)}" + (f", of which {left} are not shown here" if left > 0 else "")
    create_table_artifact(key=f"ingest-{name}", table=[dict(row) for row in rows[:MOST_ROWS]], description=description)
