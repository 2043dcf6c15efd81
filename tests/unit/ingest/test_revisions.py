"""New, unchanged or revised."""

import pytest

from stancepipe import ids
from stancepipe.ingest.revisions import Known, RevisionState, decide_revision, document_id

OLD = ids.content_hash("The embassy stays open.")
KNOWN = Known(input_id="a.txt", document_id=document_id("a.txt", OLD), content_hash=OLD)


@pytest.mark.parametrize(
    ("known", "text", "state"),
    [
        (None, "The embassy stays open.", RevisionState.NEW),
        (KNOWN, "The embassy stays open.", RevisionState.UNCHANGED),
        (KNOWN, " The embassy\n\nstays  open. ", RevisionState.UNCHANGED),
        (KNOWN, "The embassy will close.", RevisionState.REVISED),
    ],
)
def test_decide_revision(known: Known | None, text: str, state: RevisionState) -> None:
    assert decide_revision(known, input_id="a.txt", content_hash=ids.content_hash(text)) is state


def test_another_input_is_no_revision() -> None:
    with pytest.raises(ValueError, match="compared"):
        decide_revision(KNOWN, input_id="b.txt", content_hash=OLD)


def test_one_id_per_revision() -> None:
    new = ids.content_hash("The embassy will close.")
    assert len({document_id("a.txt", OLD), document_id("a.txt", new), document_id("b.txt", OLD)}) == 3
