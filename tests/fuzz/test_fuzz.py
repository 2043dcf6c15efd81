"""Ruined inputs of every format: each becomes a record or a plain reason, soon and in bounded memory."""

from pathlib import Path
from typing import Final

from fuzz.cases import case
from fuzz.watch import read_cases

SEED: Final = 21
COUNT: Final = 200
"""Some twenty seconds on two cores; ``benchmarks/fuzz.py`` reads thousands."""


def test_an_input_is_the_same_whenever_it_is_made() -> None:
    assert [case(SEED, number) for number in range(20)] == [case(SEED, number) for number in range(20)]


def test_nothing_gets_out_of_ruined_inputs(tmp_path: Path) -> None:
    figures = read_cases(SEED, range(COUNT), tmp_path)

    assert figures.failures == []
    assert figures.inputs == COUNT
    assert figures.records > 50, "damage that leaves nothing readable tests little"
    assert figures.set_aside > 100, "damage that breaks nothing tests little"
