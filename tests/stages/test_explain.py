"""Why a holder stands where it does: what `stancepipe explain` says is what the posture was made from."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stancepipe.bundles import Bundle
from stancepipe.explanation import Basis, basis_of, explain_posture
from stancepipe.explanation.basis import Kind, kind_of
from stancepipe.posture.evidence import Item
from stancepipe.records import Document, Posture
from stancepipe.store import Store
from tests.commands import stancepipe

pytestmark = pytest.mark.models

ROUNDED = 1e-6
"""Postures are published with six decimals."""


def postures(out: Path) -> dict[str, list[Posture]]:
    found: dict[str, list[Posture]] = {}
    for row in Store(out).read("postures"):
        found.setdefault(row.holder, []).append(row)
    return found


def test_the_pulls_add_up_to_the_level_of_every_holder(sample: Path, bundle: Bundle) -> None:
    known = postures(sample)
    assert len(known) > 20
    for holder, rows in known.items():
        for row in (rows[0], rows[len(rows) // 2], rows[-1]):
            told = explain_posture(sample, bundle, holder=holder, day=row.day)
            assert told.posture == row
            assert sum(p.pull for p in told.pulls) == pytest.approx(row.score, abs=ROUNDED)
            assert 0 < sum(p.share for p in told.pulls) < 1
            assert told.standing.relations == row.relations
            assert (told.basis.n_stances, told.basis.n_events) == (row.n_stances, row.n_events)
            assert sum(told.basis.documents.values()) == row.n_documents
            assert all(p.item.day <= row.day for p in told.pulls)


def test_a_holder_is_named_by_code_or_name_and_told_in_plain_text(sample: Path) -> None:
    by_code, by_name = (stancepipe("explain", holder, sample) for holder in ("col", "Colombia"))
    assert (by_code.code, by_code.err) == (0, "")
    assert by_code.out == by_name.out
    assert "\x1b" not in by_code.out, "no colours in a pipe"
    assert by_code.out.startswith("Colombia (COL) on ")
    assert re.search(r"relations  severed since 2024-05-0\d, by sever_relations \(occurred\)", by_code.out)
    latest = postures(sample)["COL"][-1]
    assert f"level      {latest.score:+.3f} (critical)" in by_code.out
    assert f"\n{latest.score:+.3f}  in all;" in by_code.out
    stances = {s.stance_id: s for s in Store(sample).read("stances")}
    shown = re.findall(r"\[stance:(\w+) in (\w+)", by_code.out)
    assert shown
    for key, document in shown:
        assert (stances[key].holder, stances[key].document_id) == ("COL", document)


def test_of_many_pieces_the_strongest_are_shown_and_the_rest_added_up(sample: Path) -> None:
    few, all_of_them = (stancepipe("explain", "COL", sample, "--most", n).out for n in (1, 999))
    n = len(explained := re.findall(r"\[(?:stance|event):\w+ in ", all_of_them))
    assert explained
    assert f"the other {n - 1} together" in few
    assert "together" not in all_of_them


def test_a_day_in_the_past_knows_nothing_of_later(sample: Path) -> None:
    early = stancepipe("explain", "COL", sample, "--day", "2023-12-01").out
    assert "Colombia (COL) on 2023-12-01" in early
    assert re.search(r"2023-1\d-\d\d  (stance|event)", early)
    assert not re.search(r"202[4-9]-\d\d-\d\d  (stance|event)", early)


def test_relations_name_the_act_that_moved_them(sample: Path) -> None:
    recalled = [rows[-1] for rows in postures(sample).values() if rows[-1].relations == "envoy_recalled"]
    assert recalled
    events = {e.event_id: e for e in Store(sample).read("events")}
    for row in recalled:
        told = stancepipe("explain", row.holder, sample).out
        if row.holder == "ZAF":  # withdrawn in 2018, before the first document
            assert "relations  envoy recalled since 2018-05-14 by the lexicon of relations; no act" in told
            continue
        found = re.search(r"relations  envoy recalled since (\S+), by recall_envoy \(occurred\)", told)
        assert found is not None
        assert date.fromisoformat(found[1]) <= row.day
        act = events[re.findall(r"\[event:(\w+)\]", told)[0]]
        assert (act.actor, act.step) == (row.holder, "recall_envoy")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Colombai",), "did you mean Colombia (COL)?"),
        (("Israel",), "it has none toward itself"),
        (("Xyzzy",), "neither the code nor the English name of a state or bloc"),
        (("Chad",), "nothing is known of Chad (TCD)"),
        (("COL", "--day", "1999-01-01"), "has a posture from 2023-10-31 to "),
        (("COL", "--day", "yesterday"), "--day: 'yesterday' is not a day like 2024-05-31"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(
    arguments: tuple[str, ...], sentence: str, sample: Path, request: pytest.FixtureRequest
) -> None:
    if arguments == ("Chad",) and "TCD" in postures(sample):
        arguments, sentence = ("Tuvalu",), "nothing is known of Tuvalu (TUV)"
    answer = stancepipe("explain", arguments[0], sample, *arguments[1:])
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert sentence in answer.err


def test_a_folder_without_tables(tmp_path: Path) -> None:
    assert "holds no published tables" in stancepipe("explain", "FRA", tmp_path).err


class TestBasis:
    """What a posture rests on, and what is missing."""

    DAY = date(2026, 1, 10)

    def document(self, sample: Path, key: str, **changes: object) -> Document:
        row: Document = Store(sample).read("documents")[0]
        plain = {"document_id": key, "publisher": None, "publisher_country": None, "doc_type": "news_report",
                 "published_on": self.DAY, "language": "en", "status": "analysed", "superseded_by": None}  # fmt: skip
        return replace(row, **(plain | changes))

    def basis(self, *documents: Document, kind: str = "stance", day: date = DAY) -> Basis:
        items = [
            Item("FRA", d.published_on, d.document_id, f"{kind}:{d.document_id}", "source", -0.5, 1.0, "diplomatic",
                 ((d.published_on, d.document_id),))
            for d in documents if d.status == "analysed" and d.published_on is not None
        ]  # fmt: skip
        return basis_of(items, {d.document_id: d for d in documents}, "FRA", day)

    @pytest.mark.parametrize(
        ("country", "doc_type", "kind"),
        [
            ("FRA", "official_statement", Kind.OWN),
            ("EU", "official_statement", Kind.BLOC),
            ("DEU", "official_statement", Kind.OTHER_GOVERNMENT),
            (None, "official_statement", Kind.REPORTED),
            ("FRA", "news_report", Kind.REPORTED),
        ],
    )
    def test_whose_words(self, sample: Path, country: str | None, doc_type: str, kind: Kind) -> None:
        assert kind_of(self.document(sample, "d", publisher_country=country, doc_type=doc_type), "FRA") is kind

    def test_what_is_missing(self, sample: Path) -> None:
        own = {"publisher_country": "FRA", "doc_type": "official_statement"}
        reported = self.document(sample, "a", publisher="Wire")
        assert self.basis(reported).missing == (
            "no statement of its own: others tell everything",
            "a second publisher: all of it comes from one",
            "no act: it rests on words alone",
        )
        assert self.basis(reported, self.document(sample, "b", **own), kind="event").missing == (
            "no stance: it rests on acts alone",
        )
        late = self.basis(reported, self.document(sample, "b", **own), day=date(2026, 6, 1))
        assert late.missing[-1] == "nothing for 142 days: the interval widens"
        unread = [
            self.document(sample, "c", **own, status="unsupported_language", language="fr"),
            self.document(sample, "d", **own, status="set_aside", published_on=None),
            self.document(sample, "e", **own, published_on=None),
        ]
        assert self.basis(reported, *unread).missing[-3:] == (
            "1 of its own documents in a language that is not read (fr)",
            "1 of its own documents that could not be read",
            "the day of 1 of its own documents: what has none moves nothing",
        )

    def test_later_evidence_is_no_part_of_it(self, sample: Path) -> None:
        later = self.document(sample, "b", published_on=date(2026, 2, 1), language="de")
        basis = self.basis(self.document(sample, "a"), later)
        assert (basis.languages, basis.last, basis.n_stances) == ({"en": 1}, self.DAY, 1)
