"""Whose position a passage may express: holders found by attribution, each with the words and facts that concern it."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stancepipe.claims import REFUSES_AGAINST, REFUSES_WITH, Claim, Role, Statement
from stancepipe.extract.coded_events import CodedEvent
from stancepipe.extract.gate import Gate
from stancepipe.extract.parties import Reader
from stancepipe.extract.referring import FIRST_PERSON
from stancepipe.extract.refusals import refusals
from stancepipe.extract.sides import DEALS
from stancepipe.extract.trees import Stretch
from stancepipe.extract.voices import GOVERNING, OTHER_SIDE, PassageReading, may_hold, roles_in
from stancepipe.vocabulary import ISRAEL, PALESTINE, EventStatus

HOLDER_WORD: Final = "HOLDER"
TARGET_WORD: Final = "TARGET"
STATE_WORD: Final = "STATE"
ARMED_ENEMIES: Final = frozenset({"HAMAS", "HEZBOLLAH", "HOUTHIS", "PIJ", "IRN"})
WEIGHT: Final = {
    EventStatus.OCCURRED: 4,
    EventStatus.ANNOUNCED: 3,
    EventStatus.BACKGROUND: 2,
    EventStatus.HYPOTHETICAL: 1,
    EventStatus.DENIED: 1,
}


def claims_of(reading: PassageReading, gate: Gate, target: str, only: frozenset[str] | None = None) -> Iterator[Claim]:
    """Claims of a passage toward ``target``; with ``only`` for those, brought in by grammar or not."""
    sentences = reading.reader.doc.sents
    relevant = [any(True for _ in gate.terms(s.text)) for s in sentences]
    if not any(relevant):
        return
    roles = roles_in(reading, sentences, relevant, target)
    about = None
    for holder in sorted(set(roles) | (only or frozenset())):
        if holder == target or (only is not None and holder not in only):
            continue
        about = about or _about(reading, relevant, target)
        yield _claim(reading, about, holder, target, roles.get(holder, Role.NAMED))


@dataclass(frozen=True, kw_only=True, slots=True)
class _About:
    """What claims of a passage share, whoever the holder is; lists have an entry for each sentence."""

    sentences: Sequence[Stretch]
    relevant: Sequence[bool]
    speaks_of: Sequence[Container[str | None]]
    """Who is named, acts or speaks."""
    of_target: Sequence[int]
    of_other_side: Sequence[int]
    """How often it names a state, its people or what is theirs, as an actor or not."""
    mentioned: Mapping[str, int]
    """How often the passage names an actor."""
    refused: frozenset[tuple[str | None, int]]
    """Who refuses what is with the target (1) or against it (-1)."""
    replaceable: Sequence[tuple[int, int, str | None]]
    """Words that a marked sentence replaces by whom they name, without a code those that mean the issuer."""


def _about(reading: PassageReading, relevant: Sequence[bool], target: str) -> _About:
    reader = reading.reader
    sentences = reader.doc.sents
    speaks_of: dict[int, set[str | None]] = {s.start: set() for s in sentences}
    for mention in reader.mentions:
        speaks_of[reader.doc.sentence(reader.doc.words[mention.start]).start].add(mention.code)
    for event in reading.events:
        speaks_of[event.sentence.start] |= {event.attributed_to, event.actor.code if event.actor is not None else None}
    replaceable: list[tuple[int, int, str | None]] = [
        (m.start, m.end, m.code) for m in reader.mentions if may_hold(m.code) or m.code == target
    ]
    if reader.speaker is not None or reader.cosigners:
        replaceable += [(word.i, word.i + 1, None) for word in reader.doc if word.lower_ in FIRST_PERSON]
        replaceable.sort(key=lambda span: span[:2])
    return _About(
        sentences=sentences,
        relevant=relevant,
        speaks_of=[speaks_of[s.start] for s in sentences],
        of_target=_named(reader, target),
        of_other_side=_named(reader, OTHER_SIDE.get(target)),
        mentioned=Counter(m.code for m in reader.mentions),
        refused=frozenset(
            (party.code, bearing) for party, bearing in refusals(reader, target) if party.sector in GOVERNING
        ),
        replaceable=replaceable,
    )


def _named(reader: Reader, state: str | None) -> list[int]:
    """How often each sentence names a state, its people or what is theirs, as an actor or not."""
    names = reader.lexicons.bare_names[state] if state is not None else frozenset[str]()
    return [sum([word.lower_ in names for word in s]) for s in reader.doc.sents]


def _claim(reading: PassageReading, about: _About, holder: str, target: str, role: Role) -> Claim:
    sentences, relevant = about.sentences, about.relevant
    concerned = [role is Role.ISSUER or holder in names for names in about.speaks_of]
    chosen = [i for i in range(len(sentences)) if concerned[i] and _near(relevant, i)]
    if not chosen:
        chosen = [i for i in range(len(sentences)) if relevant[i] or concerned[i]]
    own_events = [(e, w) for e in reading.events for w in (_weight(e, holder),) if w]
    statements = []
    for i in chosen:
        sentence = sentences[i]
        acts = (w for e, w in own_events if e.sentence.start == sentence.start and _side(e, target) != "other")
        start = reading.start + sentence.start_char
        statements.append(
            Statement(
                marked=_marked(reading.reader, about, sentence, holder, target),
                start=start,
                end=start + len(sentence.text.rstrip()),
                acts=max(acts, default=0),
                relevant=relevant[i],
            )
        )
    return Claim(
        holder=holder,
        target=target,
        role=role,
        marked=" ".join(statement.marked for statement in statements),
        facts=_facts(reading, about, own_events, holder, target, role, len(chosen)),
        statements=tuple(statements),
        passage_start=reading.start,
        of_target=sum(about.of_target[i] for i in chosen),
        of_other_side=sum(about.of_other_side[i] for i in chosen),
    )


def _near(relevant: Sequence[bool], index: int) -> bool:
    return any(relevant[max(0, index - 1) : index + 2])


def _weight(event: CodedEvent, holder: str) -> int:
    if event.actor is not None and event.actor.code == holder and event.actor.sector in GOVERNING | {"LEG", "JUD"}:
        return WEIGHT[event.status] + 1
    return WEIGHT[event.status] if event.attributed_to == holder else 0


def _side(event: CodedEvent, target: str) -> str:
    """Whom an event bears on, seen from ``target``."""
    code = event.recipient.code if event.recipient is not None else None
    if code == target or code == "SETTLERS" or (event.toward_israel and target == ISRAEL):
        return "target"
    if code in ARMED_ENEMIES:
        return "enemy"
    if code in (PALESTINE, "GAZA"):
        return "palestine"
    return "nobody" if code is None else "other"


def _facts(
    reading: PassageReading,
    about: _About,
    own_events: Sequence[tuple[CodedEvent, int]],
    holder: str,
    target: str,
    role: Role,
    n_sentences: int,
) -> dict[str, float]:
    facts: defaultdict[str, float] = defaultdict(float, {f"role={role}": 1.0})
    for event, _ in own_events:
        doing = "does" if event.actor is not None and event.actor.code == holder else "tells"
        side = _side(event, target)
        teller = "" if doing == "does" or event.actor is None else _actor_side(event.actor.code, target)
        facts[f"{doing}{teller}:{event.event_type}:{side}:{event.status}"] += 1
        facts[f"{doing}{teller}:{side}:{'+' if event.pattern.event_type.value in WARM else '-'}:{event.status}"] += 1
        if event.step is not None:
            elsewhere = side == "other" or (side == "nobody" and event.step in DEALS)
            facts[f"step{'-elsewhere' * elsewhere}:{event.step}:{event.status}"] += 1
    for event in reading.events:
        if event.actor is not None and event.actor.code == target and event.attributed_to != holder:
            facts[f"target-does:{event.event_type}"] += 1
    for code, bearing in about.refused:
        if code == holder:
            facts[REFUSES_WITH if bearing > 0 else REFUSES_AGAINST] = 1
    mentioned = about.mentioned
    facts["names-target"] = float(min(3, mentioned.get(target, 0)))
    facts["names-holder"] = float(min(3, mentioned.get(holder, 0)))
    facts["others"] = float(min(5, sum(1 for c in mentioned if c not in (holder, target) and may_hold(c))))
    facts["enemy-named"] = float(any(c in ARMED_ENEMIES - {holder} for c in mentioned))
    facts["sentences"] = float(min(5, n_sentences))
    return dict(facts)


WARM: Final = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})


def _actor_side(code: str | None, target: str) -> str:
    if code == target:
        return "-target"
    if code in ARMED_ENEMIES:
        return "-enemy"
    return "-other"


def _marked(reader: Reader, about: _About, sentence: Stretch, holder: str, target: str) -> str:
    """The sentence with holder, target and other states replaced by one word each."""
    doc = reader.doc
    pieces: list[str] = []
    index = sentence.start
    for start, end, code in about.replaceable:
        if start < index or start >= sentence.end or (code == PALESTINE and code != holder):
            continue
        is_holder = code == holder if code is not None else holder in (reader.speaker, *reader.cosigners)
        word = HOLDER_WORD if is_holder else TARGET_WORD if code == target else STATE_WORD
        pieces += (doc.whole(index, start), word, doc.words[end - 1].whitespace_)
        index = end
    pieces.append(doc.whole(index, sentence.end))
    return "".join(pieces).strip()
