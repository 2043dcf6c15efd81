"""Servers that break the rules of HTTP. Each speaks raw bytes over a socket on the loopback address."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from stancepipe.ingest.fetch import Fetched, Fetcher, FetchError

Speaker = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def speak() -> Iterator[Callable[..., str]]:
    """Starts a server that has no robots.txt and answers everything else by a speaker or with bytes; gives its URL."""
    servers: list[tuple[socket.socket, threading.Thread]] = []

    def start(speaker: Speaker | bytes, host: str = "127.0.0.1") -> str:
        server = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    request = b""
                    while b"\r\n\r\n" not in request:
                        request += connection.recv(4096)
                    if b"GET /robots.txt" in request:
                        connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                    elif callable(speaker):
                        speaker(connection)
                    else:
                        connection.sendall(speaker)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        servers.append((server, thread))
        literal = f"[{host}]" if ":" in host else host
        return f"http://{literal}:{server.getsockname()[1]}/a"

    yield start
    for server, thread in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5.0)


def fetch(url: str, timeout: float = 5.0) -> Fetched:
    hosts = frozenset({"127.0.0.1", "[::1]"})
    return Fetcher(allow_hosts=hosts, delay=0.0, sleep=lambda seconds: None, timeout=timeout).fetch(url)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "cut short or is not valid HTTP"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "cut short or is not valid HTTP"),
        (OK + b"Content-Length: 9\r\n\r\nfine", "cut short or is not valid HTTP"),
        (OK + b"Content-Length: nine\r\n\r\nfine", "cut short or is not valid HTTP"),
        (OK + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nfine", "cut short or is not valid HTTP"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nfine", "cut short or is not valid HTTP"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "cut short or is not valid HTTP"),
        (OK + b"Content Type: text/html\r\n\r\nfine", "cut short or is not valid HTTP"),
        (OK + b" folded from nothing\r\n\r\nfine", "cut short or is not valid HTTP"),
        (OK + b"X: " + b"a" * 300_000 + b"\r\n\r\nfine", "cut short or is not valid HTTP|broke off"),
        (OK + b"X: y\r\n" * 40_000 + b"\r\nfine", "cut short or is not valid HTTP|broke off"),
        (OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"fine" * 99, mtime=0)[:-5], "cut short"),
        (b"HTTP/1.1 302 Moved\r\nLocation: javascript:alert(1)\r\n\r\n", "only http and https"),
        (b"HTTP/1.1 302 Moved\r\nLocation: gopher://127.0.0.1/\r\n\r\n", "only http and https"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "cut short or is not valid HTTP"),
    ],
)
def test_what_is_no_answer_is_told(speak: Callable[..., str], answer: bytes, reason: str) -> None:
    with pytest.raises(FetchError, match=reason) as caught:
        fetch(speak(answer))
    assert caught.value.temporary is ("only" not in reason)


@pytest.mark.parametrize(
    ("answer", "headers", "body"),
    [
        (OK + b"\r\nfine", (), b"fine"),
        (b"HTTP/1.0 200 OK\r\n\r\nfine", (), b"fine"),
        (OK + b"Content-Length: 0\r\n\r\n", (("content-length", "0"),), b""),
        (OK + b"Content-Encoding: gzip\r\n\r\n", (("content-encoding", "gzip"),), b""),
        (OK + b"Title: a\r\n\tb\r\n c\r\n\r\nfine", (("title", "a b c"),), b"fine"),
        (OK + b"X: 1\r\nx: 2\r\nY: \xe9\r\n\r\nfine", (("x", "1"), ("x", "2"), ("y", "\xe9")), b"fine"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n4;a=b\r\nfine\r\n0\r\nX: y\r\n\r\n", None, b"fine"),
        (b"HTTP/1.1 103 Early\r\n\r\n" + OK + b"\r\nfine", (), b"fine"),
    ],
)
def test_odd_answers_are_read(
    speak: Callable[..., str], answer: bytes, headers: tuple[tuple[str, str], ...] | None, body: bytes
) -> None:
    found = fetch(speak(answer))
    assert found.body == body
    assert headers is None or found.headers == headers


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(OK + b"X: ")
    for _ in range(200):
        connection.sendall(b"a")
        time.sleep(0.02)


def drip_body(connection: socket.socket) -> None:
    connection.sendall(OK + b"\r\n")
    for _ in range(200):
        connection.sendall(b"a")
        time.sleep(0.02)


def repeat_hints(connection: socket.socket) -> None:
    for _ in range(200):
        connection.sendall(b"HTTP/1.1 103 Early\r\n\r\n")
        time.sleep(0.02)


@pytest.mark.parametrize("speaker", [drip_headers, drip_body, repeat_hints])
def test_a_dripping_answer_is_given_up(speak: Callable[..., str], speaker: Speaker) -> None:
    url = speak(speaker)
    started = time.monotonic()
    with pytest.raises(FetchError, match=r"the answer takes longer than 0\.6 seconds") as caught:
        fetch(url, timeout=0.2)
    assert caught.value.temporary
    assert 0.5 < time.monotonic() - started < 2.5


def test_silence_is_given_up(speak: Callable[..., str]) -> None:
    with pytest.raises(FetchError, match="does not answer in time") as caught:
        fetch(speak(lambda connection: time.sleep(0.3)), timeout=0.1)
    assert caught.value.temporary


def test_a_cut_answer_is_asked_for_again(speak: Callable[..., str]) -> None:
    answers = [OK + b"Content-Length: 9\r\n\r\nfine", OK + b"Content-Length: 4\r\n\r\nfine"]
    assert fetch(speak(lambda connection: connection.sendall(answers.pop(0)))).body == b"fine"


def test_pages_that_break_off_do_not_speak_against_their_host(speak: Callable[..., str]) -> None:
    url = speak(OK + b"Content-Length: 9\r\n\r\nfine")
    fetcher = Fetcher(allow_hosts=frozenset({"127.0.0.1"}), delay=0.0, sleep=lambda seconds: None)
    for _ in range(4):
        with pytest.raises(FetchError, match="/a: the answer is cut short"):
            fetcher.fetch(url)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
def test_a_literal_ipv6_address(speak: Callable[..., str]) -> None:
    url = speak(OK + b"\r\nfine", "::1")
    assert fetch(url).body == b"fine"
    with pytest.raises(FetchError, match="private or local network"):
        Fetcher().fetch(url)
