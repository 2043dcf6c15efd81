"""Who is acted on: the parties that fill the slots of a matched word."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from stancepipe.extract.grammar import is_passive, slot
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import Pattern
from stancepipe.extract.phrases import clause_tokens, conjuncts
from stancepipe.extract.referring import RELATIONAL
from stancepipe.extract.trees import Word
from stancepipe.vocabulary import EventType, MentionKind

REACHING_DOWN: Final = frozenset(
    {EventType.AGREE, EventType.THREATEN, EventType.REJECT, EventType.AID, EventType.CONCEDE, EventType.MOBILIZE}
)
"""Types whose recipient may stand only in the clause that says what is promised, refused, threatened or given for."""
EXECUTIVE: Final = frozenset("government cabinet executive president premier chancellor presidency".split())
"""With a bare "the", in what a parliament says: those who govern at home."""
ARGUMENTS: Final = frozenset({"subj", "obj", "comp", "owner", "dative"})
"""Slots that are no prepositions."""
ON_THE_GROUND: Final = frozenset(
    {EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE, EventType.RETREAT, EventType.AID}
)
"""Types whose recipient may be told only by the place."""
TOWARD: Final = ("dative", "to", "with", "against", "toward", "towards")
"""Slots that name the other side of any act, whatever its pattern asks for."""
WHERE: Final = frozenset(
    {
        "along",
        "near",
        "off",
        "around",
        "toward",
        "towards",
        "at",
        "on",
        "in",
        "into",
        "from",
        "of",
        "over",
        "to",
        "across",
    }
)
BESIDE: Final = frozenset({"as", "while", "although"})
"""Words that begin a clause about something else."""
NAMING: Final = ("poss", "amod", "compound", "nmod")
"""Words before a noun that may name whose it is."""
BELOW: Final = ("subj", "to", "with", "from", "obj", "against", "on", "for", "into", "in", "of", "at")
"""Slots of such a clause, in the order in which they name its recipient."""


def recipients_of(word: Word, pattern: Pattern, reader: Reader, actors: Sequence[Party]) -> list[Party]:
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
            fillers = [s for c in slot(word, "comp") for s in _subjects_told(c)]
        elif name == "obj" and word.pos_ == "NOUN":
            fillers = slot(word, "of") or slot(word, "on")
        elif name == "dative":
            fillers = [t for t in word.children if t.dep_ == "dative" and t.pos_ != "ADP"]
        else:
            fillers = slot(word, name)
            if name == "between" and not fillers:
                fillers = [f for s in slot(word, "subj") for f in slot(s, name)]  # "a truce between X and Y began"
        if pattern.event_type is EventType.ACCUSE:
            harms = [h for f in fillers for h in conjuncts(f) if _is_harm(h, reader)]
            if harms and len(harms) == len([h for f in fillers for h in conjuncts(f)]):
                return _doers(word, harms, reader, own)
        home = _home_government(fillers, actors, reader)
        if home:
            return home
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
    return (
        _otherwise(word, pattern, reader, own)
        or _homes_of(fallback, word, reader, own)
        or _there(word, reader, own)
        or _nearby(word, pattern, reader, own, fallback)
        or fallback
    )


def _home_government(fillers: Sequence[Word], actors: Sequence[Party], reader: Reader) -> list[Party]:
    """The government that its own parliament speaks to: "Chile's Senate urged the government"."""
    if len(actors) != 1 or actors[0].code is None or actors[0].sector != "LEG" or len(fillers) != 1:
        return []
    head = fillers[0]
    if head.lemma_.lower() not in EXECUTIVE or [t.lower_ for t in head.lefts] not in (["the"], ["its"]):
        return []
    start, end = reader.phrase(head)
    return [Party(actors[0].code, "GOV", start, end, head.i)]


def _is_harm(noun: Word, reader: Reader) -> bool:
    return noun.pos_ == "NOUN" and noun.i not in reader.by_token and noun.lemma_.lower() in reader.lexicons.harms


def _doers(word: Word, harms: Sequence[Word], reader: Reader, own: set[str]) -> list[Party]:
    """Who is blamed with the harm that is done: who did it, as far as that is told, and never who suffered it.

    "Condemned the Iranian attack on Chile", "the killing of Chileans by Iran", "the war that Iran is waging in Chile".
    """
    found: list[Party] = []
    misplaced = [] if is_passive(word) else list(word.children)  # the parser may hang "by Iran" on "condemned"
    for harm in harms:
        fillers = [
            t for t in harm.children if t.dep_ in ("poss", "amod", "compound", "nmod") and t.i in reader.by_token
        ]
        for t in (*harm.subtree, *misplaced):
            if t.lower_ == "by" and t.dep_ in ("prep", "agent"):
                fillers += [p for p in t.children if p.dep_ == "pobj"]
            elif t.dep_ == "relcl" and t.head.i == harm.i:
                fillers += [s for s in t.children if s.dep_ == "nsubj" and s.tag_ not in ("WDT", "WP")]
        found += [p for p in reader.parties(fillers) if p.code is not None and p.code not in own]
    return found or [replace(p, code=None) for p in reader.parties(harms)]


def _nearby(word: Word, pattern: Pattern, reader: Reader, own: set[str], unnamed: Sequence[Party]) -> list[Party]:
    """Whom a deed on the ground concerns by where it is done: "put its crews on alert along the border with Mali"."""
    if pattern.event_type not in ON_THE_GROUND:
        return []
    for token in clause_tokens(word):
        if token.i < word.i or token.dep_ != "prep" or token.lower_ not in WHERE:
            continue
        fillers = [t for t in token.children if t.dep_ == "pobj"]
        named = [p for p in reader.parties(fillers) if p.code is not None and p.code not in own]
        named = named or [p for p in _inside(fillers, reader, own) if p.code is not None]
        if named and unnamed and len(named) == 1:
            return [replace(p, code=named[0].code) for p in unnamed]
        if named:
            return named
    return []


def _otherwise(word: Word, pattern: Pattern, reader: Reader, own: set[str]) -> list[Party]:
    """A party in a slot that the pattern does not ask for: "gave Chile a guarantee", "backed the deal with Chile"."""
    if pattern.step is not None or word.pos_ == "NOUN":
        return []
    prepositions = reader.prepositions(word)
    for name in TOWARD:
        if name in pattern.recipients or not (name in prepositions or name in ARGUMENTS):
            continue
        fillers = slot(word, name) if name != "dative" else [t for t in word.children if t.dep_ == "dative"]
        coded = [p for p in reader.parties(fillers) if p.code is not None and p.code not in own]
        if coded:
            return coded
    return []


def _homes_of(unnamed: Sequence[Party], word: Word, reader: Reader, own: set[str]) -> list[Party]:
    """Where colleagues come from, who are named by that alone: "met his colleagues from Peru and Chile"."""
    if not any(reader.doc[p.head].lemma_.lower() in RELATIONAL for p in unnamed):
        return []
    return [p for p in reader.parties(slot(word, "from")) if p.code is not None and p.code not in own]


def _subjects_told(clause: Word) -> list[Word]:
    """Subjects of a clause; of a clause that is itself a subject: Peru, in "what Peru does is a crime"."""
    own = [t for t in clause.children if t.dep_ in ("nsubj", "nsubjpass")]
    return own or [s for t in clause.children if t.dep_ == "csubj" for s in t.children if s.dep_ == "nsubj"]


def _there(word: Word, reader: Reader, own: set[str]) -> list[Party]:
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


def _of_complement(word: Word, reader: Reader, own: set[str], depth: int = 2) -> list[Party]:
    """Whom a promise, refusal, threat or gift is for, by the clause that says what it is: "agreed to send X to Y"."""
    plain: list[Party] = []
    prepositions = reader.prepositions(word)
    for clause in _complements(word):
        for name in BELOW:
            if name not in ARGUMENTS and name not in prepositions:
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


def _complements(word: Word) -> list[Word]:
    """Clauses that complete ``word``: infinitives, that-clauses and gerunds, also through an adjective or noun."""
    found: list[Word] = []
    for t in word.children:
        if t.dep_ in ("xcomp", "ccomp", "pcomp", "advcl") and t.pos_ in ("VERB", "AUX") and t.i > word.i:
            if t.dep_ != "advcl" or not any(c.lower_ in BESIDE for c in t.children):
                found.append(t)  # "as the fighting between Mali and Chad grew" says nothing of whom it is for
        elif t.dep_ in ("acomp", "prep", "dobj", "oprd") and t.i > word.i:
            found += [c for c in t.children if c.dep_ in ("xcomp", "pcomp", "acl") and c.pos_ in ("VERB", "AUX")]
        elif t.dep_ == "acl" and word.pos_ == "NOUN":
            found.append(t)  # "the refusal to meet the envoy"
    return found


def _inside(fillers: Sequence[Word], reader: Reader, own: set[str]) -> list[Party]:
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
