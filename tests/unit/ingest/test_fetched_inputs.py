"""Addresses given as inputs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stancepipe.ingest.inputs import InputDefaults, InputRecord, set_aside
from stancepipe.ingest.listed import Listed
from stancepipe.ingest.readers import read_response, reading_of
from stancepipe.ingest.web import Web

if TYPE_CHECKING:
    from conftest import Site

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEXICONS = Path(__file__).resolve().parents[3] / "corpora" / "lexicons"
SAID = "The ministry summoned the ambassador of Israel on Monday."


def read(site: "Site", *paths: str) -> list[InputRecord]:
    web = Web(fetcher=site.fetcher(), clock=lambda: NOON)
    reading = reading_of(InputDefaults(), lambda _: None, lexicons=LEXICONS)
    found: list[InputRecord] = []
    for path in paths:
        visit = web.document(site.url(path), Listed())
        if visit.problem is None:
            found += read_response(web.response(visit), visit.url, reading)
        else:
            found.append(set_aside(visit.url, visit.problem, reading.defaults, url=visit.url))
    return found


def test_what_lies_at_an_address_is_read_by_its_type(site: "Site") -> None:
    site.page("/page", f"<html><body><article><p>{SAID}</p></article></body></html>")
    site.page("/note", SAID, "text/plain")
    site.page("/all.jsonl", json.dumps({"text": SAID}) + "\n", "text/plain")
    site.page("/logo", b"\x89PNG", "image/png")
    site.answers["/old"] = (301, {"Location": "/page"}, b"")
    page, note, record, logo, gone, moved = read(site, "/page", "/note", "/all.jsonl", "/logo", "/gone", "/old")
    assert (page.input_id, page.url, page.text) == (site.url("/page"), site.url("/page"), SAID)
    assert (note.text, record.text, record.input_id) == (SAID, SAID, site.url("/all.jsonl") + "#1")
    assert "image/png" in (logo.problem or "")
    assert (gone.problem, gone.url) == ("the server answers with status 404", site.url("/gone"))
    assert (moved.input_id, moved.url) == (site.url("/old"), site.url("/page"))
