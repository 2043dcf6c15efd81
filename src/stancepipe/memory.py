"""What allocators keep of memory that is free again, given back to the system."""

import ctypes
import sys

import pyarrow as pa


def give_back_memory() -> None:
    """Return what is free to the system: after a stage, its leavings would count for the rest of the run.

    Arrow's allocator keeps what a table took, and glibc what lies below the last thing that is still in use: after
    10,000 documents a hundred megabytes each.
    """
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
