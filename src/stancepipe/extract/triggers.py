"""Which words of a sentence tell an event, and which only say what another one asks for, refuses or blames."""

from typing import Final

from stancepipe.extract.clauses import words_of
from stancepipe.extract.grammar import owners, slot
from stancepipe.extract.patterns import KINDS, Pattern, Patterns
from stancepipe.extract.trees import Stretch, Word
from stancepipe.vocabulary import Domain, EventType

FRAMES: Final = frozenset({EventType.REQUEST, EventType.REJECT, EventType.AGREE, EventType.THREATEN})
"""Types whose complement is not an event of its own: what is asked, refused, promised or threatened."""
FRAMED: Final = frozenset({"xcomp", "ccomp", "pcomp", "acl", "conj", "prep", "dobj", "pobj", "acomp", "oprd"})
BLAMING: Final = frozenset({"of", "for", "by", "over"})
"""Prepositions before what somebody is blamed for; "without" and "after" begin another act."""
ORDERING: Final = frozenset({"order", "instruct", "decree"})
ON_THE_TEXT: Final = frozenset({"dobj", "prep", "nsubjpass"})
"""Where a vote says what was voted on: the calls and condemnations in it are the text's."""
SPOKEN: Final = frozenset(
    {EventType.REQUEST, EventType.AGREE, EventType.REJECT, EventType.SUPPORT, EventType.ACCUSE, EventType.THREATEN}
)
"""Types that take a voice."""
ASKED_ABOUT: Final = frozenset("ask question talk hear know read write speak say".split())
ABOUT: Final = frozenset({"over", "about", "at", "against", "on"})
"""Prepositions before what somebody speaks about: "concern over the raid"."""
LIGHT_VERBS: Final = frozenset(
    """make issue launch carry conduct hold have announce order impose place take give express voice file lodge begin
    start continue stage deliver include follow see mean mark be""".split()
)

Matched = dict[int, tuple[Pattern, ...]]
"""Word -> patterns that hold for it, the best first."""


def triggers_of(sentence: Stretch, known: Patterns) -> Matched:
    """Triggers of ``sentence``; what is only the content of another one's act is left out."""
    candidates = [
        t
        for t in sentence
        if t.pos_ in KINDS and known.listed(t) and not t.dep_.startswith("aux") and not _is_subject_matter(t)
    ]
    if not candidates:
        return {}
    words = words_of(sentence)
    unmet = known.unmet_by(words)
    matched: Matched = {}
    for word in candidates:
        if word.pos_ != "NOUN" and (patterns := known.match(word, words, unmet)):
            matched[word.i] = patterns
    voted_on = _voted_on(matched, sentence)
    nouns = [t for t in candidates if t.pos_ == "NOUN" and t.i not in voted_on]
    gerunds = [i for i in matched if sentence.doc[i].dep_ == "pcomp"]
    spent = _spent(matched, sentence, words) if nouns or gerunds else frozenset[int]()
    content = _content(matched, sentence, words) if nouns else frozenset[int]()
    for word in nouns:
        patterns = known.match(word, words, unmet) if word.i not in spent else ()
        if patterns and patterns[0].step is None and word.i in content:
            continue
        if patterns and (patterns[0].step is not None or _acts(word)):
            matched[word.i] = patterns
    framed = [(i, frame) for i in matched if (frame := frame_above(sentence.doc[i], matched)) is not None]
    dropped = {i for i in matched if i in voted_on and _is_of_the_text(sentence.doc[i])}
    dropped |= {i for i in gerunds if i in spent}  # "thanked Peru for helping", "fined for exporting"
    dropped |= {i for i, frame in framed if _is_content(i, frame, matched, sentence)}
    dropped |= {frame for i, frame in framed if _is_told_by(i, frame, matched, sentence)}
    return {i: patterns for i, patterns in matched.items() if i not in dropped}


def _is_subject_matter(word: Word) -> bool:
    """Whether a noun is what somebody speaks or asks about: "was asked about a ban on fruit"."""
    return word.dep_ == "pobj" and word.head.lower_ == "about" and word.head.head.lemma_ in ASKED_ABOUT


def _spent(matched: Matched, sentence: Stretch, words: frozenset[str]) -> frozenset[int]:
    """Arguments of matched verbs, which the verbs' own patterns have read."""
    doc = sentence.doc
    return frozenset(
        t.i
        for i, patterns in matched.items()
        for name in ("obj", "of", "for")
        if name == "obj" or name in words
        for t in slot(doc[i], name)
        if t.dep_ != "pcomp" or patterns[0].event_type is not EventType.REJECT  # "has no intention of recalling"
    )


def _content(matched: Matched, sentence: Stretch, words: frozenset[str]) -> frozenset[int]:
    """What spoken acts are about, and who or what carries an attack out: no events of their own."""
    found: set[int] = set()
    for i, patterns in matched.items():
        names: tuple[str, ...] = ("subj",) if patterns[0].event_type is EventType.ASSAULT else ()
        if patterns[0].event_type in SPOKEN:
            names = tuple(name for name in patterns[0].recipients if name in ABOUT & words)
        found.update(t.i for name in names for t in slot(sentence.doc[i], name))
    return frozenset(found)


def _voted_on(matched: Matched, sentence: Stretch) -> frozenset[int]:
    """Tokens of what was voted on."""
    votes = (sentence.doc[i] for i, patterns in matched.items() if patterns[0].domain is Domain.VOTE)
    return frozenset(t.i for vote in votes for c in vote.rights if c.dep_ in ON_THE_TEXT for t in c.subtree)


def _is_of_the_text(verb: Word) -> bool:
    """Whether a clause that describes the text voted on holds ``verb``: "a draft that would have Peru lift the ban"."""
    token = verb
    while token.dep_ in ("xcomp", "ccomp", "conj", "advcl"):
        token = token.head
    return token.dep_ in ("acl", "relcl", "pcomp")


def _is_content(index: int, frame: int, matched: Matched, sentence: Stretch) -> bool:
    """Whether a step is only what somebody asks for or blames: no event of its own; what is ordered comes about."""
    if matched[index][0].step is None or sentence.doc[frame].lemma_ in ORDERING:
        return False
    return matched[frame][0].event_type in (EventType.REQUEST, EventType.ACCUSE)


def _is_told_by(index: int, frame: int, matched: Matched, sentence: Stretch) -> bool:
    """Whether the event at ``index`` says all that its frame says: "ruled out expelling", "vowed to recognise"."""
    inner, outer, verb = matched[index][0], matched[frame][0], sentence.doc[frame]
    if outer.step is not None:
        return False
    if outer.event_type is EventType.REJECT:
        says_no = inner.step is not None or inner.event_type is EventType.ACCUSE or verb.lemma_ in ("deny", "have")
        return says_no and sentence.doc[index].pos_ == "VERB"
    return inner.step is not None and (outer.event_type is EventType.AGREE or verb.lemma_ in ORDERING)


def _acts(noun: Word) -> bool:
    """Whether a noun tells an event: somebody has it, or a light verb carries it."""
    return bool(owners(noun)) or noun.head.lemma_ in LIGHT_VERBS or noun.dep_ in ("nsubj", "nsubjpass", "pobj", "dobj")


def frame_above(word: Word, matched: Matched) -> int | None:
    """The word that asks for, refuses, promises, threatens or blames what ``word`` tells."""
    token = word
    blamed = False
    for _ in range(5):
        if token.head.i == token.i or not (token.dep_ in FRAMED or _ruled_out(token)):
            return None
        if token.dep_ == "conj" and token.tag_ in ("VBD", "VBZ"):
            return None  # "declined to extend the loan, but kept open": an act of its own
        blamed = blamed or (token.dep_ == "pcomp" and token.head.lower_ in BLAMING)
        token = token.head
        patterns = matched.get(token.i)
        if patterns and (patterns[0].event_type in FRAMES or (blamed and patterns[0].event_type is EventType.ACCUSE)):
            return token.i
    return None


def _ruled_out(word: Word) -> bool:
    """Whether a gerund completes a verb with a particle: "ruled out recognising", which parsers take for an aside."""
    return word.dep_ == "advcl" and word.tag_ == "VBG" and any(t.dep_ == "prt" for t in word.head.children)
