"""HTML index pages to entries: the articles that a listing links to, and the page that goes on."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from stancepipe.errors import DocumentError
from stancepipe.ingest.articles import markup_problem
from stancepipe.ingest.entries import Entry, entry_address, entry_title
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.plain_text import declared_in_page, decode_text


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexPage:
    """What one index page links to."""

    entries: list[Entry]
    next: str | None
    """The page that the listing goes on with (``rel=next``)."""


def parse_index(answer: Fetched, *, address: str | None = None) -> IndexPage:
    """The articles of an index page: links that match ``address``; without one, headlines that lie below the page.

    Raises:
        DocumentError: the page cannot be parsed.
    """
    tree = _tree(answer)
    entries: dict[str, Entry] = {}
    following = None
    for anchor in tree.iter("a", "link"):
        url = entry_address(anchor.get("href"), answer.final_url)
        if url is None:
            continue
        if "next" in (anchor.get("rel") or "").lower().split():
            following = following or (url if _same_host(url, answer.final_url) else None)
        elif anchor.tag == "a":
            title = entry_title("".join(anchor.itertext()) or anchor.get("title"))
            if _is_article(url, answer.final_url, title, address):
                known = entries.get(url)
                if known is None or len(known.title or "") < len(title or ""):  # a picture's link often comes first
                    entries[url] = Entry(url=url, title=title)
    return IndexPage(entries=list(entries.values()), next=following)


def _tree(answer: Fetched) -> Any:
    from lxml import html

    try:
        markup = decode_text(answer.body, declared=answer.charset or declared_in_page(answer.body))
    except ValueError as error:
        raise DocumentError(answer.url, str(error)) from error
    if problem := markup_problem(markup):
        raise DocumentError(answer.url, problem)
    try:
        return html.document_fromstring(markup.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, AssertionError) as error:
        raise DocumentError(answer.url, "the listing cannot be parsed") from error


def _is_article(url: str, listing: str, title: str | None, address: str | None) -> bool:
    """By the source's pattern; links to other sites, which share an article, only where it names a site."""
    if address is None:
        return _is_headline(url, listing, title)
    return bool(re.search(address, url)) and ("://" in address or _same_host(url, listing))


def _is_headline(url: str, listing: str, title: str | None) -> bool:
    """Whether a link leads to an article: headlines have words, and lie below the listing's path."""
    here, there = urlsplit(listing), urlsplit(url)
    folder = re.sub(r"/(index|default)\.\w+$", "", here.path).rstrip("/")
    below = there.path.startswith(folder + "/") and there.path.rstrip("/") != here.path.rstrip("/")
    return _same_host(url, listing) and below and len((title or "").split()) >= 3


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).hostname == urlsplit(other).hostname
