"""What is told as setting: by its date, by a date of history told just before it, or by its tense."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from stancepipe.extract.coded_events import CodedEvent
from stancepipe.extract.event_dates import Dated, lasting_since
from stancepipe.extract.patterns import Pattern
from stancepipe.extract.sides import Setting
from stancepipe.extract.trees import Word
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


def told_before(word: Word) -> bool:
    """Whether a past perfect outside reported speech puts ``word`` before the news: "which it had shut"."""
    if not any(t.dep_ in ("aux", "auxpass") and t.lower_ == "had" for t in word.children):
        return False
    token = word
    while token.dep_ in ("conj", "xcomp"):
        token = token.head
    return token.dep_ != "ccomp"


def is_past_tense(word: Word) -> bool:
    """Whether ``word`` tells of the past and not of its outcome today ("has recalled")."""
    if any(t.dep_ in ("aux", "auxpass") and t.lower_ in ("has", "have", "is", "are") for t in word.children):
        return False
    return word.tag_ in ("VBD", "VBN", "NN")
