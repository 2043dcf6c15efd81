"""The report of many holders over years: its size, the time to build it and to open it: prints one line.

Usage: python benchmarks/report.py [--holders 200] [--years 3] [--documents 100] [--seed 7] [--keep FOLDER]

The tables are made up, and full: every holder has more documents, quotes and months than its page shows. The time to
open is the browser's own (Navigation Timing, from the request to the end of the load event), the median of several.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
import pycountry

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from stancepipe.ids import digest
from stancepipe.records import BlocDay, Document, Event, Posture, PostureShift, Run, Stance, SupportDay
from stancepipe.report import Edit, ReportTables, build_report
from stancepipe.vocabulary import BLOCS, COLDER_STEPS, ISRAEL, WARMER_STEPS, Domain, Relations
from tests.browser import CHROMIUM, browser
from tests.rows import row_of

LAST: Final = date(2026, 11, 20)
NOW: Final = datetime(2026, 11, 21, 6, tzinfo=UTC)
WORDS: Final = (
    "the a of to and in on with for that ministry government minister spokesperson statement agreement decision "
    "council relations cooperation concern position ambassador border settlement humanitarian security parliament "
    "talks support regrets welcomes considers reaffirms discussed international resolution yesterday partners region "
    "negotiations"
).split()
OPENINGS: Final = 7
"""How often a page is opened; the median counts, as the first opening also warms the disk."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--holders", type=int, default=200)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--documents", type=int, default=100, help="documents for each holder")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="where the report is left")
    args = parser.parse_args()
    names = {country.alpha_3: country.name for country in pycountry.countries} | {bloc: bloc.title() for bloc in BLOCS}
    holders = [*sorted(BLOCS)[:6], *sorted(set(names) - BLOCS - {ISRAEL})][: args.holders]
    made = tables(random.Random(args.seed), holders, args.years * 365, args.documents)
    with tempfile.TemporaryDirectory() as folder:
        out = args.keep or Path(folder)
        cpu, wall = time.process_time(), time.perf_counter()
        index = build_report(made, out, generated_on=LAST, names=names)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        sizes = {path: path.stat().st_size for path in index.parent.rglob("*") if path.is_file()}
        largest = max((path for path in sizes if path.parent.name == "holders"), key=lambda path: sizes[path])
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"report: {len(holders)} holders, {len(made.postures):,} postures, {len(made.documents):,} documents, "
            f"{len(made.shifts):,} shifts: {sum(sizes.values()) / 1e6:.1f} MB in {len(sizes)} files "
            f"(index {sizes[index] / 1e6:.2f} MB, largest holder {sizes[largest] / 1e3:.0f} kB), built in {cpu:.1f} s "
            f"of CPU, {wall:.1f} s by the wall, {memory:.0f} MB at most; {opened([index, largest], Path(folder))}"
        )


def opened(pages: Sequence[Path], folder: Path) -> str:
    """Median time to open each of these pages in Chromium, in words."""
    if CHROMIUM is None:
        return "no Chromium to open it"
    figures = []
    with browser(folder / "profile") as page:
        for path in pages:
            times = []
            for _ in range(OPENINGS):
                page.open(path.as_uri())
                times.append(page.value("performance.getEntriesByType('navigation')[0].loadEventEnd"))
            figures.append(f"{path.name} opens in {median(times):.0f} ms (slowest {max(times):.0f})")
        page.open(pages[0].as_uri())
        moved = page.value(
            "(() => { const s = document.getElementById('day'), t = performance.now();"
            " for (let n = 0; n < 20; n++) { s.value = n; s.dispatchEvent(new Event('input')); }"
            " return (performance.now() - t) / 20; })()"
        )
        figures.append(f"a step of the slider takes {moved:.1f} ms")
    return ", ".join(figures)


def tables(rng: random.Random, holders: Sequence[str], days: int, n_documents: int) -> ReportTables:
    """Full tables of a made-up world."""
    documents: list[Document] = []
    stances: list[Stance] = []
    events: list[Event] = []
    shifts: list[PostureShift] = []
    postures: list[Posture] = []
    for holder in holders:
        own = [_document(rng, holder, days) for _ in range(n_documents)]
        said = [_stance(rng, holder, document) for document in own]
        done = [_event(rng, holder, document) for document in own[: n_documents // 2]]
        documents += own
        stances += said
        events += done
        shifts += [_shift(rng, holder, event) for event in done if event.step][:12]
        postures += _postures(rng, holder, days, n_documents)
    unread = [_unread(rng, rng.choice(holders), days) for _ in range(len(documents) // 10)]
    edited = documents[:100]
    return ReportTables(
        documents=[*documents, *unread],
        events=events,
        stances=stances,
        postures=postures,
        shifts=shifts,
        blocs=[row for bloc in sorted(BLOCS) for row in _bloc_days(rng, bloc, holders, days)],
        support=[row for domain in ("all", *Domain) for row in _support_days(rng, domain, holders, days)],
        runs=[_run(number) for number in range(300)],
        edits=[
            Edit(before=d, after=d, parts=[("kept", d.text[:200]), ("removed", "words"), ("added", "other words")])
            for d in edited
        ],
    )


def _sentence(rng: random.Random, n_words: int) -> str:
    return " ".join(rng.choices(WORDS, k=n_words)).capitalize() + "."


def _document(rng: random.Random, holder: str, days: int) -> Document:
    text = " ".join(_sentence(rng, rng.randint(9, 34)) for _ in range(14))
    key = digest("document", holder, text)
    return row_of(
        Document,
        document_id=key,
        input_id=f"feeds/{key}",
        url=f"https://ministry-of-{holder.lower()}.example/en/press/2026/{key}.html",
        title=_sentence(rng, rng.randint(6, 14)),
        text=text,
        publisher=f"{rng.choice(('Foreign ministry', 'Government', 'National wire', 'Observer'))} of {holder}",
        publisher_country=rng.choice((holder, holder, "USA")),
        doc_type=rng.choice(("official_statement", "official_statement", "news_report", "analysis")),
        published_on=LAST - timedelta(days=rng.randrange(days)),
        published_precision="day",
        published_from="feed",
        superseded_by=None,
        language="en",
        status="analysed",
        status_reason=None,
        duplicate_of=None,
        content_hash="c1:0",
        n_words=300,
        first_seen_at=NOW,
        run_id="r1",
        bundle_id="english-1-000000000000",
    )


def _unread(rng: random.Random, holder: str, days: int) -> Document:
    document = _document(rng, holder, days)
    status = rng.choice(("irrelevant", "duplicate", "unsupported_language", "set_aside"))
    return replace(document, status=status, status_reason=_sentence(rng, 8), text="")


def _quoted(rng: random.Random, document: Document) -> tuple[str, int, int]:
    """A sentence or two from the middle of a document."""
    ends = [number + 1 for number, char in enumerate(document.text) if char == "."]
    first = rng.randint(1, 8)
    start, end = ends[first] + 1, ends[first + rng.randint(1, 2)]
    return document.text[start:end], start, end


def _stance(rng: random.Random, holder: str, document: Document) -> Stance:
    quote, start, end = _quoted(rng, document)
    score = rng.uniform(-1, 1)
    return row_of(
        Stance,
        stance_id=digest("stance", document.document_id, holder),
        document_id=document.document_id,
        holder=holder,
        target=ISRAEL,
        label=None if rng.random() < 0.1 else "supportive" if score > 0 else "critical",
        score=score,
        confidence=rng.uniform(0.4, 1),
        quote=quote,
        quote_start=start,
        quote_end=end,
        n_passages=2,
        published_on=document.published_on,
        publisher_country=document.publisher_country,
        bundle_id=document.bundle_id,
    )


def _event(rng: random.Random, holder: str, document: Document) -> Event:
    quote, start, end = _quoted(rng, document)
    step = rng.choice(sorted(COLDER_STEPS | WARMER_STEPS)) if rng.random() < 0.4 else None
    return row_of(
        Event,
        event_id=digest("event", document.document_id),
        document_id=document.document_id,
        quote=quote,
        quote_start=start,
        quote_end=end,
        actor=holder,
        actor_text=holder,
        actor_sector="GOV",
        recipient=ISRAEL,
        recipient_text="Israel",
        recipient_sector="GOV",
        event_type="REJECT",
        event_mode=None,
        quad=3,
        step=step,
        domain="diplomatic",
        status=rng.choice(("occurred", "announced")),
        event_on=document.published_on,
        date_precision="day",
        intensity=rng.uniform(-10, 10),
        attributed_to=None,
        toward_israel=True,
        rule="r1",
        confidence=0.9,
        bundle_id=document.bundle_id,
    )


def _shift(rng: random.Random, holder: str, event: Event) -> PostureShift:
    before, after = rng.uniform(-1, 1), rng.uniform(-1, 1)
    return row_of(
        PostureShift,
        shift_id=digest("shift", event.event_id),
        holder=holder,
        day=event.event_on or LAST,
        kind="formal_step",
        step=event.step,
        status=event.status,
        direction="warmer" if event.step in WARMER_STEPS else "colder",
        before=before,
        after=after,
        magnitude=after - before,
        confidence=0.9,
        summary=f"{holder} took a step that concerns its relations with Israel (reported {event.event_on}).",
        evidence=f"event:{event.event_id} stance:{digest('stance', event.document_id, holder)}",
        first_known_at=NOW - timedelta(days=rng.randrange(900)),
        bundle_id=event.bundle_id,
    )


def _walk(rng: random.Random, days: int, low: float, high: float) -> list[float]:
    """A level that moves every other week, as levels do."""
    steps = np.random.default_rng(rng.randrange(1 << 30)).normal(0, (high - low) / 40, days)
    steps[np.arange(days) % 14 != rng.randrange(14)] = 0
    return [float(value) for value in np.clip(np.cumsum(steps) + rng.uniform(low, high), low, high)]


def _postures(rng: random.Random, holder: str, days: int, n_documents: int) -> list[Posture]:
    width = _walk(rng, days, 0.1, 0.6)
    changes = sorted(rng.sample(range(days), 3))
    relations = [rng.choice([r.value for r in Relations]) for _ in range(4)]
    return [
        row_of(
            Posture,
            holder=holder,
            day=LAST - timedelta(days=days - 1 - number),
            score=level,
            lower=max(level - width[number], -1.0),
            upper=min(level + width[number], 1.0),
            label="neutral",
            n_documents=number * n_documents // days + 1,
            n_stances=number * n_documents // days + 1,
            n_events=number * n_documents // days // 2,
            relations=relations[sum(change <= number for change in changes)],
            bundle_id="english-1-000000000000",
        )
        for number, level in enumerate(_walk(rng, days, -0.9, 0.9))
    ]


def _bloc_days(rng: random.Random, bloc: str, holders: Sequence[str], days: int) -> list[BlocDay]:
    cohesion = _walk(rng, days, 0.5, 1)
    return [
        row_of(
            BlocDay,
            bloc=bloc,
            day=LAST - timedelta(days=days - 1 - number),
            score=level,
            cohesion=cohesion[number],
            n_members=27,
            n_observed=20,
            most_supportive=holders[number // 100 % len(holders)],
            most_critical=holders[(number // 100 + 7) % len(holders)],
            bundle_id="english-1-000000000000",
        )
        for number, level in enumerate(_walk(rng, days, -0.9, 0.9))
    ]


def _support_days(rng: random.Random, domain: str, holders: Sequence[str], days: int) -> list[SupportDay]:
    share = _walk(rng, days, 0.1, 0.9)
    return [
        row_of(
            SupportDay,
            day=LAST - timedelta(days=days - 1 - number),
            domain=domain,
            concentration=1 / supporters,
            effective_supporters=supporters,
            top_holder=holders[number // 120 % len(holders)],
            top_share=share[number],
            n_supporters=40,
            without_top=max(supporters - 1, 1.0),
            bundle_id="english-1-000000000000",
        )
        for number, supporters in enumerate(_walk(rng, days, 1, 25))
    ]


def _run(number: int) -> Run:
    started = NOW - timedelta(days=number)
    return row_of(
        Run,
        run_id=digest("run", str(number)),
        started_at=started,
        finished_at=started,
        status="completed",
        n_inputs=500,
        n_new=400,
        n_unchanged=100,
        n_duplicates=20,
        n_set_aside=3,
        seconds=60.0,
        version="0.1.0",
        bundle_id="english-1-000000000000",
    )


if __name__ == "__main__":
    main()
