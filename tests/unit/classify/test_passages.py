"""Training passages: written rows grouped, frames filled with states that only grammar tells apart."""

import json
from pathlib import Path

import pytest

from stancepipe.classify.passages import FILLINGS, filled_frames, written_passages
from stancepipe.errors import BundleError

LEXICONS = Path(__file__).parents[3] / "corpora" / "lexicons"
SLOTS = "slot,value\nCONDEMNED,condemned\nCONDEMNED,denounced\nSTRIKE,air strikes on {TOWN}\nTOWN,Rafah\n"


def frames_in(folder: Path, *rows: str) -> Path:
    (folder / "frames").mkdir()
    (folder / "frames" / "slots.csv").write_text(SLOTS, encoding="utf-8")
    text = "\n".join(["frame_id,frame,doc_type,labels,phenomena", *rows]) + "\n"
    (folder / "frames" / "frames.csv").write_text(text, encoding="utf-8")
    return folder


def test_rows_of_one_group_are_one_passage(tmp_path: Path) -> None:
    same = {
        "group": "g1",
        "text": "Chile blamed Israel, Peru praised it.",
        "publisher_country": None,
        "doc_type": "other",
    }
    rows = [
        {**same, "holder": "CHL", "label": "critical", "intensity": -2},
        {**same, "holder": "PER", "label": "supportive", "intensity": 2},
    ]
    (tmp_path / "stance-x.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    (passage,) = written_passages(tmp_path)
    assert passage.labels == {"CHL": ("critical", -2), "PER": ("supportive", 2)}


def test_a_frame_is_filled_with_states_and_things(tmp_path: Path) -> None:
    folder = frames_in(
        tmp_path, 'f1,"{H} {CONDEMNED} {T\'s} {STRIKE}, {O-adj} officials said.",news_report,H=critical:-2 O=none:0,'
    )
    passages = list(filled_frames(folder, LEXICONS, 1))
    assert len(passages) == FILLINGS
    for passage in passages:
        assert "Israel's air strikes on Rafah" in passage.text
        assert "{" not in passage.text
        assert sorted(passage.labels.values()) == [("critical", -2), ("none", 0)]
        assert passage.group == "frame-f1"
    assert [p.text for p in passages] == [p.text for p in filled_frames(folder, LEXICONS, 1)]
    assert [p.text for p in passages] != [p.text for p in filled_frames(folder, LEXICONS, 2)]


def test_who_says_we_publishes(tmp_path: Path) -> None:
    folder = frames_in(tmp_path, "f1,we blame {T}.,official_statement,H=critical:-2,")
    for passage in filled_frames(folder, LEXICONS, 1):
        assert passage.text == "We blame Israel."
        assert list(passage.labels) == [passage.publisher_country]


def test_an_unknown_slot_is_named(tmp_path: Path) -> None:
    folder = frames_in(tmp_path, "f7,{H} {BLAMED} {T}.,news_report,H=critical:-2,")
    with pytest.raises(BundleError, match=r"f7.*BLAMED"):
        list(filled_frames(folder, LEXICONS, 1))


@pytest.mark.parametrize("labels", ["H=critcal:-2", "Q=critical:-2", "H=critical", "H:critical=-2"])
def test_a_label_that_is_none_is_named(tmp_path: Path, labels: str) -> None:
    folder = frames_in(tmp_path, f"f8,{{H}} blamed {{T}}.,news_report,{labels},")
    with pytest.raises(BundleError, match="f8"):
        list(filled_frames(folder, LEXICONS, 1))
