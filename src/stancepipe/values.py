"""What the values of a column may be, whatever table it stands in: open sets of codes, ranges, units."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from stancepipe import vocabulary
from stancepipe.sources import publisher_codes

RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "score": (-1, 1), "lower": (-1, 1), "upper": (-1, 1), "before": (-1, 1), "after": (-1, 1),
    "confidence": (0, 1), "cohesion": (0, 1), "concentration": (0, 1), "top_share": (0, 1),
    "intensity": (-10, 10), "quad": (1, 4),
}  # fmt: skip
"""Least and greatest value of a column, in whatever table it stands."""

UNITS: Final[Mapping[str, str]] = {
    "n_words": "words", "seconds": "seconds", "n_documents": "documents", "n_stances": "stances", "n_events": "events",
    "n_sources": "sources", "n_own": "documents",
    "n_passages": "passages", "n_members": "states", "n_observed": "states", "n_supporters": "holders",
    "effective_supporters": "holders", "without_top": "holders", "start_char": "code points", "end_char": "code points",
    "quote_start": "code points", "quote_end": "code points", "intensity": "PLOVER points", "line": "lines",
    "score": "level", "lower": "level", "upper": "level", "before": "level", "after": "level", "top_share": "share",
    "first_seen_at": "UTC", "found_at": "UTC", "withdrawn_at": "UTC", "first_known_at": "UTC", "started_at": "UTC",
    "finished_at": "UTC", "n_inputs": "inputs", "n_new": "documents", "n_unchanged": "inputs",
    "n_duplicates": "documents", "n_set_aside": "inputs", "confidence": "probability", "cohesion": "share",
    "concentration": "share",
}  # fmt: skip
"""What a number counts or measures. A level runs from -1 (critical) to 1 (supportive)."""

HOLDER_COLUMNS: Final = frozenset(
    {"holder", "target", "publisher_country", "top_holder", "country", "most_supportive", "most_critical"}
)
ACTOR_COLUMNS: Final = frozenset({"actor", "recipient", "attributed_to", "actor_code"})
BLOC_COLUMNS: Final = frozenset({"bloc"})
BLOCS_WITH_ROWS: Final = vocabulary.BLOCS | {"MEDDIALOGUE"}


@cache
def open_codes(column: str) -> frozenset[str] | None:
    """Codes of states, blocs and groups that a column may hold; null where it holds something else."""
    if column in HOLDER_COLUMNS:
        return publisher_codes()
    if column in ACTOR_COLUMNS:
        return publisher_codes() | vocabulary.COURTS | vocabulary.GROUPS | BLOCS_WITH_ROWS
    return BLOCS_WITH_ROWS if column in BLOC_COLUMNS else None
