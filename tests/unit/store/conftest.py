"""Rows to publish, as fixtures: the process that is killed makes the same ones without pytest."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from stancepipe import records

sys.path.insert(0, str(Path(__file__).parent))

from numbered_rows import document, numbered_tables, posture


@pytest.fixture(scope="session")
def make_document() -> Callable[..., records.Document]:
    return document


@pytest.fixture(scope="session")
def make_posture() -> Callable[..., records.Posture]:
    return posture


@pytest.fixture(scope="session")
def make_numbered() -> Callable[..., Mapping[str, Sequence[Any]]]:
    return numbered_tables
