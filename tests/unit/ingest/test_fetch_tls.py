"""HTTPS: the connection goes to the address that was checked, the certificate must be that of the name."""

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from stancepipe.ingest.fetch import Fetcher, FetchError


@dataclass(kw_only=True)
class SecureSite:
    port: int = 0
    authority: trustme.CA = field(default_factory=trustme.CA)
    names: list[str | None] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)

    def fetcher(self, *, trusted: bool = True) -> Fetcher:
        context = ssl.create_default_context()
        if trusted:
            self.authority.configure_trust(context)
        return Fetcher(
            allow_hosts=frozenset({"mfa.example", "other.example", "127.0.0.1"}),
            delay=0.0,
            sleep=lambda seconds: None,
            look_up=lambda host, port: ["127.0.0.1"],
            ssl_context=context if trusted else None,
        )


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that breaks off the handshake is what some tests are about


@pytest.fixture
def secure() -> Iterator[Callable[..., SecureSite]]:
    servers: list[ThreadingHTTPServer] = []

    def start(*names: str) -> SecureSite:
        site = SecureSite()

        class Handler(BaseHTTPRequestHandler):
            def setup(self) -> None:
                self.request = context.wrap_socket(self.request, server_side=True)
                super().setup()

            def do_GET(self) -> None:
                site.hosts.append(self.headers["Host"])
                self.send_response(200 if self.path == "/a" else 404)
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"fine")

            def finish(self) -> None:
                super().finish()
                self.request.close()

            def log_message(self, format: str, *args: object) -> None:
                pass

        def note_name(connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
            site.names.append(name)

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        site.authority.issue_cert(*names).configure_cert(context)
        context.sni_callback = note_name
        server = QuietServer(("127.0.0.1", 0), Handler)
        site.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return site

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_name_is_asked_for_at_the_checked_address(secure: Callable[..., SecureSite]) -> None:
    site = secure("mfa.example")
    answer = site.fetcher().fetch(f"https://mfa.example:{site.port}/a")
    assert (answer.body, answer.final_url) == (b"fine", f"https://mfa.example:{site.port}/a")
    assert site.names == ["mfa.example"] * 2
    assert site.hosts == [f"mfa.example:{site.port}"] * 2


def test_a_literal_address_has_a_certificate_of_its_own(secure: Callable[..., SecureSite]) -> None:
    site = secure("127.0.0.1")
    assert site.fetcher().fetch(f"https://127.0.0.1:{site.port}/a").body == b"fine"
    assert site.names == [None, None]


def test_the_certificate_of_another_name_is_refused(secure: Callable[..., SecureSite]) -> None:
    site = secure("other.example", "127.0.0.1")
    with pytest.raises(FetchError, match=r"certificate of the site is not accepted \(Hostname mismatch") as caught:
        site.fetcher().fetch(f"https://mfa.example:{site.port}/a")
    assert caught.value.temporary
    assert site.hosts == []
    assert site.names == ["mfa.example"]  # asked once: another attempt would change nothing


def test_an_unknown_authority_is_refused(secure: Callable[..., SecureSite]) -> None:
    site = secure("mfa.example")
    with pytest.raises(FetchError, match="certificate of the site is not accepted"):
        site.fetcher(trusted=False).fetch(f"https://mfa.example:{site.port}/a")
    assert site.hosts == []


def test_two_names_at_one_address_do_not_share_a_connection(secure: Callable[..., SecureSite]) -> None:
    site = secure("mfa.example")
    fetcher = site.fetcher()
    assert fetcher.fetch(f"https://mfa.example:{site.port}/a").body == b"fine"
    with pytest.raises(FetchError, match="certificate"):
        fetcher.fetch(f"https://other.example:{site.port}/a")
    assert set(site.hosts) == {f"mfa.example:{site.port}"}
