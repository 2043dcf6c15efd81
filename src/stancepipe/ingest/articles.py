"""Web pages: main text in paragraphs, title, publisher and date."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from stancepipe.errors import DocumentError
from stancepipe.ingest.dates import page_date
from stancepipe.ingest.furniture import Furniture
from stancepipe.ingest.inputs import Found
from stancepipe.ingest.plain_text import declared_in_page, decode_text

MAX_PAGE_BYTES: Final = 8_000_000
"""Far more than an article needs with all its scripts; extraction takes 3 s on 7 MB of plain words."""
MAX_DEPTH: Final = 250
"""The parser itself gives up at 256; pages that people read are far flatter."""
MAX_ELEMENTS: Final = 40_000
"""Extraction takes 6 s at 50,000 paragraphs and grows faster than the page."""

MAX_ATTRIBUTES: Final = 500
"""Of one element. The parser compares each with all before it: 100,000 take 14 s."""
MAX_BRACKETS: Final = 200_000
"""Opening brackets, code included; seven million of them in a row take the parser 13 s."""

MIN_LETTERS: Final = 20
"""Under this what was found is a link or a label, not an article."""

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ATTRIBUTE: Final = re.compile(r"""[\s/]*+(?:[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?)?+|=)""")
_CODE_END: Final = re.compile(r"</(?:script|style)", re.IGNORECASE)
_CONTAINERS: Final = frozenset(
    {
        "div", "span", "section", "article", "main", "aside", "header", "footer", "nav", "table", "ul", "ol",
        "blockquote", "form", "font", "b", "i", "em", "strong", "a", "center", "figure", "fieldset", "details", "dl",
        "small", "big", "u", "s", "sub", "sup", "label",
    }
)  # fmt: skip
"""Elements that nest when they are not closed; others, such as p and li, close each other."""

_BLOCKS: Final = frozenset({"p", "head", "item", "row", "quote", "code", "ab"})


def read_page(
    body: bytes, name: str, *, furniture: Furniture, url: str | None = None, charset: str | None = None,
    today: date | None = None,
) -> Found:  # fmt: skip
    """The article on a page.

    Args:
        body: the page as it came.
        name: what to call it in errors.
        furniture: lines to leave out.
        url: where it was fetched, if it was.
        charset: encoding declared by the transport.
        today: our day, for the date.

    Raises:
        DocumentError: it is too large, too deep, not text, or has no article.
    """
    if len(body) > MAX_PAGE_BYTES:
        raise DocumentError(name, f"the page is larger than {MAX_PAGE_BYTES // 1_000_000} MB")
    try:
        markup = decode_text(body, declared=charset or declared_in_page(body))
    except ValueError as error:
        raise DocumentError(name, f"the page {error}") from error
    if not markup.strip():
        raise DocumentError(name, "the page is empty")
    if problem := markup_problem(markup):
        raise DocumentError(name, problem)
    return _extract(markup, name, furniture, url, today)


def markup_problem(markup: str) -> str | None:
    """Why parsing the page would not end well, from one pass over its tags; None if nothing speaks against it."""
    if markup.count("<") > MAX_BRACKETS:
        return f"the page has more than {MAX_BRACKETS:,} opening brackets"
    depth = elements = position = 0
    while match := _TAG.search(markup, position):
        position = match.end()
        tag = match[2].lower()
        if match[1]:
            depth = max(0, depth - (tag in _CONTAINERS))
            continue
        elements += 1
        depth += tag in _CONTAINERS
        attributes = 0
        while (attribute := _ATTRIBUTE.match(markup, position)) and attributes <= MAX_ATTRIBUTES:
            attributes += 1
            position = attribute.end()
        if attributes > MAX_ATTRIBUTES:
            return f"an element of the page has more than {MAX_ATTRIBUTES:,} attributes"
        if depth > MAX_DEPTH:
            return f"the page nests its elements more than {MAX_DEPTH} deep"
        if elements > MAX_ELEMENTS:
            return f"the page has more than {MAX_ELEMENTS:,} elements"
        if tag in {"script", "style"}:
            end = _CODE_END.search(markup, position)
            position = end.start() if end else len(markup)
    return None


def _extract(markup: str, name: str, furniture: Furniture, url: str | None, today: date | None) -> Found:
    from trafilatura import bare_extraction, load_html

    try:
        tree = load_html(markup)
        if tree is None:
            raise DocumentError(name, "the page is not HTML")
        published = page_date(tree, url=url, today=today)
        document = bare_extraction(
            tree, url=url, fast=True, include_comments=False, with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": None},
        )  # fmt: skip
    except (ValueError, TypeError, RecursionError, AttributeError, AssertionError) as error:
        raise DocumentError(name, f"the page cannot be parsed ({type(error).__name__})") from error
    body: Any = getattr(document, "body", None)
    text = furniture.remove("\n\n".join(paragraphs(body))).strip("\n") if body is not None else ""
    if sum(map(str.isalpha, text)) < MIN_LETTERS:
        raise DocumentError(name, "no article text was found on the page")
    return Found(
        text=text,
        url=url or web_address(getattr(document, "url", None)),
        title=getattr(document, "title", None) or None,
        publisher=getattr(document, "sitename", None) or None,
        published=published,
    )


def paragraphs(body: Any) -> Iterator[str]:
    """The paragraphs of an extracted body, in order, each with white space as a reader sees it."""
    pieces: list[str] = []
    for text, breaks in _pieces(body):
        if breaks:
            yield from _split(pieces)
            pieces = []
        pieces.append(text)
    yield from _split(pieces)


def _pieces(element: Any) -> Iterator[tuple[str, bool]]:
    """Runs of text with whether a paragraph begins there; walked with a stack, so depth costs no recursion."""
    stack: list[tuple[Any, bool]] = [(element, False)]
    while stack:
        node, closing = stack.pop()
        block = node.tag in _BLOCKS
        if closing:
            yield (node.tail or "", block)
            continue
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
        text = node.text or ""
        if node.tag == "lb":
            text = "\x0b" + text  # a line break, told from the line ends of the markup
        elif node.tag == "cell":
            text = " " + text
        yield (text, block)


def _split(pieces: list[str]) -> Iterator[str]:
    lines = [" ".join(line.split()) for line in "".join(pieces).replace("\n", " ").split("\x0b")]
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line:
            paragraph.append(line)
        elif paragraph:  # two breaks in a row set a paragraph off
            yield "\n".join(paragraph)
            paragraph = []


def web_address(written: object) -> str | None:
    """``written`` if it is an http or https address; a page may claim anything."""
    if not isinstance(written, str) or len(written) > 2000:
        return None
    try:
        parts = urlsplit(written.strip())
    except ValueError:
        return None
    return written.strip() if parts.scheme in {"http", "https"} and parts.hostname else None
