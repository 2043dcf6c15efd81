"""Print the speed of the whole path beside that of the bare language model, in one run on the same texts.

    .venv/bin/python benchmarks/throughput.py [N]

N copies (default 8) of the sample corpus's English documents. Ratios travel between machines, rates do not.
"rules/parse" is CPU time of the rules alone (mentions, events, claims) over that of parsing the same passages, all of
which bear on the subject.
"""

import gc
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from spacy.tokens import Doc

from stancepipe.analysis import analyse_documents, load_models, source_of
from stancepipe.bundles import load_bundle
from stancepipe.extract.passages import one_line, passages
from stancepipe.extract.pipeline import Parser, load_parser
from stancepipe.ingest.inputs import InputDefaults
from stancepipe.ingest.readers import read_inputs, reading_of
from stancepipe.intake import document_of
from stancepipe.vocabulary import DocumentStatus


@dataclass(frozen=True, slots=True)
class Parsed(Parser):
    """A parser whose work is done: it hands out what it was given, so that only the rules are timed."""

    docs: Iterator[Doc]

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The given documents, in order."""
        return self.docs


def main() -> None:
    """Read, then time bare parsing and the whole analysis on the same documents."""
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    bundle = load_bundle()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    reading = reading_of(InputDefaults(), lambda message: None, lexicons=bundle.lexicons, today=now.date())
    records = read_inputs([str(bundle.corpora / "sample")], reading)
    found = [document_of(r, run_id="benchmark", bundle_id=bundle.bundle_id, now=now) for r in records]
    documents = [d for d in found if d.status == DocumentStatus.ANALYSED] * copies
    words = sum(d.n_words for d in documents)

    parser = load_parser(bundle.spacy_model)
    start = time.perf_counter()
    for _ in parser.parse(one_line(d.text) for d in documents):
        pass
    parse = time.perf_counter() - start

    models = load_models(bundle)
    source = [source_of(d) for d in documents]
    cut = [one_line(s.text[p.start : p.end]) for s in source for p in passages(s.text, models.analyst.gate)]
    start = time.process_time()
    parsed = list(parser.parse(cut))
    parse_passages = time.process_time() - start
    gc.collect()
    gc.freeze()  # a run holds a few hundred parsed passages, not all: the collector must not walk them again and again
    reader = replace(models.analyst, parser=Parsed(parser.nlp, parser.entities, iter(parsed)))
    start = time.process_time()
    for _ in reader.read_all(source, "ISR"):
        pass
    rules = time.process_time() - start
    start = time.perf_counter()
    readings = list(models.analyst.read_all([source_of(d) for d in documents], "ISR"))
    extract = time.perf_counter() - start
    start = time.perf_counter()
    models.classifier.judge([claim for reading in readings for claim in reading.claims])
    classify = time.perf_counter() - start
    start = time.perf_counter()
    analyse_documents(documents, models)
    whole = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"documents {len(documents)} words {words} "
        f"bare-parse {words / parse:.0f} words/s whole {words / whole:.0f} words/s "
        f"speed whole/parse {parse / whole:.2f} "
        f"time extract/parse {extract / parse:.2f} classify/parse {classify / parse:.2f} "
        f"rules/parse {rules / parse_passages:.2f} "
        f"peak {memory:.0f} MiB"
    )


if __name__ == "__main__":
    main()
