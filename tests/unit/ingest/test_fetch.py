"""Fetching: what is refused, what is limited, what is tried again. The site is a server on the loopback address."""

import gzip
from typing import TYPE_CHECKING

import pytest

from stancepipe import __version__
from stancepipe.errors import DocumentError
from stancepipe.ingest.addresses import is_public
from stancepipe.ingest.fetch import Fetcher

if TYPE_CHECKING:
    from conftest import Site


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_page_comes_with_type_and_charset_and_we_say_who_we_are(site: "Site") -> None:
    site.page("/a", "<p>caf\u00e9</p>", media='Text/HTML; charset="utf-8"')
    answer = site.fetcher().fetch(site.url("/a#part"))
    assert (answer.media_type, answer.charset, answer.body.decode()) == ("text/html", "utf-8", "<p>caf\u00e9</p>")
    assert site.asked == ["/robots.txt", "/a"]
    assert site.headers[1]["User-Agent"] == f"stancepipe/{__version__} (+https://stancepipe.example)"
    assert site.headers[1]["Host"] == f"127.0.0.1:{site.port}"


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
    site.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    with pytest.raises(DocumentError, match="more than 5 redirects"):
        site.fetcher().fetch(site.url("/loop"))


def test_size_is_limited_after_unpacking(site: "Site") -> None:
    site.page("/small", gzip.compress(b"packed"), **{"Content-Encoding": "gzip"})
    site.page("/large", b"x" * 10_000_001)
    site.page("/bomb", gzip.compress(b"0" * 200_000_000, compresslevel=1), **{"Content-Encoding": "gzip"})
    site.page("/cut", gzip.compress(b"packed" * 999)[:-12], **{"Content-Encoding": "gzip"})
    site.page("/odd", b"x", **{"Content-Encoding": "br"})
    fetcher = site.fetcher()
    assert fetcher.fetch(site.url("/small")).body == b"packed"
    for path, reason in (("/large", "larger"), ("/bomb", "larger"), ("/cut", "cut short"), ("/odd", "packed as br")):
        with pytest.raises(DocumentError, match=reason):
            fetcher.fetch(site.url(path))


def test_robots_are_obeyed(site: "Site") -> None:
    site.page(
        "/robots.txt", "User-agent: *\nDisallow: /private\nUser-agent: stancepipe\nDisallow: /ours\n", "text/plain"
    )
    site.page("/a", "fine")
    fetcher = site.fetcher()
    assert fetcher.fetch(site.url("/a")).body == b"fine"
    with pytest.raises(DocumentError, match=r"robots\.txt"):
        fetcher.fetch(site.url("/ours/b"))
    assert site.asked.count("/robots.txt") == 1
    assert "/ours/b" not in site.asked


def test_a_site_whose_robots_fail_is_left_alone(site: "Site") -> None:
    site.answers["/robots.txt"] = (503, {}, b"")
    site.page("/a", "fine")
    with pytest.raises(DocumentError, match="503"):
        site.fetcher().fetch(site.url("/a"))
    assert "/a" not in site.asked


def test_passing_trouble_is_tried_again_as_late_as_the_server_asks(site: "Site") -> None:
    fine = (200, {"Content-Type": "text/html"}, b"fine")
    later = {"Date": "Fri, 03 May 2024 10:00:00 GMT", "Retry-After": "Fri, 03 May 2024 10:00:09 GMT"}
    site.answers["/a"] = [(503, {"Retry-After": "7"}, b""), (429, later, b""), fine]
    assert site.fetcher().fetch(site.url("/a")).body == b"fine"
    assert site.slept == [7.0, 9.0]


def test_trouble_that_stays_or_takes_too_long_is_an_answer(site: "Site") -> None:
    site.answers["/a"] = (500, {}, b"")
    site.answers["/b"] = (429, {"Retry-After": "86400"}, b"")
    site.answers["/c"] = (403, {}, b"")
    fetcher = site.fetcher()
    for path, status, times in (("/a", "500", 3), ("/b", "429", 1), ("/c", "403", 1)):
        with pytest.raises(DocumentError, match=status):
            fetcher.fetch(site.url(path))
        assert site.asked.count(path) == times
    assert site.slept == [1.0, 2.0]


def test_requests_to_one_host_keep_their_distance(site: "Site") -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 4\n", "text/plain")
    site.page("/a", "fine")
    fetcher = Fetcher(allow_hosts=frozenset({"127.0.0.1"}), delay=1.0, clock=lambda: 100.0, sleep=site.slept.append)
    fetcher.fetch(site.url("/a"))
    fetcher.fetch(site.url("/a"))
    assert site.slept == [4.0, 4.0]


def test_a_dripping_answer_is_given_up(site: "Site") -> None:
    site.page("/robots.txt", "", "text/plain")
    site.page("/a", "fine")
    ticks = iter(range(0, 10_000, 100))
    fetcher = Fetcher(allow_hosts=frozenset({"127.0.0.1"}), clock=lambda: float(next(ticks)), sleep=site.slept.append)
    with pytest.raises(DocumentError, match="longer than 60 seconds"):
        fetcher.fetch(site.url("/a"))
