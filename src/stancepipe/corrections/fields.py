"""What may be corrected, how a value is written in a cell, and what follows from it for other columns."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from stancepipe.errors import BundleError
from stancepipe.tables import Column
from stancepipe.values import RANGES, open_codes
from stancepipe.vocabulary import COLDER_STEPS, QUAD, WARMER_STEPS, DatePrecision, EventType, Label, Step

ROW: Final = "row"
"""In place of a field: the row as a whole."""
WRONG: Final = "wrong"
"""The only value that a whole row can be given: it is left out of the table."""

CORRECTABLE: Final[Mapping[str, tuple[str, ...]]] = {
    "documents": ("published_on", "publisher", "publisher_country", "doc_type"),
    "stances": (ROW, "label", "score", "confidence"),
    "events": (
        ROW, "actor", "actor_sector", "recipient", "recipient_sector", "event_type", "event_mode", "step", "domain",
        "status", "event_on", "intensity", "attributed_to", "toward_israel", "confidence",
    ),
}  # fmt: skip
"""Table -> fields. Never a key, a quote or its place: they say which words a row was read in."""

TYPICAL_SCORE: Final[Mapping[str, float]] = {
    Label.SUPPORTIVE: 2 / 3, Label.CRITICAL: -2 / 3, Label.MIXED: 0.0, Label.NEUTRAL: 0.0,
}  # fmt: skip
"""Score of a label that was corrected without one: "clear" on the guide's scale of 1 mild, 2 clear, 3 strong."""
MILD: Final = 1 / 3
"""A mixed or neutral position lies within one step of the guide's scale around 0."""
BY_HAND: Final = 1.0
"""Confidence of a stance that a person has read and labelled."""
FROM_CORRECTION: Final = "correction"

PloverScores = Mapping[tuple[str, str], float]
"""Type and mode (empty for none) -> intensity."""


def load_plover_scores(lexicons: Path) -> PloverScores:
    """Intensities by type and mode, from the lexicon that events are scored with.

    Raises:
        BundleError: the lexicon cannot be read.
    """
    path = lexicons / "plover_scores.csv"
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return {(row["type"], row["mode"]): float(row["score"]) for row in csv.DictReader(lines)}
    except (OSError, KeyError, ValueError) as error:
        raise BundleError(f"{path} cannot be read: {error}") from error


def value_of(column: Column, text: str | None) -> Any:
    """The value that ``text`` stands for in a column; empty or null text is no value.

    Raises:
        ValueError: it stands for none, in words for a user.
    """
    if text is None or text == "":
        if not column.nullable:
            raise ValueError(f"{column.name} cannot be empty")
        return None
    if column.type is date:
        return _day(column, text)
    if column.type is bool:
        return _truth(column, text)
    if column.type in (int, float):
        try:
            return column.type(text)
        except ValueError:
            raise ValueError(f"{column.name}: {text!r} is not a number") from None
    return text


def refuse_unknown(column: Column, value: Any, scores: PloverScores) -> None:
    """Stop at a value that the column must not hold.

    Raises:
        ValueError: it is no code of the column, or outside its range, in words for a user.
    """
    if value is None:
        return
    codes = column.codes if column.codes is not None else open_codes(column.name)
    if column.name == "event_mode":
        codes = frozenset(mode for _, mode in scores if mode)
    if codes is not None and value not in codes:
        known = f": {', '.join(sorted(codes))}" if len(codes) <= len(CORRECTABLE["events"]) + 2 else ""
        raise ValueError(f"{column.name}: {value!r} is not one of its codes{known}")
    if column.name in RANGES:
        low, high = RANGES[column.name]
        if not low <= value <= high:
            raise ValueError(f"{column.name}: {value} lies outside {low} to {high}")


def text_of(value: Any) -> str | None:
    """A value as a cell holds it; :func:`value_of` reads it back."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def implied_by(table: str, row: Any, given: Mapping[str, Any], scores: PloverScores) -> dict[str, Any]:
    """What follows for other columns of ``row`` from the values that an analyst gave."""
    if table == "documents":
        return _of_document(given)
    following = _of_stance(row, given) if table == "stances" else _of_event(row, given, scores)
    return {name: value for name, value in following.items() if name not in given}


def points_elsewhere(row: Any) -> bool:
    """Whether an event's score contradicts its step: the act then moves relations, and no level."""
    if row.step in COLDER_STEPS:
        return bool(row.intensity >= 0 and row.step != Step.RECOGNISE_PALESTINE)
    return bool(row.step in WARMER_STEPS and row.intensity <= 0)


def _of_document(given: Mapping[str, Any]) -> dict[str, Any]:
    if "published_on" not in given:
        return {}
    day = given["published_on"]
    precision = None if day is None else DatePrecision.DAY.value
    return {"published_precision": precision, "published_from": FROM_CORRECTION}


def _of_stance(row: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    label = given.get("label", row.label)
    if label is None:
        return {}
    score = given.get("score", row.score)
    agrees = abs(score) <= MILD if TYPICAL_SCORE[label] == 0 else score * TYPICAL_SCORE[label] > 0
    return {"confidence": BY_HAND} | ({} if agrees else {"score": TYPICAL_SCORE[label]})


def _of_event(row: Any, given: Mapping[str, Any], scores: PloverScores) -> dict[str, Any]:
    following: dict[str, Any] = {}
    if "event_on" in given:
        following["date_precision"] = None if given["event_on"] is None else DatePrecision.DAY.value
    if {"event_type", "event_mode"} & given.keys():
        kind = given.get("event_type", row.event_type)
        mode = given.get("event_mode", row.event_mode)
        if "event_type" in given and (kind, mode or "") not in scores:
            mode = None
        following["event_mode"] = mode
        following["quad"] = QUAD[EventType(kind)]
        following["intensity"] = scores.get((kind, mode or ""), scores[kind, ""])
    return following


def _day(column: Column, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{column.name}: {text!r} is not a day like 2024-05-31") from None


def _truth(column: Column, text: str) -> bool:
    truths = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in truths:
        raise ValueError(f"{column.name}: {text!r} is neither yes nor no")
    return truths[text.lower()]
