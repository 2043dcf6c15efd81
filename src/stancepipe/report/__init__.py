"""The report: a folder of static pages, made from the published tables, that works without a network.

Every page reads fully without scripts; a script of our own on a few of them adds the slider of the map, sorting and
filtering.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from stancepipe.report.contents import Edit, ReportTables
from stancepipe.report.publishing import publish, stands
from stancepipe.report.site import files_of

__all__ = ["Edit", "ReportTables", "build_report", "stands"]


def build_report(
    tables: ReportTables, out: Path, *, generated_on: date, names: Mapping[str, str], made_of: str = ""
) -> Path:
    """Write ``out/report/`` and return the path of its ``index.html``.

    Args:
        tables: current rows of the published tables.
        out: the published folder.
        generated_on: day printed on the pages; the same tables and day give the same bytes.
        names: English names of states and blocs by code; a code without a name is shown as it is.
        made_of: names the tables, so that :func:`stands` can tell later whether they are still the same.

    Raises:
        StoreError: the folder cannot be written.
    """
    return publish(files_of(tables, generated_on, names), out, made_of)
