"""Whether an input that comes in again is still the same text."""

from dataclasses import dataclass
from enum import StrEnum

from stancepipe import ids


class RevisionState(StrEnum):
    """What a found input is to what we know under its id."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The current revision of an input as the store has it."""

    input_id: str
    document_id: str
    content_hash: str


def decide_revision(known: Known | None, *, input_id: str, content_hash: str) -> RevisionState:
    """What an input is, by its id and the hash of its words; white space alone makes no revision.

    Raises:
        ValueError: ``known`` is of another input.
    """
    if known is None:
        return RevisionState.NEW
    if known.input_id != input_id:
        raise ValueError(f"compared {input_id!r} with a revision of {known.input_id!r}")
    return RevisionState.UNCHANGED if known.content_hash == content_hash else RevisionState.REVISED


def document_id(input_id: str, content_hash: str) -> str:
    """The id of one revision: the same words under the same input id always give the same."""
    return ids.digest("document", input_id, content_hash)
