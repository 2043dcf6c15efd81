"""Takedown: the words of a document leave tables, ledger, archive and report; its id and the reason stay."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from stancepipe.bundles import Bundle
from stancepipe.corrections import FILE
from stancepipe.errors import UsageError
from stancepipe.ingest.snapshots import Archive
from stancepipe.inputs import ARCHIVE
from stancepipe.stages import PipelineRun
from stancepipe.store import Store, erase


def take_down(keys: Sequence[str], reason: str, out: Path, bundle: Bundle, clock: Callable[[], datetime]) -> list[str]:
    """Withdraw documents with all revisions of the same inputs; what is left to know, in sentences.

    Every step may be repeated: where a takedown was interrupted, the same command ends it.

    Args:
        keys: ids of documents.
        reason: why; it stays readable in ``status_reason``.
        out: the published folder.
        bundle: for what is derived anew without these documents.
        clock: our clock.

    Raises:
        UsageError: an id is not known, or there is no reason.
    """
    if not reason.strip():
        raise UsageError("--reason: say in a few words why the document is withdrawn")
    store = Store(out)
    with store.writer() as writer:
        documents = {d.document_id: d for d in store.read("documents")}
        for key in keys:
            if key not in documents:
                raise UsageError(f"{key} is not the id of a document in {out}")
        inputs = {documents[key].input_id for key in keys}
        withdrawn = {key for key, d in documents.items() if d.input_id in inputs}
        addresses = {documents[key].url for key in withdrawn} | inputs
        named = sorted({c.line for c in store.read("corrections") if c.document_id in withdrawn})
        copies = [d for d in documents.values() if d.duplicate_of in withdrawn and d.document_id not in withdrawn]
        run = PipelineRun(store=store, bundle=bundle, now=clock())
        run.withdraw(withdrawn, " ".join(reason.split()))
        run.analyse()
        run.derive()
        run.publish(writer, clock())
        erase(out, withdrawn)
        with Archive(out / ARCHIVE, report=lambda sentence: None) as archive:
            gone = {address for address in addresses if address is not None}
            removed = archive.remove(gone | _listings_of(gone, archive))
    run.write_report(out)
    lines = [f"withdrawn: {len(withdrawn)} revisions of {len(inputs)} inputs, {removed} archived answers"]
    if named:
        lines.append(f"{out / FILE} speaks of it in line {', '.join(map(str, named))}: what you wrote there stays")
    return lines + [f"a copy of its words stays in {d.document_id} ({d.input_id})" for d in copies]


def _listings_of(addresses: Collection[str], archive: Archive) -> set[str]:
    """Feeds and index pages that list an address: they may repeat its words, and come again with the next run."""
    paths = [urlsplit(address).path.encode() for address in addresses if len(urlsplit(address).path) > 1]
    return {
        listing.url for listing in archive.snapshots("listing") if any(path in archive.body(listing) for path in paths)
    }
