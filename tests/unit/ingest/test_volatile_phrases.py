"""Clocks and counters are blanked; nothing that a text says is."""

import csv
import time
from pathlib import Path

import pytest

from stancepipe.bundles import data_root
from stancepipe.errors import StancepipeError
from stancepipe.ingest.volatile import CARRIER, WHEN, load_volatile

LEXICONS = data_root() / "corpora" / "lexicons"
VOLATILE = load_volatile(LEXICONS)
with (LEXICONS / "volatile_phrases.csv").open(encoding="utf-8", newline="") as stream:
    ROWS = [row for row in csv.DictReader(stream) if row["kind"] != WHEN]


@pytest.mark.parametrize("row", ROWS, ids=[row["example"] for row in ROWS])
def test_each_example_is_blanked_on_a_line_of_its_own_and_beside_others(row: dict[str, str]) -> None:
    blank = VOLATILE.blank_carrier if row["kind"] == CARRIER else VOLATILE.blank_page
    assert blank(f"The embassy stays open.\n{row['example']}").split("\n") == ["The embassy stays open.", ""]
    assert blank(f"News | {row['example']} | Embassy") == "News Embassy"
    assert row["reason"]


@pytest.mark.parametrize(
    "said",
    [
        "At least 12 people",
        "12 killed, 30 wounded",
        "14 sanctions on 3 persons",
        "The meeting starts at 10:30 on Monday 3 May.",
        "10:30",
        "3 May 2024",
        "Resolution 2334 of 23 December 2016",
        "The list was last updated on 3 May 2024 and names 12 settlers.",
        "Updated list of 12 settlers",
        "Three days ago the minister spoke of 5 conditions.",
        "Views: the minister's 5 conditions",
        "12 members of the guard",
        "Article 12 of the treaty",
        "Published figures show 14 deaths",
        "Stand: 5 states recognise it",
        "Today 14 states recognised Palestine",
        "Total: 1,234 prisoners",
        "Generated 40 megawatts in May",
        "34 people are missing",
        "Visitors: 12 ministers",
    ],
)
def test_what_is_said_stays(said: str) -> None:
    text = f"Head\n{said}\nFoot"
    assert VOLATILE.blank_page(text) == text


def test_a_byline_is_the_carriers_but_an_author_of_a_statement_is_not() -> None:
    said = "Statement\nBy the Government of Ireland\nBy the ministers of Spain and Chile\nWe condemn the attack."
    assert VOLATILE.blank_carrier(said) == said
    assert VOLATILE.blank_page("By Jane Doe in Dublin") == "By Jane Doe in Dublin"


def test_a_text_that_is_nothing_but_a_clock_stays() -> None:
    assert VOLATILE.blank_page("Last updated: 3 May 2024") == "Last updated: 3 May 2024"


def test_a_paragraph_is_not_looked_into() -> None:
    paragraph = "The ministers met in the capital and spoke about the war. " * 4 + "Updated: 3 May 2024, 10:42 GMT."
    assert VOLATILE.blank_page(paragraph) == paragraph


def test_hostile_lines_cost_no_time() -> None:
    start = time.process_time()
    for line in ("1.1-" * 28 + "x", "updated " + "1 1 " * 6 + "x", "1 " * 13 + "x", "9" * 119 + "!", "may " * 13 + "x"):
        VOLATILE.blank_carrier(VOLATILE.blank_page("\n".join([line] * 200)))
    assert time.process_time() - start < 5


def test_a_missing_file_and_a_broken_pattern_are_said(tmp_path: Path) -> None:
    with pytest.raises(StancepipeError, match=r"volatile_phrases\.csv could not be read"):
        load_volatile(tmp_path)
    (tmp_path / "volatile_phrases.csv").write_text("pattern,kind,example,reason\n(,clock,x,y\n", encoding="utf-8")
    with pytest.raises(StancepipeError, match="could not be read as patterns"):
        load_volatile(tmp_path)
