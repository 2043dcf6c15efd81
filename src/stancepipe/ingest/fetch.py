"""Fetching over HTTP: public addresses only, politely, with limits on size, time, redirects and attempts.

May be called from many threads: requests to one host follow one another, different hosts are asked side by side.
"""

import random
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from stancepipe.ingest.addresses import HostUnknown, LookUp, Origin, at_address, look_up, origin_of, resolve
from stancepipe.ingest.bodies import TooLarge, read_body
from stancepipe.ingest.connections import Deadline, certificate_problem
from stancepipe.ingest.hosts import Host, PassingTrouble
from stancepipe.ingest.http_answers import (
    MAX_REDIRECTS,
    Fetched,
    FetchError,
    Headers,
    Validators,
    media_type_of,
    next_address,
    retry_after,
    status_reason,
    values_of,
)
from stancepipe.ingest.robots import MAX_ROBOTS, PRODUCT, Robots, Site, read_robots
from stancepipe.version import __version__

if TYPE_CHECKING:
    import httpx

__all__ = ["FetchError", "Fetched", "Fetcher", "Validators"]

MAX_BODY: Final = 10_000_000
"""Bytes after unpacking: more than the largest page that is read, enough for most reports as PDF."""
MAX_ADDRESSES: Final = 3
"""Addresses of one host that are tried in turn: often the first is IPv6 and leads nowhere."""
TIMEOUTS_PER_ANSWER: Final = 3
"""The limit on a whole answer, in time limits of a single read."""
RETRIED: Final = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """One address on the way to an answer."""

    url: str
    asked: str
    """The address that was asked for, before redirects: errors are told of it."""
    origin: Origin
    conditions: Headers = ()
    """Headers that ask for an answer only if it changed."""
    is_robots: bool = False
    """A robots.txt is read up to its limit, a document whole or not at all."""


@dataclass(kw_only=True, slots=True)
class Fetcher:
    """Fetches addresses; holds what it learnt about hosts, so one is made per run."""

    contact: str = "https://stancepipe.example"
    """Where a webmaster finds out who asks."""
    allow_hosts: frozenset[str] = frozenset()
    """Hosts that may lie in a private network, as they stand in the address."""
    delay: float = 1.0
    """Seconds between the starts of two requests to one host."""
    timeout: float = 20.0
    """Seconds to connect, and between two pieces of an answer; a whole answer may take three times as long."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    """Between 0 and 1; spreads attempts in time."""
    look_up: LookUp = look_up
    ssl_context: ssl.SSLContext | None = None
    """Whom to trust; None for the public certificate authorities."""
    _hosts: dict[str, Host] = field(default_factory=dict, init=False, repr=False)
    _sites: dict[str, Site] = field(default_factory=dict, init=False, repr=False)
    _transport: "httpx.HTTPTransport | None" = field(default=None, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    @property
    def user_agent(self) -> str:
        """Who we say we are: the truth."""
        return f"{PRODUCT}/{__version__} (+{self.contact})"

    def fetch(self, url: str, *, validators: Validators | None = None) -> Fetched:
        """What lies at ``url``; status 304 and no body where ``validators`` are given and nothing changed.

        Raises:
            FetchError: it is not to be had, not allowed or too large, with the reason.
        """
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            origin = _origin_or_refuse(current, url)
            self._ask_leave(current, origin, url)
            conditions = validators.headers_for(current) if validators is not None else ()
            answer = self._answer(_Wanted(url=current, asked=url, origin=origin, conditions=conditions))
            if answer.status == 200 or (answer.status == 304 and conditions):
                return answer
            current = next_address(answer)
        raise FetchError(url, f"more than {MAX_REDIRECTS} redirects", temporary=False)

    def close(self) -> None:
        """Close connections; what was learnt about hosts stays."""
        with self._lock:
            if self._transport is not None:
                self._transport.close()
                self._transport = None

    def _ask_leave(self, url: str, origin: Origin, asked: str) -> None:
        """Refuses what the site's robots.txt does not want, and keeps to the delay that it asks for."""
        site = self._sites.setdefault(origin.site, Site())
        with site.lock:
            if site.found is None:
                site.found = read_robots(origin.site, self._robots_answer)
                if isinstance(site.found, Robots):
                    self._host(origin).slow_down(site.found.crawl_delay)
        robots = site.found
        if isinstance(robots, FetchError):
            raise FetchError(asked, robots.reason, temporary=robots.temporary)
        if objection := robots.objection(url):
            raise FetchError(asked, f"{origin.netloc} {objection}", temporary=False)

    def _robots_answer(self, url: str) -> Fetched:
        return self._answer(_Wanted(url=url, asked=url, origin=_origin_or_refuse(url, url), is_robots=True))

    def _host(self, origin: Origin) -> Host:
        return self._hosts.setdefault(origin.netloc, Host(netloc=origin.netloc, delay=self.delay))

    def _answer(self, wanted: _Wanted) -> Fetched:
        """The answer of one address, tried again where the failure may pass.

        The host's queue is held meanwhile, pauses included: a server in trouble is not asked for other pages.
        """
        host = self._host(wanted.origin)
        attempt = 1
        with host.lock:
            while host.left is None:
                if (wait := host.wait_at(self.clock())) > 0:
                    self.sleep(wait)
                host.start(self.clock())
                try:
                    answer = self._request(wanted)
                except PassingTrouble as trouble:
                    pause = host.pause_after(trouble, attempt, self.random())
                    if pause is None:
                        raise FetchError(wanted.asked, host.reason_after(trouble), temporary=True) from trouble
                    self.sleep(pause)
                    attempt += 1
                else:
                    host.answered()
                    return answer
            raise FetchError(wanted.asked, host.left, temporary=True)

    def _request(self, wanted: _Wanted) -> Fetched:
        """One request.

        Raises:
            PassingTrouble: another attempt may succeed.
            FetchError: it will not.
        """
        import httpx

        answer: httpx.Response | None = None
        deadline = Deadline(TIMEOUTS_PER_ANSWER * self.timeout)
        try:
            with deadline:
                answer = self._connect(wanted, deadline)
                try:
                    return _read(answer, wanted, deadline)
                finally:
                    answer.close()
        except HostUnknown as error:
            raise PassingTrouble(str(error), of_host=True) from error
        except httpx.LocalProtocolError as error:
            raise FetchError(wanted.asked, f"cannot be asked for ({error})", temporary=False) from error
        except (httpx.TransportError, EOFError) as error:
            if deadline.passed:
                raise _too_slow(deadline) from error
            if problem := certificate_problem(error):
                raise PassingTrouble(problem, of_host=True, at_once=False) from error
            raise PassingTrouble(_describe(error), of_host=answer is None) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise FetchError(wanted.asked, f"the address is not valid ({error})", temporary=False) from error
        except ValueError as error:
            raise FetchError(wanted.asked, str(error), temporary=False) from error

    def _connect(self, wanted: _Wanted, deadline: Deadline) -> "httpx.Response":
        """The beginning of an answer.

        The connection goes to the very addresses that were checked: a second look-up could give others. Host header and
        TLS server name stay the site's, so its certificate is verified against its name.
        """
        import httpx

        origin = wanted.origin
        opened = origin.host in {name.strip("[]").lower() for name in self.allow_hosts}
        addresses = resolve(origin.host, origin.port, allow_private=opened, look_up=self.look_up)[:MAX_ADDRESSES]
        headers = [
            ("Host", origin.netloc),
            ("User-Agent", self.user_agent),
            ("Accept", "*/*"),
            ("Accept-Encoding", "gzip"),
            ("Connection", "close"),
            *wanted.conditions,
        ]
        for address in addresses:
            request = httpx.Request(
                "GET",
                at_address(wanted.url, origin, address),
                headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
                extensions={
                    "timeout": httpx.Timeout(self.timeout).as_dict(),
                    "sni_hostname": origin.host,
                    "trace": deadline.watch,
                },
            )
            try:
                return self._open_transport().handle_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if address == addresses[-1]:
                    raise
        raise AssertionError("unreachable: a host that resolves has an address")

    def _open_transport(self) -> "httpx.HTTPTransport":
        """The transport below httpx's client: no cookies, no proxies of the environment, no redirects of its own."""
        import httpx

        with self._lock:
            if self._transport is None:
                # no kept connections: one opened and verified for a site must not serve another at the same address
                self._transport = httpx.HTTPTransport(
                    verify=self.ssl_context or True,
                    trust_env=False,
                    limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
                )
            return self._transport


def _origin_or_refuse(url: str, asked: str) -> Origin:
    try:
        return origin_of(url)
    except ValueError as error:
        raise FetchError(asked, str(error), temporary=False) from error


def _read(answer: "httpx.Response", wanted: _Wanted, deadline: Deadline) -> Fetched:
    # latin-1 keeps every byte that a server may send
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in answer.headers.raw)
    if answer.status_code in RETRIED:
        busy = answer.status_code == 429
        raise PassingTrouble(status_reason(answer.status_code), wait=retry_after(headers), of_host=busy)
    body, limit = b"", MAX_ROBOTS if wanted.is_robots else MAX_BODY
    if answer.status_code == 200:
        try:
            body = read_body(answer.iter_raw(), values_of(headers, "content-encoding"), limit)
        except TooLarge as error:
            if not wanted.is_robots:
                raise
            body = error.beginning[: error.beginning.rfind(b"\n") + 1]  # half a rule could forbid everything
    if deadline.passed:  # the end of the stream may have been made by us
        raise _too_slow(deadline)
    media_type, charset = media_type_of(headers)
    return Fetched(
        url=wanted.asked,
        final_url=wanted.url,
        status=answer.status_code,
        headers=headers,
        media_type=media_type,
        charset=charset,
        body=body,
    )


def _too_slow(deadline: Deadline) -> PassingTrouble:
    reason = f"the answer takes longer than {deadline.seconds:g} seconds"
    return PassingTrouble(reason, of_host=True, at_once=False)


def _describe(error: Exception) -> str:
    import httpx

    match error:
        case httpx.ConnectTimeout() | httpx.ConnectError():
            return f"the server cannot be reached ({error})"
        case httpx.TimeoutException():
            return "the server does not answer in time"
        case httpx.RemoteProtocolError() | EOFError():
            return "the answer is cut short or is not valid HTTP"
        case _:
            return "the connection broke off"
