"""How the tests are handed out where several processes share them (``pytest -n 2``)."""

from typing import Any

import pytest

FLOWS = "tests/flows/"
"""All these share one Prefect server, which a second process would start again."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Files are handed out whole, because they share what a run of theirs has published; so are the tests of flows."""
    from xdist.scheduler import LoadFileScheduling

    class Whole(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return FLOWS if nodeid.startswith(FLOWS) else super()._split_scope(nodeid)

    # In the order of collection: tests/unit, with its many short files, happens to be last and fills the gaps.
    config.option.loadscopereorder = False
    return Whole(config, log)
