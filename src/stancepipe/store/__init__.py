"""The store: an append-only ledger of every version of every row, and the current tables beside it."""

from stancepipe.store.published import Store, read_table
from stancepipe.store.withdrawal import erase
from stancepipe.store.writer import Counts, PublishResult, Writer

__all__ = ["Counts", "PublishResult", "Store", "Writer", "erase", "read_table"]
