"""A Prefect server for all tests of flows."""

from collections.abc import Iterator

import pytest

import flows  # noqa: F401  its settings must stand before Prefect reads them

# isort: split
from prefect.testing.utilities import prefect_test_harness


@pytest.fixture(scope="session", autouse=True)
def server() -> Iterator[None]:
    """Started once: on a new database it needs half a minute, under load more."""
    with prefect_test_harness(server_startup_timeout=180):
        yield
