"""Rows by hand, and the finished report of a small, complete set of tables."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from stancepipe.records import BlocDay, Document, Event, Posture, PostureShift, Run, Stance, SupportDay
from stancepipe.report import ReportTables, build_report

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
DAY = date(2026, 11, 20)
NAMES = {
    "FRA": "France",
    "MLT": "Malta",
    "EU": "European Union",
    "ISR": "Israel",
    "USA": "United States",
    "XKX": "Kosovo",
}

DOCUMENT = Document(
    document_id="d1",
    input_id="in/d1.html",
    url="https://www.ministry.example/d1",
    title="Statement on the crossing",
    text="",
    publisher="Foreign ministry",
    publisher_country="FRA",
    doc_type="official_statement",
    published_on=DAY,
    published_precision="day",
    published_from="page",
    superseded_by=None,
    language="en",
    status="analysed",
    status_reason=None,
    duplicate_of=None,
    content_hash="c1:0",
    n_words=60,
    first_seen_at=NOW,
    run_id="r1",
    bundle_id="b1",
)
STANCE = Stance(
    stance_id="s1",
    document_id="d1",
    holder="FRA",
    target="ISR",
    label="critical",
    score=-0.5,
    confidence=0.8,
    quote="",
    quote_start=0,
    quote_end=0,
    n_passages=1,
    published_on=DAY,
    publisher_country="FRA",
    bundle_id="b1",
)
EVENT = Event(
    event_id="e1",
    document_id="d1",
    quote="",
    quote_start=0,
    quote_end=0,
    actor="FRA",
    actor_text="Paris",
    actor_sector="GOV",
    recipient="ISR",
    recipient_text="Israel",
    recipient_sector="GOV",
    event_type="REJECT",
    event_mode=None,
    quad=3,
    step="summon_envoy",
    domain="diplomatic",
    status="occurred",
    event_on=DAY,
    date_precision="day",
    intensity=-4.0,
    attributed_to=None,
    toward_israel=True,
    rule="r1",
    confidence=0.9,
    bundle_id="b1",
)
POSTURE = Posture(
    holder="FRA",
    day=DAY,
    score=-0.35,
    lower=-0.5,
    upper=-0.2,
    label="critical",
    n_documents=3,
    n_stances=2,
    n_events=1,
    relations="full",
    n_sources=1,
    n_own=0,
    languages="en",
    last_evidence_on=DAY,
    bundle_id="b1",
)
SHIFT = PostureShift(
    shift_id="x1",
    holder="FRA",
    day=DAY,
    kind="formal_step",
    step="summon_envoy",
    status="occurred",
    direction="colder",
    before=-0.2,
    after=-0.35,
    magnitude=-0.4,
    confidence=0.85,
    summary="France summoned the ambassador of Israel.",
    evidence="event:e1",
    first_known_at=NOW,
    bundle_id="b1",
)
BLOC = BlocDay(
    bloc="EU",
    day=DAY,
    score=-0.1,
    cohesion=0.8,
    n_members=27,
    n_observed=2,
    most_supportive="MLT",
    most_critical="FRA",
    farthest="FRA MLT",
    positions_by="consensus",
    blockers="",
    evidence="",
    holdouts="",
    bundle_id="b1",
)
SUPPORT = SupportDay(
    day=DAY,
    domain="all",
    concentration=0.25,
    effective_supporters=4.0,
    top_holder="USA",
    top_share=0.4,
    n_supporters=6,
    without_top=3.1,
    bundle_id="b1",
)
RUN = Run(
    run_id="r1",
    started_at=NOW,
    finished_at=NOW,
    status="completed",
    n_inputs=3,
    n_new=3,
    n_unchanged=0,
    n_duplicates=0,
    n_set_aside=1,
    seconds=1.0,
    version="0.1.0",
    bundle_id="b1",
)
EMPTY = ReportTables(documents=(), events=(), stances=(), postures=(), shifts=(), blocs=(), support=(), runs=())


class Rows:
    """Rows that differ from a plain one only in what a test names."""

    names = NAMES
    day = DAY
    empty = EMPTY

    def document(self, **fields: Any) -> Document:
        return replace(DOCUMENT, **fields)

    def posture(self, **fields: Any) -> Posture:
        return replace(POSTURE, **fields)

    def shift(self, **fields: Any) -> PostureShift:
        return replace(SHIFT, **fields)

    def bloc(self, **fields: Any) -> BlocDay:
        return replace(BLOC, **fields)

    def support(self, **fields: Any) -> SupportDay:
        return replace(SUPPORT, **fields)

    def run(self, **fields: Any) -> Run:
        return replace(RUN, **fields)

    def stance(self, document: Document, quote: str, **fields: Any) -> Stance:
        return replace(STANCE, **_quoted(document, quote), **fields)

    def event(self, document: Document, quote: str, **fields: Any) -> Event:
        return replace(EVENT, **_quoted(document, quote), **fields)

    def series(self, holder: str, scores: list[float], **fields: Any) -> list[Posture]:
        """One posture a day up to the last, each with one stance more than the one before."""
        first = DAY - timedelta(days=len(scores) - 1)
        return [
            self.posture(
                holder=holder,
                day=first + timedelta(days=number),
                score=score,
                lower=max(score - 0.2, -1.0),
                upper=min(score + 0.2, 1.0),
                n_stances=number + 1,
                **fields,
            )
            for number, score in enumerate(scores)
        ]


def _quoted(document: Document, quote: str) -> dict[str, Any]:
    start = document.text.index(quote)
    return {"document_id": document.document_id, "quote": quote, "quote_start": start, "quote_end": start + len(quote)}


@pytest.fixture(scope="session")
def rows() -> Rows:
    return Rows()


class Site:
    """A written report, its pages parsed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def paths(self) -> list[str]:
        """Every file, as a path from the root of the report."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    @property
    def pages(self) -> list[str]:
        return [path for path in self.paths if path.endswith(".html")]

    def text(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def html(self, path: str) -> Any:
        return lxml.html.fromstring(self.text(path))

    def words(self, path: str) -> str:
        """What a page says, blanks squeezed."""
        return " ".join(" ".join(self.html(path).itertext()).split())


@pytest.fixture
def site(tmp_path: Path) -> Callable[[ReportTables], Site]:
    """Build the report."""

    def build(tables: ReportTables) -> Site:
        path = build_report(tables, tmp_path, generated_on=date(2026, 11, 22), names=NAMES)
        assert path == tmp_path / "report" / "index.html"
        return Site(path.parent)

    return build


@pytest.fixture(scope="session")
def full_tables(rows: Rows) -> ReportTables:
    """Three holders, one of them a bloc, with everything that the report can show."""
    statement = rows.document(
        text="The council met on Thursday. The minister said that the closure of the crossing is not acceptable. "
        "The ambassador of Israel was summoned to the ministry on Friday. Talks go on."
    )
    reply = rows.document(
        document_id="d2",
        input_id="in/d2.txt",
        url=None,
        title=None,
        publisher=None,
        published_on=DAY - timedelta(days=9),
        text="Malta welcomes the agreement on water with Israel.",
    )
    return ReportTables(
        documents=[
            statement,
            reply,
            rows.document(
                document_id="d3", title="A copy", status="duplicate", duplicate_of="d1", status_reason="same words"
            ),
            rows.document(
                document_id="d4", title="Half a file", status="set_aside", status_reason="the file ends early"
            ),
        ],
        events=[rows.event(statement, "The ambassador of Israel was summoned to the ministry")],
        stances=[
            rows.stance(statement, "the closure of the crossing is not acceptable"),
            rows.stance(
                reply,
                "welcomes the agreement on water with Israel",
                stance_id="s2",
                holder="MLT",
                score=0.5,
                label="supportive",
                published_on=DAY - timedelta(days=9),
            ),
        ],
        postures=[
            *rows.series("FRA", [0.1] * 20 + [-0.35] * 20),
            *rows.series("MLT", [0.4] * 10, relations="full"),
            *rows.series("EU", [-0.1], relations="unknown"),
        ],
        shifts=[
            rows.shift(evidence="event:e1 stance:s1"),
            rows.shift(
                shift_id="x2",
                holder="MLT",
                kind="trend",
                step=None,
                status=None,
                direction="warmer",
                evidence="stance:s2 stance:gone",
                summary="The level of Malta rose.",
            ),
        ],
        blocs=[rows.bloc(), rows.bloc(day=DAY - timedelta(days=1), score=0.9)],
        support=[
            *(rows.support(day=DAY - timedelta(days=number)) for number in range(3)),
            rows.support(domain="arms", effective_supporters=1.0, top_share=1.0, without_top=None, n_supporters=1),
        ],
        runs=[rows.run()],
    )
