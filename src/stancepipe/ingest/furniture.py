"""What belongs to a page and not to its text, as lines and as elements: credits, share buttons, menus, cookie notes."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from stancepipe.bundles import data_root

LEXICON: Final = "page_furniture.csv"
MAX_LINE: Final = 200
"""Furniture is short; a longer line is prose that merely begins like a credit."""
MAX_LINES: Final = 200_000
"""A text of more lines is a list of data, and stays as it is: a book has 20,000, and a line costs up to 20 us."""

PAGE_ONLY: Final = frozenset({"page_label"})
"""Kinds of lines that mean nothing on a page (a date, "Press release") but may be the text of a plain file."""
BLOCK_LABELS: Final = frozenset({"share", "subscribe", "related", "comment", "contact"})
"""Kinds of lines that head a block of the page which goes with them."""
MAX_LABEL: Final = 60
"""Characters of a label."""

MAX_SHARE: Final = 0.3
"""Of the page's prose. What holds more is no furniture, whatever its name: wrappers are called ``no-sidebar`` too."""
LINK_SHARE: Final = 0.6
"""Of a block's characters within links, from which on it is a menu or a list of other pages."""
MAX_LINKED_PROSE: Final = 120
"""Characters outside links that such a block may hold: separators and dates, not a paragraph."""
MIN_MENU: Final = 3
"""Links in a part of a table from which on it is a menu: who voted how stands in tables, each state with a link."""

_EDGES: Final = " \t\u200b*_|>•·-–—"
_NAME: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CODE: Final = (
    "script", "style", "noscript", "template", "button", "input", "select", "option", "textarea", "svg", "iframe",
)  # fmt: skip
_ALWAYS: Final = ("nav", "footer", "aside", "figcaption")
_BLOCKS: Final = (
    "div", "section", "aside", "header", "ul", "ol", "li", "dl", "p", "span", "table", "tbody", "tr", "td",
    "blockquote", "figure", "form", "h2", "h3", "h4", "h5", "h6",
)  # fmt: skip
_LISTS: Final = ("div", "section", "header", "ul", "ol", "dl", "table", "tbody", "tr", "td", "form")
"""What menus and lists of pages are made of; a paragraph or a list item that is one link may be a sentence."""
_LABELS: Final = ("h2", "h3", "h4", "h5", "h6", "div", "p", "span", "strong", "b", "label", "dt", "a", "td")
INLINE: Final = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "em", "font", "i", "img", "ins", "mark",
        "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
    }
)  # fmt: skip
_FURNITURE_NAMES: Final = frozenset(
    {
        "addthis", "addtoany", "ads", "adslot", "advert", "advertisement", "breadcrumb", "breadcrumbs", "byline",
        "caption", "comments", "consent", "cookie", "cookies", "credit", "credits", "disclaimer", "disqus", "feedback",
        "gdpr", "menu", "metadata", "navbar", "navigation", "newsletter", "outbrain", "pager", "pagination", "promo",
        "pullquote", "recommended", "related", "relatedposts", "respond", "share", "sharedaddy", "sharing", "sidebar",
        "skip", "skiplink", "skiplinks", "social", "socials", "sponsored", "subscribe", "subscription", "taboola",
        "toolbar", "trending",
    }
)  # fmt: skip
"""Words within class names and ids, as content systems give them to what stands around an article."""
_QUOTED_NAMES: Final = frozenset({"embed", "endnotes", "footnote", "footnotes", "tweet"})
"""Names of what belongs to the text although extraction leaves it out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Furniture:
    """Patterns of whole lines."""

    patterns: tuple[re.Pattern[str], ...] = ()
    page_patterns: tuple[re.Pattern[str], ...] = ()
    """Those of kinds that are furniture on pages only."""
    labels: tuple[re.Pattern[str], ...] = ()
    """Those of ``patterns`` that head a block of furniture."""

    def remove_from_page(self, text: str) -> str:
        """``text`` of a page without furniture lines."""
        return Furniture(patterns=self.patterns + self.page_patterns).remove(text)

    def is_label(self, line: str) -> bool:
        """Whether the whole line is what stands over or before a block of furniture."""
        words = line.strip(_EDGES)
        return 0 < len(words) <= MAX_LABEL and any(pattern.fullmatch(words) for pattern in self.labels)

    def remove(self, text: str) -> str:
        """``text`` without furniture lines; every other line stays as it is."""
        if text.count("\n") > MAX_LINES:
            return text
        kept: list[str] = []
        removed = False
        for line in text.split("\n"):
            if self.is_furniture(line):
                removed = True
                continue
            if removed and not line.strip() and (not kept or not kept[-1].strip()):
                continue  # the blank line that set the removed one off
            removed = False
            kept.append(line)
        return "\n".join(kept)

    def is_furniture(self, line: str) -> bool:
        """Whether the whole line is furniture."""
        words = line.strip(_EDGES)
        return 0 < len(words) <= MAX_LINE and any(pattern.fullmatch(words) for pattern in self.patterns)


def load_furniture(lexicons: Path | None, report: Callable[[str], None]) -> Furniture:
    """The patterns of ``page_furniture.csv``; without the file none, and a word about it.

    Args:
        lexicons: folder of the lexicons; None means those that came with this code.
        report: told if the file is missing or a pattern is broken.
    """
    folder = lexicons or data_root() / "corpora" / "lexicons"
    patterns: list[re.Pattern[str]] = []
    page_patterns: list[re.Pattern[str]] = []
    labels: list[re.Pattern[str]] = []
    try:
        with (folder / LEXICON).open(encoding="utf-8", newline="") as stream:
            for number, row in enumerate(csv.DictReader(stream), start=2):
                try:
                    pattern, kind = re.compile(row["pattern"], re.IGNORECASE), row["kind"]
                except (re.error, KeyError, TypeError) as error:
                    report(f"{LEXICON} line {number}: not a pattern ({error}); it is left out")
                    continue
                (page_patterns if kind in PAGE_ONLY else patterns).append(pattern)
                if kind in BLOCK_LABELS:
                    labels.append(pattern)
    except (OSError, UnicodeDecodeError, csv.Error):
        report(f"{LEXICON} could not be read: photo credits and the like stay in the texts")
    return Furniture(patterns=tuple(patterns), page_patterns=tuple(page_patterns), labels=tuple(labels))


def prune_page(tree: Any, furniture: Furniture) -> None:
    """Take out of a parsed page (lxml), in place, the elements that are furniture, and make its paragraphs plain.

    What holds the page's heading, or more than ``MAX_SHARE`` of its prose, is never taken for furniture by its name
    or its label.
    """
    _drop([e for e in tree.iter(*_CODE) if "json" not in e.get("type", "")])  # JSON-LD may hold the article
    kept = _Prose(tree)
    _drop([e for e in tree.iter(*_ALWAYS) if kept.is_small(e)])
    _drop([e for e in tree.iter() if isinstance(e.tag, str) and _is_hidden(e) and kept.is_small(e)])
    _drop([e for e in tree.iter(*_BLOCKS) if kept.is_small(e) and _names(e) & _FURNITURE_NAMES])
    _drop([e for e in tree.iter(*_LISTS) if kept.is_links(e)])
    labels = [e for e in tree.iter(*_LABELS) if 0 < kept.text.get(e, 0) <= MAX_LABEL and kept.is_small(e)]
    _drop([kept.block_of(e) for e in labels if furniture.is_label(" ".join("".join(e.itertext()).split()))])
    _drop([e for e in tree.iter("a") if not len(e) and not any(map(str.isalnum, e.text or ""))])  # arrows and icons
    for element in tree.iter(*_BLOCKS):
        if _names(element) & _QUOTED_NAMES:
            element.attrib.pop("class", None)  # extraction leaves out notes and embedded posts by their names
            element.attrib.pop("id", None)
            if element.tag == "blockquote" and len(element):  # the name and date under a post
                _drop(list(element)[1:])
                element[0].tail = None
    _make_paragraphs(tree)


class _Prose:
    """How much text each element of a page holds, and how much of it outside links; counted once."""

    def __init__(self, tree: Any) -> None:
        self.text: dict[Any, int] = {}
        self.prose: dict[Any, int] = {}
        self.links: dict[Any, int] = {}
        self.titled: set[Any] = set()
        """What holds the heading of the page."""
        self.tabled: set[Any] = set()
        """What holds the heading of a column: a table of data, whose rows may begin with links."""
        for element in reversed(list(tree.iter())):  # children before their parents
            own = len((element.text or "").strip()) if isinstance(element.tag, str) and element.tag != "script" else 0
            tails = sum(len((child.tail or "").strip()) for child in element)
            self.text[element] = own + tails + sum(self.text[child] for child in element)
            inside = own + tails + sum(self.prose[child] for child in element)
            self.links[element] = (element.tag == "a") + sum(self.links[child] for child in element)
            self.prose[element] = 0 if element.tag == "a" else inside
            if element.tag == "h1" or any(child in self.titled for child in element):
                self.titled.add(element)
            if element.tag == "th" or any(child in self.tabled for child in element):
                self.tabled.add(element)
        self.whole = self.prose[tree]

    def is_small(self, element: Any) -> bool:
        return element not in self.titled and self.prose.get(element, 0) <= MAX_SHARE * self.whole

    def is_links(self, element: Any) -> bool:
        if element in self.titled or element in self.tabled:
            return False
        if element.tag in {"table", "tbody", "tr", "td"} and self.links.get(element, 0) < MIN_MENU:
            return False
        text, prose = self.text.get(element, 0), self.prose.get(element, 0)
        return text > 0 and prose < min(MAX_LINKED_PROSE, (1 - LINK_SHARE) * text)

    def block_of(self, label: Any) -> Any:
        """The largest small element that begins with ``label``."""
        block = label
        while (parent := block.getparent()) is not None and parent.tag not in {"body", "html"}:
            begins = not (parent.text or "").strip() and next(_with_text(parent, self.text), None) is block
            if not (begins and self.is_small(parent)):
                break
            block = parent
        return block


def _with_text(parent: Any, text: dict[Any, int]) -> Iterator[Any]:
    for child in parent:
        if text.get(child, 0) or (child.tail or "").strip():
            yield child


def _names(element: Any) -> set[str]:
    written = f"{element.get('class', '')} {element.get('id', '')}"
    return {name.lower() for name in _NAME.findall(written)} if len(written) > 1 else set()


def _is_hidden(element: Any) -> bool:
    style = element.get("style", "")
    return element.get("hidden") is not None or ("none" in style and _HIDDEN.search(style) is not None)


def _drop(elements: list[Any]) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _make_paragraphs(tree: Any) -> None:
    """Name p what is one: a div with words and no other blocks in it."""
    for element in tree.iter("div"):
        if all(child.tag in INLINE for child in element.iterdescendants()) and "".join(element.itertext()).strip():
            element.tag = "p"
