"""Which words of a document stand beside a label: the sentences that carry it."""

from collections.abc import Sequence
from typing import Final

from stancepipe.classify.stance import Judgement

MAX_QUOTE: Final = 100
"""Words of a quote: the sentence that tells most, with those beside it from which the label was read as well."""
TOLD_BY_ACT: Final = 0.1
TOLD_BY_NAME: Final = 0.2
"""What a coded act (by its weight) and the target's name add to a sentence's claim to be quoted."""


def quote_of(told: Sequence[Judgement], label: int) -> tuple[int, int]:
    """Where the words stand that carry a label (its place in :data:`CLASSES`), in code points of the document.

    The sentence that tells most, by its own words, its coded acts and its passage; then its neighbours among the
    sentences from which the label was read, the more telling first, up to :data:`MAX_QUOTE` words.
    """

    def weight(judged: Judgement, index: int) -> float:
        statement = judged.claim.statements[index]
        own = float(judged.by_statement[index, label]) if len(judged.by_statement) else 0.0
        sentence = own + TOLD_BY_ACT * statement.acts + TOLD_BY_NAME * statement.relevant
        return judged.expressed * float(judged.given[label]) * sentence

    places = [(j, i) for j in told for i in range(len(j.claim.statements))]
    carrier, first = max(places, key=lambda place: (weight(*place), -place[0].claim.statements[place[1]].start))
    statements = carrier.claim.statements
    last = first
    words = [len(statement.marked.split()) for statement in statements]
    while True:
        wider = [
            (weight(carrier, new), low, high)
            for new, low, high in ((first - 1, first - 1, last), (last + 1, first, last + 1))
            if 0 <= new < len(statements) and sum(words[low : high + 1]) <= MAX_QUOTE
        ]
        if not wider:
            return statements[first].start, statements[last].end
        _, first, last = max(wider, key=lambda found: (found[0], -found[1]))
