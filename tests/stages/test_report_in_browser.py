"""The report in a real browser, from a folder, without a network; skipped where no Chromium is installed."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from stancepipe.records import BlocDay, Document, Posture, PostureShift, Stance, SupportDay
from stancepipe.report import ReportTables, build_report
from tests.browser import CHROMIUM, Browser, browser
from tests.rows import row_of

DAY = date(2026, 11, 20)
SCORES = {"FRA": -0.35, "DEU": 0.2, "MLT": 0.45, "EU": 0.0}
DAYS = 61
QUOTE = "the ministry took note of <script>document.title = 'run'</script> the exchange of letters"
NAMES = {"FRA": "France", "DEU": "Germany", "MLT": "Malta", "EU": "the European Union", "ISR": "Israel"}

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found")]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = f"On Friday {QUOTE}. Talks go on."
    document = row_of(
        Document,
        document_id="d1",
        input_id="d1.txt",
        url="https://ministry.example/d1",
        title="A note",
        text=text,
        publisher_country="FRA",
        doc_type="official_statement",
        published_on=DAY,
        published_precision="day",
        language="en",
        status="analysed",
    )
    stance = row_of(
        Stance,
        stance_id="s1",
        document_id="d1",
        holder="FRA",
        target="ISR",
        label="neutral",
        quote=QUOTE,
        quote_start=10,
        quote_end=10 + len(QUOTE),
        published_on=DAY,
    )
    # Each begins neutral, and France a month after the others.
    postures = [
        row_of(
            Posture,
            holder=holder,
            day=DAY - timedelta(days=DAYS - 1 - number),
            score=score if number > 40 else 0.0,
            lower=score - 0.1,
            upper=score + 0.1,
            label="neutral",
            n_stances=number + 1,
            relations="full",
        )
        for holder, score in SCORES.items()
        for number in range(30 if holder == "FRA" else 0, DAYS)
    ]
    shift = row_of(
        PostureShift,
        shift_id="x1",
        holder="FRA",
        day=DAY - timedelta(days=10),
        kind="formal_step",
        step="summon_envoy",
        status="occurred",
        direction="colder",
        before=0.0,
        after=-0.35,
        summary="France summoned the ambassador of Israel.",
        evidence="stance:s1",
    )
    blocs = [
        row_of(
            BlocDay,
            bloc="EU",
            day=DAY - timedelta(days=number),
            n_members=27,
            n_observed=3,
            most_supportive="MLT",
            most_critical="FRA",
        )
        for number in range(2)
    ]
    support = [
        row_of(
            SupportDay,
            day=DAY - timedelta(days=number),
            domain=domain,
            effective_supporters=2.0,
            top_holder="MLT",
            top_share=0.6,
            n_supporters=2,
            without_top=1.0,
        )
        for number in range(2)
        for domain in ("all", "arms")
    ]
    tables = ReportTables(
        documents=[document],
        events=(),
        stances=[stance],
        postures=postures,
        shifts=[shift],
        blocs=blocs,
        support=support,
        runs=(),
    )
    out = tmp_path_factory.mktemp("published")
    return build_report(tables, out, generated_on=date(2026, 11, 22), names=NAMES).parent


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(chromium: Browser) -> Iterator[Browser]:
    """A browser with scripts on, a wide light page and an empty console."""
    chromium.scripts(True)
    chromium.dark(False)
    chromium.size(1280, 1000)
    yield chromium
    assert chromium.said == [], "the console stays empty"


def paths(report: Path) -> list[Path]:
    return sorted(report.rglob("*.html"))


CLASS_OF_FRANCE = "document.querySelector('[data-name=France]').getAttribute('class')"
ROWS = "[...document.querySelectorAll('.standing')].filter(r => !r.hidden).map(r => r.cells[0].textContent)"


def test_every_page_opens_and_nothing_is_missing(report: Path, page: Browser) -> None:
    assert len(paths(report)) == 7 + len(SCORES)
    for path in paths(report):
        page.open(path.as_uri())
        assert page.said == [], path
        assert page.value("document.title") != "run"
        assert page.value("document.querySelectorAll('h1').length") == 1
        styled = page.value("getComputedStyle(document.querySelector('h1')).fontFamily")
        assert "Georgia" in styled, "the style sheet is loaded from the folder"
        assert page.value("document.documentElement.scrollWidth <= innerWidth")


def test_every_link_inside_the_folder_opens(report: Path, page: Browser) -> None:
    found: set[str] = set()
    for path in paths(report):
        page.open(path.as_uri())
        found |= set(page.value("[...document.links].map(a => a.href)"))
    inside = sorted(link for link in found if link.startswith("file:"))
    assert len(inside) > 20
    for link in inside:
        assert Path(link.partition("#")[0].removeprefix("file://")).is_file(), link
        if "#" in link:
            page.open(link)
            assert page.value("document.querySelector(':target') !== null"), link
    assert sorted(found - set(inside)) == ["https://ministry.example/d1"]


def test_the_slider_moves_by_keyboard(report: Path, page: Browser) -> None:
    page.open((report / "index.html").as_uri())
    assert page.value(CLASS_OF_FRANCE) == "c1"
    hatched = page.value("getComputedStyle(document.querySelector('.nodata')).fill")
    assert "no-data" in hatched
    latest = page.value("document.querySelector('[data-name=France] title').textContent")
    for _ in range(60):
        page.press("Tab")
        if page.value("document.activeElement.id") == "day":
            break
    assert page.value("document.activeElement.matches(':focus-visible')")
    assert page.value("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    for _ in range(25):
        page.press("ArrowLeft")
    assert page.value("document.getElementById('map-day').textContent") == "26 Oct 2026"
    assert page.value("document.getElementById('day').getAttribute('aria-valuetext')") == "26 Oct 2026"
    assert page.value(CLASS_OF_FRANCE) == "c3"
    assert page.value("document.querySelector('[data-name=France] title').textContent") == "France: 0.00 on 26 Oct 2026"
    page.press("Home")
    assert page.value(CLASS_OF_FRANCE) == "nodata"
    title = page.value("document.querySelector('[data-name=France] title').textContent")
    assert title == "France: no level yet on 21 Sep 2026"
    assert page.value("getComputedStyle(document.querySelector('[data-name=France]')).fill") == hatched
    assert page.value("document.getElementById('map-count').textContent") == "2 on the map"
    page.press("End")
    assert page.value(CLASS_OF_FRANCE) == "c1"
    assert page.value("document.querySelector('[data-name=France] title').textContent") == latest


def test_the_ranking_is_sorted_and_filtered_by_keyboard(report: Path, page: Browser) -> None:
    page.open((report / "index.html").as_uri())
    names = ["Malta", "Germany", "France", "The European Union"]
    assert page.value(ROWS) == names
    page.value("document.querySelector('#standings th button').focus()")
    page.press("Enter")
    assert page.value(ROWS) == ["France", "Germany", "Malta", "The European Union"]
    assert page.value("document.querySelector('#standings th').getAttribute('aria-sort')") == "ascending"
    page.value("document.querySelectorAll('#standings th button')[1].click()")
    assert page.value(ROWS) == names, "numbers fall at first, by value and not by letter"
    page.value("document.querySelectorAll('#standings th button')[1].click()")
    assert page.value(ROWS) == ["France", "Germany", "Malta", "The European Union"]
    assert page.value("document.querySelectorAll('#standings [aria-sort]').length") == 1
    page.value("document.querySelector('[data-filter]').focus()")
    page.write("mal")
    assert page.value(ROWS) == ["Malta"]
    assert page.value("document.querySelector('[role=status]').textContent") == "1 of 4"


def test_changes_are_filtered(report: Path, page: Browser) -> None:
    page.open((report / "shifts.html").as_uri())
    shown = "[...document.querySelectorAll('.feed > li')].filter(i => i.offsetParent !== null).length"
    assert page.value(shown) == 1
    page.value("document.querySelector('[data-filter]').focus()")
    page.write("germany")
    assert page.value(shown) == 0
    assert page.value("document.querySelector('.month').hidden")


def test_it_reads_fully_without_scripts(report: Path, page: Browser) -> None:
    page.scripts(False)
    for path in paths(report):
        page.open(path.as_uri())
        hidden = page.value(
            "[...document.querySelectorAll('main *')].filter(e => getComputedStyle(e).display === 'none'"
            " && !e.closest('.slider, .filter, details, svg')).length"
        )
        assert hidden == 0, path
    page.open((report / "index.html").as_uri())
    assert page.value("getComputedStyle(document.querySelector('.slider')).display") == "none", "no dead control"
    assert page.value(ROWS) == ["Malta", "Germany", "France", "The European Union"]
    assert page.value("document.querySelectorAll('svg.map path').length") > 170
    assert page.value("document.querySelectorAll('#standings th button').length") == 0


def test_quotes_stay_quotes(report: Path, page: Browser) -> None:
    page.open(f"{(report / 'holders' / 'FRA.html').as_uri()}#quote-stance-s1")
    assert page.value("document.querySelector('mark').textContent") == QUOTE
    assert page.value("document.querySelectorAll('script').length") == 0
    assert page.value("document.querySelector(':target mark') !== null")


@pytest.mark.parametrize("width", [390, 768, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_and_draws(report: Path, page: Browser, width: int, dark: bool) -> None:
    page.size(width, 1000)
    page.dark(dark)
    for path in paths(report):
        page.open(path.as_uri())
        assert page.value("document.documentElement.scrollWidth <= innerWidth"), path
    page.open((report / "index.html").as_uri())
    ground = page.value("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(21, 24, 27)" if dark else "rgb(253, 253, 251)")
    assert len(page.picture()) > 25_000, "a blank page takes about 6 kB"


def test_tables_open_for_print(report: Path, page: Browser) -> None:
    page.open((report / "holders" / "FRA.html").as_uri())
    height = "document.querySelector('details table').getBoundingClientRect().height"
    page.call("Emulation.setEmulatedMedia", media="print")
    try:
        assert page.value(height) > 20
        assert page.value("getComputedStyle(document.querySelector('header nav')).display") == "none"
    finally:
        page.call("Emulation.setEmulatedMedia", media="")
