"""Print how well main text, title and date are taken from the golden pages, beside other libraries.

    .venv/bin/python benchmarks/pages.py [FOLDER]

Libraries that are not installed are left out; FOLDER (``pip install --target FOLDER ...``) is searched too.
"""

import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any, Final

from stancepipe.ingest.articles import read_page
from stancepipe.ingest.furniture import load_furniture

ROOT: Final = Path(__file__).resolve().parents[1]
GOLDEN: Final = ROOT / "tests" / "golden" / "pages"
TODAY: Final = date(2026, 1, 1)
ROUNDS: Final = 3
"""Times that the pages are read for the speed, after one that warms up."""
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Golden:
    """A page with what is to be found on it."""

    name: str
    body: bytes
    paragraphs: Sequence[str]
    title: str
    published: tuple[str, str]
    """ISO day and precision."""
    absent: Sequence[str]
    date_formats: Sequence[str]
    language: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What was taken from a page; a library that is only asked for text says nothing of the rest."""

    text: str
    title: str | None = None
    published: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Shares of words, each counted as often as it stands there; lines that are the title count nowhere."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision else 0.0


def golden_pages() -> Iterator[Golden]:
    """All pages, by name."""
    for path in sorted(GOLDEN.glob("*.html")):
        expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
        yield Golden(
            name=path.stem,
            body=path.read_bytes(),
            paragraphs=expected["paragraphs"],
            title=expected["title"],
            published=(expected["published"][0], expected["published"][1]),
            absent=expected.get("absent", ()),
            date_formats=expected.get("date_formats", ()),
            language=expected.get("language"),
        )


def score_text(text: str, page: Golden) -> Score:
    """How much of ``text`` belongs there, and how much of the page's text is in it."""
    title = _WORD.findall(page.title.lower())
    found = _words(text.split("\n"), title)
    expected = _words((line for paragraph in page.paragraphs for line in paragraph.split("\n")), title)
    same = (found & expected).total()
    return Score(precision=same / max(1, found.total()), recall=same / max(1, expected.total()))


def _words(lines: Iterable[str], title: list[str]) -> Counter[str]:
    words = (_WORD.findall(line.lower()) for line in lines)
    return Counter(word for line in words if line != title for word in line)


def readers() -> Iterator[tuple[str, Callable[[Golden], Taken]]]:
    """What can be compared here, by name."""
    furniture = load_furniture(None, print)

    def ours(page: Golden, worth_reading: Callable[[str], bool] | None = None) -> Taken:
        found = read_page(
            page.body, page.name, furniture=furniture, today=TODAY,
            date_formats=page.date_formats, language=page.language, worth_reading=worth_reading,
        )  # fmt: skip
        published = found.published and (found.published.day.isoformat(), found.published.precision)
        return Taken(text=found.text, title=found.title, published=published)

    yield "stancepipe", ours
    yield "stancepipe, dropped", lambda page: ours(page, lambda text: False)
    for name, load in _LIBRARIES.items():
        try:
            extract = load()
        except ImportError:
            continue
        yield name, extract


def _trafilatura(*, fast: bool) -> Callable[[Golden], Taken]:
    from trafilatura import bare_extraction

    def extract(page: Golden) -> Taken:
        found: Any = bare_extraction(_markup(page), fast=fast, include_comments=False, with_metadata=True)
        if found is None:
            return Taken(text="")
        return Taken(text=found.text or "", title=found.title, published=(found.date, "day") if found.date else None)

    return extract


def _resiliparse() -> Callable[[Golden], Taken]:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: Taken(text=extract_plain_text(_markup(page), main_content=True, alt_texts=False))


def _readability() -> Callable[[Golden], Taken]:
    from lxml.html import fromstring
    from readability import Document

    def extract(page: Golden) -> Taken:
        document = Document(_markup(page))
        return Taken(text=fromstring(document.summary()).text_content(), title=document.short_title())

    return extract


def _justext() -> Callable[[Golden], Taken]:
    import justext

    every = frozenset().union(*(justext.get_stoplist(language) for language in justext.get_stoplists()))
    return lambda page: Taken(
        text="\n".join(p.text for p in justext.justext(_markup(page), every) if not p.is_boilerplate)
    )


def _boilerpy() -> Callable[[Golden], Taken]:
    from boilerpy3.extractors import ArticleExtractor

    return lambda page: Taken(text=ArticleExtractor().get_content(_markup(page)))


_LIBRARIES: Final[dict[str, Callable[[], Callable[[Golden], Taken]]]] = {
    "trafilatura": lambda: _trafilatura(fast=False),
    "trafilatura fast": lambda: _trafilatura(fast=True),
    "resiliparse": _resiliparse,
    "readability-lxml": _readability,
    "justext": _justext,
    "boilerpy3": _boilerpy,
}


def _markup(page: Golden) -> str:
    return page.body.decode("latin-1" if b"iso-8859-1" in page.body[:400] else "utf-8")


def main() -> None:
    """Read all pages with everything that is there, and print a line for each reader."""
    sys.path.extend(sys.argv[1:2])
    logging.disable(logging.CRITICAL)
    pages = list(golden_pages())
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    print(f"{len(pages)} pages of {size:.0f} kB; left: strings that must not be in the text; speed in CPU time")
    print(f"{'':20} {'F1':>6} {'prec.':>6} {'recall':>6} {'left':>5} {'titles':>6} {'dates':>6} {'pages/s':>8}")
    for name, extract in readers():
        taken = [extract(page) for page in pages]
        scores = [score_text(t.text, page) for t, page in zip(taken, pages, strict=True)]
        left = sum(words in t.text for t, page in zip(taken, pages, strict=True) for words in page.absent)
        titles = sum(t.title == page.title for t, page in zip(taken, pages, strict=True))
        dates = sum(t.published == page.published for t, page in zip(taken, pages, strict=True))
        start = time.process_time()
        for _ in range(ROUNDS):
            for page in pages:
                extract(page)
        speed = ROUNDS * len(pages) / (time.process_time() - start)
        means = (fmean(s.f1 for s in scores), fmean(s.precision for s in scores), fmean(s.recall for s in scores))
        print(f"{name:20} {means[0]:6.3f} {means[1]:6.3f} {means[2]:6.3f} {left:5} {titles:6} {dates:6} {speed:8.0f}")


if __name__ == "__main__":
    main()
