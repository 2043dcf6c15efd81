"""robots.txt: what a site asks for, and what it means when there is none."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancepipe.ingest.fetch import FetchError
from stancepipe.ingest.robots import parse_robots

if TYPE_CHECKING:
    from conftest import Site

URL = "https://mfa.example"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/a", True),
        ("User-agent: *\nDisallow: /\nUser-agent: stancepipe\nAllow: /", "/a", True),
        ("User-agent: Stancepipe\nDisallow: /", "/a", False),
        ("User-agent: stance\nUser-agent: https\nDisallow: /", "/a", False),
        ("User-agent: https\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /press", "/press/1", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?b", True),
        ("\ufeffUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\rDisallow: /", "/a", False),
        ("<html><body>Welcome</body></html>", "/a", True),
        ("", "/a", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    assert (parse_robots(text.encode()).objection(URL + path) is None) is allowed


@pytest.mark.parametrize(
    ("written", "kept_to", "refused"),
    [("4", 4.0, False), ("0.5", 0.5, False), ("120", 120.0, False), ("86400", 120.0, True), ("-1", 0.0, False),
     ("nan", 0.0, False), ("inf", 0.0, False), ("soon", 0.0, False)],
)  # fmt: skip
def test_crawl_delay(written: str, kept_to: float, refused: bool) -> None:
    robots = parse_robots(f"User-agent: *\nCrawl-delay: {written}".encode())
    assert robots.crawl_delay == kept_to
    assert (robots.objection(URL) is not None) is refused


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([b"User-agent: *", b"Disallow:", b"Crawl-delay: ", b"/*$", b"%e9%zz", b"\xff", b"\n"])))
def test_no_robots_is_a_crash(parts: list[bytes]) -> None:
    robots = parse_robots(b"".join(parts))
    assert robots.crawl_delay == 0.0
    assert robots.objection(URL + "/a") in {None, "asks not to be fetched from there (robots.txt)"}


def test_rules_are_asked_for_once_and_obeyed(site: "Site") -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
    site.page("/a", "fine")
    fetcher = site.fetcher()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: fetcher.fetch(site.url("/a")), range(16)))
    with pytest.raises(FetchError, match=r"asks not to be fetched from there \(robots\.txt\)") as caught:
        fetcher.fetch(site.url("/private/b"))
    assert {answer.body for answer in answers} == {b"fine"}
    assert not caught.value.temporary
    assert site.asked == ["/robots.txt"] + ["/a"] * 16


@pytest.mark.parametrize("status", [204, 301, 401, 403, 404, 410, 451])
def test_a_site_without_rules_forbids_nothing(site: "Site", status: int) -> None:
    site.answers["/robots.txt"] = (status, {}, b"")
    site.page("/a", "fine")
    assert site.fetcher().fetch(site.url("/a")).body == b"fine"


@pytest.mark.parametrize(("status", "asked"), [(429, 3), (503, 3), (501, 1)])
def test_a_site_whose_rules_cannot_be_had_is_left_for_this_run(site: "Site", status: int, asked: int) -> None:
    site.answers["/robots.txt"] = (status, {}, b"")
    fetcher = site.fetcher()
    for path in ("/a", "/b"):
        with pytest.raises(FetchError, match=rf"status {status} \(robots\.txt\)") as caught:
            fetcher.fetch(site.url(path))
        assert (caught.value.temporary, caught.value.input_id) == (True, site.url(path))
    assert site.asked == ["/robots.txt"] * asked


def test_rules_may_lie_elsewhere(site: "Site") -> None:
    site.answers["/robots.txt"] = (301, {"Location": site.url("/rules", host="localhost")}, b"")
    site.page("/rules", "User-agent: *\nDisallow: /a\n", "text/plain")
    with pytest.raises(FetchError, match="asks not to be fetched"):
        site.fetcher().fetch(site.url("/a"))
    site.answers["/rules"] = (302, {"Location": "http://10.0.0.1/rules"}, b"")
    with pytest.raises(FetchError, match=r"private or local network.*\(robots\.txt\)"):
        site.fetcher().fetch(site.url("/a"))
    site.answers["/rules"] = (302, {"Location": "/rules"}, b"")
    site.page("/a", "fine")
    assert site.fetcher().fetch(site.url("/a")).body == b"fine"


def test_long_rules_are_read_up_to_the_limit(site: "Site") -> None:
    filler = "".join(f"Allow: /{number:06}\n" for number in range(34_130))
    head = "User-agent: *\nDisallow: /early\n"
    assert len(f"{head}{filler}Disallow: /late/lat") == 512_000  # half a rule would forbid more than the whole
    site.page("/robots.txt", f"{head}{filler}Disallow: /late/later\nDisallow: /behind\n", "text/plain")
    for path in ("/late/lattice", "/behind"):
        site.page(path, "fine")
        assert site.fetcher().fetch(site.url(path)).body == b"fine"
    with pytest.raises(FetchError, match="asks not to be fetched"):
        site.fetcher().fetch(site.url("/early"))
