"""Grounds: what a holder's level rests on, day by day: documents, sources, own words, languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

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
    told: dict[str, int] = {}
    stances: list[int] = []
    events: list[int] = []
    for o in observations:
        for item in o.items:
            (stances if item.ref.startswith("stance:") else events).append(item.day.toordinal())
            for day, document_id in item.told:
                told[document_id] = day.toordinal()
    sources: dict[str, int] = {}
    languages: dict[str, int] = {}
    own: list[int] = []
    for document_id, day_told in sorted(told.items(), key=itemgetter(1, 0)):
        document = documents[document_id]
        sources.setdefault(source_of(document), day_told)
        if document.language is not None:
            languages.setdefault(document.language, day_told)
        if document.publisher_country == holder and document.doc_type == DocumentType.OFFICIAL_STATEMENT:
            own.append(day_told)
    turns = sorted({min(told.values()), *languages.values()})
    return Grounds(
        documents=_ordered(told.values()),
        stances=_ordered(stances),
        events=_ordered(events),
        sources=_ordered(sources.values()),
        own=_ordered(own),
        languages=_ordered(turns),
        language_names=tuple(
            " ".join(sorted(code for code, day in languages.items() if day <= turn)) for turn in turns
        ),
    )


def upto(days: Ints, on: Ints) -> Ints:
    """How many of ``days`` lie up to each day of ``on``."""
    return np.searchsorted(days, on, side="right").astype(np.int64)


def _ordered(days: Iterable[int]) -> Ints:
    return np.array(sorted(days), dtype=np.int64)
