"""What training keeps of the held-out part: read as it was written, and always the same bytes."""

import zipfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from stancepipe.claims import Claim, Role
from stancepipe.classify.held_out import HELD_OUT, HeldOut, load_held_out, store_held_out
from stancepipe.classify.outputs import NO_STANCE, OUTPUTS
from stancepipe.classify.passages import FRAMED
from stancepipe.classify.training import Example, answers_to, fit_words, split_by_group
from stancepipe.errors import BundleError

WORDS = {
    "supportive": (2, "praised and thanked"),
    "critical": (-2, "condemned and blamed"),
    "mixed": (0, "praised yet blamed"),
    "neutral": (0, "met and talked with"),
    NO_STANCE: (0, "also imports wheat from"),
}


def examples() -> list[Example]:
    """Thirty claims of five kinds, each of its own passage."""
    made = []
    for number in range(30):
        label, (intensity, words) = list(WORDS.items())[number % len(WORDS)]
        claim = Claim(
            holder="CHL", target="ISR", role=Role.ACTOR if number % 2 else Role.NAMED, passage_start=0,
            marked=f"holder {words} target", statements=(),
            facts={"step:recall_envoy:occurred": 1.0} if label == "critical" else {"speaks": 1.0},
        )  # fmt: skip
        group = f"{FRAMED if number % 3 == 0 else 'g'}{number}"
        made.append(Example(claim=claim, label=label, intensity=intensity, group=group, explicit=label != NO_STANCE))
    return made


@pytest.fixture(scope="module")
def held() -> HeldOut:
    told = examples()
    train, test = split_by_group(told, 5)
    learnt, asked = [told[i] for i in train], [told[i] for i in test]
    return answers_to(asked, np.zeros((len(asked), len(OUTPUTS))), fit_words(learnt, 1))


def test_what_the_words_say_stands_beside_what_is_true(held: HeldOut) -> None:
    assert held.by_words.sum(axis=1) == pytest.approx(1.0)
    assert (held.by_words.argmax(axis=1) == held.truth).all()
    assert (held.took_step == (held.truth == OUTPUTS.index("critical"))).all()
    taken = held.truth != OUTPUTS.index(NO_STANCE)
    assert (np.sign(held.worded.round(1)) == np.sign(held.intensity))[taken].all()
    assert held.framed.any()
    assert not held.framed.all()


def test_some_rows_are_of_the_same_claims(held: HeldOut) -> None:
    some = held.at([2, 0])
    assert some.passage.tolist() == [held.passage[2], held.passage[0]]
    assert (some.by_words == held.by_words[[2, 0]]).all()


def test_where_a_passage_falls_hangs_on_its_name_alone() -> None:
    told = examples()
    _, held = split_by_group(told, 5)
    _, fewer = split_by_group(told[:20], 5)
    assert [i for i in held if i < 20] == fewer
    assert 0 < len(held) < len(told) / 2


def test_it_is_read_as_it_was_written(held: HeldOut, tmp_path: Path) -> None:
    store_held_out(held, tmp_path)
    found = load_held_out(tmp_path)
    for field in fields(HeldOut):
        kept, written = getattr(found, field.name), getattr(held, field.name)
        assert (kept == written).all() or np.abs(kept - written).max() <= 1e-5, field.name
        assert kept.dtype == written.dtype, field.name


def test_the_same_answers_give_the_same_bytes(held: HeldOut, tmp_path: Path) -> None:
    store_held_out(held, tmp_path)
    first = (tmp_path / HELD_OUT).read_bytes()
    store_held_out(load_held_out(tmp_path), tmp_path)
    assert (tmp_path / HELD_OUT).read_bytes() == first
    with zipfile.ZipFile(tmp_path / HELD_OUT) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_file_that_training_did_not_write_is_named(held: HeldOut, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=HELD_OUT):
        load_held_out(tmp_path)
    (tmp_path / HELD_OUT).write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(BundleError, match="stancepipe train"):
        load_held_out(tmp_path)
    np.savez(tmp_path / HELD_OUT, truth=held.truth)
    with pytest.raises(BundleError, match="KeyError"):
        load_held_out(tmp_path)
    objects = replace(held, role=np.array([{"no": "objects"}] * len(held.truth), dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        store_held_out(objects, tmp_path)
