"""Formal relations with Israel: a ladder, moved by acts that occurred and by nothing else.

The lexicon tells how things stood on :data:`KNOWN_ON`. Before that day a state stands there from the day on which
that state of things began, and is ``unknown`` earlier (``none`` where relations never existed); from then on acts
move it. Blocs have no formal relations in this sense and stay ``unknown``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from stancepipe.posture.acts import Act
from stancepipe.posture.knowledge import Knowledge, KnownRelations
from stancepipe.vocabulary import Relations, Step

KNOWN_ON: Final = date(2023, 10, 7)
"""The day whose state of things ``relations.csv`` describes."""

LADDER: Final = (
    Relations.NONE, Relations.SEVERED, Relations.SUSPENDED, Relations.DOWNGRADED, Relations.ENVOY_RECALLED,
    Relations.FULL,
)  # fmt: skip
"""Coldest first."""

COOLS_TO: Final[Mapping[Step, Relations]] = {
    Step.RECALL_ENVOY: Relations.ENVOY_RECALLED,
    Step.DOWNGRADE_RELATIONS: Relations.DOWNGRADED,
    Step.SUSPEND_RELATIONS: Relations.SUSPENDED,
    Step.SEVER_RELATIONS: Relations.SEVERED,
}
"""Rung to which a colder step leads, from any warmer one. Summoning or expelling Israel's envoy leaves the
holder's own representation, which the ladder describes, where it is."""

WARMS_FROM: Final[Mapping[Step, frozenset[Relations]]] = {
    Step.RETURN_ENVOY: frozenset({Relations.ENVOY_RECALLED, Relations.DOWNGRADED, Relations.UNKNOWN}),
    Step.UPGRADE_RELATIONS: frozenset({Relations.ENVOY_RECALLED, Relations.DOWNGRADED, Relations.UNKNOWN}),
    Step.RESTORE_RELATIONS: frozenset(set(Relations) - {Relations.FULL}),
    Step.ESTABLISH_RELATIONS: frozenset({Relations.NONE, Relations.SEVERED, Relations.SUSPENDED, Relations.UNKNOWN}),
}
"""States of things that a warmer step turns into full relations. An envoy returns only where there are relations."""


def next_relations(current: Relations, step: Step) -> Relations:
    """Relations after ``step``: a colder step never moves them up, a warmer one never down.

    Where relations never existed there is nothing to recall, suspend or sever.
    """
    if step in COOLS_TO:
        colder = COOLS_TO[step]
        if current is Relations.UNKNOWN:
            return colder
        return min(current, colder, key=LADDER.index)
    if current in WARMS_FROM.get(step, frozenset()):
        return Relations.FULL
    return current


@dataclass(frozen=True, slots=True)
class Standing:
    """Relations from ``since`` on, until the next standing of the same holder."""

    since: date
    relations: Relations
    act: Act | None = None
    """What moved them there; None where the lexicon tells it."""


def relations_over_time(knowledge: Knowledge, acts: Iterable[Act]) -> dict[str, list[Standing]]:
    """For each holder with a lexicon row, its standings in order, the first one from the earliest day there is."""
    moves: dict[str, list[Act]] = {}
    for act in acts:
        if act.occurred_on is not None and (act.step in COOLS_TO or act.step in WARMS_FROM):
            moves.setdefault(act.holder, []).append(act)
    return {holder: standings(known, moves.get(holder, ())) for holder, known in sorted(knowledge.relations.items())}


def standings(known: KnownRelations, acts: Iterable[Act]) -> list[Standing]:
    """The standings of one state: what the lexicon says, moved by ``acts`` on the days on which they occurred."""
    never = known.relations is Relations.NONE and known.since is None
    found = [Standing(date.min, Relations.NONE if never else Relations.UNKNOWN)]
    moves = sorted(
        ((a.occurred_on, a) for a in acts if a.occurred_on is not None),
        key=lambda move: (move[0], move[1].step.value, move[1].day),
        reverse=True,
    )
    told = [KNOWN_ON] if known.since is None else sorted({min(known.since, KNOWN_ON), KNOWN_ON})
    for start, end in zip(told, [*told[1:], date.max], strict=True):
        while moves and moves[-1][0] < start:
            _move(found, *moves.pop())
        found.append(Standing(start, known.relations))
        while moves and moves[-1][0] < end:
            _move(found, *moves.pop())
    return found


def _move(found: list[Standing], day: date, act: Act) -> None:
    after = next_relations(found[-1].relations, act.step)
    if after is not found[-1].relations:
        found.append(Standing(day, after, act))
