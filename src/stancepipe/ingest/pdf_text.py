"""The text layer of one PDF, as a program of its own: standard input to JSON on standard output.

The libraries that parse PDFs can be made to loop, to fill the memory and to crash by files of a few kilobytes, and
cannot be interrupted. So they run where the system can stop them. Nothing of ours is imported: this starts in 0.1 s.
"""

import io
import json
import re
import resource
import sys
from typing import Any, Final

MAX_CPU: Final = 8
"""Seconds of processor time: some 500 pages of a report."""
MAX_MEMORY: Final = 800_000_000
"""Bytes of address space, libraries included; ordinary reports stay under a quarter of it."""
MAX_PAGES: Final = 2_000
MAX_TEXT: Final = 20_000_000
MIN_RTL_SHARE: Final = 0.3
"""Share of Arabic and Hebrew letters from which pdfium, which reverses them, is not believed."""

_RTL: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class Unreadable(Exception):
    """The PDF cannot be read, for a reason that a person understands."""


def read_layer(body: bytes) -> dict[str, object]:
    """Texts of the pages, title and time of making, as they stand in the file.

    Raises:
        Unreadable: it cannot be read.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable("the PDF needs a password" if locked else "the PDF is damaged") from error
    try:
        if len(document) > MAX_PAGES:
            raise Unreadable(f"the PDF has more than {MAX_PAGES:,} pages")
        pages = _pages(document)
        about = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise Unreadable("the PDF is damaged") from error
    whole = "".join(pages)
    if len(_RTL.findall(whole)) > MIN_RTL_SHARE * sum(map(str.isalpha, whole)):
        pages = _pages_in_reading_order(body)
    return {"pages": pages, "title": about.get("Title") or "", "created": about.get("CreationDate") or ""}


def _pages(document: Any) -> list[str]:
    pages: list[str] = []
    total = 0
    for page in document:
        text = page.get_textpage().get_text_bounded()
        # pdfium marks a hyphen at the end of a line with one of these and drops the line end
        text = text.replace("\ufffe", "-\n").replace("\x02", "-\n")
        total += len(text)
        if total > MAX_TEXT:
            raise Unreadable(f"the PDF holds more than {MAX_TEXT:,} characters")
        pages.append(text)
        page.close()
    return pages


def _pages_in_reading_order(body: bytes) -> list[str]:
    from pypdf import PdfReader

    try:
        return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    except MemoryError:
        raise
    except Exception as error:  # pypdf lets anything through: KeyError, OverflowError, AssertionError, zlib's
        raise Unreadable("the right-to-left text of the PDF cannot be read") from error


def main() -> None:
    """Read standard input under limits; a kill by the system is for the caller to see."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU, MAX_CPU + 1))
    try:
        told = read_layer(sys.stdin.buffer.read())
    except Unreadable as error:
        told = {"problem": str(error)}
    sys.stdout.buffer.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
