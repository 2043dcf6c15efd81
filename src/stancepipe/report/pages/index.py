"""The first page: map, ranking and the latest changes."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from stancepipe.report.dossiers import Dossier, Findings
from stancepipe.report.scale import Class, classes
from stancepipe.report.shift_rows import ShiftRow
from stancepipe.report.standings import Standing
from stancepipe.report.world_map import WorldMap, world_map
from stancepipe.rows import values_of
from stancepipe.vocabulary import ISRAEL, DocumentStatus

LATEST_SHIFTS: Final = 8
"""Changes on the first page: enough to see what is new; all of them have a page of their own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexPage:
    """What the first page shows."""

    latest_day: date | None
    n_documents: int
    n_analysed: int
    n_undated: int
    first_published: date | None
    last_published: date | None
    n_stances: int
    n_events: int
    n_shifts: int
    bundles: tuple[str, ...]
    legend: tuple[Class, ...]
    world: WorldMap
    ranking: tuple[tuple[str, tuple[Standing, ...]], ...]
    n_holders: int
    without_level: tuple[Dossier, ...]
    shifts: tuple[ShiftRow, ...]


def index_page(findings: Findings, shifts: list[ShiftRow]) -> IndexPage:
    """The first page.

    Args:
        findings: the tables, arranged by holder.
        shifts: all changes, newest first.
    """
    tables = findings.tables
    analysed = [document for document in tables.documents if document.status == DocumentStatus.ANALYSED]
    days = [document.published_on for document in analysed if document.published_on]
    groups = (
        ("States", tuple(row for row in findings.standings if not row.is_bloc)),
        (
            "Blocs and organisations, by their own statements and acts",
            tuple(r for r in findings.standings if r.is_bloc),
        ),
    )
    series = {dossier.holder: dossier.days for dossier in findings.dossiers if dossier.days}
    return IndexPage(
        latest_day=findings.latest_day,
        n_documents=len(tables.documents),
        n_analysed=len(analysed),
        n_undated=len(analysed) - len(days),
        first_published=min(days, default=None),
        last_published=max(days, default=None),
        n_stances=len(tables.stances),
        n_events=len({event.event_id for event in tables.events}),
        n_shifts=len(shifts),
        bundles=bundles_of(findings),
        legend=classes(),
        world=world_map(findings.standings, series, findings.names, ISRAEL),
        ranking=tuple(group for group in groups if group[1]),
        n_holders=len(findings.standings),
        without_level=tuple(dossier for dossier in findings.dossiers if dossier.standing is None),
        shifts=tuple(shifts[:LATEST_SHIFTS]),
    )


def bundles_of(findings: Findings) -> tuple[str, ...]:
    """Bundles behind the levels, the one used last first; those of the documents where there is no level."""
    last_used: dict[str, date] = {}
    postures = findings.tables.postures
    for bundle, last in set(zip(values_of(postures, "bundle_id"), values_of(postures, "day"), strict=True)):
        last_used[bundle] = max(last, last_used.get(bundle, last))
    found = sorted(last_used, key=lambda bundle: (last_used[bundle], bundle), reverse=True)
    analysed = (d for d in findings.tables.documents if d.status == DocumentStatus.ANALYSED)
    return tuple(found or sorted({document.bundle_id for document in analysed}))
