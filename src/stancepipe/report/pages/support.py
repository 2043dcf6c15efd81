"""The spread of support: how many supporters, how equal, in which domain, and without the largest."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from stancepipe.records import SupportDay
from stancepipe.report.dossiers import Findings
from stancepipe.report.series import month_ends
from stancepipe.report.timelines import Timeline, share_timeline, supporters_timeline

ALL_DOMAINS: Final = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class DomainSection:
    """Support in one domain."""

    domain: str
    timeline: Timeline | None
    """None for a single day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SupportPage:
    """What the page of support shows."""

    day: date | None
    latest: tuple[SupportDay, ...]
    """Each domain on the last day, all domains first."""
    overall: Timeline | None
    share: Timeline | None
    months: tuple[SupportDay, ...]
    domains: tuple[DomainSection, ...]
    domain_months: tuple[tuple[date, tuple[SupportDay | None, ...]], ...]
    """Month ends, newest first, with the row of every domain."""


def support_page(findings: Findings) -> SupportPage:
    """The page of support."""
    by_domain: dict[str, list[SupportDay]] = {}
    for row in sorted(findings.tables.support, key=lambda row: row.day):
        by_domain.setdefault(row.domain, []).append(row)
    overall = by_domain.get(ALL_DOMAINS, [])
    day = max((row.day for row in findings.tables.support), default=None)
    latest = [row for rows in by_domain.values() for row in rows[-1:] if row.day == day]
    latest.sort(key=lambda row: (row.domain != ALL_DOMAINS, -row.effective_supporters, row.domain))
    domains = sorted(set(by_domain) - {ALL_DOMAINS})
    return SupportPage(
        day=day,
        latest=tuple(latest),
        overall=supporters_timeline("all domains", overall) if len(overall) > 1 else None,
        share=share_timeline(overall, findings.names) if len(overall) > 1 else None,
        months=tuple(month_ends(overall)),
        domains=tuple(
            DomainSection(
                domain=domain,
                timeline=supporters_timeline(domain, rows, small=True) if len(rows := by_domain[domain]) > 1 else None,
            )
            for domain in domains
        ),
        domain_months=_months([by_domain[domain] for domain in domains]),
    )


def _months(series: list[list[SupportDay]]) -> tuple[tuple[date, tuple[SupportDay | None, ...]], ...]:
    by_month = [{(row.day.year, row.day.month): row for row in month_ends(rows)} for rows in series]
    months = sorted({month for rows in by_month for month in rows}, reverse=True)
    return tuple(
        (
            max(rows[month].day for rows in by_month if month in rows),
            tuple(rows.get(month) for rows in by_month),
        )
        for month in months
    )
