"""Records of our own raw archive, as bytes: each a gzip member of its own, the same bytes for the same answer.

Two records make one entry: the answer (``response``, or ``revisit`` where it is as before) and a ``metadata`` record
about it. A failure is a ``metadata`` record alone.
"""

import io
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.listed import Note, write_note
from stancepipe.version import __version__

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders

SOFTWARE: Final = "software: stancepipe/"
"""What the ``warcinfo`` record of a file of ours says, before the version."""
WARC_VERSION: Final = "WARC/1.1"
"""The first whose dates have fractions of a second."""
IDENTICAL: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
DIGEST: Final = "sha256:"
MAX_ADDRESS: Final = 8_000
"""Characters of an address in a record's head, which readers limit to 32 kB; the note holds a longer one whole."""
AS_PACKED: Final = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers about how an answer travelled. Bodies are stored unpacked, so these are kept under another name, the one
that Common Crawl uses; under their own they would make every reader unpack again."""
RENAMED: Final = "x-crawler-"


def info_record(name: str, at: datetime) -> bytes:
    """The record that a file of ours begins with."""
    content = f"{SOFTWARE}{__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    fields = {"WARC-Record-ID": _record_id("warcinfo", name, at, ""), "WARC-Filename": name}
    return _record("warcinfo", "", at, fields, content)


def response_records(answer: Fetched, sha256: str, at: datetime, note: Note) -> bytes:
    """An answer in full, which came at ``at``, and the note about it.

    Args:
        answer: what came.
        sha256: of its body, in hexadecimal.
        at: when it came.
        note: what is said of it.
    """
    record_id = _record_id("response", answer.url, at, sha256)
    fields = {"WARC-Record-ID": record_id, "WARC-Payload-Digest": DIGEST + sha256}
    response = _record("response", answer.final_url, at, fields, answer.body, http=_http_head(answer))
    return response + _note_record(note, answer.url, answer.final_url, at, about=record_id)


def revisit_records(
    answer: Fetched, sha256: str, at: datetime, note: Note, *, address: str, stored_at: datetime
) -> bytes:
    """An answer that brings nothing new, and the note about it.

    Args:
        answer: one with the same payload again, or with status 304.
        sha256: of the payload that was stored before.
        at: when the answer came.
        note: what is said of it.
        address: the one that gave that payload, after redirects.
        stored_at: when that payload came.
    """
    record_id = _record_id("revisit", answer.url, at, sha256)
    fields = {
        "WARC-Record-ID": record_id,
        "WARC-Payload-Digest": DIGEST + sha256,
        "WARC-Profile": NOT_MODIFIED if answer.status == 304 else IDENTICAL,
        "WARC-Refers-To": _record_id("response", answer.url, stored_at, sha256),
        "WARC-Refers-To-Target-URI": written_address(address),
        "WARC-Refers-To-Date": written_time(stored_at),
    }
    revisit = _record("revisit", answer.final_url, at, fields, b"", http=_http_head(answer))
    return revisit + _note_record(note, answer.url, answer.final_url, at, about=record_id)


def failure_record(url: str, at: datetime, note: Note) -> bytes:
    """What is known of an answer that never came."""
    return _note_record(note, url, url, at, about=None)


def written_time(at: datetime) -> str:
    """A time as WARC writes it: in UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _note_record(note: Note, asked: str, address: str, at: datetime, *, about: str | None) -> bytes:
    content = write_note(note if written_address(address) == asked else replace(note, asked=asked))
    fields = {"WARC-Record-ID": _record_id("metadata", asked, at, about or "failure")}
    if about is not None:
        fields["WARC-Refers-To"] = about
    return _record("metadata", address, at, fields | {"Content-Type": "application/json"}, content)


def _record(
    kind: str, address: str, at: datetime, fields: Mapping[str, str], content: bytes,
    http: "StatusAndHeaders | None" = None,
) -> bytes:  # fmt: skip
    from warcio.warcwriter import WARCWriter

    packed = io.BytesIO()
    writer = WARCWriter(packed, gzip=True, warc_version=WARC_VERSION)
    record = writer.create_warc_record(
        written_address(address),
        kind,
        payload=io.BytesIO(content),
        length=len(content),
        warc_headers_dict={"WARC-Type": kind, "WARC-Date": written_time(at), **fields},
        http_headers=http,
    )
    writer.write_record(record)
    return packed.getvalue()


def _http_head(answer: Fetched) -> "StatusAndHeaders":
    from warcio.statusandheaders import StatusAndHeaders

    class AsReceived(StatusAndHeaders):  # type: ignore[misc]
        def to_ascii_bytes(self, header_filter: Any = None) -> bytes:
            """Each character one byte, as the server sent it; warcio would write others than ASCII as %XX."""
            head: bytes = self.to_bytes(header_filter, encoding="latin-1")
            return head

    headers = [(RENAMED + name if name in AS_PACKED else name, value) for name, value in answer.headers]
    headers.append(("content-length", str(len(answer.body))))
    return AsReceived("304 Not Modified" if answer.status == 304 else "200 OK", headers, protocol="HTTP/1.1")


def written_address(address: str) -> str:
    """An address as it can stand in a record's head: one short line of ASCII."""
    return quote(address[:MAX_ADDRESS], safe="%/:?#[]@!$&'()*+,;=~|^`{}\\\"<>", errors="replace")[:MAX_ADDRESS]


def _record_id(kind: str, asked: str, at: datetime, content: str) -> str:
    named = "\n".join((kind, asked.encode("ascii", "backslashreplace").decode("ascii"), written_time(at), content))
    return uuid.uuid5(uuid.NAMESPACE_URL, named).urn.join("<>")
