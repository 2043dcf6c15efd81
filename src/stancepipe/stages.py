"""The stages of a run, in the order of the data; each reads, calls pure functions and hands on.

The shell command and the Prefect flow call the same five: :meth:`PipelineRun.collect`,
:meth:`~PipelineRun.analyse`, :meth:`~PipelineRun.derive`, :meth:`~PipelineRun.publish`,
:meth:`~PipelineRun.write_report`. Same input, same bundle, same clock: same rows (``runs`` aside), whatever the order
or batching.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from stancepipe import __version__
from stancepipe.analysis import Analysed, Models, analyse_documents, load_models
from stancepipe.bundles import Bundle
from stancepipe.errors import StancepipeError
from stancepipe.extract.naming import load_name_index
from stancepipe.extract.passages import load_gate
from stancepipe.ids import digest
from stancepipe.ingest.duplicates import find_duplicates
from stancepipe.ingest.inputs import InputRecord
from stancepipe.intake import chain_revisions, decide_status, description_of, document_of, fingerprints
from stancepipe.posture import Derived, derive_postures, load_knowledge
from stancepipe.records import Document, Run
from stancepipe.report import ReportTables, build_report
from stancepipe.store import PublishResult, Store, Writer
from stancepipe.vocabulary import DocumentStatus

BATCH: Final = 100
"""Documents per batch of analysis: the unit of work and of progress."""

Progress = Callable[[str, int, int], None]
"""Told the stage, what is done and what there is to do."""


@dataclass(slots=True)
class _Counts:
    inputs: int = 0
    new: int = 0
    unchanged: int = 0
    duplicates: int = 0
    set_aside: int = 0


@dataclass(slots=True)
class PipelineRun:
    """One run into one folder: holds what the stages hand on."""

    store: Store
    bundle: Bundle
    now: datetime
    progress: Progress = lambda stage, done, of: None
    models: Models | None = None
    documents: dict[str, Document] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    analysed: dict[str, Analysed] = field(default_factory=dict)
    derived: Derived = field(default_factory=Derived)
    counts: _Counts = field(default_factory=_Counts)
    seen: set[str] = field(default_factory=set)
    """Ids of the documents that came in with this run, known or not."""
    rows: dict[str, list[Any]] = field(default_factory=dict)
    """Mentions, events and stances as they will be published."""

    @property
    def run_id(self) -> str:
        """Id of this run: by its clock."""
        return digest("run", self.now.isoformat())

    @property
    def any_set_aside(self) -> bool:
        """Whether an input of this run was set aside, now or already when it first came in."""
        return self.counts.set_aside > 0

    def collect(self, records: Iterable[InputRecord]) -> None:
        """Take in inputs: revisions against what is known, language, relevance, duplicates; decide what to analyse."""
        self.documents = {d.document_id: d for d in self.store.read("documents")}
        before = dict(self.documents)
        for record in records:
            self.counts.inputs += 1
            self._take_in(document_of(record, run_id=self.run_id, bundle_id=self.bundle.bundle_id, now=self.now))
            if self.counts.inputs % BATCH == 0:
                self.progress("read", self.counts.inputs, 0)
        self.progress("read", self.counts.inputs, self.counts.inputs)
        self.documents = {d.document_id: d for d in chain_revisions(self.documents.values())}
        self._judge_relevance()
        self.counts.duplicates = sum(
            d.status == DocumentStatus.DUPLICATE and key not in before for key, d in self.documents.items()
        )
        self.pending = sorted(
            key
            for key, d in self.documents.items()
            if d.status == DocumentStatus.ANALYSED
            and (key not in before or replace(before[key], superseded_by=d.superseded_by) != d)
        )

    def _take_in(self, found: Document) -> None:
        """Add a newly found document, or note what is now said about one that is known."""
        key = found.document_id
        self.counts.set_aside += found.status == DocumentStatus.SET_ASIDE
        known = self.documents.get(key)
        if known is None:
            self.counts.new += 1
            self.documents[key] = found
        else:
            self.counts.unchanged += 1
            again = replace(found, first_seen_at=known.first_seen_at, run_id=known.run_id)
            # What is said later holds; of what is said under one clock, in any order, always the same.
            at_once = key in self.seen or known.first_seen_at == self.now
            chosen = min(known, again, key=description_of) if at_once else again
            if description_of(chosen) != description_of(known):
                self.documents[key] = chosen
        self.seen.add(key)

    def _judge_relevance(self) -> None:
        """Decide status anew for every readable document: by the current gate and the current set of copies."""
        gate = load_gate(self.bundle.lexicons)
        names = load_name_index(self.bundle.lexicons)
        readable = {
            key: d
            for key, d in self.documents.items()
            if d.status in (DocumentStatus.ANALYSED, DocumentStatus.IRRELEVANT, DocumentStatus.DUPLICATE)
        }
        copies = find_duplicates(fingerprints(readable.values(), names))
        for key, document in readable.items():
            self.documents[key] = decide_status(document, copies.get(key), gate, self.bundle.bundle_id)

    def analyse(self) -> None:
        """Analyse what is pending, batch by batch."""
        done = 0
        if self.pending and self.models is None:
            self.models = load_models(self.bundle)
        for batch in _batches(self.pending):
            assert self.models is not None
            documents = [self.documents[key] for key in batch]
            self.analysed.update(zip(batch, analyse_documents(documents, self.models), strict=True))
            done += len(batch)
            self.progress("analyse", done, len(self.pending))

    def derive(self) -> None:
        """Postures, shifts, blocs and support from all evidence, old and new."""
        kept = {
            key for key, d in self.documents.items() if d.status == DocumentStatus.ANALYSED and key not in self.analysed
        }
        old = {
            name: [r for r in self.store.read(name) if r.document_id in kept]
            for name in ("mentions", "events", "stances")
        }
        self.rows = {
            name: [*old[name], *(row for a in self.analysed.values() for row in getattr(a, name))] for name in old
        }
        self.derived = derive_postures(
            self.documents.values(),
            self.rows["stances"],
            self.rows["events"],
            knowledge=load_knowledge(self.bundle.lexicons),
            bundle_id=self.bundle.bundle_id,
            previous_shifts=self.store.read("posture_shifts"),
            now=self.now,
        )
        self.progress("derive", 1, 1)

    def publish(self, writer: Writer, finished: datetime) -> PublishResult:
        """All tables at once; ``runs`` gains a row."""
        run = self._run(finished, "completed")
        result = writer.publish(
            {
                "documents": list(self.documents.values()),
                **self.rows,
                "postures": self.derived.postures,
                "posture_shifts": self.derived.shifts,
                "blocs": self.derived.blocs,
                "support": self.derived.support,
                "runs": [*(r for r in self.store.read("runs") if r.run_id != run.run_id), run],
            },
            known_from=self.now,
        )
        self.progress("publish", 1, 1)
        return result

    def _run(self, finished: datetime, status: str) -> Run:
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
            seconds=round((finished - self.now).total_seconds(), 3),
            version=__version__,
            bundle_id=self.bundle.bundle_id,
        )

    def write_report(self, out: Path) -> Path:
        """The HTML report of what was published."""
        return write_report(out, self.bundle, self.now)


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(keys), BATCH):
        yield keys[first : first + BATCH]


def english_names(bundle: Bundle) -> dict[str, str]:
    """English names of states and blocs by code."""
    return dict(load_knowledge(bundle.lexicons).names)


def write_report(out: Path, bundle: Bundle, now: datetime) -> Path:
    """(Re)build ``out/report/index.html`` from the published tables."""
    store = Store(out)
    tables = ReportTables(
        documents=store.read("documents"),
        events=store.read("events"),
        stances=store.read("stances"),
        postures=store.read("postures"),
        shifts=store.read("posture_shifts"),
        blocs=store.read("blocs"),
        support=store.read("support"),
        runs=store.read("runs"),
    )
    return build_report(tables, out, generated_on=now.astimezone(UTC).date(), names=english_names(bundle))


def run_pipeline(
    records: Iterable[InputRecord],
    out: Path,
    bundle: Bundle,
    clock: Callable[[], datetime],
    progress: Progress = lambda stage, done, of: None,
) -> PipelineRun:
    """A whole run without Prefect: collect, analyse, derive, publish, report.

    Raises:
        StancepipeError: there was nothing to read; nothing is published.
    """
    store = Store(out)
    with store.writer() as writer:
        run = PipelineRun(store=store, bundle=bundle, now=clock(), progress=progress)
        run.collect(records)
        require_inputs(run)
        run.analyse()
        run.derive()
        run.publish(writer, clock())
    run.write_report(out)
    return run


def require_inputs(run: PipelineRun) -> None:
    """Say so where there is nothing to do; an input that is set aside is one, it becomes a row.

    Raises:
        StancepipeError: there was no input.
    """
    if run.counts.inputs == 0:
        raise StancepipeError("there was nothing to read: the inputs hold no document")
