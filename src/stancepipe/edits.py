"""What edits changed: revisions of one input beside each other."""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stancepipe.errors import UsageError
from stancepipe.ingest.revisions import DiffKind, DiffPart, diff_of
from stancepipe.records import Document
from stancepipe.report import Edit
from stancepipe.shelf import Documents
from stancepipe.store import Store

if TYPE_CHECKING:
    from rich.text import Text

MARKS: Final = {
    DiffKind.KEPT: ("", "", ""),
    DiffKind.ADDED: ("{+", "+}", "green underline"),
    DiffKind.REMOVED: ("[-", "-]", "red strike"),
}
"""How parts of an edit are marked, also where there is no colour: as `wdiff` does."""
LEFT_OUT: Final = "left out"


MOST_EDITS: Final = 100
"""Edits that the report shows: some hundred kilobytes."""
CONTEXT: Final = 20
"""Words shown before and after a change."""


def recent_edits(documents: Documents, most: int = MOST_EDITS) -> list[Edit]:
    """The latest edits of documents, words that stayed the same shortened."""
    pairs = [
        (before, documents.outline(before.superseded_by))
        for before in documents.outlines()
        if before.superseded_by is not None and before.superseded_by in documents
    ]
    pairs.sort(key=lambda pair: (pair[1].found_at or pair[1].first_seen_at, pair[1].document_id), reverse=True)
    readable = (
        (a, b)
        for a, b in ((documents[before.document_id], documents[after.document_id]) for before, after in pairs)
        if a.text and b.text
    )
    return [Edit(before=a, after=b, parts=_shortened(diff_of(a.text, b.text))) for a, b in islice(readable, most)]


def _shortened(parts: Sequence[DiffPart]) -> list[tuple[str, str]]:
    shown: list[tuple[str, str]] = []
    for number, part in enumerate(parts):
        words = part.text.split()
        if part.kind is not DiffKind.KEPT or len(words) <= 2 * CONTEXT:
            shown.append((part.kind.value, part.text))
            continue
        if number > 0:
            shown.append((part.kind.value, " ".join(words[:CONTEXT])))
        shown.append((LEFT_OUT, " … "))
        if number < len(parts) - 1:
            shown.append((part.kind.value, " ".join(words[-CONTEXT:]) + " "))
    return shown


def revisions_of(key: str, out: Path) -> list[Document]:
    """All revisions of an input, oldest first.

    Args:
        key: id of one of them, or of the input.
        out: the published folder.

    Raises:
        UsageError: there is no such document.
    """
    documents: list[Document] = Store(out).read("documents")
    own = [d for d in documents if key in (d.document_id, d.input_id)]
    if not own:
        raise UsageError(f"{key} is neither a document nor an input in {out}")
    revisions = {d.document_id: d for d in documents if d.input_id == own[0].input_id}
    followers = {d.superseded_by: d for d in revisions.values()}
    ordered = [next(d for d in revisions.values() if d.superseded_by is None)]
    while (before := followers.get(ordered[0].document_id)) is not None:
        ordered.insert(0, before)
    return ordered


def edit_lines(key: str, out: Path) -> "Iterator[Text | str]":
    """Lines for a terminal: every edit of an input, added words underlined and removed ones struck through.

    Where ``key`` is that of one revision, only the edit that made it.
    """
    from rich.text import Text

    revisions = revisions_of(key, out)
    if len(revisions) == 1:
        yield f"{revisions[0].input_id}: one revision, first seen {revisions[0].first_seen_at:%Y-%m-%d %H:%M} UTC"
        return
    for before, after in pairwise(revisions):
        if key in (before.document_id, after.document_id, after.input_id) and key != before.document_id:
            yield f"{after.input_id}: {before.document_id} -> {after.document_id}"
            line = Text()
            for part in diff_of(before.text, after.text):
                before_word, after_word, style = MARKS[part.kind]
                line.append(f"{before_word}{part.text}{after_word}", style=style)
            yield line
