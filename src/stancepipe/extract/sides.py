"""Which actor does it to which recipient, and whether that bears on Israel where the words leave it unsaid."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Final

from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import Pattern
from stancepipe.extract.trees import Stretch
from stancepipe.vocabulary import ISRAEL, PALESTINE, Domain, EventType, Step

SYMMETRIC: Final = frozenset(
    {
        Step.ARMS_DEAL, Step.TRADE_AGREEMENT, Step.COOPERATION_AGREEMENT, Step.ESTABLISH_RELATIONS,
        Step.RESTORE_RELATIONS, Step.UPGRADE_RELATIONS, Step.SEVER_RELATIONS, Step.SUSPEND_RELATIONS,
    }
)  # fmt: skip
"""Steps that both sides take: with Israel named as the one side, the other is the actor."""
DEALS: Final = frozenset({Step.ARMS_DEAL, Step.TRADE_AGREEMENT, Step.COOPERATION_AGREEMENT})
"""Steps that states take with many."""
BETWEEN_TWO: Final = frozenset({"with", "between"})
"""Slots of what two do together; an embassy opened or a state recognised is one side's act."""
ONE_SIDED: Final = frozenset({Step.SEVER_RELATIONS, Step.SUSPEND_RELATIONS})
"""Steps that are the act of the one who is said to take them, also where that is Israel."""
MUTUAL: Final = frozenset({EventType.AGREE, EventType.CONSULT, EventType.COOPERATE})
"""Types that several actors without a recipient do with one another."""
FOUGHT: Final = frozenset({EventType.ASSAULT, EventType.RETREAT})
"""Types that two do to one another where their pattern asks with whom: "exchanged fire", "a truce began"."""
MUTUAL_PAIR: Final = 2
MOVED: Final = frozenset({EventType.MOBILIZE, EventType.RETREAT})
"""Types whose doer may be told only by what is moved."""
UNOFFICIAL: Final = frozenset({"BUS", "NGO", "CVL", "OPP", "LOC"})
"""Sectors of whom an agreement is not made with a state."""
CODE_OF_STATE: Final = 3
"""Letters of a state's code; blocs and groups have others, or are told apart by their sector."""
ISRAELI_SIDE: Final = frozenset({ISRAEL, "SETTLERS"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a passage stands: the day and year of its text, and whether Israel is what it is about."""

    published: date | None
    latest_year: int | None
    concerns_israel: bool
    looks_back: bool = False
    """Whether the text is an analysis: what it tells in the past without a date is its background."""


def pairs_of(
    actors: Sequence[Party],
    recipients: Sequence[Party],
    pattern: Pattern,
    reader: Reader,
    setting: Setting,
    sentence: Stretch,
) -> Iterator[tuple[Party | None, Party | None, bool]]:
    """Each actor with each recipient, the direction of two-sided steps set right, and whether it bears on Israel."""
    symmetric = pattern.step in SYMMETRIC and not BETWEEN_TWO.isdisjoint(pattern.recipients)
    if symmetric:
        actors, recipients = _other_side_first(actors, recipients, setting.concerns_israel)
    unsaid = all(p.code is None and p.sector is None for p in actors) and pattern.event_mode != "third-party"
    if unsaid and len(recipients) > 1 and pattern.step is None and "between" in pattern.recipients:
        actors, recipients = recipients[:1], recipients[1:]  # "a truce between Mali and Chad": the first-named acts
    named = any(p.code is not None for p in recipients)
    mutual_type = pattern.event_type in MUTUAL or (
        pattern.event_type in FOUGHT and not BETWEEN_TWO.isdisjoint(pattern.recipients)
    )
    if not named and len(actors) > 1 and (symmetric or (pattern.step is None and mutual_type)):
        actors, recipients = _among_themselves(actors)
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
            if recipient is None or recipient.code is None:
                recipient = _only_other(doers, actor, pattern, reader, sentence) or recipient
            if toward and symmetric and actor is None and recipient is not None and recipient.code != ISRAEL:
                actor, recipient = recipient, _unnamed_israel(None)
        if actor is not None and actor.code == ISRAEL:
            toward = False
            mutual = symmetric and pattern.step not in ONE_SIDED
            if mutual and recipient is not None and recipient.code is not None and recipient.code != ISRAEL:
                actor, recipient, toward = recipient, actor, True
        if actor is not None and recipient is not None and actor.head == recipient.head and actor.head >= 0:
            if pattern.event_type not in MOVED:
                continue
            recipient = None  # "the reserve was called up": whose it is moves it
        if actor is None and recipient is None:
            continue
        if actor is not None and actor.code is None and reader.doc[actor.head].tag_ == "WP":
            continue  # "it is not known who asked them": nobody is said to have
        yield actor, recipient, toward


def _among_themselves(actors: Sequence[Party]) -> tuple[Sequence[Party], Sequence[Party]]:
    """For "A, B and C agreed": each with Israel where it is one of them, else the first-named with the others."""
    israel = [p for p in actors if p.code == ISRAEL]
    if israel and len(actors) > MUTUAL_PAIR:
        return [p for p in actors if p.code != ISRAEL], israel[:1]
    return actors[:1], actors[1:]


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
    sentence: Stretch,
) -> Party | None:
    """Israel as the side that a step leaves unsaid: named elsewhere in the sentence, or what the text is about."""
    if recipient is not None and recipient.code is None and recipient.sector in UNOFFICIAL:
        return None  # "a deal with two firms", whoever else is named
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
    if pattern.step in DEALS and _speaks_of_another(reader, sentence, actor):
        return None
    if setting.concerns_israel and (not named_elsewhere or pattern.domain is Domain.LEGAL or pattern.step in SYMMETRIC):
        return _unnamed_israel(None)
    return None


def _speaks_of_another(reader: Reader, sentence: Stretch, actor: Party | None) -> bool:
    """Whether the state last named before ``sentence``, apart from who acts, is neither side of the conflict."""
    acting = actor.code if actor is not None else None
    named = [m.code for m in reader.mentions if m.start < sentence.start and len(m.code) == CODE_OF_STATE]
    last = next((code for code in reversed(named) if code != acting), None)
    return last is not None and last not in ISRAELI_SIDE | {PALESTINE}


def _only_other(
    doers: Sequence[Party | None], actor: Party | None, pattern: Pattern, reader: Reader, sentence: Stretch
) -> Party | None:
    """The one other state that the sentence names, where a step toward a state leaves its side unsaid."""
    if pattern.domain is not Domain.DIPLOMATIC or actor is None or actor.code is None:
        return None
    acting = {p.code for p in doers if p is not None}
    named = {
        m.code: m
        for m in reader.mentions
        if sentence.start <= m.start < sentence.end and len(m.code) == CODE_OF_STATE and m.code not in acting
    }
    if len(named) != 1:
        return None
    (only,) = named.values()
    return Party(only.code, only.sector, only.start, only.end, only.start, plain=False)


def _last_named(reader: Reader, sentence: Stretch) -> str | None:
    """Which of the two sides was named last, up to the end of ``sentence``."""
    named = [m.code for m in reader.mentions if m.start < sentence.end and m.code in (ISRAEL, PALESTINE)]
    return named[-1] if named else None


def _unnamed_israel(recipient: Party | None) -> Party:
    """Israel where the words do not name it: without tokens of its own unless ``recipient`` has some."""
    if recipient is not None and recipient.code is None:
        return replace(recipient, code=ISRAEL)
    return Party(ISRAEL, None, -1, -1, -1, plain=False)
