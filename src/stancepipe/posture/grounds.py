"""Grounds: what a holder's level rests on, day by day: documents, sources, own words, languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from stancepipe.posture.evidence import Observation, source_of
from stancepipe.posture.levels import Ints
from stancepipe.records import Document
from stancepipe.vocabulary import DocumentType


@dataclass(frozen=True, kw_only=True, slots=True)
class Grounds:
    """Days, as ordinals in order, on which something came to bear on one holder's level."""

    documents: Ints
    stances: Ints
    events: Ints
    sources: Ints
    """First day of each source."""
    own: Ints
    """Days of the holder's own official documents."""
    languages: Ints
    """Days on which another language was first read."""
    language_names: tuple[str, ...]
    """After each of those days, the languages read so far, in order of the alphabet."""


def grounds_of(holder: str, observations: Sequence[Observation], documents: Mapping[str, Document]) -> Grounds:
    """The grounds of one holder."""
    items = [i for o in observations for i in o.items]
    told = {document_id: day for i in items for day, document_id in i.told}
    sources: dict[str, date] = {}
    languages: dict[str, date] = {}
    own: list[date] = []
    for document_id, day in sorted(told.items(), key=lambda pair: (pair[1], pair[0])):
        document = documents[document_id]
        sources.setdefault(source_of(document), day)
        if document.language is not None:
            languages.setdefault(document.language, day)
        if document.publisher_country == holder and document.doc_type == DocumentType.OFFICIAL_STATEMENT:
            own.append(day)
    turns = sorted({min(told.values()), *languages.values()})
    return Grounds(
        documents=_ordinals(told.values()),
        stances=_ordinals(i.day for i in items if i.ref.startswith("stance:")),
        events=_ordinals(i.day for i in items if i.ref.startswith("event:")),
        sources=_ordinals(sources.values()),
        own=_ordinals(own),
        languages=_ordinals(turns),
        language_names=tuple(" ".join(sorted(code for code, day in languages.items() if day <= turn)) for turn in turns),
    )


def upto(days: Ints, on: Ints) -> Ints:
    """How many of ``days`` lie up to each day of ``on``."""
    return np.searchsorted(days, on, side="right").astype(np.int64)


def _ordinals(days: Iterable[date]) -> Ints:
    return np.array(sorted(day.toordinal() for day in days), dtype=np.int64)
