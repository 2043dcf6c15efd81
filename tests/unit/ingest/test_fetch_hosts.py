"""Queues of hosts: distance between requests, other attempts, and when a host is left alone."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from stancepipe.ingest.fetch import Fetcher, FetchError

if TYPE_CHECKING:
    from conftest import Answer, Site

FINE = (200, {"Content-Type": "text/html"}, b"fine")
OPENED = frozenset({"127.0.0.1", "localhost", "mfa.example"})


def fetcher(site: "Site", **more: object) -> Fetcher:
    settings = {"delay": 0.0, "sleep": site.slept.append, "random": lambda: 1.0, "timeout": 5.0, **more}
    return Fetcher(allow_hosts=OPENED, **settings)  # type: ignore[arg-type]


def failure(fetching: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetching.fetch(url)
    return caught.value


def test_passing_trouble_is_tried_again_as_late_as_the_server_asks(site: "Site") -> None:
    later = {"Date": "Fri, 03 May 2024 10:00:00 GMT", "Retry-After": "Fri, 03 May 2024 10:00:09 GMT"}
    site.answers["/a"] = [(503, {"Retry-After": "7"}, b""), (429, later, b""), FINE]
    assert fetcher(site).fetch(site.url("/a")).body == b"fine"
    assert site.slept == [7.0, 9.0]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_trouble_that_stays_is_given_up(site: "Site", status: int) -> None:
    site.answers["/a"] = (status, {}, b"")
    error = failure(fetcher(site), site.url("/a"))
    assert (error.reason, error.temporary) == (f"the server answers with status {status}", True)
    assert site.asked.count("/a") == 3
    assert site.slept == [1.0, 2.0]


def test_attempts_are_spread_by_chance(site: "Site") -> None:
    site.answers["/a"] = (500, {}, b"")
    failure(fetcher(site, random=lambda: 0.25), site.url("/a"))
    assert site.slept == [0.625, 1.25]


def test_a_host_that_asks_for_a_long_pause_is_left(site: "Site") -> None:
    site.answers["/a"] = (429, {"Retry-After": "3600"}, b"")
    site.page("/b", "fine")
    fetching = fetcher(site)
    for path in ("/a", "/b"):
        error = failure(fetching, site.url(path))
        assert error.reason == f"127.0.0.1:{site.port} asks to wait 3600 seconds (the server answers with status 429)"
        assert (error.temporary, error.input_id) == (True, site.url(path))
    assert site.asked == ["/robots.txt", "/a"]
    assert fetching.fetch(site.url("/b", host="localhost")).body == b"fine"  # another host


def test_a_host_that_is_down_is_left_after_three_addresses(site: "Site") -> None:
    lookups: list[str] = []
    up = True

    def look_up(host: str, port: int) -> list[str]:
        lookups.append(host)
        if not up:
            raise OSError
        return ["127.0.0.1"]

    site.page("/a", "fine")
    fetching = fetcher(site, look_up=look_up)
    assert fetching.fetch(site.url("/a", host="mfa.example")).body == b"fine"
    up = False
    reasons = [failure(fetching, site.url("/a", host="mfa.example")).reason for _ in range(5)]
    down = (
        f"mfa.example:{site.port} failed 3 times in a row and is left for this run (the host mfa.example is not known)"
    )
    assert reasons == ["the host mfa.example is not known"] * 2 + [down] * 3
    assert len(lookups) == 2 + 9


def test_a_host_that_answers_now_and_then_is_not_left(site: "Site") -> None:
    site.answers["/b"] = (429, {}, b"")
    site.answers["/c"] = (500, {}, b"")
    site.page("/a", "fine")
    fetching = fetcher(site)
    for path in ("/b", "/b", "/a", "/b", "/b", "/c", "/b", "/b"):
        if path != "/a":
            assert "in a row" not in failure(fetching, site.url(path)).reason
        else:
            fetching.fetch(site.url(path))
    assert "3 times in a row" in failure(fetching, site.url("/b")).reason


def test_a_refused_connection_is_told(site: "Site") -> None:
    with socket.socket() as deaf:  # bound, but not listening
        deaf.bind(("127.0.0.1", 0))
        error = failure(fetcher(site), f"http://127.0.0.1:{deaf.getsockname()[1]}/a")
    assert error.temporary
    assert "the server cannot be reached" in error.reason
    assert site.slept == [1.0, 2.0]


def test_the_next_address_of_a_host_is_tried_where_one_leads_nowhere(site: "Site") -> None:
    site.page("/a", "fine")
    fetching = fetcher(site, look_up=lambda host, port: ["127.0.0.9", "::1", "127.0.0.1"])
    assert fetching.fetch(site.url("/a", host="mfa.example")).body == b"fine"
    assert site.headers[-1]["Host"] == f"mfa.example:{site.port}"
    assert site.slept == []


def test_requests_to_one_host_keep_their_distance(site: "Site") -> None:
    site.page("/robots.txt", "User-agent: *\nCrawl-delay: 4\n", "text/plain")
    site.page("/a", "fine")
    now = [100.0]

    def sleep(seconds: float) -> None:
        site.slept.append(seconds)
        now[0] += seconds

    def slow() -> "Answer":
        now[0] += 3.0
        return FINE

    site.answers["/slow"] = slow
    fetching = fetcher(site, delay=1.0, clock=lambda: now[0], sleep=sleep)
    for path in ("/a", "/slow", "/a"):
        fetching.fetch(site.url(path))
    assert site.slept == [4.0, 4.0, 1.0]  # between the starts


def test_an_attempt_keeps_its_distance_too(site: "Site") -> None:
    site.answers["/a"] = [(503, {"Retry-After": "0"}, b""), FINE]
    fetching = fetcher(site, delay=2.0, clock=lambda: 100.0)
    assert fetching.fetch(site.url("/a")).body == b"fine"
    assert site.slept == [2.0, 0.0, 2.0]


def test_threads_share_one_queue_for_a_host(site: "Site") -> None:
    starts: list[float] = []
    running, most = [0], [0]

    def page() -> "Answer":
        starts.append(time.monotonic())
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.005)
        running[0] -= 1
        return FINE

    site.answers["/a"] = page
    fetching = fetcher(site, delay=0.03, sleep=time.sleep)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: fetching.fetch(site.url("/a")).body, range(12)))
    gaps = [after - before for before, after in pairwise(starts)]
    assert answers == [b"fine"] * 12
    assert most == [1]
    assert min(gaps) > 0.02


@pytest.fixture
def meeting(site: "Site") -> Iterator[Callable[[], "Answer"]]:
    """A page that only answers once two requests for it are there."""
    barrier = threading.Barrier(2, timeout=5.0)

    def page() -> "Answer":
        barrier.wait()
        return FINE

    yield page
    barrier.abort()


def test_different_hosts_are_asked_side_by_side(site: "Site", meeting: Callable[[], "Answer"]) -> None:
    site.answers["/a"] = meeting
    fetching = fetcher(site, look_up=lambda host, port: ["127.0.0.1"])
    urls = [site.url("/a", host=host) for host in ("127.0.0.1", "mfa.example")]
    with ThreadPoolExecutor(2) as threads:
        assert [answer.body for answer in threads.map(fetching.fetch, urls)] == [b"fine", b"fine"]


def test_the_address_that_was_checked_is_the_one_connected_to(site: "Site") -> None:
    lookups: list[str] = []

    def changing(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["127.0.0.1"] if len(lookups) <= 2 else ["169.254.169.254"]

    site.page("/a", "fine")
    assert fetcher(site, look_up=changing).fetch(site.url("/a", host="mfa.example")).body == b"fine"
    assert lookups == ["mfa.example"] * 2  # one for robots.txt, one for the page, none by the connection
    closed = Fetcher(look_up=changing, sleep=site.slept.append)
    assert "private or local network" in failure(closed, site.url("/a", host="mfa.example")).reason


def test_no_cookie_is_sent_back(site: "Site") -> None:
    site.page("/a", "fine", **{"Set-Cookie": "seen=1; Path=/"})
    fetching = fetcher(site)
    fetching.fetch(site.url("/a"))
    fetching.fetch(site.url("/a"))
    assert "Cookie" not in site.headers[-1]
