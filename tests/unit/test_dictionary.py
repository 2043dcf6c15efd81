"""The data dictionary says what the tables are."""

from pathlib import Path

from stancepipe.dictionary import dictionary_text
from stancepipe.tables import TABLES
from stancepipe.values import UNITS
from tests.commands import stancepipe

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md"


def test_the_page_in_the_repository_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == dictionary_text(), "stancepipe dictionary > docs/data-dictionary.md"
    assert stancepipe("dictionary").out == dictionary_text()


def test_it_has_every_table_and_column_with_its_sentence() -> None:
    sections = dictionary_text().split("\n## ")[1:]
    assert [section.split("\n")[0] for section in sections] == [table.name for table in TABLES]
    for section, table in zip(sections, TABLES, strict=True):
        listed = [line.split(" | ") for line in section.splitlines() if line.startswith("| `")]
        assert [cells[0].strip("| `") for cells in listed] == [c.name for c in table.columns]
        assert all(c.sentence in section for c in table.columns)
        for column in table.columns:
            if column.codes is not None:
                assert f"* `{column.name}`: " in section


def test_every_number_of_things_has_a_unit() -> None:
    counted = {c.name for table in TABLES for c in table.columns if c.name.startswith("n_") or c.name.endswith("_at")}
    assert counted - UNITS.keys() == set()
    assert UNITS.keys() - {c.name for table in TABLES for c in table.columns} == set()
