"""A folder that is as it should be, and each way in which it may be damaged."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq  # noqa: TID251  damages files behind the store's back
import pytest

from stancepipe import records
from stancepipe.checks import Problem, check_folder
from stancepipe.checks.across import across_problems
from stancepipe.checks.rows import row_problems
from stancepipe.errors import UsageError
from stancepipe.store import Store
from stancepipe.tables import BY_NAME, TABLES

TEXT = "Éire 🕊 recalled its ambassador. Ghana regretted it."
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = date(2026, 3, 1)

Tables = dict[str, list[Any]]


def sound_tables() -> Tables:
    """One row of each table, all of them agreeing."""
    quote = "Éire 🕊 recalled its ambassador."
    ghana = TEXT.index("Ghana")
    return {
        "documents": [records.Document(
            document_id="d1", input_id="i1", url=None, title=None, text=TEXT, publisher=None, publisher_country="IRL",
            doc_type="official_statement", published_on=DAY, published_precision="day", published_from="record",
            superseded_by=None, language="en", status="analysed", status_reason=None, duplicate_of=None,
            content_hash="c1:0", n_words=9, first_seen_at=NOW, run_id="r1", bundle_id="b1",
        )],
        "mentions": [records.Mention(
            mention_id="m1", document_id="d1", start_char=ghana, end_char=ghana + 5, text="Ghana", kind="state",
            country="GHA", actor_code="GHA", sector="GOV", bundle_id="b1",
        )],
        "events": [records.Event(
            event_id="e1", document_id="d1", quote=quote, quote_start=0, quote_end=len(quote), actor="IRL",
            actor_text="Éire", actor_sector="GOV", recipient="ISR", recipient_text=None, recipient_sector=None,
            event_type="COERCE", event_mode=None, quad=4, step="recall_envoy", domain="diplomatic", status="occurred",
            event_on=DAY, date_precision="day", intensity=-4.0, attributed_to=None, toward_israel=True, rule="recall",
            confidence=0.9, bundle_id="b1",
        )],
        "stances": [records.Stance(
            stance_id="s1", document_id="d1", holder="IRL", target="ISR", label=None, score=-0.5, confidence=0.6,
            quote=quote, quote_start=0, quote_end=len(quote), n_passages=1, published_on=DAY, publisher_country="IRL",
            bundle_id="b1",
        )],
        "postures": [records.Posture(
            holder="IRL", day=DAY, score=-0.5, lower=-0.7, upper=-0.3, label="critical", n_documents=1, n_stances=1,
            n_events=1, relations="envoy_recalled", n_sources=1, n_own=0, languages="en", last_evidence_on=DAY,
            bundle_id="b1",
        )],
        "relations": [records.FormalRelations(
            holder="IRL", since=DAY, relations="envoy_recalled", previous="full", step="recall_envoy", shift_id="p1",
            evidence="event:e1", source=None, bundle_id="b1",
        )],
        "posture_shifts": [records.PostureShift(
            shift_id="p1", holder="IRL", day=DAY, kind="formal_step", step="recall_envoy", status="occurred",
            direction="colder", before=None, after=-0.5, magnitude=0.4, confidence=0.9, summary="Envoy recalled.",
            evidence="event:e1 stance:s1", first_known_at=NOW, bundle_id="b1",
        )],
        "blocs": [records.BlocDay(
            bloc="MEDDIALOGUE", day=DAY, score=-0.5, cohesion=1.0, n_members=6, n_observed=1, most_supportive="MRT",
            most_critical="MRT", farthest="MRT", positions_by="consensus", blockers="", evidence="", holdouts="",
            bundle_id="b1",
        )],
        "support": [records.SupportDay(
            day=DAY, domain="all", concentration=1.0, effective_supporters=1.0, top_holder="GHA", top_share=1.0,
            n_supporters=1, without_top=None, bundle_id="b1",
        )],
        "runs": [records.Run(
            run_id="r1", started_at=NOW, finished_at=NOW, status="completed", n_inputs=1, n_new=1, n_unchanged=0,
            n_duplicates=0, n_set_aside=0, seconds=1.0, version="0.1.0", bundle_id="b1",
        )],
        "corrections": [records.Correction(
            correction_id="c1", line=2, table_name="stances", row_key="s1", field="label", value=None,
            found="critical", implied=False, because="one word is not enough", by_whom="R.", made_on=DAY,
            status="applied", status_reason=None, document_id="d1",
        )],
    }  # fmt: skip


def publish(out: Path, tables: Tables, when: datetime = NOW) -> None:
    with Store(out).writer() as writer:
        writer.publish(tables, known_from=when)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sound") / "out"
    publish(out, sound_tables())
    return out


@pytest.fixture
def out(sound: Path, tmp_path: Path) -> Path:
    """A sound store to damage."""
    return Path(shutil.copytree(sound, tmp_path / "out", symlinks=True))


def test_a_sound_folder_has_no_problems(out: Path) -> None:
    assert check_folder(out) == []
    changed = sound_tables()
    changed["postures"] = [replace(changed["postures"][0], score=-0.4)]
    publish(out, changed, datetime(2026, 3, 3, tzinfo=UTC))
    assert check_folder(out) == []


def test_an_empty_store_has_no_problems(tmp_path: Path) -> None:
    publish(tmp_path, {})
    assert check_folder(tmp_path) == []


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        check_folder(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="nothing has been published"):
        check_folder(tmp_path)


@pytest.mark.parametrize(
    ("table", "changes", "sentence"),
    [
        ("documents", {"status": "done"}, "status holds the unknown code 'done'"),
        ("documents", {"publisher_country": "IR"}, "publisher_country holds the unknown code 'IR'"),
        ("documents", {"run_id": "r9"}, "run_id names 'r9', which runs lacks"),
        ("documents", {"duplicate_of": "d9"}, "duplicate_of names 'd9', which documents lacks"),
        ("documents", {"superseded_by": "d9"}, "superseded_by names 'd9', which documents lacks"),
        ("mentions", {"text": "Ghana "}, "text is not what stands at 32 to 37 of d1"),
        ("mentions", {"start_char": 33, "end_char": 38}, "text is not what stands at 33 to 38 of d1"),
        ("mentions", {"start_char": -19, "end_char": -14}, f"do not lie in a text of {len(TEXT)} characters"),
        ("mentions", {"end_char": 999}, f"do not lie in a text of {len(TEXT)} characters"),
        ("mentions", {"document_id": "d9"}, "document_id names 'd9', which documents lacks"),
        ("mentions", {"actor_code": "Ghana"}, "actor_code holds the unknown code 'Ghana'"),
        ("mentions", {"mention_id": ""}, "mention_id is empty"),
        ("events", {"quote": "Ireland recalled its ambassador."}, "quote is not what stands at 0 to 31 of d1"),
        ("events", {"event_type": "BOMB"}, "event_type holds the unknown code 'BOMB'"),
        ("events", {"step": "recall"}, "step holds the unknown code 'recall'"),
        ("events", {"actor": "Eire"}, "actor holds the unknown code 'Eire'"),
        ("events", {"quad": 5}, "quad is 5, outside 1 to 4"),
        ("events", {"intensity": -11.0}, "intensity is -11.0, outside -10 to 10"),
        ("stances", {"holder": "HAMAS"}, "holder holds the unknown code 'HAMAS'"),
        ("stances", {"holder": "ISR"}, "ISR cannot hold a stance toward itself"),
        ("stances", {"label": "hostile"}, "label holds the unknown code 'hostile'"),
        ("stances", {"score": -3.0}, "score is -3.0, outside -1 to 1"),
        ("stances", {"confidence": float("nan")}, "confidence is nan, outside 0 to 1"),
        ("postures", {"lower": -0.4}, "the score -0.5 lies outside its own interval"),
        ("postures", {"relations": "cold"}, "relations holds the unknown code 'cold'"),
        ("posture_shifts", {"evidence": "event:e1 stance:s9"}, "evidence names 'stance:s9', which is nowhere"),
        ("relations", {"evidence": "event:e9"}, "evidence names 'event:e9', which is nowhere"),
        ("relations", {"shift_id": "p9"}, "shift_id names 'p9', which posture_shifts lacks"),
        ("blocs", {"evidence": "event:e9"}, "evidence names 'event:e9', which is nowhere"),
        ("posture_shifts", {"evidence": "e1"}, "evidence names 'e1', which is nowhere"),
        ("posture_shifts", {"evidence": ""}, "a shift without evidence"),
        ("posture_shifts", {"status": "denied"}, "status holds the unknown code 'denied'"),
        ("posture_shifts", {"after": 1.5}, "after is 1.5, outside -1 to 1"),
        ("blocs", {"bloc": "BENELUX"}, "bloc holds the unknown code 'BENELUX'"),
        ("blocs", {"cohesion": 1.1}, "cohesion is 1.1, outside 0 to 1"),
        ("support", {"domain": "everything"}, "domain holds the unknown code 'everything'"),
        ("runs", {"status": "done"}, "status holds the unknown code 'done'"),
    ],
)
def test_a_wrong_row_is_named(table: str, changes: dict[str, Any], sentence: str) -> None:
    tables = sound_tables()
    tables[table] = [replace(tables[table][0], **changes)]
    problems = problems_of(tables)
    assert [p.table for p in problems if sentence in p.sentence] == [table]
    assert all(p.key is not None for p in problems)


def problems_of(tables: Tables) -> list[Problem]:
    arrow = {name: BY_NAME[name].to_arrow(rows) for name, rows in tables.items()}
    alone = [problem for name, rows in arrow.items() for problem in row_problems(BY_NAME[name], rows)]
    return alone + across_problems(arrow)


def test_the_key_of_a_problem_finds_its_row() -> None:
    tables = sound_tables()
    tables["postures"] = [replace(tables["postures"][0], relations="cold")]
    assert [p.key for p in problems_of(tables)] == ["IRL 2026-03-01"]


def test_of_many_wrong_rows_the_first_are_named_and_the_rest_counted() -> None:
    tables = sound_tables()
    tables["mentions"] = [replace(tables["mentions"][0], mention_id=f"m{i:02d}", kind="thing") for i in range(25)]
    problems = problems_of(tables)
    assert len(problems) == 21
    assert problems[-1].sentence == "5 more rows like the last one named"


def test_wrong_rows_are_found_in_a_published_folder(tmp_path: Path) -> None:
    tables = sound_tables()
    tables["stances"] = [replace(tables["stances"][0], confidence=float("nan"), quote="Éire")]
    publish(tmp_path, tables)
    assert [p.sentence for p in check_folder(tmp_path)] == [
        "confidence is nan, outside 0 to 1", "quote is not what stands at 0 to 31 of d1",
    ]  # fmt: skip


def rewrite(out: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    path = out / table / "data.parquet"
    rows = change(pq.read_table(path, partitioning=None))
    path.unlink()
    pq.write_table(rows, path)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def only(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


DAMAGE: list[tuple[str, Callable[[Path], Any], str, str]] = [
    ("doubled row", lambda o: rewrite(o, "stances", lambda t: pa.concat_tables([t, t])), "stances", "more than once"),
    ("lost row", lambda o: rewrite(o, "stances", lambda t: t.slice(1)), "stances", "the ledger, replayed, gives other"),
    ("other bytes", lambda o: rewrite(o, "runs", lambda t: t), "runs", "its checksum differs"),
    ("column gone", lambda o: rewrite(o, "runs", lambda t: t.drop(["version"])), "runs", "column version is missing"),
    ("column more", lambda o: rewrite(o, "runs", lambda t: t.append_column("x", pa.array([1]))), "runs",
     "column x does not belong"),
    ("column of another type", lambda o: rewrite(o, "runs", lambda t: t.set_column(3, "status", t["status"]
     .dictionary_encode())), "runs", "column status is dictionary<values=string"),
    ("columns in another order", lambda o: rewrite(o, "runs", lambda t: t.select(t.column_names[::-1])), "runs",
     "another order"),
    ("file cut short", lambda o: cut(o / "events/data.parquet"), "events", "not a readable Parquet file"),
    ("file gone", lambda o: (o / "events/data.parquet").unlink(), "events", "events/data.parquet is missing"),
    ("folder gone", lambda o: (o / "events").unlink(), "events", "the folder events/ is missing"),
    ("second file", lambda o: shutil.copy(o / "events/data.parquet", o / "events/copy.parquet"), "events",
     "events/copy.parquet was not published"),
    ("folder of another", lambda o: ((o / "events").unlink(), (o / "events").mkdir()), "events",
     "not the folder that was published last"),
    ("manifest gone", lambda o: (o / ".current/manifest.json").unlink(), "manifest.json", "manifest.json is missing"),
    ("manifest link gone", lambda o: (o / "manifest.json").unlink(), "manifest.json", "manifest.json is missing"),
    ("manifest damaged", lambda o: (o / "manifest.json").write_text("{}"), "manifest.json", "is damaged"),
    ("description gone", lambda o: (o / "datapackage.json").unlink(), "datapackage.json", "is missing"),
    ("description damaged", lambda o: (o / "datapackage.json").write_text("[]"), "datapackage.json", "is damaged"),
    ("description of another", lambda o: (o / "datapackage.json").write_text('{"resources": []}'), "datapackage.json",
     "does not describe documents as it is"),
    ("ledger cut short", lambda o: cut(only(o / "history/runs")), "runs", "is not what was published"),
    ("ledger with a stray file", lambda o: (o / "history/runs/mine.parquet").write_bytes(b""), "runs",
     "history/runs/mine.parquet was not published"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "table", "sentence"), [d[1:] for d in DAMAGE], ids=[d[0] for d in DAMAGE])
def test_each_kind_of_damage_is_found(out: Path, damage: Callable[[Path], Any], table: str, sentence: str) -> None:
    damage(out)
    problems = check_folder(out)
    assert [p.table for p in problems if sentence in p.sentence][:1] == [table]
    assert {p.table for p in problems} <= {table, "posture_shifts", "mentions"}


def test_a_ledger_that_lost_a_file_is_found(out: Path) -> None:
    for day, score in ((3, -0.4), (4, -0.6)):
        changed = replace(sound_tables()["postures"][0], score=score)
        publish(out, {"postures": [changed]}, datetime(2026, 3, day, tzinfo=UTC))
    sorted((out / "history/postures").iterdir())[1].unlink()  # replayed, the ledger still gives the current rows
    (problem,) = [p for p in check_folder(out) if "files" in p.sentence]
    assert problem.sentence == "history/postures/ has 2 files, 3 were published"


def test_every_table_is_checked(out: Path) -> None:
    for table in TABLES:
        rewrite(out, table.name, lambda rows: rows)
    assert {p.table for p in check_folder(out)} == {table.name for table in TABLES}


def test_a_store_whose_current_version_is_gone_is_not_sound(out: Path) -> None:
    (out / ".current").unlink()
    assert [p.sentence for p in check_folder(out)] == ["manifest.json is missing: nothing can be checked"]
