"""One run at a time in one folder, as Prefect shows it; the store's own lock stands behind it."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from prefect import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectAlreadyExists

from stancepipe.ids import digest
from stancepipe.store import Store

LEASE: Final = 60.0
"""Seconds after which the slot of a run that died is free again, the least that Prefect allows."""
LOST: Final = 2 * LEASE
"""Seconds after which a slot that nobody uses is taken for lost. A server keeps leases in its memory where it is not
told otherwise: started anew, it remembers that a slot is taken, and not by whom nor until when."""
PATIENCE: Final = 3600.0
"""Seconds that a run waits for another one to leave its folder."""


def slot_name(folder: Path) -> str:
    """Name of the concurrency limit of one folder."""
    return f"stancepipe-writes-{digest('folder', str(folder.resolve()))[:12]}"


@contextmanager
def slot_of(folder: Path, patience: float = PATIENCE, lost: float = LOST) -> Iterator[None]:
    """The only slot for writing into ``folder``, waited for.

    Args:
        folder: folder of tables.
        patience: seconds to wait for another run.
        lost: seconds after which the slot is given back where no run writes to the folder.

    Raises:
        TimeoutError: another run held it all the time.
    """
    name = slot_name(folder)
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.upsert_global_concurrency_limit_by_name(name, 1)
    with ExitStack() as held:
        deadline = time.monotonic() + patience
        while True:
            try:
                held.enter_context(_slot(name, min(lost, patience)))
                break
            except TimeoutError:
                if time.monotonic() >= deadline:
                    raise
            if not Store(folder).is_written_to:
                _give_back(name)  # were it taken at this very moment, the lock would keep the two apart
        yield


def _slot(name: str, wait: float) -> AbstractContextManager[None]:
    return concurrency(
        name,
        strict=True,  # a limit that is missing would otherwise be ignored without a word
        timeout_seconds=wait,
        lease_duration=LEASE,
        raise_on_lease_renewal_failure=False,  # a server that is away for minutes must not stop a run: the lock holds
    )


def _give_back(name: str) -> None:
    with get_client(sync_client=True) as client:
        client.update_global_concurrency_limit(name, GlobalConcurrencyLimitUpdate(active_slots=0))
