"""PDF files: text in paragraphs, title and the day the file was made."""

import io
import re
from collections import Counter
from datetime import date
from typing import Any, Final

from stancepipe.errors import DocumentError
from stancepipe.ingest.dates import EARLIEST, Published
from stancepipe.ingest.inputs import Found

MAX_PDF_BYTES: Final = 60_000_000
MAX_PAGES: Final = 2_000
MAX_TEXT: Final = 20_000_000
MIN_LETTERS: Final = 20
"""Under this over all pages a PDF holds pictures of text."""
MIN_RTL_SHARE: Final = 0.3
"""Share of Arabic and Hebrew letters from which pdfium, which reverses them, is not believed."""
FULL_LINE: Final = 0.75
"""A line shorter than this share of a full one, and ending a sentence, ends its paragraph."""

_RTL: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PDF_DATE: Final = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_PAGE_NUMBER: Final = re.compile(
    r"[-\u2013\u2014\s]*(page\s+)?\d{1,4}(\s*(/|of|de|von)\s*\d{1,4})?[-\u2013\u2014\s]*", re.IGNORECASE
)
_SENTENCE_END: Final = (".", "!", "?", ":", ";", "”", '"', ")", "…")
_NO_TITLE: Final = re.compile(
    r"(untitled.*|microsoft word.*|.*\.(docx?|pdf|indd|odt|rtf)|document\d*|\W*)", re.IGNORECASE
)


def read_pdf(body: bytes, name: str) -> Found:
    """The text of a PDF.

    Raises:
        DocumentError: too large, cut short, locked, or without a text layer.
    """
    import pypdfium2

    if len(body) > MAX_PDF_BYTES:
        raise DocumentError(name, f"the PDF is larger than {MAX_PDF_BYTES // 1_000_000} MB")
    if b"%PDF-" not in body[:1024]:
        raise DocumentError(name, "is not a PDF")
    if b"%%EOF" not in body[-4096:]:
        raise DocumentError(name, "the PDF is cut short: its end is missing")
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise DocumentError(name, "the PDF needs a password" if locked else "the PDF is damaged") from error
    try:
        if len(document) > MAX_PAGES:
            raise DocumentError(name, f"the PDF has more than {MAX_PAGES:,} pages")
        pages = _pages(document, name)
        about = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise DocumentError(name, "the PDF is damaged") from error
    finally:
        document.close()
    if sum(map(str.isalpha, "".join(pages))) < MIN_LETTERS:
        raise DocumentError(name, "the PDF has no text layer: it holds pictures of text")
    if len(_RTL.findall("".join(pages))) > MIN_RTL_SHARE * sum(map(str.isalpha, "".join(pages))):
        pages = _pages_in_reading_order(body, name)
    title = str(about.get("Title") or "").strip()
    return Found(
        text="\n\n".join(filter(None, (join_lines(lines) for lines in without_running_lines(pages)))),
        title=None if _NO_TITLE.fullmatch(title) else title,
        created=made_on(str(about.get("CreationDate") or "")),
    )


def made_on(written: str) -> Published | None:
    """The day in a PDF date such as ``D:20240501120000Z``."""
    match = _PDF_DATE.match(written)
    if match is None or match[3] is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return Published(day=day, precision="day", found_from="metadata") if day >= EARLIEST else None


def without_running_lines(pages: list[str]) -> list[list[str]]:
    """Lines of each page, without page numbers and the headers and footers that most pages repeat."""
    split = [[line.strip() for line in page.splitlines()] for page in pages]
    split = [[line for line in lines if line] for lines in split]
    edges = Counter(re.sub(r"\d+", "#", line) for lines in split for line in {*lines[:1], *lines[-1:]})
    running = {line for line, n in edges.items() if n >= 3 and n > len(split) / 2}

    def is_edge(line: str) -> bool:
        return re.sub(r"\d+", "#", line) in running or _PAGE_NUMBER.fullmatch(line) is not None

    for lines in split:
        while lines and is_edge(lines[-1]):
            lines.pop()
        while lines and is_edge(lines[0]):
            lines.pop(0)
    return split


def join_lines(lines: list[str]) -> str:
    """Hard-wrapped lines as paragraphs: a line that ends a sentence well before the margin ends its paragraph."""
    full = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    begin = True
    for line in lines:
        if begin:
            paragraphs.append(line)
        elif _is_cut_word(paragraphs[-1], line):
            paragraphs[-1] = paragraphs[-1][:-1] + line
        elif paragraphs[-1].endswith("-") and line[:1].isalnum():
            paragraphs[-1] += line  # a compound, or a range, broken at its own hyphen
        else:
            paragraphs[-1] += " " + line
        begin = len(line) < FULL_LINE * full and line.endswith(_SENTENCE_END)
    return "\n\n".join(paragraphs)


def _is_cut_word(before: str, after: str) -> bool:
    """Whether the hyphen at the end of a line stands only for the line end: ``govern-`` + ``ment``."""
    stem = before.rsplit(None, 1)[-1] if before else ""
    return stem[-1:] in {"-", "\u00ad"} and len(stem) > 2 and stem[:-1].isalpha() and after[:1].islower()


def _pages(document: Any, name: str) -> list[str]:
    pages: list[str] = []
    total = 0
    for page in document:
        text = page.get_textpage().get_text_bounded()
        # pdfium marks a hyphen at the end of a line with one of these and drops the line end
        text = text.replace("\ufffe", "-\n").replace("\x02", "-\n")
        total += len(text)
        if total > MAX_TEXT:
            raise DocumentError(name, f"the PDF holds more than {MAX_TEXT:,} characters")
        pages.append(text)
        page.close()
    return pages


def _pages_in_reading_order(body: bytes, name: str) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    except (PyPdfError, ValueError, KeyError, RecursionError, TypeError, AttributeError) as error:
        raise DocumentError(name, "the right-to-left text of the PDF cannot be read") from error
