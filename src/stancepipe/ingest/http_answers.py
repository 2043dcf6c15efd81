"""What a server answered, and what its headers say: type, encoding, freshness, when to come again."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urljoin

from stancepipe.errors import DocumentError

Headers = tuple[tuple[str, str], ...]
"""Names in lower case, values as received (each byte one character), in order."""

MAX_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PASSING: Final = frozenset({408, 425})
"""Like what is above 500, a later run may get something else."""
MAX_HEADER_SECONDS: Final = 2.0**31
"""RFC 9111, 1.2.2: what is larger is read as this."""
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([\w.:+-]+)""", re.ASCII | re.IGNORECASE)
_SENDABLE: Final = re.compile(r"[\x21-\x7e\x80-\xff]+( [\x21-\x7e\x80-\xff]+)*")


class FetchError(DocumentError):
    """An address could not be fetched."""

    def __init__(self, url: str, reason: str, *, temporary: bool) -> None:
        super().__init__(url, reason)
        self.temporary = temporary
        """Whether a later run may well succeed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What an earlier answer gave to ask whether it changed."""

    etag: str | None
    last_modified: str | None
    url: str | None = None
    """The address after redirects that gave them, where known: another one is not asked with them."""

    def headers_for(self, url: str) -> Headers:
        """Headers that ask ``url`` for an answer only if it changed."""
        if self.url is not None and self.url != url:
            return ()
        asked = [("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified)]
        return tuple((name, value) for name, value in asked if value and _SENDABLE.fullmatch(value))


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """The answer to a request."""

    url: str
    """As asked for."""
    final_url: str
    """After redirects."""
    status: int = 200
    """200, or 304 where validators were sent and nothing changed."""
    headers: Headers = ()
    media_type: str
    """Lower case, without parameters; empty where the answer says nothing."""
    charset: str | None
    body: bytes
    """Unpacked; empty where nothing changed."""

    def header(self, name: str) -> str | None:
        """The first value of a header, by its name in lower case."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def is_redirect(self) -> bool:
        """Whether it leads on to another address."""
        return self.status in REDIRECTS and bool(self.header("location"))

    @property
    def etag(self) -> str | None:
        """The server's name for this version."""
        return self.header("etag") or None

    @property
    def last_modified(self) -> str | None:
        """When the server says that this version was made, as written."""
        return self.header("last-modified") or None

    @property
    def max_age(self) -> float | None:
        """Seconds for which the server calls the answer fresh; None where it does not say."""
        return freshness(self.headers)


def next_address(answer: Fetched) -> str:
    """Where a redirect leads.

    Raises:
        FetchError: the answer is none, or leads nowhere.
    """
    if not answer.is_redirect:
        temporary = answer.status >= 500 or answer.status in PASSING
        raise FetchError(answer.url, status_reason(answer.status), temporary=temporary)
    location = answer.header("location") or ""
    with suppress(UnicodeDecodeError):
        location = location.encode("latin-1").decode("utf-8")  # servers write addresses as they stand in their pages
    try:
        return urljoin(answer.final_url, location)
    except ValueError as error:
        raise FetchError(answer.url, f"redirects to an address that is not valid ({error})", temporary=False) from error


def status_reason(status: int) -> str:
    """Why an answer with this status is of no use."""
    return f"the server answers with status {status}"


def values_of(headers: Headers, name: str) -> str:
    """All values of a header in one, as RFC 9110, 5.2, joins them; empty where there is none."""
    return ", ".join(value for key, value in headers if key == name)


def media_type_of(headers: Headers) -> tuple[str, str | None]:
    """Media type (empty where not said) and charset of an answer."""
    media, _, parameters = next((value for key, value in headers if key == "content-type"), "").partition(";")
    charset = _CHARSET.search(parameters)
    return media.strip().lower(), charset[1] if charset else None


def freshness(headers: Headers) -> float | None:
    """Seconds for which an answer is fresh by ``Cache-Control`` or ``Expires``; what cannot be understood is stale."""
    directives = [part.strip().partition("=") for part in values_of(headers, "cache-control").lower().split(",")]
    if {name for name, _, _ in directives} & {"no-cache", "no-store"}:
        return 0.0
    ages = [_seconds(value.strip('"')) or 0.0 for name, _, value in directives if name == "max-age"]
    if ages:
        return min(ages)
    expires = next((value for key, value in headers if key == "expires"), None)
    if expires is None:
        return None
    until, now = _moment(expires), _moment(values_of(headers, "date"))
    if until is None:
        return 0.0  # "0" and "-1" are the usual ways to say: at once
    return None if now is None else max(0.0, (until - now).total_seconds())


def retry_after(headers: Headers) -> float | None:
    """Seconds that the server asks to wait; its own clock says what a given time is away."""
    written = values_of(headers, "retry-after").strip()
    seconds = _seconds(written)
    if seconds is not None:
        return seconds
    at, now = _moment(written), _moment(values_of(headers, "date"))
    return None if at is None or now is None else max(0.0, (at - now).total_seconds())


def _seconds(written: str) -> float | None:
    if not (written.isascii() and written.isdigit()):
        return None
    return min(float(written), MAX_HEADER_SECONDS)


def _moment(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
