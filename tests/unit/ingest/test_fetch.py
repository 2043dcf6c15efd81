"""Fetching: what is refused, what is limited, what is tried again. The site is a server on the loopback address."""

import gzip
from typing import TYPE_CHECKING

import pytest

from stancepipe import __version__
from stancepipe.errors import DocumentError
from stancepipe.ingest.fetch import Fetcher, FetchError, Validators

if TYPE_CHECKING:
    from conftest import Site


def test_a_page_comes_with_type_and_charset_and_we_say_who_we_are(site: "Site") -> None:
    site.page("/a", "<p>caf\u00e9</p>", media='Text/HTML; charset="utf-8"')
    answer = site.fetcher().fetch(site.url("/a#part"))
    assert (answer.media_type, answer.charset, answer.body.decode()) == ("text/html", "utf-8", "<p>caf\u00e9</p>")
    assert site.asked == ["/robots.txt", "/a"]
    assert site.headers[1]["User-Agent"] == f"stancepipe/{__version__} (+https://stancepipe.example)"
    assert site.headers[1]["Host"] == f"127.0.0.1:{site.port}"


def test_an_empty_page_is_a_page(site: "Site") -> None:
    site.answers["/a"] = (200, {}, b"")
    answer = site.fetcher().fetch(site.url("/a"))
    assert (answer.status, answer.media_type, answer.charset, answer.body) == (200, "", None, b"")


@pytest.mark.parametrize(
    ("status", "temporary"),
    [(204, False), (304, False), (401, False), (403, False), (404, False), (410, False), (408, True), (425, True),
     (501, True), (522, True), (300, False), (301, False)],
)  # fmt: skip
def test_other_answers_are_failures(site: "Site", status: int, temporary: bool) -> None:
    site.answers["/a"] = (status, {}, b"")
    with pytest.raises(FetchError, match=f"the server answers with status {status}") as caught:
        site.fetcher().fetch(site.url("/a"))
    assert (caught.value.temporary, caught.value.input_id) == (temporary, site.url("/a"))
    assert site.asked.count("/a") == 1


def test_a_changed_page_is_asked_for_by_what_the_last_answer_gave(site: "Site") -> None:
    site.page("/a", "fine", ETag='"v\u00e91"', **{"Last-Modified": "Fri, 03 May 2024 10:00:00 GMT"})
    site.answers["/old"] = (302, {"Location": "/a"}, b"")
    fetcher = site.fetcher()
    first = fetcher.fetch(site.url("/old"))
    assert (first.etag, first.last_modified) == ('"v\u00e91"', "Fri, 03 May 2024 10:00:00 GMT")
    fetcher.close()  # what is closed opens again
    site.answers["/a"] = (304, {"Cache-Control": "max-age=60"}, b"")
    told = Validators(etag=first.etag, last_modified=first.last_modified, url=first.final_url)
    same = fetcher.fetch(site.url("/old"), validators=told)
    assert (same.status, same.body, same.max_age, same.final_url) == (304, b"", 60.0, site.url("/a"))
    assert (site.headers[-1]["If-None-Match"], site.headers[-1]["If-Modified-Since"]) == (told.etag, told.last_modified)
    assert "If-None-Match" not in site.headers[-2]  # another address: its answers carry other validators


@pytest.mark.parametrize("written", ["a\r\nHost: evil", "\x00", "a\nb", "\u4e2d", " ", ""])
def test_validators_that_cannot_be_sent_are_not_sent(site: "Site", written: str) -> None:
    site.page("/a", "fine")
    site.fetcher().fetch(site.url("/a"), validators=Validators(etag=written, last_modified=None))
    assert {"If-None-Match", "If-Modified-Since"}.isdisjoint(site.headers[-1])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_loopback_is_refused_in_every_spelling(site: "Site", host: str) -> None:
    with pytest.raises(DocumentError, match=r"private or local network|not known"):
        site.fetcher(allow=False).fetch(site.url("/a", host=host))
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://mfa.example/a", "only http"),
        ("file:///etc/passwd", "only http"),
        ("http:///a", "names no host"),
        ("http://user:word@mfa.example/", "user name"),
        ("http://mfa.example:99999/", "[Pp]ort"),
        ("http://[::1/", "not valid"),
        ("http://mfa example/", "no valid host"),
        ("http://mfa.example\x07/", "no valid host"),
        ("http://" + "a" * 70 + ".example/", "not known"),
    ],
)
def test_addresses_that_are_not_fetched(url: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        Fetcher(sleep=lambda seconds: None).fetch(url)


def test_redirects_are_followed_and_checked_at_every_hop(site: "Site") -> None:
    site.page("/c", "end")
    site.answers |= {"/a": (302, {"Location": "/b"}, b""), "/b": (301, {"Location": site.url("/c")}, b"")}
    assert site.fetcher().fetch(site.url("/a")).final_url == site.url("/c")
    site.answers["/in"] = (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b"")
    with pytest.raises(DocumentError, match="private or local network"):
        site.fetcher().fetch(site.url("/in"))
    site.answers["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    with pytest.raises(DocumentError, match="only http"):
        site.fetcher().fetch(site.url("/file"))
    site.answers["/broken"] = (302, {"Location": "http://[::1"}, b"")
    with pytest.raises(DocumentError, match="redirects to an address that is not valid"):
        site.fetcher().fetch(site.url("/broken"))
    site.answers["/accents"] = (302, {"Location": "/communiqu\u00e9".encode().decode("latin-1")}, b"")
    site.page("/communiqu%C3%A9", "accents")
    assert site.fetcher().fetch(site.url("/accents")).body == b"accents"
    site.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    with pytest.raises(DocumentError, match="more than 5 redirects"):
        site.fetcher().fetch(site.url("/loop"))


def test_each_host_on_the_way_is_asked_for_its_rules(site: "Site") -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /b\n", "text/plain")
    site.answers["/a"] = (302, {"Location": site.url("/b", host="localhost")}, b"")
    with pytest.raises(FetchError, match=rf"localhost:{site.port} asks not to be fetched") as caught:
        site.fetcher().fetch(site.url("/a"))
    assert caught.value.input_id == site.url("/a")
    assert site.asked == ["/robots.txt", "/a", "/robots.txt"]


def test_size_is_limited_after_unpacking(site: "Site") -> None:
    site.page("/small", gzip.compress(b"packed"), **{"Content-Encoding": "gzip"})
    site.page("/large", b"x" * 10_000_001)
    site.page("/bomb", gzip.compress(b"0" * 200_000_000, compresslevel=1), **{"Content-Encoding": "gzip"})
    site.page("/cut", gzip.compress(b"packed" * 999)[:-12], **{"Content-Encoding": "gzip"})
    site.page("/twice", gzip.compress(b"one, ") + gzip.compress(b"two") + bytes(9), **{"Content-Encoding": "gzip"})
    site.page("/bad", b"not packed", **{"Content-Encoding": "gzip"})
    site.page("/padded", gzip.compress(b"") + bytes(10_000_001), **{"Content-Encoding": "gzip"})
    site.page("/odd", b"x", **{"Content-Encoding": "br"})
    fetcher = site.fetcher()
    assert fetcher.fetch(site.url("/small")).body == b"packed"
    assert fetcher.fetch(site.url("/twice")).body == b"one, two"
    for path, reason in (
        ("/large", "larger"), ("/bomb", "larger"), ("/padded", "larger"), ("/cut", "cut short"), ("/bad", "wrongly"),
        ("/odd", "packed as br"),
    ):  # fmt: skip
        with pytest.raises(FetchError, match=reason) as caught:
            fetcher.fetch(site.url(path))
        assert caught.value.temporary is (path == "/cut")
