"""Blocs: where their members stand together, how far apart, and who stands in the way of a consensus."""

from collections.abc import Mapping
from dataclasses import dataclass

from stancepipe.records import BlocDay
from stancepipe.report.dossiers import Findings
from stancepipe.report.series import month_ends
from stancepipe.report.shift_rows import Link
from stancepipe.report.timelines import Timeline, bloc_timelines
from stancepipe.report.wording import anchor, page_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A member named beside a bloc, with its page where it has one."""

    code: str
    name: str
    page: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BlocSection:
    """One bloc."""

    name: str
    anchor: str
    latest: BlocDay
    own_page: str | None
    """Page of the bloc as a holder: what it says and does itself."""
    most_supportive: Member
    most_critical: Member
    farthest: tuple[Member, ...]
    """Members farthest from the level, farthest first."""
    positions_by: str | None
    """How it comes to positions on foreign affairs."""
    blockers: tuple[Member, ...] | None
    """Members reported to block an act of the bloc; None where the tables do not say."""
    blocked_in: tuple[tuple[str, Link], ...]
    """Page and quote of these reports, where they are quoted."""
    holdouts: tuple[Member, ...] | None
    """Members that clearly stand on the other side and could block; None where the tables do not say."""
    timelines: tuple[Timeline, Timeline] | None
    """Level and cohesion; None for a single day."""
    months: tuple[BlocDay, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BlocsPage:
    """What the page of blocs shows."""

    sections: tuple[BlocSection, ...]
    """From the most supportive to the most critical level."""
    with_blockers: bool
    """Whether the tables say of any bloc who blocks."""


def blocs_page(findings: Findings) -> BlocsPage:
    """The page of blocs."""
    by_bloc: dict[str, list[BlocDay]] = {}
    for row in sorted(findings.tables.blocs, key=lambda row: row.day):
        by_bloc.setdefault(row.bloc, []).append(row)
    pages = {dossier.holder: dossier.page for dossier in findings.dossiers}
    quotes = {
        item.ref: (dossier.page, Link(fragment=item.anchor, title=f"{dossier.name}, {item.when}"))
        for dossier in findings.dossiers
        for item in dossier.evidence
    }

    def members(codes: str | None) -> tuple[Member, ...] | None:
        if codes is None:
            return None
        return tuple(_member(code, findings.names, pages) for code in codes.split())

    sections = []
    for bloc, days in by_bloc.items():
        name, latest = findings.names.get(bloc, bloc), days[-1]
        sections.append(
            BlocSection(
                name=name,
                anchor=anchor("bloc", bloc),
                latest=latest,
                own_page=page_of(bloc) if bloc in pages else None,
                most_supportive=_member(latest.most_supportive, findings.names, pages),
                most_critical=_member(latest.most_critical, findings.names, pages),
                farthest=members(latest.farthest) or (),
                positions_by=latest.positions_by,
                blockers=members(latest.blockers),
                blocked_in=tuple(quotes[ref] for ref in (latest.evidence or "").split() if ref in quotes),
                holdouts=members(latest.holdouts),
                timelines=bloc_timelines(name, days) if len(days) > 1 else None,
                months=tuple(month_ends(days)) if len(days) > 1 else (),
            )
        )
    sections.sort(key=lambda section: (-section.latest.score, section.latest.bloc))
    return BlocsPage(sections=tuple(sections), with_blockers=any(s.blockers is not None for s in sections))


def _member(code: str, names: Mapping[str, str], pages: Mapping[str, str]) -> Member:
    return Member(code=code, name=names.get(code, code), page=pages.get(code))
