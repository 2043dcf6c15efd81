"""Inputs to rows of ``documents``: what an input is, which revision is current, which copy is canonical."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Final

from stancepipe.extract.gate import Gate
from stancepipe.extract.naming import NameIndex
from stancepipe.ids import content_hash
from stancepipe.ingest.fingerprints import Fingerprint, fingerprint
from stancepipe.ingest.inputs import InputRecord
from stancepipe.ingest.language import find_language, has_language
from stancepipe.ingest.revisions import document_id
from stancepipe.ingest.volatile import NO_PHRASES, VolatilePhrases
from stancepipe.records import Document
from stancepipe.vocabulary import DocumentStatus

BATCH: Final = 100
"""Documents per batch of analysis: the unit of work and of progress."""
SUPPORTED_LANGUAGES: Final = frozenset({"en"})
"""Languages that have a parser and lexicons; others are kept and marked."""


def document_of(
    record: InputRecord, *, run_id: str, bundle_id: str, now: datetime, volatile: VolatilePhrases = NO_PHRASES
) -> Document:
    """The row of a newly found input; its status says what is known before any analysis."""
    hashed = content_hash(volatile.blank_page(record.text) if record.problem is None else f"problem: {record.problem}")
    language = find_language(record.text) or record.language
    status, reason = DocumentStatus.ANALYSED, None
    if record.problem is not None:
        status, reason = DocumentStatus.SET_ASIDE, record.problem
    elif language is not None and language not in SUPPORTED_LANGUAGES:
        status = DocumentStatus.UNSUPPORTED_LANGUAGE
        reason = f"written in {language}; analysed languages: {', '.join(sorted(SUPPORTED_LANGUAGES))}"
    return Document(
        document_id=document_id(record.input_id, hashed),
        input_id=record.input_id,
        url=record.url,
        title=record.title,
        text=record.text,
        publisher=record.publisher,
        publisher_country=record.publisher_country,
        doc_type=record.doc_type,
        published_on=record.published_on,
        published_precision=record.published_precision,
        published_from=record.published_from,
        superseded_by=None,
        language=language,
        status=status.value,
        status_reason=reason,
        duplicate_of=None,
        content_hash=hashed,
        n_words=len(record.text.split()),
        first_seen_at=now,
        run_id=run_id,
        bundle_id=bundle_id,
        found_at=record.fetched_at,
        source_id=record.source_id,
    )


def chain_revisions(documents: Iterable[Document]) -> Iterator[Document]:
    """All documents, each revision of an input superseded by the next one.

    Next is what was found later; of what was found at once, the later published, then the fuller text. An attempt that
    could not be read comes before all that could: a page that fails for a day does not lose its text.
    """
    revisions: dict[str, list[Document]] = {}
    for document in documents:
        revisions.setdefault(document.input_id, []).append(document)
    for own in revisions.values():
        own.sort(key=_revision_order)
        followers = [d.document_id for d in own[1:]]
        for document, follower in zip(own, [*followers, None], strict=True):
            changed = document.superseded_by != follower
            yield replace(document, superseded_by=follower) if changed else document


def _revision_order(d: Document) -> tuple[bool, datetime, date, int, str]:
    readable = d.status != DocumentStatus.SET_ASIDE
    return (readable, d.found_at or d.first_seen_at, d.published_on or date.min, d.n_words, d.document_id)


def description_of(d: Document) -> tuple[str, ...]:
    """What an input says of itself, in an order of its own; two that differ here under one id are told apart."""
    said = (
        d.url, d.title, d.publisher, d.publisher_country, d.doc_type, d.published_on, d.published_precision,
        d.published_from, d.language, d.text,
    )  # fmt: skip
    return tuple(map(repr, said))


def says_the_same(d: Document, record: InputRecord) -> bool:
    """Whether an input came in as it is known, to the character: then nothing of its row can become another.

    Its language follows from its words, where these are enough to tell, and is not looked for again: that and the
    digest of the words are most of what it takes to read a document that is known.
    """
    return (
        record.problem is None
        and record.text == d.text
        and (record.title, record.url, record.publisher, record.publisher_country, record.doc_type)
        == (d.title, d.url, d.publisher, d.publisher_country, d.doc_type)
        and (record.published_on, record.published_precision, record.published_from)
        == (d.published_on, d.published_precision, d.published_from)
        and has_language(record.text)
    )


def decide_status(document: Document, copy_of: str | None, gate: Gate, bundle_id: str) -> Document:
    """A readable document's status: a copy, about something else, or to be analysed with ``bundle_id``."""
    status, reason = DocumentStatus.ANALYSED, None
    if copy_of is not None:
        status, reason = DocumentStatus.DUPLICATE, f"a copy of document {copy_of}"
    elif not gate.opens(f"{document.title or ''}\n{document.text}"):
        status, reason = DocumentStatus.IRRELEVANT, "names neither Israel nor what stands for it"
    return replace(document, status=status.value, status_reason=reason, duplicate_of=copy_of, bundle_id=bundle_id)


def fingerprints(
    documents: Mapping[str, Document],
    keys: Iterable[str],
    names: NameIndex,
    volatile: VolatilePhrases = NO_PHRASES,
) -> Iterator[Fingerprint]:
    """Fingerprints of those among the documents ``keys`` that are current revisions, for finding copies."""
    for key in keys:
        d = documents[key]
        if d.superseded_by is None:
            yield fingerprint(
                document_id=d.document_id,
                input_id=d.input_id,
                content_hash=d.content_hash,
                text=d.text,
                published_on=d.published_on,
                actors=names.codes,
                volatile=volatile,
                text_again=partial(_text_of, documents, key),
            )


def _text_of(documents: Mapping[str, Document], key: str) -> str:
    return documents[key].text
