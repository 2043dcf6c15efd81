"""Web pages: main text in paragraphs, title, publisher and date."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from stancepipe.errors import DocumentError
from stancepipe.ingest.dates import Published, declared_date, formatted_date, searched_date
from stancepipe.ingest.furniture import INLINE, Furniture, prune_page
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

MAX_TITLE: Final = 1_000
"""Characters of a title."""
MAX_PLACES: Final = 10
"""Lines of a page that are taken for its title, when dates near it are looked for."""
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

_BLANKS: Final = str.maketrans({"\n": " ", "\u200b": None, "\ufeff": None})
"""Line ends of the markup, and what has no width."""
_JOINING: Final = INLINE - {"br"}
"""Elements across which a word goes on."""
_TITLE_MARKS: Final = " -|/:·•»–—"
_TITLE_PARTS: Final = re.compile(r"\s+[-|/·•»–—]\s+")
_BLOCKS: Final = frozenset({"p", "head", "item", "row", "quote", "code", "ab"})


def read_page(
    body: bytes, name: str, *, furniture: Furniture, url: str | None = None, charset: str | None = None,
    today: date | None = None, date_formats: Sequence[str] = (), language: str | None = None,
    worth_reading: Callable[[str], bool] | None = None,
) -> Found:  # fmt: skip
    """The article on a page.

    Args:
        body: the page as it came.
        name: what to call it in errors.
        furniture: lines to leave out.
        url: where it was fetched, if it was.
        charset: encoding declared by the transport.
        today: our day, for the date.
        date_formats: how the source writes its dates, as for ``strptime``; tried where the page declares none.
        language: ISO 639-1 code in which the source names months.
        worth_reading: shown every word that could be found on the page; where it says no, the text comes from a quick
            look, and the date only from what is declared or in one of the formats.

    Raises:
        DocumentError: it is too large, too deep, not text, or has no article.
    """
    from trafilatura import load_html

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
    try:
        tree = load_html(markup)
        if tree is None:
            raise DocumentError(name, "the page is not HTML")
        published = declared_date(tree, today=today)
        if published is None and date_formats:
            published = formatted_date(_lines_near_title(tree), date_formats, language, today)
        if worth_reading is None or worth_reading(page_words(tree)):
            found = _extract(markup, tree, furniture, url, published or searched_date(tree, url=url, today=today))
        else:
            found = _glance(markup, tree, furniture, url, published)
    except (ValueError, TypeError, RecursionError, AttributeError, AssertionError) as error:
        raise DocumentError(name, f"the page cannot be parsed ({type(error).__name__})") from error
    if sum(map(str.isalpha, found.text)) < MIN_LETTERS:
        raise DocumentError(name, "no article text was found on the page")
    return found


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


def _extract(markup: str, tree: Any, furniture: Furniture, url: str | None, published: Published | None) -> Found:
    from trafilatura import extract_metadata, load_html

    declared = extract_metadata(tree, url, {"extensive_search": False, "original_date": True, "max_date": None})
    title = page_title(tree, declared.title, furniture)
    prune_page(tree, furniture)
    text = _main_text(tree, furniture)
    if sum(map(str.isalpha, text)) < MIN_LETTERS:  # what was taken out was all there is
        text = _main_text(load_html(markup), furniture)
    address = url or web_address(declared.url)
    return Found(text=text, url=address, title=title, publisher=declared.sitename or None, published=published)


def _main_text(tree: Any, furniture: Furniture) -> str:
    from trafilatura import bare_extraction

    body: Any = getattr(bare_extraction(tree, fast=True, include_comments=False), "body", None)
    return "" if body is None else furniture.remove_from_page("\n\n".join(paragraphs(body))).strip("\n")


def _glance(markup: str, tree: Any, furniture: Furniture, url: str | None, published: Published | None) -> Found:
    """A page that is not worth more: roughly its article, in a quarter of the time."""
    from resiliparse.extract.html2text import extract_plain_text

    quick = extract_plain_text(markup, main_content=True, alt_texts=False, list_bullets=False)
    lines = (" ".join(line.split()) for line in (quick if quick.strip() else page_words(tree)).split("\n"))
    text = furniture.remove_from_page("\n\n".join(filter(None, lines))).strip("\n")
    return Found(text=text, url=url, title=page_title(tree, None, furniture), published=published)


def page_words(tree: Any) -> str:
    """Every word that reading the page could give: all its text, its titles, and the texts in its JSON-LD.

    Words stay whole across inline elements and end at all others.
    """
    from lxml.etree import iterwalk

    pieces: list[str] = []
    for event, element in iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = element.tag
        if event == "start":
            if tag not in _JOINING:
                pieces.append("\n")
            if tag == "script":
                if "json" in (element.get("type") or ""):
                    pieces.extend(_json_texts(element.text or ""))
            elif tag == "meta":
                pieces.append(element.get("content") or "")
            elif tag != "style" and element.text:
                pieces.append(element.text)
            continue
        if event == "end" and tag not in _JOINING:
            pieces.append("\n")
        if element.tail:
            pieces.append(element.tail)
    return "".join(pieces)


def _json_texts(written: str) -> Iterator[str]:
    """The strings in a JSON-LD block, each on a line; the block itself where it is not JSON."""
    try:
        waiting: list[Any] = [json.loads(written)]
    except (ValueError, RecursionError):
        yield written
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
            yield "\n"
        elif isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def page_title(tree: Any, declared: str | None, furniture: Furniture) -> str | None:
    """The title of a page as its heading has it, without the name of the site.

    Args:
        tree: the parsed page.
        declared: what extraction or the page itself takes for the title.
        furniture: tells titles from labels ("Related stories").
    """
    named = next((e.get("content") for e in tree.iter("meta") if e.get("property") == "og:title"), None)
    element = next(("".join(e.itertext()) for e in tree.iter("title")), None)
    titles = [" ".join((title or "")[:MAX_TITLE].split()) for title in (declared, named, element)]
    written = next((title for title in titles if title and not furniture.is_label(title)), None)
    if written is None or not any(_TITLE_PARTS.search(title) for title in (written, titles[-1])):
        return written
    shown = " ".join(" ".join("".join(e.itertext()) for e in tree.iter("body")).split())
    if written in shown:
        return written
    longer = titles[-1] if written in titles[-1] else written
    parts = _TITLE_PARTS.split(longer)
    begin = longer[: longer.rindex(parts[-1])].rstrip(_TITLE_MARKS)
    return max((part for part in (parts[0], begin, parts[-1]) if part and part in shown), key=len, default=written)


def _lines_near_title(tree: Any) -> list[str]:
    """The short lines of a page, those nearest to its title first."""
    body = next(tree.iter("body"), tree)
    lines = [line for line in (" ".join(raw.split()) for raw in page_words(body).split("\n")) if line]
    title = page_title(tree, None, Furniture()) or ""
    places = [i for i, line in enumerate(lines) if line == title or (len(line) > MIN_LETTERS and line in title)][
        :MAX_PLACES
    ] or [0]
    near = sorted(range(len(lines)), key=lambda i: min(abs(i - place) for place in places))
    return [lines[i] for i in near]


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
    lines = [" ".join(line.split()) for line in "".join(pieces).translate(_BLANKS).split("\x0b")]
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
