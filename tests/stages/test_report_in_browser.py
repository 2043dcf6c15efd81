"""The report in a real browser without a network; skipped where no Chromium is installed."""

import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import lxml.html
import pytest

from stancepipe.records import Document, Posture, Stance
from stancepipe.report import ReportTables, build_report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--window-size=1280,1000",
)
DAY = date(2026, 11, 20)
SCORES = {"FRA": -0.35, "DEU": 0.2, "MLT": 0.45, "EU": 0.0}
QUOTE = "the ministry took note of <script>document.title = 'run'</script> the exchange of letters"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = f"On Friday {QUOTE}. Talks go on."
    document = Document(
        document_id="d1",
        input_id="d1.txt",
        url="https://ministry.example/d1",
        title="A note",
        text=text,
        publisher=None,
        publisher_country="FRA",
        doc_type="official_statement",
        published_on=DAY,
        published_precision="day",
        published_from="record",
        superseded_by=None,
        language="en",
        status="analysed",
        status_reason=None,
        duplicate_of=None,
        content_hash="c1:0",
        n_words=20,
        first_seen_at=datetime(2026, 11, 21, tzinfo=UTC),
        run_id="r1",
        bundle_id="b1",
    )
    stance = Stance(
        stance_id="s1",
        document_id="d1",
        holder="FRA",
        target="ISR",
        label="neutral",
        score=0.0,
        confidence=0.7,
        quote=QUOTE,
        quote_start=10,
        quote_end=10 + len(QUOTE),
        n_passages=1,
        published_on=DAY,
        publisher_country="FRA",
        bundle_id="b1",
    )
    postures = [
        Posture(
            holder=holder,
            day=DAY - timedelta(days=40 - number),
            score=score,
            lower=score - 0.1,
            upper=score + 0.1,
            label="neutral",
            n_documents=number + 1,
            n_stances=number + 1,
            n_events=0,
            relations="full",
            n_sources=1,
            n_own=0,
            languages="en",
            last_evidence_on=DAY,
            bundle_id="b1",
        )
        for holder, score in SCORES.items()
        for number in range(41)
    ]
    tables = ReportTables(
        documents=[document], events=(), stances=[stance], postures=postures, shifts=(), blocs=(), support=(), runs=()
    )
    out = tmp_path_factory.mktemp("published")
    return build_report(tables, out, generated_on=date(2026, 11, 22), names={"FRA": "France", "ISR": "Israel"})


def opened(url: str, profile: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    return subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *flags, url],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_it_renders_and_a_link_opens_its_holder(report: Path, tmp_path: Path) -> None:
    done = opened(f"{report.as_uri()}#holder-FRA", tmp_path / "profile", "--dump-dom", "--enable-logging=stderr")
    html = lxml.html.fromstring(done.stdout)
    assert html.findtext(".//title") == "Postures toward Israel, 20 Nov 2026"
    assert len(html.find_class("standing")) == len(SCORES)
    assert len(html.xpath("//svg[@class='map']//path")) > 170
    assert len(html.xpath("//svg[@class='map']//a")) == len(SCORES) - 1
    assert [details.findtext(".//h3") for details in html.xpath("//details[@open]")] == ["France"]
    assert html.xpath("//mark/text()") == [QUOTE]
    assert html.xpath("//script") == []
    assert not re.search(r"CONSOLE.*(Refused|violates|Failed to load)", done.stderr)


def test_it_draws_something(report: Path, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    opened(report.as_uri(), tmp_path / "profile", f"--screenshot={picture}")
    assert picture.stat().st_size > 60_000, "a blank page of this size takes about 6 kB"
