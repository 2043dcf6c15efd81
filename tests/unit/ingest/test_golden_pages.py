"""Pages of twenty kinds of sites: the text, title and date that a careful reader would take from each."""

import re
from statistics import fmean
from typing import Final

import pytest
from trafilatura import load_html

from benchmarks.pages import GOLDEN, TODAY, Golden, golden_pages, score_text
from stancepipe.ingest.articles import page_words, read_page
from stancepipe.ingest.furniture import load_furniture
from stancepipe.ingest.inputs import Found

PAGES: Final = tuple(golden_pages())
FURNITURE: Final = load_furniture(GOLDEN.parents[2] / "corpora" / "lexicons", lambda message: pytest.fail(message))
WORST_PAGE: Final = 0.95
"""F1 of every page; a menu or a lost paragraph costs more than that."""
MEAN: Final = 0.99
"""The best library alone reaches .951 on these pages."""


def read(page: Golden, **more: object) -> Found:
    return read_page(
        page.body, page.name, furniture=FURNITURE, today=TODAY,
        date_formats=page.date_formats, language=page.language, **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_careful_reader_takes(page: Golden) -> None:
    found = read(page)
    assert score_text(found.text, page).f1 >= WORST_PAGE
    assert [words for words in page.absent if words in found.text] == []
    assert found.title == page.title
    assert found.published is not None
    assert (found.published.day.isoformat(), found.published.precision) == page.published


def test_mean_of_all_pages() -> None:
    assert fmean(score_text(read(page).text, page).f1 for page in PAGES) >= MEAN


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_words_shown_before_reading_hold_all_that_reading_gives(page: Golden) -> None:
    shown: list[str] = []

    def look(words: str) -> bool:
        shown.append(words)
        return True

    found = read(page, worth_reading=look)
    assert found == read(page)
    assert lines_not_in(shown[0], [*found.text.split("\n"), found.title or ""]) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_that_is_not_worth_reading_still_has_text_and_title(page: Golden) -> None:
    found = read(page, worth_reading=lambda words: False)
    assert score_text(found.text, page).recall >= 0.6
    assert found.title == page.title


@pytest.mark.parametrize(
    "markup",
    [
        '<script type="application/ld+json">{"@graph":[{"articleBody":"\\u0049srael"}]}</script>',
        '<script type="application/ld+json">{"headline": Israel</script>',
        '<meta property="og:title" content="Israel">',
        "<title>Israel</title>",
        "<p>Isra<b>e</b>l</p>",
        "<ul><li>Home</li><li>Israel</li><li>About</li></ul>",
        "<p>Home<br>Israel<br/>About</p>",
        "<div style='display:none'>Israel</div>",
        "<noscript><p>Israel</p></noscript>",
        "<p>a<!-- note -->Israel</p>".replace(">a<", "> <"),
        "<b><div>Home</div></b>Israel",
    ],
)
def test_words_are_seen_wherever_they_stand(markup: str) -> None:
    page = f"<html><head></head><body><p>The ministry met the press.</p>{markup}</body></html>"
    assert re.search(r"\bIsrael\b", page_words(load_html(page)))


def lines_not_in(words: str, lines: list[str]) -> list[str]:
    """Those of ``lines`` that do not stand in ``words``, however white space falls."""
    seen = "".join(words.split()).replace("\u200b", "")
    return [line for line in lines if "".join(line.split()) not in seen]
