"""The report: one HTML page, made from the published tables, that works without a network and without scripts."""

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from stancepipe.errors import StoreError
from stancepipe.report.contents import Edit, ReportTables
from stancepipe.report.page import html_of, page_of

__all__ = ["Edit", "ReportTables", "build_report"]


def build_report(tables: ReportTables, out: Path, *, generated_on: date, names: Mapping[str, str]) -> Path:
    """Write ``out/report/index.html`` and return its path; a reader sees the old page or the new one, never a part.

    Args:
        tables: current rows of the published tables.
        out: the published folder.
        generated_on: day printed on the page.
        names: English names of states and blocs by code; a code without a name is shown as it is.

    Raises:
        StoreError: the folder cannot be written.
    """
    html = html_of(page_of(tables, generated_on, names), names)
    path = out / "report" / "index.html"
    unfinished = path.with_name(f".index.html.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(html, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    except OSError as error:
        raise StoreError(f"the report cannot be written to {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return path
