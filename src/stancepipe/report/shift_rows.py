"""Changes of posture as they are listed: in words, with links to the quotes behind them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stancepipe.records import PostureShift
from stancepipe.report.dossiers import Dossier
from stancepipe.report.evidence import Evidence
from stancepipe.report.wording import STEPS, anchor, in_words
from stancepipe.vocabulary import ShiftKind

MOST_LINKS: Final = 5
"""Links to evidence in one row; the rest are counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link to a quote on the holder's page."""

    fragment: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftRow:
    """One change of posture as listed."""

    shift: PostureShift
    name: str
    page: str
    """Path of the holder's page."""
    anchor: str
    kind: str
    what: str
    links: tuple[Link, ...]
    n_more_links: int
    quoted: Evidence | None
    """The first of its evidence that is quoted."""


def shift_rows(dossiers: Iterable[Dossier]) -> list[ShiftRow]:
    """The changes of these holders, newest first."""
    rows = [
        _row(shift, dossier, {e.ref: e for e in dossier.evidence}) for dossier in dossiers for shift in dossier.shifts
    ]
    return sorted(rows, key=lambda row: (row.shift.day, row.shift.shift_id), reverse=True)


def _row(shift: PostureShift, dossier: Dossier, shown: Mapping[str, Evidence]) -> ShiftRow:
    refs: Sequence[str] = list(dict.fromkeys(shift.evidence.split()))
    linked = [shown[ref] for ref in refs if ref in shown][:MOST_LINKS]
    is_step = shift.kind == ShiftKind.FORMAL_STEP
    return ShiftRow(
        shift=shift,
        name=dossier.name,
        page=dossier.page,
        anchor=anchor("shift", shift.shift_id),
        kind="formal step" if is_step else "trend",
        what=in_words(shift.step or "formal step", STEPS) if is_step else "trend in stances",
        links=tuple(Link(fragment=e.anchor, title=f"{e.kind}, {e.verdict}, {e.when}") for e in linked),
        n_more_links=len(refs) - len(linked),
        quoted=linked[0] if linked else None,
    )
