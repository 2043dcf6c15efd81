"""Rows as an analyst left them, and as they had been found."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancepipe.corrections import Corrections, load_corrections, marked_shifts, restore
from stancepipe.corrections.lines import FILE
from stancepipe.records import Document, Event, PostureShift, Stance
from stancepipe.tables import BY_NAME

LEXICONS = Path(__file__).resolve().parents[3] / "corpora" / "lexicons"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "Oman recalled its envoy to Israel. Peru regretted it."
DOCUMENT = Document(
    document_id="d1", input_id="i1", url=None, title=None, text=TEXT, publisher=None, publisher_country="OMN",
    doc_type="official_statement", published_on=date(2026, 1, 5), published_precision="month", published_from="page",
    superseded_by=None, language="en", status="analysed", status_reason=None, duplicate_of=None, content_hash="c1:0",
    n_words=9, first_seen_at=NOON, run_id="r", bundle_id="b",
)  # fmt: skip
STANCE = Stance(
    stance_id="s1", document_id="d1", holder="OMN", target="ISR", label="critical", score=-0.5, confidence=0.6,
    quote=TEXT[:34], quote_start=0, quote_end=34, n_passages=1, published_on=date(2026, 1, 5), publisher_country="OMN",
    bundle_id="b",
)  # fmt: skip
EVENT = Event(
    event_id="e1", document_id="d1", quote=TEXT[:34], quote_start=0, quote_end=34, actor="OMN", actor_text="Oman",
    actor_sector=None, recipient="ISR", recipient_text="Israel", recipient_sector=None, event_type="SANCTION",
    event_mode="withdraw", quad=4, step="recall_envoy", domain="diplomatic", status="occurred",
    event_on=date(2026, 1, 1), date_precision="month", intensity=-6.0, attributed_to=None, toward_israel=True, rule="r",
    confidence=0.9, bundle_id="b",
)  # fmt: skip
ROWS: dict[str, Any] = {"documents": DOCUMENT, "stances": STANCE, "events": EVENT}
KEYS = {"documents": "d1", "stances": "s1", "events": "e1 d1 0"}


def told(folder: Path, *lines: tuple[str, ...]) -> Corrections:
    cells = io.StringIO()
    csv.writer(cells).writerows([("table", "key", "field", "value", "because", "by", "on"), *lines])
    (folder / FILE).write_text(cells.getvalue(), encoding="utf-8")
    return load_corrections(folder, LEXICONS)


def changes(before: Any, after: Any) -> dict[str, Any]:
    """The fields that differ, the mark left aside."""
    names = BY_NAME[next(n for n, row in ROWS.items() if type(row) is type(before))].schema.names
    return {n: getattr(after, n) for n in names if getattr(after, n) != getattr(before, n) and n != "corrected"}


@pytest.mark.parametrize(
    ("table", "lines", "changed"),
    [
        ("stances", {"label": "supportive"}, {"label": "supportive", "score": 2 / 3, "confidence": 1.0}),
        ("stances", {"label": "critical"}, {"confidence": 1.0}),
        ("stances", {"label": "neutral", "score": "0.1"}, {"label": "neutral", "score": 0.1, "confidence": 1.0}),
        ("stances", {"score": "-1"}, {"score": -1.0, "confidence": 1.0}),
        ("stances", {"label": ""}, {"label": None}),
        ("stances", {"label": "mixed", "confidence": "0.5"}, {"label": "mixed", "score": 0.0, "confidence": 0.5}),
        ("events", {"event_on": "2025-12-31"}, {"event_on": date(2025, 12, 31), "date_precision": "day"}),
        ("events", {"event_on": ""}, {"event_on": None, "date_precision": None}),
        ("events", {"event_type": "CONSULT"}, {
            "event_type": "CONSULT", "event_mode": None, "quad": 1, "intensity": 2.5}),
        ("events", {"event_type": "CONSULT", "event_mode": "visit"}, {
            "event_type": "CONSULT", "event_mode": "visit", "quad": 1, "intensity": 4.0}),
        ("events", {"event_type": "REJECT", "intensity": "-1"}, {
            "event_type": "REJECT", "event_mode": None, "quad": 3, "intensity": -1.0}),
        ("events", {"step": "", "status": "denied"}, {"step": None, "status": "denied"}),
        ("events", {"actor": "PER", "toward_israel": "no"}, {"actor": "PER", "toward_israel": False}),
        ("documents", {"published_on": "2026-01-07"}, {
            "published_on": date(2026, 1, 7), "published_precision": "day", "published_from": "correction"}),
        ("documents", {"publisher_country": "", "doc_type": "news_report"}, {
            "publisher_country": None, "doc_type": "news_report"}),
    ],
)  # fmt: skip
def test_what_a_line_sets_and_what_follows_from_it(
    table: str, lines: dict[str, str], changed: dict[str, Any], tmp_path: Path
) -> None:
    orders = told(tmp_path, *((table, KEYS[table], name, value, f"no {name}") for name, value in lines.items()))
    [row], corrections = orders.apply(table, [ROWS[table]], {"d1": DOCUMENT})
    assert changes(ROWS[table], row) == changed
    assert row.corrected == "; ".join(f"{name}: no {name}" for name in sorted(lines))
    assert {c.field for c in corrections if not c.implied} == set(lines)
    assert {c.status for c in corrections} == {"applied"}
    assert restore(BY_NAME[table], [row], corrections) == [ROWS[table]], "without the line it is as it was"


@pytest.mark.parametrize("table", ["stances", "events"])
def test_a_row_that_is_wrong_leaves_the_table_and_comes_back(table: str, tmp_path: Path) -> None:
    orders = told(tmp_path, (table, KEYS[table], "row", "wrong", "nobody says so"))
    rows, corrections = orders.apply(table, [ROWS[table]], {"d1": DOCUMENT})
    assert rows == []
    assert restore(BY_NAME[table], rows, corrections) == [ROWS[table]]


@pytest.mark.parametrize("key", ["s1", "d1 OMN", "d1 OMN ISR"])
def test_a_stance_is_named_by_its_id_or_by_document_and_holder(key: str, tmp_path: Path) -> None:
    other = replace(STANCE, stance_id="s2", holder="PER")
    rows, _ = told(tmp_path, ("stances", key, "label", "mixed", "x")).apply(
        "stances", [STANCE, other], {"d1": DOCUMENT}
    )
    assert [r.label for r in rows] == ["mixed", "critical"]


@pytest.mark.parametrize(("key", "days"), [("e1", [2, 2]), ("e1 d2", [1, 2]), ("e1 d2 0", [1, 2])])
def test_an_event_is_named_in_all_documents_or_in_one(key: str, days: list[int], tmp_path: Path) -> None:
    documents = {name: replace(DOCUMENT, document_id=name) for name in ("d1", "d2")}
    events = [EVENT, replace(EVENT, document_id="d2")]
    rows, told_of = told(tmp_path, ("events", key, "event_on", "2026-01-02", "x")).apply("events", events, documents)
    assert [r.event_on.day for r in rows] == days
    assert len({c.correction_id for c in told_of}) == len(told_of)


@pytest.mark.parametrize(
    ("lines", "changed", "outcome"),
    [
        ([("stances", "gone", "label", "mixed", "x")], {}, "no_row stances has no such row now"),
        (
            [("stances", "s1", "label", "mixed", "x"), ("stances", "d1 OMN", "label", "neutral", "y")],
            {"label": "mixed", "score": 0.0, "confidence": 1.0},
            "refused line 2 already corrects this row's label",
        ),
        (
            [("stances", "s1", "score", "1", "x"), ("stances", "s1", "row", "wrong", "y")],
            None,
            "refused line 3 already corrects this row",
        ),
    ],
)
def test_what_cannot_be_done_is_told(
    lines: list[tuple[str, ...]], changed: dict[str, Any] | None, outcome: str, tmp_path: Path
) -> None:
    rows, told_of = told(tmp_path, *lines).apply("stances", [STANCE], {"d1": DOCUMENT})
    assert (changes(STANCE, rows[0]) if rows else None) == changed
    assert [f"{c.status} {c.status_reason}" for c in told_of if c.status != "applied"] == [outcome]


@pytest.mark.parametrize(
    ("lines", "remarks"),
    [
        ({"step": "arms_deal"}, True),
        ({"step": "arms_deal", "event_type": "COOPERATE"}, False),
        ({"step": "summon_envoy"}, False),
        ({"step": "recall_envoy"}, False),
        ({"step": "summon_envoy", "intensity": "3"}, True),
        ({"step": "recognise_palestine", "event_type": "SUPPORT"}, False),
        ({"step": "vote_for"}, False),
    ],
)
def test_a_step_that_contradicts_its_score_is_told(lines: dict[str, str], remarks: bool, tmp_path: Path) -> None:
    orders = told(tmp_path, *(("events", "e1", name, value, "x") for name, value in lines.items()))
    _, corrections = orders.apply("events", [EVENT], {"d1": DOCUMENT})
    [step] = [c for c in corrections if c.field == "step"]
    assert (step.status, "points the other way" in (step.status_reason or "")) == ("applied", remarks)


@pytest.mark.parametrize(
    ("document", "outcome"),
    [
        (replace(DOCUMENT, superseded_by="d2"), "applied applied to words that were edited since"),
        (replace(DOCUMENT, withdrawn_at=NOON), "no_row its document was withdrawn"),
    ],
)
def test_an_edit_and_a_takedown_are_told(document: Document, outcome: str, tmp_path: Path) -> None:
    orders = told(tmp_path, ("documents", "d1", "publisher", "Ministry", "x"))
    _, [correction] = orders.apply("documents", [document], {"d1": document})
    assert f"{correction.status} {correction.status_reason}".startswith(outcome)


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "label": st.sampled_from(["supportive", "critical", "mixed", "neutral", ""]),
        "score": st.floats(-1, 1).map(repr),
        "confidence": st.floats(0, 1).map(repr),
        "row": st.just("wrong"),
    },
)


@given(FIELDS)
def test_whatever_was_corrected_can_be_taken_back(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, str]
) -> None:
    orders = told(tmp_path_factory.mktemp("any"), *(("stances", "s1", name, v, "x") for name, v in fields.items()))
    rows, corrections = orders.apply("stances", [STANCE], {"d1": DOCUMENT})
    assert restore(BY_NAME["stances"], rows, corrections) == [STANCE]


def test_a_shift_that_rests_on_a_correction_says_so() -> None:
    shift = PostureShift(
        shift_id="p", holder="OMN", day=date(2026, 1, 1), kind="formal_step", step="recall_envoy", status="occurred",
        direction="colder", before=None, after=None, magnitude=0.6, confidence=0.9, first_known_at=NOON, bundle_id="b",
        summary="Oman recalled its ambassador to Israel (1 January 2026).", evidence="event:e1",
    )  # fmt: skip
    documents = {"d1": DOCUMENT}
    corrected = replace(EVENT, corrected="event_on: told otherwise")
    assert marked_shifts([shift], documents, [EVENT], [STANCE]) == [shift]
    for events, known in (([corrected], documents), ([EVENT], {"d1": replace(DOCUMENT, corrected="published_on: x")})):
        [told_of] = marked_shifts([shift], known, events, [])
        assert told_of.summary == (
            "Oman recalled its ambassador to Israel (1 January 2026), by a reading that an analyst corrected."
        )
