"""One run at a time in one folder, as Prefect shows it; the store's own lock stands behind it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from prefect import get_client
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectAlreadyExists

from stancepipe.ids import digest

LEASE: Final = 60.0
"""Seconds after which the slot of a run that died is free again, the least that Prefect allows."""
PATIENCE: Final = 3600.0
"""Seconds that a run waits for another one to leave its folder."""


def slot_name(folder: Path) -> str:
    """Name of the concurrency limit of one folder."""
    return f"stancepipe-writes-{digest('folder', str(folder.resolve()))[:12]}"


@contextmanager
def slot_of(folder: Path) -> Iterator[None]:
    """The only slot for writing into ``folder``, waited for.

    Raises:
        TimeoutError: another run held it for an hour.
    """
    name = slot_name(folder)
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.upsert_global_concurrency_limit_by_name(name, 1)
    with concurrency(
        name,
        strict=True,  # a limit that is missing would otherwise be ignored without a word
        timeout_seconds=PATIENCE,
        lease_duration=LEASE,
        raise_on_lease_renewal_failure=False,  # a server that is away for minutes must not stop a run: the lock holds
    ):
        yield
