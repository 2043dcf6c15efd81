"""An analyst's corrections of a published folder: listed with what became of them, applied, turned into gold."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from stancepipe.bundles import Bundle
from stancepipe.corrections import FILE, gold_lines, load_corrections, restore
from stancepipe.errors import StoreError
from stancepipe.records import Correction
from stancepipe.stages import PipelineRun
from stancepipe.store import Store
from stancepipe.tables import BY_NAME
from stancepipe.vocabulary import CorrectionStatus

CORRECTED_TABLES: Final = ("documents", "events", "stances")
STATUS_WORDS: Final = {
    CorrectionStatus.APPLIED: "applied", CorrectionStatus.NO_ROW: "without a row", CorrectionStatus.REFUSED: "refused",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Amendments:
    """The corrections of a folder as its file has them now."""

    corrections: Sequence[Correction]
    in_tables: bool
    """Whether the tables say the same: false where the file was changed since the last run."""

    @property
    def all_applied(self) -> bool:
        """Whether no line was refused or names a row that is not there."""
        return all(c.status == CorrectionStatus.APPLIED for c in self.corrections)


def read_amendments(out: Path, bundle: Bundle) -> Amendments:
    """What the corrections of ``out`` say, line by line, against the rows as they were read; nothing is written.

    Raises:
        UsageError: the file of corrections cannot be read.
    """
    orders = load_corrections(out, bundle.lexicons)
    store = Store(out)
    published: list[Correction] = store.read("corrections")
    found = {name: restore(BY_NAME[name], store.read(name), published) for name in CORRECTED_TABLES}
    documents = {d.document_id: d for d in found["documents"]}
    told = list(orders.refused)
    for name in CORRECTED_TABLES:
        told += orders.apply(name, found[name], documents)[1]
    told.sort(key=lambda c: (c.line, c.row_key, c.implied, c.field))
    return Amendments(corrections=told, in_tables=set(told) == set(published))


def amendment_lines(amendments: Amendments, out: Path) -> list[str]:
    """Sentences for a terminal: what became of every line, and what to do."""
    if not amendments.corrections and amendments.in_tables:
        return [f"no corrections: {out / FILE} is not there or has no lines"]
    lines = [_sentence(c, amendments.corrections) for c in amendments.corrections if not c.implied]
    lines.append(counted(amendments.corrections))
    if not amendments.in_tables:
        lines.append(f"not in the tables yet: the next run applies them, or `stancepipe corrections {out} --apply`")
    return lines


def counted(corrections: Sequence[Correction]) -> str:
    """How many corrections there are, by what became of them."""
    counts = Counter(c.status for c in corrections if not c.implied)
    told = [f"{counts[status]} {words}" for status, words in STATUS_WORDS.items() if counts[status]]
    return f"corrections: {', '.join(told) or 'none'}"


def _sentence(c: Correction, all_of_them: Sequence[Correction]) -> str:
    start = f"line {c.line}: "
    if c.status != CorrectionStatus.APPLIED:
        return f"{start}{STATUS_WORDS[CorrectionStatus(c.status)]}: {c.status_reason} ({c.table_name} {c.row_key})"
    implied = [i for i in all_of_them if i.implied and i.line == c.line and i.row_key == c.row_key]
    what = "left out" if c.field == "row" else f"{c.field} {c.found or 'nothing'} -> {c.value or 'nothing'}"
    what += "".join(f", {i.field} {i.found or 'nothing'} -> {i.value or 'nothing'}" for i in implied)
    remark = f" [{c.status_reason}]" if c.status_reason else ""
    return f"{start}{c.table_name} {c.row_key}: {what}: {c.because}{remark}"


def apply_amendments(out: Path, bundle: Bundle, clock: Callable[[], datetime]) -> PipelineRun:
    """Publish the folder again with its corrections as they are now; reads no input."""
    store = Store(out)
    with store.writer() as writer:
        run = PipelineRun(store=store, bundle=bundle, now=clock())
        run.collect(())
        run.analyse()
        run.derive()
        run.publish(writer, clock())
    run.write_report(out)
    return run


def write_gold(out: Path, path: Path) -> int:
    """Write the corrected readings of ``out`` as rows of gold; how many there are.

    Raises:
        StoreError: the file cannot be written.
    """
    store = Store(out)
    documents = {d.document_id: d for d in store.read("documents")}
    rows: dict[str, list[Any]] = {name: store.read(name) for name in ("stances", "events")}
    lines = gold_lines(store.read("corrections"), documents, rows["stances"], rows["events"])
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
    return len(lines)
