"""The feeds: read by a feed reader, with ids that stay."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import feedparser
import pytest

from stancepipe.report.dossiers import findings_of
from stancepipe.report.feeds import MOST_ITEMS, json_feed, rss_feed
from stancepipe.report.shift_rows import shift_rows

REQUIRED_OF_A_CHANNEL = {"title", "link", "description"}
CHILDREN_OF_AN_ITEM = {"title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate",
                       "source"}  # fmt: skip


@pytest.fixture
def listed(full_tables, rows):
    def listed_of(**fields):
        return shift_rows(findings_of(replace(full_tables, **fields), rows.names).dossiers)

    return listed_of


def test_rss_is_valid(listed):
    text = rss_feed(listed(), "Israel")
    root = ElementTree.fromstring(text)
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("rss", "2.0", ["channel"])
    channel = root[0]
    assert {child.tag for child in channel} >= REQUIRED_OF_A_CHANNEL
    assert channel.findtext("link").startswith("urn:uuid:")
    for item in channel.findall("item"):
        assert {child.tag for child in item} <= CHILDREN_OF_AN_ITEM
        assert item.findtext("title")
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")) == datetime(2026, 11, 21, 6, tzinfo=UTC)
    read = feedparser.parse(text)
    assert not read.bozo
    assert read.version == "rss20"
    assert [entry.id for entry in read.entries] == ["x2", "x1"]
    assert read.entries[1].title == "France: summons the envoy (20 Nov 2026, occurred, colder)"
    assert read.entries[1].link == "https://www.ministry.example/d1"
    assert "link" not in read.entries[0], "a document that is not on the web has no address"
    assert "The ambassador of Israel was summoned to the ministry" in read.entries[1].summary


def test_json_feed_is_valid(listed):
    feed = json.loads(json_feed(listed(), "Israel"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Changes of posture toward Israel"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
        assert all(isinstance(tag, str) for tag in item["tags"])
    france = feed["items"][1]
    assert france["external_url"] == "https://www.ministry.example/d1"
    assert france["_stancepipe"]["evidence"] == ["event:e1", "stance:s1"]
    assert france["_stancepipe"]["page"] == "holders/FRA.html"
    assert (france["_stancepipe"]["before"], france["_stancepipe"]["after"]) == (-0.2, -0.35)


def test_an_item_keeps_its_id_and_what_was_learnt_last_stands_first(rows, listed):
    late = rows.shift(shift_id="late", day=rows.day - timedelta(days=900),
                      first_known_at=datetime(2027, 1, 1, tzinfo=UTC))  # fmt: skip
    shifts = [rows.shift(shift_id="x1", summary="Another wording."), late]
    ids = [item["id"] for item in json.loads(json_feed(listed(shifts=shifts), "Israel"))["items"]]
    assert ids == ["late", "x1"]
    assert [entry.id for entry in feedparser.parse(rss_feed(listed(shifts=shifts), "Israel")).entries] == ids


def test_feeds_have_a_limit(rows, listed):
    shifts = [rows.shift(shift_id=f"x{n}") for n in range(MOST_ITEMS + 5)]
    assert len(json.loads(json_feed(listed(shifts=shifts), "Israel"))["items"]) == MOST_ITEMS
    assert len(feedparser.parse(rss_feed(listed(shifts=shifts), "Israel")).entries) == MOST_ITEMS


def test_feeds_of_nothing_are_feeds():
    assert json.loads(json_feed([], "Israel"))["items"] == []
    assert not feedparser.parse(rss_feed([], "Israel")).bozo


@pytest.mark.parametrize("text", ["<b>bold</b> & co", "a\x00b\x0bc", "\ud800", "]]>", "\uffff"])
def test_hostile_text_stays_text(rows, listed, text):
    shifts = [rows.shift(summary=text)]
    feed = rss_feed(listed(shifts=shifts), "Israel")
    feed.encode("utf-8")
    ElementTree.fromstring(feed)
    written = json_feed(listed(shifts=shifts), "Israel")
    written.encode("ascii")
    assert json.loads(written)["items"][0]["content_text"].startswith(text)
    if "<b>" in text:
        assert "&amp;lt;b&amp;gt;bold" in feed, "once for XML and once for the HTML that readers make of it"
