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
EXACT = [
    ROOT / "tests" / "golden" / "pages" / f"{name}.html"
    for name in ("hebrew_news", "line_breaks", "ministry_statement")
]
FURNITURE = load_furniture(ROOT / "corpora" / "lexicons", lambda message: pytest.fail(message))
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize("page", EXACT, ids=lambda page: page.stem)
def test_page_to_the_letter(page: Path) -> None:
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


@pytest.mark.parametrize(
    "part",
    [
        "<div class='share'>x</div>",
        "<h3>Share</h3>",
        "<title>A - B</title>",
        "<div><span>Related stories</span><a href='#'>y</a>",
        "<p>03.04.2024</p>",
    ],
)
def test_furniture_in_great_numbers_is_read_in_time(part: str) -> None:
    # as many elements as a page may have, in runs that close what they open
    prose = "<p>The minister received the ambassador and spoke of fishing quotas.</p>" * 20
    body = prose + (part * 100 + "</div>" * (100 if part.startswith("<div><") else 0)) * 120
    began = time.monotonic()
    found = read_page(body.encode(), "p", furniture=FURNITURE, today=TODAY, date_formats=("%d.%m.%Y",), language="de")
    assert "fishing quotas" in found.text
    assert time.monotonic() - began < 20


def test_a_page_of_nothing_but_furniture_is_read_as_it_is() -> None:
    links = "".join(f"<li><a href='/{i}'>Statement {i} of the ministry on the talks</a></li>" for i in range(9))
    page = f"<html><body><article><ul>{links}</ul></article></body></html>"
    assert "Statement 4 of the ministry" in read_page(page.encode(), "p", furniture=FURNITURE, today=TODAY).text


@pytest.mark.parametrize("heading", ["<tr><th>State</th><th>Vote</th></tr>", ""])
def test_a_table_of_votes_keeps_its_linked_states(heading: str) -> None:
    rows = "".join(f"<tr><td><a href='#'>{state}</a></td><td>against</td></tr>" for state in ("Argentina", "Nauru"))
    text = "<p>The Assembly adopted the text late on Friday, and these states did not vote for it:</p>"
    page = f"<html><body><article><h1>Votes</h1>{text}<table>{heading}{rows}</table>{text}</article></body></html>"
    found = read_page(page.encode(), "p", furniture=FURNITURE, today=TODAY).text
    assert "Argentina against" in found.replace("\n", " ")


def test_a_wrapper_named_like_furniture_keeps_its_article() -> None:
    text = "The minister received the ambassador and spoke of fishing quotas for an hour."
    page = f"<html><body><div class='no-sidebar related'><h1>Talks</h1><p>{text}</p><p>{text}</p></div></body></html>"
    assert text in read_page(page.encode(), "p", furniture=FURNITURE, today=TODAY).text


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Ceasefire holds - Ministry</title>", "<h2>Ceasefire holds</h2>", "Ceasefire holds"),
        ("<title>Ministry | Ceasefire holds</title>", "<div>Ceasefire holds</div>", "Ceasefire holds"),
        ("<title>Israel - Palestine: talks</title>", "<h1>Israel - Palestine: talks</h1>", "Israel - Palestine: talks"),
        ("<title>Nothing of this - Ministry</title>", "", "Nothing of this"),
    ],
)
def test_title(head: str, body: str, title: str) -> None:
    text = "<p>The minister received the ambassador and spoke of fishing quotas.</p>"
    page = f"<html><head>{head}</head><body><div>{body}{text}</div></body></html>"
    assert read_page(page.encode(), "p", furniture=FURNITURE, today=TODAY).title == title


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
