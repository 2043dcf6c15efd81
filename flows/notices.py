"""Events that automations wait for: each new posture shift, each source that is late or missing.

What was told is noted beside the tables, after it was told. A run that dies in between tells again, under the same
event id, so that nothing is left out and a reader can drop what comes twice.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from prefect.events import emit_event

from stancepipe.records import PostureShift
from stancepipe.source_states import Overdue

SHIFT: Final = "stancepipe.posture.shift"
LATE: Final = "stancepipe.source.late"
MISSING: Final = "stancepipe.source.missing"
NOTED: Final = "notices.json"
"""Beside the tables: until when shifts were told, and which sources were told of as overdue."""
RECENT: Final = timedelta(days=30)
"""A shift of an older day is news to us alone: the first run over an archive finds hundreds. It is told as well, and
carries ``stancepipe.recent: no`` for automations to leave it."""


def new_shifts(out: Path, shifts: Iterable[PostureShift], now: datetime) -> list[PostureShift]:
    """Shifts that were not told yet; in a folder of which nothing was noted, those of this run."""
    until = _noted(out).get("shifts_until")
    since = datetime.fromisoformat(until) if isinstance(until, str) else now - timedelta(microseconds=1)
    return [s for s in shifts if s.first_known_at > since]


def tell(out: Path, shifts: Sequence[PostureShift], overdue: Iterable[Overdue], now: datetime) -> None:
    """Emit one event for each, then note it; a source that stays overdue is told once a day."""
    noted = _noted(out)
    for shift in shifts:
        _tell_shift(shift, now)
    before = noted.get("overdue") if isinstance(noted.get("overdue"), dict) else {}
    assert isinstance(before, dict)
    today = now.date().isoformat()
    after: dict[str, str] = {}
    for source in overdue:
        if before.get(source.source_id) != today:
            _tell_overdue(source, today)
        after[source.source_id] = today
    later = {key: day for key, day in before.items() if day == today and key not in after}
    told = {"shifts_until": now.isoformat(), "overdue": {**later, **after}}
    unfinished = out / f".{NOTED}.tmp"
    unfinished.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    unfinished.replace(out / NOTED)


def _tell_shift(shift: PostureShift, now: datetime) -> None:
    emit_event(
        event=SHIFT,
        id=uuid5(NAMESPACE_URL, f"{SHIFT}:{shift.shift_id}:{shift.first_known_at.isoformat()}"),
        resource={
            "prefect.resource.id": f"stancepipe.shift.{shift.shift_id}",
            "prefect.resource.name": f"{shift.holder} {shift.day.isoformat()}",
            "stancepipe.holder": shift.holder,
            "stancepipe.kind": shift.kind,
            "stancepipe.direction": shift.direction,
            "stancepipe.recent": "yes" if now.date() - shift.day <= RECENT else "no",
        },
        payload={
            "shift_id": shift.shift_id,
            "holder": shift.holder,
            "day": shift.day.isoformat(),
            "kind": shift.kind,
            "step": shift.step,
            "direction": shift.direction,
            "summary": shift.summary,
            "first_known_at": shift.first_known_at.isoformat(),
        },
    )


def _tell_overdue(source: Overdue, today: str) -> None:
    name = MISSING if source.missing else LATE
    emit_event(
        event=name,
        id=uuid5(NAMESPACE_URL, f"{name}:{source.source_id}:{today}"),
        resource={
            "prefect.resource.id": f"stancepipe.source.{source.source_id}",
            "prefect.resource.name": source.source_id,
        },
        payload={"source_id": source.source_id, "sentence": source.sentence},
    )


def _noted(out: Path) -> dict[str, Any]:
    """What was told before; nothing where the file is not there or was damaged: then this run's shifts are told."""
    try:
        found = json.loads((out / NOTED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
