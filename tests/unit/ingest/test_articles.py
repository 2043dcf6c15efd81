"""Web pages: golden pages with what must come out of them, and pages made to hurt."""

import json
import time
from datetime import date
from pathlib import Path

import pytest

from stancepipe.errors import DocumentError
from stancepipe.ingest.articles import markup_problem, read_page, web_address
from stancepipe.ingest.furniture import load_furniture

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = sorted((ROOT / "tests" / "golden" / "pages").glob("*.html"))
FURNITURE = load_furniture(ROOT / "corpora" / "lexicons", lambda message: pytest.fail(message))
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize("page", GOLDEN, ids=lambda page: page.stem)
def test_golden_page(page: Path) -> None:
    expected = json.loads(page.with_suffix(".expected.json").read_text(encoding="utf-8"))
    found = read_page(page.read_bytes(), page.name, furniture=FURNITURE, today=TODAY)
    assert found.text.split("\n\n") == expected["paragraphs"]
    assert (found.title, found.publisher, found.url) == (expected["title"], expected["publisher"], expected["url"])
    assert found.published is not None
    published = [found.published.day.isoformat(), found.published.precision, found.published.found_from]
    assert published == expected["published"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"\x00\x01\x02" * 500, "binary"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article text"),
        (b"<div>" * 2_000_000, "larger than 8 MB"),
        (b"<html><body>" + b"<div>" * 1_000 + b"deep", "nests its elements"),
        (b"<html><body>" + b"<div>" * 700_000 + b"deep", "brackets"),
        (b"<p " + b" ".join(b"a%d=1" % i for i in range(100_000)) + b">many", "attributes"),
        (b'<p a="<b" ' + b" ".join(b"a%d" % i for i in range(50_000)) + b">many", "attributes"),
        (b"<p>x" * 100_000, "elements"),
    ],
)
def test_hostile_page_is_refused_quickly(body: bytes, reason: str) -> None:
    began = time.monotonic()
    with pytest.raises(DocumentError, match=reason):
        read_page(body, "page.html", furniture=FURNITURE, today=TODAY)
    assert time.monotonic() - began < 5


def test_sloppy_but_honest_markup_is_not_refused() -> None:
    # paragraphs and list items that are never closed do not nest; a script may compare numbers without spaces
    page = "<html><body>" + "<p>One more line of the record.\n<li>item" * 2_000 + "<script>if(a<b){c=1}</script>"
    assert markup_problem(page) is None


def test_charset_declared_in_the_page_is_used_when_it_is_not_utf8() -> None:
    text = "Le ministère a été reçu à Tel-Aviv, où il a réaffirmé sa volonté de coopérer avec l’État hébreu."
    page = f'<html><head><meta charset="windows-1252"></head><body><article><p>{text}</p></article></body></html>'
    assert read_page(page.encode("cp1252"), "p", furniture=FURNITURE, today=TODAY).text == text


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://mfa.example/x", "https://mfa.example/x"),
        ("javascript:alert(1)", None),
        ("/relative", None),
        ("http://[broken", None),
        (None, None),
    ],
)
def test_web_address(written: object, address: str | None) -> None:
    assert web_address(written) == address
