"""A day's new documents on top of a large store: seconds and memory to derive and publish everything anew (minutes).

Usage: python benchmarks/update.py [--stances 200000] [--new 500] [--holders 200] [--words 300]

Rows are made up, seeded, and published once; then as many analysed documents as ``--new`` says come in, and the run's
own stages derive and publish. What collects and analyses documents is measured by other benchmarks.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import itertools

import numpy as np

from stancepipe.analysis import Analysed
from stancepipe.bundles import Bundle, load_bundle
from stancepipe.ids import digest
from stancepipe.posture import load_knowledge
from stancepipe.records import Document, Event, Mention, Stance
from stancepipe.shelf import published_documents
from stancepipe.stages import PipelineRun
from stancepipe.staging import batch_rows
from stancepipe.store import Store
from stancepipe.vocabulary import ISRAEL, STATES_OUTSIDE_ISO

FIRST: Final = date(2023, 1, 1)
DAYS: Final = 3 * 365
A_DOCUMENT: Final = 1.6
"""Stances in a document."""
PUBLISHERS: Final = 300
STEPS: Final = ("recall_envoy", "return_envoy", "arms_deal", "arms_restriction", "summon_envoy", "recognise_palestine")
VOCABULARY: Final = 20_000
"""Different words, so that texts compress about as real ones do."""


def documents_of(
    rng: np.random.Generator, n: int, first: int, on: tuple[int, int], bundle: Bundle, holders: list[str], words: int
) -> Iterator[tuple[Document, Analysed]]:
    """Made-up documents with their rows, published between two days counted from the first."""
    spoken = np.array([f"w{number:x}" for number in range(VOCABULARY)])
    for number in range(first, first + n):
        day = FIRST + timedelta(days=int(rng.integers(*on)))
        ranks = np.minimum(rng.zipf(1.2, words), VOCABULARY) - 1
        text = " ".join(spoken[ranks])
        key = digest("document", str(number))
        own = rng.random() < 0.3
        about = sorted(
            {holders[int(h)] for h in rng.geometric(0.02, 1 + (rng.random() < A_DOCUMENT - 1)) % len(holders)}
        )
        document = Document(
            document_id=key, input_id=str(number), url=f"https://example.org/{number}", title="Title", text=text,
            publisher=f"publisher {rng.integers(PUBLISHERS)}", publisher_country=about[0] if own else None,
            doc_type="official_statement" if own else "news_report", published_on=day, published_precision="day",
            published_from="feed", superseded_by=None, language="en", status="analysed", status_reason=None,
            duplicate_of=None, content_hash=f"c1:{number}", n_words=words,
            first_seen_at=datetime.combine(day, datetime.min.time(), UTC), run_id="r", bundle_id=bundle.bundle_id,
        )  # fmt: skip
        quote = text[:200]
        stances = tuple(
            Stance(
                stance_id=digest("stance", key, holder, ISRAEL), document_id=key, holder=holder, target=ISRAEL,
                label="neutral", score=float(np.clip(rng.normal(0, 0.4), -1, 1)),
                confidence=float(rng.uniform(0.4, 1)), quote=quote, quote_start=0, quote_end=200, n_passages=1,
                published_on=day, publisher_country=document.publisher_country, bundle_id=bundle.bundle_id,
            )
            for holder in about
        )  # fmt: skip
        step = STEPS[int(rng.integers(len(STEPS)))] if rng.random() < 0.02 else None
        event = Event(
            event_id=digest("event", about[0], ISRAEL, step or "SUPPORT", day.isoformat()), document_id=key,
            quote=quote, quote_start=0, quote_end=200, actor=about[0], actor_text="w", actor_sector="GOV",
            recipient=ISRAEL, recipient_text="w", recipient_sector=None, event_type="SUPPORT", event_mode=None, quad=1,
            step=step, domain="diplomatic", status="occurred", event_on=None, date_precision=None,
            intensity=float(rng.uniform(-10, 10)), attributed_to=None, toward_israel=True, rule="r", confidence=0.7,
            bundle_id=bundle.bundle_id,
        )  # fmt: skip
        mentions = tuple(
            Mention(
                mention_id=digest("mention", key, str(place)), document_id=key, start_char=place, end_char=place + 2,
                text=text[place : place + 2], kind="state", country=holder, actor_code=holder, sector=None,
                bundle_id=bundle.bundle_id,
            )
            for place, holder in enumerate(about)
        )  # fmt: skip
        yield document, Analysed(mentions=mentions, events=(event,), stances=stances)


def run_of(out: Path, bundle: Bundle, now: datetime, told: list[tuple[Document, Analysed]]) -> PipelineRun:
    """A run that has collected and analysed ``told``, and knows what was published."""
    run = PipelineRun(store=Store(out), bundle=bundle, now=now)
    run.documents = published_documents(run.store)
    run.documents.update({d.document_id: d for d, _ in told})
    run.analysed = [batch_rows({d.document_id: rows for d, rows in told})]
    return run


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stances", type=int, default=200_000)
    parser.add_argument("--new", type=int, default=500)
    parser.add_argument("--holders", type=int, default=200)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng, bundle = np.random.default_rng(args.seed), load_bundle()
    states = sorted(load_knowledge(bundle.lexicons).states - {ISRAEL} - STATES_OUTSIDE_ISO)
    holders = [states[int(n)] for n in rng.permutation(len(states))][: args.holders]
    old = int(args.stances / A_DOCUMENT)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        start = datetime(2026, 1, 1, tzinfo=UTC)
        told = list(documents_of(rng, old, 0, (0, DAYS), bundle, holders, args.words))
        run = run_of(out, bundle, start, told)
        run.derive()
        with run.store.writer() as writer:
            run.publish(writer, start)
        del run, told
        new = list(documents_of(rng, args.new, old, (DAYS - 3, DAYS), bundle, holders, args.words))
        run = run_of(out, bundle, start + timedelta(days=1), new)
        marks = [(time.perf_counter(), time.process_time())]
        run.derive()
        marks.append((time.perf_counter(), time.process_time()))
        with run.store.writer() as writer:
            run.publish(writer, start + timedelta(days=1))
        marks.append((time.perf_counter(), time.process_time()))
        derived = run.derived
    wall, cpu = ([b[i] - a[i] for a, b in itertools.pairwise(marks)] for i in (0, 1))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"update: {args.new} new documents on {sum(len(rows) for rows in run.rows.values())} rows of mentions, events "
        f"and stances ({len(run.rows['stances'])} stances, {len(run.documents)} documents of {args.words} words): "
        f"derive {wall[0]:.1f} s (CPU {cpu[0]:.1f}), publish {wall[1]:.1f} s (CPU {cpu[1]:.1f}), together "
        f"{sum(wall):.1f} s; {len(derived.postures)} postures, {len(derived.shifts)} shifts, {len(derived.blocs)} days "
        f"of blocs, {len(derived.support)} of support; peak {memory:.0f} MiB"
    )


if __name__ == "__main__":
    main()
