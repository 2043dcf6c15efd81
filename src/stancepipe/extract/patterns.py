"""Event patterns: read from ``corpora/lexicons/event_patterns.csv``, matched against the arguments of a word.

A pattern's ``where`` is a list of conditions, all of which must hold: ``slot:words`` (an argument of the trigger
holds one of the words; ``@class`` names a row of ``word_classes.csv``, ``*`` means that it is there at all), with
``!`` before it for the contrary. Slots are those of :mod:`stancepipe.extract.grammar`, and ``any`` (the whole clause),
``sent`` (the whole sentence), ``head`` (the bare object), ``governor`` (what governs the trigger), ``word`` (a word
hung directly on the trigger), ``prt`` (particle), ``prep`` (the bare preposition), ``adv``, ``acomp``; ``oprd:yes`` (a
predicate of the object), ``neg:yes``, ``passive:yes``, ``habit:yes`` (simple present), ``infinitive:yes`` ("would
have", "to have"; not "does not have"), ``several:yes`` (more than one subject), ``grace:yes`` (days given),
``comp-subj:yes`` (a clause with a subject of its own), ``comp-to:yes`` (somebody is told to), ``comp-bare:yes`` (a
command is quoted), ``comp-asks:yes`` (a question is asked), ``comp-wont:yes`` (somebody will not do it) and
``comp-must:yes`` look at the verb itself. ``^name`` among the words is any proper noun. ``actor:coded`` and
``recipient:coded`` ask for a party with a code, ``actor:plain`` for one that is meant itself ("Israel" and "its
minister", not "Israel's fish"), ``either:coded`` for a code on one side at least; where that is not so, the next
pattern that holds is taken.

A recipient slot with ``<`` before it holds the doer, and the subject is done to: "Peru received help from Chile";
``<said`` is whoever is reported to say so: "Peru is behind the attack, Chile said".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancepipe.bundles import read_rows
from stancepipe.errors import BundleError
from stancepipe.extract.clauses import PRESENT, Clause
from stancepipe.extract.lexicons import alternatives
from stancepipe.extract.trees import Word
from stancepipe.vocabulary import Domain, EventType, Step

DEFAULT_RECIPIENTS: Final = (
    "obj",
    "to",
    "with",
    "against",
    "on",
    "from",
    "for",
    "at",
    "of",
    "over",
    "toward",
    "towards",
    "in",
)
EITHER: Final = "either"
PARTIES: Final = ("actor", "recipient", EITHER)
PLAIN: Final = "plain"
DOER: Final = "<"


PLAIN_VOTES: Final = frozenset({"vote-favour", "vote-against", "abstain"})
SIGNS: Final = frozenset({"*", "^name", "yes"})
"""What a condition may ask for that is no word."""
KINDS: Final = {"VERB": "V", "AUX": "V", "NOUN": "N", "INTJ": "N"}
"""Parts of speech of triggers, and what the lexicon calls them."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on an argument."""

    slot: str
    words: frozenset[str]
    wanted: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a trigger word means when its conditions hold."""

    rule: str
    conditions: tuple[Condition, ...]
    event_type: EventType
    event_mode: str | None
    step: Step | None
    domain: Domain
    recipients: tuple[str, ...]
    needs: int
    """A bit for each set of words of which its sentence must hold one: most patterns fall by that alone."""
    inverted: bool
    """Whether the trigger is negated in the words and affirmed in the meaning ("sent no arms")."""
    doer: str | None
    """The slot of the doer, where it is not the subject."""
    coded: frozenset[str]
    """Which of ``actor`` and ``recipient`` must have a code, or ``either`` of them."""
    plain: frozenset[str]
    """Which of them must be the party itself, not something of its."""

    @property
    def specificity(self) -> int:
        """How much a pattern asks for: one for every slot that must hold, of a plain type two if it asks for words."""
        wanted = [c for c in self.conditions if c.wanted]
        return len(wanted) if self.step is not None else sum(1 if c.words == PRESENT else 2 for c in wanted)


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns by trigger, and the scores of what they yield."""

    by_trigger: Mapping[tuple[str, str], Sequence[Pattern]]
    scores: Mapping[tuple[str, str], float]
    domains: Mapping[str, Domain]
    votes: Mapping[Step, Pattern]
    """The plainest pattern of each way to vote, for roll calls."""
    meeting: Mapping[str, int]
    """Word -> the bits of ``Pattern.needs`` that it meets."""
    needs: int
    """All these bits."""

    def unmet_by(self, sentence: frozenset[str]) -> int:
        """Which of the patterns' needs the words ``sentence`` do not meet."""
        met = 0
        for word in sentence & self.meeting.keys():
            met |= self.meeting[word]
        return self.needs & ~met

    def match(self, word: Word, sentence: frozenset[str], unmet: int) -> tuple[Pattern, ...]:
        """Patterns of ``word`` whose conditions hold, the most specific first, up to the first that asks no parties.

        ``sentence`` are the words of its sentence, ``unmet`` the needs that they do not meet.
        """
        clause = Clause(word, sentence)
        found: list[Pattern] = []
        for pattern in self.listed(word):
            if pattern.needs & unmet:
                continue
            for condition in pattern.conditions:
                if clause.holds(condition.slot, condition.words) is not condition.wanted:
                    break
            else:
                found.append(pattern)
                if not pattern.coded:
                    break
        return tuple(found)

    def listed(self, word: Word) -> Sequence[Pattern]:
        """Patterns that have ``word`` for their trigger."""
        return self.by_trigger.get((word.lemma_.lower(), KINDS.get(word.pos_, "")), ())

    def intensity(self, event_type: EventType, mode: str | None) -> float:
        """PLOVER score of a type and mode; of the bare type where the mode has none."""
        found = self.scores.get((event_type, mode or ""))
        return found if found is not None else self.scores[event_type, ""]


def load_patterns(lexicons: Path) -> Patterns:
    """Read patterns, word classes, scores and domain terms.

    Raises:
        BundleError: a pattern names an unknown class or code.
    """
    classes = {r["class"]: frozenset(alternatives(r["words"])) for r in read_rows(lexicons / "word_classes.csv")}
    by_trigger: dict[tuple[str, str], list[Pattern]] = {}
    needs: dict[frozenset[str], int] = {}
    for row in read_rows(lexicons / "event_patterns.csv"):
        try:
            pattern = _pattern(row, classes, needs)
        except (KeyError, ValueError) as error:
            raise BundleError(f"event_patterns.csv, rule {row['rule']}: {error}") from error
        for lemma in alternatives(row["lemmas"]):
            by_trigger.setdefault((lemma, row["pos"]), []).append(pattern)
    for listed in by_trigger.values():
        listed.sort(key=lambda p: (p.step is None, -p.specificity))
    scores = {(r["type"], r["mode"]): float(r["score"]) for r in read_rows(lexicons / "plover_scores.csv")}
    domains: dict[str, Domain] = {}
    for row in read_rows(lexicons / "domain_terms.csv"):
        for term in alternatives(row["words"]):
            domains.setdefault(term, Domain(row["domain"]))
    plain = {p.rule: p for listed in by_trigger.values() for p in listed if p.rule in PLAIN_VOTES}
    votes = {p.step: p for p in plain.values() if p.step is not None}
    meeting: dict[str, int] = {}
    for words, bit in needs.items():
        for word in words:
            meeting[word] = meeting.get(word, 0) | bit
    return Patterns(by_trigger, scores, domains, votes, meeting, (1 << len(needs)) - 1)


def _pattern(
    row: Mapping[str, str], classes: Mapping[str, frozenset[str]], needs: dict[frozenset[str], int]
) -> Pattern:
    """The pattern of a row; sets of words that it needs get a bit in ``needs``, unless they have one."""
    listed = [_condition(part, classes) for part in row["where"].split()]
    conditions = tuple(c for c in listed if c.slot not in PARTIES)
    slots = tuple(row["recipient"].split()) or DEFAULT_RECIPIENTS
    needed = 0
    for condition in conditions:
        if condition.wanted and condition.words.isdisjoint(SIGNS):
            needed |= needs.setdefault(condition.words, 1 << len(needs))
    doers = [s.removeprefix(DOER) for s in slots if s.startswith(DOER)]
    return Pattern(
        rule=row["rule"],
        conditions=conditions,
        event_type=EventType(row["type"]),
        event_mode=row["mode"] or None,
        step=Step(row["step"]) if row["step"] else None,
        domain=Domain(row["domain"]),
        recipients=("subj", *(s for s in slots if not s.startswith(DOER))) if doers else slots,
        needs=needed,
        inverted=any(c.slot == "neg" and c.wanted for c in conditions),
        doer=doers[0] if doers else None,
        coded=frozenset(c.slot for c in listed if c.slot in PARTIES),
        plain=frozenset(c.slot for c in listed if c.slot in PARTIES and PLAIN in c.words),
    )


def _condition(part: str, classes: Mapping[str, frozenset[str]]) -> Condition:
    wanted = not part.startswith("!")
    name, _, listed = part.lstrip("!").partition(":")
    words: set[str] = set()
    for word in listed.split("|"):
        words |= classes[word[1:]] if word.startswith("@") else {word}
    return Condition(name, frozenset(words), wanted)
