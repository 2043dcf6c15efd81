"""When it happened: time expressions of a sentence, anchored to the day of publication.

Absolute ("28 May 2024"), partial ("28 May", "in May 2010", "in 2009") and relative ("on Tuesday", "last week",
"two days ago") expressions; where the text does not allow a date, there is none. A partial date is the last such
date before publication.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from stancepipe.extract.gate import lower_case
from stancepipe.extract.trees import Stretch, Tree, Word
from stancepipe.vocabulary import DatePrecision

MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
} | {"sept": 9}  # fmt: skip
WEEKDAYS: Final = {name.lower(): number for number, name in enumerate(calendar.day_name)}
NUMBERS: Final = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_MONTH: Final = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY: Final = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"((?:19|20)\d\d)"
_WEEKDAY: Final = "(" + "|".join(WEEKDAYS) + ")"
EXPRESSIONS: Final = tuple(
    (kind, re.compile(r"\b" + pattern + r"\b"))
    for kind, pattern in (
        ("dmy", rf"{_DAY}(?: of)? {_MONTH},? {_YEAR}"),
        ("mdy", rf"{_MONTH} {_DAY},? {_YEAR}"),
        ("iso", r"((?:19|20)\d\d)-(\d\d)-(\d\d)"),
        ("my", rf"{_MONTH},?(?: of)? {_YEAR}"),
        ("dm", rf"{_DAY}(?: of)? {_MONTH}"),
        ("md", rf"{_MONTH} {_DAY}"),
        (
            "ago",
            r"(a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (day|week|month|year)s? (?:ago|earlier)",
        ),
        (
            "relative",
            r"(the day before yesterday|yesterday|today|tonight|this morning|earlier today|last night|tomorrow)",
        ),
        ("period", r"(last|this|earlier this|earlier that|past|previous) (week|month|year)"),
        ("lastday", rf"(?:last|this|on|late on|late|early|early on|earlier on|by|from)? ?{_WEEKDAY}"),
        ("m", rf"(?:in|last|during|since|late|early|mid|mid-|of|this)[ -]{_MONTH}"),
        ("d", r"on the (\d{1,2})(?:st|nd|rd|th)(?= *(?:[,.;:)]|of (?:this|that) month|$))"),
        ("y", rf"(?:in|since|by|during|of|from|early|late|back in|after|before|until|the|and|as) {_YEAR}"),
    )
)
"""Sought in lower case: without regard to case they take several times as long."""
NAMES: Final = {"dm": 2, "md": 1, "m": 1, "lastday": 1}
"""Groups of expressions that name no time where they are written without a capital: "may", "march"."""
APART: Final = frozenset({"relcl"})
"""Clauses whose dates are their own: "Jordan, which signed in 1994, has left"."""
MONTH_NAMED: Final = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b")
DIGIT: Final = re.compile(r"\d")
HINTS: Final = {
    "iso": ("-",), "d": ("on the ",), "y": ("19", "20"), "ago": ("ago", "earlier"), "period": ("week", "month", "year"),
    "relative": ("yesterday", "today", "tonight", "morning", "night", "tomorrow"), "lastday": tuple(WEEKDAYS),
}  # fmt: skip
"""What a sentence must hold for an expression to be sought in it; for the others it is a month."""
NUMBERED: Final = frozenset({"dmy", "mdy", "iso", "my", "dm", "md", "y", "d"})
"""Expressions with a digit in them."""
SHIFTED: Final = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1}
"""Days from the day of publication."""
NOT_THE_EVENT: Final = frozenset({"since", "until", "before", "by", "after", "from", "pre", "till", "starting"})
PARTS_OF_YEAR: Final = frozenset(
    "spring summer autumn fall winter start beginning end half middle course quarter month day night morning".split()
)
"""What a year may follow with "of" and say when."""
NAMED_EVENTS: Final = re.compile(
    r"\s*(?:attacks?|massacres?|assaults?|war|agreements?|borders?|lines?|accords?|resolution|terror|atrocit)", re.I
)

EFFECT: Final = re.compile(
    r"\b(?:effects?|effective|force|as(?=\s+(?:of|from)\b)|from|starting)\b[\s,(:]*(?:(?:on|from|of|as|since)\s+)*$",
    re.I,
)
"""What stands before the day on which something decided begins to hold."""
LEAD: Final = re.compile(r"(?:(?:on|from|of)\s+)*", re.I)
"""Prepositions that belong to an expression."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression: the first day of the time it names, and how exact it is."""

    start: int
    end: int
    """Word bounds in the passage."""
    on: date
    precision: DatePrecision
    anchors: bool
    """Whether it says when something happened (not since, until or after when)."""
    effect: bool = False
    """Whether it says when something decided takes effect: "effective 2 May", "from Thursday"."""

    @property
    def last(self) -> date:
        """The last day of the time it names."""
        if self.precision is DatePrecision.YEAR:
            return date(self.on.year, 12, 31)
        if self.precision is DatePrecision.MONTH:
            return date(self.on.year, self.on.month, calendar.monthrange(self.on.year, self.on.month)[1])
        if self.precision is DatePrecision.WEEK:
            return self.on + timedelta(days=6)
        return self.on


def dates_in(sentence: Stretch, published: date | None) -> list[Dated]:
    """Time expressions of ``sentence``, none inside another; relative ones only where ``published`` is a known day."""
    found: list[Dated] = []
    taken: list[tuple[int, int]] = []
    text = sentence.text
    lowered = lower_case(text)
    for kind, expression in _sought(lowered):
        for match in expression.finditer(lowered):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if kind in NAMES and not text[match.start(NAMES[kind])].isupper():
                continue
            resolved = _resolve(kind, match, published)
            if resolved is None:
                if kind in ("dmy", "mdy", "iso"):
                    taken.append(match.span())  # "31 February 2024" is no date, and no February 2024 either
                continue
            taken.append(match.span())
            span = sentence.doc.covering(sentence.start_char + match.start(), sentence.start_char + match.end())
            before = text[: match.start()].split()
            preposition = before[-1].lower() if before else ""
            first = match.group().split()[0]
            named = NAMED_EVENTS.match(text, match.end()) is not None
            anchors = preposition not in NOT_THE_EVENT and first not in NOT_THE_EVENT and not named
            if kind == "lastday" and preposition == "a" and taken[:-1]:
                continue  # "on 3 February, a Monday"
            if kind == "y" and first == "of":
                anchors = anchors and span[0].head.lemma_.lower() in PARTS_OF_YEAR  # not "the lines of 1967"
            lead = LEAD.match(match.group())
            effect = EFFECT.search(text[: match.start()] + (lead.group() if lead else "")) is not None
            found.append(Dated(span.start, span.end, *resolved, anchors, effect))
    return sorted(found, key=lambda d: d.start)


def _sought(lowered: str) -> list[tuple[str, re.Pattern[str]]]:
    """Expressions that a text may hold, by the words and digits that they need: most sentences hold none."""
    numbered = DIGIT.search(lowered) is not None
    month = MONTH_NAMED.search(lowered) is not None
    return [
        (kind, expression)
        for kind, expression in EXPRESSIONS
        if (numbered or kind not in NUMBERED)
        and (any(hint in lowered for hint in HINTS[kind]) if kind in HINTS else month)
    ]


def is_heading(sentence: Stretch, dated: list[Dated]) -> bool:
    """Whether a date is all that ``sentence`` says: a line of a chronicle, "3 August.", dates those after it."""
    words = [t.i for t in sentence if any(c.isalnum() for c in t.text)]
    return len(dated) == 1 and words != [] and all(dated[0].start <= i < dated[0].end for i in words)


def date_of(trigger: Word, dated: list[Dated]) -> Dated | None:
    """The expression that dates ``trigger``: of its own clause first, then of the clauses above it."""
    told = told_of(trigger, dated)
    if told is not None:
        return told
    anchors = [d for d in dated if d.anchors]
    if not anchors:
        return None
    chain = [trigger, *trigger.ancestors]
    for word in chain:
        own = [d for d in anchors if verb_of(trigger.doc, d) == word.i]
        if own:
            return min(own, key=lambda d: (d.precision is not DatePrecision.DAY, abs(d.start - trigger.i)))
    inside = [d for d in anchors if d.precision is DatePrecision.DAY and _below(trigger, d)]
    if len(inside) == 1:
        return inside[0]
    before = [d for d in anchors if d.start < trigger.i and trigger.doc[verb_of(trigger.doc, d)].dep_ not in APART]
    return before[0] if len(before) == 1 and len(anchors) == 1 else None


def told_of(trigger: Word, dated: list[Dated]) -> Dated | None:
    """The time that a clause with ``trigger`` tells of: "since 1986, when Peru expelled four envoys"."""
    clause = trigger
    while clause.dep_ in ("conj", "xcomp"):
        clause = clause.head
    if clause.dep_ != "relcl" or not any(t.lower_ == "when" for t in clause.children):
        return None
    return next((d for d in dated if d.start <= clause.head.i < d.end), None)


def _below(trigger: Word, dated: Dated) -> bool:
    return any(t.i == trigger.i for t in trigger.doc[dated.start].ancestors)


def verb_of(doc: Tree, dated: Dated) -> int:
    """Number of the verb that a time expression belongs to."""
    root = doc[dated.start : dated.end].root
    token = root
    while token.head.i != token.i and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return token.i


def latest_year(text: str) -> int | None:
    """The latest year that an undated text names: what it must have been written in or after."""
    years = [int(y) for y in re.findall(r"\b((?:19|20)\d\d)\b", text)]
    return max(years, default=None)


def _resolve(kind: str, match: re.Match[str], published: date | None) -> tuple[date, DatePrecision] | None:
    g = match.groups()
    day = DatePrecision.DAY
    if kind == "dmy":
        return _safe(int(g[2]), MONTHS[g[1]], int(g[0]), day)
    if kind == "mdy":
        return _safe(int(g[2]), MONTHS[g[0]], int(g[1]), day)
    if kind == "iso":
        return _safe(int(g[0]), int(g[1]), int(g[2]), day)
    if kind == "my":
        return _safe(int(g[1]), MONTHS[g[0]], 1, DatePrecision.MONTH)
    if kind == "y":
        return date(int(g[0]), 1, 1), DatePrecision.YEAR
    if published is None:
        return None
    if kind in ("dm", "md"):
        month, number = (MONTHS[g[1]], int(g[0])) if kind == "dm" else (MONTHS[g[0]], int(g[1]))
        return _last_such(published, month, number)
    if kind == "d":
        return _last_such(published, published.month, int(g[0])) or _last_such(
            published, (published - timedelta(days=published.day)).month, int(g[0])
        )
    if kind == "m":
        month = MONTHS[g[0]]
        year = published.year if month <= published.month else published.year - 1
        return date(year, month, 1), DatePrecision.MONTH
    if kind == "lastday":
        back = (published.weekday() - WEEKDAYS[g[0]]) % 7
        if match.group().startswith("last") and back == 0:
            back = 7
        return published - timedelta(days=back), day
    return _relative(kind, g, published)


def _relative(kind: str, g: tuple[str, ...], published: date) -> tuple[date, DatePrecision] | None:
    if kind == "relative":
        return published + timedelta(days=SHIFTED.get(g[0], 0)), DatePrecision.DAY
    if kind == "ago":
        number = NUMBERS.get(g[0]) or int(g[0])
        unit = g[1]
        if unit == "day":
            return published - timedelta(days=number), DatePrecision.DAY
        if unit == "week":
            return published - timedelta(weeks=number), DatePrecision.WEEK
        if unit == "month":
            months = published.year * 12 + published.month - 1 - number
            return date(months // 12, months % 12 + 1, 1), DatePrecision.MONTH
        return date(published.year - number, 1, 1), DatePrecision.YEAR
    if kind == "period":
        back = 0 if "this" in g[0] or "that" in g[0] else 1
        if g[1] == "week":
            monday = published - timedelta(days=published.weekday())
            return monday - timedelta(weeks=back), DatePrecision.WEEK
        if g[1] == "month":
            months = published.year * 12 + published.month - 1 - back
            return date(months // 12, months % 12 + 1, 1), DatePrecision.MONTH
        return date(published.year - back, 1, 1), DatePrecision.YEAR
    return None


def _last_such(published: date, month: int, number: int) -> tuple[date, DatePrecision] | None:
    for year in (published.year, published.year - 1):
        found = _safe(year, month, number, DatePrecision.DAY)
        if found is not None and found[0] <= published + timedelta(days=1):
            return found
    return None


def _safe(year: int, month: int, number: int, precision: DatePrecision) -> tuple[date, DatePrecision] | None:
    try:
        return date(year, month, number), precision
    except ValueError:
        return None
