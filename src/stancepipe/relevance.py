"""Which documents are analysed: those that concern the subject, and no copies of others."""

from stancepipe.bundles import Bundle
from stancepipe.extract.gate import load_gate
from stancepipe.extract.naming import load_name_index
from stancepipe.ingest.duplicates import find_duplicates
from stancepipe.ingest.volatile import VolatilePhrases
from stancepipe.intake import decide_status, fingerprints
from stancepipe.records import Document
from stancepipe.shelf import Documents
from stancepipe.vocabulary import DocumentStatus


def judge_relevance(documents: Documents, bundle: Bundle, volatile: VolatilePhrases) -> None:
    """Decide status anew for every readable document: by the current gate and the current set of copies."""
    gate = load_gate(bundle.lexicons)
    names = load_name_index(bundle.lexicons)
    readable = [d.document_id for d in documents.outlines() if is_judged(d)]
    copies = find_duplicates(fingerprints(documents, readable, names, volatile))
    for key in readable:
        documents[key] = decide_status(documents[key], copies.get(key), gate, bundle.bundle_id)


def is_judged(d: Document) -> bool:
    """Whether its status is decided with every run: by the gate and the set of copies."""
    return d.status in (DocumentStatus.ANALYSED, DocumentStatus.IRRELEVANT, DocumentStatus.DUPLICATE)
