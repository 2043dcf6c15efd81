"""Support: on how few shoulders Israel's support rests, in each domain and in all.

Warm evidence counts from the day it is published and fades. All of it fades alike, so shares move only with new
evidence and with holders whose support has faded away.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np

from stancepipe.posture.evidence import Item
from stancepipe.posture.levels import Floats
from stancepipe.posture.series import DAILY_DAYS, DECIMALS
from stancepipe.records import SupportDay

HALF_LIFE_DAYS: Final = 180
"""Support told half a year ago counts half: governments restate positions at the yearly Assembly and at half-yearly
councils, so what is not renewed for a year is a quarter, and after two years little."""
FADED: Final = 0.01
"""Below this a holder's support is none: a statement of full weight that was not renewed for 3.3 years."""
ALL: Final = "all"


def support_days(items: Sequence[Item], latest: date, calendar: Mapping[int, date], bundle_id: str) -> list[SupportDay]:
    """Rows of each domain, and of all together, from the first warm evidence to ``latest``."""
    warm = [i for i in items if i.value > 0 and i.weight > 0]
    rows: list[SupportDay] = []
    for domain in sorted({i.domain for i in warm}):
        rows += _domain_days(domain, [i for i in warm if i.domain == domain], latest, calendar, bundle_id)
    return rows + _domain_days(ALL, warm, latest, calendar, bundle_id)


def _domain_days(
    domain: str, items: Sequence[Item], latest: date, calendar: Mapping[int, date], bundle_id: str
) -> list[SupportDay]:
    if not items:
        return []
    holders = sorted({i.holder for i in items})
    column = {holder: n for n, holder in enumerate(holders)}
    arriving: dict[int, Floats] = {}
    for item in items:
        amounts = arriving.setdefault(item.day.toordinal(), np.zeros(len(holders)))
        amounts[column[item.holder]] += item.value * item.weight
    last = latest.toordinal()
    daily = max(min(arriving), last - DAILY_DAYS)
    rows: list[SupportDay] = []
    support, previous = np.zeros(len(holders)), min(arriving)
    for day in sorted({*(d for d in arriving if d < daily), *range(daily, last + 1)}):
        support = support * 0.5 ** ((day - previous) / HALF_LIFE_DAYS)
        if day in arriving:
            support = support + arriving[day]
        previous = day
        row = spread(domain, calendar[day], holders, support, bundle_id)
        if row is not None:
            rows.append(row)
    return rows


def spread(domain: str, day: date, holders: Sequence[str], support: Floats, bundle_id: str) -> SupportDay | None:
    """How ``support`` is spread over ``holders``, which are in alphabetical order; null where there is none."""
    present = np.where(support >= FADED, support, 0.0)
    total = float(present.sum())
    if total == 0:
        return None
    shares = np.round(present / total, 12)
    top = int(np.argmax(shares))
    rest = np.delete(present, top)
    left = float(rest.sum())
    return SupportDay(
        day=day,
        domain=domain,
        concentration=round(_herfindahl(shares), DECIMALS),
        effective_supporters=round(1 / _herfindahl(shares), DECIMALS),
        top_holder=holders[top],
        top_share=round(float(shares[top]), DECIMALS),
        n_supporters=int(np.count_nonzero(present)),
        without_top=round(1 / _herfindahl(rest / left), DECIMALS) if left > 0 else None,
        bundle_id=bundle_id,
    )


def _herfindahl(shares: Floats) -> float:
    return float(np.sum(shares**2))
