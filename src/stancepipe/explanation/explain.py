"""One row of ``postures`` explained from the published tables, by the functions that made it."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from stancepipe.bundles import Bundle
from stancepipe.errors import UsageError
from stancepipe.explanation.basis import Basis, basis_of
from stancepipe.explanation.pulls import Pull, pulls_on
from stancepipe.posture import Knowledge, load_knowledge
from stancepipe.posture.acts import Act, acts_of
from stancepipe.posture.evidence import (
    countable_documents,
    countable_stances,
    countable_tellings,
    items_of,
    observations_of,
)
from stancepipe.posture.relations import Standing, relations_over_time
from stancepipe.posture.series import track_of
from stancepipe.records import Document, Event, Posture, Stance
from stancepipe.store import Store
from stancepipe.tables import BY_NAME
from stancepipe.vocabulary import ISRAEL, Relations

CLOSE: Final = 0.6
"""Likeness from which a name is offered in place of one that nobody has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """Everything behind one row of ``postures``."""

    name: str
    posture: Posture
    pulls: Sequence[Pull]
    """The strongest first; they add up to the level."""
    basis: Basis
    standing: Standing
    """Formal relations on that day, and since when."""
    moved_by: Act | None
    """The act that moved relations there; null where the lexicon tells it."""
    known_since: date | None
    """Since when relations stood so by the lexicon, where it knows."""
    documents: Mapping[str, Document]
    stances: Mapping[str, Stance]
    """By ``stance:ID``."""
    events: Mapping[tuple[str, str], Event]
    """By ``event:ID`` and document."""


def explain_posture(out: Path, bundle: Bundle, *, holder: str, day: date | None = None) -> Explanation:
    """Why ``holder`` stands where it does on ``day``, by default the latest in the data.

    Args:
        out: the published folder.
        bundle: for names and the relations that a state starts from.
        holder: code or English name of a state or bloc.
        day: the day.

    Raises:
        UsageError: there is no such holder, or nothing is known of it on that day.
    """
    knowledge = load_knowledge(bundle.lexicons)
    store = Store(out)
    code = holder_code(holder, knowledge)
    name = knowledge.names.get(code, code)
    posture = _posture_on(store, code, name, day, out)
    documents, stances, events = _rows_about(store, code)
    now = max(run.started_at for run in store.read("runs"))
    counted = countable_documents(documents.values(), posture.bundle_id, now)
    tellings = countable_tellings(events, counted, knowledge, posture.bundle_id)
    acts = acts_of(t for t in tellings if t.event.step is not None)
    items = items_of(countable_stances(stances, counted, posture.bundle_id), tellings, acts, counted, knowledge)
    observations = observations_of(items)[code]
    standing, moved_by = _standing_on(code, posture.day, knowledge, acts)
    return Explanation(
        name=name,
        posture=posture,
        pulls=pulls_on(track_of(code, observations), observations, posture.day),
        basis=basis_of(items, documents, code, posture.day),
        standing=standing,
        moved_by=moved_by,
        known_since=knowledge.relations[code].since if code in knowledge.relations else None,
        documents=documents,
        stances={f"stance:{s.stance_id}": s for s in stances},
        events={(f"event:{e.event_id}", e.document_id): e for e in events},
    )


def holder_code(holder: str, knowledge: Knowledge) -> str:
    """The code of a holder that was named by code or English name, in any case.

    Raises:
        UsageError: nobody has that name.
    """
    wanted = " ".join(holder.split()).casefold()
    by_name = {name.removeprefix("the ").casefold(): code for code, name in knowledge.names.items()}
    code = holder.strip().upper()
    if code not in knowledge.names:
        code = by_name.get(wanted.removeprefix("the "), "")
    if knowledge.may_hold(code):
        return code
    if code == ISRAEL:
        raise UsageError(f"{holder}: postures are told toward it, it has none toward itself")
    close = difflib.get_close_matches(wanted, by_name, n=3, cutoff=CLOSE)
    meant = f": did you mean {' or '.join(f'{knowledge.names[by_name[n]]} ({by_name[n]})' for n in close)}?"
    raise UsageError(f"{holder!r} is neither the code nor the English name of a state or bloc{meant if close else ''}")


def _posture_on(store: Store, code: str, name: str, day: date | None, out: Path) -> Posture:
    rows = _where(store.read_arrow("postures"), "holder", [code])
    own: list[Posture] = BY_NAME["postures"].from_arrow(rows)
    if not own:
        raise UsageError(f"nothing is known of {name} ({code}) in {out}: no document expresses a posture of it")
    if day is None:
        return own[-1]
    if not own[0].day <= day <= own[-1].day:
        raise UsageError(
            f"{name} ({code}) has a posture from {own[0].day} to {own[-1].day}, the last day there is, not on {day}"
        )
    return max((p for p in own if p.day <= day), key=lambda p: p.day)


def _rows_about(store: Store, code: str) -> tuple[dict[str, Document], list[Stance], list[Event]]:
    """Stances and events of one holder, and the documents that they stand in or that it published."""
    stances = BY_NAME["stances"].from_arrow(_where(store.read_arrow("stances"), "holder", [code]))
    events = BY_NAME["events"].from_arrow(_where(store.read_arrow("events"), "actor", [code]))
    listed = store.read_arrow("documents")
    keys = sorted({row.document_id for row in (*stances, *events)})
    wanted: Any = pc.or_kleene(
        pc.is_in(listed["document_id"], value_set=pa.array(keys, pa.string())),
        pc.equal(listed["publisher_country"], pa.scalar(code)),
    )
    documents = {d.document_id: d for d in BY_NAME["documents"].from_arrow(listed.filter(wanted))}
    return documents, stances, events


def _where(rows: pa.Table, column: str, values: Sequence[str]) -> pa.Table:
    wanted: Any = pc.is_in(rows[column], value_set=pa.array(values, pa.string()))
    return rows.filter(wanted)


def _standing_on(code: str, day: date, knowledge: Knowledge, acts: Sequence[Act]) -> tuple[Standing, Act | None]:
    listed = relations_over_time(knowledge, acts).get(code, [Standing(date.min, Relations.UNKNOWN)])
    at = max(i for i, s in enumerate(listed) if s.since <= day)
    return listed[at], listed[at].act
