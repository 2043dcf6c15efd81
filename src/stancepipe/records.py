"""What a row is: one frozen dataclass per published table, every field with its sentence.

Arrow schemas, checks, the data dictionary and ``datapackage.json`` are derived from these declarations
(:mod:`stancepipe.tables`). Days are :class:`datetime.date`, times are aware UTC :class:`datetime.datetime`,
offsets count code points of ``Document.text``.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


def column(sentence: str) -> Any:
    """Declare a column by the sentence that the data dictionary prints for it."""
    return field(metadata={"sentence": sentence})


def rare_column(sentence: str) -> Any:
    """Declare a column that is null in most rows and may be left out where a row is made."""
    return field(default=None, metadata={"sentence": sentence})


CORRECTED = (
    "Which fields an analyst corrected, and why, as field: reason; null where none was. The table corrections tells "
    "what had been found."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One revision of one input document, whatever became of it."""

    document_id: str = column("Digest of input id and content: one id per revision.")
    input_id: str = column("The id the input carried, or its path or URL; stable over revisions.")
    url: str | None = column("Where the document is published, if known.")
    title: str | None = column("Title as published.")
    text: str = column("Main text that all offsets count in; empty where the input could not be read.")
    publisher: str | None = column("Who published it, as the input or the source says.")
    publisher_country: str | None = column("ISO 3166-1 alpha-3 code, or bloc, of the publisher.")
    doc_type: str = column("official_statement, news_report, analysis or other.")
    published_on: date | None = column("Day of publication by the source's claim.")
    published_precision: str | None = column("How exactly published_on is known: day, month or year.")
    published_from: str | None = column(
        "How the date was found: record, option, feed, metadata, page or name; correction where an analyst set it."
    )
    superseded_by: str | None = column("document_id of the revision that replaced this one.")
    language: str | None = column("ISO 639-1 code of the language found.")
    status: str = column("analysed, irrelevant, duplicate, unsupported_language or set_aside.")
    status_reason: str | None = column("Why, in words, where the status is not analysed.")
    duplicate_of: str | None = column("document_id of the canonical copy.")
    content_hash: str = column("Versioned hash of the words, blind to white space, clocks and counters.")
    n_words: int = column("Words in text, separated by white space.")
    first_seen_at: datetime = column("When this revision first came in, by our clock.")
    found_at: datetime | None = rare_column(
        "When its words were fetched, or last found again in place of a later revision; null where first_seen_at says "
        "it."
    )
    source_id: str | None = rare_column("Id of the configured source that brought it; null for other inputs.")
    withdrawn_at: datetime | None = rare_column("When its words were withdrawn (a takedown); status_reason says why.")
    corrected: str | None = rare_column(CORRECTED)
    run_id: str = column("The run that brought it in.")
    bundle_id: str = column("Models and lexicons it was analysed with.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """One actor or place named in a document."""

    mention_id: str = column("Digest of document and offsets.")
    document_id: str = column("The document it stands in.")
    start_char: int = column("First code point of the mention in documents.text.")
    end_char: int = column("One past its last code point.")
    text: str = column("The words of the mention, exactly.")
    kind: str = column("state, demonym, capital, metonym, leader, bloc, group or office.")
    country: str | None = column("ISO 3166-1 alpha-3 code where the mention names a state or its voice.")
    actor_code: str = column("Code of the actor: a state, bloc, court or group.")
    sector: str | None = column("PLOVER sector of the actor (GOV, MIL, LEG, JUD, ...).")
    bundle_id: str = column("Models and lexicons it was found with.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One report of one event in one document: who did what to whom."""

    event_id: str = column("Digest of actor, recipient, step or type, and day: the same over documents.")
    document_id: str = column("The document that reports it.")
    quote: str = column("The words that report it, exactly as in documents.text.")
    quote_start: int = column("First code point of the quote.")
    quote_end: int = column("One past its last code point.")
    actor: str | None = column("Code of who acts; null where the text does not say or the actor has no code.")
    actor_text: str | None = column("The words that name who acts.")
    actor_sector: str | None = column("PLOVER sector of who acts.")
    recipient: str | None = column("Code of whom it is done to.")
    recipient_text: str | None = column("The words that name whom it is done to.")
    recipient_sector: str | None = column("PLOVER sector of whom it is done to.")
    event_type: str = column("One of the sixteen PLOVER types.")
    event_mode: str | None = column("PLOVER mode, where the type has one that fits.")
    quad: int = column("PLOVER quad class, 1 to 4.")
    step: str | None = column("The move of formal relations with Israel, where it is one.")
    domain: str = column("What the event is about: diplomatic, arms, cyber, training and so on.")
    status: str = column("occurred, announced, hypothetical, denied or background.")
    event_on: date | None = column("Day on which it happened, or the first day of the period.")
    date_precision: str | None = column("How exactly event_on is known: day, week, month or year.")
    intensity: float = column("PLOVER score of type and mode, -10 to +10.")
    attributed_to: str | None = column("Code of who says so, where that is not the document itself.")
    toward_israel: bool = column("Whether the act bears on Israel, as recipient or as subject matter.")
    rule: str = column("Id of the pattern that found it.")
    confidence: float = column("0 to 1.")
    corrected: str | None = rare_column(CORRECTED)
    bundle_id: str = column("Models and lexicons it was found with.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stance:
    """One holder's stance toward one target in one document."""

    stance_id: str = column("Digest of document, holder and target.")
    document_id: str = column("The document that expresses it.")
    holder: str = column("State or bloc whose position it is.")
    target: str = column("Whom the position is toward.")
    label: str | None = column("supportive, critical, mixed or neutral; null where the classifier abstains.")
    score: float = column("Expected intensity, -1 to 1, also where the label is null.")
    confidence: float = column("Calibrated probability that the label is right, if the holder takes a position.")
    quote: str = column("The words that carry it, exactly as in documents.text.")
    quote_start: int = column("First code point of the quote.")
    quote_end: int = column("One past its last code point.")
    n_passages: int = column("Passages of the document that speak of it.")
    published_on: date | None = column("Day of publication of the document.")
    publisher_country: str | None = column("Country of the publisher of the document.")
    corrected: str | None = rare_column(CORRECTED)
    bundle_id: str = column("Models and lexicons it was read with.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Posture:
    """One holder on one day, up to the latest day in the data."""

    holder: str = column("State or bloc.")
    day: date = column("The day.")
    score: float = column("Level of posture, -1 (critical) to 1 (supportive).")
    lower: float = column("Lower end of the 90 % interval.")
    upper: float = column("Upper end of the 90 % interval.")
    label: str = column(
        "supportive or critical where the level is clearly so, four times in five; mixed where recent stances "
        "disagree; else neutral."
    )
    n_documents: int = column("Documents behind the level up to this day.")
    n_stances: int = column("Stances behind the level up to this day.")
    n_events: int = column("Events behind the level up to this day.")
    relations: str = column("Formal relations with Israel on that day.")
    n_sources: int = column(
        "Sources (publishers) behind the level up to this day; documents that name none count as one."
    )
    n_own: int = column("Official documents of the holder itself behind the level up to this day.")
    languages: str = column("Space-separated ISO 639-1 codes of the documents behind the level up to this day.")
    last_evidence_on: date = column("Day of the last document behind the level: since then there was silence.")
    bundle_id: str = column("Models and lexicons behind it.")


@dataclass(frozen=True, kw_only=True, slots=True)
class FormalRelations:
    """One state's formal relations with Israel from one day on, until its next row."""

    holder: str = column("The state.")
    since: date = column(
        "First day of it; 2023-10-07, the day the lexicon describes, where the lexicon knows no earlier."
    )
    relations: str = column("none, severed, suspended, downgraded, envoy_recalled or full; unknown before the lexicon.")
    previous: str | None = column(
        "What they were before; null where the lexicon tells them and nothing earlier is known."
    )
    step: str | None = column("The step that moved them; null where the lexicon tells them.")
    shift_id: str | None = column("The formal step in posture_shifts; null where the lexicon tells them.")
    evidence: str | None = column("Space-separated event:ID of reports that it occurred; null where the lexicon tells.")
    source: str | None = column("Source of the lexicon's row; null where an act moved them.")
    bundle_id: str = column("Models and lexicons behind it.")


@dataclass(frozen=True, kw_only=True, slots=True)
class PostureShift:
    """One change of posture."""

    shift_id: str = column("Digest of holder, day, kind and step.")
    holder: str = column("State or bloc.")
    day: date = column("Day on which it changed.")
    kind: str = column("formal_step or trend.")
    step: str | None = column("The formal step, for formal_step.")
    status: str | None = column("occurred or announced, for formal_step.")
    direction: str = column("warmer or colder.")
    before: float | None = column("Level before, where there was one.")
    after: float | None = column("Level after, where there is one.")
    magnitude: float = column("Size: change of level for a trend, PLOVER intensity / 10 for a step.")
    confidence: float = column("0 to 1.")
    summary: str = column("One neutral sentence.")
    evidence: str = column("Space-separated event:ID and stance:ID.")
    first_known_at: datetime = column("When we first read of it.")
    bundle_id: str = column("Models and lexicons behind it.")


@dataclass(frozen=True, kw_only=True, slots=True)
class BlocDay:
    """One bloc on one day."""

    bloc: str = column("Code of the bloc.")
    day: date = column("The day.")
    score: float = column("Mean level of the observed members.")
    cohesion: float = column("1 minus the mean distance of observed members from the level, 0 to 1.")
    n_members: int = column("Members on that day, Israel left out.")
    n_observed: int = column("Members with a posture on that day.")
    most_supportive: str = column("Observed member with the highest level.")
    most_critical: str = column("Observed member with the lowest level.")
    farthest: str = column(
        "Space-separated codes of up to three observed members farthest from the level, farthest first."
    )
    positions_by: str = column("How it comes to positions on foreign affairs: consensus, mixed or majority.")
    blockers: str | None = column(
        "Space-separated codes of members reported, in the last 180 days, to block or veto an act of the bloc that "
        "concerns Israel; null where positions need no consensus."
    )
    evidence: str | None = column("Space-separated event:ID of those reports; null where positions need no consensus.")
    holdouts: str | None = column(
        "Space-separated codes of members that clearly stand on the other side than the mean of the other observed "
        "members, and could block; null where positions need no consensus."
    )
    bundle_id: str = column("Models and lexicons behind it.")


@dataclass(frozen=True, kw_only=True, slots=True)
class SupportDay:
    """The spread of Israel's support on one day, in one domain or in all."""

    day: date = column("The day.")
    domain: str = column("Domain of support, or all.")
    concentration: float = column("Herfindahl-Hirschman index of the holders' shares, 0 to 1.")
    effective_supporters: float = column("1 / concentration: how many equal supporters would be as concentrated.")
    top_holder: str = column("Holder with the largest share.")
    top_share: float = column("Its share, 0 to 1.")
    n_supporters: int = column("Holders with any support.")
    without_top: float | None = column("Effective supporters without the largest; null where it stands alone.")
    bundle_id: str = column("Models and lexicons behind it.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One pipeline run; what a crashed one counts is as far as it had come."""

    run_id: str = column("Id of the run.")
    started_at: datetime = column("When it started.")
    finished_at: datetime | None = column("When it finished; null while it runs or where it crashed.")
    status: str = column("running, completed, failed or crashed.")
    n_inputs: int = column("Input records read.")
    n_new: int = column("Documents or revisions not seen before.")
    n_unchanged: int = column("Inputs that were already known, word for word.")
    n_duplicates: int = column("New documents that copy another.")
    n_set_aside: int = column("Inputs that could not be read or understood.")
    seconds: float = column("Wall time; 0 where it crashed.")
    version: str = column("Version of stancepipe.")
    bundle_id: str = column("Models and lexicons in use.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """One value that an analyst's correction set, or one line of corrections.csv that set none."""

    correction_id: str = column("Digest of table, key and field; of the line itself where it set nothing.")
    line: int = column("Line of corrections.csv, the header being 1.")
    table_name: str = column("Table of the row.")
    row_key: str = column("Key of the row, its parts separated by spaces; as written where there is no such row.")
    field: str = column("Column that was set; row where the whole row is left out as wrong.")
    value: str | None = column("What stands there now; null where that is nothing.")
    found: str | None = column("What had been found; the whole row as JSON where it is left out.")
    implied: bool = column("Whether the value follows from another field of the same line.")
    because: str = column("Why, in the analyst's words.")
    by_whom: str | None = column("Who corrected it.")
    made_on: date | None = column("Day of the correction.")
    status: str = column("applied, no_row (there is no such row now) or refused.")
    status_reason: str | None = column("Why, in words, where the status is not applied.")
    document_id: str | None = column("The document of the row; null where there is no such row.")
