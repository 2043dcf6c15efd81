"""What a posture rests on: whose words, in how many documents and languages, and what is missing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from stancepipe.posture.evidence import Item, source_of
from stancepipe.records import Document
from stancepipe.vocabulary import BLOCS, DocumentStatus, DocumentType

SILENT_DAYS: Final = 90
"""A quarter without evidence is worth telling: governments speak on the subject at least at every session."""
UNNAMED: Final = "no name"
"""For documents that do not say who published them; postures take them for one source."""
NOT_READ: Final[Mapping[str, str]] = {
    DocumentStatus.UNSUPPORTED_LANGUAGE: "in a language that is not read",
    DocumentStatus.SET_ASIDE: "that could not be read",
}


class Kind(StrEnum):
    """Whose words a document is, for one holder."""

    OWN = "own statement"
    BLOC = "statement of a bloc"
    OTHER_GOVERNMENT = "statement of another government"
    REPORTED = "reported"


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """What the posture of one holder on one day rests on."""

    documents: Mapping[str, int]
    """Documents by :class:`Kind`."""
    publishers: tuple[str, ...]
    languages: Mapping[str, int]
    """Documents by ISO 639-1 code."""
    n_stances: int
    n_events: int
    first: date
    """Day of the earliest evidence."""
    last: date
    missing: tuple[str, ...]
    """What would make it surer, in sentences without a full stop."""


def kind_of(document: Document, holder: str) -> Kind:
    """Whose words a document is for ``holder``."""
    official = document.doc_type == DocumentType.OFFICIAL_STATEMENT
    if official and document.publisher_country == holder:
        return Kind.OWN
    if official and document.publisher_country in BLOCS:
        return Kind.BLOC
    return Kind.OTHER_GOVERNMENT if official and document.publisher_country is not None else Kind.REPORTED


def basis_of(items: Sequence[Item], documents: Mapping[str, Document], holder: str, day: date) -> Basis:
    """What the posture of ``holder`` on ``day`` rests on.

    Args:
        items: its evidence, of any day; at least one up to ``day``.
        documents: all documents by id, also those that could not be read.
        holder: code of a state or bloc.
        day: nothing published later counts.
    """
    counted = [i for i in items if i.holder == holder and i.day <= day and i.weight > 0]
    behind = [documents[key] for key in sorted({k for i in counted for on, k in i.told if on <= day})]
    kinds = Counter(kind_of(d, holder).value for d in behind)
    publishers = tuple(sorted({source_of(d) or UNNAMED for d in behind}))
    n_stances = sum(i.ref.startswith("stance:") for i in counted)
    last = max(i.day for i in counted)
    return Basis(
        documents=kinds,
        publishers=publishers,
        languages=Counter(d.language or "unknown" for d in behind),
        n_stances=n_stances,
        n_events=len(counted) - n_stances,
        first=min(i.day for i in counted),
        last=last,
        missing=(
            *_missing_voices(kinds, publishers, n_stances, len(counted)),
            *_silence(last, day),
            *_not_read(documents.values(), holder, day),
        ),
    )


def _missing_voices(kinds: Mapping[str, int], publishers: Sequence[str], n_stances: int, n_items: int) -> Iterable[str]:
    if not kinds.get(Kind.OWN):
        yield "no statement of its own: others tell everything"
    if len(publishers) == 1:
        yield "a second publisher: all of it comes from one"
    if n_stances == n_items:
        yield "no act: it rests on words alone"
    if n_stances == 0:
        yield "no stance: it rests on acts alone"


def _silence(last: date, day: date) -> Iterable[str]:
    if (day - last).days > SILENT_DAYS:
        yield f"nothing for {(day - last).days} days: the interval widens"


def _not_read(documents: Iterable[Document], holder: str, day: date) -> Iterable[str]:
    """What the holder published that says nothing here."""
    own = [d for d in documents if d.publisher_country == holder and d.superseded_by is None]
    for status, why in NOT_READ.items():
        left = [d for d in own if d.status == status and (d.published_on is None or d.published_on <= day)]
        if left:
            languages = sorted({d.language for d in left if d.language is not None})
            told = f" ({', '.join(languages)})" if status == DocumentStatus.UNSUPPORTED_LANGUAGE else ""
            yield f"{len(left)} of its own documents {why}{told}"
    undated = [d for d in own if d.status == DocumentStatus.ANALYSED and d.published_on is None]
    if undated:
        yield f"the day of {len(undated)} of its own documents: what has none moves nothing"
