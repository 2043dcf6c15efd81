"""Who publishes on the test site, in which form, and what a run has to make of each document."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

READ: Final = frozenset({"analysed", "irrelevant"})
"""Fates of a document that came in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publisher:
    """Who stands behind a source, and where it lies."""

    source_id: str
    name: str
    country: str | None
    doc_type: str
    kind: str
    url: str
    about: str
    """State that its documents are of."""
    more: dict[str, Any] = field(default_factory=dict)
    """Further fields of the source file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What a run has to make of one document."""

    input_id: str
    """Unquoted."""
    source_id: str
    publisher: str
    country: str | None
    doc_type: str
    published: date | None = None
    paragraphs: tuple[str, ...] = ()
    """Each has to be in the text, white space aside."""
    status: frozenset[str] = READ
    reason: str | None = None
    """Regular expression, searched in the reason of what is set aside without regard to case."""
    always_full: bool = False
    """Its server never answers that nothing changed."""


PLAN: Final = (
    # source, publisher, country, type, kind, statements of, how many
    ("fra-feed", "Ministry of Europe of France", "FRA", "official_statement", "feed", "FRA", 36),
    ("deu-atom", "Federal Press Office of Germany", "DEU", "official_statement", "feed", "DEU", 36),
    ("esp-json", "Spanish Wire", "ESP", "news_report", "feed", "ESP", 28),
    ("ita-sitemap", "Institute for Affairs of Italy", "ITA", "analysis", "sitemap", "ITA", 36),
    ("wire-sitemap", "Channel Wire", None, "news_report", "sitemap", "GBR", 20),
    ("pol-index", "Chancellery of Poland", "POL", "official_statement", "page", "POL", 30),
    ("rou-feed", "Ministry of Foreign Affairs of Romania", "ROU", "official_statement", "feed", "ROU", 12),
    ("jpn-index", "Cabinet Office of Japan", "JPN", "official_statement", "page", "JPN", 10),
    ("tur-feed", "Ankara Report", "TUR", "news_report", "feed", "TUR", 10),
    ("nor-pdf", "Government of Norway", "NOR", "official_statement", "page", "NOR", 24),
    ("swe-word", "Swedish Policy Centre", "SWE", "analysis", "feed", "SWE", 12),
    ("irl-text", "Department of Foreign Affairs of Ireland", "IRL", "official_statement", "sitemap", "IRL", 20),
    ("aus-records", "Hansard of Australia", "AUS", "official_statement", "jsonl", "AUS", 40),
    ("can-crawl", "Prairie News", "CAN", "news_report", "warc", "CAN", 30),
    ("bra-drop", "Itamaraty", "BRA", "official_statement", "folder", "BRA", 16),
    ("zaf-drop", "Cape Observer", "ZAF", "news_report", "jsonl", "ZAF", 30),
    ("kor-page", "Ministry of Unification of Korea", "KOR", "official_statement", "url", "KOR", 1),
    ("nld-odd", "Government of the Netherlands", "NLD", "official_statement", "feed", "NLD", 24),
    ("flood", "The Endless Gazette", "PRT", "news_report", "feed", "PRT", 5),
    ("loop", "Sitemap that lists itself", "GRC", "official_statement", "sitemap", "GRC", 2),
)  # fmt: skip

LISTINGS: Final = {
    "pol-index": "/press/", "jpn-index": "/en/", "nor-pdf": "/docs/", "aus-records": "/hansard.jsonl",
    "can-crawl": "/crawl.warc.gz", "kor-page": "/statement.html",
}  # fmt: skip
MORE: Final[dict[str, dict[str, Any]]] = {
    "fra-feed": {"expect": {"documents_per_month": 3, "words": 60}, "language": "en"},
    "pol-index": {"date_formats": ["%d.%m.%Y"], "keep": {"address": "/press/releases/"}},
    "nor-pdf": {"keep": {"address": r"\.pdf$"}},
    "flood": {"keep": {"title": "^Portuguese"}},
    "ita-sitemap": {"keep": {"address": "/papers/"}},
}
