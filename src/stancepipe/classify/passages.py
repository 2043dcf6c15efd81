"""Labelled passages that models are trained on: written ones, and frames filled with states and things.

A frame is a sentence with slots in which only grammar says who takes which position: ``{H} condemned {T's} {STRIKE}``.
Filled several times with other states and other words, it teaches roles and not names.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancepipe.bundles import read_rows
from stancepipe.classify.outputs import OUTPUTS
from stancepipe.errors import BundleError
from stancepipe.vocabulary import ISRAEL, PALESTINE

FILLINGS: Final = 3
"""How often each frame is filled: more repeats its grammar without adding to it."""
FRAMED: Final = "frame-"
"""Begin of the groups of filled frames."""
SLOT: Final = re.compile(r"\{([^{}]+)\}")
STATE_SLOTS: Final = ("H", "O", "P")
"""Slots of states, as far as a frame has them; ``H`` is the publisher of an official statement."""
NOT_FILLED_IN: Final = frozenset(
    {
        ISRAEL,
        PALESTINE,
        "EGY",
        "HTI",
        "IRN",
        "KHM",
        "LBN",
        "MLI",
        "MMR",
        "RUS",
        "SDN",
        "SYR",
        "THA",
        "UKR",
        "XKX",
        "YEM",
    }
)
"""Parties to the wars that frames and slots name: a frame that suits Peru may say nonsense of them."""
SLOT_OF_LABEL: Final = re.compile(r"(\w+)=(\w+):(-?\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledPassage:
    """One passage with the label of every holder that was judged in it."""

    group: str
    """Passages of one group are never split between training and test."""
    text: str
    publisher_country: str | None
    doc_type: str
    labels: Mapping[str, tuple[str, int]]
    """Holder -> label and intensity (-3 to 3)."""


def written_passages(folder: Path) -> Iterator[LabelledPassage]:
    """Passages of ``stance-*.jsonl`` in ``folder``, one for each group."""
    groups: dict[str, list[dict[str, str]]] = {}
    for path in sorted(folder.glob("stance-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            groups.setdefault(row["group"], []).append(row)
    for group, rows in groups.items():
        yield LabelledPassage(
            group=group,
            text=rows[0]["text"],
            publisher_country=rows[0]["publisher_country"],
            doc_type=rows[0]["doc_type"],
            labels={row["holder"]: (row["label"], int(row["intensity"])) for row in rows},
        )


def filled_frames(folder: Path, lexicons: Path, seed: int) -> Iterator[LabelledPassage]:
    """Frames of ``folder/frames/frames.csv``, each filled :data:`FILLINGS` times from ``slots.csv`` and the states.

    Raises:
        BundleError: a frame names an unknown slot or has a label that is not one.
    """
    slots: dict[str, list[str]] = {}
    for row in read_rows(folder / "frames" / "slots.csv"):
        slots.setdefault(row["slot"], []).append(row["value"])
    names = _names(lexicons)
    chance = random.Random(seed)
    for row in read_rows(folder / "frames" / "frames.csv"):
        labels = _labels(row["labels"], row["frame_id"])
        for _ in range(FILLINGS):
            states = dict(zip(STATE_SLOTS, chance.sample(sorted(names), len(STATE_SLOTS)), strict=True))
            yield LabelledPassage(
                group=f"{FRAMED}{row['frame_id']}",
                text=_filled(row["frame"], states, names, slots, chance, row["frame_id"]),
                publisher_country=states["H"] if row["doc_type"] == "official_statement" else None,
                doc_type=row["doc_type"],
                labels={states[slot]: labelled for slot, labelled in labels.items()},
            )


def _labels(cell: str, frame_id: str) -> dict[str, tuple[str, int]]:
    """Label and intensity by slot: ``H=critical:-2 O=none:0``."""
    found: dict[str, tuple[str, int]] = {}
    for part in cell.split():
        match = SLOT_OF_LABEL.fullmatch(part)
        if match is None or match[1] not in STATE_SLOTS or match[2] not in OUTPUTS:
            raise BundleError(f"frames.csv, frame {frame_id}: {part!r} is no label of a slot")
        found[match[1]] = match[2], int(match[3])
    return found


@dataclass(frozen=True, slots=True)
class _Naming:
    name: str
    adjective: str


def _names(lexicons: Path) -> dict[str, _Naming]:
    """English name, with its article, and adjective of every state that frames may name."""
    articles = {row["code"] for row in read_rows(lexicons / "name_articles.csv")}
    found: dict[str, _Naming] = {}
    for row in read_rows(lexicons / "states.csv"):
        adjective = row["demonyms"].split("|")[0]
        if row["iso3"] not in NOT_FILLED_IN and adjective:
            name = f"the {row['name']}" if row["iso3"] in articles else row["name"]
            found[row["iso3"]] = _Naming(name, adjective)
    return found


def _filled(
    frame: str,
    states: Mapping[str, str],
    names: Mapping[str, _Naming],
    slots: Mapping[str, Sequence[str]],
    chance: random.Random,
    frame_id: str,
) -> str:
    """``frame`` with its slots filled: a slot that comes twice keeps its value, ``{X2}`` is another one of ``X``."""
    drawn: dict[str, str] = {}

    def value(match: re.Match[str]) -> str:
        slot = match[1]
        if slot in drawn:
            return drawn[slot]
        party, _, form = slot.partition("-")
        party, owner, _ = party.partition("'s")
        if party in states or party == "T":
            naming = _Naming("Israel", "Israeli") if party == "T" else names[states[party]]
            return naming.adjective if form == "adj" else naming.name + _possessive(naming.name) * bool(owner)
        listed = slots.get(slot) or slots.get(slot.rstrip("0123456789"))
        if listed is None:
            raise BundleError(f"frames.csv, frame {frame_id}: there is no slot {{{slot}}}")
        drawn[slot] = chance.choice(listed)
        return drawn[slot]

    text = frame
    while SLOT.search(text):
        text = SLOT.sub(value, text)
    return re.sub(r"(^|[.!?]\s+[\"“]?)([a-z])", lambda m: m[1] + m[2].upper(), text)


def _possessive(name: str) -> str:
    return "'" if name.endswith("s") else "'s"
