"""What is told as setting: by its date, by a date of history told just before it, or by its tense."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from stancepipe.extract.coded_events import CodedEvent
from stancepipe.extract.event_dates import Dated, verb_of
from stancepipe.extract.patterns import Pattern
from stancepipe.extract.sides import Setting
from stancepipe.extract.trees import Tree, Word
from stancepipe.vocabulary import EventStatus

BACKGROUND_AFTER: Final = timedelta(days=30)
"""An event that ended this long before publication is told as background."""
UNDATED_BACKGROUND_YEARS: Final = 1
"""In a text without a date, an event dated this many years before the latest year it names is background."""


def in_history(event: CodedEvent, history: Dated | None, setting: Setting) -> CodedEvent:
    """Put a past event on the date of the history told just before it, or into the background by its own date."""
    if event.status is not EventStatus.OCCURRED:
        return event
    if event.dated is not None:
        return replace(event, status=EventStatus.BACKGROUND) if is_past(event.dated, setting) else event
    tense = event.trigger.tag_
    perfect = any(t.lower_ in ("has", "have") for t in event.trigger.children if t.dep_ == "aux")
    if history is not None and tense in ("VBD", "VBN", "NN", "NNS", "VBG") and not perfect:
        return replace(event, status=EventStatus.BACKGROUND)
    return event


def is_past(dated: Dated, setting: Setting) -> bool:
    """Whether a time ended so long before the text that what happened then is no news of it."""
    if setting.published is not None:
        return dated.last < setting.published - BACKGROUND_AFTER
    if setting.latest_year is None:
        return False
    return dated.last.year <= setting.latest_year - UNDATED_BACKGROUND_YEARS


def presupposed(word: Word, pattern: Pattern, when: Dated | None, dated: list[Dated], setting: Setting) -> bool:
    """Whether a step is only recalled: "the case that South Africa has brought", "have severed ties since 2023"."""
    since = lasting_since(word, dated)
    if since is not None and pattern.step is not None and is_past(since, setting):
        return True
    noun = word.head
    definite = word.dep_ == "relcl" and any(t.lower_ in ("the", "that", "those") for t in noun.lefts)
    predicate = noun.dep_ == "attr"  # "is the third country to have recalled": that is the news
    return pattern.step is not None and definite and not predicate and when is None


def lasting_since(trigger: Word, dated: list[Dated]) -> Dated | None:
    """The time since when something has been so: "have severed relations since October 2023"."""
    doc = trigger.doc
    since = [d for d in dated if not d.anchors and "since" in (doc[d.start].lower_, doc[max(0, d.start - 1)].lower_)]
    return next((d for d in since if verb_of(doc, d) == trigger.i and not _is_of_a_noun(doc, d)), None)


def _is_of_a_noun(doc: Tree, dated: Dated) -> bool:
    """Whether another name of something holds the time: "the accord, a draft since 2020"."""
    token = doc[dated.start : dated.end].root
    while token.head.i != token.i and token.pos_ not in ("VERB", "AUX"):
        if token.dep_ == "appos":
            return True
        token = token.head
    return False


def told_before(word: Word) -> bool:
    """Whether a past perfect outside reported speech puts ``word`` before the news: "which it had shut"."""
    token = word
    perfect, shared = _has_had(word), True
    while token.dep_ in ("conj", "xcomp"):
        shared = shared and _shares_perfect(token)
        perfect = perfect or (shared and _has_had(token.head))
        token = token.head
    if _is_earlier(token):
        return True
    return perfect and (token.dep_ != "ccomp" or _is_aside(token))


def is_of_an_actor(clause: Word) -> bool:
    """Whether an aside tells something of who acts: "Belize, which broke with Peru in November, is short of parts"."""
    actor = clause.head
    if clause.dep_ != "relcl" or clause.tag_ != "VBD" or actor.dep_ != "nsubj" or actor.pos_ != "PROPN":
        return False
    return any(t.tag_ in ("WDT", "WP") and t.dep_ == "nsubj" and t.doc[t.i - 1].text == "," for t in clause.children)


def _has_had(verb: Word) -> bool:
    return any(t.dep_ in ("aux", "auxpass") and t.lower_ == "had" for t in verb.children)


def _shares_perfect(verb: Word) -> bool:
    """Whether a participle goes on with the "had" of the verb before it: "had brought them out and fed them"."""
    return (
        verb.dep_ == "conj"
        and verb.tag_ in ("VBN", "VBD")
        and not any(t.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass") for t in verb.children)
    )


def _is_earlier(clause: Word) -> bool:
    """Whether ``clause`` is told as what came before the news: "after Peru recalled", "since Peru expelled"."""
    if clause.dep_ == "advcl" and clause.tag_ in ("VBD", "VBN"):
        marks = {t.lower_ for t in clause.children if t.dep_ == "mark"}
        return "after" in marks or ("since" in marks and clause.i < clause.head.i)
    if clause.pos_ == "NOUN" and clause.dep_ == "pobj":
        return clause.head.lower_ in ("after", "following") and clause.head.head.tag_ in ("VBD", "VBZ", "VBN")
    return False


def _is_aside(clause: Word) -> bool:
    """Whether the parser takes a sentence before a semicolon for what the next one says."""
    between = clause.doc[clause.i + 1 : clause.head.i]
    return clause.i < clause.head.i and any(t.text == ";" for t in between)


def is_past_tense(word: Word) -> bool:
    """Whether ``word`` tells of the past and not of its outcome today ("has recalled")."""
    if any(t.dep_ in ("aux", "auxpass") and t.lower_ in ("has", "have", "is", "are") for t in word.children):
        return False
    return word.tag_ in ("VBD", "VBN", "NN")
