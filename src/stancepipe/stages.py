"""The stages of a run, in the order of the data; each reads, calls pure functions and hands on.

The shell command and the Prefect flow call the same five: :meth:`PipelineRun.collect`,
:meth:`~PipelineRun.analyse`, :meth:`~PipelineRun.derive`, :meth:`~PipelineRun.publish`,
:meth:`~PipelineRun.write_report`. Same input, same bundle, same clock: same rows (``runs`` aside), whatever the order
or batching.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from stancepipe import __version__
from stancepipe.bundles import Bundle
from stancepipe.classify.stance import Classifier, StanceDocument, load_classifier, stances_of
from stancepipe.errors import StancepipeError
from stancepipe.extract.analyst import Analyst, Source, load_analyst
from stancepipe.extract.lexicons import load_lexicons
from stancepipe.extract.naming import NameIndex, build_name_index
from stancepipe.extract.passages import Gate, load_gate
from stancepipe.ids import content_hash, digest
from stancepipe.ingest.duplicates import Fingerprint, find_duplicates, fingerprint
from stancepipe.ingest.inputs import InputRecord
from stancepipe.ingest.language import find_language
from stancepipe.ingest.revisions import document_id
from stancepipe.posture import Derived, derive_postures, load_knowledge
from stancepipe.records import Document, Event, Mention, Run, Stance
from stancepipe.report import ReportTables, build_report
from stancepipe.store import PublishResult, Store, Writer
from stancepipe.vocabulary import TARGETS, DocumentStatus

BATCH: Final = 100
"""Documents per batch of analysis: the unit of work and of progress."""
SUPPORTED_LANGUAGES: Final = frozenset({"en"})
"""Languages that have a parser and lexicons; others are kept and marked."""

Progress = Callable[[str, int, int], None]
"""Told the stage, what is done and what there is to do."""


@dataclass(frozen=True, slots=True)
class Models:
    """Everything that is loaded once per process."""

    analyst: Analyst
    classifier: Classifier


@dataclass(frozen=True, kw_only=True, slots=True)
class Analysed:
    """Rows read in some documents."""

    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    stances: tuple[Stance, ...] = ()


def load_models(bundle: Bundle) -> Models:
    """Parser, lexicons and classifier of ``bundle``: loaded when first asked for, then kept."""
    return _load_models(bundle.bundle_id, bundle.lexicons, bundle.models, bundle.spacy_model)


@lru_cache(maxsize=1)
def _load_models(bundle_id: str, lexicons: Path, models: Path, spacy_model: str) -> Models:
    return Models(load_analyst(lexicons, spacy_model, bundle_id), load_classifier(models))


def analyse_documents(documents: Sequence[Document], models: Models, *, everything: bool = False) -> list[Analysed]:
    """Mentions, events and stances of each document; with ``everything`` also where the gate would not look."""
    sources = [_source(d) for d in documents]
    thresholds = models.classifier.thresholds
    analysed = [Analysed() for _ in documents]
    for target in TARGETS:
        readings = list(models.analyst.read_all(sources, target, everything=everything))
        judged = iter(models.classifier.judge([c for r in readings for c in r.claims]))
        for i, (document, reading) in enumerate(zip(documents, readings, strict=True)):
            about = StanceDocument(
                document_id=document.document_id,
                text=document.text,
                published_on=document.published_on,
                publisher_country=document.publisher_country,
            )
            own = [next(judged) for _ in reading.claims]
            stances = stances_of(about, own, thresholds, models.analyst.bundle_id)
            known = analysed[i]
            analysed[i] = Analysed(
                mentions=known.mentions or reading.mentions,
                events=known.events or reading.events,
                stances=(*known.stances, *stances),
            )
    return analysed


def _source(document: Document) -> Source:
    return Source(
        document_id=document.document_id,
        text=document.text,
        title=document.title,
        publisher_country=document.publisher_country,
        doc_type=document.doc_type,
        published_on=document.published_on,
        published_precision=document.published_precision,
    )


def document_of(record: InputRecord, *, run_id: str, bundle_id: str, now: datetime) -> Document:
    """The row of a newly found input; its status says what is known before any analysis."""
    hashed = content_hash(record.text if record.problem is None else f"problem: {record.problem}")
    language = find_language(record.text) or record.language
    status, reason = DocumentStatus.ANALYSED, None
    if record.problem is not None:
        status, reason = DocumentStatus.SET_ASIDE, record.problem
    elif language is not None and language not in SUPPORTED_LANGUAGES:
        status = DocumentStatus.UNSUPPORTED_LANGUAGE
        reason = f"written in {language}; analysed languages: {', '.join(sorted(SUPPORTED_LANGUAGES))}"
    return Document(
        document_id=document_id(record.input_id, hashed),
        input_id=record.input_id,
        url=record.url,
        title=record.title,
        text=record.text,
        publisher=record.publisher,
        publisher_country=record.publisher_country,
        doc_type=record.doc_type,
        published_on=record.published_on,
        published_precision=record.published_precision,
        published_from=record.published_from,
        superseded_by=None,
        language=language,
        status=status.value,
        status_reason=reason,
        duplicate_of=None,
        content_hash=hashed,
        n_words=len(record.text.split()),
        first_seen_at=now,
        run_id=run_id,
        bundle_id=bundle_id,
    )


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
            chosen = min(known, again, key=_description) if at_once else again
            if _description(chosen) != _description(known):
                self.documents[key] = chosen
        self.seen.add(key)

    def _judge_relevance(self) -> None:
        """Decide status anew for every readable document: by the current gate and the current set of copies."""
        gate = load_gate(self.bundle.lexicons)
        names = build_name_index(load_lexicons(self.bundle.lexicons).names)
        readable = {
            key: d
            for key, d in self.documents.items()
            if d.status in (DocumentStatus.ANALYSED, DocumentStatus.IRRELEVANT, DocumentStatus.DUPLICATE)
        }
        copies = find_duplicates(_fingerprints(readable.values(), names))
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


def chain_revisions(documents: Iterable[Document]) -> Iterator[Document]:
    """All documents, each revision of an input superseded by the next one.

    Next is what was seen later; of what was seen at once, the later published, then the fuller text. An attempt that
    could not be read comes before all that could: a page that fails for a day does not lose its text.
    """
    revisions: dict[str, list[Document]] = {}
    for document in documents:
        revisions.setdefault(document.input_id, []).append(document)
    for own in revisions.values():
        own.sort(key=_revision_order)
        followers = [d.document_id for d in own[1:]]
        for document, follower in zip(own, [*followers, None], strict=True):
            changed = document.superseded_by != follower
            yield replace(document, superseded_by=follower) if changed else document


def _revision_order(d: Document) -> tuple[bool, datetime, date, int, str]:
    readable = d.status != DocumentStatus.SET_ASIDE
    return (readable, d.first_seen_at, d.published_on or date.min, d.n_words, d.document_id)


def _description(d: Document) -> tuple[str, ...]:
    """What an input says of itself, in an order of its own; two that differ here under one id are told apart."""
    said = (
        d.url, d.title, d.publisher, d.publisher_country, d.doc_type, d.published_on, d.published_precision,
        d.published_from, d.language, d.text,
    )  # fmt: skip
    return tuple(map(repr, said))


def decide_status(document: Document, copy_of: str | None, gate: Gate, bundle_id: str) -> Document:
    """A readable document's status: a copy, about something else, or to be analysed with ``bundle_id``."""
    status, reason = DocumentStatus.ANALYSED, None
    if copy_of is not None:
        status, reason = DocumentStatus.DUPLICATE, f"a copy of document {copy_of}"
    elif not gate.opens(f"{document.title or ''}\n{document.text}"):
        status, reason = DocumentStatus.IRRELEVANT, "names neither Israel nor what stands for it"
    return replace(document, status=status.value, status_reason=reason, duplicate_of=copy_of, bundle_id=bundle_id)


def _fingerprints(documents: Iterable[Document], names: NameIndex) -> Iterator[Fingerprint]:
    for d in documents:
        if d.superseded_by is None:
            yield fingerprint(
                document_id=d.document_id,
                input_id=d.input_id,
                content_hash=d.content_hash,
                text=d.text,
                published_on=d.published_on,
                actors=names.codes(d.text),
            )


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


def summary_of(run: PipelineRun, out: Path, report: Path) -> list[str]:
    """A short plain account of a run: what came in, what was set aside and why, who was seen, what moved most."""
    counted = Counter(d.status for d in run.documents.values())
    lines = [
        f"read {run.counts.inputs} inputs: {run.counts.new} new, {run.counts.unchanged} unchanged, "
        f"{run.counts.duplicates} copies of others",
        "documents: " + ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in sorted(counted.items())),
    ]
    for d in sorted(run.documents.values(), key=lambda d: d.input_id):
        if d.status == DocumentStatus.SET_ASIDE and (d.superseded_by is None or d.document_id in run.seen):
            lines.append(f"  set aside: {d.input_id}: {d.status_reason}")
    holders = sorted({p.holder for p in run.derived.postures})
    lines.append(
        f"holders with a posture: {len(holders)} ({', '.join(holders[:40])}{', ...' if len(holders) > 40 else ''})"
    )
    events = {e.event_id: e for e in run.rows.get("events", ())}
    stances = {s.stance_id: s for s in run.rows.get("stances", ())}
    largest = sorted(run.derived.shifts, key=lambda s: (-s.magnitude * s.confidence, s.shift_id))[:3]
    for shift in largest:
        lines.append(f"shift: {shift.summary}")
        quote = _first_quote(shift.evidence, events, stances)
        if quote:
            lines.append(f"  “{quote}”")
    lines.append(f"tables: {out}")
    lines.append(f"report: {report}")
    return lines


def _first_quote(evidence: str, events: dict[str, Event], stances: dict[str, Stance]) -> str | None:
    for item in evidence.split():
        kind, _, key = item.partition(":")
        row = (events if kind == "event" else stances).get(key)
        if row is not None:
            words = " ".join(row.quote.split())
            return words if len(words) <= 200 else words[:197] + "..."
    return None


def require_inputs(run: PipelineRun) -> None:
    """Say so where there is nothing to do; an input that is set aside is one, it becomes a row.

    Raises:
        StancepipeError: there was no input.
    """
    if run.counts.inputs == 0:
        raise StancepipeError("there was nothing to read: the inputs hold no document")
