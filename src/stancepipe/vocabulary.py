"""What things are called: every code that a published row may hold, declared once.

Names are PLOVER's (event types, modes, quad classes), ISO 3166-1 alpha-3 for states and the project's published
interface where those are silent. Which phrase means which code is knowledge and lives in ``corpora/lexicons``.
"""

from enum import StrEnum
from typing import Final


class Label(StrEnum):
    """A holder's position toward a target; an abstention is a null, not a member."""

    SUPPORTIVE = "supportive"
    CRITICAL = "critical"
    MIXED = "mixed"
    NEUTRAL = "neutral"


class EventType(StrEnum):
    """The sixteen PLOVER event types."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    REJECT = "REJECT"
    ACCUSE = "ACCUSE"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class EventStatus(StrEnum):
    """Did it happen: the plain case and PLOVER's four auxiliary modes."""

    OCCURRED = "occurred"
    ANNOUNCED = "announced"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    BACKGROUND = "background"


class Step(StrEnum):
    """An act that moves formal relations with Israel."""

    SUMMON_ENVOY = "summon_envoy"
    RECALL_ENVOY = "recall_envoy"
    RETURN_ENVOY = "return_envoy"
    EXPEL_ENVOY = "expel_envoy"
    DOWNGRADE_RELATIONS = "downgrade_relations"
    SUSPEND_RELATIONS = "suspend_relations"
    SEVER_RELATIONS = "sever_relations"
    ESTABLISH_RELATIONS = "establish_relations"
    RESTORE_RELATIONS = "restore_relations"
    UPGRADE_RELATIONS = "upgrade_relations"
    MOVE_EMBASSY = "move_embassy"
    RECOGNISE_PALESTINE = "recognise_palestine"
    ARMS_EMBARGO = "arms_embargo"
    ARMS_RESTRICTION = "arms_restriction"
    ARMS_RESTRICTION_LIFTED = "arms_restriction_lifted"
    ARMS_DEAL = "arms_deal"
    TRADE_RESTRICTION = "trade_restriction"
    TRADE_AGREEMENT = "trade_agreement"
    SANCTION_PERSONS = "sanction_persons"
    SANCTION_SETTLERS = "sanction_settlers"
    SANCTION_LIFTED = "sanction_lifted"
    ENTRY_BAN = "entry_ban"
    AIRSPACE_CLOSURE = "airspace_closure"
    LEGAL_ACTION = "legal_action"
    LEGAL_SUPPORT = "legal_support"
    VOTE_FOR = "vote_for"
    VOTE_AGAINST = "vote_against"
    VOTE_ABSTAIN = "vote_abstain"
    COOPERATION_AGREEMENT = "cooperation_agreement"


class Domain(StrEnum):
    """What an event, or a support, is about."""

    DIPLOMATIC = "diplomatic"
    ARMS = "arms"
    MILITARY = "military"
    CYBER = "cyber"
    INTELLIGENCE = "intelligence"
    TRAINING = "training"
    TRADE = "trade"
    TECHNOLOGY = "technology"
    ENERGY = "energy"
    LEGAL = "legal"
    VOTE = "vote"
    AID = "aid"
    CULTURE = "culture"
    OTHER = "other"


class DocumentStatus(StrEnum):
    """What became of an input document."""

    ANALYSED = "analysed"
    IRRELEVANT = "irrelevant"
    DUPLICATE = "duplicate"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    SET_ASIDE = "set_aside"


class DocumentType(StrEnum):
    """What kind of text a document is."""

    OFFICIAL_STATEMENT = "official_statement"
    NEWS_REPORT = "news_report"
    ANALYSIS = "analysis"
    OTHER = "other"


class Relations(StrEnum):
    """The ladder of formal relations with Israel, coldest first; ``unknown`` stands outside it."""

    NONE = "none"
    SEVERED = "severed"
    SUSPENDED = "suspended"
    DOWNGRADED = "downgraded"
    ENVOY_RECALLED = "envoy_recalled"
    FULL = "full"
    UNKNOWN = "unknown"


class DecidesBy(StrEnum):
    """How a bloc comes to a position."""

    CONSENSUS = "consensus"
    MIXED = "mixed"
    MAJORITY = "majority"


class ShiftKind(StrEnum):
    """How a change of posture was seen: an act, or a change of level in stances."""

    FORMAL_STEP = "formal_step"
    TREND = "trend"


class Direction(StrEnum):
    """Which way a posture moved."""

    WARMER = "warmer"
    COLDER = "colder"


class DatePrecision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class MentionKind(StrEnum):
    """What a mention names."""

    STATE = "state"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    METONYM = "metonym"
    LEADER = "leader"
    BLOC = "bloc"
    GROUP = "group"
    OFFICE = "office"


class CorrectionStatus(StrEnum):
    """What became of an analyst's correction."""

    APPLIED = "applied"
    NO_ROW = "no_row"
    REFUSED = "refused"


ISRAEL: Final = "ISR"
PALESTINE: Final = "PSE"
TARGETS: Final = (ISRAEL,)
"""Targets whose postures are published; no code may depend on there being one."""

BLOCS: Final = frozenset(
    {"EU", "UN", "NATO", "G7", "G20", "AU", "ARABLEAGUE", "GCC", "OIC", "ASEAN", "BRICS", "CELAC", "MERCOSUR", "NAM"}
)
"""Blocs that may be holders. ``MEDDIALOGUE`` has members and a row in ``blocs`` but holds no stance."""

COURTS: Final = frozenset({"ICC", "ICJ"})
GROUPS: Final = frozenset({"HAMAS", "HEZBOLLAH", "HOUTHIS", "PIJ", "SETTLERS", "GAZA"})
STATES_OUTSIDE_ISO: Final = frozenset({"XKX", "XSL"})

STATE_ORGANS: Final = frozenset({"GOV", "MIL", "SPY", "LEG", "JUD", "COP"})
"""Sectors whose acts are acts of the state. Only ``GOV`` (and a state named without sector) speaks for it."""

COLDER_STEPS: Final = frozenset(
    {
        Step.SUMMON_ENVOY, Step.RECALL_ENVOY, Step.EXPEL_ENVOY, Step.DOWNGRADE_RELATIONS, Step.SUSPEND_RELATIONS,
        Step.SEVER_RELATIONS, Step.RECOGNISE_PALESTINE, Step.ARMS_EMBARGO, Step.ARMS_RESTRICTION,
        Step.TRADE_RESTRICTION, Step.SANCTION_PERSONS, Step.SANCTION_SETTLERS, Step.ENTRY_BAN,
        Step.AIRSPACE_CLOSURE, Step.LEGAL_ACTION,
    }
)  # fmt: skip
WARMER_STEPS: Final = frozenset(
    {
        Step.RETURN_ENVOY, Step.ESTABLISH_RELATIONS, Step.RESTORE_RELATIONS, Step.UPGRADE_RELATIONS,
        Step.MOVE_EMBASSY, Step.ARMS_RESTRICTION_LIFTED, Step.ARMS_DEAL, Step.TRADE_AGREEMENT,
        Step.SANCTION_LIFTED, Step.LEGAL_SUPPORT, Step.COOPERATION_AGREEMENT,
    }
)  # fmt: skip
VOTE_STEPS: Final = frozenset({Step.VOTE_FOR, Step.VOTE_AGAINST, Step.VOTE_ABSTAIN})
"""Votes move posture by what was voted on: their direction is the sign of the event's ``intensity`` toward Israel."""

QUAD: Final[dict[EventType, int]] = {
    EventType.AGREE: 1, EventType.CONSULT: 1, EventType.SUPPORT: 1, EventType.CONCEDE: 1,
    EventType.COOPERATE: 2, EventType.AID: 2, EventType.RETREAT: 2,
    EventType.REQUEST: 3, EventType.REJECT: 3, EventType.ACCUSE: 3, EventType.THREATEN: 3,
    EventType.PROTEST: 4, EventType.SANCTION: 4, EventType.MOBILIZE: 4, EventType.COERCE: 4, EventType.ASSAULT: 4,
}  # fmt: skip
"""PLOVER quad classes: 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict."""


def codes(enum: type[StrEnum]) -> frozenset[str]:
    """All codes of one vocabulary, for checks."""
    return frozenset(member.value for member in enum)
