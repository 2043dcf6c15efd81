"""Pages that no good server sends, each with words that the reason for setting it aside should hold."""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.site.server import Page, Server, Trap, Wire, response

HTML: Final = (("Content-Type", "text/html; charset=utf-8"),)
REACHED: Final = "reached|answer|connect|respond|time|broke|closed"
"""The server is there but says nothing that can be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrapPage:
    """A page that has to be set aside."""

    host: str
    """Slow ones and such as make the fetcher wait have a host of their own, so that they wait side by side."""
    path: str
    answer: Page | Trap
    reason: str
    """Regular expression, searched in the reason without regard to case."""


def trap_pages(site: Server) -> Iterator[TrapPage]:
    """All traps that are documents of their own."""
    yield _trap("drip", _drip, "longer than|too long|slow|time")
    yield _trap("silent", _silent, REACHED)
    yield _trap("hangup", lambda wire: None, REACHED)
    yield _trap("junk", _sends(b"\x00\x01 no such thing as HTTP here\n\n<p>hello</p>"), REACHED + "|HTTP")
    yield _trap("heads", _header_bomb, REACHED + "|header")
    yield _trap("short", _sends(_cut_short()), REACHED + "|short|incomplete")
    yield _trap("fault", Page(body=b"out of order", status=500), "500")
    yield _trap("later", Page(body=b"", status=429, headers=(("Retry-After", "86400"),)), "429")
    yield _trap("robots-500", Page(body=b"never to be seen"), "robots|500")
    site.pages["robots-500", "/robots.txt"] = Page(body=b"", status=500)
    yield _plain("/gone.html", Page(body=b"gone", status=410), "410")
    yield _plain("/missing.html", Page(body=b"missing", status=404), "404")
    yield _plain("/secret.html", Page(body=b"no", status=403), "403")
    yield _plain("/not-modified.html", Page(body=b"", status=304), "304|not changed|unchanged")
    yield _plain("/private/forbidden.html", Page(body=b"<p>never to be seen</p>"), "robots")
    yield _plain("/empty.html", Page(body=b""), "empty")
    yield _plain("/menu.html", Page(body=b"<html><body><nav><a href='/'>Home</a></nav></body></html>"), "no article")
    yield _plain("/broken.pdf", Page(body=b"%PDF-1.4\n1 0 obj\n<< /Type /Cat", media="application/pdf"), "pdf")
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    yield _plain("/broken.docx", Page(body=b"PK\x03\x04 broken", media=word), "word|docx|zip")
    yield _plain("/image.png", Page(body=b"\x89PNG\r\n", media="image/png"), "image/png")
    yield _plain("/deep.html", Page(body=b"<div>" * 5000 + b"text" + b"</div>" * 5000), "nest|deep")
    yield _plain("/huge.html", _huge, "larger|too large")
    yield _plain("/bomb.html", Page(body=_gzip_bomb(), headers=(("Content-Encoding", "gzip"),)), "larger|too large")
    yield _plain("/mispacked.html", Page(body=b"<p>plain</p>", headers=(("Content-Encoding", "gzip"),)), "packed")
    yield _plain("/brotli.html", Page(body=b"\x0b\x02\x80", headers=(("Content-Encoding", "br"),)), "packed|br")
    yield _plain("/loop/a.html", _redirect("/loop/b.html"), "redirect")
    site.pages["traps", "/loop/b.html"] = _redirect("/loop/a.html")
    private = "private|local|not fetched|not public"
    yield _plain("/to-ten.html", _redirect("http://10.0.0.1/"), private)
    yield _plain("/to-metadata.html", _redirect("http://169.254.169.254/latest/meta-data/"), private)
    yield _plain("/to-file.html", _redirect("file:///etc/passwd"), "http and https|only http|scheme")
    yield _plain("/to-localhost.html", _redirect(site.url("traps", "/ok").replace("127.0.0.1", "localhost")), private)
    site.pages["traps", "/robots.txt"] = Page(body=b"User-agent: *\nDisallow: /private/\n", media="text/plain")


def _trap(host: str, answer: Page | Trap, reason: str) -> TrapPage:
    return TrapPage(host=host, path=f"/{host}.html", answer=answer, reason=reason)


def _plain(path: str, answer: Page | Trap, reason: str) -> TrapPage:
    return TrapPage(host="traps", path=path, answer=answer, reason=reason)


def fails_first(times: int, status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> Trap:
    """A page that is answered with an error the first ``times`` times, then as it should be."""

    def answer(wire: Wire) -> None:
        if wire.request_number <= times:
            wire.send(response(status, headers, b""))
            return
        wire.send(response(200, HTML, body))

    return answer


def entity_bomb() -> bytes:
    """A feed whose few lines would unfold into gigabytes."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]><rss version="2.0"><channel>'
        "<title>&e11;</title><item><title>&e11;</title><link>http://127.0.0.1/</link></item></channel></rss>"
    ).encode()


def _redirect(target: str) -> Page:
    return Page(body=b"", status=302, headers=(("Location", target),))


def _sends(raw: bytes) -> Trap:
    def answer(wire: Wire) -> None:
        wire.send(raw)

    return answer


def _silent(wire: Wire) -> None:
    wire.stopped.wait(8)


def _drip(wire: Wire) -> None:
    """One byte at a time, each well within the time limit of a single read."""
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>")
    _repeat(wire, b"x", pause=0.1, times=100)


def _huge(wire: Wire) -> None:
    """Well over every limit, without a length."""
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    _repeat(wire, b"<p>The same words over and over again.</p>\n" * 2000, pause=0.0, times=1000)


def _header_bomb(wire: Wire) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\n")
    _repeat(wire, b"X-Padding: " + b"y" * 4000 + b"\r\n", pause=0.0, times=2000)


def _repeat(wire: Wire, piece: bytes, *, pause: float, times: int) -> None:
    for _ in range(times):
        if wire.stopped.is_set():
            return
        try:
            wire.send(piece)
        except OSError:  # the reader had enough
            return
        if pause:
            wire.stopped.wait(pause)


def _cut_short() -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<p>The answer ends here"


def _gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([packer.compress(bytes(1_000_000)) for _ in range(40)]) + packer.flush()


def packed(body: bytes) -> Page:
    """A page that is rightly sent packed."""
    return Page(body=gzip.compress(body, mtime=0), headers=(("Content-Encoding", "gzip"),), validator="etag")
