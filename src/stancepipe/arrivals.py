"""What comes in against what is known: new documents and revisions, returns of older words, what was withdrawn."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from stancepipe.ingest.inputs import InputRecord, Unchanged
from stancepipe.ingest.revisions import KnownRevision, RevisionState, decide_revision
from stancepipe.ingest.volatile import NO_PHRASES, VolatilePhrases
from stancepipe.intake import chain_revisions, description_of, document_of, says_the_same
from stancepipe.records import Document
from stancepipe.shelf import Documents
from stancepipe.vocabulary import DocumentStatus


@dataclass(slots=True)
class Counts:
    """How the inputs of one run were counted."""

    inputs: int = 0
    new: int = 0
    unchanged: int = 0
    duplicates: int = 0
    set_aside: int = 0


@dataclass(slots=True)
class Arrivals:
    """The documents of a store, and what one run brings in."""

    run_id: str
    bundle_id: str
    now: datetime
    documents: Documents
    """Known and new ones by id."""
    volatile: VolatilePhrases = NO_PHRASES
    counts: Counts = field(default_factory=Counts)
    seen: set[str] = field(default_factory=set)
    """Ids of the documents that came in with this run, known or not."""
    _known: frozenset[str] = frozenset()
    _by_input: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _found_at: dict[str, datetime] = field(default_factory=dict)
    _withdrawn: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Index what is known."""
        self._known = frozenset(self.documents)
        for document in self.documents.outlines():
            self._by_input[document.input_id].add(document.document_id)
        self._withdrawn = frozenset(d.input_id for d in self.documents.outlines() if d.withdrawn_at is not None)

    def take_in(self, item: InputRecord | Unchanged) -> None:
        """Add what was found, or note that a known input came in again."""
        self.counts.inputs += 1
        if isinstance(item, Unchanged) or item.input_id in self._withdrawn:
            self._note_again(item.input_id)
            return
        own = self._by_input.get(item.input_id, ())
        same = next((key for key in own if says_the_same(self.documents[key], item)), None)
        if same is not None:
            self.counts.unchanged += 1
            self._note_found(same, item)
            return
        found = document_of(item, run_id=self.run_id, bundle_id=self.bundle_id, now=self.now, volatile=self.volatile)
        key = found.document_id
        self.counts.set_aside += found.status == DocumentStatus.SET_ASIDE
        known = self.documents.get(key)
        if known is None:
            self.counts.new += 1
            self.documents[key] = found
            self._by_input[found.input_id].add(key)
        else:
            self.counts.unchanged += 1
            # What is said later holds; of what is said under one clock, in any order, always the same.
            at_once = key in self.seen or known.first_seen_at == self.now
            again = replace(found, first_seen_at=known.first_seen_at, run_id=known.run_id, found_at=known.found_at)
            if not at_once:  # the same words but for white space, clocks and counters: those first read stay
                again = replace(again, text=known.text, n_words=known.n_words)
            chosen = min(known, again, key=description_of) if at_once else again
            if description_of(chosen) != description_of(known):
                self.documents[key] = chosen
        self._note_found(key, item)

    def _note_found(self, key: str, item: InputRecord) -> None:
        self.seen.add(key)
        when = item.fetched_at or self.now
        self._found_at[key] = max(when, self._found_at.get(key, when))

    def _note_again(self, input_id: str) -> None:
        self.counts.unchanged += 1
        for key in self._by_input[input_id]:
            document = self.documents.outline(key)
            if document.superseded_by is None:
                self.seen.add(key)
                self.counts.set_aside += document.status == DocumentStatus.SET_ASIDE and document.withdrawn_at is None

    def settle(self) -> Documents:
        """All documents once everything came in, each revision superseded by the next one."""
        touched = {self.documents.outline(key).input_id for key in self.seen}
        for input_id in touched:
            self._drop_volatile(input_id)
            self._bring_back(input_id)
        for document in chain_revisions(self.documents.outlines()):
            self.documents.amend(document)
        return self.documents

    def withdraw(self, keys: Collection[str], reason: str) -> Documents:
        """All documents with the words of some gone; their ids, dates and publishers stay."""
        for key in keys:
            self.documents[key] = replace(
                self.documents[key],
                title=None, text="", language=None, n_words=0, duplicate_of=None,
                status=DocumentStatus.SET_ASIDE.value, status_reason=f"withdrawn: {reason}",
                withdrawn_at=self.documents[key].withdrawn_at or self.now, bundle_id=self.bundle_id,
            )  # fmt: skip
        return self.documents

    def _readable(self, input_id: str) -> list[Document]:
        """Readable revisions of an input, by when their words were first found."""
        own = [self.documents[key] for key in self._by_input[input_id]]
        readable = [d for d in own if d.status != DocumentStatus.SET_ASIDE]
        return sorted(readable, key=lambda d: (self._known_since(d), d.document_id))

    def _known_since(self, document: Document) -> datetime:
        return document.found_at or document.first_seen_at

    def _drop_volatile(self, input_id: str) -> None:
        """Forget new revisions that differ from the ones before in nothing but a clock, a counter and the like."""
        kept: list[KnownRevision] = []
        for document in self._readable(input_id):
            found = KnownRevision(document_id=document.document_id, text=document.text)
            if document.document_id not in self._known:
                decision = decide_revision(kept, document.text, self.volatile)
                if decision.state is RevisionState.UNCHANGED and decision.document_id is not None:
                    self._forget(document, decision.document_id)
                    continue
            kept.append(found)

    def _forget(self, document: Document, for_key: str) -> None:
        del self.documents[document.document_id]
        self._by_input[document.input_id].discard(document.document_id)
        self.seen.discard(document.document_id)
        self.seen.add(for_key)
        found = self._found_at.pop(document.document_id)
        self._found_at[for_key] = max(found, self._found_at.get(for_key, found))
        self.counts.new -= 1
        self.counts.unchanged += 1

    def _bring_back(self, input_id: str) -> None:
        """Where older words were found again after newer ones, they are the current ones again."""
        revisions = self._readable(input_id)
        if len(revisions) < 2:
            return

        def last_found(document: Document) -> datetime:
            return self._found_at.get(document.document_id) or self._known_since(document)

        current = list(chain_revisions(revisions))
        newest = next(d for d in current if d.superseded_by is None)
        latest = max(current, key=lambda d: (last_found(d), d is newest, d.document_id))
        if last_found(latest) > last_found(newest):
            self.documents[latest.document_id] = replace(
                self.documents[latest.document_id], found_at=last_found(latest)
            )
