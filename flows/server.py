"""The Prefect server that small commands speak to: the configured one, or that of ``make serve``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prefect import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from stancepipe.errors import UsageError

HOST: Final = "127.0.0.1"
"""Nobody but this machine: the server asks for no password."""
PORT: Final = 4200


@contextmanager
def reached() -> Iterator[str]:
    """Everything inside speaks to the server; yields the address of its API.

    Raises:
        UsageError: it does not answer.
    """
    url = PREFECT_API_URL.value() or f"http://{HOST}:{PORT}/api"
    with temporary_settings({PREFECT_API_URL: url}):
        with get_client(sync_client=True) as client:
            if client.api_healthcheck() is not None:
                raise UsageError(f"no Prefect server at {url}: run `make serve`, or set PREFECT_API_URL")
        yield url
