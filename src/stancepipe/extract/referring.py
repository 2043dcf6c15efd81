"""Words that refer to somebody named elsewhere, and whom a pronoun cannot mean."""

from typing import Final

from stancepipe.extract.grammar import subjects
from stancepipe.extract.trees import Word

FIRST_PERSON: Final = frozenset({"we", "our", "us", "ours", "i", "my", "me", "ourselves"})
THIRD_PERSON: Final = frozenset({"it", "its", "he", "his", "him", "she", "her", "they", "their", "them"})
PLURAL: Final = frozenset({"they", "them"})
OWN_OFFICES: Final = frozenset(
    """minister president secretary premier chancellor department cabinet presidency king spokesman spokeswoman
    spokesperson taoiseach tánaiste government ministry""".split()
)
"""Offices that, with "the" or before a name, are the publisher's own in a statement by a government."""
RELATIVE: Final = frozenset({"WP", "WDT", "WP$"})
"""Tags of relative pronouns."""
OWN_BODY: Final = frozenset(
    """government ministry country nation delegation administration republic kingdom state presidency mission
    people""".split()
)
"""With "my", "our" or, in a statement by a government, "the": the publisher itself."""
OFFICIAL: Final = frozenset({None, "GOV", "MIL"})
"""Sectors of those who may speak for the publisher; None where an office is named without a state."""
ANAPHORIC: Final = frozenset(
    "government state country authority authorities ministry administration cabinet kingdom bloc".split()
)
"""With a bare "the": the state last spoken of."""
RELATIONAL: Final = frozenset(
    """partner ally colleague homologue neighbour neighbor friend enemy rival counterpart critic opponent supporter
    backer adversary proxy foe""".split()
)
"""Nouns that name others by their relation: France's partners are not France."""
LISTING: Final = frozenset({"including", "like", "as"})
WHOLE_TO_PART: Final = ("of", "in", "from", "for", "to")


def subjects_beside(pronoun: Word) -> list[Word]:
    """Subjects of the pronoun's own verb, whom it cannot mean: "Lesotho begged it for grain"."""
    verb = pronoun.head.head if pronoun.dep_ == "pobj" else pronoun.head
    if pronoun.dep_ not in ("dobj", "dative", "pobj") or verb.pos_ != "VERB":
        return []
    return [
        t for t in subjects(verb) if t.i < pronoun.i and t.lower_ not in THIRD_PERSON and t.tag_ not in ("WP", "WDT")
    ]


def is_own_body(head: Word) -> bool:
    """Whether "my", "our" or "the" makes a body of state the publisher's own."""
    lemma, words = head.lemma_.lower(), [t.lower_ for t in head.lefts]
    if lemma not in OWN_BODY:
        return False
    return any(w in ("my", "our") for w in words) or (
        lemma in OWN_OFFICES | {"republic", "kingdom"} and words == ["the"]
    )


def is_own_office(head: Word, start: int) -> bool:
    """Whether an office of no state named acts, in the phrase from ``start`` to ``head``, and none like it before."""
    if head.dep_ not in ("nsubj", "nsubjpass"):
        return False
    words = [t.lower_ for t in head.doc[start : head.i + 1]]
    office = next((w for w in words if w in OWN_OFFICES), None)
    if office is None or not (words[0] in ("the", "our", "my") or head.pos_ == "PROPN"):
        return False
    return not any(t.lower_ == office for t in head.doc[:start])


def subject_above(pronoun: Word) -> Word | None:
    """The subject of the clause that governs the pronoun's: "the rebels said that they ..."."""
    for verb in pronoun.ancestors:
        for t in verb.children:
            if t.dep_ in ("nsubj", "nsubjpass") and t.i < pronoun.i and t.pos_ in ("NOUN", "PROPN"):
                return t
    return None


def relativised_by(pronoun: Word) -> Word | None:
    """What a relative pronoun stands for: Peru, in "Peru, which left" and "Peru, whose envoy left"."""
    clause = pronoun.head
    if pronoun.tag_ == "WP$":
        clause = next((t for t in pronoun.ancestors if t.dep_ == "relcl"), clause)
    return clause.head if clause.dep_ == "relcl" else None
