"""Runs over configured sources that nobody watches: a real site in every format, with all that servers do wrong."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stancepipe.records import Document
from stancepipe.store import Store
from stancepipe.tables import TABLES
from tests.commands import Answer, stancepipe
from tests.site.government import government_site
from tests.site.server import Asked, Page
from tests.site.site import Site, said_plainly, unquoted

pytestmark = pytest.mark.models

SET_ASIDE = frozenset({"set_aside"})
MAX_MAZE = 200
"""Requests that a listing without end may cost: two dozen pages, and what they list."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """The site, and the folders of the runs over it."""

    site: Site
    sources: Path
    drop: Path
    out: Path

    def run(self, *options: str, only: tuple[str, ...] | None = None) -> "Ran":
        """A run over the sources, or over some of them."""
        self.site.sources(self.sources, only=only)
        self.site.server.forget_requests()
        answer = stancepipe(
            "run", "--sources", self.sources, "--drop", self.drop, "--out", self.out, "--allow-host", "127.0.0.1",
            "--pause", "0", "--timeout", "2", *options,
        )  # fmt: skip
        return Ran(
            answer=answer,
            documents=tuple(Store(self.out).read("documents")),
            asked=tuple(self.site.server.asked),
            tables={table.name: digest(self.out / table.name) for table in TABLES},
        )


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What one run left, before the next one began."""

    answer: Answer
    documents: tuple[Document, ...]
    asked: tuple[Asked, ...]
    tables: dict[str, str]

    def current(self) -> dict[str, Document]:
        return {unquoted(d.input_id): d for d in self.documents if d.superseded_by is None}

    def revisions(self, input_id: str) -> list[Document]:
        return [d for d in self.documents if unquoted(d.input_id) == input_id]


def digest(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    site = government_site()
    folder = tmp_path_factory.mktemp("unattended")
    drop = site.drop_folder(folder / "drop")
    yield Place(site=site, sources=folder / "sources", drop=drop, out=folder / "out")
    site.close()


@pytest.fixture(scope="module")
def first(place: Place) -> Ran:
    return place.run()


@pytest.fixture(scope="module")
def second(place: Place, first: Ran) -> Ran:
    return place.run()


@pytest.fixture(scope="module")
def edited(place: Place, second: Ran) -> Ran:
    """After one page was edited; two more say something else at every request."""
    place.site.edit(place.site.url("nld-odd", "/edited.html"), "File reference", "Corrected on request. File reference")
    return place.run(only=("nld-odd",))


@pytest.fixture(scope="module")
def retried(place: Place, edited: Ran) -> Ran:
    """After some broken pages were repaired."""
    place.site.repair()
    return place.run("--retry-set-aside", only=("trap-feed",))


@pytest.fixture(scope="module")
def offline(place: Place, retried: Ran, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """Documents made again from the archive alone, without any server."""
    place.site.close()
    out = tmp_path_factory.mktemp("again") / "out"
    stancepipe("run", place.out / "archive", "--out", out)
    return {unquoted(d.input_id): d for d in Store(out).read("documents") if d.superseded_by is None}


class TestFirstRun:
    def test_every_good_document_is_in_with_all_its_words(self, place: Place, first: Ran) -> None:
        found = first.current()
        good = [e for e in place.site.expected.values() if e.status != SET_ASIDE]
        assert len(good) > 400
        assert [e.input_id for e in good if unquoted(e.input_id) not in found] == []
        fates = [
            (e.input_id, d.status, d.status_reason) for e in good if (d := found[e.input_id]).status not in e.status
        ]
        assert fates == []
        lost = [
            (e.input_id, paragraph)
            for e in good
            for paragraph in e.paragraphs
            if said_plainly(paragraph) not in said_plainly(found[e.input_id].text)
        ]
        assert lost == []

    def test_publisher_country_type_and_day_are_right(self, place: Place, first: Ran) -> None:
        found = first.current()
        wrong = []
        for e in place.site.expected.values():
            d = found[e.input_id]
            said = (d.publisher, d.publisher_country, d.doc_type, d.published_on)
            day = d.published_on if e.status == SET_ASIDE else e.published
            if said != (e.publisher, e.country, e.doc_type, day):
                wrong.append((e.source_id, e.input_id, said, e.published))
        assert wrong == []

    def test_every_trap_is_set_aside_with_its_reason(self, place: Place, first: Ran) -> None:
        found = first.current()
        traps = [e for e in place.site.expected.values() if e.reason is not None]
        assert len(traps) > 30
        wrong = [
            (e.input_id, d.status, d.status_reason, e.reason)
            for e in traps
            if (d := found[e.input_id]).status != "set_aside"
            or not re.search(str(e.reason), d.status_reason or "", re.I)
        ]
        assert wrong == []
        assert first.answer.code == 1
        assert "Traceback" not in first.answer.err

    def test_nothing_else_came_in(self, place: Place, first: Ran) -> None:
        """But entries that lead nowhere, and the stories of the endless listing, of which there are none."""
        others = [d for key, d in first.current().items() if key not in place.site.expected]
        assert [d.input_id for d in others if d.status != "set_aside"] == []
        maze = place.site.url("maze", "/")
        without_address = [d.title for d in others if not d.input_id.startswith(maze)]
        assert len(without_address) == 2, "a javascript: link and a data: link"

    def test_only_the_story_told_five_times_has_copies(self, place: Place, first: Ran) -> None:
        copies = [d for d in first.documents if d.status == "duplicate"]
        urls = {place.site.url("nld-odd", f"/same/{n}/story.html") for n in range(5)}
        assert len(copies) == 4
        assert {d.input_id for d in copies} < urls
        [canonical] = {d.duplicate_of for d in copies}
        assert canonical in {d.document_id for d in first.documents if d.input_id in urls}

    def test_sources_that_give_nothing_are_told(self, place: Place, first: Ran) -> None:
        untold = [
            (source_id, reason)
            for source_id, reason in place.site.source_errors.items()
            if not any(source_id in line and re.search(reason, line, re.I) for line in first.answer.told)
        ]
        assert untold == []

    def test_a_promise_that_does_not_hold_is_told(self, first: Ran) -> None:
        assert [line for line in first.answer.told if "fra-feed" in line and "30 days" in line]

    def test_no_host_is_asked_twice_at_once_nor_for_one_page_twice(self, place: Place, first: Ran) -> None:
        assert place.site.server.overlapping == set()
        full = Counter((a.host, a.path) for a in first.asked if a.status == 200)
        moving = {"maze"}
        assert [key for key, n in full.items() if n > 1 and key[0] not in moving] == []

    def test_what_must_not_be_asked_for_is_not(self, place: Place, first: Ran) -> None:
        paths = {(a.host, a.path) for a in first.asked}
        assert ("traps", "/private/forbidden.html") not in paths
        assert ("traps", "/ok.html") not in paths, "an opened host under a name that was not opened"
        assert ("robots-500", "/robots-500.html") not in paths
        assert [path for host, path in paths if host == "flood" and path.startswith("/f/")] == []
        assert ("pol-index", "/about/minister") not in paths
        assert sum(a.host == "maze" for a in first.asked) <= MAX_MAZE
        assert sum(a.host in {"loop", "bad-loop"} for a in first.asked) <= 12

    def test_the_published_folder_is_sound(self, place: Place, first: Ran) -> None:
        answer = stancepipe("check", place.out)
        assert answer.out.endswith("nothing wrong\n"), answer.out


class TestSecondRun:
    def test_unchanged_pages_are_not_sent_again(self, place: Place, second: Ran) -> None:
        pages = place.site.pages
        full = {(a.host, a.path) for a in second.asked if a.status == 200}
        answerable = {
            key for key, page in pages.items() if isinstance(page, Page) and (page.etag or page.last_modified)
        }
        assert full & answerable == set()
        documents = {e.input_id for e in place.site.expected.values() if not e.always_full and e.status != SET_ASIDE}
        assert {place.site.url(host, path) for host, path in full} & documents == set()
        asked = {(a.host, a.path) for a in second.asked if a.conditional and a.status == 304}
        assert len(asked) > 150, "most pages were asked about, and answered that nothing changed"

    def test_pages_that_are_still_fresh_are_not_asked_for(self, place: Place, second: Ran) -> None:
        claims_changes = "deu-atom"  # its feed says of every page that it changed just now
        fresh = {
            key
            for key, page in place.site.pages.items()
            if key[0] != claims_changes
            and isinstance(page, Page)
            and any(name == "Cache-Control" for name, _ in page.headers)
        }
        assert len(fresh) > 20
        assert {(a.host, a.path) for a in second.asked} & fresh == set()

    def test_what_is_gone_for_good_is_left_alone(self, second: Ran) -> None:
        paths = {a.path for a in second.asked if a.host == "traps"}
        assert paths & {"/gone.html", "/missing.html", "/secret.html", "/bomb.html", "/brotli.html"} == set()

    def test_nothing_new_is_written(self, first: Ran, second: Ran) -> None:
        changed = [name for name in first.tables if first.tables[name] != second.tables[name]]
        assert changed == ["runs"]
        assert second.answer.code == 1


class TestEdit:
    def test_an_edit_is_a_revision(self, place: Place, second: Ran, edited: Ran) -> None:
        older, newer = sorted(
            edited.revisions(place.site.url("nld-odd", "/edited.html")), key=lambda d: d.superseded_by is None
        )
        assert older.superseded_by == newer.document_id
        assert newer.superseded_by is None
        assert "Corrected on request." in newer.text
        assert older in second.documents or older.document_id in {d.document_id for d in second.documents}
        assert len(edited.documents) == len(second.documents) + 1, "and nothing else changed"

    @pytest.mark.parametrize("path", ["/clock.html", "/counter.html"])
    def test_a_clock_or_a_counter_is_none(self, path: str, place: Place, edited: Ran) -> None:
        url = place.site.url("nld-odd", path)
        assert [a for a in edited.asked if a.host == "nld-odd" and a.path == path and a.status == 200]
        assert len(edited.revisions(url)) == 1


class TestRetry:
    def test_repaired_pages_come_in(self, place: Place, retried: Ran) -> None:
        found = retried.current()
        repaired = {key: expected for key, (_, expected) in place.site.repaired.items()}
        assert {key: found[key].status_reason for key in repaired if found[key].status == "set_aside"} == {}
        for key, expected in repaired.items():
            assert found[key].status in expected.status
            assert found[key].published_on == expected.published
            assert all(said_plainly(paragraph) in said_plainly(found[key].text) for paragraph in expected.paragraphs)

    def test_what_is_still_broken_stays_set_aside(self, place: Place, retried: Ran) -> None:
        broken = [e for key, e in place.site.expected.items() if e.reason and key not in place.site.repaired]
        found = retried.current()
        assert [e.input_id for e in broken if found[e.input_id].status != "set_aside"] == []


class TestOffline:
    def test_the_archive_alone_makes_every_document_again(
        self, place: Place, retried: Ran, offline: dict[str, Document]
    ) -> None:
        local = {"bra-drop", "zaf-drop"}
        online = retried.current()
        fetched = [key for key, e in place.site.expected.items() if e.source_id not in local]
        readable = [key for key in fetched if online[key].status != "set_aside"]
        assert len(readable) > 350
        assert [key for key in readable if key not in offline] == []

        def said(d: Document) -> tuple[object, ...]:
            return (d.text, d.title, d.publisher, d.publisher_country, d.doc_type, d.published_on, d.status)

        assert [(key, said(online[key])[1:], said(offline[key])[1:])
                for key in readable if said(online[key]) != said(offline[key])] == []  # fmt: skip

    def test_what_failed_is_told_again(self, place: Place, retried: Ran, offline: dict[str, Document]) -> None:
        online = retried.current()
        failed = {key: online[key].status_reason for key in place.site.expected if online[key].status == "set_aside"}
        assert {key: offline[key].status_reason for key in failed if key in offline} == failed
