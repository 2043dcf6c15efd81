"""The attribute ruler of the language model, as tables: same parts of speech, an eighth of the time.

spaCy's ruler runs a matcher of 179 patterns over every passage and writes each match token by token, which takes a
third of parsing. Its patterns ask for the tag, the word, the dependency and whether it is a space, of one word or of
two side by side; so what becomes of a word follows from these few of its own and of its neighbours, and is found once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from spacy.attrs import DEP, IS_SPACE, LEMMA, LOWER, MORPH, POS, TAG
from spacy.pipeline import AttributeRuler
from spacy.strings import StringStore
from spacy.tokens import Doc

SEEN: Final = (TAG, LOWER, DEP, IS_SPACE)
"""What patterns may ask of a word."""
NAMED: Final = ("TAG", "LOWER", "DEP", "IS_SPACE")
WRITTEN: Final = (POS, MORPH, LEMMA)
"""What rules set of most words; tag and dependency only of white space."""

Key = tuple[int, int, int, int]
"""What is seen of a word; words and dependencies that no pattern names are :data:`OTHER`."""
OTHER: Final = -1
OUTSIDE: Final[Key] = (OTHER, OTHER, OTHER, OTHER)
"""Before the first word and after the last."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What one place of a pattern asks of one attribute."""

    place: int
    """In :data:`SEEN`."""
    values: frozenset[int]
    among: bool
    """Whether the value must be one of them, or must not."""
    form: re.Pattern[str] | None = None
    """What the value must look like, where no values are named."""

    def holds(self, key: Key, strings: StringStore) -> bool:
        """Whether the word with ``key`` meets it."""
        value = key[self.place]
        if self.form is not None:
            return value > 0 and self.form.search(strings[value]) is not None
        return (value in self.values) is self.among


@dataclass(frozen=True, slots=True)
class Rule:
    """One alternative of one rule: conditions for one or two words, and what is set of one of them."""

    words: tuple[tuple[Condition, ...], ...]
    index: int
    """Which of its words is changed."""
    sets: Mapping[int, int]


@dataclass(slots=True)
class AttributeTables:
    """A component that writes what the ruler would write."""

    rules: Sequence[Rule]
    strings: StringStore
    dependencies: frozenset[int]
    """Those that some pattern names."""
    words: frozenset[int]
    """The same of words, lower-cased."""
    forms: tuple[re.Pattern[str], ...]
    """What words look like that some pattern asks for by their form."""
    _words: dict[int, int] = field(default_factory=dict)
    """Words met so far: the word itself where some pattern asks for it, else :data:`OTHER`."""
    _alone: dict[Key, tuple[Mapping[int, int], bool]] = field(default_factory=dict)
    """What is set of a word by itself, and whether a pattern of two words may begin with it."""

    def __call__(self, doc: Doc) -> Doc:
        """Set parts of speech, features and lemmas of exceptions."""
        keys = self._keys(doc)
        written = []
        after_first = False
        for i, key in enumerate(keys):
            known = self._alone.get(key)
            if known is None:
                known = self._alone[key] = self._sets(OUTSIDE, key, OUTSIDE), self._may_begin(key)
            sets, is_first = known
            if is_first or after_first:
                sets = self._sets(keys[i - 1] if i else OUTSIDE, key, keys[i + 1] if i + 1 < len(keys) else OUTSIDE)
            after_first = is_first
            written.append((sets.get(POS, 0), sets.get(MORPH, 0), sets.get(LEMMA, 0)))
            if TAG in sets or DEP in sets:
                token = doc[i]
                token.tag, token.dep = sets.get(TAG, token.tag), sets.get(DEP, token.dep)
        rows: Any = np.array(written, dtype=np.uint64)
        return doc.from_array(list(WRITTEN), rows) if written else doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """The same for many."""
        return map(self, stream)

    def _keys(self, doc: Doc) -> list[Key]:
        words, dependencies = self._words, self.dependencies
        seen = doc.to_array(list(SEEN)).tolist()
        for _, lower, _, _ in seen:
            if lower not in words:
                words[lower] = lower if self._is_asked_for(lower) else OTHER
        return [(tag, words[lower], dep if dep in dependencies else OTHER, space) for tag, lower, dep, space in seen]

    def _is_asked_for(self, lower: int) -> bool:
        if lower in self.words:
            return True
        word = self.strings[lower]
        return any(form.search(word) for form in self.forms)

    def _may_begin(self, key: Key) -> bool:
        return any(len(rule.words) == 2 and self._holds(rule.words[0], key) for rule in self.rules)

    def _sets(self, before: Key, word: Key, after: Key) -> dict[int, int]:
        """What all rules that hold set of ``word``, the later ones last."""
        sets: dict[int, int] = {}
        for rule in self.rules:
            if len(rule.words) == 1:
                holds = self._holds(rule.words[0], word)
            else:
                pair = (word, after) if rule.index == 0 else (before, word)
                holds = OUTSIDE not in pair and all(map(self._holds, rule.words, pair))
            if holds:
                sets |= rule.sets
        return sets

    def _holds(self, wanted: Sequence[Condition], key: Key) -> bool:
        return all(condition.holds(key, self.strings) for condition in wanted)


def attribute_tables(ruler: AttributeRuler) -> AttributeTables:
    """The tables of a model's ruler.

    Raises:
        ValueError: it has patterns of a kind that these tables do not know.
    """
    strings = ruler.vocab.strings
    rules = []
    given: Any = ruler.patterns  # lists of plain dictionaries; the annotation says that each may be any of them
    for rule in given:
        sets = {attribute: _value(attribute, value, ruler) for attribute, value in _numbered(rule["attrs"])}
        for pattern in rule["patterns"]:
            words = tuple(tuple(_condition(name, asked, strings) for name, asked in word.items()) for word in pattern)
            if len(words) > 2 or (len(words) == 1 and rule["index"] not in (0, -1)):
                raise ValueError("the attribute ruler has a pattern of more than two words")
            rules.append(Rule(words, rule["index"] % len(words), sets))
    conditions = [condition for rule in rules for word in rule.words for condition in word]
    asked, dependencies = (
        frozenset(value for c in conditions if c.place == SEEN.index(place) for value in c.values)
        for place in (LOWER, DEP)
    )
    forms = tuple(dict.fromkeys(c.form for c in conditions if c.form is not None))
    return AttributeTables(rules, strings, dependencies, asked, forms)


def _numbered(attrs: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    known = {"POS": POS, "MORPH": MORPH, "LEMMA": LEMMA, "TAG": TAG, "DEP": DEP}
    for name, value in attrs.items():
        if name not in known:
            raise ValueError(f"the attribute ruler sets {name}")
        yield known[name], value


def _value(attribute: int, value: Any, ruler: AttributeRuler) -> int:
    if attribute == MORPH:
        return int(ruler.vocab.morphology.add(value))
    if attribute == POS:
        (token,) = Doc(ruler.vocab, words=["x"], pos=[value])
        return int(token.pos)
    return int(ruler.vocab.strings.add(value))


def _condition(name: str, asked: Any, strings: StringStore) -> Condition:
    if name not in NAMED:
        raise ValueError(f"the attribute ruler asks for {name}")
    among, values = True, [asked]
    if isinstance(asked, dict):
        (kind, values), *more = asked.items()
        if kind == "REGEX" and name == "LOWER" and not more:
            return Condition(NAMED.index(name), frozenset(), True, re.compile(values))
        if more or kind not in ("IN", "NOT_IN"):
            raise ValueError(f"the attribute ruler asks for {name} {asked}")
        among = kind == "IN"
    numbers = frozenset(int(v) if isinstance(v, bool) else (strings.add(v) if v else 0) for v in values)
    return Condition(NAMED.index(name), numbers, among)
