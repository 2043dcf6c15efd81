"""Who did what to whom: events of one parsed passage, coded with PLOVER types and the diplomatic steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Final

from spacy.tokens import Span, Token

from stancepipe.extract.attribution import outermost, speakers_of
from stancepipe.extract.event_dates import Dated, date_of, dates_in, lasting_since
from stancepipe.extract.grammar import owners, slot, subjects
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import Pattern, Patterns, negated
from stancepipe.extract.status import is_purpose, status_of, under_forecast
from stancepipe.vocabulary import ISRAEL, PALESTINE, DatePrecision, Domain, EventStatus, EventType, Step

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
SYMMETRIC: Final = frozenset(
    {
        Step.ARMS_DEAL, Step.TRADE_AGREEMENT, Step.COOPERATION_AGREEMENT, Step.ESTABLISH_RELATIONS,
        Step.RESTORE_RELATIONS, Step.UPGRADE_RELATIONS, Step.SEVER_RELATIONS, Step.SUSPEND_RELATIONS,
    }
)  # fmt: skip
"""Steps that both sides take: with Israel named as the one side, the other is the actor."""
ON_THE_OTHERS: Final = frozenset(
    {
        Step.SUMMON_ENVOY, Step.EXPEL_ENVOY, Step.ENTRY_BAN, Step.AIRSPACE_CLOSURE,
        Step.SANCTION_PERSONS, Step.SANCTION_SETTLERS, Step.SANCTION_LIFTED, Step.ARMS_DEAL,
    }
)  # fmt: skip
"""Steps taken on what belongs to the other side: the owner of the object is the recipient, never the actor."""
BASE_CONFIDENCE: Final = 0.5
LIGHT_VERBS: Final = frozenset(
    """make issue launch carry conduct hold have announce order impose place take give express voice file lodge begin
    start continue stage deliver include follow see mean mark be""".split()
)
ISRAELI_SIDE: Final = frozenset({ISRAEL, "SETTLERS"})


@dataclass(frozen=True, slots=True)
class Coding:
    """What an event needs to know that does not stand in its sentence."""

    patterns: Patterns
    governors: dict[tuple[str, str], EventStatus]
    speech_verbs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a passage stands: the day and year of its text, and whether Israel is what it is about."""

    published: date | None
    latest_year: int | None
    concerns_israel: bool


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
    actors = _actors(word, pattern, reader, speakers)
    recipients = _recipients(word, pattern, reader, setting, actors)
    when = _when(word, status, dated, setting)
    if status is EventStatus.OCCURRED and not pattern.inverted and _presupposed(word, pattern, when, dated, setting):
        status = EventStatus.BACKGROUND
    for actor, recipient, toward in _pairs(actors, recipients, pattern, reader, setting, sentence):
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


def _actors(word: Token, pattern: Pattern, reader: Reader, speakers: Sequence[Party]) -> list[Party]:
    if word.pos_ == "NOUN":
        heads = owners(word)
        if not heads and word.dep_ in ("dobj", "nsubjpass", "pobj") and word.head.pos_ in ("VERB", "ADP"):
            governor = word.head if word.head.pos_ == "VERB" else word.head.head
            heads = subjects(governor) if governor.pos_ == "VERB" else []
    else:
        heads = subjects(word)
    found = reader.parties(heads)
    if pattern.step is not None and all(p.code is None for p in found):
        # "its ambassador was recalled", "the embassy would move": whose it is, or else who says so
        of_object = _owners_of_object(word, pattern, reader)
        said = outermost(speakers)
        found = of_object or ([said] if said is not None else []) or _owners_of_subject(heads, reader) or found
    return found


def _owners_of_object(word: Token, pattern: Pattern, reader: Reader) -> list[Party]:
    if pattern.step in ON_THE_OTHERS:
        return []
    things = slot(word, "obj" if word.pos_ != "NOUN" else "of")
    return [p for p in reader.parties([o for h in things for o in owners(h)]) if p.code is not None]


def _owners_of_subject(heads: Sequence[Token], reader: Reader) -> list[Party]:
    return [p for p in reader.parties([o for h in heads for o in owners(h)]) if p.code is not None]


def _recipients(
    word: Token, pattern: Pattern, reader: Reader, setting: Setting, actors: Sequence[Party]
) -> list[Party]:
    """The fillers of the first slot that names somebody with a code; else of the first that is filled."""
    own = {p.code for p in actors if p.code is not None}
    fallback: list[Party] = []
    for name in pattern.recipients:
        if name.isupper():
            # the rule itself says toward whom ("joined the Abraham Accords")
            return [] if name in own else [Party(name, None, -1, -1, -1, plain=False)]
        if name == "comp":
            fillers = [s for c in slot(word, "comp") for s in c.children if s.dep_ in ("nsubj", "nsubjpass")]
        elif name == "obj" and word.pos_ == "NOUN":
            fillers = slot(word, "of") or slot(word, "on")
        elif name == "dative":
            fillers = [t for t in word.children if t.dep_ == "dative" and t.pos_ != "ADP"]
        else:
            fillers = slot(word, name)
        parties = [p for p in reader.parties(fillers) if p.code is None or p.code not in own]
        coded = [p for p in parties if p.code is not None]
        if coded:
            return coded
        deeper = _inside(fillers, reader, own)
        if deeper:
            return deeper
        if not fallback:
            fallback = [p for p in parties if reader.doc[p.head].pos_ in ("NOUN", "PROPN", "PRON", "ADJ")]
    return fallback


def _inside(fillers: Sequence[Token], reader: Reader, own: set[str]) -> list[Party]:
    """Actors named inside a filler: "reports of abuse by X", "exports to X"; clauses left out."""
    for filler in fillers:
        stack = [filler]
        while stack:
            token = stack.pop(0)
            mention = reader.by_token.get(token.i)
            if mention is not None and mention.code not in own:
                return reader.parties([token])
            stack += [
                t
                for t in token.children
                if t.dep_
                in ("prep", "pobj", "poss", "compound", "amod", "nmod", "appos", "conj", "pcomp", "dobj", "agent")
            ]
    return []


def _pairs(
    actors: Sequence[Party],
    recipients: Sequence[Party],
    pattern: Pattern,
    reader: Reader,
    setting: Setting,
    sentence: Span,
) -> Iterator[tuple[Party | None, Party | None, bool]]:
    """Each actor with each recipient, the direction of two-sided steps set right, and whether it bears on Israel."""
    symmetric = pattern.step in SYMMETRIC
    if symmetric:
        actors, recipients = _other_side_first(actors, recipients, setting.concerns_israel)
    if not recipients and len(actors) == 2 and symmetric:
        actors, recipients = actors[:1], actors[1:]
    doers: list[Party | None] = [*actors] or [None]
    others: list[Party | None] = [*recipients] or [None]
    for subject, thing in product(doers, others):
        actor, recipient = subject, thing
        toward = recipient is not None and recipient.code in ISRAELI_SIDE
        if pattern.step is Step.RECOGNISE_PALESTINE:
            toward = actor is None or actor.code != ISRAEL
        elif not toward and pattern.step is not None:
            inferred = _israel_meant(actor, recipient, pattern, reader, setting, sentence)
            toward = inferred is not None
            if inferred is not None and (recipient is None or recipient.code is None):
                recipient = inferred if inferred.start >= 0 else _unnamed_israel(recipient)
            if toward and symmetric and actor is None and recipient is not None and recipient.code != ISRAEL:
                actor, recipient = recipient, _unnamed_israel(None)
        if actor is not None and actor.code == ISRAEL:
            toward = False
            if symmetric and recipient is not None and recipient.code is not None and recipient.code != ISRAEL:
                actor, recipient, toward = recipient, actor, True
        if actor is not None and recipient is not None and actor.head == recipient.head and actor.head >= 0:
            continue
        if actor is None and recipient is None:
            continue
        yield actor, recipient, toward


def _other_side_first(
    actors: Sequence[Party], recipients: Sequence[Party], about_israel: bool
) -> tuple[Sequence[Party], Sequence[Party]]:
    if not actors and len(recipients) > 1 and (any(p.code == ISRAEL for p in recipients) or not about_israel):
        # "relations between A and B": the first-named is the actor, unless it is Israel. In a text about Israel,
        # "ties with A and B" are Israel's with each of them.
        first = next((p for p in recipients if p.code not in (None, ISRAEL)), recipients[0])
        return [first], [p for p in recipients if p != first]
    israel = [p for p in (*actors, *recipients) if p.code == ISRAEL]
    others = [p for p in (*actors, *recipients) if p.code not in (None, ISRAEL)]
    if israel and others and len(actors) > 1 and any(p.code == ISRAEL for p in actors):
        return others, israel[:1]
    return actors, recipients


def _israel_meant(
    actor: Party | None,
    recipient: Party | None,
    pattern: Pattern,
    reader: Reader,
    setting: Setting,
    sentence: Span,
) -> Party | None:
    """Israel as the side that a step leaves unsaid: named elsewhere in the sentence, or what the text is about."""
    if recipient is not None and recipient.code is not None:
        about = pattern.domain in (Domain.VOTE, Domain.LEGAL)
        about = about or (actor is None and pattern.step in SYMMETRIC)
        if not about:
            return None
    for mention in reader.mentions:
        if sentence.start <= mention.start < sentence.end and mention.code in ISRAELI_SIDE:
            if actor is not None and actor.code == mention.code:
                return None
            return Party(mention.code, mention.sector, mention.start, mention.end, mention.start, plain=False)
    if pattern.domain is Domain.DIPLOMATIC and _last_named(reader, sentence) == PALESTINE:
        return None
    others = {
        m.code
        for m in reader.mentions
        if sentence.start <= m.start < sentence.end
        and reader.doc[m.end - 1].dep_ not in ("amod", "compound", "nmod", "npadvmod")
    }
    named_elsewhere = {c for c in others if len(c) == 3} - {actor and actor.code, PALESTINE, "ICC", "ICJ"}
    if setting.concerns_israel and (not named_elsewhere or pattern.domain is Domain.LEGAL or pattern.step in SYMMETRIC):
        return _unnamed_israel(None)
    return None


def _last_named(reader: Reader, sentence: Span) -> str | None:
    """Which of the two sides was named last, up to the end of ``sentence``."""
    named = [m.code for m in reader.mentions if m.start < sentence.end and m.code in (ISRAEL, PALESTINE)]
    return named[-1] if named else None


def _unnamed_israel(recipient: Party | None) -> Party:
    """Israel where the words do not name it: without tokens of its own unless ``recipient`` has some."""
    if recipient is not None and recipient.code is None:
        return replace(recipient, code=ISRAEL)
    return Party(ISRAEL, None, -1, -1, -1, plain=False)
