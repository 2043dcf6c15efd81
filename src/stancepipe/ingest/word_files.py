"""DOCX files: text of paragraphs and tables in order, title and the day the file was made."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from stancepipe.errors import DocumentError
from stancepipe.ingest.dates import EARLIEST, Published
from stancepipe.ingest.inputs import Found

MAX_DOCX_BYTES: Final = 60_000_000
MAX_UNPACKED: Final = 60_000_000
"""Bytes of all parts together, pictures included: room for a book, too little for a bomb."""
MAX_PARTS: Final = 5_000
MAX_BRACKETS: Final = 1_500_000
"""Opening brackets of one part of XML: a book has some 500,000; 8 million empty paragraphs take more than 1 GB."""
TEMPLATE_TIMES: Final = frozenset({datetime(2013, 12, 23, 23, 15)})  # noqa: DTZ001 - as python-docx gives it
"""Creation times of templates that programs copy unchanged: python-docx stamps every file it makes with this one."""

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED: Final = frozenset(
    {
        f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)  # fmt: skip
_SIGNS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(body: bytes, name: str) -> Found:
    """The text of a DOCX file.

    Raises:
        DocumentError: not a DOCX, unpacking to too much, declaring entities, or without text.
    """
    if len(body) > MAX_DOCX_BYTES:
        raise DocumentError(name, f"the file is larger than {MAX_DOCX_BYTES // 1_000_000} MB")
    _check_parts(body, name)
    import docx

    try:
        document: Any = docx.Document(io.BytesIO(body))
        text = "\n\n".join(_blocks(document.element.body))
        title, created = document.core_properties.title, document.core_properties.created
    except Exception as error:  # python-docx lets KeyError, AttributeError, XML and zip errors through
        raise DocumentError(name, f"the DOCX file is damaged ({type(error).__name__})") from error
    if not text.strip():
        raise DocumentError(name, "the DOCX file holds no text")
    return Found(text=text, title=(title or "").strip() or None, created=_made_on(created))


def _check_parts(body: bytes, name: str) -> None:
    """Refuse archives that unpack to too much, and XML that declares entities, before anything parses them."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            # zipfile never unpacks more than the size declared here: what is declared is what it costs
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise DocumentError(name, f"the DOCX file unpacks to more than {MAX_UNPACKED // 1_000_000} MB")
            if "[Content_Types].xml" not in archive.namelist():
                raise DocumentError(name, "is not a DOCX file")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    xml = archive.read(part).replace(b"\x00", b"")  # UTF-16 becomes searchable
                    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
                        raise DocumentError(name, "the DOCX file declares XML entities, which no word processor does")
                    if xml.count(b"<") > MAX_BRACKETS:
                        raise DocumentError(name, f"a part of the DOCX file has more than {MAX_BRACKETS:,} elements")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise DocumentError(name, "is not a DOCX file, or a damaged or locked one") from error
    except Exception as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(name, f"the DOCX file is damaged ({type(error).__name__})") from error


def _blocks(container: Any) -> Iterator[str]:
    """Paragraphs, and rows of tables with their cells set apart by tabs.

    Own walk instead of python-docx's, whose ``text`` leaves out content controls and accepted insertions.
    """
    for child in container:
        if child.tag == f"{_W}p":
            text = "".join(_runs(child)).strip()
            if text:
                yield text
        elif child.tag == f"{_W}tr":
            cells = [" ".join(_blocks(cell)) for cell in child.iter(f"{_W}tc") if _row_of(cell) is child]
            if any(cells):
                yield "\t".join(cells)
        elif child.tag not in _SKIPPED:
            yield from _blocks(child)


def _row_of(cell: Any) -> Any:
    row = cell.getparent()
    while row is not None and row.tag != f"{_W}tr":
        row = row.getparent()
    return row


def _runs(paragraph: Any) -> Iterator[str]:
    for node in paragraph:
        if node.tag == f"{_W}t":
            yield node.text or ""
        elif node.tag in _SIGNS:
            yield _SIGNS[node.tag]
        elif node.tag not in _SKIPPED and node.tag not in {f"{_W}pPr", f"{_W}rPr"}:
            yield from _runs(node)


def _made_on(created: datetime | None) -> Published | None:
    if created is None or created.replace(tzinfo=None) in TEMPLATE_TIMES:
        return None
    day = (created.astimezone(UTC) if created.tzinfo else created).date()
    return Published(day=day, precision="day", found_from="metadata") if day >= EARLIEST else None
