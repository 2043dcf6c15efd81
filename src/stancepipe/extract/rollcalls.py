"""Roll calls: who voted how, where a list says it without a verb for each: "for, Chile; against, Peru and Cuba"."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from stancepipe.extract.actors import ActorMention
from stancepipe.extract.coded_events import CodedEvent
from stancepipe.extract.event_dates import Dated, date_of
from stancepipe.extract.parties import Party, Reader
from stancepipe.extract.patterns import Pattern
from stancepipe.extract.trees import Stretch, Word
from stancepipe.vocabulary import VOTE_STEPS, EventStatus, MentionKind, Step

CUES: Final = {
    Step.VOTE_FOR: frozenset({"favour", "favor", "aye", "ayes", "yes", "yea"}),
    Step.VOTE_AGAINST: frozenset({"against", "no", "noes", "nay", "nays"}),
    Step.VOTE_ABSTAIN: frozenset({"abstain", "abstained", "abstaining", "abstention", "abstentions", "abstainers"}),
}
"""Words of a roll call."""
BALLOTS: Final = frozenset(
    "vote votes voted voting ballot abstained abstaining abstention abstentions abstainers".split()
)
"""Words of which a sentence holds one where it tells of a vote."""
NOT_TOLD: Final = frozenset("not if would will may might could should n't never".split())
"""Words of a sentence that tells of no vote that was taken, or not only of such."""
PARTS: Final = frozenset({"amod", "compound", "poss", "nmod", "npadvmod"})
CLAUSES: Final = frozenset({"relcl", "dative", "dobj", "ccomp"})
"""Relations at or above a name that is no voter's: "the text that gives Palestine rights"."""
SUBJECT_MATTER: Final = frozenset("in on with to at toward towards over about like unlike against for of".split())
"""Prepositions before what the vote is about, not before who votes."""
CONFIDENCE: Final = 0.6
"""Lower than where a verb has its subject."""


def rollcall(
    sentence: Stretch,
    told: Sequence[CodedEvent],
    reader: Reader,
    dated: Sequence[Dated],
    patterns: Mapping[Step, Pattern],
) -> list[CodedEvent]:
    """Votes that ``sentence`` tells by a list; none of whom it names as voting already."""
    votes = [e for e in told if e.step in VOTE_STEPS and e.sentence.start == sentence.start]
    words = {t.lower_ for t in sentence} if votes else set()
    if words.isdisjoint(BALLOTS) or not words.isdisjoint(NOT_TOLD):
        return []
    voting = {e.actor.code for e in votes if e.actor is not None}
    about = {e.recipient.code for e in votes if e.recipient is not None}
    found: list[CodedEvent] = []
    for cue, mention in _assigned(sentence, reader):
        if mention.code in voting | about or cue not in patterns:
            continue
        voting.add(mention.code)
        head = reader.doc[mention.end - 1]
        pattern, model = patterns[cue], votes[0]
        actor = Party(mention.code, mention.sector, mention.start, mention.end, head.i)
        recipient = model.recipient if model.recipient is None or model.recipient.code != mention.code else None
        when = date_of(head, list(dated)) or model.dated
        found.append(
            CodedEvent(
                actor, recipient, pattern.event_type, pattern, EventStatus.OCCURRED, when, None,
                model.toward_israel, sentence, head, CONFIDENCE,
            )
        )  # fmt: skip
    return found


def _assigned(sentence: Stretch, reader: Reader) -> Iterator[tuple[Step, ActorMention]]:
    """Each voter with the cue of its stretch: the one after it, or before it where the stretch begins with a cue."""
    for stretch in _stretches(sentence):
        items: list[Step | ActorMention] = []
        for token in stretch:
            mention = reader.by_token.get(token.i)
            cue = next((step for step, words in CUES.items() if token.lower_ in words), None)
            if mention is not None and mention.start == token.i and _may_vote(mention, reader):
                items.append(mention)
            elif cue is not None and mention is None and not (items and items[-1] is cue):
                items.append(cue)
        cues = [i for i, item in enumerate(items) if isinstance(item, Step)]
        for i, item in enumerate(items):
            if isinstance(item, Step) or not cues:
                continue
            after = next((c for c in cues if c > i), None)
            before = next((c for c in reversed(cues) if c < i), None)
            chosen = before if cues[0] == 0 or after is None else after
            step = items[chosen if chosen is not None else cues[0]]
            if isinstance(step, Step):
                yield step, item


def _stretches(sentence: Stretch) -> Iterator[Sequence[Word]]:
    stretch: list[Word] = []
    for token in sentence:
        if token.text in (";", ":"):
            yield stretch
            stretch = []
        else:
            stretch.append(token)
    yield stretch


def _may_vote(mention: ActorMention, reader: Reader) -> bool:
    """Whether a state is named for itself, neither as somebody's adjective nor as what the vote is about."""
    if mention.kind not in (MentionKind.STATE, MentionKind.CAPITAL):
        return False
    head = reader.doc[mention.end - 1]
    while head.dep_ == "conj" and head.head.i < head.i:
        head = head.head
    first = head.left_edge.i
    before = reader.doc[first - 1].lower_ if first else ""
    apart = any(t.dep_ in CLAUSES for t in (head, *head.ancestors))
    return reader.doc[mention.end - 1].dep_ not in PARTS and before not in SUBJECT_MATTER and not apart
