"""Clauses that put an event into a mode: conditions, schedules, headlines, refutations."""

from typing import Final

from stancepipe.extract.trees import Stretch, Word

CONDITIONS: Final = frozenset({"if", "unless", "once", "provided"})
MODAL: Final = frozenset({"may", "might", "could", "can", "should", "must", "ought"})
MIGHT: Final = frozenset({"would", "will", "shall", "'d", "had"})
CAUSATIVES: Final = frozenset("compel force lead prompt push drive cause induce".split())
INVERTING: Final = frozenset({"had", "were", "should"})
"""Auxiliaries that make a condition by standing before their subject: "Should Peru leave", "Had Peru left"."""
LATER: Final = frozenset({"tomorrow", "soon", "shortly"})
COMING: Final = frozenset({"next", "coming", "forthcoming"})
PERIODS: Final = frozenset("day week weekend month year spring summer autumn winter".split())
DEEDS: Final = frozenset({"decision", "step", "move", "measure", "action", "act"})
"""Nouns of what somebody has done or decided."""
AIMS: Final = frozenset("priority aim goal task objective purpose hope wish idea point challenge way best".split())
ASKING: Final = frozenset(
    "will would should could can may might did does do has have had is are was were shall ought must".split()
)
"""First words of a question that can be answered with no."""
NO_TRUTH: Final = frozenset("false untrue baseless unfounded wrong inaccurate incorrect invented".split())


def is_refuted(word: Word) -> bool:
    """Whether a clause hung on ``word`` or its sentence's head denies it: "..., which Tehran denied"."""
    for verb in (word, word.head, word.head.head):
        for t in verb.children:
            denies = t.lemma_ == "deny" and t.dep_ in ("relcl", "advcl") and t.i > max(verb.i, word.i)
            if denies and any(c.lower_ in ("which", "as") for c in t.children):
                return True
    return False


def is_asked(sentence: Stretch) -> bool:
    """Whether ``sentence`` is a question for yes or no: "Will Peru recall its envoy?"."""
    asked = any(t.text == "?" for t in sentence[-2:])
    return asked and sentence[0].lower_ in ASKING


def is_headline_future(word: Word) -> bool:
    """Whether ``word`` is the bare infinitive of a headline: "Malta to recognise Palestine"."""
    return (
        word.tag_ == "VB"
        and word.dep_ in ("ROOT", "conj")
        and any(t.dep_ == "aux" and t.lower_ == "to" for t in word.children)
        and any(t.dep_ in ("nsubj", "nsubjpass") for t in (word if word.dep_ == "ROOT" else word.head).children)
    )


def is_scheduled(word: Word) -> bool:
    """Whether a present tense tells what is to come: "opens next month", "is returning tomorrow"."""
    going = word.tag_ == "VBG" and any(t.dep_ == "aux" and t.lower_ in ("is", "are") for t in word.children)
    if word.tag_ not in ("VBZ", "VBP") and not going:
        return False
    for t in word.children:
        if t.lower_ in LATER and t.dep_ in ("npadvmod", "advmod"):
            return True
        parts = [t] if t.dep_ == "npadvmod" else list(t.children) if t.dep_ == "prep" else []
        for part in parts:
            own = {c.lower_ for c in part.children}
            if part.lemma_ in PERIODS and (own & COMING or (going and "this" in own)):
                return True
    return False


def is_marked_if(clause: Word, verb: Word) -> bool:
    """Whether a conjunction makes ``clause`` a condition of ``verb``."""
    for mark in clause.children:
        if mark.dep_ in ("mark", "advmod", "aux") and mark.lower_ in CONDITIONS:
            return mark.lower_ != "once" or verb.tag_ not in ("VBD", "VBN")
        if mark.lower_ == "when" and verb.tag_ == "VB" and clause.tag_ in ("VBZ", "VBP"):
            return True  # "is ready to leave when the time is right"
        if mark.lower_ in ("after", "when") and mark.dep_ in ("mark", "advmod") and _is_only(clause):
            return True
        if mark.lower_ == "until" and mark.i > 0 and clause.doc[mark.i - 1].lower_ == "not":
            return True  # "not until the guns fall silent will Peru leave"
    return False


def _is_only(phrase: Word) -> bool:
    """Whether "only" stands before or in ``phrase``: "only after a truce"."""
    before = phrase.doc[phrase.left_edge.i - 1] if phrase.left_edge.i else phrase
    return before.lower_ == "only" or phrase.left_edge.lower_ == "only"


def is_inverted(clause: Word) -> bool:
    """Whether ``clause`` is a condition by word order alone: "Were Peru to leave"."""
    first = clause if clause.lower_ in INVERTING else next((t for t in clause.children if t.lower_ in INVERTING), None)
    subject = next((t for t in clause.children if t.dep_ in ("nsubj", "nsubjpass")), None)
    return (
        first is not None
        and subject is not None
        and first.i < subject.i
        and not any(t.dep_ in ("mark", "advmod") and t.i < first.i for t in clause.children)
    )


def is_conditional(word: Word) -> bool:
    """Whether a condition hangs on ``word`` or on the verbs that it completes: "is ready to leave if"."""
    verb = word if word.pos_ in ("VERB", "AUX") else word.head
    if _is_told(word):
        return False  # "has threatened to leave if", "warned that, unless": said
    for _ in range(3):
        only_after = False
        for t in verb.children:
            if t.dep_ == "advcl" and (is_marked_if(t, verb) or is_inverted(t)):
                return True
            only_after = only_after or (t.dep_ == "prep" and t.lower_ in ("after", "once") and _is_only(t))
        if only_after:
            return any(t.dep_ == "aux" for t in verb.children)
        if verb.dep_ == "ccomp" and verb.i < verb.head.i and is_inverted(verb.head):
            return True  # "Peru will leave should missiles fly", where the parser takes "fly" for the main verb
        if verb.dep_ not in ("xcomp", "acomp") or verb.head.i == verb.i:
            return False
        verb = verb.head
    return False


def _is_told(verb: Word) -> bool:
    """Whether ``verb`` stands in the past or perfect of its own, with no modal."""
    if verb.pos_ != "VERB":
        return False
    auxiliaries = {t.lower_ for t in verb.children if t.dep_ in ("aux", "auxpass")}
    if verb.tag_ == "VBD":
        return not auxiliaries
    return verb.tag_ == "VBN" and bool(auxiliaries & {"has", "have"}) and not auxiliaries & (MODAL | MIGHT)


def is_called_untrue(noun: Word, below: Word) -> bool:
    """Whether a report is called false: "there is no truth in reports that", "the claim that ... is baseless"."""
    if noun.pos_ not in ("NOUN", "AUX", "ADJ") or below.dep_ not in ("acl", "ccomp"):
        return False
    verb = noun.head if noun.pos_ == "NOUN" else noun
    if verb.lemma_.lower() in NO_TRUTH:
        return True
    if any(t.lower_ == "true" and t.i != below.i for t in verb.children) and any(
        t.dep_ == "neg" for t in verb.children
    ):
        return True  # "it is not true that"
    for _ in range(3):
        if any(t.lemma_.lower() in NO_TRUTH and t.i != below.i for t in verb.children):
            return True
        if any(t.lemma_ == "truth" and any(c.lower_ == "no" for c in t.children) for t in verb.children):
            return True
        verb = verb.head
    return False


def is_progressive(word: Word) -> bool:
    """Whether ``word`` is told as going on: "is shutting"."""
    return word.tag_ == "VBG" and any(t.dep_ == "aux" and t.lower_ in ("is", "are", "'s", "’s") for t in word.children)


def is_purpose(word: Word) -> bool:
    """Whether ``word`` only says what something is for: "sought ways to assist", "a capacity to conduct".

    "Were Peru to assist" says what may come about.
    """
    if word.dep_ != "advcl" or word.tag_ != "VB" or word.head.lower_ == "were":
        return False
    return any(t.dep_ == "aux" and t.lower_ == "to" for t in word.children)


def under_forecast(word: Word) -> bool:
    """Whether somebody else's verb under a modal brings ``word`` about: "this may compel the alliance to ..."."""
    governor = word.head
    return (
        word.dep_ in ("xcomp", "ccomp")
        and governor.lemma_ in CAUSATIVES
        and any(t.dep_ == "aux" and t.lower_ in MODAL | {"would"} for t in governor.children)
    )


def is_about_to(below: Word, token: Word) -> bool:
    """Whether ``token`` is the "is" of "is to open" or the "going" of "is going to open"."""
    if token.lower_ == "about" and below.dep_ in ("xcomp", "pcomp", "acl") and to_infinitive(below):
        return True
    if below.dep_ != "xcomp" or not any(t.dep_ == "aux" and t.lower_ == "to" for t in below.children):
        return False
    if token.lemma_ == "be":
        return token.tag_ in ("VBZ", "VBP") and not any(t.dep_ in ("acomp", "attr", "neg") for t in token.children)
    return token.lemma_ == "go" and token.tag_ == "VBG" and not any(t.dep_ == "neg" for t in token.children)


def is_wished(below: Word, copula: Word) -> bool:
    """Whether ``below`` is what an aim or task is: "the priority was to stop deliveries"."""
    subject = next((t for t in copula.children if t.dep_ in ("nsubj", "nsubjpass")), None)
    return copula.lemma_ == "be" and to_infinitive(below) and subject is not None and subject.lemma_ in AIMS


def is_pending(below: Word, token: Word) -> bool:
    """Whether something is said to be still undone: "has yet to open", "remains to be opened"."""
    if token.lemma_ not in ("have", "remain", "be") or not to_infinitive(below):
        return False
    return any(t.lower_ == "yet" and t.i < below.i for t in (*token.children, *below.children))


def to_infinitive(word: Word) -> bool:
    """Whether ``word`` is an infinitive with "to"."""
    return word.tag_ == "VB" and any(t.lower_ == "to" for t in word.children if t.dep_ == "aux")


def is_done_by_another(noun: Word) -> bool:
    """Whether ``noun`` is a deed of somebody who is told: rejecting "Peru's decision" denies nothing."""
    if noun.dep_ not in ("dobj", "nsubjpass") or noun.lemma_ not in DEEDS:
        return False
    return any(
        t.dep_ == "poss"
        or (t.lower_ in ("of", "by") and t.dep_ in ("prep", "agent"))
        or (t.dep_ == "acl" and t.tag_ == "VBN")
        for t in noun.children
    )
