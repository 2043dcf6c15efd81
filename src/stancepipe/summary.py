"""A short plain account of a run, for the terminal and for Prefect's artifact."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stancepipe.corrections import FILE
from stancepipe.records import Event, PostureShift, Stance
from stancepipe.rows import values_of
from stancepipe.source_states import unmet_expectations
from stancepipe.sources import Source
from stancepipe.stages import PipelineRun
from stancepipe.vocabulary import CorrectionStatus, DocumentStatus, ShiftKind, Step

MOVES_RELATIONS: Final = frozenset(
    {Step.SEVER_RELATIONS, Step.SUSPEND_RELATIONS, Step.ESTABLISH_RELATIONS, Step.RESTORE_RELATIONS}
)
"""Steps that no arms deal or vote outweighs."""


def summary_of(run: PipelineRun, out: Path, report: Path, sources: Sequence[Source] = ()) -> list[str]:
    """A short plain account of a run: what came in, what was set aside and why, who was seen, what moved most.

    Args:
        run: the run, published.
        out: folder of the tables.
        report: page of the report.
        sources: those that were read, for what they promise.
    """
    counted = Counter(d.status for d in run.documents.outlines())
    lines = [
        f"read {run.counts.inputs} inputs: {run.counts.new} new, {run.counts.unchanged} unchanged, "
        f"{run.counts.duplicates} copies of others",
        "documents: " + ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in sorted(counted.items())),
    ]
    lines += [f"  {remark}" for remark in run.remarks]
    for d in sorted(run.documents.outlines(), key=lambda d: d.input_id):
        if d.status == DocumentStatus.SET_ASIDE and (d.superseded_by is None or d.document_id in run.seen):
            lines.append(f"  set aside: {d.input_id}: {d.status_reason}")
    for source_id, sentence in unmet_expectations(sources, run.documents.outlines(), run.now.date()):
        lines.append(f"  source {source_id}: {sentence}")
    if applied := sum(c.status == CorrectionStatus.APPLIED and not c.implied for c in run.corrected):
        lines.append(f"corrections applied: {applied}")
    for c in sorted(run.corrected, key=lambda c: c.line):
        if c.status != CorrectionStatus.APPLIED:
            lines.append(f"  correction in line {c.line} of {FILE} not applied: {c.status_reason}")
    holders = sorted(set(values_of(run.derived.postures, "holder")))
    lines.append(
        f"holders with a posture: {len(holders)} ({', '.join(holders[:40])}{', ...' if len(holders) > 40 else ''})"
    )
    events = {e.event_id: e for e in run.rows.get("events", ())}
    stances = {s.stance_id: s for s in run.rows.get("stances", ())}
    largest = sorted(run.derived.shifts, key=_size)[:3]
    for shift in largest:
        lines.append(f"shift: {shift.summary}")
        quote = _first_quote(shift.evidence, events, stances)
        if quote:
            lines.append(f"  “{quote}”")
    lines.append(f"tables: {out}")
    lines.append(f"report: {report}")
    return lines


def _size(shift: PostureShift) -> tuple[bool, bool, float, str]:
    """Largest first: what breaks or makes relations, then acts, then trends; by size and certainty among these."""
    moves = shift.step in MOVES_RELATIONS
    return (not moves, shift.kind != ShiftKind.FORMAL_STEP, -shift.magnitude * shift.confidence, shift.shift_id)


def _first_quote(evidence: str, events: dict[str, Event], stances: dict[str, Stance]) -> str | None:
    for item in evidence.split():
        kind, _, key = item.partition(":")
        row = (events if kind == "event" else stances).get(key)
        if row is not None:
            words = " ".join(row.quote.split())
            return words if len(words) <= 200 else words[:197] + "..."
    return None
