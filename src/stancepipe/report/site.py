"""All files of the report, one after the other, in the order in which they may replace older ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from stancepipe.report.contents import ReportTables
from stancepipe.report.dossiers import findings_of
from stancepipe.report.feeds import json_feed, rss_feed
from stancepipe.report.foundations import unread_by_country
from stancepipe.report.pages.blocs import blocs_page
from stancepipe.report.pages.coverage import coverage_page
from stancepipe.report.pages.holder import holder_page
from stancepipe.report.pages.index import index_page
from stancepipe.report.pages.levels import levels_page
from stancepipe.report.pages.shifts import shifts_page
from stancepipe.report.pages.support import support_page
from stancepipe.report.rendering import STYLE, Imprint, Renderer
from stancepipe.report.shift_rows import shift_rows
from stancepipe.vocabulary import ISRAEL


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """One file of the report."""

    path: str
    """From the root of the report, with forward slashes."""
    text: str


def files_of(tables: ReportTables, generated_on: date, names: Mapping[str, str]) -> Iterator[File]:
    """Every file; what links to others comes after them, so that a link leads somewhere at any moment."""
    findings = findings_of(tables, names)
    shifts = shift_rows(findings.dossiers)
    target = names.get(ISRAEL, ISRAEL)
    imprint = Imprint(
        target=target,
        generated_on=generated_on,
        latest_day=findings.latest_day,
        last_run=max(tables.runs, key=lambda run: (run.started_at, run.run_id), default=None),
    )
    renderer = Renderer(names, imprint)
    unread = unread_by_country(tables.documents)
    yield File(path=STYLE, text=renderer.style())
    for dossier in findings.dossiers:
        page = holder_page(dossier, findings, unread)
        yield File(path=dossier.page, text=renderer.page(dossier.page, "holder.html.jinja", page))
    yield File(path="shifts.rss", text=rss_feed(shifts, target))
    yield File(path="shifts.json", text=json_feed(shifts, target))
    common: tuple[tuple[str, object, bool], ...] = (
        ("method", None, False),
        ("coverage", coverage_page(findings), True),
        ("levels", levels_page(findings), True),
        ("support", support_page(findings), False),
        ("blocs", blocs_page(findings), False),
        ("shifts", shifts_page(shifts), True),
        ("index", index_page(findings, shifts), True),
    )
    for name, content, scripted in common:
        path = f"{name}.html"
        yield File(path=path, text=renderer.page(path, f"{path}.jinja", content, scripted=scripted))
