"""A store that runs again and again: what it said at any time is what a run that stopped then said.

Documents arrive late, are revised, told again, and are read anew by another bundle. The real stages derive and publish
them; only collecting and analysing is left out, so no model is loaded.
"""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stancepipe.analysis import Analysed
from stancepipe.bundles import Bundle, load_bundle
from stancepipe.ids import digest
from stancepipe.records import Document, Event, Stance
from stancepipe.stages import PipelineRun
from stancepipe.staging import batch_rows
from stancepipe.store import Store, read_table

START = datetime(2024, 3, 1, 9, tzinfo=UTC)
FIRST = date(2024, 1, 1)
HOLDERS = ("COL", "DEU", "EU", "FRA", "USA")
TABLES = ("documents", "stances", "events", "postures", "relations", "posture_shifts", "blocs", "support")
STEPS = ("recall_envoy", "return_envoy", "sever_relations", "arms_deal")
RUNS = 12
TIMES = {1: 200, 2: 40}
"""Seed of a history -> random times that are asked about."""


@dataclass(frozen=True)
class Arrivals:
    """What one run brings: at which time, read by which bundle, with all documents known by then."""

    at: datetime
    bundle: Bundle
    documents: dict[str, Document]
    analysed: dict[str, Analysed]


def told(rng: random.Random, number: int, bundle: Bundle, seen: datetime) -> tuple[Document, Analysed]:
    """One document, published up to two months before it is first seen, and what is read in it."""
    day = min(FIRST + timedelta(days=rng.randrange(90)), seen.date())
    key = digest("document", str(number))
    document = Document(
        document_id=key, input_id=str(number), url=None, title=None, text=f"Words of document {number}.",
        publisher=rng.choice(["A", "B", None]), publisher_country=rng.choice(HOLDERS),
        doc_type=rng.choice(["official_statement", "news_report"]), published_on=day, published_precision="day",
        published_from=None, superseded_by=None, language="en", status="analysed", status_reason=None,
        duplicate_of=None, content_hash=f"c1:{number}", n_words=4, first_seen_at=seen, run_id="r",
        bundle_id=bundle.bundle_id,
    )  # fmt: skip
    return document, read_by(rng, document, bundle)


def read_by(rng: random.Random, document: Document, bundle: Bundle) -> Analysed:
    key, day = document.document_id, document.published_on
    assert day is not None
    holder = rng.choice(HOLDERS)
    stance = Stance(
        stance_id=digest("stance", key, holder, "ISR"), document_id=key, holder=holder, target="ISR", label=None,
        score=rng.uniform(-1, 1), confidence=rng.uniform(0.3, 1), quote="Words of", quote_start=0, quote_end=8,
        n_passages=1, published_on=day, publisher_country=document.publisher_country, bundle_id=bundle.bundle_id,
    )  # fmt: skip
    step = rng.choice([None, *STEPS])
    event = Event(
        event_id=digest("event", holder, "ISR", step or "SUPPORT", day.isoformat()), document_id=key, quote="Words",
        quote_start=0, quote_end=5, actor=holder, actor_text=None, actor_sector=None, recipient="ISR",
        recipient_text=None, recipient_sector=None, event_type="SUPPORT", event_mode=None, quad=1, step=step,
        domain=rng.choice(["diplomatic", "arms"]), status=rng.choice(["occurred", "announced", "denied"]),
        event_on=None, date_precision=None, intensity=-6.0 if step in ("recall_envoy", "sever_relations") else 5.0,
        attributed_to=None, toward_israel=True, rule="r", confidence=0.7, bundle_id=bundle.bundle_id,
    )  # fmt: skip
    return Analysed(stances=(stance,), events=(event,))


def history(seed: int, bundles: tuple[Bundle, Bundle]) -> list[Arrivals]:
    """Twelve runs: new and late documents, revisions, a run that brings nothing, and from the ninth another bundle."""
    rng, known, number = random.Random(seed), dict[str, Document](), 0
    arrivals, at = [], START
    for run in range(RUNS):
        at += timedelta(hours=rng.randrange(1, 60), microseconds=rng.randrange(10**6))
        bundle = bundles[run >= RUNS - 4]
        analysed: dict[str, Analysed] = {}
        if run == RUNS - 4:
            known = {key: replace(d, bundle_id=bundle.bundle_id) for key, d in known.items()}
            analysed = {key: read_by(rng, d, bundle) for key, d in known.items()}
        for _ in range(0 if run == 5 else rng.randrange(1, 12)):
            number += 1
            document, rows = told(rng, number, bundle, at)
            current = sorted(key for key, d in known.items() if d.superseded_by is None)
            if current and rng.random() < 0.2:
                old = known[rng.choice(current)]
                document = replace(document, input_id=old.input_id)
                known[old.document_id] = replace(old, superseded_by=document.document_id)
            known[document.document_id], analysed[document.document_id] = document, rows
        arrivals.append(Arrivals(at, bundle, dict(known), analysed))
    return arrivals


def publish(out: Path, arrived: Arrivals, order: random.Random) -> None:
    """One run of the stages, its documents in any order."""
    run = PipelineRun(store=Store(out), bundle=arrived.bundle, now=arrived.at)
    keys = order.sample(sorted(arrived.documents), len(arrived.documents))
    known = {d.document_id: d.run_id for d in run.store.read("documents")}
    run.documents.update({k: replace(arrived.documents[k], run_id=known.get(k, run.run_id)) for k in keys})
    read = order.sample(sorted(arrived.analysed), len(arrived.analysed))
    run.analysed = [batch_rows({key: arrived.analysed[key]}) for key in read]
    run.derive()
    with run.store.writer() as writer:
        run.publish(writer, arrived.at)


def tables(out: Path, as_of: datetime | None = None) -> dict[str, pa.Table]:
    return {name: read_table(out, name, as_of) for name in TABLES}


@pytest.fixture(scope="module")
def bundles() -> tuple[Bundle, Bundle]:
    """The bundle in use, and the same lexicons under another name: models that read otherwise."""
    current = load_bundle()
    return replace(current, bundle_id="an-older-bundle"), current


@pytest.fixture(scope="module", params=sorted(TIMES))
def lived(request: Any, bundles: Any, tmp_path_factory: Any) -> Iterator[tuple[list[Arrivals], Path, list[Any], int]]:
    """A history, the folder in which all of its runs published, and the tables that stood after each run."""
    arrivals = history(request.param, bundles)
    out = tmp_path_factory.mktemp("lived") / "out"
    stood = []
    for arrived in arrivals:
        publish(out, arrived, random.Random(0))
        stood.append(tables(out))
    yield arrivals, out, stood, TIMES[request.param]
    shutil.rmtree(out)


def test_as_of_any_time_is_what_a_run_that_stopped_then_said(lived: Any) -> None:
    arrivals, out, stood, times = lived
    rng = random.Random(7)
    first, last = arrivals[0].at - timedelta(days=1), arrivals[-1].at + timedelta(days=1)
    drawn = [first + (last - first) * rng.random() for _ in range(times)]
    edges = [a.at + shift for a in arrivals for shift in (timedelta(0), timedelta(microseconds=-1))]
    for name in TABLES:
        for at in drawn + edges:
            before = [tables_then[name] for a, tables_then in zip(arrivals, stood, strict=True) if a.at <= at]
            found = read_table(out, name, at)
            assert found.equals(before[-1]) if before else found.num_rows == 0, (name, at)


def test_another_folder_that_stops_earlier_says_the_same_whatever_the_order(lived: Any, tmp_path: Path) -> None:
    arrivals, out, stood, _ = lived
    for n, arrived in enumerate(arrivals[:7]):
        publish(tmp_path / "out", arrived, random.Random(n + 1))
    found = tables(tmp_path / "out")
    for name in TABLES:
        assert found[name].equals(stood[6][name]), name
        assert found[name].equals(read_table(out, name, arrivals[6].at + timedelta(microseconds=1))), name


def test_the_rows_of_one_time_are_of_one_bundle(lived: Any) -> None:
    arrivals, _, stood, _ = lived
    for arrived, then in zip(arrivals, stood, strict=True):
        for name in ("postures", "posture_shifts", "blocs", "support"):
            assert set(then[name]["bundle_id"].to_pylist()) <= {arrived.bundle.bundle_id}


def test_a_run_that_brings_nothing_changes_nothing(lived: Any) -> None:
    _, _, stood, _ = lived
    assert all(stood[5][name].equals(stood[4][name]) for name in TABLES)
    assert any(not stood[6][name].equals(stood[5][name]) for name in TABLES)


def test_what_was_first_known_stays_first_known(lived: Any) -> None:
    _, _, stood, _ = lived
    earlier: dict[str, datetime] = {}
    for then in stood:
        shifts = {row["shift_id"]: row["first_known_at"] for row in then["posture_shifts"].to_pylist()}
        assert all(shifts[key] <= earlier[key] for key in shifts.keys() & earlier.keys())
        earlier |= shifts
