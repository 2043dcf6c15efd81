"""A web site on the loopback address, for what fetches."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from stancepipe.ingest.fetch import Fetcher

Answer = tuple[int, dict[str, str], bytes]


@dataclass(kw_only=True)
class Site:
    """What the site answers, by path, and what it was asked."""

    port: int = 0
    answers: dict[str, Answer | list[Answer] | Callable[[], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, body: str | bytes, media: str = "text/html; charset=utf-8", **headers: str) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = (200, {"Content-Type": media, **headers}, content)

    def fetcher(self, *, delay: float = 0.0, allow: bool = True) -> Fetcher:
        hosts = frozenset({"127.0.0.1", "localhost"}) if allow else frozenset()
        return Fetcher(allow_hosts=hosts, delay=delay, sleep=self.slept.append, timeout=5.0)


@pytest.fixture
def site() -> Iterator[Site]:
    """A running site; a path without answer is 404."""
    told = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            told.headers.append(dict(self.headers.items()))
            answer = told.answers.get(self.path, (404, {}, b""))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            status, headers, body = answer() if callable(answer) else answer
            (self.send_response_only if "Date" in headers else self.send_response)(status)
            for key, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    server.server_close()
