"""The lexicons, read once: who is called what. Knowledge is in ``corpora/lexicons/*.csv``, none here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stancepipe.bundles import read_rows
from stancepipe.vocabulary import MentionKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """One phrase and what it names; ``code`` is empty for a look-alike that names no actor."""

    phrase: str
    code: str
    kind: MentionKind
    sector: str | None
    start: date | None = None
    end: date | None = None
    """Term of office of a leader."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lexicons:
    """All knowledge about names, offices and blocs."""

    names: tuple[Name, ...]
    lookalikes: frozenset[str]
    offices: Mapping[str, str]
    """Noun phrase in lower case -> PLOVER sector."""
    office_heads: frozenset[str]
    """Last words of these phrases."""
    people: frozenset[str]
    """Noun phrases in lower case that are persons or bodies speaking for a government."""
    rulers: frozenset[str]
    """Nouns of who governs a state, and no city."""
    members: frozenset[str]
    """Nouns for single members of a bloc, which they are not."""
    policies: frozenset[str]
    """Nouns for what governments do and hold: "the Peruvian veto" is Peru's, "the Peruvian harvest" is nobody's."""
    harms: frozenset[str]
    """Nouns of what is done to somebody: the state that they are done to is not the one to blame."""
    bearings: Mapping[str, frozenset[str]]
    """Lemmas of what is refused, by what they say of it: with a state, against it, undoing what follows."""
    seats: Mapping[str, str]
    """Capital that often is but a place -> code: Austria in "Vienna's foreign ministry", not in "Vienna"."""
    places: Mapping[str, str]
    """Town or region -> code of the state in which it lies: never who acts, but whom a deed there concerns."""
    bare_names: Mapping[str, frozenset[str]]
    """Code of a state -> its names and demonyms of one word, in lower case."""


def alternatives(cell: str) -> list[str]:
    """The alternatives of a cell, separated by bars."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def load_lexicons(folder: Path) -> Lexicons:
    """Read the lexicons in ``folder``."""
    names: list[Name] = []
    seats: dict[str, str] = {}
    names += _state_names(folder, seats)
    for row in read_rows(folder / "metonyms.csv"):
        names.append(_name(row["phrase"], row["code"], MentionKind.METONYM, row["sector"]))
    for row in read_rows(folder / "blocs.csv"):
        code = "UN" if row["code"] == "UNSC" else row["code"]
        for phrase in (row["name"], *alternatives(row["aliases"])):
            names.append(_name(phrase, code, MentionKind.BLOC, "IGO"))
    for row in read_rows(folder / "groups.csv"):
        for phrase in alternatives(row["aliases"]):
            sector = {"armed_group": "REB", "court": "JUD"}.get(row["kind"])
            names.append(_name(phrase, row["code"], MentionKind.GROUP, sector))
    names += _leader_names(folder)
    lookalikes = set()
    for row in read_rows(folder / "lookalikes.csv"):
        if row["code"]:
            names.append(_name(row["phrase"], row["code"], MentionKind.LEADER, "GOV"))
        else:
            lookalikes.add(row["phrase"])
    offices = {row["phrase"].lower(): row["sector"] for row in read_rows(folder / "offices.csv")}
    people = {
        row["phrase"].lower()
        for row in read_rows(folder / "offices.csv")
        if row["sector"] == "GOV" and row["role"] in {"head", "ministry", "person", "body"}
    }
    classes = {row["class"]: alternatives(row["words"]) for row in read_rows(folder / "word_classes.csv")}
    return Lexicons(
        names=tuple(names),
        lookalikes=frozenset(lookalikes),
        offices=offices,
        office_heads=frozenset(phrase.rsplit(maxsplit=1)[-1] for phrase in offices),
        people=frozenset(people),
        rulers=frozenset(classes["rulers"]),
        members=frozenset(classes["members"]),
        policies=frozenset(classes["policy"]),
        harms=frozenset((*classes["attack"], *classes["harm"])),
        bearings={row["class"]: frozenset(alternatives(row["words"])) for row in read_rows(folder / "bearings.csv")},
        seats=seats,
        places={p: row["code"] for row in read_rows(folder / "places.csv") for p in alternatives(row["places"])},
        bare_names={
            row["iso3"]: frozenset(
                phrase.lower() for phrase in (row["name"], *alternatives(row["demonyms"])) if " " not in phrase
            )
            for row in read_rows(folder / "states.csv")
        },
    )


def _state_names(folder: Path, seats: dict[str, str]) -> Iterator[Name]:
    for row in read_rows(folder / "states.csv"):
        for phrase in (row["name"], *alternatives(row["aliases"])):
            yield _name(phrase, row["iso3"], MentionKind.STATE, None)
        for phrase in alternatives(row["demonyms"]):
            yield _name(phrase, row["iso3"], MentionKind.DEMONYM, None)
        for phrase in alternatives(row["capital"]):
            if row["capital_metonym"] == "1":
                yield _name(phrase, row["iso3"], MentionKind.CAPITAL, "GOV")
            else:
                seats[phrase] = row["iso3"]


def _leader_names(folder: Path) -> Iterator[Name]:
    for row in read_rows(folder / "leaders.csv"):
        sector = {"armed_group_head": "REB", "prosecutor": "JUD", "judge": "JUD"}.get(row["office"], "GOV")
        start = date.fromisoformat(row["start"]) if row["start"] else None
        end = date.fromisoformat(row["end"]) if row["end"] else None
        for phrase in (row["name"], *alternatives(row["aliases"])):
            yield Name(phrase=phrase, code=row["code"], kind=MentionKind.LEADER, sector=sector, start=start, end=end)


def _name(phrase: str, code: str, kind: MentionKind, sector: str | None) -> Name:
    return Name(phrase=phrase.strip(), code=code, kind=kind, sector=sector or None)
