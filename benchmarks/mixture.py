"""Made-up documents as a feed of world news would bring them: one in ten about Israel, the others about the world.

    .venv/bin/python benchmarks/mixture.py N FILE.jsonl [--seed 1] [--relevant 0.1]

Those about Israel are several passages of ``corpora/training`` each; the others are sentences made from the phrases of
``world_news.txt``, with sentences of the corpora that name nothing of the subject. The same number and seed give the
same document, so a smaller mixture is the beginning of a larger one. None of it is a quotation.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from stancepipe.bundles import Bundle, load_bundle, read_rows
from stancepipe.extract.gate import Gate, load_gate
from stancepipe.extract.passages import sentences

PHRASES: Final = Path(__file__).with_name("world_news.txt")
RELEVANT: Final = 0.1
FIRST_DAY: Final = date(2023, 10, 1)
DAYS: Final = 900
WORDS: Final = (150, 900)
"""Words of a usual document; drawn log-normally around ``MEDIAN_WORDS``."""
MEDIAN_WORDS: Final = 380
LONG: Final = 0.03
"""Share of documents that are four times as long: reports, speeches, round-ups."""
BORROWED: Final = 0.2
"""Share of sentences of other news that come from the corpora; the rest is made from phrases."""
TITLE_WORDS: Final = 12
PUBLISHERS: Final = 400
SLOT: Final = re.compile(r"\{(\w+)\}")

GIVEN: Final = (
    "Amina Andrei Astrid Bao Beatriz Bogdan Carlos Chidi Dalia Davit Elif Emeka Farah Fumiko Giorgos Hana Henrik Ines "
    "Ivana Jomo Kamala Kwame Laila Lars Linh Mateus Mei Miriam Nadia Nikola Olga Pavel Priya Rafael Rosa Samuel Siti "
    "Tomas Ulla Vera Wanjiru Xavier Yusuf Zofia"
).split()
FAMILY: Final = (
    "Abara Almeida Bergstrom Castellanos Chaudhry Demir Dlamini Eriksen Fonseca Gashi Haddow Ilves Jansons Kariuki "
    "Kovacs Laurent Lindqvist Mbeki Moreau Nakamura Novak Okafor Oyelaran Pereira Petrov Quispe Rahman Ricci Santoso "
    "Sharma Suleymanov Tamm Thapa Urbina Varga Villanueva Weber Wickrama Yildiz Zamora Zhukov"
).split()
BODIES: Final = (
    "the Institute|the Association|the Federation|the Chamber|the Society|the Council|the Agency|the Foundation"
).split("|")
SUBJECTS: Final = (
    "of Harbours|for Rural Credit|of Engineers|for Public Accounts|of Growers|for Clean Rivers|of Archivists|"
    "for Road Safety|of Midwives|for Fair Weights|of Carriers|for Local Radio|of Surveyors|for Adult Learning"
).split("|")
COUNTS: Final = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen eighteen twenty"
).split()
ORDINALS: Final = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS: Final = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsDocument:
    """A record as ``stancepipe run`` reads it."""

    id: str
    title: str
    text: str
    published: str
    publisher: str
    publisher_country: str | None
    doc_type: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Passage:
    text: str
    publisher_country: str | None


class Mixture:
    """A source of made-up documents."""

    def __init__(self, bundle: Bundle, *, seed: int = 1, relevant: float = RELEVANT) -> None:
        """Read the corpora of ``bundle``; ``relevant`` is the share of documents about Israel."""
        self._seed, self._relevant = seed, relevant
        self._gate = load_gate(bundle.lexicons)
        self._about = _passages_by_type(bundle.corpora / "training", self._gate)
        self._other = _other_sentences(bundle.corpora / "training", self._gate)
        self._phrases = _load_phrases(PHRASES)
        self._topics = sorted({name.split("/")[0] for name in self._phrases if "/" in name})
        states = [row for row in read_rows(bundle.lexicons / "states.csv") if not self._gate.opens(_named(row))]
        self._names: Mapping[str, Sequence[str]] = {
            "state": [row["name"] for row in states],
            "demonym": [row["demonyms"].split("|")[0] for row in states if row["demonyms"]],
            "city": [row["capital"].split("|")[0] for row in states if row["capital"]],
            "count": COUNTS, "ordinal": ORDINALS, "weekday": WEEKDAYS, "month": MONTHS, "surname": FAMILY,
        }  # fmt: skip

    def documents(self, n: int, first: int = 0) -> Iterator[NewsDocument]:
        """``n`` documents, from number ``first`` on."""
        return map(self.document, range(first, first + n))

    def document(self, number: int) -> NewsDocument:
        """The document of one number."""
        rng = random.Random(f"{self._seed}:{number}")
        words = max(WORDS[0], min(WORDS[1], round(rng.lognormvariate(0, 0.5) * MEDIAN_WORDS)))
        words *= 4 if rng.random() < LONG else 1
        day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        publisher = rng.randrange(PUBLISHERS)
        country, doc_type = None, "news_report"
        if rng.random() < self._relevant:
            doc_type = rng.choices(sorted(self._about), [2, 3, 3, 2][: len(self._about)])[0]
            chosen = self._passages(rng, doc_type, words)
            country = chosen[0].publisher_country
            paragraphs = [p.text for p in chosen]
        else:
            paragraphs = self._world_news(rng, words)
        return NewsDocument(
            id=f"mixture-{self._seed}-{number}",
            title=" ".join(paragraphs[0].split()[:TITLE_WORDS]).rstrip(".,;:"),
            text="\n\n".join(paragraphs),
            published=day.isoformat(),
            publisher=f"Paper {publisher}",
            publisher_country=country,
            doc_type=doc_type,
            url=f"https://paper-{publisher}.example/{number}",
        )

    def _passages(self, rng: random.Random, doc_type: str, words: int) -> list[_Passage]:
        chosen: list[_Passage] = []
        while words > 0:
            chosen.append(rng.choice(self._about[doc_type]))
            words -= len(chosen[-1].text.split())
        return chosen

    def _world_news(self, rng: random.Random, words: int) -> list[str]:
        topic = rng.choice(self._topics)
        paragraphs: list[str] = []
        while words > 0:
            said = [self._sentence(rng, topic) for _ in range(rng.randint(1, 4))]
            paragraphs.append(" ".join(said))
            words -= len(paragraphs[-1].split())
        return paragraphs

    def _sentence(self, rng: random.Random, topic: str) -> str:
        if rng.random() < BORROWED:
            return rng.choice(self._other)
        form = rng.choice((
            "{lead} {subject} {act}, {source}.", "{subject} {act} {when}.", "{lead} {subject} {act}.", "{detail}",
            "{subject} {act}, while {subject} {act}.", "{turn}", "{detail}", "{subject}, {source}, {act} {when}.",
        ))  # fmt: skip
        said = self._filled(rng, topic, form)
        return said[0].upper() + said[1:]

    def _filled(self, rng: random.Random, topic: str, form: str) -> str:
        def drawn(slot: re.Match[str]) -> str:
            name = slot[1]
            if name in self._names:
                return rng.choice(self._names[name])
            if name in _FIGURES:
                return _figure(rng, name)
            options = self._phrases.get(f"{topic}/{name}") or self._phrases[name]
            return self._filled(rng, topic, rng.choice(options))

        return SLOT.sub(drawn, form)


_FIGURES: Final = frozenset({"person", "organisation", "number", "percent", "money", "year", "day", "magnitude"})


def _figure(rng: random.Random, name: str) -> str:
    if name == "person":
        return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
    if name == "organisation":
        return f"{rng.choice(BODIES)} {rng.choice(SUBJECTS)}"
    if name == "number":
        return f"{round(10 ** rng.uniform(1.5, 5.5)):,}"
    if name == "percent":
        return f"{rng.uniform(0.4, 97):.1f} per cent"
    if name == "money":
        return f"{rng.uniform(1.1, 980):.1f} {rng.choice(('million', 'billion'))} {rng.choice(('dollars', 'euros'))}"
    if name == "year":
        return str(rng.randrange(1948, 2024))
    if name == "day":
        return str(rng.randrange(1, 29))
    return f"{rng.uniform(1.1, 9.4):.1f}"


def _named(row: Mapping[str, str]) -> str:
    return f"{row['name']} {row['demonyms']} {row['capital']} {row['aliases']}".replace("|", " ")


def _passages_by_type(folder: Path, gate: Gate) -> Mapping[str, Sequence[_Passage]]:
    """Passages of the training corpus that bear on the subject, once each, by the kind of document they stand in."""
    found: dict[str, dict[str, _Passage]] = defaultdict(dict)
    for path in sorted(folder.glob("stance-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if gate.opens(row["text"]):
                passage = _Passage(text=row["text"], publisher_country=row["publisher_country"])
                found[row["doc_type"]].setdefault(row["text"], passage)
    return {doc_type: list(own.values()) for doc_type, own in found.items()}


def _other_sentences(folder: Path, gate: Gate) -> Sequence[str]:
    """Sentences of the corpora in which no term of the gate stands, once each."""
    found: dict[str, None] = {}
    for path in (*sorted(folder.glob("stance-*.jsonl")), folder / "events_types.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            whole = (text[s.start : s.end] for s in sentences(text))
            found.update((sentence, None) for sentence in whole if not any(gate.terms(sentence)))
    return list(found)


def _load_phrases(path: Path) -> Mapping[str, Sequence[str]]:
    phrases: dict[str, list[str]] = defaultdict(list)
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            phrases[section].append(line)
    return phrases


def write_mixture(path: Path, mixture: Mixture, n: int, first: int = 0) -> None:
    """Write documents as JSON Lines."""
    with path.open("w", encoding="utf-8") as lines:
        for document in mixture.documents(n, first):
            lines.write(json.dumps(asdict(document), ensure_ascii=False) + "\n")


def main() -> None:
    """Write a mixture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--relevant", type=float, default=RELEVANT)
    args = parser.parse_args()
    write_mixture(args.path, Mixture(load_bundle(), seed=args.seed, relevant=args.relevant), args.n)


if __name__ == "__main__":
    main()
