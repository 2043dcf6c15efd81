"""The finished page: what it says, that it is sound HTML and that nothing hostile survives in it."""

from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from stancepipe.errors import StoreError
from stancepipe.report import ReportTables, build_report

VOID = {"meta", "link", "br"}
HOSTILE = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'` {{ 7*7 }} {% raw %} \u202e \x00"


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


@pytest.mark.parametrize("which", ["full", "empty"])
def test_every_tag_closes(which, full_tables, rows, tmp_path):
    path = build_report(
        full_tables if which == "full" else rows.empty, tmp_path, generated_on=date(2026, 11, 22), names=rows.names
    )
    balance = Balance()
    balance.feed(path.read_text(encoding="utf-8"))
    assert balance.wrong == []
    assert balance.open == []


def test_ids_are_unique_and_links_resolve(full_tables, page):
    html = page(full_tables)
    ids = html.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = {href[1:] for href in html.xpath("//a/@href") if href.startswith("#")}
    assert {"holder-FRA", "quote-FRA-event-e1", "quote-FRA-stance-s1", "quote-MLT-stance-s2"} <= inner
    assert inner <= set(ids)
    for label in html.xpath("//@aria-labelledby"):
        assert set(label.split()) <= set(ids)


def test_nothing_is_loaded_and_nothing_runs(full_tables, page):
    html = page(full_tables)
    policy = html.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "script" not in policy
    assert html.xpath("//script | //img | //iframe | //object | //embed | //form | //base") == []
    assert html.xpath("//@src | //@srcset | //@*[starts-with(name(), 'on')]") == []
    assert html.xpath("//link/@href") == ["data:,"]
    style = "".join(html.xpath("//style/text()"))
    assert "@import" not in style
    assert "http" not in style
    outside = [link for link in html.xpath("//a") if not link.get("href").startswith("#")]
    assert outside
    assert {link.get("rel") for link in outside} == {"noopener noreferrer"}


def test_quotes_are_marked_in_their_context(full_tables, page):
    html = page(full_tables)
    france = html.get_element_by_id("holder-FRA")
    assert france.xpath(".//mark/text()") == [
        "the closure of the crossing is not acceptable",
        "The ambassador of Israel was summoned to the ministry",
    ]
    assert france.xpath(".//blockquote")[0].text_content() == full_tables.documents[0].text
    assert html.get_element_by_id("holder-MLT").xpath(".//mark/text()") == [
        "welcomes the agreement on water with Israel"
    ]


def test_what_the_page_says(full_tables, page):
    html = page(full_tables)
    text = " ".join(html.text_content().split())
    assert html.findtext(".//title") == "Postures toward Israel, 20 Nov 2026"
    assert [row.xpath("string(th)").strip() for row in html.find_class("standing")] == [
        "Malta",
        "France",
        "European Union",
    ]
    assert [row.xpath("string(td[1])") for row in html.find_class("bloc")] == ["\u22120.10"]
    assert "summons the envoy (occurred)" in text
    assert "1 not shown" in text, "evidence that is in no table is counted, not linked"
    assert "Half a file" in text
    assert "the file ends early" in text
    assert "copy of: Statement on the crossing" in text
    assert html.get_element_by_id("holder-EU").xpath(".//svg") == [], "a single observed day makes no timeline"
    assert len(html.get_element_by_id("holder-FRA").xpath(".//svg")) == 1


def test_every_chart_has_its_table_and_every_table_its_headings(full_tables, page):
    html = page(full_tables)
    for figure in html.xpath("//figure[not(ancestor::section[@aria-labelledby='map'])]"):
        following = figure.getnext()
        assert following.tag == "details"
        assert following.xpath(".//table")
    for table in html.xpath("//table"):
        assert table.xpath("caption")[0].text_content().strip()
        assert table.xpath(".//th[not(@scope)]") == []
        assert table.xpath(".//tbody/tr[not(th)]") == []
    assert [level.tag for level in html.xpath("//h1 | //h2")][:2] == ["h1", "h2"]
    assert html.xpath("//body/a[1]/@href") == ["#content"]


def test_empty_tables_make_a_page_that_says_so(rows, page):
    text = " ".join(page(rows.empty).text_content().split())
    for sentence in (
        "No holder has a level yet.",
        "No formal step and no trend was found.",
        "No bloc has an observed member.",
        "No support was observed.",
        "No document was taken in.",
        "no dated document",
    ):
        assert sentence in text


def test_hostile_text_stays_text(rows, page):
    document = rows.document(
        text=f"Before. {HOSTILE} After.",
        title=HOSTILE,
        url="javascript:alert(1)",
        publisher=HOSTILE,
        language='en" onload="x',
        input_id=HOSTILE,
    )
    tables = ReportTables(
        documents=[document, rows.document(document_id="d2", status="set_aside", status_reason=HOSTILE, url="data:,x")],
        events=[rows.event(document, HOSTILE, event_id=HOSTILE, attributed_to=HOSTILE)],
        stances=[rows.stance(document, HOSTILE, holder=HOSTILE, label=HOSTILE, stance_id=HOSTILE)],
        postures=[*rows.series(HOSTILE, [0.1, 0.2], relations=HOSTILE, label=HOSTILE, bundle_id=HOSTILE)],
        shifts=[rows.shift(holder=HOSTILE, summary=HOSTILE, direction=HOSTILE, step=HOSTILE, evidence="stance:<b>")],
        blocs=[rows.bloc(bloc=HOSTILE, most_supportive=HOSTILE)],
        support=[rows.support(domain=HOSTILE, top_holder=HOSTILE)],
        runs=[rows.run(run_id=HOSTILE, version=HOSTILE)],
    )
    html = page(tables)
    assert html.xpath("//script | //img") == []
    assert html.xpath("//@*[starts-with(name(), 'on')]") == []
    assert [href for href in html.xpath("//a/@href") if not href.startswith("#")] == []
    assert set(html.xpath("//mark/text()")) == {HOSTILE.replace("\x00", "\ufffd")}
    assert "{{ 7*7 }}" in html.text_content()
    ids = html.xpath("//@id")
    assert all(" " not in name for name in ids)
    assert {href[1:] for href in html.xpath("//a/@href")} <= set(ids)


def test_a_code_without_a_name_is_shown_as_it_is(rows, page):
    html = page(ReportTables(**{**_fields(rows.empty), "postures": rows.series("ZAF", [0.2, 0.2])}))
    assert html.get_element_by_id("holder-ZAF").getparent().findtext(".//h3") == "ZAF"


def test_at_most_thirty_quotes_and_what_shifts_cite_among_them(rows, page):
    texts = [f"Statement {number}. The ministry repeats its position, number {number}. End." for number in range(40)]
    documents = [
        rows.document(document_id=f"d{number}", text=text, published_on=rows.day - timedelta(days=number))
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
    html = page(ReportTables(**{**_fields(rows.empty), "documents": documents, "stances": stances, "shifts": [shift]}))
    shown = html.get_element_by_id("holder-FRA").xpath(".//ol/li/@id")
    assert shown == [f"quote-FRA-stance-s{number}" for number in [*range(29), 39]]
    assert "10 more quotes" in html.text_content()
    assert html.xpath("//a[@href='#quote-FRA-stance-s39']")


def test_reports_of_one_event_are_one_quote(rows, page):
    first = rows.document(text="Paris summoned the ambassador.")
    second = rows.document(document_id="d2", text="The envoy was called in by Paris.")
    events = [
        rows.event(first, "Paris summoned the ambassador", confidence=0.6),
        rows.event(second, "The envoy was called in"),
    ]
    tables = {
        **_fields(rows.empty),
        "documents": [first, second],
        "events": events,
        "postures": rows.series("FRA", [0.1]),
    }
    france = page(ReportTables(**tables)).get_element_by_id("holder-FRA")
    assert france.xpath(".//mark/text()") == ["The envoy was called in"]
    assert "also reported in 1 more document" in france.text_content()


def test_the_page_is_replaced_as_a_whole(full_tables, rows, tmp_path):
    path = build_report(rows.empty, tmp_path, generated_on=date(2026, 11, 21), names=rows.names)
    assert path == tmp_path / "report" / "index.html"
    assert build_report(full_tables, tmp_path, generated_on=date(2026, 11, 22), names=rows.names) == path
    assert "22 Nov 2026" in path.read_text(encoding="utf-8")
    assert [file.name for file in path.parent.iterdir()] == ["index.html"]


def test_the_same_tables_make_the_same_page_in_any_order(full_tables, rows, tmp_path):
    backwards = ReportTables(**{name: list(reversed(table)) for name, table in _fields(full_tables).items()})
    one = build_report(full_tables, tmp_path / "one", generated_on=rows.day, names=rows.names)
    other = build_report(backwards, tmp_path / "other", generated_on=rows.day, names=rows.names)
    assert one.read_bytes() == other.read_bytes()


def test_a_folder_that_cannot_be_written_is_one_sentence(rows, tmp_path):
    (tmp_path / "report").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="the report cannot be written"):
        build_report(rows.empty, Path(tmp_path), generated_on=rows.day, names=rows.names)


def _fields(tables):
    return {name: getattr(tables, name) for name in ReportTables.__slots__}
