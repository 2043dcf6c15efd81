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
OWN_BODY: Final = frozenset(
    """government ministry country nation delegation administration republic kingdom state presidency mission
    people""".split()
)
"""With "my", "our" or, in a statement by a government, "the": the publisher itself."""
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
