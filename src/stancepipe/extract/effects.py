"""When what was announced takes effect: "would sever ties from 2 May", "with immediate effect"."""

import re
from datetime import date
from typing import Final

from stancepipe.extract.event_dates import WEEKDAYS, Dated, verb_of
from stancepipe.extract.trees import Word
from stancepipe.vocabulary import DatePrecision

AT_ONCE: Final = re.compile(
    r"\bwith immediate effect\b|\beffective immediately\b|\bimmediately effective\b|\bwith effect from today\b", re.I
)
"""What is decided in these words is done with the decision."""


def taking_effect(
    trigger: Word, dated: list[Dated], announced: Dated | None, earliest: date, latest: date
) -> Dated | None:
    """The day on which what was only announced took effect: "would sever ties from 2 May".

    It lies between ``earliest`` and ``latest`` and not before the day of the announcement. A weekday is counted from
    that day; where it is not told, "from Thursday" may as well be still to come.
    """
    if announced is not None:
        earliest = max(earliest, announced.on)
    days = [d for d in dated if d.effect and d.precision is DatePrecision.DAY and earliest <= d.on <= latest]
    if announced is None:
        days = [d for d in days if trigger.doc[d.end - 1].lower_ not in WEEKDAYS]
    word = trigger
    while True:
        own = [d for d in days if verb_of(trigger.doc, d) == word.i]
        apart = word.dep_ == "conj" and any(t.dep_ == "nsubj" for t in word.children)
        if own or apart or word.head.i == word.i:
            return own[0] if own else None
        word = word.head
