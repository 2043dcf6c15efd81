"""Documents with all that quotes them, in the state before and after one of them is withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from numbered_rows import document, posture

from stancepipe import records

START = datetime(2026, 1, 1, tzinfo=UTC)
SECRET = "Quixotic"
"""A word of the document that is withdrawn, in every column that holds words of it, and nowhere else."""
WITHDRAWN = "d0001"


def worded_tables(number: int) -> Mapping[str, Sequence[Any]]:
    """Tables of one publish: the first brings two documents, the second renames them, the third withdraws one."""
    texts = {WITHDRAWN: f"{SECRET} words: Ghana regretted it.", "d0002": "Other words: Ghana regretted it."}
    documents = [
        document(int(key[1:]), words=text, title=f"{text[:8]} title {number}", n_words=5) for key, text in texts.items()
    ]
    if number >= 3:
        gone = {"text": "", "title": None, "status": "set_aside", "status_reason": "withdrawn: by court order"}
        documents[0] = replace(documents[0], **gone)
    kept = [d for d in documents if d.status == "analysed"]
    run = records.Run(
        run_id="r1", started_at=START, finished_at=None, status="running", n_inputs=1, n_new=1, n_unchanged=0,
        n_duplicates=0, n_set_aside=0, seconds=0.5, version="0.1.0", bundle_id="b1",
    )  # fmt: skip
    return {
        "documents": documents,
        "mentions": [_mention(d) for d in kept],
        "events": [_event(d) for d in kept],
        "stances": [_stance(d) for d in kept],
        "corrections": [_correction(d) for d in kept],
        "postures": [posture("GHA", 0, 1 / number)],
        "runs": [run],
    }


def known_from(number: int) -> datetime:
    return START + timedelta(hours=number)


def _mention(d: records.Document) -> records.Mention:
    return records.Mention(
        mention_id=f"m-{d.document_id}", document_id=d.document_id, start_char=0, end_char=8, text=d.text[:8],
        kind="state", country="GHA", actor_code="GHA", sector=None, bundle_id="b1",
    )  # fmt: skip


def _event(d: records.Document) -> records.Event:
    return records.Event(
        event_id="e1", document_id=d.document_id, quote=d.text[:14], quote_start=0, quote_end=14, actor="GHA",
        actor_text=d.text[:8], actor_sector=None, recipient="ISR", recipient_text=d.text[:8], recipient_sector=None,
        event_type="ACCUSE", event_mode=None, quad=3, step=None, domain="diplomatic", status="occurred", event_on=None,
        date_precision=None, intensity=-2.0, attributed_to=None, toward_israel=True, rule="r", confidence=0.5,
        bundle_id="b1",
    )  # fmt: skip


def _stance(d: records.Document) -> records.Stance:
    return records.Stance(
        stance_id=f"s-{d.document_id}", document_id=d.document_id, holder="GHA", target="ISR", label="critical",
        score=-0.5, confidence=0.5, quote=d.text[:14], quote_start=0, quote_end=14, n_passages=1, published_on=None,
        publisher_country="GHA", bundle_id="b1",
    )  # fmt: skip


def _correction(d: records.Document) -> records.Correction:
    return records.Correction(
        correction_id=f"c-{d.document_id}", line=2, table_name="stances", row_key=f"t-{d.document_id}", field="row",
        value=None, found=d.text[:14], implied=False, because="no stance", by_whom=None, made_on=None, status="applied",
        status_reason=None, document_id=d.document_id,
    )  # fmt: skip
