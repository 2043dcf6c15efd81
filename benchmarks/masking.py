"""What is left of the quality on our gold when every holder is called by another state's name (minutes).

    .venv/bin/python benchmarks/masking.py [--draws 5] [--seed 1]

Each state that holds a stance in a text is exchanged for one drawn from the lexicons, everywhere in that text: name,
adjective and people, capital, leaders, and publisher. The target, blocs and all other states stay. What a reader had
learnt of countries instead of words would be lost by it.
"""

import argparse
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stancepipe.analysis import Models, load_models
from stancepipe.bundles import load_bundle, read_rows
from stancepipe.gold import analyse_rows, half_of, read_gold, score_stances
from stancepipe.vocabulary import ISRAEL, PALESTINE

REPOSITORY = Path(__file__).resolve().parents[1]
FIGURES = ("headline", "strict", "holders", "sign")
KEPT = (ISRAEL, PALESTINE, "NAM")
"""The two sides of the conflict, and a code that stands for a movement in the gold and for Namibia elsewhere."""
LATEST = "9999"
"""Later than any day."""
BAR = 0.02
"""By which the headline may fall."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leader:
    """Who speaks for a state, and when; days are ISO."""

    names: tuple[str, ...]
    """Full name, then shorter ones."""
    office: str
    start: str
    end: str
    """Empty while in office."""

    def in_office(self, day: str) -> bool:
        """Whether it speaks for its state on ``day``."""
        return self.start <= day <= (self.end or LATEST)


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """What a text may call a state."""

    names: tuple[str, ...]
    """The usual one first, each with its article where English asks for one."""
    demonyms: tuple[str, ...]
    """Adjective first, then people."""
    capitals: tuple[str, ...]
    speaks: bool
    """Whether its capital stands for it by itself, as London does and Vienna does not."""
    leaders: tuple[Leader, ...]
    epithets: tuple[str, ...]
    """Houses and offices that stand for it, which have no like elsewhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Masked:
    """Gold rows before and after."""

    plain: tuple[Mapping[str, Any], ...]
    exchanged: tuple[Mapping[str, Any], ...]
    left_out: int
    """Rows that call a holder by something that cannot be exchanged, such as the name of its parliament."""


def namings(lexicons: Path) -> dict[str, Naming]:
    """All states of the lexicons by code, but for :data:`KEPT`."""
    articles = {row["code"] for row in read_rows(lexicons / "name_articles.csv")}
    leaders: dict[str, list[Leader]] = {}
    for row in read_rows(lexicons / "leaders.csv"):
        names = (row["name"], *_parts(row["aliases"]))
        leader = Leader(names=names, office=row["office"], start=row["start"], end=row["end"])
        leaders.setdefault(row["code"], []).append(leader)
    epithets: dict[str, list[str]] = {}
    for row in read_rows(lexicons / "metonyms.csv"):
        epithets.setdefault(row["code"], []).append(row["phrase"])
    return {
        row["iso3"]: Naming(
            names=tuple(
                f"the {name}" if row["iso3"] in articles else name for name in (row["name"], *_parts(row["aliases"]))
            ),
            demonyms=_parts(row["demonyms"]),
            capitals=_parts(row["capital"]),
            speaks=row["capital_metonym"] == "1",
            leaders=tuple(leaders.get(row["iso3"], ())),
            epithets=tuple(epithets.get(row["iso3"], ())),
        )
        for row in read_rows(lexicons / "states.csv")
        if row["iso3"] not in KEPT
    }


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def exchange(rows: Sequence[Mapping[str, Any]], states: Mapping[str, Naming], chance: random.Random) -> Masked:
    """Rows in which each state that holds a stance bears another's name, beside the same rows as they were."""
    plain, exchanged = [], []
    whole = sorted(code for code, state in states.items() if state.demonyms and state.speaks and state.leaders)
    for row in rows:
        holders = [h["holder"] for h in row["holders"] if h["holder"] in states]
        if any(_is_told(epithet, row["text"]) for code in holders for epithet in states[code].epithets):
            continue
        day = row.get("published") or LATEST
        speaking = any(_is_told(n, row["text"]) for c in holders for leader in states[c].leaders for n in leader.names)
        free = [
            code
            for code in whole
            if not any(_is_told(form, row["text"]) for form in _forms(states[code]))
            and not (speaking and not any(leader.in_office(day) for leader in states[code].leaders))
        ]
        to = dict(zip(holders, chance.sample(free, len(holders)), strict=True))
        plain.append(row)
        exchanged.append(_renamed(row, to, states))
    return Masked(plain=tuple(plain), exchanged=tuple(exchanged), left_out=len(rows) - len(plain))


def _forms(state: Naming) -> Iterator[str]:
    yield from (name.removeprefix("the ") for name in state.names)
    yield from (*state.demonyms, *state.capitals)
    yield from (form for leader in state.leaders for form in leader.names)


def _is_told(form: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(form)}\b", text) is not None


def _renamed(row: Mapping[str, Any], to: Mapping[str, str], states: Mapping[str, Naming]) -> dict[str, Any]:
    """``row`` with every state of ``to`` called by the name of the one beside it."""
    day = row.get("published") or LATEST
    forms = {old: new for code, other in to.items() for old, new in _pairs(states[code], states[other], day)}

    def told(text: str) -> str:
        return renamed(text, forms)

    return {
        **row,
        "text": told(row["text"]),
        "publisher_country": to.get(row["publisher_country"], row["publisher_country"]),
        "holders": [
            {**h, "holder": to.get(h["holder"], h["holder"]), "evidence": told(h.get("evidence") or "")}
            for h in row["holders"]
        ],
    }


def _pairs(old: Naming, new: Naming, day: str) -> Iterator[tuple[str, str]]:
    """Each form of ``old`` with what stands for it; a leader turns into one of like office on that day."""
    for name in old.names:
        yield f"the {name.removeprefix('the ')}", new.names[0]
    for number, form in enumerate(old.demonyms):
        people = number > 0 and len(new.demonyms) > 1
        yield form, new.demonyms[1] if people else new.demonyms[0]
    for capital in old.capitals:
        yield capital, new.capitals[0]
    for leader in old.leaders:
        full, *shorter = leader.names
        other = max(
            new.leaders, key=lambda o: (o.office == leader.office, o.start <= day <= (o.end or "9999"), o.start)
        )
        yield full, other.names[0]
        for form in shorter:
            yield form, other.names[1] if len(other.names) > 1 else other.names[0]


def renamed(text: str, forms: Mapping[str, str]) -> str:
    """``text`` with each of ``forms`` exchanged, articles and possessives as English asks for them.

    A form that begins with "the" may stand without it and takes its article along when it goes. Capitals stay capitals.
    """
    bare = {old.removeprefix("the "): (old.startswith("the "), new) for old, new in forms.items()}
    bare |= {old.upper(): (had, new.removeprefix("the ").upper()) for old, (had, new) in bare.items()}
    if not bare:
        return text
    listed = "|".join(re.escape(form) for form in sorted(bare, key=len, reverse=True))
    pattern = re.compile(rf"(\b(?:[Tt]he|[Aa]n?) )?\b({listed})(?!\w)(['’]s?(?!\w))?")

    def other(match: re.Match[str]) -> str:
        article, form, possessive = match[1] or "", match[2], match[3] or ""
        had, new = bare[form]
        word = article.strip().lower()
        if had and word == "the":  # the article belongs to the name that goes
            article = article[0] if new.startswith("the ") else ""
            new = new.removeprefix("the ") if article else new
            article = {"T": "The ", "t": "the ", "": ""}[article]
        elif word in ("a", "an"):
            new = new.removeprefix("the ")
            article = article[0] + ("n " if new[0] in "AEIOU" else " ")
        elif word == "the":
            new = new.removeprefix("the ")
        starts = match.start() == 0 or re.search(r"[.!?][\"”’)]?\s+$", text[: match.start()]) is not None
        if starts and new.startswith("the "):
            new = "T" + new[1:]
        if possessive:
            possessive = "'" if new.endswith("s") else "'s"
        return article + new + possessive

    return pattern.sub(other, text)


def figures_of(rows: Sequence[Mapping[str, Any]], models: Models) -> dict[str, float]:
    """What ``stancepipe evaluate`` says of stances in ``rows``."""
    return score_stances(list(zip(rows, analyse_rows(rows, models), strict=True)))


def main() -> None:
    """Print the figures of the dev half of the gold, plain and exchanged, and how far they fall."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--draws", type=int, default=5, help="how often other states are drawn")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    bundle = load_bundle(REPOSITORY)
    models, states = load_models(bundle), namings(bundle.lexicons)
    rows = [row for row in read_gold(bundle.corpora / "gold" / "stance.jsonl") if half_of(row) == "dev"]
    told = []
    for seed in range(chosen.seed, chosen.seed + chosen.draws):
        masked = exchange(rows, states, random.Random(seed))
        if not told:
            plain = figures_of(masked.plain, models)
            print(f"{len(masked.plain)} rows, {masked.left_out} left out")
            print("as written: " + _line(plain), flush=True)
        told.append(figures_of(masked.exchanged, models))
        print(f"exchanged, draw {seed}: " + _line(told[-1]), flush=True)
    fall = {name: plain[name] - sum(t[name] for t in told) / len(told) for name in FIGURES}
    print("falls on the mean by: " + _line(fall))
    print(f"bar: headline falls by at most {BAR}")


def _line(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {figures[name]:.3f}" for name in FIGURES)


if __name__ == "__main__":
    main()
