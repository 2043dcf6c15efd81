"""What became of each configured source: last success, last error, rows, and whether it keeps what it promises."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Final

from stancepipe.records import Document
from stancepipe.sources import Source
from stancepipe.store import Store
from stancepipe.vocabulary import DocumentStatus

STATES_FILE: Final = "sources.json"
"""Beside the tables: last success and last error of every source."""
MONTH: Final = timedelta(days=30)
OVERDUE: Final = {"hourly": timedelta(days=1), "daily": timedelta(days=3), "weekly": timedelta(days=15)}
"""A source is late when it was last read longer ago than this: two missed turns, and for hourly ones a whole day, since
states are kept by day and a server that is down overnight is no news. Sources without a schedule are never late."""


class SourceStates:
    """Notes on the sources of one run, kept beside the tables when the run ends or dies."""

    def __init__(self, out: Path | None, today: date) -> None:
        """Go on from what earlier runs noted in ``out``; without a folder nothing is kept."""
        self._out = out
        self._today = today.isoformat()
        self._states = read_states(out) if out is not None else {}

    def note_success(self, source_id: str) -> None:
        """The source could be read."""
        self._states.setdefault(source_id, {})["last_success"] = self._today

    def note_failure(self, source_id: str, reason: str) -> None:
        """The source as a whole could not be read."""
        self._states.setdefault(source_id, {})["last_error"] = f"{self._today}: {reason}"

    def __enter__(self) -> "SourceStates":
        """Begin to take notes."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep them, whether or not the run went well."""
        if self._out is not None and self._states:
            self._out.mkdir(parents=True, exist_ok=True)
            unfinished = self._out / f".{STATES_FILE}.tmp"
            unfinished.write_text(json.dumps(self._states, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            unfinished.replace(self._out / STATES_FILE)


def read_states(out: Path) -> dict[str, dict[str, Any]]:
    """Last success and error by source id; empty where no run was made."""
    try:
        found = json.loads((out / STATES_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    known = found if isinstance(found, dict) else {}
    return {key: state for key, state in known.items() if isinstance(state, dict)}


def unmet_expectations(
    sources: Iterable[Source], documents: Iterable[Document], today: date
) -> Iterator[tuple[str, str]]:
    """Source id and a sentence for every assertion of a source that its readable documents do not bear out."""
    lengths: dict[str, list[int]] = defaultdict(list)
    recent: dict[str, int] = defaultdict(int)
    for d in documents:
        if d.source_id is not None and d.superseded_by is None and d.status != DocumentStatus.SET_ASIDE:
            lengths[d.source_id].append(d.n_words)
            recent[d.source_id] += today - MONTH < (d.published_on or d.first_seen_at.date()) <= today
    for source in sources:
        wanted, found = source.expect.documents_per_month, recent[source.id]
        if wanted is not None and found < wanted:
            yield source.id, f"{found} documents of the last 30 days, at least {wanted} expected"
        least, own = source.expect.words, lengths[source.id]
        if least is not None and own and median(own) < least:
            yield source.id, f"half of its documents have under {median(own):.0f} words, {least} expected"


@dataclass(frozen=True, kw_only=True, slots=True)
class Overdue:
    """A source that should have been read by now."""

    source_id: str
    missing: bool
    """It was never read; else it was, but too long ago."""
    sentence: str


def overdue_sources(sources: Iterable[Source], states: Mapping[str, dict[str, Any]], today: date) -> Iterator[Overdue]:
    """Sources that were asked for, and that could never or not for long be read.

    Args:
        sources: those that the last run was to read.
        states: last success and error by id, as ``read_states`` gives them.
        today: our day.
    """
    for source in sources:
        state = states.get(source.id, {})
        allowed = OVERDUE.get(source.schedule)
        last, error = state.get("last_success"), state.get("last_error")
        because = f"; {error}" if error else ""
        if last is None and error is not None:
            yield Overdue(source_id=source.id, missing=True, sentence=f"never read{because}")
        elif last is not None and allowed is not None and today - date.fromisoformat(last) > allowed:
            yield Overdue(source_id=source.id, missing=False, sentence=f"last read on {last}{because}")


def source_rows(sources: Sequence[Source], out: Path, today: date) -> Iterator[tuple[str, ...]]:
    """One row of text per source: id, country, kind, schedule, documents, last success, last error, what is amiss."""
    states = read_states(out)
    documents: list[Document] = Store(out).read("documents")
    counted: dict[str | None, int] = defaultdict(int)
    for document in documents:
        counted[document.source_id] += 1
    amiss: dict[str, list[str]] = defaultdict(list)
    for source_id, sentence in unmet_expectations(sources, documents, today):
        amiss[source_id].append(sentence)
    for source in sources:
        state = states.get(source.id, {})
        yield (
            source.id,
            source.country or "",
            source.kind,
            source.schedule,
            str(counted[source.id]),
            state.get("last_success", "never"),
            state.get("last_error", ""),
            "; ".join(amiss[source.id]) if source.id in states else "",
        )
