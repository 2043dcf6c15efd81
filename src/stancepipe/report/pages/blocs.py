"""Blocs: where their members stand together, how far apart, and who stands in the way of a consensus."""

from dataclasses import dataclass

from stancepipe.records import BlocDay
from stancepipe.report.dossiers import Findings
from stancepipe.report.timelines import Timeline, bloc_timelines, month_ends
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
    blockers: tuple[Member, ...] | None
    """Members that stand in the way of a consensus; None where the tables do not say."""
    timelines: tuple[Timeline, Timeline] | None
    """Level and cohesion; None for a single day."""
    months: tuple[BlocDay, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class BlocsPage:
    """What the page of blocs shows."""

    sections: tuple[BlocSection, ...]
    """From the most supportive to the most critical level."""
    with_blockers: bool


def blocs_page(findings: Findings) -> BlocsPage:
    """The page of blocs."""
    by_bloc: dict[str, list[BlocDay]] = {}
    for row in sorted(findings.tables.blocs, key=lambda row: row.day):
        by_bloc.setdefault(row.bloc, []).append(row)
    pages = {dossier.holder: dossier.page for dossier in findings.dossiers}

    def member(code: str) -> Member:
        return Member(code=code, name=findings.names.get(code, code), page=pages.get(code))

    sections = []
    for bloc, days in by_bloc.items():
        name, latest = findings.names.get(bloc, bloc), days[-1]
        blockers = blockers_of(latest)
        sections.append(
            BlocSection(
                name=name,
                anchor=anchor("bloc", bloc),
                latest=latest,
                own_page=page_of(bloc) if bloc in pages else None,
                most_supportive=member(latest.most_supportive),
                most_critical=member(latest.most_critical),
                blockers=None if blockers is None else tuple(map(member, blockers)),
                timelines=bloc_timelines(name, days) if len(days) > 1 else None,
                months=tuple(month_ends(days)) if len(days) > 1 else (),
            )
        )
    sections.sort(key=lambda section: (-section.latest.score, section.latest.bloc))
    return BlocsPage(sections=tuple(sections), with_blockers=any(s.blockers is not None for s in sections))


def blockers_of(row: BlocDay) -> tuple[str, ...] | None:
    """Codes of members that stand in the way; None where the row has no such column, or no value in it."""
    # Older folders have no such column.
    codes: str | None = getattr(row, "blockers", None)
    return None if codes is None else tuple(codes.split())
