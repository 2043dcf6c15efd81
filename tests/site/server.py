"""A real web server on the loopback: several hosts (ports), low enough to misbehave, with a log of all requests."""

import contextlib
import hashlib
import socketserver
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, Final
from urllib.parse import unquote

MAX_HEAD: Final = 65_536
THINKING: Final = 0.002
"""Seconds until an answer is sent, for which a second request to the same host would be seen to overlap."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One request, and how it was answered."""

    host: str
    path: str
    """As it was asked for, unquoted."""
    status: int
    """0 where the answer was written by hand."""
    conditional: bool
    n_bytes: int
    """Of the body."""


@dataclass(kw_only=True, slots=True)
class Page:
    """What lies at one path."""

    body: bytes | Callable[[], bytes]
    media: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    validator: str = "none"
    """``etag``, ``weak``, ``modified``, ``both``, ``none``, or ``moving``: a tag that is another each time."""
    version: int = 0
    """Counted up by an edit."""

    @property
    def etag(self) -> str | None:
        if self.validator not in {"etag", "weak", "both"} or callable(self.body):
            return None
        tag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'
        return f"W/{tag}" if self.validator == "weak" else tag

    @property
    def last_modified(self) -> str | None:
        return (
            formatdate(1_714_000_000 + 60 * self.version, usegmt=True)
            if self.validator in {"modified", "both"}
            else None
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Wire:
    """The connection of one request, for answers that are none."""

    send: Callable[[bytes], None]
    stopped: threading.Event
    request_number: int
    """How often this path was asked for, this time included; from 1."""


Trap = Callable[[Wire], None]
"""Writes an answer by hand. In the log it has status 0 and no length."""


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@dataclass(kw_only=True)
class Server:
    """The hosts of a site. A path that nothing lies at is 404."""

    pages: dict[tuple[str, str], Page | Trap] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    overlapping: set[str] = field(default_factory=set)
    """Hosts of which two pages were ever asked for at once."""
    _servers: dict[str, _Server] = field(default_factory=dict)
    _active: dict[str, int] = field(default_factory=dict)
    _counted: dict[tuple[str, str], int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def open_host(self, name: str) -> None:
        """Begin to listen under a new name, on a port of its own."""
        told = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 10

            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    told._handle(name, self.rfile, self.wfile.write)

        server = _Server(("127.0.0.1", 0), Handler)
        self._servers[name] = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, name: str, path: str) -> str:
        if name not in self._servers:
            self.open_host(name)
        return f"http://127.0.0.1:{self._servers[name].server_address[1]}{path}"

    def host_of(self, url: str) -> str | None:
        """Name of the host of an address; None where it is none of ours."""
        return next((name for name in self._servers if url.startswith(self.url(name, "/"))), None)

    def close(self) -> None:
        self._stopped.set()
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def forget_requests(self) -> None:
        """Begin the log anew."""
        with self._lock:
            self.asked.clear()

    def _handle(self, name: str, stream: Any, write: Callable[[bytes], Any]) -> None:
        head = _read_head(stream)
        if head is None:
            return
        path, headers = head
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        page = self.pages.get((name, path)) or self.pages.get((name, path.partition("?")[0]))
        if page is not None and not isinstance(page, Page):
            with self._lock:
                self._counted[name, path] = number = self._counted.get((name, path), 0) + 1
            self._log(name, path, 0, conditional, 0)
            page(Wire(send=write, stopped=self._stopped, request_number=number))
            return
        with self._lock:
            self._active[name] = self._active.get(name, 0) + 1
            if self._active[name] > 1:
                self.overlapping.add(name)
        self._stopped.wait(THINKING)
        status, fields, body = _answer(page, headers)
        # noted before it is sent: a client that has its answer never runs ahead of the log
        self._log(name, path, status, conditional, len(body))
        with self._lock:
            self._active[name] -= 1
        write(response(status, fields, body))

    def _log(self, name: str, path: str, status: int, conditional: bool, n_bytes: int) -> None:
        with self._lock:
            self.asked.append(Asked(host=name, path=path, status=status, conditional=conditional, n_bytes=n_bytes))


def response(status: int, fields: Mapping[str, str] | tuple[tuple[str, str], ...], body: bytes) -> bytes:
    """A whole answer; a body without a length of its own gets one."""
    pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
    if not any(key.lower() in {"content-length", "transfer-encoding"} for key, _ in pairs) and status != 304:
        pairs.append(("Content-Length", str(len(body))))
    head = "".join(f"{key}: {value}\r\n" for key, value in [*pairs, ("Connection", "close")])
    return f"HTTP/1.1 {status} Status\r\n{head}\r\n".encode("latin-1") + body


def _answer(page: Page | None, headers: Mapping[str, str]) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    if page is None:
        return 404, (("Content-Type", "text/html"),), b"<h1>Not found</h1>"
    fields = list(page.headers)
    fields += [(key, value) for key, value in (("ETag", page.etag), ("Last-Modified", page.last_modified)) if value]
    matches = page.etag is not None and headers.get("if-none-match") == page.etag
    unmodified = page.last_modified is not None and headers.get("if-modified-since") == page.last_modified
    if matches or ("if-none-match" not in headers and unmodified):
        return 304, tuple(fields), b""
    body = page.body() if callable(page.body) else page.body
    if page.validator == "moving":
        fields.append(("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"'))
    return page.status, (("Content-Type", page.media), *fields), body


def _read_head(stream: Any) -> tuple[str, dict[str, str]] | None:
    """Path (unquoted) and headers (lower case) of a request."""
    request = stream.readline(MAX_HEAD).decode("latin-1").split()
    if len(request) != 3:
        return None
    headers = {}
    while (line := stream.readline(MAX_HEAD).decode("latin-1").strip()) and len(headers) < 100:
        key, _, value = line.partition(":")
        headers[key.strip().lower()] = value.strip()
    return unquote(request[1]), headers
