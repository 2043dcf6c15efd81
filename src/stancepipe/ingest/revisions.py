"""Whether an input that comes in again is still the same text, and what an edit changed."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise
from typing import Final

from stancepipe import ids
from stancepipe.ingest.volatile import MAX_CHARS, MAX_WORDS, NO_PHRASES, VolatilePhrases

SLOT_CHANGES: Final = 2
"""Earlier revisions in a row that differ in one line alone, before the next change there is taken for a page's clock.
With one, a casualty figure in a headline would be lost at its second change."""
DIFF_STEPS: Final = 20_000_000
"""Comparisons that :func:`diff_of` may spend within changed stretches, about three seconds; what is left when they are
spent is shown as replaced as a whole."""
ANCHOR: Final = 3
"""Words in a row, found once in either text, that hold the two together."""


class RevisionState(StrEnum):
    """What a found input is to what we know under its id."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownRevision:
    """A revision of an input as the store has it."""

    document_id: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionDecision:
    """What becomes of a found text."""

    state: RevisionState
    document_id: str | None
    """The known revision that it is, where it is unchanged; it need not be the latest."""
    reason: str


def decide_revision(
    known: Sequence[KnownRevision], found_text: str, volatile: VolatilePhrases = NO_PHRASES
) -> RevisionDecision:
    """What a found text is to the known revisions of its input.

    Args:
        known: in the order in which they were current; the last one is.
        found_text: as it was read now.
        volatile: phrases that make no revision.
    """
    if not known:
        return RevisionDecision(state=RevisionState.NEW, document_id=None, reason="nothing is known under this id")
    found = _compared(found_text, volatile)
    forms = [_compared(revision.text, volatile) for revision in known]
    for revision, form in zip(reversed(known), reversed(forms), strict=True):
        if " ".join(form) == " ".join(found):
            same = "the current revision" if revision is known[-1] else "an earlier revision, which is back"
            return RevisionDecision(
                state=RevisionState.UNCHANGED, document_id=revision.document_id, reason=f"the same words as {same}"
            )
    slot = _one_changed_line(forms[-1], found)
    earlier = list(pairwise(forms))[-SLOT_CHANGES:]
    if slot is not None and len(earlier) == SLOT_CHANGES and all(_one_changed_line(*two) == slot for two in earlier):
        return RevisionDecision(
            state=RevisionState.UNCHANGED,
            document_id=known[-1].document_id,
            reason=f"differs only in line {slot + 1}, which alone changed the last {SLOT_CHANGES} times",
        )
    return RevisionDecision(state=RevisionState.REVISED, document_id=None, reason="other words than every known one")


def _compared(text: str, volatile: VolatilePhrases) -> list[str]:
    """Lines of the comparison form, blind to white space."""
    return [" ".join(words) for line in volatile.blank_page(text).split("\n") if (words := line.split())]


def _one_changed_line(before: Sequence[str], after: Sequence[str]) -> int | None:
    """Which line alone differs, if it is short and no sentence: figures in prose are substance."""
    if len(before) != len(after):
        return None
    changed = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    if len(changed) != 1:
        return None
    two = (before[changed[0]], after[changed[0]])
    short = all(len(line) <= MAX_CHARS and len(line.split()) <= MAX_WORDS for line in two)
    return changed[0] if short and not any(line.endswith((".", "!", "?", "؟", "。")) for line in two) else None


def document_id(input_id: str, content_hash: str) -> str:
    """The id of one revision: the same words under the same input id always give the same."""
    return ids.digest("document", input_id, content_hash)


class DiffKind(StrEnum):
    """What became of a stretch of a text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True, slots=True)
class DiffPart:
    """A run of words that an edit kept, added or removed, with the white space that follows them."""

    kind: DiffKind
    text: str
    before_start: int
    """Code points into the text before; where the run was added, the place at which it is missing."""
    after_start: int
    """Code points into the text after."""


def diff_of(before: str, after: str) -> tuple[DiffPart, ...]:
    """What an edit kept, removed and added, in the order of reading.

    Kept and removed parts make ``before``, kept and added ones ``after``, to the character. Time is bounded: where two
    long stretches have too little in common, one is shown as replaced by the other.
    """
    ours, theirs = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    parts: list[DiffPart] = []
    at, to, i, j = 0, 0, 0, 0
    for a, b, n in [*_matches(ours, theirs), (len(ours), len(theirs), 0)]:
        runs = ((DiffKind.REMOVED, ours[i:a]), (DiffKind.ADDED, theirs[j:b]), (DiffKind.KEPT, ours[a : a + n]))
        for kind, run in runs:
            if run:
                text = "".join(run)
                parts.append(DiffPart(kind=kind, text=text, before_start=at, after_start=to))
                at += len(text) * (kind != DiffKind.ADDED)
                to += len(text) * (kind != DiffKind.REMOVED)
        i, j = a + n, b + n
    return tuple(parts)


def _matches(ours: list[str], theirs: list[str]) -> list[tuple[int, int, int]]:
    """Runs that both hold, as (start, start, length), in order: first by words found once, then within the gaps."""
    steps = DIFF_STEPS
    pairs: list[tuple[int, int]] = []
    i, j = 0, 0
    for a, b in [*_anchors(ours, theirs), (len(ours), len(theirs))]:
        while i < a and j < b and ours[i] == theirs[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        end = 0
        while i < a - end and j < b - end and ours[a - end - 1] == theirs[b - end - 1]:
            end += 1
        gap, fill = ours[i : a - end], theirs[j : b - end]
        counts = Counter(fill)
        # What difflib may cost at worst: a pass over all equal pairs for every run it finds.
        cost = (len(gap) + sum(counts[word] for word in gap)) * min(len(gap), len(fill))
        if 0 < cost <= steps:
            steps -= cost
            blocks = SequenceMatcher(None, gap, fill, autojunk=False).get_matching_blocks()
            pairs.extend((i + x + k, j + y + k) for x, y, n in blocks for k in range(n))
        pairs.extend((a - k, b - k) for k in range(end, 0, -1))
        i, j = a, b
    return list(_runs(pairs))


def _anchors(ours: list[str], theirs: list[str]) -> list[tuple[int, int]]:
    """Places of words in a row that either text holds once, as many as stand in the same order in both."""
    places = [_once(text) for text in (ours, theirs)]
    shared = sorted((at, places[1][words]) for words, at in places[0].items() if words in places[1])
    ends: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for index, (_, b) in enumerate(shared):
        k = bisect_left(ends, b)
        previous.append(last[k - 1] if k else -1)
        ends[k : k + 1] = [b]
        last[k : k + 1] = [index]
    chosen: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chosen.append(shared[index])
        index = previous[index]
    return chosen[::-1]


def _once(words: list[str]) -> dict[tuple[str, ...], int]:
    runs = [tuple(words[i : i + ANCHOR]) for i in range(len(words) - ANCHOR + 1)]
    counts = Counter(runs)
    return {run: i for i, run in enumerate(runs) if counts[run] == 1}


def _runs(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    start = 0
    for k in range(1, len(pairs) + 1):
        if k == len(pairs) or pairs[k] != (pairs[k - 1][0] + 1, pairs[k - 1][1] + 1):
            yield (*pairs[start], k - start)
            start = k
