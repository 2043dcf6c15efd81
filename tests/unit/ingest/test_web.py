"""When an address is looked at again, and what the archive saves of asking."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stancepipe.errors import DocumentError
from stancepipe.ingest.snapshots import Archive, Failure, Listed, Snapshot
from stancepipe.ingest.web import Look, Web, decide_look

if TYPE_CHECKING:
    from conftest import Site

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGE = Snapshot(
    url="https://mfa.example/1", final_url="https://mfa.example/1", role="document", fetched_at=NOON, checked_at=NOON,
    media_type="text/html", charset=None, etag='"1"', last_modified=None, fresh_for=None, sha256="0" * 64,
    listed=Listed(), file="a.warc.gz", offset=0,
)  # fmt: skip
BLIND = replace(PAGE, etag=None)
PASSING = Failure(url=PAGE.url, reason="the server answers with status 503", temporary=True, failed_at=NOON)
LASTING = replace(PASSING, reason="the server answers with status 404", temporary=False)


@pytest.mark.parametrize(
    ("known", "failed", "after", "look"),
    [
        (None, None, timedelta(), Look.ASK),
        (None, PASSING, HOUR, Look.ASK),
        (None, LASTING, 30 * DAY, Look.REST),
        (PAGE, None, timedelta(), Look.ASK_IF_CHANGED),
        (replace(PAGE, fresh_for=3600.0), None, HOUR / 2, Look.REST),
        (replace(PAGE, fresh_for=3600.0), None, HOUR, Look.ASK_IF_CHANGED),
        (replace(PAGE, fresh_for=1e9), None, 6 * DAY, Look.REST),
        (replace(PAGE, fresh_for=1e9), None, 7 * DAY, Look.ASK_IF_CHANGED),
        (BLIND, None, HOUR / 2, Look.REST),
        (BLIND, None, HOUR, Look.ASK_IF_CHANGED),
        (replace(PAGE, fetched_at=NOON - 10 * DAY), None, 23 * HOUR, Look.REST),
        (replace(PAGE, fetched_at=NOON - 10 * DAY), None, DAY, Look.ASK_IF_CHANGED),
        (replace(PAGE, fetched_at=NOON - 1000 * DAY), None, 7 * DAY, Look.ASK_IF_CHANGED),
        (PAGE, PASSING, timedelta(), Look.ASK_IF_CHANGED),
        (PAGE, LASTING, 30 * DAY, Look.REST),
    ],
)
def test_when_to_look(known: Snapshot | None, failed: Failure | None, after: timedelta, look: Look) -> None:
    assert decide_look(known, failed, NOON + after) is look


def test_what_makes_one_look_sooner() -> None:
    rested = replace(BLIND, fetched_at=NOON - 30 * DAY)
    assert decide_look(rested, None, NOON + HOUR) is Look.REST
    assert decide_look(rested, None, NOON + HOUR, changed=NOON + HOUR / 2) is Look.ASK_IF_CHANGED
    assert decide_look(rested, None, NOON + HOUR, changed=NOON - DAY) is Look.REST
    assert decide_look(rested, None, NOON + HOUR, changed=NOON + 9 * DAY) is Look.REST  # a listing ahead of its time
    assert decide_look(rested, None, NOON + HOUR, retry=True) is Look.ASK_IF_CHANGED
    assert decide_look(None, LASTING, NOON + HOUR, retry=True) is Look.ASK


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive") as opened:
        yield opened


class TestWeb:
    def web(self, site: "Site", archive: Archive | None, now: datetime = NOON, *, retry: bool = False) -> Web:
        return Web(fetcher=site.fetcher(), clock=lambda: now, archive=archive, retry=retry)

    def test_a_page_is_fetched_once_while_it_stands(self, site: "Site", archive: Archive) -> None:
        site.answers["/1"] = [
            (200, {"Content-Type": "text/html", "ETag": '"a"'}, b"<p>first</p>"),
            (304, {"ETag": '"a"'}, b""),
            (200, {"Content-Type": "text/html", "ETag": '"b"'}, b"<p>second</p>"),
        ]
        times = [NOON, NOON + HOUR, NOON + 2 * HOUR]
        visits = [self.web(site, archive, now).document(site.url("/1"), Listed()) for now in times]
        assert [visit.fetched_at for visit in visits] == [NOON, NOON, NOON + 2 * HOUR]
        bodies = [self.web(site, archive).response(visit).body for visit in visits]
        assert bodies == [b"<p>first</p>", b"<p>first</p>", b"<p>second</p>"]
        conditional = [headers.get("If-None-Match") for headers in site.headers if "If-None-Match" in headers]
        assert conditional == ['"a"', '"a"']

    def test_a_failure_for_good_is_not_asked_again_unless_told(self, site: "Site", archive: Archive) -> None:
        site.answers["/gone"] = [(404, {}, b""), (200, {"Content-Type": "text/html"}, b"<p>back</p>")]
        first = self.web(site, archive).document(site.url("/gone"), Listed())
        asked = len(site.asked)
        again = self.web(site, archive, NOON + DAY).document(site.url("/gone"), Listed())
        assert (first.problem, again.problem) == ("the server answers with status 404",) * 2
        assert len(site.asked) == asked
        told = self.web(site, archive, NOON + DAY, retry=True).document(site.url("/gone"), Listed())
        assert told.problem is None
        assert self.web(site, archive, NOON + 2 * DAY).document(site.url("/gone"), Listed()).problem is None

    def test_a_listing_comes_from_the_archive_when_it_stands(self, site: "Site", archive: Archive) -> None:
        site.answers["/feed"] = [
            (200, {"Content-Type": "application/rss+xml; charset=utf-8", "Last-Modified": "x"}, b"<rss/>"),
            (304, {}, b""),
        ]
        for now in (NOON, NOON + HOUR):
            answer = self.web(site, archive, now).listing(site.url("/feed"), Listed())
            assert (answer.body, answer.charset, answer.final_url) == (b"<rss/>", "utf-8", site.url("/feed"))
        assert [snapshot.role for snapshot in archive.snapshots("listing")] == ["listing"]

    def test_a_listing_that_failed_is_asked_in_the_next_run(self, site: "Site", archive: Archive) -> None:
        site.answers["/feed"] = [(404, {}, b""), (200, {"Content-Type": "application/rss+xml"}, b"<rss/>")]
        with pytest.raises(DocumentError, match="404"):
            self.web(site, archive).listing(site.url("/feed"), Listed())
        assert self.web(site, archive, NOON + HOUR).listing(site.url("/feed"), Listed()).body == b"<rss/>"

    def test_without_an_archive_every_look_is_a_request(self, site: "Site") -> None:
        site.page("/1", "<p>words</p>")
        for _ in range(2):
            visit = self.web(site, None).document(site.url("/1"), Listed(title="One"))
            assert self.web(site, None).response(visit).body == b"<p>words</p>"
        assert site.asked.count("/1") == 2
        assert (
            self.web(site, None).document(site.url("/none"), Listed()).problem == "the server answers with status 404"
        )
