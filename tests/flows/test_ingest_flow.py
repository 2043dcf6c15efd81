"""The flow under a real Prefect server: the rows of a run without it, and what it leaves for those who watch."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect import get_client
from prefect.client.schemas.objects import Artifact
from prefect.client.schemas.sorting import ArtifactSort
from prefect.events import ReceivedEvent
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.events.worker import EventsWorker

from flows.accounts import plain
from flows.ingest import ingest, main, utc_now
from flows.notices import NOTED, RECENT, SHIFT
from stancepipe.bundles import load_bundle
from stancepipe.checks import check_folder
from stancepipe.errors import StancepipeError, StoreLocked
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.pipeline import run_pipeline
from stancepipe.store import Store
from stancepipe.tables import TABLES
from tests.site.government import government_site

pytestmark = [pytest.mark.flow, pytest.mark.models]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "corpora" / "sample"
CHOSEN = (
    "analysis/2024-12-03-icc-warrants-and-states.html",
    "awkward/copy-of-belize-statement.txt",
    "awkward/empty.txt",
    "awkward/es-comunicado.txt",
    "awkward/fisheries-quota.html",
    "awkward/revisions.jsonl",
    "awkward/truncated-report.pdf",
    "ministries/arg-2025-06-11-knesset.md",
    "ministries/blz-2023-11-14-suspension.txt",
    "ministries/chl-2023-10-31-ambassador.txt",
    "ministries/cze-2024-12-11-explanation-of-vote.docx",
    "ministries/deu-2025-12-03-arrow-3.pdf",
    "wires/2024-05-09-turkey-denies-easing.txt",
    "wires/2024-10-01-iran-missiles.txt",
)


def artifacts() -> dict[str, Any]:
    """The latest of every key."""

    async def read() -> list[Artifact]:
        async with get_client() as client:
            return await client.read_artifacts(sort=ArtifactSort.CREATED_DESC)

    found: dict[str, Any] = {}
    for artifact in asyncio.run(read()):
        found.setdefault(artifact.key or "", artifact.data)
    return found


def events(name: str, at_least: int) -> list[ReceivedEvent]:
    """Events of a name, once as many are kept as are waited for."""
    EventsWorker.drain_all()
    wanted = EventFilter(event=EventNameFilter(name=[name]), occurred={"until": utc_now() + timedelta(hours=1)})
    deadline = time.monotonic() + 30
    while True:
        with get_client(sync_client=True) as client:
            found = client.read_events(filter=wanted, limit=50).events
        if len(found) >= at_least or time.monotonic() > deadline:
            return found
        time.sleep(0.2)


CORRECTIONS = "table,key,field,value,because\nstances,nothing,label,mixed,a row that is not there\n"


def noon() -> datetime:
    return NOON


@pytest.fixture(scope="module")
def flowed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    """Summary and folder of one run of the flow."""
    out = tmp_path_factory.mktemp("flow") / "out"
    out.mkdir()
    (out / "corrections.csv").write_text(CORRECTIONS, encoding="utf-8")
    return ingest([str(SAMPLE / name) for name in CHOSEN], str(out), now=noon), out


def test_it_gives_the_rows_of_a_run_without_prefect(flowed: tuple[list[str], Path], tmp_path: Path) -> None:
    bundle = load_bundle()
    (tmp_path / "corrections.csv").write_text(CORRECTIONS, encoding="utf-8")
    about = Surroundings(bundle=bundle, out=tmp_path, clock=noon, report=lambda message: None)
    records = read_everything([str(SAMPLE / name) for name in CHOSEN], InputOptions(), about)
    run_pipeline(records, tmp_path, bundle, noon)
    summary, out = flowed
    for table in TABLES:
        rows = Store(out).read(table.name)
        assert rows, f"{table.name} is empty: nothing is compared"
        assert rows == Store(tmp_path).read(table.name), table.name
    statuses = {d.status for d in Store(out).read("documents")}
    assert statuses == {"analysed", "duplicate", "irrelevant", "set_aside", "unsupported_language"}
    assert summary[0] == "read 15 inputs: 15 new, 0 unchanged, 1 copies of others"
    assert check_folder(out) == []
    pages = [path.relative_to(out) for path in (out / "report").rglob("*") if path.is_file()]
    assert len(pages) > 10
    assert [path for path in pages if (out / path).read_bytes() != (tmp_path / path).read_bytes()] == []


def test_it_leaves_a_summary_and_how_far_it_came(flowed: tuple[list[str], Path]) -> None:
    summary, out = flowed
    found = artifacts()
    for line in summary:
        assert plain(line) in found["ingest-summary"]
    assert "index" in found["ingest-summary"]
    assert {key: value for key, value in found.items() if key.startswith("progress-")} == {
        f"progress-{stage}": 100.0 for stage in ("read", "analyse", "derive", "publish")
    }
    came = {row["what"]: row["documents"] for row in json.loads(found["ingest-came-in"])}
    assert (came["inputs"], came["new"], came["now set aside"]) == (15, 15, 2)
    told = [row["what"] for row in json.loads(found["ingest-failed"])]
    assert len(told) == 2 and any("truncated" in what for what in told)
    shifts = Store(out).read("posture_shifts")
    assert sorted(row["day"] for row in json.loads(found["ingest-shifts"])) == sorted(
        sorted((s.day.isoformat() for s in shifts), reverse=True)[:50]
    )


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script\\>alert\\(1\\)&lt;/script\\>"),
        ("[click](http://x.example)", "\\[click\\]\\(http:\u200b//x\\.example\\)"),
        ("a\n# heading", "a \\# heading"),
        ("![](data:x)", "\\!\\[\\]\\(data:x\\)"),
        ("&lt;b&gt; `code` | cell", "&amp;lt;b&amp;gt; \\`code\\` \\| cell"),
        ("x" * 400, "x" * 297 + "\\.\\.\\."),
    ],
)
def test_what_sources_write_is_no_markup(hostile: str, shown: str) -> None:
    assert plain(hostile) == shown


def test_each_shift_is_told_once(flowed: tuple[list[str], Path]) -> None:
    """A second run that finds nothing new tells nothing; the events carry what an automation asks for."""
    _, out = flowed
    shifts = {s.shift_id: s for s in Store(out).read("posture_shifts")}
    told = events(SHIFT, len(shifts))
    assert sorted(e.payload["shift_id"] for e in told) == sorted(shifts)
    for event in told:
        shift = shifts[event.payload["shift_id"]]
        assert event.payload["summary"] == shift.summary
        assert event.resource["stancepipe.holder"] == shift.holder
        assert event.resource["stancepipe.direction"] == shift.direction
        assert event.resource["stancepipe.recent"] == ("yes" if NOON.date() - shift.day <= RECENT else "no")
    later = NOON.replace(hour=13)
    ingest([str(SAMPLE / CHOSEN[0])], str(out), now=lambda: later)
    assert json.loads((out / NOTED).read_text())["shifts_until"] == later.isoformat()
    assert len(json.loads(artifacts()["ingest-shifts"])) == 0
    assert len(events(SHIFT, len(shifts))) == len(shifts)


def test_a_folder_that_another_run_holds(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Bolivia severed diplomatic relations with Israel.", encoding="utf-8")
    out = tmp_path / "out"
    with Store(out).writer(), pytest.raises(StoreLocked) as refused:
        ingest([str(note)], str(out), now=noon)
    assert str(refused.value) == f"another run is writing to {out}: wait until it ends, or choose another --out"
    assert Store(out).read("documents") == []


def test_nothing_to_read_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(StancepipeError, match="nothing to read"):
        ingest([str(tmp_path / "empty")], str(tmp_path / "out"), now=noon)
    assert not (tmp_path / "out" / "documents").exists()


def test_the_command_ends_well_although_an_input_is_set_aside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [
        {"id": "good", "text": "Bolivia severed relations with Israel.", "published": "2023-11-01"},
        {"id": "bad"},
    ]
    path = tmp_path / "some.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    assert main([str(path), "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert "read 2 inputs: 2 new" in printed
    assert "set aside: bad: line 2 of some.jsonl: field text: missing" in printed
    assert main([str(tmp_path / "gone.txt"), "--out", str(tmp_path / "out")]) == 2
    assert f"stancepipe: {tmp_path / 'gone.txt'}: no such file or folder" in capsys.readouterr().err.splitlines()


def test_sources_are_fetched_as_without_prefect(tmp_path: Path) -> None:
    """A feed, a sitemap and traps of the test site; a second run of the flow changes nothing."""
    site = government_site()
    try:
        folder = site.sources(tmp_path / "sources", only=("fra-feed", "trap-feed"))
        options = InputOptions(sources=folder, allow_hosts=frozenset({"127.0.0.1"}), pause=0.0, timeout=2.0)
        summary = ingest([], str(tmp_path / "flow"), options)
        again = ingest([], str(tmp_path / "flow"), options)
        about = Surroundings(bundle=load_bundle(), out=tmp_path / "plain", clock=utc_now, report=lambda message: None)
        run_pipeline(read_everything([], options, about), tmp_path / "plain", load_bundle(), utc_now)
    finally:
        site.close()
    flowed, plain = (
        {d.input_id: (d.text, d.status, d.status_reason, d.source_id) for d in Store(tmp_path / name).read("documents")}
        for name in ("flow", "plain")
    )
    assert flowed == plain
    assert {status for _, status, _, _ in flowed.values()} >= {"analysed", "irrelevant", "set_aside"}
    assert ": 0 new" in again[0].replace("inputs: ", ": ")
    assert summary[0] != again[0]
    assert check_folder(tmp_path / "flow") == []
