"""Corrections: what an analyst found wrong in the tables, kept in a file of their own and applied after every reading.

``DIR/corrections.csv`` has a line for each value that is wrong. Rows are corrected after they were read and before
anything is derived from them; what had been found is kept in the table ``corrections``, so that a line that goes away
leaves the row as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stancepipe.corrections.applied import correct, refused, restore
from stancepipe.corrections.fields import PloverScores, load_plover_scores
from stancepipe.corrections.gold_rows import gold_lines
from stancepipe.corrections.lines import FILE, read_lines
from stancepipe.corrections.orders import Order, order_of
from stancepipe.corrections.wording import marked_shifts
from stancepipe.records import Correction, Document
from stancepipe.tables import BY_NAME

__all__ = ["FILE", "Corrections", "gold_lines", "load_corrections", "marked_shifts", "restore"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Corrections:
    """All lines of one file, judged: what is to be set, and what was refused and why."""

    orders: Sequence[Order] = ()
    refused: Sequence[Correction] = ()
    scores: PloverScores = field(default_factory=dict)

    def apply(
        self, name: str, rows: Iterable[Any], documents: Mapping[str, Document]
    ) -> tuple[list[Any], list[Correction]]:
        """Rows of the table ``name`` as the analyst left them, and what became of each line about that table.

        Args:
            name: documents, events or stances.
            rows: the rows as they were read.
            documents: all documents by id, for what happened to them since.
        """
        own = [o for o in self.orders if o.line.table == name]
        return correct(BY_NAME[name], rows, own, self.scores, documents)


def load_corrections(out: Path, lexicons: Path) -> Corrections:
    """The corrections of a published folder; none where it has no such file.

    Raises:
        UsageError: the file is no table of corrections at all.
    """
    lines = read_lines(out / FILE)
    if not lines:
        return Corrections()
    scores = load_plover_scores(lexicons)
    judged = [(line, order_of(line, scores)) for line in lines]
    return Corrections(
        orders=tuple(order for _, order in judged if isinstance(order, Order)),
        refused=tuple(refused(line, reason) for line, reason in judged if isinstance(reason, str)),
        scores=scores,
    )
