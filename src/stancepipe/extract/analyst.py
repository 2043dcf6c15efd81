"""One text in, its mentions, events and claims out: the extraction stage in one place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stancepipe.claims import Claim
from stancepipe.extract.actors import ActorMention, Gazetteer, build_gazetteer
from stancepipe.extract.attribution import load_speech_verbs
from stancepipe.extract.coded_events import CodedEvent, Coding
from stancepipe.extract.event_dates import latest_year
from stancepipe.extract.events import code_events
from stancepipe.extract.gate import Gate, load_gate
from stancepipe.extract.holders import claims_of
from stancepipe.extract.lexicons import Lexicons, load_lexicons
from stancepipe.extract.named import Named, named
from stancepipe.extract.naming import build_name_index
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.passages import Passage, one_line, passages
from stancepipe.extract.patterns import load_patterns
from stancepipe.extract.pipeline import Parser, load_parser
from stancepipe.extract.sides import ISRAELI_SIDE, Setting
from stancepipe.extract.signatories import Headings, load_headings
from stancepipe.extract.status import load_governors
from stancepipe.extract.voices import PassageReading, introduced, may_hold
from stancepipe.ids import digest
from stancepipe.records import Event, Mention
from stancepipe.vocabulary import QUAD, VOTE_STEPS, DatePrecision, DocumentType, MentionKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What is known of a text beside its words."""

    document_id: str
    text: str
    title: str | None
    publisher_country: str | None
    doc_type: str
    published_on: date | None
    published_precision: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What was read in one text."""

    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Analyst:
    """All models and lexicons of extraction, loaded once per process."""

    parser: Parser
    lexicons: Lexicons
    gazetteer: Gazetteer
    coding: Coding
    gate: Gate
    headings: Headings
    bundle_id: str

    def read_all(self, sources: Sequence[Source], target: str, *, everything: bool = False) -> Iterator[Reading]:
        """Readings of ``sources``, in order; with ``everything`` also of what the gate would not let in."""
        cut = [passages(s.text, None if everything else self.gate) for s in sources]
        flat = [one_line(s.text[p.start : p.end]) for s, ps in zip(sources, cut, strict=True) for p in ps]
        days = (s.published_on for s, ps in zip(sources, cut, strict=True) for _ in ps)
        parsed = self._named(flat, days)
        for source, own in zip(sources, cut, strict=True):
            readings = self._passages(source, own, parsed)
            mentions = [m for r in readings for m in self._mentions(source, r)]
            events = _unique(e for r in readings for e in self._events(source, r))
            claims = [c for r in readings for c in claims_of(r, self.gate, target)]
            yield Reading(mentions=tuple(mentions), events=tuple(events), claims=tuple(claims))

    def claims_for(self, source: Source, target: str, holders: frozenset[str]) -> list[Claim]:
        """Claims of a training passage: for each of ``holders``, found by grammar or not, as one passage."""
        whole = [Passage(0, len(source.text), 0)]
        parsed = self._named([one_line(source.text)], [source.published_on])
        return [c for r in self._passages(source, whole, parsed) for c in claims_of(r, self.gate, target, holders)]

    def _named(self, texts: Sequence[str], days: Iterable[date | None]) -> Iterator[Named]:
        """Passages, parsed, with whom they name as of their days."""
        return named(zip(self.parser.parse(texts), days, strict=True), self.gazetteer, self.parser.entities)

    def _passages(self, source: Source, cut: Sequence[Passage], parsed: Iterator[Named]) -> list[PassageReading]:
        on = source.published_on
        day = on if source.published_precision == DatePrecision.DAY else None
        speaker, cosigners = self._issuers(source)
        concerned = source.title is not None and self.gate.opens(source.title)
        year = None if day is not None else (on.year if on is not None else latest_year(source.text))
        looks_back = source.doc_type == DocumentType.ANALYSIS
        carried: Party | None = None
        readings: list[PassageReading] = []
        paragraph = -1
        for passage, found in zip(cut, parsed, strict=False):
            reader = Reader(
                doc=found.tree,
                mentions=found.mentions,
                lexicons=self.lexicons,
                speaker=speaker,
                cosigners=cosigners,
                places=found.places,
                carried=carried if passage.paragraph == paragraph else None,
            )
            quoted = introduced(reader)
            if quoted is not None:
                reader.speaker, reader.cosigners = quoted, frozenset()
            events = code_events(reader, self.coding, Setting(day, year, concerned, looks_back))
            readings.append(PassageReading(reader, events, passage.start))
            carried, paragraph = reader.last_subject(), passage.paragraph
            concerned = concerned or any(m.code in ISRAELI_SIDE for m in found.mentions)
        return readings

    def _issuers(self, source: Source) -> tuple[str | None, frozenset[str]]:
        """Who speaks in an official statement, and all who sign it where it is joint; nobody in other texts."""
        if source.doc_type != DocumentType.OFFICIAL_STATEMENT:
            return None, frozenset()
        stated = source.publisher_country
        publisher = stated if stated is not None and may_hold(stated) else None
        speaker = self.headings.issuer(source.title, publisher)
        return speaker, self.headings.signatories(source.title, source.text, speaker)

    def _mentions(self, source: Source, reading: PassageReading) -> Iterator[Mention]:
        for mention in reading.reader.mentions:
            start, end = _offsets(reading, mention)
            yield Mention(
                mention_id=digest("mention", source.document_id, str(start), str(end)),
                document_id=source.document_id,
                start_char=start,
                end_char=end,
                text=source.text[start:end],
                kind=mention.kind.value,
                country=mention.code if _is_state(mention) else None,
                actor_code=mention.code,
                sector=mention.sector,
                bundle_id=self.bundle_id,
            )

    def _events(self, source: Source, reading: PassageReading) -> Iterator[Event]:
        for coded in reading.events:
            yield self._event(source, reading, coded)

    def _event(self, source: Source, reading: PassageReading, coded: CodedEvent) -> Event:
        sentence = coded.sentence
        start = reading.start + sentence.start_char
        end = start + len(source.text[start : reading.start + sentence.end_char].rstrip())
        actor, recipient = coded.actor, coded.recipient
        actor_text = _words(source, reading, actor)
        recipient_text = _words(source, reading, recipient)
        if coded.step in VOTE_STEPS and not _is_named(reading, recipient):
            recipient_text = None  # a text is voted on; whom it concerns is read elsewhere
        what = coded.step.value if coded.step is not None else coded.event_type.value
        when = coded.dated.on if coded.dated is not None else source.published_on
        domain = coded.pattern.domain
        if domain.value in ("diplomatic", "other"):
            found = (self.coding.patterns.domains.get(t.lemma_.lower()) for t in coded.trigger.subtree)
            domain = next((d for d in found if d is not None), domain)
        return Event(
            event_id=digest(
                "event",
                (actor and actor.code) or (actor_text or "").lower(),
                (recipient and recipient.code) or (recipient_text or "").lower(),
                what,
                when.isoformat() if when is not None else source.document_id,
                coded.status.value,
            ),
            document_id=source.document_id,
            quote=source.text[start:end],
            quote_start=start,
            quote_end=end,
            actor=actor.code if actor is not None else None,
            actor_text=actor_text,
            actor_sector=actor.sector if actor is not None else None,
            recipient=recipient.code if recipient is not None else None,
            recipient_text=recipient_text,
            recipient_sector=recipient.sector if recipient is not None else None,
            event_type=coded.event_type.value,
            event_mode=coded.pattern.event_mode if coded.event_type is coded.pattern.event_type else None,
            quad=QUAD[coded.event_type],
            step=coded.step.value if coded.step is not None else None,
            domain=domain.value,
            status=coded.status.value,
            event_on=coded.dated.on if coded.dated is not None else None,
            date_precision=coded.dated.precision.value if coded.dated is not None else None,
            intensity=self.coding.patterns.intensity(
                coded.event_type, coded.pattern.event_mode if coded.event_type is coded.pattern.event_type else None
            ),
            attributed_to=coded.attributed_to,
            toward_israel=coded.toward_israel,
            rule=coded.pattern.rule,
            confidence=coded.confidence,
            bundle_id=self.bundle_id,
        )


def load_analyst(lexicons: Path, spacy_model: str, bundle_id: str) -> Analyst:
    """Load parser and lexicons; some seconds, once per process."""
    parser = load_parser(spacy_model)
    known = load_lexicons(lexicons)
    return Analyst(
        parser=parser,
        lexicons=known,
        gazetteer=build_gazetteer(parser.nlp, known),
        coding=Coding(load_patterns(lexicons), dict(load_governors(lexicons)), load_speech_verbs(lexicons)),
        gate=load_gate(lexicons),
        headings=load_headings(lexicons, build_name_index(known.names)),
        bundle_id=bundle_id,
    )


def _is_state(mention: ActorMention) -> bool:
    return mention.kind is not MentionKind.BLOC and mention.kind is not MentionKind.GROUP and may_hold(mention.code)


def _words(source: Source, reading: PassageReading, party: Party | None) -> str | None:
    if party is None or party.start < 0:
        return None
    start, end = _offsets(reading, party)
    return source.text[start:end]


def _offsets(reading: PassageReading, named: ActorMention | Party) -> tuple[int, int]:
    """Where the words of a mention or party stand in the document's text."""
    words = reading.reader.doc.words
    last = words[named.end - 1]
    return reading.start + words[named.start].idx, reading.start + last.idx + len(last.text)


def _is_named(reading: PassageReading, party: Party | None) -> bool:
    """Whether the words that stand for a party are its name: "against Israel", not "against the resolution"."""
    return party is not None and any(
        mention.code == party.code and mention.start <= party.head < mention.end for mention in reading.reader.mentions
    )


def _unique(events: Iterable[Event]) -> Iterator[Event]:
    """Events with one row per key, the most confident one."""
    best: dict[tuple[str, int], Event] = {}
    for event in events:
        key = (event.event_id, event.quote_start)
        if key not in best or event.confidence > best[key].confidence:
            best[key] = event
    yield from best.values()
