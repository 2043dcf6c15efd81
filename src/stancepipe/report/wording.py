"""How codes, numbers and days are put into words on the pages."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

import pycountry

from stancepipe.ids import digest
from stancepipe.vocabulary import DocumentStatus, DocumentType, Relations, Step

MINUS: Final = "\N{MINUS SIGN}"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Spelled out here because ``strftime`` follows the locale of the machine."""

STEPS: Final[Mapping[str, str]] = {
    Step.SUMMON_ENVOY: "summons the envoy",
    Step.RECALL_ENVOY: "recalls its envoy",
    Step.RETURN_ENVOY: "returns its envoy",
    Step.EXPEL_ENVOY: "expels the envoy",
    Step.DOWNGRADE_RELATIONS: "downgrades relations",
    Step.SUSPEND_RELATIONS: "suspends relations",
    Step.SEVER_RELATIONS: "severs relations",
    Step.ESTABLISH_RELATIONS: "establishes relations",
    Step.RESTORE_RELATIONS: "restores relations",
    Step.UPGRADE_RELATIONS: "upgrades relations",
    Step.MOVE_EMBASSY: "moves its embassy",
    Step.RECOGNISE_PALESTINE: "recognises Palestine",
    Step.ARMS_EMBARGO: "arms embargo",
    Step.ARMS_RESTRICTION: "arms restriction",
    Step.ARMS_RESTRICTION_LIFTED: "arms restriction lifted",
    Step.ARMS_DEAL: "arms deal",
    Step.TRADE_RESTRICTION: "trade restriction",
    Step.TRADE_AGREEMENT: "trade agreement",
    Step.SANCTION_PERSONS: "sanctions on persons",
    Step.SANCTION_SETTLERS: "sanctions on settlers",
    Step.SANCTION_LIFTED: "sanctions lifted",
    Step.ENTRY_BAN: "entry ban",
    Step.AIRSPACE_CLOSURE: "closes its airspace",
    Step.LEGAL_ACTION: "legal action",
    Step.LEGAL_SUPPORT: "legal support",
    Step.VOTE_FOR: "votes for",
    Step.VOTE_AGAINST: "votes against",
    Step.VOTE_ABSTAIN: "abstains in a vote",
    Step.COOPERATION_AGREEMENT: "cooperation agreement",
}
RELATIONS: Final[Mapping[str, str]] = {
    Relations.NONE: "none",
    Relations.SEVERED: "severed",
    Relations.SUSPENDED: "suspended",
    Relations.DOWNGRADED: "downgraded",
    Relations.ENVOY_RECALLED: "envoy recalled",
    Relations.FULL: "full",
    Relations.UNKNOWN: "unknown",
}
STATUSES: Final[Mapping[str, str]] = {
    DocumentStatus.ANALYSED: "analysed",
    DocumentStatus.IRRELEVANT: "not about Israel",
    DocumentStatus.DUPLICATE: "copy of another document",
    DocumentStatus.UNSUPPORTED_LANGUAGE: "language not read",
    DocumentStatus.SET_ASIDE: "could not be read",
}
KINDS: Final[Mapping[str, str]] = {
    DocumentType.OFFICIAL_STATEMENT: "official statement",
    DocumentType.NEWS_REPORT: "news report",
    DocumentType.ANALYSIS: "analysis",
    DocumentType.OTHER: "other text",
}
SEEN: Final = 1 << 13
"""Numbers and days whose words are kept: the same ones stand on many pages."""
PLAIN_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,60}")


def in_words(code: str, phrases: Mapping[str, str]) -> str:
    """The phrase for a code; one that has none yet is shown as it is, never as another."""
    return phrases.get(code, code.replace("_", " "))


@lru_cache(maxsize=SEEN)
def signed(value: float, digits: int = 2) -> str:
    """A level, a change of level or an intensity: always with its sign, except for zero."""
    shown = f"{abs(value):.{digits}f}"
    if float(shown) == 0:
        return shown
    return (MINUS if value < 0 else "+") + shown


def interval(lower: float, upper: float) -> str:
    """The two ends of an interval."""
    return f"{signed(lower)} to {signed(upper)}"


def percent(share: float) -> str:
    """A share in whole percent."""
    return f"{share * 100:.0f} %"


@lru_cache(maxsize=SEEN)
def day_in_words(day: date, precision: str | None = None) -> str:
    """A day no more exactly than it is known."""
    month = MONTHS[day.month - 1]
    if precision == "year":
        return f"{day.year}"
    if precision == "month":
        return f"{month} {day.year}"
    return f"{'week of ' if precision == 'week' else ''}{day.day} {month} {day.year}"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


@lru_cache(maxsize=SEEN)
def language_in_words(code: str | None) -> str:
    """English name of a language by its ISO 639-1 code; the code itself where it is none."""
    if code is None:
        return "language not known"
    found = pycountry.languages.get(alpha_2=code)
    # "Modern Greek (1453-)": the years tell it from its ancestors, which nobody here takes it for.
    return re.sub(r"^Modern | \(.*\)$", "", found.name) if found else code


def capitalised(name: str) -> str:
    """A name at the beginning of a line: "the European Union" as "The European Union"."""
    return name[:1].upper() + name[1:]


def page_of(holder: str) -> str:
    """Path of a holder's page from the root of the report."""
    return f"holders/{holder if PLAIN_CODE.fullmatch(holder) else digest('holder', holder)}.html"


def anchor(kind: str, *parts: str) -> str:
    """An id for an element: readable where the parts allow it, a digest of them where they do not."""
    joined = "-".join(part.replace(":", "-") for part in parts)
    return f"{kind}-{joined if PLAIN_CODE.fullmatch(joined) else digest(kind, *parts)}"
