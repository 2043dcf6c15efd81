"""Who acts and who is acted on: the parties that fill the slots of a matched word."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Token

from stancepipe.extract.attribution import outermost
from stancepipe.extract.grammar import owners, slot, subjects
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import Pattern
from stancepipe.extract.phrases import clause_tokens
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

REACHING_DOWN: Final = frozenset(
    {EventType.AGREE, EventType.THREATEN, EventType.REJECT, EventType.AID, EventType.CONCEDE, EventType.MOBILIZE}
)
"""Types whose recipient may stand only in the clause that says what is promised, refused, threatened or given for."""
ARGUMENTS: Final = frozenset({"subj", "obj", "comp", "owner", "dative"})
"""Slots that are no prepositions."""
BELOW: Final = ("subj", "to", "with", "from", "obj", "against", "on", "for", "into", "in", "of", "at")
"""Slots of such a clause, in the order in which they name its recipient."""


def actors_of(word: Token, pattern: Pattern, reader: Reader, speakers: Sequence[Party]) -> list[Party]:
    """Who does what ``word`` tells; for a step whose doer is unsaid, whose the object is, or who says so."""
    if pattern.doer is not None:
        return reader.parties(slot(word, pattern.doer))
    if word.pos_ in ("NOUN", "INTJ"):
        heads = owners(word) or [o for t in slot(word, "of") for o in slot(t, "by")]
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
    return found


def without_rest(parties: list[Party], reader: Reader) -> list[Party]:
    """``parties`` without "and eight others", where some are named."""
    named = [p for p in parties if p.code is not None]
    rest = [p for p in parties if p.code is None and not _is_rest(reader.doc[p.head])]
    return named + rest if named else parties


def _together(word: Token, reader: Reader) -> list[Party]:
    """Who acts along with the subject: "together with Chile, Peru recalled"."""
    for t in word.children:
        with_them = t.dep_ in ("prep", "advmod") and any(w.lower_ in ("together", "along") for w in (t, *t.children))
        if with_them:
            links = [t, *t.children]
            return reader.parties([p for w in links if w.lower_ == "with" for p in w.children if p.dep_ == "pobj"])
    return []


def _listed_after(word: Token, reader: Reader) -> list[Party]:
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


def _listed_beside(rest: Party, word: Token, reader: Reader) -> list[Party]:
    """Names between "nine members" and its verb: "..., among them Peru and Chile, ...", "..., Peru included, ..."."""
    between = reader.doc[rest.head + 1 : word.i]
    if not any(t.lower_ in AMONG for t in between):
        return []
    names = [reader.by_token[t.i] for t in between if t.i in reader.by_token and t.dep_ not in PARTS]
    return [Party(m.code, m.sector, m.start, m.end, m.end - 1) for m in dict.fromkeys(names)]


def _lists(head: Token) -> bool:
    """Whether a list may say who ``head`` is: "five allies"."""
    return _is_rest(head) or head.lemma_.lower() in LISTED


def _is_rest(head: Token) -> bool:
    return head.pos_ in ("NUM", "DET", "PRON") or head.lemma_.lower() in REST


def _host(word: Token, reader: Reader) -> Party | None:
    """The state to which an envoy is sent, who then acts on him: Denmark, in "Iran's ambassador to Denmark"."""
    for token in clause_tokens(word):
        if token.lemma_.lower() in ENVOYS:
            for t in token.children:
                if t.dep_ == "prep" and t.lower_ in ("to", "in", "at"):
                    hosts = [p for p in reader.parties([f for f in t.children if f.dep_ == "pobj"]) if p.code]
                    if hosts:
                        return hosts[0]
    return None


def _place(word: Token, pattern: Pattern, reader: Reader) -> Party | None:
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


def _owners_of_object(word: Token, pattern: Pattern, reader: Reader) -> list[Party]:
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


def _owners_of_subject(heads: Sequence[Token], reader: Reader) -> list[Party]:
    return [p for p in reader.parties([o for h in heads for o in owners(h)]) if p.code is not None]


def recipients_of(word: Token, pattern: Pattern, reader: Reader, actors: Sequence[Party]) -> list[Party]:
    """The fillers of the first slot that names somebody with a code; else of the first that is filled."""
    own = {p.code for p in actors if p.code is not None}
    fallback: list[Party] = []
    prepositions = reader.prepositions(word)
    for name in pattern.recipients:
        if name not in ARGUMENTS and name not in prepositions and not name.isupper():
            continue
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
        filled = reader.parties(fillers)
        parties = [p for p in filled if p.code is None or p.code not in own]
        coded = [p for p in parties if p.code is not None]
        if coded:
            return coded
        if name == "obj" and pattern.step is None and filled and not parties:
            # "Kabul freed Afghan prisoners": somebody of the actor's own state, not the state
            homely = [replace(p, code=None) for p in filled if _is_described(p, reader)]
            if homely:
                return homely
        deeper = _inside(fillers, reader, own)
        if deeper:
            return deeper
        if not fallback:
            fallback = [p for p in parties if reader.doc[p.head].pos_ in ("NOUN", "PROPN", "PRON", "ADJ")]
    if pattern.event_type in REACHING_DOWN:
        below = _of_complement(word, reader, own)
        if any(p.code is not None for p in below) or not fallback:
            fallback = below
    if any(p.code is not None for p in fallback):
        return fallback
    return _there(word, reader, own) or fallback


def _there(word: Token, reader: Reader, own: set[str]) -> list[Party]:
    """Whom "there" names: the last state or capital before it that is not the actor's own."""
    where = next((t for t in word.children if t.lower_ == "there" and t.dep_ == "advmod"), None)
    if where is None:
        return []
    for mention in reversed(reader.mentions):
        if (
            mention.start < where.i
            and mention.kind in (MentionKind.STATE, MentionKind.CAPITAL)
            and mention.code not in own
        ):
            return [Party(mention.code, mention.sector, mention.start, mention.end, mention.end - 1, plain=False)]
    return []


def _is_described(party: Party, reader: Reader) -> bool:
    """Whether a noun names ``party``, not a pronoun, and not something that a pronoun says is the actor's own."""
    head = reader.doc[party.head]
    return head.pos_ in ("NOUN", "PROPN") and not any(t.dep_ == "poss" and t.pos_ == "PRON" for t in head.children)


def _of_complement(word: Token, reader: Reader, own: set[str], depth: int = 2) -> list[Party]:
    """Whom a promise, refusal, threat or gift is for, by the clause that says what it is: "agreed to send X to Y"."""
    plain: list[Party] = []
    for clause in _complements(word):
        for name in BELOW:
            if name not in ARGUMENTS and name not in reader.prepositions(word):
                continue
            fillers = slot(clause, name) if name != "subj" else [t for t in clause.children if t.dep_ == "nsubj"]
            parties = [p for p in reader.parties(fillers) if p.code is None or p.code not in own]
            coded = [p for p in parties if p.code is not None] or _inside(fillers, reader, own)
            if coded:
                return coded
            plain = plain or [p for p in parties if reader.doc[p.head].pos_ in ("NOUN", "PROPN")]
        deeper = _of_complement(clause, reader, own, depth - 1) if depth else []
        if any(p.code is not None for p in deeper):
            return deeper
        plain = plain or deeper
    return plain


def _complements(word: Token) -> list[Token]:
    """Clauses that complete ``word``: infinitives, that-clauses and gerunds, also through an adjective or noun."""
    found: list[Token] = []
    for t in word.children:
        if t.dep_ in ("xcomp", "ccomp", "pcomp", "advcl") and t.pos_ in ("VERB", "AUX") and t.i > word.i:
            found.append(t)
        elif t.dep_ in ("acomp", "prep", "dobj", "oprd") and t.i > word.i:
            found += [c for c in t.children if c.dep_ in ("xcomp", "pcomp", "acl") and c.pos_ in ("VERB", "AUX")]
    return found


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
