"""What can go wrong, each error carrying the key of what failed and a sentence that a user can act on."""

import errno
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MAKE_ROOM: Final = "make room there and run again; what was published stays as it is"
MAKE_WRITABLE: Final = "make it writable, or choose another --out"
ADVICE: Final[Mapping[int, str]] = MappingProxyType(
    dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), MAKE_ROOM)
    | dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), MAKE_WRITABLE)
)
"""Number of an error of the operating system -> what the user can do."""


class StancepipeError(Exception):
    """Anything of ours; the message is one plain sentence for a user."""


class UsageError(StancepipeError):
    """Nothing could be done: the command line or the configuration must change (exit code 2)."""


class SourceError(StancepipeError):
    """One configured source failed; the others go on."""

    def __init__(self, source_id: str, reason: str) -> None:
        super().__init__(f"source {source_id}: {reason}")
        self.source_id = source_id
        self.reason = reason


class DocumentError(StancepipeError):
    """One input cannot become an analysed document; it becomes a row that says why."""

    def __init__(self, input_id: str, reason: str) -> None:
        super().__init__(f"{input_id}: {reason}")
        self.input_id = input_id
        self.reason = reason


class BundleError(StancepipeError):
    """The models or lexicons in use are missing, damaged or not those of the manifest."""


class StoreError(StancepipeError):
    """The published folder cannot be read or written."""


class OtherSchemaError(StoreError):
    """The published folder has tables of another version of the schema."""


class StoreLocked(StoreError):
    """Another run is writing to the same folder."""


class IncomparablePostures(StancepipeError):
    """Two postures made by different bundles were about to be compared."""


def what_helps(error: OSError) -> str:
    """What the user can do about an error of the operating system."""
    return ADVICE.get(error.errno or 0, "choose another --out")
