"""PDF files: text in paragraphs, title and the day the file was made."""

import json
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Final

from stancepipe.errors import DocumentError
from stancepipe.ingest import pdf_text
from stancepipe.ingest.dates import EARLIEST, Published
from stancepipe.ingest.inputs import Found

MAX_PDF_BYTES: Final = 60_000_000
MAX_WAIT: Final = 60.0
"""Seconds for the program that reads the text layer; it has its own limit of processor time, which comes first."""
MIN_LETTERS: Final = 20
"""Under this over all pages a PDF holds pictures of text."""
FULL_LINE: Final = 0.75
"""A line shorter than this share of a full one, and ending a sentence, ends its paragraph."""

_PDF_DATE: Final = re.compile(r"D:([0-9]{4})([0-9]{2})?([0-9]{2})?")
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
        DocumentError: too large, cut short, locked, too costly to read, or without a text layer.
    """
    if len(body) > MAX_PDF_BYTES:
        raise DocumentError(name, f"the PDF is larger than {MAX_PDF_BYTES // 1_000_000} MB")
    if b"%PDF-" not in body[:1024]:
        raise DocumentError(name, "is not a PDF")
    if b"%%EOF" not in body[-4096:]:
        raise DocumentError(name, "the PDF is cut short: its end is missing")
    layer = _text_layer(body, name)
    pages = [str(page) for page in layer["pages"]]
    text = "\n\n".join(filter(None, (join_lines(lines) for lines in without_running_lines(pages))))
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        raise DocumentError(name, "the PDF has no text layer: it holds pictures of text")
    title = str(layer["title"]).strip()
    return Found(text=text, title=None if _NO_TITLE.fullmatch(title) else title, created=made_on(str(layer["created"])))


def _text_layer(body: bytes, name: str) -> dict[str, Any]:
    """What the program beside this module reads; it may be killed, this process lives on."""
    program = [sys.executable, "-P", str(Path(pdf_text.__file__))]
    try:
        done = subprocess.run(program, input=body, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=MAX_WAIT)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(name, f"the PDF takes more than {MAX_WAIT:.0f} seconds to read") from error
    if done.returncode == -signal.SIGXCPU:
        raise DocumentError(name, f"the PDF takes more than {pdf_text.MAX_CPU} seconds to read")
    if done.returncode != 0:
        memory = f"{pdf_text.MAX_MEMORY // 1_000_000:,} MB"
        raise DocumentError(name, f"the PDF is damaged, or takes more than {memory} of memory to read")
    layer: dict[str, Any] = json.loads(done.stdout)
    if "problem" in layer:
        raise DocumentError(name, layer["problem"])
    return layer


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
    pieces: list[str] = []  # joined once: a page may hold a hundred thousand lines
    begin = True
    for line in lines:
        before = pieces[-1] if pieces else ""
        if begin:
            pieces += ["\n\n"] * bool(pieces)
        elif _is_cut_word(before, line):
            pieces[-1] = before[:-1]
        elif not (before.endswith("-") and line[:1].isalnum()):
            pieces.append(" ")  # else a compound, or a range, broken at its own hyphen
        pieces.append(line)
        begin = len(line) < FULL_LINE * full and line.endswith(_SENTENCE_END)
    return "".join(pieces)


def _is_cut_word(before: str, after: str) -> bool:
    """Whether the hyphen at the end of a line stands only for the line end: ``govern-`` + ``ment``."""
    stem = before.rsplit(None, 1)[-1] if before else ""
    return stem[-1:] in {"-", "\u00ad"} and len(stem) > 2 and stem[:-1].isalpha() and after[:1].islower()
