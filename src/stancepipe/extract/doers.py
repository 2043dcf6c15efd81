"""Who acts: the parties that do what a matched word tells."""

from collections.abc import Sequence
from typing import Final

from stancepipe.extract.attribution import outermost
from stancepipe.extract.grammar import is_passive, owners, slot, subjects
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import Pattern
from stancepipe.extract.phrases import clause_tokens
from stancepipe.extract.referring import FIRST_PERSON
from stancepipe.extract.trees import Word
from stancepipe.vocabulary import EventType, MentionKind, Step

ON_THE_OTHERS: Final = frozenset(
    {
        Step.SUMMON_ENVOY, Step.EXPEL_ENVOY, Step.ENTRY_BAN, Step.AIRSPACE_CLOSURE,
        Step.SANCTION_PERSONS, Step.SANCTION_SETTLERS, Step.SANCTION_LIFTED, Step.ARMS_DEAL,
    }
)  # fmt: skip
"""Steps taken on what belongs to the other side: the owner of the object is the recipient, never the actor."""
SENDING: Final = frozenset({Step.RECALL_ENVOY, Step.RETURN_ENVOY})
"""Steps of the state whose envoy it is."""
AT_HOME: Final = frozenset({Step.SUMMON_ENVOY, Step.EXPEL_ENVOY})
"""Steps taken where the foreign envoy is: an unsaid doer is the state of the city named."""
LISTED: Final = frozenset({"ally", "partner", "power", "neighbour", "neighbor"})
AMONG: Final = frozenset({"among", "included", "including", "namely", "notably"})
PARTS: Final = frozenset({"amod", "compound", "poss", "nmod"})
LISTS: Final = frozenset({"including", "namely", ":"})
ENVOYS: Final = frozenset("ambassador envoy diplomat chargé consul attaché representative".split())
REST: Final = frozenset("other state country member nation capital government".split())
"""Heads of what is left of a list after its names: "Hungary and eight other states"."""
TELLER: Final = "said"
"""As the slot of a doer: whoever is reported to say so."""
STRIKING: Final = frozenset({EventType.ASSAULT, EventType.AID, EventType.RETREAT, EventType.COOPERATE})
"""Types that befall a place: where they are told without a doer, the place is not the one who does them."""
AT_HOME_TYPES: Final = frozenset({EventType.MOBILIZE, EventType.COERCE})
"""Types that a state, when none is named, takes on its own ground: "reservists were called up in Peru"."""


def actors_of(word: Word, pattern: Pattern, reader: Reader, speakers: Sequence[Party]) -> list[Party]:
    """Who does what ``word`` tells; for a step whose doer is unsaid, whose the object is, or who says so."""
    if pattern.doer == TELLER:
        said = outermost(speakers)
        return [said] if said is not None else []
    if pattern.doer is not None:
        return reader.parties(slot(word, pattern.doer)) or _place_of_passive(word, pattern, reader)
    if word.pos_ in ("NOUN", "INTJ"):
        heads = owners(word) or [o for t in slot(word, "of") for o in slot(t, "by")] or _givers(word, pattern, reader)
        if not heads and word.dep_ in ("dobj", "nsubjpass", "pobj") and word.head.pos_ in ("VERB", "ADP"):
            governor = word.head if word.head.pos_ == "VERB" else word.head.head
            heads = subjects(governor) if governor.pos_ == "VERB" else []
    else:
        heads = subjects(word)
    found = without_rest([*reader.parties(heads), *_together(word, reader)], reader)
    if pattern.recipients == ("subj",) and pattern.step in AT_HOME:
        # "the ambassador had to present himself": he does, but it is done to him
        host = _host(word, reader) or _place(word, pattern, reader)
        found = [host] if host is not None else []
    if found and all(_lists(reader.doc[p.head]) and p.head not in reader.by_token for p in found):
        found = _listed_beside(found[0], word, reader) or (
            (_listed_after(word, reader) or found) if found[0].code is None else found
        )
    if pattern.step is not None and all(p.code is None for p in found):
        # "its ambassador was recalled", "the embassy would move": whose it is, or else who says so
        of_object = _owners_of_object(word, pattern, reader)
        said = outermost(speakers)
        placed = _host(word, reader) or _place(word, pattern, reader) if pattern.step in AT_HOME else None
        if placed is not None and said is None:
            return [placed]
        found = of_object or ([said] if said is not None else []) or _owners_of_subject(heads, reader) or found
    elif all(p.code is None for p in found):
        found = _quoted(heads, speakers) or _movers(word, pattern, reader) or found
        found = found or _place_of_passive(word, pattern, reader)
    return found


def _givers(noun: Word, pattern: Pattern, reader: Reader) -> list[Word]:
    """Who an act told by a noun comes from: "a warning from Ankara to Athens", "the threats of Minsk"."""
    for name in ("from", "of"):
        found = slot(noun, name) if pattern.step is None and name not in pattern.recipients else []
        if any(p.code is not None for p in reader.parties(found)):
            return found
    return []


def _quoted(heads: Sequence[Word], speakers: Sequence[Party]) -> list[Party]:
    """The speaker whom "we" stands for in words that are quoted: "We back Chile, said the minister"."""
    if not any(t.lower_ in FIRST_PERSON for t in heads):
        return []
    said = next((p for p in speakers if p.code is not None), None)
    return [said] if said is not None else []


def _movers(word: Word, pattern: Pattern, reader: Reader) -> list[Party]:
    """Whose troops are moved, where nobody is said to move them: "the withdrawal of Ugandan troops"."""
    if pattern.event_type is not EventType.MOBILIZE and pattern.event_mode != "withdraw":
        return []
    moved = (
        reader.parties(slot(word, "of" if word.pos_ == "NOUN" else "obj"))
        if word.pos_ == "NOUN" or is_passive(word)
        else []
    )
    return [p for p in moved if p.code is not None]


def _place_of_passive(word: Word, pattern: Pattern, reader: Reader) -> list[Party]:
    """The capital in which something is done by nobody named: "was hailed in Bogotá", "received at Downing Street"."""
    if not is_passive(word) or pattern.event_type in STRIKING or any(t.dep_ == "agent" for t in word.children):
        return []
    for t in word.children:
        if t.dep_ != "prep" or t.lower_ not in ("in", "at"):
            continue
        for place in t.children:
            mention = reader.by_token.get(place.i)
            if place.dep_ != "pobj" or mention is None:
                continue
            seat = mention.kind in (MentionKind.CAPITAL, MentionKind.METONYM)
            if seat or (mention.kind is MentionKind.STATE and pattern.event_type in AT_HOME_TYPES):
                return [reader.party(place)]
    return []


def without_rest(parties: list[Party], reader: Reader) -> list[Party]:
    """``parties`` without "and eight others", where some are named."""
    named = [p for p in parties if p.code is not None]
    rest = [p for p in parties if p.code is None and not _is_rest(reader.doc[p.head])]
    return named + rest if named else parties


def _together(word: Word, reader: Reader) -> list[Party]:
    """Who acts along with the subject: "together with Chile, Peru recalled"."""
    for t in word.children:
        with_them = t.dep_ in ("prep", "advmod") and any(w.lower_ in ("together", "along") for w in (t, *t.children))
        if with_them:
            links = [t, *t.children]
            return reader.parties([p for w in links if w.lower_ == "with" for p in w.children if p.dep_ == "pobj"])
    return []


def _listed_after(word: Word, reader: Reader) -> list[Party]:
    """Names that a list gives to "ten states": after "including", "namely" or a colon, up to the end of the list."""
    index = word.i + 1
    while index < len(reader.doc) and not reader.doc[index].is_sent_start:
        if reader.doc[index].lower_ in LISTS:
            break
        index += 1
    else:
        return []
    found: list[Party] = []
    for token in reader.doc[index + 1 :]:
        mention = reader.by_token.get(token.i)
        if mention is not None and mention.start == token.i:
            found.append(Party(mention.code, mention.sector, mention.start, mention.end, mention.end - 1))
        elif mention is None and token.lower_ not in (",", "and", "the", "them"):
            break
    return found


def _listed_beside(rest: Party, word: Word, reader: Reader) -> list[Party]:
    """Names between "nine members" and its verb: "..., among them Peru and Chile, ...", "..., Peru included, ..."."""
    between = reader.doc[rest.head + 1 : word.i]
    if not any(t.lower_ in AMONG for t in between):
        return []
    names = [reader.by_token[t.i] for t in between if t.i in reader.by_token and t.dep_ not in PARTS]
    return [Party(m.code, m.sector, m.start, m.end, m.end - 1) for m in dict.fromkeys(names)]


def _lists(head: Word) -> bool:
    """Whether a list may say who ``head`` is: "five allies"."""
    return _is_rest(head) or head.lemma_.lower() in LISTED


def _is_rest(head: Word) -> bool:
    return head.pos_ in ("NUM", "DET", "PRON") or head.lemma_.lower() in REST


def _host(word: Word, reader: Reader) -> Party | None:
    """The state to which an envoy is sent, who then acts on him: Denmark, in "Iran's ambassador to Denmark"."""
    for token in clause_tokens(word):
        if token.lemma_.lower() in ENVOYS:
            for t in token.children:
                if t.dep_ == "prep" and t.lower_ in ("to", "in", "at"):
                    hosts = [p for p in reader.parties([f for f in t.children if f.dep_ == "pobj"]) if p.code]
                    if hosts:
                        return hosts[0]
    return None


def _place(word: Word, pattern: Pattern, reader: Reader) -> Party | None:
    """The state where an act on a foreign envoy took place: "declared unwanted in Podgorica", "expelled from Peru"."""
    for token in clause_tokens(word):
        left = pattern.step is Step.EXPEL_ENVOY and token.dep_ == "pobj" and token.head.lower_ == "from"
        if left and token.i in reader.by_token and reader.by_token[token.i].kind is MentionKind.STATE:
            return reader.party(token)
        if token.dep_ == "pobj" and token.head.lower_ in ("in", "to", "at") and token.i in reader.by_token:
            mention = reader.by_token[token.i]
            if mention.kind is MentionKind.CAPITAL:
                return reader.party(token)
    return None


def _owners_of_object(word: Word, pattern: Pattern, reader: Reader) -> list[Party]:
    if pattern.step is Step.ARMS_DEAL:
        held = [o for t in slot(word, "obj") for o in t.children if o.dep_ == "poss"]
        return [p for p in reader.parties(held) if p.code is not None]
    if pattern.step in ON_THE_OTHERS:
        return []
    things = slot(word, "obj" if word.pos_ != "NOUN" else "of")
    found = [p for p in reader.parties([o for h in things for o in owners(h)]) if p.code is not None]
    if found or pattern.step not in SENDING:
        return found
    # "is to take up the post of Turkish ambassador": the envoy's state sends him
    envoys = [t for t in clause_tokens(word) if t.lemma_.lower() in ENVOYS]
    return [p for p in reader.parties([o for t in envoys for o in owners(t)]) if p.code is not None]


def _owners_of_subject(heads: Sequence[Word], reader: Reader) -> list[Party]:
    return [p for p in reader.parties([o for h in heads for o in owners(h)]) if p.code is not None]
