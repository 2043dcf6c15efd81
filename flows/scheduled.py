"""The flows that are deployed: sources on schedule, what somebody hands in, and the folder made anew.

None has retries. An address that fails is tried again where it is fetched, and by the next run; a run that fails has
published nothing, and the next one takes up its work. A run that died is seen by :mod:`flows.upkeep`.
"""

from pathlib import Path
from typing import Final

from prefect import flow
from prefect.logging import get_run_logger

from flows.accounts import write_page
from flows.ingest import run_stages, utc_now
from flows.parameters import Given, SourceGroup, WholePath
from flows.slots import slot_of
from stancepipe.bundles import load_bundle
from stancepipe.errors import UsageError
from stancepipe.inputs import InputOptions
from stancepipe.pages import write_report
from stancepipe.store import Store

LONGEST_RUN: Final = 6 * 3600
"""Seconds after which a run is given up: hosts that answer slowly must not hold the folder for a day."""
OTHER_RUN: Final = 900.0
"""Seconds to wait for a run from the shell that writes into the same folder; Prefect's own wait at their slot."""


@flow(name="sources", flow_run_name="{what.group} sources", timeout_seconds=LONGEST_RUN)
def ingest_sources(what: SourceGroup, out: WholePath) -> list[str]:
    """Read the configured sources of one schedule into a folder.

    Args:
        what: which sources, and how they are asked.
        out: folder of tables and report.
    """
    folder = Path(out)
    with slot_of(folder):
        return run_stages([], what.options(), folder, utc_now, wait_s=OTHER_RUN)


@flow(name="analyse", flow_run_name="analyse {what.inputs[0]}", timeout_seconds=LONGEST_RUN)
def analyse_given(what: Given, out: WholePath) -> list[str]:
    """Read given files, folders and addresses into a folder.

    Args:
        what: what to read, and what it does not say itself.
        out: folder of tables and report.
    """
    folder = Path(out)
    with slot_of(folder):
        return run_stages(what.inputs, what.options(), folder, utc_now, wait_s=OTHER_RUN)


@flow(name="rescore", flow_run_name="rescore {out}", timeout_seconds=LONGEST_RUN)
def rescore(out: WholePath) -> list[str]:
    """Analyse all known documents with the bundle in use, where an older one read them; ask nobody for anything.

    Args:
        out: folder of tables and report.
    """
    folder = Path(out)
    _require_published(folder)
    with slot_of(folder):
        return run_stages(None, InputOptions(), folder, utc_now, wait_s=OTHER_RUN)


@flow(name="report", flow_run_name="report of {out}", timeout_seconds=3600)
def rebuild_report(out: WholePath) -> str:
    """Write the report again from the tables.

    Args:
        out: folder of tables and report.
    """
    folder = Path(out)
    _require_published(folder)
    with slot_of(folder):
        page = write_report(folder, load_bundle(), utc_now())
    get_run_logger().info("report: %s", page)
    write_page("report-summary", [f"report written from {folder}"], folder)
    return str(page)


def _require_published(folder: Path) -> None:
    if not Store(folder).read("runs"):
        raise UsageError(f"{folder} holds no published tables: run an ingestion first")
