"""Documents to rows: extraction and classification of a batch, with models loaded once per process."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.abc import MetaPathFinder
from pathlib import Path

from stancepipe.bundles import Bundle
from stancepipe.classify.documents import StanceDocument, stances_of
from stancepipe.classify.stance import Classifier, load_classifier
from stancepipe.records import Document, Event, Mention, Stance
from stancepipe.vocabulary import TARGETS


class _NoTorch(MetaPathFinder):
    """Finds no torch, and leaves everything else to others."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Refuse torch."""
        if fullname == "torch":
            raise ModuleNotFoundError("a run needs no torch", name="torch")


@contextmanager
def _torch_hidden() -> Iterator[None]:
    """Let imports find no torch: libraries below take it along where it is installed, for nothing that a run does.

    It takes a second and 160 MB, and ten seconds where the disk is cold. Training imports it for itself afterwards.
    """
    hiding = _NoTorch()
    sys.meta_path.insert(0, hiding)
    try:
        yield
    finally:
        sys.meta_path.remove(hiding)


with _torch_hidden():  # by way of spaCy
    from stancepipe.extract.analyst import Analyst, Source, load_analyst


@dataclass(frozen=True, slots=True)
class Models:
    """Everything that is loaded once per process."""

    analyst: Analyst
    classifier: Classifier


@dataclass(frozen=True, kw_only=True, slots=True)
class Analysed:
    """Rows read in some documents."""

    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    stances: tuple[Stance, ...] = ()


def load_models(bundle: Bundle) -> Models:
    """Parser, lexicons and classifier of ``bundle``: loaded when first asked for, then kept."""
    return _load_models(bundle.bundle_id, bundle.lexicons, bundle.models, bundle.spacy_model)


@lru_cache(maxsize=1)
def _load_models(bundle_id: str, lexicons: Path, models: Path, spacy_model: str) -> Models:
    with _torch_hidden():
        return Models(load_analyst(lexicons, spacy_model, bundle_id), load_classifier(models))


def analyse_documents(documents: Sequence[Document], models: Models, *, everything: bool = False) -> list[Analysed]:
    """Mentions, events and stances of each document; with ``everything`` also where the gate would not look."""
    sources = [source_of(d) for d in documents]
    thresholds = models.classifier.thresholds
    analysed = [Analysed() for _ in documents]
    for target in TARGETS:
        readings = list(models.analyst.read_all(sources, target, everything=everything))
        judged = iter(models.classifier.judge([c for r in readings for c in r.claims]))
        for i, (document, reading) in enumerate(zip(documents, readings, strict=True)):
            about = StanceDocument(
                document_id=document.document_id,
                text=document.text,
                published_on=document.published_on,
                publisher_country=document.publisher_country,
            )
            own = [next(judged) for _ in reading.claims]
            stances = stances_of(about, own, thresholds, models.analyst.bundle_id)
            known = analysed[i]
            analysed[i] = Analysed(
                mentions=known.mentions or reading.mentions,
                events=known.events or reading.events,
                stances=(*known.stances, *stances),
            )
    return analysed


def source_of(document: Document) -> Source:
    """What extraction needs to know of a document."""
    return Source(
        document_id=document.document_id,
        text=document.text,
        title=document.title,
        publisher_country=document.publisher_country,
        doc_type=document.doc_type,
        published_on=document.published_on,
        published_precision=document.published_precision,
    )
