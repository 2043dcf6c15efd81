"""The stages of a run, in the order of the data; each reads, calls pure functions and hands on.

The shell command and the Prefect flow call the same five: :meth:`PipelineRun.collect`,
:meth:`~PipelineRun.analyse`, :meth:`~PipelineRun.derive`, :meth:`~PipelineRun.publish`,
:meth:`~PipelineRun.write_report`. Same input, same bundle, same clock: same rows (``runs`` aside), whatever the order
or batching.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from stancepipe.arrivals import Arrivals, Counts
from stancepipe.bundles import Bundle
from stancepipe.corrections import Corrections, load_corrections, marked_shifts, restore
from stancepipe.edits import recent_edits
from stancepipe.ids import digest
from stancepipe.ingest.inputs import InputRecord, Unchanged
from stancepipe.ingest.volatile import VolatilePhrases, load_volatile
from stancepipe.intake import BATCH
from stancepipe.memory import give_back_memory
from stancepipe.pages import what_it_is_made_of, write_pages
from stancepipe.posture import Derived, derive_postures, load_knowledge
from stancepipe.records import Correction, Document, Run
from stancepipe.relevance import is_judged, judge_relevance
from stancepipe.report import ReportTables, stands
from stancepipe.rows import Rows, about
from stancepipe.shelf import Documents, published_documents
from stancepipe.staging import ROWS, BatchRows, Staging, documents_of
from stancepipe.store import PublishResult, Store, Writer
from stancepipe.tables import BY_NAME, cycles_left_alone
from stancepipe.version import __version__
from stancepipe.vocabulary import CorrectionStatus, DocumentStatus
from stancepipe.workers import Runner, analyse_in_batches

Progress = Callable[[str, int, int], None]
"""Told the stage, what is done and what there is to do."""


@dataclass(slots=True)
class PipelineRun:
    """One run into one folder: holds what the stages hand on."""

    store: Store
    bundle: Bundle
    now: datetime
    progress: Progress = lambda stage, done, of: None
    report: Callable[[str], None] = lambda sentence: None
    """Told what a user should know of the run."""
    runner: Runner | None = None
    """Who analyses; without one, this process does."""
    documents: Documents = field(default_factory=Documents)
    pending: list[str] = field(default_factory=list)
    analysed: list[BatchRows] = field(default_factory=list)
    """Rows that were read in this run, until they are among ``rows``."""
    derived: Derived = field(default_factory=Derived)
    counts: Counts = field(default_factory=Counts)
    seen: set[str] = field(default_factory=set)
    """Ids of the documents that came in with this run, known or not."""
    rows: dict[str, Rows] = field(default_factory=dict)
    """Mentions, events and stances as they will be published."""
    published: Documents = field(default_factory=Documents)
    """Documents as they were published before this run."""
    corrections: Corrections = field(default_factory=Corrections)
    """What an analyst wrote down as wrong."""
    corrected: list[Correction] = field(default_factory=list)
    """What became of it."""
    corrected_before: list[Correction] = field(default_factory=list)
    """What had become of earlier ones, as published before this run."""
    remarks: tuple[str, ...] = ()
    """What was amiss in the folder, and what was done about it."""
    made_of: str = ""
    """Names the tables as this run published them, for their report."""
    nothing_new: bool = False
    """Whether every document stands as the last run of this code and bundle left it."""

    @property
    def run_id(self) -> str:
        """Id of this run: by its clock."""
        return digest("run", self.now.isoformat())

    @property
    def any_set_aside(self) -> bool:
        """Whether an input of this run was set aside, now or already when it first came in, or a correction refused."""
        return self.counts.set_aside > 0 or any(c.status == CorrectionStatus.REFUSED for c in self.corrected)

    def collect(self, items: Iterable[InputRecord | Unchanged]) -> None:
        """Take in inputs: revisions against what is known, language, relevance, duplicates; decide what to analyse."""
        arrivals = self._arrivals()
        for item in items:
            arrivals.take_in(item)
            if arrivals.counts.inputs % BATCH == 0:
                self.progress("read", arrivals.counts.inputs, 0)
        self.progress("read", arrivals.counts.inputs, arrivals.counts.inputs)
        self.documents = arrivals.settle()
        self.counts, self.seen = arrivals.counts, arrivals.seen
        self._decide_what_to_analyse(arrivals.volatile)
        self.store.note_running(self._run(None, "running"))
        give_back_memory()

    def withdraw(self, keys: Collection[str], reason: str) -> None:
        """Take the words of known documents out of everything that is derived; what copied them stands for itself."""
        arrivals = self._arrivals()
        self.documents = arrivals.withdraw(keys, reason)
        self._decide_what_to_analyse(arrivals.volatile)

    def _arrivals(self) -> Arrivals:
        """What is known, as it had been found: what an analyst corrected is corrected again once all is in."""
        self.store.note_running(self._run(None, "running"))
        self.corrections = load_corrections(self.store.folder, self.bundle.lexicons)
        self.corrected_before = self.store.read("corrections")
        self.published = published_documents(self.store)
        known = self.published.copy()
        for document in self._as_found("documents", known.outlines()):
            known.amend(document)
        return Arrivals(
            run_id=self.run_id,
            bundle_id=self.bundle.bundle_id,
            now=self.now,
            documents=known,
            volatile=load_volatile(self.bundle.lexicons),
        )

    def _as_found(self, name: str, rows: Iterable[Any]) -> list[Any]:
        """Published rows of a table without their corrections."""
        return restore(BY_NAME[name], rows, self.corrected_before)

    def _correct(self, name: str, rows: Iterable[Any]) -> list[Any]:
        """Rows of a table as the analyst left them."""
        corrected, told = self.corrections.apply(name, rows, self.documents)
        self.corrected += told
        return corrected

    def _decide_what_to_analyse(self, volatile: VolatilePhrases) -> None:
        before = self.published
        self.corrected = list(self.corrections.refused)
        for document in self._correct("documents", self.documents.outlines()):
            self.documents.amend(document)
        self.nothing_new = self._is_as_published()
        if not self.nothing_new:
            judge_relevance(self.documents, self.bundle, volatile)
        self.counts.duplicates = sum(
            d.status == DocumentStatus.DUPLICATE and d.document_id not in before for d in self.documents.outlines()
        )
        self.pending = sorted(
            d.document_id
            for d in self.documents.outlines()
            if d.status == DocumentStatus.ANALYSED and self._reads_otherwise(d)
        )

    def _reads_otherwise(self, d: Document) -> bool:
        """Whether a document is new, or another than was published."""
        if d.document_id not in self.published:
            return True
        before, now = self.published[d.document_id], self.documents[d.document_id]
        return replace(before, superseded_by=d.superseded_by, found_at=d.found_at) != now

    def _is_as_published(self) -> bool:
        """Whether every document stands as the last run left it, and that run was one of this code and bundle.

        Then its status is what it was, too: status follows from all documents together.
        """
        ended = [run for run in self.store.read("runs") if run.finished_at is not None]  # who died left no document
        last = max(ended, key=lambda run: run.finished_at, default=None)
        return (
            last is not None
            and (last.version, last.bundle_id) == (__version__, self.bundle.bundle_id)
            and self.documents == self.published
            and all(d.bundle_id == self.bundle.bundle_id for d in self.documents.outlines() if is_judged(d))
        )

    def analyse(self) -> None:
        """Analyse what is pending, batch by batch, but for what a run that died had done of it."""
        if not self.pending:
            return
        self.analysed = self._staging.take(self.documents[key] for key in self.pending)
        done = documents_of(self.analysed)
        rest, n_done = [key for key in self.pending if key not in done], len(done)
        for rows in analyse_in_batches(self.documents, rest, BATCH, self.bundle, self._staging, self.runner):
            self.analysed.append(rows)
            n_done += len(rows.documents)
            self.progress("analyse", n_done, len(self.pending))
            give_back_memory()

    @property
    def _staging(self) -> Staging:
        return Staging(self.store.folder, self.bundle.bundle_id, self.report)

    def derive(self) -> None:
        """Postures, shifts, blocs and support from all evidence, old and new."""
        with cycles_left_alone():
            if self.stands:
                self._take_over()
            else:
                self._derive()
        give_back_memory()

    @property
    def stands(self) -> bool:
        """Whether all tables stay as they are, ``runs`` aside: no document changed, and none is or was corrected."""
        return self.nothing_new and not any((self.corrections.orders, self.corrected, self.corrected_before))

    def _take_over(self) -> None:
        read = self.store.read
        self.rows = {name: self.store.rows(name) for name in ROWS}
        self.derived = Derived(
            postures=self.store.rows("postures"), relations=read("relations"), shifts=read("posture_shifts"),
            blocs=read("blocs"), support=read("support"),
        )  # fmt: skip

    def _derive(self) -> None:
        kept = {d.document_id for d in self.documents.outlines() if d.status == DocumentStatus.ANALYSED}
        kept -= documents_of(self.analysed)
        self.rows = {name: self._rows_with(name, kept) for name in ROWS}
        self.analysed = []  # they are among the rows now
        self.derived = derive_postures(
            self.documents.outlines(),
            self.rows["stances"],
            self.rows["events"],
            knowledge=load_knowledge(self.bundle.lexicons),
            bundle_id=self.bundle.bundle_id,
            previous_shifts=self.store.read("posture_shifts"),
            now=self.now,
        )
        if self.corrected:
            told = marked_shifts(self.derived.shifts, self.documents, self.rows["events"], self.rows["stances"])
            self.derived = replace(self.derived, shifts=told)
        self.progress("derive", 1, 1)

    def _rows_with(self, name: str, kept: Collection[str]) -> Rows:
        """Rows of a table that were read in this run, and before it in documents that are ``kept``; all corrected."""
        table = BY_NAME[name]
        old = self.store.read_arrow(name)
        if any(c.table_name == name for c in self.corrected_before):
            old = table.to_arrow(self._as_found(name, table.from_arrow(old)))
        found = Rows.together(table, [about(old, kept), *(batch.tables[name] for batch in self.analysed)])
        if not self.corrections.orders:
            return found
        return Rows(table, table.to_arrow(self._correct(name, found)))

    def publish(self, writer: Writer, finished: datetime) -> PublishResult:
        """All tables at once; ``runs`` gains a row, and one for each earlier run that died."""
        run = self._run(finished, "completed")
        died = self.store.died()
        self.remarks = (*writer.remarks, *(f"the run begun at {r.started_at.isoformat()} had died" for r in died))
        runs = [*(r for r in [*self.store.read("runs"), *died] if r.run_id != run.run_id), run]
        tables: dict[str, Any] = {"runs": runs}
        if not self.stands:
            tables |= {
                "documents": self.documents,
                **self.rows,
                "postures": self.derived.postures,
                "relations": self.derived.relations,
                "posture_shifts": self.derived.shifts,
                "blocs": self.derived.blocs,
                "support": self.derived.support,
                "corrections": self.corrected,
            }
        result = writer.publish(tables, known_from=self.now)
        self.made_of = what_it_is_made_of(self.store.folder, self.bundle)
        self._staging.clear()
        self.progress("publish", 1, 1)
        return result

    def _run(self, finished: datetime | None, status: str) -> Run:
        return Run(
            run_id=self.run_id,
            started_at=self.now,
            finished_at=finished,
            status=status,
            n_inputs=self.counts.inputs,
            n_new=self.counts.new,
            n_unchanged=self.counts.unchanged,
            n_duplicates=self.counts.duplicates,
            n_set_aside=self.counts.set_aside,
            seconds=round((finished - self.now).total_seconds(), 3) if finished else 0.0,
            version=__version__,
            bundle_id=self.bundle.bundle_id,
        )

    def write_report(self, out: Path) -> Path:
        """The HTML report of what was published, from the rows that this run holds; one that still holds stays."""
        if stands(out, self.made_of):
            return out / "report" / "index.html"
        tables = ReportTables(
            documents=list(self.documents.outlines()),
            words=self.documents,
            events=self.rows["events"],
            stances=self.rows["stances"],
            postures=self.derived.postures,
            shifts=self.derived.shifts,
            blocs=self.derived.blocs,
            support=self.derived.support,
            runs=self.store.read("runs"),
            edits=recent_edits(self.documents),
        )
        with cycles_left_alone():
            return write_pages(tables, self.made_of, out, self.bundle, self.now)
