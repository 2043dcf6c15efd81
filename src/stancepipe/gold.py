"""Score the models in use on the gold in ``corpora/gold``, against the floors kept beside it.

Only the dev half is printed by default floors; the test half is scored the same way. The split is by hash of the
document's id (see the MANIFEST there).
"""

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from stancepipe.analysis import Analysed, Models, analyse_documents, load_models
from stancepipe.bundles import Bundle
from stancepipe.classify.calibration import POLAR, LabelledRows, calibration_error, precision_of
from stancepipe.classify.outputs import CLASSES
from stancepipe.errors import UsageError
from stancepipe.ingest.inputs import InputRecord
from stancepipe.intake import document_of
from stancepipe.records import Event

FLOORS = "floors.json"
A_MATCH = 100
"""Worth of a matched event, above all that its parties and step can add: as many as can be are matched."""


Scored = Sequence[tuple[Mapping[str, Any], Analysed]]
"""Rows of the gold, each with what was read in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """Lines to print, and whether a figure fell below its floor."""

    lines: tuple[str, ...]
    below_floor: bool
    figures: Mapping[str, float]


def score_gold(bundle: Bundle) -> Scores:
    """Score stance and events on both halves of the gold."""
    folder = bundle.corpora / "gold"
    published = load_models(bundle).classifier.thresholds.published
    stances, events = read_stance_gold(bundle), _read_as_a_run_does(bundle, "events", everything=True)
    figures: dict[str, float] = {}
    for half in ("dev", "test"):
        chosen = [(row, analysed) for row, analysed in stances if half_of(row) == half]
        told = score_stances(chosen) | score_confidence(labelled_rows(chosen), published)
        figures.update({f"stance.{half}.{key}": value for key, value in told.items()})
    for half in ("dev", "test"):
        told = score_events([(row, analysed) for row, analysed in events if half_of(row) == half])
        figures.update({f"events.{half}.{key}": value for key, value in told.items()})
    gold, floors = read_floors(folder)
    digest_now = digest_of_gold(folder)
    lines = [f"gold {digest_now[:12]} ({'as in the floors' if gold == digest_now else 'NOT the gold of the floors'})"]
    below = gold != digest_now
    for key, value in figures.items():
        floor = floors.get(key)
        failed = floor is not None and value < floor
        below = below or failed
        lines.append(
            f"{key} {value:.3f}" + (f" (floor {floor:.3f}{', BELOW' if failed else ''})" if floor is not None else "")
        )
    return Scores(lines=tuple(lines), below_floor=below, figures=figures)


def read_stance_gold(bundle: Bundle) -> Scored:
    """Stance rows of the gold, each with what the models in use read in it."""
    return _read_as_a_run_does(bundle, "stance", everything=False)


def _read_as_a_run_does(bundle: Bundle, name: str, *, everything: bool) -> Scored:
    rows = read_gold(bundle.corpora / "gold" / f"{name}.jsonl")
    return list(zip(rows, analyse_rows(rows, load_models(bundle), everything=everything), strict=True))


def analyse_rows(rows: Sequence[Mapping[str, Any]], models: Models, *, everything: bool = False) -> list[Analysed]:
    """What ``models`` read in rows of the gold."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    documents = [document_of(_record(row), run_id="gold", bundle_id="gold", now=now) for row in rows]
    return analyse_documents(documents, models, everything=everything)


def read_floors(folder: Path) -> tuple[str | None, dict[str, float]]:
    """Digest of the gold that the floors are of, and the floors by figure; none where there is no such file.

    Raises:
        UsageError: the file is not one of floors.
    """
    path = folder / FLOORS
    if not path.is_file():
        return None, {}
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return str(kept["gold"]), {str(key): float(floor) for key, floor in kept["floors"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{path} holds no floors ({type(error).__name__}): restore it from the repository") from error


def digest_of_gold(folder: Path) -> str:
    """SHA-256 over both gold files."""
    total = hashlib.sha256()
    for name in ("events.jsonl", "stance.jsonl"):
        total.update((folder / name).read_bytes())
    return total.hexdigest()


def read_gold(path: Path) -> list[dict[str, Any]]:
    """Rows of a gold file; those of one document share its id."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def half_of(row: Mapping[str, Any]) -> str:
    """``dev`` or ``test``, by the first hexadecimal digit of the SHA-256 of the document's id."""
    key = str(row.get("document") or row["id"])
    return "dev" if int(hashlib.sha256(key.encode()).hexdigest()[0], 16) < 8 else "test"


def _record(row: Mapping[str, Any]) -> InputRecord:
    published = row.get("published")
    return InputRecord(
        input_id=row["id"], text=row["text"], url=None, title=None, publisher=None,
        publisher_country=row.get("publisher_country"), doc_type=row.get("doc_type") or "other",
        published_on=date.fromisoformat(published[:10]) if published else None,
        published_precision="day" if published else None, published_from="record" if published else None,
        language="en", problem=None,
    )  # fmt: skip


def score_stances(scored: Scored) -> dict[str, float]:
    """F1 of (document, holder) pairs, macro-F1 of labels over all pairs, and the share with the right sign."""
    pairs: list[tuple[str | None, str | None]] = []
    for row, analysed in scored:
        gold = {h["holder"]: h["label"] for h in row["holders"]}
        answered = {s.holder: s.label for s in analysed.stances if s.label is not None}
        pairs += [(gold.get(h), answered.get(h)) for h in sorted(set(gold) | set(answered))]
    both = [(g, a) for g, a in pairs if g is not None and a is not None]
    polar = [(g, a) for g, a in both if {g, a} <= {"supportive", "critical"}]
    coarse = [(_coarse(g), _coarse(a)) for g, a in pairs]
    quoted = [q for row, analysed in scored for q in _quoted(row, analysed)]
    return {
        "headline": _macro_f1(coarse, ("supportive", "critical", "other")),
        "strict": _macro_f1(pairs, ("supportive", "critical", "mixed", "neutral")),
        "holders": _f1(len(both), sum(a is not None for _, a in pairs), sum(g is not None for g, _ in pairs)),
        "sign": sum(g == a for g, a in polar) / max(1, len(polar)),
        "evidence": sum(quoted) / max(1, len(quoted)),
    }


def labelled_rows(scored: Scored) -> LabelledRows:
    """Stance rows with a label, held against the gold."""
    places = [label.value for label in CLASSES]
    rows = [
        (places.index(s.label), s.confidence, gold.get(s.holder) == s.label, s.holder in gold)
        for row, analysed in scored
        for gold in ({h["holder"]: h["label"] for h in row["holders"]},)
        for s in analysed.stances
        if s.label is not None
    ]
    return LabelledRows.of(rows)


def score_confidence(rows: LabelledRows, published: float | None) -> dict[str, float]:
    """How far a confidence can be taken at its word: of rows whose holder has a stance, and from a threshold on.

    ``calibration`` is 1 less the expected calibration error, so that more is better as with all other figures. What
    ``sure`` figures promise of no rows is kept.
    """
    known = rows.expressed
    figures = {"calibration": 1 - calibration_error(rows.confidence[known], rows.right[known])}
    if published is not None:
        told = {label.value: precision_of(rows, label, published) for label in POLAR}
        for name, p in told.items():
            figures |= {f"sure_{name}": _or_one(p.right), f"sure_{name}_of_all": _or_one(p.right_of_all)}
        figures["sure_share"] = float((rows.confidence >= published).mean()) if len(rows.label) else 0.0
    return figures


def _or_one(share: float) -> float:
    return 1.0 if math.isnan(share) else share


def _quoted(row: Mapping[str, Any], analysed: Analysed) -> Iterator[bool]:
    """For every rightly labelled pair whether the quote overlaps the annotator's."""
    gold = {h["holder"]: h for h in row["holders"]}
    for stance in analysed.stances:
        told = gold.get(stance.holder)
        if told is not None and told["label"] == stance.label and told.get("evidence"):
            start = row["text"].find(told["evidence"])
            yield stance.quote_start < start + len(told["evidence"]) and start < stance.quote_end


def score_events(scored: Scored) -> dict[str, float]:
    """Macro-F1 of types, F1 of steps, and of matched events the share with right status, direction and day.

    Events of a text are matched one to one: type and step must agree (any step, where the gold has none), as many as
    can be are matched, and of all such assignments the one counts in which actors, recipients and steps agree most;
    status and date have no say in it. A text in which one state recalled an envoy and another did not is so scored
    event by event. Both halves are scored by the same rules.
    """
    types: list[tuple[str | None, str | None]] = []
    steps: list[tuple[str | None, str | None]] = []
    status = right_status = direction = right_direction = dated = right_date = 0
    for row, analysed in scored:
        gold, found = list(row["events"]), list(analysed.events)
        types += _aligned([g["event_type"] for g in gold], [e.event_type for e in found])
        steps += _aligned([g["step"] for g in gold if g.get("step")], [e.step for e in found if e.step])
        for g, match in match_events(gold, found):
            status += 1
            right_status += match.status == g["status"]
            if g.get("actor") and g.get("recipient"):
                direction += 1
                right_direction += not (match.actor == g["recipient"] or match.recipient == g["actor"])
            if g.get("event_on"):
                dated += 1
                right_date += match.event_on is not None and match.event_on.isoformat() == g["event_on"]
    classes = sorted({g for g, _ in types if g})
    hits = sum(g == a and g is not None for g, a in steps)
    return {
        "types": _macro_f1(types, classes),
        "steps": _f1(hits, sum(a is not None for _, a in steps), sum(g is not None for g, _ in steps)),
        "status": right_status / max(1, status),
        "direction": right_direction / max(1, direction),
        "dated": right_date / max(1, dated),
    }


def match_events(gold: Sequence[Mapping[str, Any]], found: Sequence[Event]) -> list[tuple[Mapping[str, Any], Event]]:
    """The best one-to-one assignment of found events to those of the gold; ties go to the order of the text."""
    best: dict[frozenset[int], tuple[int, tuple[tuple[int, int], ...]]] = {frozenset(): (0, ())}
    for i, g in enumerate(gold):
        for taken, (total, pairs) in list(best.items()):
            for j, event in enumerate(found):
                agreement = _agreement(g, event) if j not in taken else None
                if agreement is None:
                    continue
                key, better = taken | {j}, (total + agreement, (*pairs, (i, j)))
                if key not in best or better[0] > best[key][0]:
                    best[key] = better
    _, assigned = max(best.values(), key=lambda option: option[0])
    return [(gold[i], found[j]) for i, j in assigned]


def _agreement(gold: Mapping[str, Any], event: Event) -> int | None:
    """How well ``event`` fits an event of the gold; None where type or step forbid it."""
    if event.event_type != gold["event_type"] or (gold.get("step") and event.step != gold["step"]):
        return None
    parties = (event.actor == gold.get("actor")) + (event.recipient == gold.get("recipient"))
    return A_MATCH + parties + (event.step == gold.get("step"))


def _aligned(gold: Iterable[str], found: Iterable[str]) -> list[tuple[str | None, str | None]]:
    """Pair equal codes of two bags; what is left over pairs with nothing."""
    wanted, got = Counter(gold), Counter(found)
    pairs: list[tuple[str | None, str | None]] = []
    for code in sorted(set(wanted) | set(got)):
        both = min(wanted[code], got[code])
        pairs += [(code, code)] * both
        pairs += [(code, None)] * (wanted[code] - both)
        pairs += [(None, code)] * (got[code] - both)
    return pairs


def _coarse(label: str | None) -> str | None:
    return "other" if label in ("mixed", "neutral") else label


def _f1(hit: int, answered: int, gold: int) -> float:
    return 2 * hit / (answered + gold) if answered + gold else 0.0


def _macro_f1(pairs: Sequence[tuple[str | None, str | None]], classes: Sequence[str]) -> float:
    hit: defaultdict[str | None, int] = defaultdict(int)
    answered: defaultdict[str | None, int] = defaultdict(int)
    gold: defaultdict[str | None, int] = defaultdict(int)
    for g, a in pairs:
        gold[g] += 1
        answered[a] += 1
        hit[g] += g == a
    return sum(_f1(hit[c], answered[c], gold[c]) for c in classes) / max(1, len(classes))
