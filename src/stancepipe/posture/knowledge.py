"""What is known beforehand of holders: names, blocs they belong to, relations they start from, words for steps."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from stancepipe.bundles import read_rows
from stancepipe.errors import BundleError
from stancepipe.vocabulary import BLOCS, ISRAEL, DecidesBy, Relations, Step


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownRelations:
    """Relations of one state with Israel as the lexicon knows them on its own day."""

    relations: Relations
    since: date | None
    source: str | None = None
    """Where the lexicon has it from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    """One state's time in one bloc."""

    bloc: str
    state: str
    joined: date | None
    left: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the state belongs to the bloc on ``day``; the day of leaving is the first one outside."""
        return (self.joined is None or self.joined <= day) and (self.left is None or day < self.left)


@dataclass(frozen=True, kw_only=True, slots=True)
class StepPhrase:
    """How a summary tells a step."""

    done: str
    announced: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """The lexicons that postures need."""

    names: Mapping[str, str]
    """Code of a state or bloc -> its English name as it stands inside a sentence, with its article."""
    relations: Mapping[str, KnownRelations]
    memberships: tuple[Membership, ...]
    phrases: Mapping[Step, StepPhrase]
    states: frozenset[str]
    stays: Mapping[tuple[str, str], tuple[Membership, ...]]
    """Bloc and state -> the state's times in the bloc."""
    positions_by: Mapping[str, DecidesBy]
    """Bloc -> how it comes to positions on foreign affairs."""
    target_terms: re.Pattern[str]
    """What names the target or stands for it."""

    def may_hold(self, code: str | None) -> bool:
        """Whether ``code`` is a state or bloc whose posture is told; Israel has none toward itself."""
        return code is not None and code != ISRAEL and (code in self.states or code in BLOCS)

    def is_member(self, state: str, bloc: str, day: date) -> bool:
        """Whether ``state`` belongs to ``bloc`` on ``day``."""
        return any(stay.holds_on(day) for stay in self.stays.get((bloc, state), ()))


FILES: Final = (
    "states.csv", "blocs.csv", "bloc_members.csv", "relations.csv", "step_phrases.csv", "name_articles.csv",
    "target_terms.csv",
)  # fmt: skip


def load_knowledge(lexicons: Path) -> Knowledge:
    """Read what postures need from the folder ``lexicons``.

    Raises:
        BundleError: a lexicon is missing or holds a code or day that cannot be read.
    """
    states, blocs, members, relations, phrases, articles, terms = (read_rows(lexicons / name) for name in FILES)
    try:
        told = list(blocs)
        with_article = {row["code"] for row in articles}
        short = {row["iso3"]: row["name"] for row in states}
        named = short | {row["code"]: row["name"] for row in told}
        memberships = tuple(
            Membership(bloc=row["bloc"], state=row["iso3"], joined=_day(row["joined"]), left=_day(row["left"]))
            for row in members
        )
        return Knowledge(
            names={code: f"the {name}" if code in with_article else name for code, name in named.items()},
            relations={
                row["iso3"]: KnownRelations(
                    relations=Relations(row["relations"]), since=_day(row["since"]), source=row["source"]
                )
                for row in relations
            },
            memberships=memberships,
            phrases={Step(row["step"]): StepPhrase(done=row["done"], announced=row["announced"]) for row in phrases},
            states=frozenset(short),
            stays=_stays(memberships),
            positions_by={row["code"]: DecidesBy(row["positions_by"]) for row in told},
            target_terms=_any_of([row["term"] for row in terms]),
        )
    except (KeyError, ValueError) as error:
        raise BundleError(f"a lexicon in {lexicons} cannot be read: {error}") from error


def _stays(memberships: Sequence[Membership]) -> dict[tuple[str, str], tuple[Membership, ...]]:
    stays: dict[tuple[str, str], tuple[Membership, ...]] = {}
    for m in memberships:
        stays[m.bloc, m.state] = (*stays.get((m.bloc, m.state), ()), m)
    return stays


def _any_of(terms: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None
