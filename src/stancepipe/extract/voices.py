"""Who has a voice in a passage: issuers, speakers and actors that may stand for a government or bloc."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from stancepipe.claims import Role
from stancepipe.extract.actors import ActorMention
from stancepipe.extract.coded_events import CodedEvent
from stancepipe.extract.grammar import slot
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.phrases import conjuncts
from stancepipe.extract.trees import Stretch, Word
from stancepipe.vocabulary import BLOCS, COURTS, GROUPS, ISRAEL, PALESTINE, EventStatus, EventType, MentionKind

GOVERNING: Final = frozenset({None, "GOV", "IGO", "MIL"})
"""Sectors whose words may be a government's; a parliament, court or party does not speak for one."""
OF_A_STATE: Final = GOVERNING - {None}
OTHER_SIDE: Final = {ISRAEL: PALESTINE}
"""By target: the other party to its conflict. Its people and cause are named in every text, and sympathy for them needs
no word against the target; a stance of its own is its government's."""
DATELINE_START: Final = 4
DATELINE_LENGTH: Final = 12
"""Tokens of a passage before and after the place of a dateline, up to its dash."""
WHERE: Final = frozenset(
    {"in", "into", "at", "near", "inside", "across", "through", "over", "on", "onto", "around", "outside", "off"}
)
"""Before a state's name: where something is, goes on or strikes."""
RANK: Final = {role: rank for rank, role in enumerate(Role)}
HEADING: Final = 25
"""Words of a passage before the colon of a heading that says who is quoted."""
OPENING_QUOTES: Final = frozenset({'"', "“", "«", "„", "``"})
SETTLING: Final = frozenset({EventType.CONSULT, EventType.AGREE, EventType.CONCEDE, EventType.RETREAT})
"""What both sides of a conflict do together when they settle it."""


@dataclass(frozen=True, slots=True)
class PassageReading:
    """A parsed passage with what was found in it; ``start`` is its offset in the document's text."""

    reader: Reader
    events: Sequence[CodedEvent]
    start: int


def roles_in(
    reading: PassageReading, sentences: Sequence[Stretch], relevant: Sequence[bool], target: str
) -> dict[str, Role]:
    """Holders that grammar brings in, and how; ``relevant`` tells which sentences bear on ``target``."""
    reader = reading.reader
    roles: dict[str, Role] = {}
    for signatory in reader.cosigners | ({reader.speaker} if reader.speaker is not None else set()):
        if may_hold(signatory):
            roles[signatory] = Role.ISSUER

    def bring(code: str | None, role: Role) -> None:
        if code is not None and may_hold(code) and (code not in roles or RANK[role] < RANK[roles[code]]):
            roles[code] = role

    for event in reading.events:
        bring(event.attributed_to, Role.SPEAKER)
        actor = event.actor
        if actor is None or _settles(event, reader, target):
            continue
        of_people = actor.code == OTHER_SIDE.get(target) and _is_people(actor, reader)
        if _legislates(event) or (actor.sector in GOVERNING and not of_people):
            bring(actor.code, Role.NAMED if event.status is EventStatus.HYPOTHETICAL else Role.ACTOR)
    for index, sentence in enumerate(sentences):
        near = relevant[max(0, index - 1) : index + 2]
        if not any(near):
            continue
        for mention in reader.mentions:
            known = roles.get(mention.code, Role.NAMED) is not Role.NAMED
            if known or not sentence.start <= mention.start < sentence.end or not _voice(reader, mention):
                continue
            if mention.code == OTHER_SIDE.get(target) and mention.sector != "GOV":
                continue
            if not _beside(reader.doc[mention.start : mention.end].root, reader, target):
                token = reader.doc[mention.end - 1]
                subject = token.dep_ in ("nsubj", "nsubjpass") or token.head.dep_ in ("nsubj", "nsubjpass")
                bring(mention.code, Role.ACTOR if subject else Role.NAMED)
    return roles


def _is_people(party: Party, reader: Reader) -> bool:
    """Whether a phrase names a people or a cause, no government: "the Palestinians", "the rise of Palestine"."""
    mention = reader.by_token.get(party.head)
    return party.sector != "GOV" and (mention is None or mention.kind is MentionKind.DEMONYM)


def _legislates(event: CodedEvent) -> bool:
    """Whether a parliament takes a formal step, which binds its state as a speech in it does not."""
    return event.actor is not None and event.actor.sector == "LEG" and event.step is not None


def _settles(event: CodedEvent, reader: Reader, target: str) -> bool:
    """Whether both sides of a conflict talk, agree or lay down arms together, which tells no stance of either."""
    if event.actor is None or event.actor.head < 0 or event.step is not None:
        return False
    return event.event_type in SETTLING and _beside(reader.doc[event.actor.head], reader, target)


def _beside(word: Word, reader: Reader, target: str) -> bool:
    """Whether ``word`` names one of a pair with the target: "both Chile and Israel", "Israeli and Chilean parties"."""
    first = word
    while first.dep_ == "conj" and first.head.i != first.i:
        first = first.head
    return is_named(target, (o for t in conjuncts(first) for o in (t, *slot(t, "of"))), reader)


def is_named(code: str, words: Iterable[Word], reader: Reader) -> bool:
    """Whether one of ``words`` names the actor ``code``."""
    return any(t.i in reader.by_token and reader.by_token[t.i].code == code for t in words)


def may_hold(code: str) -> bool:
    """Whether ``code`` is a government or bloc."""
    return code in BLOCS or (len(code) == 3 and code not in COURTS and code not in GROUPS)


def _voice(reader: Reader, mention: ActorMention) -> bool:
    """Whether a mention may stand for a government: not an adjective of something else, not an opposition or a city."""
    if not may_hold(mention.code) or _is_dateline(reader, mention):
        return False
    head = reader.doc[mention.start : mention.end].root
    outer = head.head if head.dep_ in ("amod", "compound", "poss", "nmod", "pobj") else head
    placed = outer.lower_ in WHERE
    if outer.dep_ == "prep" or outer.pos_ == "ADP":
        outer = outer.head
    sector = reader.sector(outer) if outer.pos_ in ("NOUN", "PROPN") else None
    if placed and sector not in OF_A_STATE:
        return False
    if mention.kind is MentionKind.BLOC and outer.i != head.i and outer.lemma_.lower() in reader.lexicons.members:
        return False
    if mention.kind is MentionKind.DEMONYM:
        return sector in OF_A_STATE or (sector is None and outer.lemma_ in reader.lexicons.policies)
    return sector in GOVERNING and mention.sector in GOVERNING


def introduced(reader: Reader) -> str | None:
    """Whose words a passage quotes after a heading: "President Boric of Chile: “We ...”"; None where nobody's."""
    words = reader.doc.words
    colon = next((w.i for w in words[:HEADING] if w.text.endswith(":")), None)
    if colon is None or not any(w.text in OPENING_QUOTES for w in words[colon + 1 : colon + 3]):
        return None
    if any(w.pos_ in ("VERB", "AUX") for w in words[:colon]):
        return None  # reported speech, which grammar reads
    named = {m.code for m in reader.mentions if m.end <= colon and _voice(reader, m)}
    return named.pop() if len(named) == 1 else None


def _is_dateline(reader: Reader, mention: ActorMention) -> bool:
    """Whether a capital only says where a report was written: "TEHRAN, May 21 (Agency) -", "Addis Ababa --"."""
    if mention.kind is not MentionKind.CAPITAL or mention.start > DATELINE_START:
        return False
    after = [t.text for t in reader.doc[mention.end : mention.end + DATELINE_LENGTH]]
    dashes = [i for i, text in enumerate(after) if text in ("-", "–", "—", "--")]
    return bool(dashes) and (dashes[0] == 0 or reader.doc[mention.start].text.isupper())
