"""What a site asks of those who fetch from it by robots.txt (RFC 9309)."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stancepipe.ingest.http_answers import MAX_REDIRECTS, Fetched, FetchError, next_address

if TYPE_CHECKING:
    from protego import Protego

PRODUCT: Final = "stancepipe"
"""Our name in robots.txt."""
MAX_ROBOTS: Final = 512_000
"""Bytes that are read; RFC 9309 asks for at least so many, and what lies behind counts as not there."""
MAX_CRAWL_DELAY: Final = 120.0
"""Seconds between two requests that are kept to; a site that asks for more is not fetched from, as one run reads dozens
of pages of a site."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Robots:
    """The wishes of one site."""

    rules: "Protego | None" = None
    """None where there are none."""

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests, as far as they are kept to; 0 where the site does not say."""
        return min(self._wanted_delay, MAX_CRAWL_DELAY)

    @property
    def _wanted_delay(self) -> float:
        wanted = self.rules.crawl_delay(PRODUCT) if self.rules is not None else None
        return wanted if wanted is not None and math.isfinite(wanted) and wanted > 0 else 0.0

    def objection(self, url: str) -> str | None:
        """Why the site does not want ``url`` to be fetched, if so."""
        if self.rules is not None and not self.rules.can_fetch(url, PRODUCT):
            return "asks not to be fetched from there (robots.txt)"
        if self._wanted_delay > MAX_CRAWL_DELAY:
            return f"asks for {self._wanted_delay:.0f} seconds between requests, more than is waited (robots.txt)"
        return None


@dataclass(kw_only=True, slots=True)
class Site:
    """What the robots.txt of a site turned out to say in this run, read by the first who asks under the lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    found: Robots | FetchError | None = None


def read_robots(site: str, answer_of: Callable[[str], Fetched]) -> Robots | FetchError:
    """The wishes of a site by RFC 9309, 2.3.1: what is not there forbids nothing, what cannot be read now forbids all.

    Args:
        site: scheme and network location.
        answer_of: gives the answer of one address, redirects included; raises FetchError.
    """
    url = f"{site}/robots.txt"
    try:
        for _ in range(MAX_REDIRECTS + 1):
            answer = answer_of(url)
            if answer.status == 200:
                return parse_robots(answer.body)
            if answer.status < 500 and not answer.is_redirect:
                return Robots()
            url = next_address(answer)
    except FetchError as error:
        refused = not error.temporary and url == f"{site}/robots.txt"  # the site itself, whatever it asks for
        reason = error.reason if refused else f"{error.reason} (robots.txt)"
        return FetchError(url, reason, temporary=error.temporary)
    return Robots()  # so many redirects count as not there


def parse_robots(body: bytes) -> Robots:
    """The wishes that a robots.txt states."""
    from protego import Protego

    return Robots(rules=Protego.parse(body.decode("utf-8-sig", "replace")))
