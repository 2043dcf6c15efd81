"""Who did what to whom: events of one parsed passage, coded with PLOVER types and the diplomatic steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from spacy.tokens import Span, Token

from stancepipe.extract.attribution import outermost, speakers_of
from stancepipe.extract.event_dates import Dated, date_of, dates_in, lasting_since
from stancepipe.extract.grammar import owners, slot
from stancepipe.extract.participants import actors_of, recipients_of
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import Pattern, Patterns, negated
from stancepipe.extract.sides import ISRAELI_SIDE, Setting, pairs_of
from stancepipe.extract.status import is_purpose, status_of, under_forecast
from stancepipe.vocabulary import DatePrecision, EventStatus, EventType, Step

BACKGROUND_AFTER: Final = timedelta(days=30)
"""An event that ended this long before publication is told as background."""
UNDATED_BACKGROUND_YEARS: Final = 1
"""In a text without a date, an event dated this many years before the latest year it names is background."""

FRAMES: Final = frozenset({EventType.REQUEST, EventType.REJECT, EventType.AGREE, EventType.THREATEN})
"""Types whose complement is not an event of its own: what is asked, refused, promised or threatened."""
PROMISED: Final = frozenset(
    {EventType.AID, EventType.COOPERATE, EventType.CONSULT, EventType.RETREAT, EventType.CONCEDE, EventType.SUPPORT}
)
"""Cooperation told with "will" is PLOVER's AGREE; told with "will not" it is REJECT."""
BASE_CONFIDENCE: Final = 0.5
LIGHT_VERBS: Final = frozenset(
    """make issue launch carry conduct hold have announce order impose place take give express voice file lodge begin
    start continue stage deliver include follow see mean mark be""".split()
)


@dataclass(frozen=True, slots=True)
class Coding:
    """What an event needs to know that does not stand in its sentence."""

    patterns: Patterns
    governors: dict[tuple[str, str], EventStatus]
    speech_verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class CodedEvent:
    """One event of a passage; tokens, not yet offsets of the document."""

    actor: Party | None
    recipient: Party | None
    event_type: EventType
    pattern: Pattern
    status: EventStatus
    dated: Dated | None
    attributed_to: str | None
    toward_israel: bool
    sentence: Span
    trigger: Token
    confidence: float

    @property
    def step(self) -> Step | None:
        """The step, where the type was not changed to a promise or refusal."""
        return self.pattern.step


def code_events(reader: Reader, coding: Coding, setting: Setting) -> list[CodedEvent]:
    """Events of the passage that ``reader`` reads, in the order of the text."""
    found: list[CodedEvent] = []
    history: Dated | None = None
    about_israel = setting.concerns_israel
    for sentence in reader.doc.sents:
        dated = dates_in(sentence, setting.published)
        coded = list(_sentence(sentence, reader, coding, replace(setting, concerns_israel=about_israel), dated))
        own = [d for d in dated if d.anchors and d.precision is not DatePrecision.WEEK]
        if own:
            history = min(own, key=lambda d: d.on) if all(_is_past(d, setting) for d in own) else None
        for event in coded:
            found.append(_in_history(event, history if not own else None, setting))
        about_israel = about_israel or any(m.code in ISRAELI_SIDE for m in reader.mentions if m.start < sentence.end)
    return found


def _in_history(event: CodedEvent, history: Dated | None, setting: Setting) -> CodedEvent:
    """Put a past event on the date of the history told just before it, or into the background by its own date."""
    if event.status is not EventStatus.OCCURRED:
        return event
    if event.dated is not None:
        return replace(event, status=EventStatus.BACKGROUND) if _is_past(event.dated, setting) else event
    tense = event.trigger.tag_
    perfect = any(t.lower_ in ("has", "have") for t in event.trigger.children if t.dep_ == "aux")
    if history is not None and tense in ("VBD", "VBN", "NN", "NNS", "VBG") and not perfect:
        return replace(event, status=EventStatus.BACKGROUND)
    return event


def _is_past(dated: Dated, setting: Setting) -> bool:
    if setting.published is not None:
        return dated.last < setting.published - BACKGROUND_AFTER
    if setting.latest_year is None:
        return False
    return dated.last.year <= setting.latest_year - UNDATED_BACKGROUND_YEARS


def _sentence(
    sentence: Span, reader: Reader, coding: Coding, setting: Setting, dated: Sequence[Dated]
) -> Iterator[CodedEvent]:
    matched: dict[int, Pattern] = {}
    spent: set[int] = set()
    for word in sentence:
        if word.pos_ in ("VERB", "AUX") and not word.dep_.startswith("aux"):
            pattern = coding.patterns.match(word)
            if pattern is not None:
                matched[word.i] = pattern
                spent.update(t.i for name in ("obj", "of", "for") for t in slot(word, name))
    for word in sentence:
        if word.pos_ == "NOUN" and word.i not in spent:
            pattern = coding.patterns.match(word)
            if pattern is not None and (pattern.step is not None or _acts(word)):
                matched[word.i] = pattern
    seen: set[tuple[object, ...]] = set()
    for index in sorted(matched):
        word = reader.doc[index]
        for event in _events(word, matched[index], matched, reader, coding, setting, sentence, list(dated)):
            key = (
                event.event_type,
                event.step,
                event.status,
                event.actor and (event.actor.code or event.actor.head),
                event.recipient and (event.recipient.code or event.recipient.head),
            )
            if key not in seen:
                seen.add(key)
                yield event


def _acts(noun: Token) -> bool:
    """Whether a noun tells an event: somebody has it, or a light verb carries it."""
    return bool(owners(noun)) or noun.head.lemma_ in LIGHT_VERBS or noun.dep_ in ("nsubj", "nsubjpass", "pobj", "dobj")


def _events(
    word: Token,
    pattern: Pattern,
    matched: dict[int, Pattern],
    reader: Reader,
    coding: Coding,
    setting: Setting,
    sentence: Span,
    dated: list[Dated],
) -> Iterator[CodedEvent]:
    status = status_of(word, coding.governors)
    if pattern.inverted:
        status = EventStatus.OCCURRED if status is EventStatus.DENIED else status
    if under_forecast(word) or (pattern.step is None and is_purpose(word)):
        return
    event_type = pattern.event_type
    frame = _frame_above(word, matched)
    if pattern.step is None:
        if frame is not None and status is not EventStatus.OCCURRED:
            return
        if event_type in PROMISED and status is EventStatus.ANNOUNCED:
            event_type, status = EventType.AGREE, EventStatus.OCCURRED
        elif status is EventStatus.DENIED and _will_not(word):
            event_type, status = EventType.REJECT, EventStatus.OCCURRED
    speakers = speakers_of(word, reader, coding.speech_verbs)
    actors = actors_of(word, pattern, reader, speakers)
    recipients = recipients_of(word, pattern, reader, actors)
    when = _when(word, status, dated, setting)
    if status is EventStatus.OCCURRED and not pattern.inverted and _presupposed(word, pattern, when, dated, setting):
        status = EventStatus.BACKGROUND
    for actor, recipient, toward in pairs_of(actors, recipients, pattern, reader, setting, sentence):
        said = outermost(speakers)
        by = said.code if said is not None and (actor is None or said.code != actor.code) else None
        confidence = BASE_CONFIDENCE
        confidence += 0.2 if actor is not None and actor.code is not None else 0.0
        confidence += 0.2 if recipient is not None and recipient.code is not None else 0.0
        yield CodedEvent(
            actor, recipient, event_type, pattern, status, when, by, toward, sentence, word, round(confidence, 2)
        )


def _when(word: Token, status: EventStatus, dated: list[Dated], setting: Setting) -> Dated | None:
    """The date of an event; what is announced is dated by its announcement, not by the month it is planned for."""
    if setting.published is None:
        return date_of(word, dated)
    known = [d for d in dated if d.on <= setting.published]
    if status is EventStatus.ANNOUNCED:
        known = [d for d in known if d.precision is DatePrecision.DAY]
    return date_of(word, known)


def _presupposed(word: Token, pattern: Pattern, when: Dated | None, dated: list[Dated], setting: Setting) -> bool:
    """Whether a step is only recalled: "the case that South Africa has brought", "have severed ties since 2023"."""
    since = lasting_since(word, dated)
    if since is not None and _is_past(since, setting):
        return True
    definite = word.dep_ == "relcl" and any(t.lower_ in ("the", "that", "those") for t in word.head.lefts)
    return pattern.step is not None and definite and when is None


def _frame_above(word: Token, matched: dict[int, Pattern]) -> Pattern | None:
    token = word
    for _ in range(4):
        if (
            token.dep_ not in ("xcomp", "ccomp", "pcomp", "acl", "conj", "prep", "dobj", "pobj")
            or token.head.i == token.i
        ):
            return None
        token = token.head
        pattern = matched.get(token.i)
        if pattern is not None and pattern.event_type in FRAMES:
            return pattern
    return None


def _will_not(word: Token) -> bool:
    return negated(word) and any(
        t.dep_ == "aux" and t.lower_ in ("will", "would", "wo", "shall") for t in word.children
    )
