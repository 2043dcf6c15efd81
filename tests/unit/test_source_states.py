"""Which sources are late, and which were never read."""

from dataclasses import replace
from datetime import date

import pytest

from stancepipe.source_states import overdue_sources
from stancepipe.sources import Source

TODAY = date(2026, 11, 22)
SOURCE = Source(
    id="xyz-mfa", publisher="MFA", official=True, doc_type="official_statement", kind="feed",
    url="https://mfa.example/rss", schedule="hourly",
)  # fmt: skip


@pytest.mark.parametrize(
    ("schedule", "state", "expected"),
    [
        ("hourly", {"last_success": "2026-11-21"}, None),
        ("hourly", {"last_success": "2026-11-20"}, (False, "last read on 2026-11-20")),
        ("hourly", {"last_success": "2026-11-20", "last_error": "2026-11-22: 503"},
         (False, "last read on 2026-11-20; 2026-11-22: 503")),
        ("daily", {"last_success": "2026-11-19"}, None),
        ("daily", {"last_success": "2026-11-18"}, (False, "last read on 2026-11-18")),
        ("weekly", {"last_success": "2026-11-07"}, None),
        ("weekly", {"last_success": "2026-11-06"}, (False, "last read on 2026-11-06")),
        ("manual", {"last_success": "2020-01-01"}, None),
        ("daily", {"last_error": "2026-11-22: no such host"}, (True, "never read; 2026-11-22: no such host")),
        ("manual", {"last_error": "2026-11-22: no folder"}, (True, "never read; 2026-11-22: no folder")),
        ("daily", {}, None),
    ],
)  # fmt: skip
def test_overdue(schedule: str, state: dict[str, str], expected: tuple[bool, str] | None) -> None:
    source = replace(SOURCE, schedule=schedule)
    found = [(o.missing, o.sentence) for o in overdue_sources([source], {source.id: state}, TODAY)]
    assert found == ([expected] if expected else [])
