"""The finished report: what its pages say, that they are sound HTML and that nothing hostile survives in them."""

import base64
import hashlib
import json
import posixpath
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import feedparser
import pytest

from stancepipe.report import Edit, ReportTables, build_report

VOID = {"meta", "link", "br", "input"}
HOSTILE = (
    "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'` {{ 7*7 }} {% raw %} ]]> "
    "\u202e \x00"
)
PAGES = ["blocs.html", "coverage.html", "index.html", "levels.html", "method.html", "shifts.html", "support.html"]


class Balance(HTMLParser):
    """Notes tags that close what is not open."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def everything(full_tables, rows):
    """Tables that fill every part of every page."""
    edited = rows.document(document_id="d5", title="Edited", text="A new text.")
    return ReportTables(
        **{
            **fields(full_tables),
            "edits": [
                Edit(before=edited, after=edited, parts=[("kept", "A "), ("removed", "old "), ("added", "new ")])
            ],
        }
    )


def fields(tables):
    return {name: getattr(tables, name) for name in ReportTables.__slots__}


@pytest.mark.parametrize("which", ["full", "empty"])
def test_every_tag_closes_and_every_page_has_what_readers_need(which, full_tables, rows, site):
    built = site(everything(full_tables, rows) if which == "full" else rows.empty)
    holders = ["holders/EU.html", "holders/FRA.html", "holders/MLT.html"] if which == "full" else []
    assert built.paths == sorted([*PAGES, *holders, "shifts.json", "shifts.rss", "style.css"])
    for path in built.pages:
        balance = Balance()
        balance.feed(built.text(path))
        assert (balance.wrong, balance.open) == ([], []), path
        html = built.html(path)
        assert html.get("lang") == "en"
        assert len(html.xpath("//h1")) == 1, path
        assert html.findtext(".//title").strip()
        assert html.xpath("//body/a[1]/@href") == ["#content"]
        levels = [int(heading.tag[1]) for heading in html.xpath("//h1 | //h2 | //h3 | //h4")]
        assert all(b - a <= 1 for a, b in pairwise(levels)), (path, levels)
        for table in html.xpath("//table"):
            assert table.xpath("caption")[0].text_content().strip()
            assert table.xpath(".//th[not(@scope)]") == []
            assert table.xpath(".//tbody/tr[not(th)]") == []
        for drawing in html.xpath("//svg[@role='img']"):
            assert drawing.get("aria-label") or drawing.get("aria-labelledby")
        for field in html.xpath("//input"):
            assert field.getparent().tag == "label" or html.xpath(f"//label[@for='{field.get('id')}']")


def test_ids_are_unique_and_every_link_inside_leads_somewhere(full_tables, rows, site):
    built = site(everything(full_tables, rows))
    ids = {path: built.html(path).xpath("//@id") for path in built.pages}
    n_checked = 0
    for path in built.pages:
        assert len(ids[path]) == len(set(ids[path])), path
        html = built.html(path)
        for label in html.xpath("//@aria-labelledby"):
            assert set(label.split()) <= set(ids[path])
        for href in html.xpath("//a/@href | //link/@href"):
            if href.startswith(("http", "data:")):
                continue
            address, _, fragment = href.partition("#")
            leads_to = posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) if address else path
            assert leads_to in built.paths, (path, href)
            assert not fragment or fragment in ids[leads_to], (path, href)
            n_checked += 1
    assert n_checked > 100
    assert {"quote-event-e1", "quote-stance-s1", "shift-x1"} <= set(ids["holders/FRA.html"])


def test_nothing_foreign_is_loaded_and_nothing_foreign_runs(full_tables, rows, site):
    built = site(everything(full_tables, rows))
    for path in built.pages:
        html = built.html(path)
        policy = html.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert policy.startswith("default-src 'none'; style-src 'self' file:; img-src data:;")
        assert "unsafe" not in policy
        scripts = html.xpath("//script/text()")
        digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
        assert [f"script-src 'sha256-{digest}'" in policy for digest in digests] == [True] * len(digests)
        assert bool(scripts) == ("script-src" in policy)
        assert not (scripts and path.startswith("holders/")), "the pages that hold most foreign words run nothing"
        assert html.xpath("//img | //iframe | //object | //embed | //form | //base | //style | //@style") == []
        assert html.xpath("//@src | //@srcset | //@*[starts-with(name(), 'on')]") == []
        assert html.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]
        assert html.xpath("//@target") == [], "no page gets a hold of the report's window"
    assert "http" not in built.text("style.css")
    assert "@import" not in built.text("style.css")


def test_quotes_are_marked_in_their_context(full_tables, site):
    built = site(full_tables)
    france = built.html("holders/FRA.html")
    assert france.xpath("//ol//mark/text()") == [
        "the closure of the crossing is not acceptable",
        "The ambassador of Israel was summoned to the ministry",
    ]
    assert france.xpath("//blockquote")[0].text_content() == full_tables.documents[0].text
    assert built.html("holders/MLT.html").xpath("//mark/text()") == ["welcomes the agreement on water with Israel"]


def test_the_first_page(full_tables, site):
    html = site(full_tables).html("index.html")
    assert html.findtext(".//title") == "Postures toward Israel, 20 Nov 2026"
    ranked = [row.xpath("string(th)").strip() for row in html.find_class("standing")]
    assert ranked == ["Malta", "France", "European Union"]
    france = html.find_class("standing")[1]
    assert [cell.text_content().strip() for cell in france.xpath("td")] == [
        "\u22120.35", "", "\u22120.55 to \u22120.15", "critical", "\u22120.45", "–", "–", "full", "3",
    ]  # fmt: skip
    slider = html.get_element_by_id("day")
    days = slider.get("data-days").split()
    assert (days[0], days[-1], len(days)) == ("2026-10-12", "2026-11-20", 40)
    [drawn] = html.xpath("//svg[@class='map']//path[@data-name='France']")
    assert drawn.get("data-levels")[:3] == "432", "class 4, 110 hundredths above -1"
    assert len(drawn.get("data-levels")) == 3 * 40
    assert drawn.get("data-levels").endswith("11t"), "class 1, 65 hundredths above -1"


def test_a_holders_page(full_tables, site):
    built = site(full_tables)
    words = built.words("holders/FRA.html")
    for sentence in (
        "summons the envoy (occurred)",
        "40 stances and 1 event in 3 documents stand behind the level",
        "The tables quote 1 document from 1 publisher, published on 20 Nov 2026.",
        "Its own statements 1",
        "English 1",
        "All documents come from one publisher (Foreign ministry).",
        "Statement on the crossing Foreign ministry 20 Nov 2026 its own statements English critical",
    ):
        assert sentence in words, sentence
    html = built.html("holders/FRA.html")
    assert html.xpath("//svg[@role='img']//g/text[normalize-space()='summons the envoy']"), "a mark with its words"
    assert "1 not shown" in built.words("holders/MLT.html"), "evidence that is in no table is counted, not linked"
    assert "No statement published by itself" in built.words("holders/MLT.html")
    assert built.html("holders/EU.html").xpath("//figure") == [], "a single observed day makes no timeline"


def test_a_holders_page_says_since_when_relations_are_as_they_are(rows, site):
    days = rows.series("FRA", [0.1] * 5)
    moved = [*days[:3], *(replace(day, relations="severed") for day in days[3:])]
    tables = {**fields(rows.empty), "postures": [*moved, *rows.series("MLT", [0.1] * 5)]}
    built = site(ReportTables(**tables))
    assert "severed since 19 Nov 2026 " in built.words("holders/FRA.html")
    assert "full moved by acts that occurred" in built.words("holders/MLT.html")


def test_blocs_say_who_stands_farthest_out(full_tables, site):
    built = site(full_tables)
    html = built.html("blocs.html")
    [row] = html.find_class("bloc")
    cells = [cell.text_content().strip() for cell in row.xpath("td")]
    assert [*cells[:5], cells[-1]] == ["\u22120.10", "0.80", "2 of 27", "Malta", "France", "20 Nov 2026"]
    assert "25 not observed" in built.words("blocs.html")
    assert len(html.xpath("//svg[@role='img']")) == 2


def test_blocs_say_who_blocks(rows, full_tables, site):
    blocking = rows.bloc(
        positions_by="consensus", blockers="FRA", evidence="event:e1 event:gone", holdouts="MLT FRA", farthest="FRA MLT"
    )
    built = site(ReportTables(**{**fields(full_tables), "blocs": [blocking]}))
    words = built.words("blocs.html")
    assert "Farthest from the level: France , Malta ." in words
    assert "Positions on foreign affairs are taken by consensus." in words
    assert "Reported to have blocked or vetoed an act that concerns Israel: France" in words
    assert "and able to block: Malta , France ." in words
    assert "holders/FRA.html#quote-event-e1" in built.html("blocs.html").xpath("//a/@href")
    open_to_majority = rows.bloc(positions_by="majority", blockers=None, evidence=None, holdouts=None)
    words = site(ReportTables(**{**fields(full_tables), "blocs": [open_to_majority]})).words("blocs.html")
    assert "taken by majority." in words
    assert "block" not in words.replace("Reported to block: ", "")


def test_corrections_are_marked(rows, full_tables, site):
    marked = [replace(stance, corrected="label: <b>a joke</b>") for stance in full_tables.stances]
    documents = [replace(document, corrected="published_on: misread") for document in full_tables.documents]
    words = site(replace(full_tables, stances=marked, documents=documents)).words("holders/FRA.html")
    assert "corrected by an analyst ( label: <b>a joke</b> )" in words
    assert "corrected by an analyst ( published_on: misread )" in words


def test_support_with_and_without_the_largest(full_tables, site):
    built = site(full_tables)
    words = built.words("support.html")
    assert "all domains 4.0 6 United States 40 % 3.1" in words
    assert "arms 1.0 1 United States 100 % –" in words
    lines = built.html("support.html").xpath("//figure[1]//path[contains(@class, 'line')]/@class")
    assert lines == ["line second", "line first", "line first"]


def test_what_was_set_aside_and_what_was_edited(full_tables, rows, site):
    built = site(everything(full_tables, rows))
    words = built.words("coverage.html")
    for sentence in ("Half a file", "the file ends early", "copy of: Statement on the crossing", "Foreign ministry"):
        assert sentence in words
    html = built.html("coverage.html")
    assert (html.xpath("//del/text()"), html.xpath("//ins/text()")) == (["old "], ["new "])
    month = html.xpath("//svg[@role='img']//title/text()")
    assert month == [], "documents of a single month make no drawing"


def test_every_chart_has_its_table(full_tables, rows, site):
    built = site(everything(full_tables, rows))
    n_charts = 0
    for path in built.pages:
        for figure in built.html(path).xpath("//figure[not(ancestor::section[@aria-labelledby='map'])]"):
            following = figure.getnext()
            assert following.tag == "details", path
            assert following.xpath(".//tbody/tr"), path
            n_charts += 1
    assert n_charts == 4, "two holders, a bloc, support"
    [france] = [row for row in built.html("levels.html").xpath("//tbody/tr") if "France" in row.text_content()]
    assert [cell.text_content() for cell in france.xpath("td")] == ["\u22120.35", "+0.10"], "the table of the map"


def test_empty_tables_make_pages_that_say_so(rows, site):
    built = site(rows.empty)
    for path, sentence in (
        ("index.html", "No holder has a level yet."),
        ("index.html", "no dated document"),
        ("index.html", "No formal step and no trend was found."),
        ("shifts.html", "No formal step and no trend was found."),
        ("blocs.html", "No bloc has an observed member."),
        ("support.html", "No support was observed."),
        ("coverage.html", "No document was taken in."),
        ("levels.html", "No holder has a level yet."),
    ):
        assert sentence in built.words(path)


def test_hostile_text_stays_text(rows, site):
    document = rows.document(
        text=f"Before. {HOSTILE} After.",
        title=HOSTILE,
        url="javascript:alert(1)",
        publisher=HOSTILE,
        publisher_country=HOSTILE,
        doc_type=HOSTILE,
        language='en" onload="x',
        input_id=HOSTILE,
    )
    set_aside = {"status": "set_aside", "status_reason": HOSTILE, "url": "data:,x"}
    tables = ReportTables(
        documents=[document, *(rows.document(document_id=key, **set_aside) for key in ("d2", "d3"))],
        events=[rows.event(document, HOSTILE, event_id=HOSTILE, attributed_to=HOSTILE)],
        stances=[rows.stance(document, HOSTILE, holder=HOSTILE, label=HOSTILE, stance_id=HOSTILE)],
        postures=[*rows.series(HOSTILE, [0.1, 0.2], relations=HOSTILE, label=HOSTILE, bundle_id=HOSTILE)],
        shifts=[
            rows.shift(holder=HOSTILE, summary=HOSTILE, direction=HOSTILE, step=HOSTILE, evidence="stance:<b>"),
            rows.shift(holder=HOSTILE, shift_id=HOSTILE, kind=HOSTILE, status=HOSTILE),
        ],
        blocs=[rows.bloc(bloc=HOSTILE, most_supportive=HOSTILE), rows.bloc(bloc=HOSTILE, day=date(2026, 1, 1))],
        support=[
            rows.support(domain=d, top_holder=HOSTILE, day=day)
            for d in ("all", HOSTILE)
            for day in (date(2026, 1, 1), rows.day)
        ],
        runs=[rows.run(run_id=HOSTILE, version=HOSTILE)],
        edits=[Edit(before=document, after=document, parts=[("added", HOSTILE)])],
    )
    built = site(tables)
    [holder] = [path for path in built.pages if path.startswith("holders/")]
    assert holder.removeprefix("holders/").removesuffix(".html").isalnum()
    for path in built.pages:
        html = built.html(path)
        assert all("alert" not in script for script in html.xpath("//script/text()"))
        assert html.xpath("//img") == []
        assert html.xpath("//@*[starts-with(name(), 'on')]") == []
        assert {href for href in html.xpath("//a/@href") if ":" in href} == set(), path
        assert all(" " not in name for name in html.xpath("//@id"))
        assert "\x00" not in built.text(path)
        if path != "method.html":
            assert "{{ 7*7 }}" in html.text_content(), path
        balance = Balance()
        balance.feed(built.text(path))
        assert (balance.wrong, balance.open) == ([], []), path
    assert set(built.html(holder).xpath("//mark/text()")) == {HOSTILE.replace("\x00", "\ufffd")}
    read = feedparser.parse(built.text("shifts.rss"))
    assert not read.bozo
    assert json.loads(built.text("shifts.json"))["items"][0]["_stancepipe"]["holder"] == HOSTILE


def test_a_code_without_a_name_is_shown_as_it_is(rows, site):
    built = site(ReportTables(**{**fields(rows.empty), "postures": rows.series("ZAF", [0.2, 0.2])}))
    assert built.html("holders/ZAF.html").findtext(".//h1") == "ZAF"


def test_at_most_twenty_quotes_and_what_shifts_cite_among_them(rows, site):
    texts = [f"Statement {number}. The ministry repeats its position, number {number}. End." for number in range(50)]
    documents = [
        rows.document(document_id=f"d{number:02}", text=text, published_on=rows.day - timedelta(days=number))
        for number, text in enumerate(texts)
    ]
    stances = [
        rows.stance(
            document,
            f"The ministry repeats its position, number {number}",
            stance_id=f"s{number}",
            published_on=document.published_on,
        )
        for number, document in enumerate(documents)
    ]
    shift = rows.shift(kind="trend", step=None, evidence="stance:s39")
    built = site(ReportTables(**{**fields(rows.empty), "documents": documents, "stances": stances, "shifts": [shift]}))
    html = built.html("holders/FRA.html")
    assert html.xpath("//ol[@class='evidence']/li/@id") == [f"quote-stance-s{number}" for number in [*range(19), 39]]
    assert "30 more quotes" in html.text_content()
    assert "30 more documents" in html.text_content()
    assert html.xpath("//a[@href='#quote-stance-s39']")
    assert built.html("shifts.html").xpath("//a[@href='holders/FRA.html#quote-stance-s39']")


def test_every_shift_leads_to_its_first_quote(rows, site):
    """However many there are: a number without its words is none."""
    document = rows.document(text=" ".join(f"Statement {number}." for number in range(60)))
    events = [
        rows.event(
            document, f"Statement {number}.", event_id=f"e{number:02}", event_on=rows.day - timedelta(days=number)
        )
        for number in range(60)
    ]
    shifts = [
        rows.shift(shift_id=f"x{number:02}", evidence=f"event:e{number:02} event:e00") for number in range(20, 60)
    ]
    tables = {**fields(rows.empty), "documents": [document], "events": events, "shifts": shifts}
    html = site(ReportTables(**tables)).html("holders/FRA.html")
    shown = set(html.xpath("//ol[@class='evidence']/li/@id"))
    assert shown == {f"quote-event-e{number}" for number in range(20, 60)}
    for row in html.xpath("//tr[starts-with(@id, 'shift-')]"):
        assert row.xpath(".//a/@href")[0] == f"#quote-event-e{row.get('id')[-2:]}"


def test_reports_of_one_event_are_one_quote(rows, site):
    first = rows.document(text="Paris summoned the ambassador.")
    second = rows.document(document_id="d2", text="The envoy was called in by Paris.")
    events = [
        rows.event(first, "Paris summoned the ambassador", confidence=0.6),
        rows.event(second, "The envoy was called in"),
    ]
    tables = {
        **fields(rows.empty),
        "documents": [first, second],
        "events": events,
        "postures": rows.series("FRA", [0.1]),
    }
    html = site(ReportTables(**tables)).html("holders/FRA.html")
    assert html.xpath("//mark/text()") == ["The envoy was called in"]
    assert "also reported in 1 more document" in html.text_content()


def test_the_same_tables_make_the_same_bytes_in_any_order(full_tables, rows, tmp_path):
    whole = fields(everything(full_tables, rows))
    backwards = ReportTables(**{name: table and list(reversed(table)) for name, table in whole.items()})
    for name, tables in (("one", ReportTables(**whole)), ("other", backwards)):
        build_report(tables, tmp_path / name, generated_on=rows.day, names=rows.names)
    one, other = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in ("one", "other")
    )
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path]] == []
