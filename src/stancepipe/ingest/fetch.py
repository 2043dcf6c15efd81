"""Fetching over HTTP: public addresses only, politely, with limits on size, time, redirects and retries."""

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from stancepipe.errors import DocumentError
from stancepipe.ingest.addresses import resolve
from stancepipe.version import __version__

MAX_BODY: Final = 10_000_000
"""Bytes after unpacking: more than the largest page that is read, enough for most reports as PDF."""
MAX_REDIRECTS: Final = 5
MAX_ATTEMPTS: Final = 3
MAX_WAIT: Final = 30.0
"""Longest wait before a retry, and longest crawl delay that is kept; who asks for more is left for the next run."""
MAX_SECONDS: Final = 60.0
"""For one answer as a whole: a server that drips single bytes never trips the time limit of a single read."""
MAX_ROBOTS: Final = 500_000
RETRIED: Final = frozenset({429, 500, 502, 503, 504})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """The answer to a request."""

    url: str
    """As asked for."""
    final_url: str
    """After redirects."""
    media_type: str
    """Lower case, without parameters; empty where the answer says nothing."""
    charset: str | None
    body: bytes


class _RetryLater(Exception):
    """The answer, or the lack of one, is worth another attempt."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(kw_only=True, slots=True)
class Fetcher:
    """Fetches addresses; holds what it learnt about hosts, so one is made per run."""

    contact: str = "https://stancepipe.example"
    """Where a webmaster finds out who asks."""
    allow_hosts: frozenset[str] = frozenset()
    """Hosts that may lie in a private network, as they stand in the address."""
    delay: float = 1.0
    """Seconds between two requests to one host."""
    timeout: float = 20.0
    """Seconds to connect, and between two pieces of an answer."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _robots: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    _next_turn: dict[str, float] = field(default_factory=dict, init=False, repr=False)
    _client: Any = field(default=None, init=False, repr=False)

    @property
    def user_agent(self) -> str:
        """Who we say we are: the truth."""
        return f"stancepipe/{__version__} (+{self.contact})"

    def fetch(self, url: str) -> Fetched:
        """What lies at ``url``.

        Raises:
            DocumentError: it is not to be had, not allowed or too large, with the reason.
        """
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            self._check_robots(current, url)
            status, headers, body = self._answer(current, url, MAX_BODY)
            if status in REDIRECTS and headers.get("location"):
                current = urljoin(current, headers["location"])
                continue
            if status != 200:
                raise DocumentError(url, f"the server answers with status {status}")
            media, _, parameters = headers.get("content-type", "").partition(";")
            return Fetched(
                url=url, final_url=current, media_type=media.strip().lower(), charset=_charset(parameters), body=body
            )
        raise DocumentError(url, f"more than {MAX_REDIRECTS} redirects")

    def close(self) -> None:
        """Close kept connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _answer(self, url: str, asked: str, limit: int) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one address, tried again where the failure may pass."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                return self._request(url, limit)
            except _RetryLater as later:
                wait = later.wait if later.wait is not None else 2.0 ** (attempt - 1)
                if attempt == MAX_ATTEMPTS or wait > MAX_WAIT:
                    raise DocumentError(asked, str(later)) from later
                self.sleep(wait)
            except ValueError as error:
                raise DocumentError(asked, str(error)) from error
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _request(self, url: str, limit: int) -> tuple[int, dict[str, str], bytes]:
        import httpx

        scheme, host, port, netloc = _parts(url)
        address = resolve(host, port, allow_private=host in self.allow_hosts)
        # The connection goes to the very address that was checked: a second look-up could give another.
        # Host header and TLS server name stay the site's, so its certificate is verified against its name.
        literal = f"[{address}]" if ":" in address else address
        split = urlsplit(url)
        target = urlunsplit((scheme, f"{literal}:{port}", split.path or "/", split.query, ""))
        if self._client is None:
            # trust_env: a proxy from the environment would resolve names again, behind the check
            # no kept connections: one opened and verified for a site must not serve another at the same address
            limits = httpx.Limits(max_keepalive_connections=0)
            self._client = httpx.Client(trust_env=False, follow_redirects=False, timeout=self.timeout, limits=limits)
        headers = {"Host": netloc, "User-Agent": self.user_agent, "Accept-Encoding": "gzip", "Accept": "*/*"}
        self._wait_turn(netloc)
        started = self.clock()
        try:
            request = self._client.build_request("GET", target, headers=headers, extensions={"sni_hostname": host})
            answer = self._client.send(request, stream=True)
            try:
                found = {key.lower(): value for key, value in answer.headers.items()}
                if answer.status_code in RETRIED:
                    wait = _retry_after(found)
                    raise _RetryLater(f"the server answers with status {answer.status_code}", wait)
                pieces = answer.iter_raw() if answer.status_code == 200 else iter(())
                return answer.status_code, found, self._read(pieces, found, limit, started)
            finally:
                answer.close()
                self._client.cookies.clear()
        except httpx.TransportError as error:
            raise _RetryLater(f"the server cannot be reached ({type(error).__name__})") from error
        except (httpx.InvalidURL, httpx.HTTPError, UnicodeError) as error:
            raise ValueError(f"cannot be fetched ({type(error).__name__})") from error

    def _read(self, pieces: Iterator[bytes], headers: dict[str, str], limit: int, started: float) -> bytes:
        """The body, unpacked step by step: httpx would unpack a whole piece at once, however large it gets."""
        encoding = headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "gzip", "x-gzip", ""}:
            raise ValueError(f"the answer is packed as {encoding}, which was not asked for")
        unpacker = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
        body = bytearray()
        try:
            for piece in pieces:
                body += piece if unpacker is None else unpacker.decompress(piece, limit + 1 - len(body))
                if len(body) > limit:
                    raise ValueError(f"the answer is larger than {limit / 1_000_000:g} MB")
                if self.clock() - started > MAX_SECONDS:
                    raise ValueError(f"the answer takes longer than {MAX_SECONDS:.0f} seconds")
        except zlib.error as error:
            raise ValueError("the answer is packed wrongly") from error
        if unpacker is not None and body and not unpacker.eof:
            raise ValueError("the answer is cut short")
        return bytes(body)

    def _check_robots(self, url: str, asked: str) -> None:
        from protego import Protego

        scheme, _, _, netloc = _parts_or_refuse(url, asked)
        site = f"{scheme}://{netloc}"
        if site not in self._robots:
            self._robots[site] = Protego.parse(self._robots_text(site, asked))
        rules = self._robots[site]
        if not rules.can_fetch(url, self.user_agent):
            raise DocumentError(asked, f"{netloc} asks not to be fetched from there (robots.txt)")
        wanted = rules.crawl_delay(self.user_agent) or 0.0
        turn = self._next_turn.get(netloc)
        if turn is not None and wanted > self.delay:
            self._next_turn[netloc] = turn + min(float(wanted), MAX_WAIT) - self.delay

    def _robots_text(self, site: str, asked: str) -> str:
        url = f"{site}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            status, headers, body = self._answer(url, asked, MAX_ROBOTS)
            if status not in REDIRECTS or not headers.get("location"):
                break
            url = urljoin(url, headers["location"])
            _parts_or_refuse(url, asked)
        # RFC 9309: what is not there forbids nothing; a server in trouble was an error above and forbids all
        return body.decode("utf-8", "replace") if status == 200 else ""

    def _wait_turn(self, netloc: str) -> None:
        wait = self._next_turn.get(netloc, 0.0) - self.clock()
        if wait > 0:
            self.sleep(wait)
        self._next_turn[netloc] = self.clock() + self.delay


def _parts(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and network location of an http(s) address.

    Raises:
        ValueError: it is none, or carries a password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise ValueError("only http and https addresses are fetched")
    if not parts.hostname:
        raise ValueError("the address names no host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("addresses with a user name or password are not fetched")
    try:
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("the address names no valid host") from error
    port = parts.port or (443 if parts.scheme == "https" else 80)
    literal = f"[{host}]" if ":" in host else host
    return parts.scheme, host, port, literal if parts.port is None else f"{literal}:{port}"


def _parts_or_refuse(url: str, asked: str) -> tuple[str, str, int, str]:
    try:
        return _parts(url)
    except ValueError as error:
        raise DocumentError(asked, str(error)) from error


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _retry_after(headers: dict[str, str]) -> float | None:
    """Seconds that the server asks to wait; its own clock says what a given time is away."""
    written = headers.get("retry-after", "").strip()
    if written.isdecimal():
        return float(written)
    try:
        at, now = parsedate_to_datetime(written), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (at - now).total_seconds())
    except (ValueError, TypeError, IndexError):
        return None
