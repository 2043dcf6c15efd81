"""The arguments of a word: subjects, objects and complements, read from spaCy's dependencies.

A *slot* is a name for an argument: ``subj``, ``obj``, ``comp`` or a preposition (``on``, ``with``, ``to``, ...).
Relations are ClearNLP's (nsubj, dobj, agent, pcomp, relcl, acl, advcl, xcomp, ccomp, conj), as the English models
print them.
"""

from typing import Final

from stancepipe.extract.phrases import SUBJECTS, conjuncts, is_relative, says_when, swallowed_subjects
from stancepipe.extract.trees import Word

OBJECT_CONTROL: Final = frozenset(
    """urge ask tell order force compel press push allow permit let help enable encourage persuade invite warn instruct
    require want expect accuse lead prompt beg advise authorize authorise remind get call appeal""".split()
)
"""Verbs whose object does what their infinitive says."""
BLAMING: Final = frozenset("blame criticize criticise condemn stop prevent fault thank praise".split())
CONTROLLING: Final = frozenset({"of", "for", "from", "into"})
"""Prepositions by which the object does what their gerund says: "accused Peru of breaking"."""
FAVOUR: Final = frozenset({"favour", "favor", "support", "defence", "defense", "solidarity"})
"""Nouns of prepositions of several words: "in favour of", "in solidarity with"."""
HELD: Final = frozenset({"dobj", "obj", "dative", "oprd"})
SHARING: Final = 4
"""Tokens from a verb to a second one that may share its object; farther on, each has its own."""
MAX_CLIMB: Final = 6
"""Governors looked at for a missing subject: deeper chains are parser errors more often than grammar."""


def subjects(verb: Word, climb: int = MAX_CLIMB) -> list[Word]:
    """Heads of who does ``verb``: its own subject, its agent, or the one it shares with its governor."""
    if _is_caused(verb):
        return subjects(verb.head, climb - 1)
    own = [t for t in verb.children if t.dep_ in ("nsubj", "csubj")]
    if own:
        return _antecedent(verb, own)
    if is_passive(verb) or any(t.dep_ == "agent" for t in verb.children):
        return agents(verb)
    aside = next((t for t in verb.lefts if t.dep_ == "advcl" and t.tag_ == "VBG"), None)
    if aside is not None and climb > 0:
        taken = [t for t in aside.children if t.dep_ == "nsubj" and t.i < aside.i]
        if taken:
            return taken  # "Peru and Chile, meeting in Lima, rejected": the parser hung them on the aside
    swallowed = swallowed_subjects(verb)
    if swallowed:
        return swallowed
    if climb == 0:
        return []
    if is_fronted_participle(verb):
        return []
    governor = verb.head
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "conj", "dep", "oprd") and governor.pos_ in (
        "VERB",
        "AUX",
        "ADJ",
        "NOUN",
    ):
        return _shared(verb, governor, climb)
    mistaken = gerund_object(verb)
    if mistaken is not None:
        return subjects(mistaken.head, climb - 1)
    if verb.dep_ in ("relcl", "acl"):
        if verb.tag_ == "VBN" and verb.dep_ == "acl":
            return agents(verb)
        return _through_noun(verb, governor, climb)
    if verb.dep_ == "pcomp":
        phrase = governor.head if governor.head.pos_ != "ADV" else governor.head.head  # "stopped short of severing"
        if phrase.pos_ in ("VERB", "AUX"):
            controlled = governor.lower_ in CONTROLLING and phrase.lemma_ in OBJECT_CONTROL | BLAMING
            if phrase.lemma_ == "join":
                # "joined Chile in condemning": both do
                return subjects(phrase, climb - 1) + [t for t in objects(phrase) if t.pos_ == "PROPN"]
            return (objects(phrase) if controlled else []) or subjects(phrase, climb - 1)
        if phrase.pos_ in ("ADJ", "ADV") and phrase.dep_ in ("acomp", "advmod") and phrase.head.lemma_ == "be":
            return subjects(phrase.head, climb - 1)  # "was alone in voting"
        if phrase.pos_ in ("NOUN", "PROPN"):
            return owners(phrase) or _of_governing_verb(phrase, climb)
    return []


def _is_caused(verb: Word) -> bool:
    """Whether somebody has ``verb`` done: "had the envoy summoned"; its own subject is then its object."""
    return (
        verb.dep_ == "ccomp"
        and verb.tag_ in ("VBN", "VBD")
        and verb.head.lemma_ in ("have", "get", "see")
        and not any(t.dep_ in ("mark", "aux", "dobj") for t in verb.children)
    )


def _antecedent(verb: Word, own: list[Word]) -> list[Word]:
    if own[0].tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
        return _predicated_of(verb.head)
    if own[0].lower_ in ("that", "who") and verb.head.lemma_ == "be":
        return [t for t in verb.head.children if t.dep_ == "attr"] or own  # "it was Peru that recalled"
    return own


def _predicated_of(noun: Word) -> list[Word]:
    """Of whom ``noun`` is said: Peru, in "Peru was one of the states that" and "became the third country to"."""
    head = noun
    if head.dep_ == "pobj" and head.head.lower_ in ("of", "among"):
        head = head.head.head if head.head.head.pos_ in ("NUM", "NOUN", "PRON") else head.head
    copula = head.head
    if head.dep_ in ("attr", "prep") and copula.lemma_ in ("be", "become"):
        said_of = [t for t in copula.children if t.dep_ == "nsubj" and t.pos_ in ("NOUN", "PROPN")]
        if said_of:
            return said_of
    return [noun]


def _shared(verb: Word, governor: Word, climb: int) -> list[Word]:
    if verb.dep_ in ("xcomp", "ccomp") and governor.lemma_ in OBJECT_CONTROL:
        controlled = objects(governor) or slot(governor, "on") or slot(governor, "to") or slot(governor, "for")
        if controlled:
            return controlled
    if governor.pos_ == "NOUN":
        return owners(governor) or _of_governing_verb(governor, climb)
    if governor.dep_ in ("acomp", "attr") and governor.head.pos_ in ("AUX", "VERB"):
        return subjects(governor.head, climb - 1)  # "is ready to open"
    if is_passive(governor):
        passive = [t for t in governor.children if t.dep_ == "nsubjpass"]
        if verb.dep_ == "conj" and is_passive(verb):
            return agents(verb) or agents(governor)
        return passive
    return subjects(governor, climb - 1)


def _through_noun(verb: Word, noun: Word, climb: int) -> list[Word]:
    """For "decision to recall", "a statement condemning": who owns the noun, or who does the verb above it."""
    if verb.dep_ == "relcl":
        return [noun] if not any(t.dep_ in SUBJECTS for t in verb.children) else []
    if verb.tag_ == "VB" and noun.dep_ == "attr":
        return _predicated_of(noun)
    above = owners(noun) or (_prepositional(noun, "of") if verb.tag_ == "VB" else []) or _of_governing_verb(noun, climb)
    return (
        above
        if verb.tag_ == "VB" or noun.lemma_ in SAYING_NOUNS
        else [noun, *above][:1]
        if noun.pos_ == "PROPN"
        else above or [noun]
    )


SAYING_NOUNS: Final = frozenset(
    "statement resolution letter declaration communique communiqué motion bill law decree report order proposal".split()
)


def _of_governing_verb(noun: Word, climb: int) -> list[Word]:
    head = noun
    for _ in range(4):
        if (
            head.dep_ in ("pobj", "prep", "conj", "attr", "appos", "dobj", "nsubjpass", "pcomp")
            and head.head.i != head.i
        ):
            head = head.head
            if head.pos_ in ("VERB", "AUX"):
                return subjects(head, climb - 1)
        else:
            break
    return []


def is_passive(verb: Word) -> bool:
    """Whether ``verb`` is in the passive voice (also a bare participle with a passive subject)."""
    return any(t.dep_ in ("nsubjpass", "auxpass") for t in verb.children)


def is_fronted_participle(verb: Word) -> bool:
    """Whether the subject of the main clause undergoes ``verb``: "barred from Chile, the envoy flew home"."""
    if verb.tag_ != "VBN" or verb.dep_ != "advcl" or verb.i >= verb.head.i:
        return False
    return not any(t.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass", "dobj", "mark") for t in verb.children)


def agents(verb: Word) -> list[Word]:
    """The doers of a passive verb: "... by X", also where the parser hung it on a noun ("barred from entry by X")."""
    by = [t for t in verb.children if t.dep_ == "agent"]
    if not by:
        near = [p for t in verb.children if t.dep_ in ("prep", "dobj") for p in (t, *t.children)]
        by = [t for p in near if p.i > verb.i and p.pos_ in ("NOUN", "PROPN") for t in p.children if t.lower_ == "by"]
    return [p for t in by for p in t.children if p.dep_ == "pobj" and p.pos_ in ("NOUN", "PROPN", "PRON")]


def objects(verb: Word) -> list[Word]:
    """Direct objects, or the subject of a passive; the noun a participle or relative clause hangs on."""
    direct = [t for t in verb.children if t.dep_ in HELD and t.pos_ != "ADP" and not says_when(t)]
    if direct:
        direct = [t for t in direct if t.dep_ != "oprd"] or direct  # "called the tariff an insult": the tariff
        relative = verb.dep_ == "relcl" and is_relative(direct[0], verb)
        return _relativised(verb.head) if relative else direct
    if _is_caused(verb):
        return [t for t in verb.children if t.dep_ in ("nsubj", "nsubjpass")]
    passive = [t for t in verb.children if t.dep_ == "nsubjpass"]
    if passive:
        return [verb.head if verb.dep_ == "relcl" and is_relative(t, verb) else t for t in passive]
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return [verb.head]
    if is_fronted_participle(verb):
        return [t for t in verb.head.children if t.dep_ in ("nsubj", "nsubjpass")]
    if (
        verb.dep_ == "relcl"
        and any(t.dep_ == "nsubj" for t in verb.children)
        and not any(t.dep_ == "nsubj" and t.tag_ in ("WDT", "WP") for t in verb.children)
    ):
        return _relativised(verb.head)
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.pos_ == "VERB" and is_passive(verb.head):
        return objects(verb.head)
    if verb.dep_ == "conj" and is_passive(verb):
        return [t for t in verb.head.children if t.dep_ == "nsubj"]  # "abstained and was thanked by Chile"
    if verb.dep_ == "xcomp" and is_passive(verb):  # "is to be lifted", "was due to be recalled"
        governor = verb.head if verb.head.pos_ in ("VERB", "AUX") else verb.head.head
        return [t for t in governor.children if t.dep_ in ("nsubj", "nsubjpass")]
    mistaken = gerund_object(verb)
    return [mistaken] if mistaken is not None else _shared_objects(verb)


def _shared_objects(verb: Word) -> list[Word]:
    """The object that ``verb`` shares with the verb after it: "summoned and later expelled the envoy"."""
    for t in verb.children:
        near = t.dep_ == "conj" and t.pos_ == "VERB" and verb.i < t.i <= verb.i + SHARING
        if near and not any(c.dep_ in SUBJECTS for c in t.children):
            return [c for c in t.children if c.dep_ == "dobj" and not says_when(c)]
    return []


def _relativised(head: Word) -> list[Word]:
    """What a relative clause on ``head`` may mean: also the noun above it ("the ties with Chile that Peru cut")."""
    if head.dep_ == "pobj" and head.head.head.pos_ == "NOUN":
        return [head.head.head, head]
    return [head]


def gerund_object(verb: Word) -> Word | None:
    """The object that the parser took for the head of its own verb: trade, in "proposed suspending trade"."""
    noun = verb.head
    if verb.tag_ != "VBG" or verb.dep_ not in ("amod", "compound") or noun.dep_ != "dobj" or noun.i < verb.i:
        return None
    return noun if noun.left_edge.i == verb.i and noun.head.i == verb.i - 1 and noun.head.pos_ == "VERB" else None


def owners(noun: Word) -> list[Word]:
    """Who has a noun: "Brazil's", "its", "by Brazil", or an adjective of origin ("the Brazilian decision")."""
    possessive = [t for t in noun.children if t.dep_ == "poss"]
    if possessive:
        return possessive
    by = [
        p
        for t in noun.children
        if t.dep_ in ("prep", "agent") and t.lower_ == "by"
        for p in t.children
        if p.dep_ == "pobj"
    ]
    if by:
        return by
    return [
        t
        for t in noun.children
        if t.dep_ in ("amod", "compound", "nmod") and t.pos_ in ("ADJ", "PROPN") and t.text[:1].isupper()
    ]


OWN_SLOTS: Final = {"subj": subjects, "obj": objects, "owner": owners}


def slot(word: Word, name: str) -> list[Word]:
    """Fillers of a slot of ``word``: ``subj``, ``obj``, ``comp``, ``owner`` or a preposition, own or of the object."""
    if name in OWN_SLOTS:
        return OWN_SLOTS[name](word)
    if name == "comp":
        return [t for t in word.children if t.dep_ in ("xcomp", "ccomp", "pcomp")]
    fillers = _prepositional(word, name)
    if fillers or (name == "of" and word.pos_ == "NOUN"):
        return fillers
    # "sanctions on", "the severing of ties with", "licences for Chile that Peru froze": it may hang on what is done to
    for obj in _prepositional(word, "of") if word.pos_ == "NOUN" else objects(word):
        if obj.i > word.i or is_passive(word) or word.dep_ in ("relcl", "acl"):
            for part in conjuncts(obj):
                fillers += _prepositional(part, name)
    return fillers


def _prepositional(word: Word, name: str) -> list[Word]:
    fillers = []
    for t in word.children:
        if t.dep_ in ("prep", "agent", "dative") and t.lower_ == name:
            fillers += [p for p in t.children if p.dep_ in ("pobj", "pcomp") and not says_when(p)]
        elif t.lower_ != name and (t.dep_ in ("prep", "advmod", "prt") or (t.dep_ == "acomp" and word.lemma_ != "be")):
            # "over to", "out of", "back from": the preposition hangs on another one or on an adverb
            inner = [p for p in t.children if p.lemma_ in FAVOUR] if t.lower_ == "in" else []
            fillers += [
                p
                for outer in (t, *inner)
                for s in outer.children
                if s.dep_ == "prep" and s.lower_ == name
                for p in s.children
                if p.dep_ == "pobj"
            ]
    return fillers
