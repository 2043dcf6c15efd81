"""Who did what to whom: events of one parsed passage, coded with PLOVER types and the diplomatic steps."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from stancepipe.extract.attribution import outermost, speakers_of
from stancepipe.extract.background import (
    BACKGROUND_AFTER,
    in_history,
    is_of_an_actor,
    is_past,
    is_past_tense,
    lasting_since,
    presupposed,
    told_before,
)
from stancepipe.extract.clauses import negated
from stancepipe.extract.coded_events import CodedEvent, Coding
from stancepipe.extract.conditions import is_asked, is_progressive, is_purpose, under_forecast
from stancepipe.extract.doers import actors_of
from stancepipe.extract.echoes import echoes
from stancepipe.extract.effects import AT_ONCE, taking_effect
from stancepipe.extract.event_dates import Dated, date_of, dates_in, is_heading
from stancepipe.extract.gapping import gapped
from stancepipe.extract.participants import recipients_of
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import EITHER, Pattern
from stancepipe.extract.rollcalls import rollcall
from stancepipe.extract.sides import ISRAELI_SIDE, Setting, pairs_of
from stancepipe.extract.status import status_of
from stancepipe.extract.trees import Stretch, Word
from stancepipe.extract.triggers import SPOKEN, Matched, frame_above, triggers_of
from stancepipe.vocabulary import DatePrecision, EventStatus, EventType, Step

TOMORROW: Final = timedelta(days=1)
"""What is announced may be dated one day ahead."""

PROMISED: Final = frozenset(
    {EventType.AID, EventType.COOPERATE, EventType.CONSULT, EventType.RETREAT, EventType.CONCEDE, EventType.SUPPORT}
)
"""Cooperation told with "will" is PLOVER's AGREE; told with "will not" it is REJECT."""
BEGUN: Final = frozenset(
    {
        Step.RETURN_ENVOY, Step.RESTORE_RELATIONS, Step.ESTABLISH_RELATIONS, Step.UPGRADE_RELATIONS,
        Step.DOWNGRADE_RELATIONS, Step.MOVE_EMBASSY, Step.RECOGNISE_PALESTINE,
    }
)  # fmt: skip
"""Steps that are done at one moment: told as going on ("is shutting its embassy"), they are still to come."""
STRUCK: Final = frozenset({EventType.ASSAULT, EventType.COERCE})
UNTOLD: Final = frozenset({"VB", "VBG"})
"""Infinitives and gerunds: what is promised, asked or refused by them is told nowhere as a fact."""
BASE_CONFIDENCE: Final = 0.5


def code_events(reader: Reader, coding: Coding, setting: Setting) -> list[CodedEvent]:
    """Events of the passage that ``reader`` reads, in the order of the text."""
    found: list[CodedEvent] = []
    history: Dated | None = None
    heading: Dated | None = None
    for sentence in reader.doc.sents:
        dated = dates_in(sentence, setting.published)
        if dated or not sentence.text.strip():
            heading = dated[0] if is_heading(sentence, dated) else None
        elif heading is not None:
            dated = [heading]
        coded = _without_bystanders(list(_sentence(sentence, reader, coding, setting, dated)))
        coded += echoes(sentence, [*found, *coded], reader, coding.governors, dated)
        coded += gapped(sentence, coded, reader, dated)
        coded += rollcall(sentence, coded, reader, dated, coding.patterns.votes)
        own = [d for d in dated if d.anchors and d.precision is not DatePrecision.WEEK]
        if own:
            history = min(own, key=lambda d: d.on) if all(is_past(d, setting) for d in own) else None
        for event in coded:
            found.append(in_history(event, history if not own else None, setting))
        if not setting.concerns_israel and any(
            m.code in ISRAELI_SIDE for m in reader.mentions if m.start < sentence.end
        ):
            setting = replace(setting, concerns_israel=True)
    return found


def _without_bystanders(events: list[CodedEvent]) -> list[CodedEvent]:
    """Events of a sentence; those of nobody known on nobody known are left out where others have a code or sector.

    So are spoken acts of nobody known ("153 members demanded") where somebody with a code acts.
    """
    known = [e for e in events if e.event_type is EventType.PROTEST or _is_known(e.actor) or _is_known(e.recipient)]
    if any(e.actor is not None and e.actor.code is not None for e in known):
        known = [e for e in known if e.step is not None or not _is_hearsay(e)]
    return known or events


def _is_hearsay(event: CodedEvent) -> bool:
    return event.event_type in SPOKEN and event.actor is not None and not _is_known(event.actor)


def _is_known(party: Party | None) -> bool:
    return party is not None and (party.code is not None or party.sector is not None)


def _sentence(
    sentence: Stretch, reader: Reader, coding: Coding, setting: Setting, dated: Sequence[Dated]
) -> Iterator[CodedEvent]:
    matched = triggers_of(sentence, coding.patterns)
    seen: set[tuple[object, ...]] = set()
    asked = bool(matched) and is_asked(sentence)
    for index in sorted(matched):
        word = reader.doc[index]
        for pattern in matched[index]:
            coded = [
                e
                for e in _events(word, pattern, matched, reader, coding, setting, sentence, list(dated), asked=asked)
                if _has_parties(e, pattern)
            ]
            for event in coded:
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
            if coded:
                break


def _has_parties(event: CodedEvent, pattern: Pattern) -> bool:
    parties = {"actor": event.actor, "recipient": event.recipient}
    if EITHER in pattern.coded and not any(p is not None and p.code is not None for p in parties.values()):
        return False
    return all(
        party is not None and party.code is not None and (party.plain or name not in pattern.plain)
        for name, party in parties.items()
        if name in pattern.coded
    )


def _events(
    word: Word,
    pattern: Pattern,
    matched: Matched,
    reader: Reader,
    coding: Coding,
    setting: Setting,
    sentence: Stretch,
    dated: list[Dated],
    *,
    asked: bool,
) -> Iterator[CodedEvent]:
    status = status_of(word, coding.governors, affirmed=pattern.inverted)
    if status is EventStatus.OCCURRED and pattern.step in BEGUN and is_progressive(word):
        status = EventStatus.ANNOUNCED
    at_once = status is EventStatus.ANNOUNCED and pattern.step is not None and AT_ONCE.search(sentence.text)
    if at_once and not (pattern.step in BEGUN and is_progressive(word)):
        status = EventStatus.OCCURRED
    if asked and status in (EventStatus.OCCURRED, EventStatus.ANNOUNCED):
        status = EventStatus.HYPOTHETICAL
    status = _as_spoken(word, pattern, status)
    if under_forecast(word) or (pattern.step is None and is_purpose(word)):
        return
    event_type = pattern.event_type
    frame = frame_above(word, matched)
    if pattern.step is None:
        if frame is not None and (status is not EventStatus.OCCURRED or word.tag_ in UNTOLD):
            return
        if event_type in PROMISED and status is EventStatus.ANNOUNCED and _gives_its_word(word):
            event_type, status = EventType.AGREE, EventStatus.OCCURRED
        elif status is EventStatus.DENIED and _will_not(word):
            event_type, status = EventType.REJECT, EventStatus.OCCURRED
    speakers = speakers_of(word, reader, coding.speech_verbs)
    actors = actors_of(word, pattern, reader, speakers)
    recipients = recipients_of(word, pattern, reader, actors)
    when = _when(word, status, dated, setting)
    if status is EventStatus.OCCURRED and not pattern.inverted and presupposed(word, pattern, when, dated, setting):
        status = EventStatus.BACKGROUND
    if status is EventStatus.OCCURRED and (
        told_before(word)
        or (when is not None and when.precision is not DatePrecision.DAY and is_of_an_actor(word))
        or (setting.looks_back and when is None and is_past_tense(word))
    ):
        status = EventStatus.BACKGROUND
    effect = None
    if status is EventStatus.ANNOUNCED and pattern.step is not None and setting.published is not None:
        effect = taking_effect(word, dated, when, setting.published - BACKGROUND_AFTER, setting.published)
    for actor, recipient, toward in pairs_of(actors, recipients, pattern, reader, setting, sentence):
        said = outermost(speakers)
        by = said.code if said is not None and (actor is None or said.code != actor.code) else None
        if by is not None and event_type in STRUCK and (recipient is None or recipient.code is None):
            recipient = _teller_as_victim(recipient, by)
        confidence = BASE_CONFIDENCE
        confidence += 0.2 if actor is not None and actor.code is not None else 0.0
        confidence += 0.2 if recipient is not None and recipient.code is not None else 0.0
        coded = CodedEvent(
            actor, recipient, event_type, pattern, status, when, by, toward, sentence, word, round(confidence, 2)
        )
        yield coded
        if effect is not None:
            yield replace(coded, status=EventStatus.OCCURRED, dated=effect)


def _teller_as_victim(recipient: Party | None, teller: str) -> Party:
    """A state that tells of an attack on somebody unnamed tells of one on itself: "Lebanon says Israel shot at ..."."""
    if recipient is None:
        return Party(teller, None, -1, -1, -1, plain=False)
    return replace(recipient, code=teller)


def _when(word: Word, status: EventStatus, dated: list[Dated], setting: Setting) -> Dated | None:
    """The date of an event; what is announced is dated by its announcement, not by the month it is planned for."""
    if setting.published is None:
        return date_of(word, dated)
    ahead = status in (EventStatus.ANNOUNCED, EventStatus.HYPOTHETICAL)
    latest = setting.published + TOMORROW if ahead else setting.published
    known = [d for d in dated if d.on <= latest]
    if status in (EventStatus.ANNOUNCED, EventStatus.HYPOTHETICAL):
        known = [d for d in known if d.last >= setting.published - BACKGROUND_AFTER]  # "on 3 June" is still to come
    if status is EventStatus.ANNOUNCED:
        known = [d for d in known if d.precision is DatePrecision.DAY and not d.effect]
    found = date_of(word, known)
    if found is None and status is EventStatus.OCCURRED and word.tag_ == "VBG":
        since = lasting_since(word, known)  # "has been blocking the port since Monday"
        found = since if since is not None and since.precision is DatePrecision.DAY else None
    return found


def _as_spoken(word: Word, pattern: Pattern, status: EventStatus) -> EventStatus:
    """Threats and refusals have occurred when they are spoken: "will answer in kind", "will hear nothing of it"."""
    if pattern.event_type is EventType.THREATEN:
        ahead = any(t.dep_ == "aux" and t.lower_ in ("will", "shall", "wo") for t in word.children)
        spoken = status is EventStatus.ANNOUNCED or (ahead and status is EventStatus.HYPOTHETICAL)
    else:
        refused = pattern.event_type is EventType.REJECT and pattern.step is None and pattern.inverted
        spoken = refused and status is EventStatus.ANNOUNCED
    return EventStatus.OCCURRED if spoken else status


def _gives_its_word(word: Word) -> bool:
    """Whether somebody is reported to have said that they would do it: "said it would send doctors"."""
    token = word
    while token.dep_ in ("conj", "xcomp"):
        token = token.head
    would = any(
        t.dep_ == "aux" and t.lower_ in ("would", "will", "'d", "’d") for t in (*word.children, *token.children)
    )
    return would and token.dep_ == "ccomp" and token.head.i < token.i


def _will_not(word: Word) -> bool:
    return negated(word) and any(
        t.dep_ == "aux" and t.lower_ in ("will", "would", "wo", "shall") for t in word.children
    )
