"""Addresses given as inputs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from stancepipe.ingest.readers import InputDefaults, InputRecord, read_inputs

if TYPE_CHECKING:
    from conftest import Site

LEXICONS = Path(__file__).resolve().parents[3] / "corpora" / "lexicons"
SAID = "The ministry summoned the ambassador of Israel on Monday."


def read(site: "Site", *paths: str) -> list[InputRecord]:
    urls = [site.url(path) for path in paths]
    return list(
        read_inputs(urls, defaults=InputDefaults(), fetcher=site.fetcher(), report=lambda _: None, lexicons=LEXICONS)
    )


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
