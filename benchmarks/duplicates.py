"""Print how well and how fast copies are found, on copies and look-alikes made from the repository's own texts.

    .venv/bin/python benchmarks/duplicates.py [N] [--pairs P] [--seed S]

N unrelated documents (default 100,000) are timed, and 30,000 known with 10 new. About five minutes.

Copies are edits of an article: one edit of each kind, then two kinds at once. Look-alikes are told apart by an actor, a
figure or a day, or share a background, a publisher's boilerplate or half their text. Articles are passages of the
training corpus and the sample joined; no passage stands in two articles that are compared, but where that is the point.
Unrelated documents are words in the order of a chain fitted to those passages: the phrases are real, the texts new.
"""

import argparse
import json
import random
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from stancepipe.bundles import data_root
from stancepipe.extract.naming import NameIndex, load_name_index
from stancepipe.ids import content_hash
from stancepipe.ingest.duplicates import find_duplicates
from stancepipe.ingest.fingerprints import MIN_WORDS, Fingerprint, fingerprint
from stancepipe.ingest.volatile import VolatilePhrases, load_volatile

CORPORA = data_root() / "corpora"
DAY = date(2024, 5, 3)
AMERICAN = dict(
    pair.split("/")
    for pair in (
        "defence/defense organisation/organization organisations/organizations recognise/recognize "
        "recognised/recognized "
        "recognises/recognizes recognition/recognition condemns/condemns programme/program neighbours/neighbors "
        "neighbouring/neighboring favour/favor centre/center labour/labor authorised/authorized emphasised/emphasized "
        "criticised/criticized licence/license licences/licenses towards/toward amongst/among behaviour/behavior"
    ).split()
)
SYNONYMS = dict(
    pair.split("/")
    for pair in (
        "said/stated also/likewise called/urged called/asked government/administration country/nation must/has_to "
        "attack/assault attacks/strikes war/conflict immediate/prompt immediately/promptly support/backing aid/relief "
        "decision/move the/this of/from and/plus in/within that/which has/had was/is is/remains would/will "
        "on/upon not/never "
        "to/towards by/through for/toward a/one it/this its/their with/alongside people/persons new/fresh "
        "after/following"
    ).split()
)
EXTRA = (
    "Officials familiar with the talks declined to comment further on the matter when they were asked by reporters.",
    "Observers had expected the announcement for some time, although few thought that it would come so soon.",
    "The text was circulated to correspondents early in the morning and confirmed by a person close to the talks.",
)
BOILERPLATE = (
    "By Jane Example\n\n{}\n\nSign up for our newsletter and never miss a story. All rights reserved.",
    "{}\n\nReporting by our correspondents. This article may not be published, broadcast or redistributed without "
    "leave. "
    "Follow us on all channels for the latest news and analysis from around the world.",
    "Updated: 4 May 2024, 10:42 GMT | 1,234 views\n{}\n© 2024 The Example Times",
)


def passages() -> dict[str, list[str]]:
    """Passages by publisher's kind; each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for path in sorted((CORPORA / "training").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            found[path.stem].setdefault(" ".join(json.loads(line)["text"].split()))
    for path in sorted((CORPORA / "sample" / "records").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for paragraph in json.loads(line)["text"].split("\n\n"):
                found[path.stem].setdefault(" ".join(paragraph.split()))
    return {kind: list(texts) for kind, texts in found.items()}


def articles(pools: dict[str, list[str]], chosen: random.Random) -> Iterator[list[str]]:
    """Articles of 80 to 600 words as paragraphs, headline first, each passage used once."""
    for texts in pools.values():
        left = chosen.sample(texts, len(texts))
        while left:
            wanted, paragraphs = chosen.randint(80, 600), []
            while left and sum(len(p.split()) for p in paragraphs) < wanted:
                paragraphs.append(left.pop())
            if sum(len(p.split()) for p in paragraphs) >= 80:
                yield [" ".join(paragraphs[-1].split()[:9]).rstrip(".,;"), *paragraphs]


Edit = Callable[[list[str], random.Random], list[str]]


def _headline(p: list[str], r: random.Random) -> list[str]:
    return [r.choice(("What we know of the latest step", "A step that had long been expected")), *p[1:]]


def _paragraph_cut(p: list[str], r: random.Random) -> list[str]:
    drop = r.randrange(1, len(p)) if len(p) > 3 else None
    return [text for i, text in enumerate(p) if i != drop] if drop else [*p[:-1], _sentences(p[-1])[0]]


def _half(p: list[str], r: random.Random) -> list[str]:
    words = [(i, word) for i, text in enumerate(p) for word in text.split()]
    kept = words[: len(words) // 2]
    return [" ".join(w for i, w in kept if i == k) for k in range(kept[-1][0] + 1)]


def _dateline(p: list[str], r: random.Random) -> list[str]:
    start = r.choice(("VIENNA, May 3 (Example Press) — ", "GENEVA (EP) - ", "OTTAWA, 3 May - "))
    return [p[0], start + p[1], *p[2:]]


def _boilerplate(p: list[str], r: random.Random) -> list[str]:
    return r.choice(BOILERPLATE).format("\n\n".join(p)).split("\n\n")


def _replace(p: list[str], words: dict[str, str]) -> list[str]:
    return [re.sub(r"\w+", lambda m: words.get(m[0], m[0]), text) for text in p]


def _spelling(p: list[str], r: random.Random) -> list[str]:
    return _replace(p, AMERICAN)


def _quotes(p: list[str], r: random.Random) -> list[str]:
    return [text.replace("'", "’").replace(' "', " “").replace('"', "”").replace(" - ", " — ") for text in p]


def _sentence_added(p: list[str], r: random.Random) -> list[str]:
    i = r.randrange(1, len(p))
    return [*p[:i], p[i] + " " + r.choice(EXTRA), *p[i + 1 :]]


def _reordered(p: list[str], r: random.Random) -> list[str]:
    return [p[0], *r.sample(p[1:], len(p) - 1)]


def _synonyms(p: list[str], r: random.Random) -> list[str]:
    flat = [text.split() for text in p]
    places = [(i, k) for i, text in enumerate(flat) for k, word in enumerate(text) if word in SYNONYMS]
    total = sum(map(len, flat))
    for i, k in r.sample(places, min(len(places), round(0.05 * total))):
        flat[i][k] = SYNONYMS[flat[i][k]].replace("_", " ")
    return [" ".join(text) for text in flat]


EDITS: dict[str, Edit] = {
    "headline changed": _headline, "paragraph cut": _paragraph_cut, "cut in half": _half, "dateline": _dateline,
    "byline and boilerplate": _boilerplate, "spelling": _spelling, "quotes": _quotes, "sentence added": _sentence_added,
    "reordered": _reordered, "5 % synonyms": _synonyms,
}  # fmt: skip


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


class Maker:
    """Makes fingerprints the way the intake does."""

    def __init__(self, names: NameIndex, volatile: VolatilePhrases) -> None:
        self.names, self.volatile = names, volatile

    def __call__(self, name: str, text: str, day: date | None = DAY) -> Fingerprint:
        """The fingerprint of ``text`` as document ``name``."""
        return fingerprint(
            document_id=name, input_id=name, content_hash=content_hash(self.volatile.blank_page(text)), text=text,
            published_on=day, actors=self.names.codes, volatile=self.volatile,
        )  # fmt: skip


def swapped(text: str, pattern: str, values: list[str], r: random.Random) -> list[str]:
    """A text twice, with one of ``values`` in the place of another, or nothing where it holds none."""
    found = re.search(pattern, text)
    if not found:
        return []
    other = r.choice([v for v in values if v != found[0]])
    return [text, re.sub(rf"\b{re.escape(found[0])}\b", other, text)]


def look_alikes(every: list[list[str]], r: random.Random) -> Iterator[tuple[str, str, str]]:
    """Kind and two texts that are no copies, by what makes them alike."""
    states = ["Ireland", "Spain", "Norway", "Chile", "Japan", "Kenya", "Poland", "Brazil"]
    days = "Monday Tuesday Wednesday Thursday Friday".split()
    months = "January February April June July September October".split()
    swaps = (
        ("another state", "|".join(states), states),
        ("another number", r"\b[1-9]\d{1,2}\b", list(map(str, range(20, 60)))),
        ("another weekday", "|".join(days), days), ("another month", "|".join(months), months),
    )  # fmt: skip
    for p in every:
        text = "\n\n".join(p)
        for kind, pattern, values in swaps:
            two = swapped(text, pattern, values, r)
            if two and (kind != "another state" or two[1].count(two[0]) == 0):
                yield kind, two[0], two[1]
    notices = "On {day} {n} {month} the ministry received the ambassador of {state}. " + " ".join(EXTRA)
    for _ in range(len(every)):
        a, b = ({"day": r.choice(days), "n": n, "month": r.choice(months), "state": s}
                for n, s in zip(r.sample(range(1, 29), 2), r.sample(states, 2), strict=True))  # fmt: skip
        yield "template", notices.format(**a), notices.format(**b)
    for p, q in pairwise(every):
        n = min(len(p), len(q))
        if n >= 4:
            yield (
                "shared background",
                "\n\n".join(p),
                "\n\n".join([*q[: n // 2], *p[n // 2 : n]]),
            )
        head = "Good morning. Here is what governments said over the past day, with what it means. " + EXTRA[0]
        foot = " ".join(EXTRA[1:]) + " We are back tomorrow. Write to the editors if you wish to be left off this list."
        yield "round-up", "\n\n".join([head, *p[1:], foot]), "\n\n".join([head, *q[1:], foot])
        yield "same subject", "\n\n".join(p), "\n\n".join(q)


def quality(make: Maker, pairs: int, seed: int) -> None:
    """Recall by kind of edit, and what is merged of the look-alikes."""
    r = random.Random(seed)
    every: list[list[str]] = []
    pools = passages()
    copies: dict[str, list[bool]] = defaultdict(list)
    apart: dict[str, list[bool]] = defaultdict(list)
    short = 0
    while sum(map(len, copies.values())) < pairs:
        every = list(articles(pools, r))
        r.shuffle(every)
        for p in every:
            original = "\n\n".join(p)
            kinds = [[kind] for kind in EDITS] + [r.sample(list(EDITS), 2)]
            for kind in kinds:
                edited = p
                for name in kind:
                    edited = EDITS[name](edited, r)
                copy = "\n\n".join(edited)
                if len(copy.split()) < MIN_WORDS:
                    short += 1
                    continue
                later = DAY + timedelta(days=r.randint(-5, 5))
                merged = find_duplicates([make("a", original), make("b", copy, later)])
                copies[kind[0] if len(kind) == 1 else "two edits"].append(bool(merged))
        for kind, a, b in look_alikes(every, r):
            apart[kind].append(bool(find_duplicates([make("a", a), make("b", b)])))
    single = [found for kind, all_found in copies.items() if kind != "two edits" for found in all_found]
    wrong = [found for all_found in apart.values() for found in all_found]
    for kind, found in copies.items():
        print(f"copy {kind}: found {sum(found)} of {len(found)} ({sum(found) / len(found):.4f})")
    for kind, found in apart.items():
        print(f"look-alike {kind}: merged {sum(found)} of {len(found)} ({sum(found) / len(found):.4f})")
    print(
        f"pairs: recall {sum(single) / len(single):.4f} on {len(single)} copies, precision "
        f"{sum(single) / (sum(single) + sum(wrong)):.4f} against {len(wrong)} look-alikes; {short} left under 50 words"
    )


def unrelated(n: int, seed: int) -> Iterator[str]:
    """Texts of 80 to 600 words whose phrases are real and which have nothing in common."""
    r = random.Random(seed)
    words = [word for texts in passages().values() for text in texts for word in text.split()]
    following: dict[tuple[str, str], list[str]] = defaultdict(list)
    for a, b, c in zip(words, words[1:], words[2:], strict=False):
        following[a, b].append(c)
    after: dict[str, list[str]] = defaultdict(list)
    for a, b in pairwise(words):
        after[a].append(b)
    for _ in range(n):
        text = [r.choice(words)]
        for _ in range(r.randint(80, 600)):
            # Of a pair with one successor alone the chain would copy whole passages: then by the last word.
            choices = following.get((text[-2], text[-1]), []) if len(text) > 1 else []
            text.append(r.choice(choices if len(choices) > 4 else after.get(text[-1]) or words))
        yield "\n\n".join(" ".join(text[i : i + 60]) for i in range(0, len(text), 60))


def speed(make: Maker, n: int, seed: int) -> None:
    """Seconds and memory for ``n`` unrelated documents with known copies among them; then a small addition."""
    texts = list(unrelated(n, seed))
    base = _peak()
    for size, new in ((30_000, 10), (n, 0)):
        size = min(size, n)
        start, cpu = time.perf_counter(), time.process_time()
        known = [make(f"d{i:06d}", texts[i], DAY + timedelta(days=i % 700)) for i in range(size)]
        more = [
            make(f"e{i:06d}", "\n\n".join(_synonyms([texts[i]], random.Random(i))), DAY + timedelta(days=i % 700))
            for i in range(new)
        ]
        made = time.process_time() - cpu
        found = find_duplicates(more, known)
        print(
            f"speed: {size} documents + {new} edited copies: {time.perf_counter() - start:.1f} s wall, "
            f"{time.process_time() - cpu:.1f} s CPU (of it fingerprints {made:.1f}); {len(found)} copies; "
            f"peak {_peak():.0f} MiB, of it texts and lexicons {base:.0f}"
        )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Quality, then speed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("n", nargs="?", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=6_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    asked = parser.parse_args()
    lexicons = asked.corpora / "lexicons"
    make = Maker(load_name_index(lexicons), load_volatile(lexicons))
    quality(make, asked.pairs, asked.seed)
    if asked.n:
        speed(make, asked.n, asked.seed)


if __name__ == "__main__":
    main()
