"""Print the speed of the whole path beside that of the bare language model, in one run on the same texts (minutes).

    .venv/bin/python benchmarks/throughput.py [N] [--documents 400] [--seed 1] [--workers 1]

Three texts: a mixture of world news of which a tenth is about the subject, a mixture that is all about it, both from a
JSON Lines file to published tables and report; and N copies (default 2) of the sample corpus's English documents,
analysed only. Ratios travel between machines, rates do not. All are of processor time in one process, where nothing
else is said; with ``--workers`` above 1 the first two texts are read once more by so many processes, by the clock.

"bare" is ``nlp.pipe`` of the same model as it is published, with all its components and the same matrix product;
"lean" is the same without its entity recogniser, which the whole path runs only where a name is in doubt; "naive" is
bare parsing and the encoder on every sentence. The analysis of the sample is held against lean parsing:
"rules/parse" is the rules alone (mentions, events, claims) over that of the same passages, all of which bear on the
subject.
"""

import argparse
import gc
import os
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from mixture import RELEVANT, Mixture, write_mixture
from spacy.tokens import Doc

from stancepipe.analysis import Models, analyse_documents, load_models, source_of
from stancepipe.bundles import Bundle, load_bundle
from stancepipe.classify.stance import Classifier
from stancepipe.extract.passages import one_line, passages
from stancepipe.extract.pipeline import RULER, TABLES, Parser
from stancepipe.ingest.inputs import InputDefaults
from stancepipe.ingest.readers import read_inputs, reading_of
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.intake import document_of
from stancepipe.pipeline import run_pipeline
from stancepipe.records import Document
from stancepipe.relevance import judge_relevance
from stancepipe.stages import PipelineRun
from stancepipe.store import Store
from stancepipe.vocabulary import DocumentStatus
from stancepipe.workers import in_processes

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
STAGES: Final = ("read", "relevance", "parse", "rules", "classify", "derive", "publish", "report")


@dataclass(slots=True)
class Stopwatch:
    """Processor seconds by stage."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add what the block takes to ``stage``."""
        start = time.process_time()
        try:
            yield
        finally:
            self.seconds[stage] += time.process_time() - start


@dataclass(frozen=True, slots=True)
class TimedParser(Parser):
    """A parser that tells a stopwatch what it took."""

    watch: Stopwatch

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """Parsed passages, in order."""
        docs = Parser.parse(self, texts)
        while True:
            with self.watch.time("parse"):
                doc = next(docs, None)
            if doc is None:
                return
            yield doc


@dataclass(frozen=True, slots=True)
class TimedClassifier(Classifier):
    """A classifier that tells a stopwatch what it took."""

    watch: Stopwatch

    def judge(self, claims):
        """One judgement per claim, in order."""
        with self.watch.time("classify"):
            return Classifier.judge(self, claims)


@dataclass(frozen=True, slots=True)
class Parsed(Parser):
    """A parser whose work is done: it hands out what it was given, so that only the rules are timed."""

    docs: Iterator[Doc]

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The given documents, in order."""
        return self.docs


def timed(models: Models, watch: Stopwatch) -> Models:
    """The same models, watched."""
    parser, judge = models.analyst.parser, models.classifier
    watched = replace(models.analyst, parser=TimedParser(parser.nlp, parser.entities, watch))
    return Models(watched, TimedClassifier(judge.encoder, judge.words, judge.thresholds, watch))


def whole_path(path: Path, out: Path, bundle: Bundle, models: Models) -> tuple[Stopwatch, float, float, PipelineRun]:
    """From a file to published tables and a report: seconds by stage, processor and wall seconds, and the run."""
    watch = Stopwatch()
    start, wall = time.process_time(), time.perf_counter()
    options = InputOptions()
    about = Surroundings(bundle=bundle, out=out, clock=lambda: NOW, report=lambda message: None)
    store = Store(out)

    def watched_relevance(*given: Any) -> None:
        with watch.time("relevance"):
            judge_relevance(*given)

    with store.writer() as writer:
        run = PipelineRun(store=store, bundle=bundle, now=NOW)
        with watch.time("read"), patch("stancepipe.stages.judge_relevance", watched_relevance):
            run.collect(read_everything([str(path)], options, about))
        watch.seconds["read"] -= watch.seconds["relevance"]
        with watch.time("rules"), patch("stancepipe.analysis.load_models", lambda bundle: timed(models, watch)):
            run.analyse()
        watch.seconds["rules"] -= watch.seconds["parse"] + watch.seconds["classify"]
        with watch.time("derive"):
            run.derive()
        with watch.time("publish"):
            run.publish(writer, NOW)
    with watch.time("report"):
        run.write_report(out)
    return watch, time.process_time() - start, time.perf_counter() - wall, run


def by_the_clock(path: Path, out: Path, bundle: Bundle, workers: int) -> float:
    """Wall seconds of the same with a pool of workers, which load their models within."""
    about = Surroundings(bundle=bundle, out=out, clock=lambda: NOW, report=lambda message: None)
    start = time.perf_counter()
    items = read_everything([str(path)], InputOptions(), about)
    run_pipeline(items, out, bundle, lambda: NOW, runner=in_processes(workers))
    return time.perf_counter() - start


def print_path(name: str, relevant: float, args: argparse.Namespace, bundle: Bundle, models: Models) -> None:
    """Time the whole path, bare parsing and the naive way on one mixture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "documents.jsonl"
        n = args.documents if relevant < 1 else args.documents // 4
        write_mixture(path, Mixture(bundle, seed=args.seed, relevant=relevant), n)
        watch, seconds, wall, run = whole_path(path, Path(folder) / "out", bundle, models)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pooled = by_the_clock(path, Path(folder) / "pooled", bundle, args.workers) if args.workers > 1 else None
    documents = list(run.documents.values())
    words = sum(d.n_words for d in documents)
    bare = time_bare(documents, models)
    shares = ", ".join(f"{stage} {watch.seconds[stage] / seconds:.1%}" for stage in STAGES)
    print(
        f"{name}: {len(documents)} documents, {sum(d.status == DocumentStatus.ANALYSED for d in documents)} analysed, "
        f"{words} words; per second: whole path {len(documents) / seconds:.1f} documents {words / seconds:.0f} words, "
        f"bare {len(documents) / bare.full:.1f} documents {words / bare.full:.0f} words, "
        f"naive {len(documents) / bare.naive:.2f} documents {words / bare.naive:.0f} words; "
        f"whole path is {bare.full / seconds:.2f} times as fast as bare ({bare.wall / wall:.2f} by the clock), "
        f"{bare.lean / seconds:.2f} times as lean, {bare.naive / seconds:.1f} times as naive; "
        f"shares: {shares}; peak {memory:.0f} MiB"
        + (f"; with {args.workers} workers {bare.wall / pooled:.2f} times bare, by the clock" if pooled else ""),
        flush=True,
    )


@contextmanager
def as_published(parser: Parser, *, entities: bool) -> Iterator[None]:
    """With spaCy's own attribute ruler, which the pipeline replaces, and maybe its recogniser: as others run it."""
    own = (RULER, "ner") if entities else (RULER,)
    parser.nlp.disable_pipe(TABLES)
    for name in own:
        parser.nlp.enable_pipe(name)
    try:
        yield
    finally:
        for name in own:
            parser.nlp.disable_pipe(name)
        parser.nlp.enable_pipe(TABLES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bare:
    """Seconds of the ways that the whole path is held against: of the processor, but for ``wall``."""

    full: float
    """All components of the language model."""
    wall: float
    """The same by the clock."""
    lean: float
    """Without its entity recogniser."""
    naive: float
    """All components, then the encoder on every sentence."""


def time_bare(documents: list[Document], models: Models) -> Bare:
    """What others would run on the same texts."""
    watch, parser = Stopwatch(), models.analyst.parser
    wall = time.perf_counter()
    found = []
    with as_published(parser, entities=True), watch.time("full"):
        for doc in parser.parse(one_line(d.text) for d in documents):
            found += [sentence.text for sentence in doc.sents]
    wall = time.perf_counter() - wall
    with as_published(parser, entities=False), watch.time("lean"):
        for _ in parser.parse(one_line(d.text) for d in documents):
            pass
    with watch.time("encode"):
        models.classifier.encoder.encode(found)
    took = watch.seconds
    return Bare(full=took["full"], wall=wall, lean=took["lean"], naive=took["full"] + took["encode"])


def print_analysis(copies: int, bundle: Bundle, models: Models) -> None:
    """Time the parts of the analysis on the sample corpus, which is all about the subject."""
    reading = reading_of(InputDefaults(), lambda message: None, lexicons=bundle.lexicons, today=NOW.date())
    records = read_inputs([str(bundle.corpora / "sample")], reading)
    found = [document_of(r, run_id="benchmark", bundle_id=bundle.bundle_id, now=NOW) for r in records]
    documents = [d for d in found if d.status == DocumentStatus.ANALYSED] * copies
    words = sum(d.n_words for d in documents)
    parser, watch = models.analyst.parser, Stopwatch()
    with as_published(parser, entities=False), watch.time("lean"):
        for _ in parser.parse(one_line(d.text) for d in documents):
            pass
    source = [source_of(d) for d in documents]
    cut = [one_line(s.text[p.start : p.end]) for s in source for p in passages(s.text, models.analyst.gate)]
    with as_published(parser, entities=False), watch.time("parse"):
        parsed = list(parser.parse(cut))
    gc.collect()
    gc.freeze()  # a run holds a few hundred parsed passages, not all: the collector must not walk them again and again
    reader = replace(models.analyst, parser=Parsed(parser.nlp, parser.entities, iter(parsed)))
    with watch.time("rules"):
        for _ in reader.read_all(source, "ISR"):
            pass
    with watch.time("extract"):
        readings = list(models.analyst.read_all(source, "ISR"))
    with watch.time("classify"):
        models.classifier.judge([claim for reading in readings for claim in reading.claims])
    with watch.time("whole"):
        analyse_documents(documents, models)
    took = watch.seconds
    print(
        f"sample corpus, analysis alone: {len(documents)} documents {words} words; "
        f"lean {words / took['lean']:.0f} words/s, analysis {words / took['whole']:.0f} words/s; "
        f"speed whole/parse {took['lean'] / took['whole']:.2f}, "
        f"time extract/parse {took['extract'] / took['lean']:.2f} "
        f"classify/parse {took['classify'] / took['lean']:.2f}, rules/parse {took['rules'] / took['parse']:.2f}"
    )


def main() -> None:
    """Print the figures; the smallest in memory first, as a peak never falls."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("copies", type=int, nargs="?", default=2)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    bundle = load_bundle()
    models = load_models(bundle)
    print_path("mixture", RELEVANT, args, bundle, models)
    print_path("all about the subject", 1.0, args, bundle, models)
    print_analysis(args.copies, bundle, models)


if __name__ == "__main__":
    main()
