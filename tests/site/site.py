"""A site as a whole: what lies where, what a run has to make of it, and what it was asked."""

import itertools
import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import yaml

from tests.site import forms
from tests.site.publishers import LISTINGS, MORE, PLAN, READ, Expected, Publisher
from tests.site.server import Asked, Page, Server, Trap
from tests.site.statements import Statement, make_statements

SEED: Final = 20_231_007
_VALIDATORS: Final = ("etag", "modified", "both", "weak", "modified", "none", "etag", "both")


class Site:
    """A running site. Close it when done."""

    def __init__(self) -> None:
        self.server = Server()
        self.publishers: dict[str, Publisher] = {}
        self.expected: dict[str, Expected] = {}
        """By ``input_id``."""
        self.source_errors: dict[str, str] = {}
        """Sources of which nothing can be had, with a pattern of what is told."""
        self.drop: dict[str, bytes] = {}
        """Files of the drop folder, by path."""
        self.spare: list[Statement] = []
        """Statements of the Netherlands that are shown nowhere yet."""
        self.repaired: dict[str, tuple[Page, Expected]] = {}
        made = iter(make_statements([(row[5], row[3]) for row in PLAN for _ in range(row[6])], SEED))
        self.statements = {row[0]: list(itertools.islice(made, row[6])) for row in PLAN}
        for source_id, name, country, doc_type, kind, about, _ in PLAN:
            address = self.server.url(source_id, LISTINGS.get(source_id, "/feed.xml"))
            self.publishers[source_id] = Publisher(
                source_id=source_id, name=name, country=country, doc_type=doc_type, kind=kind, about=about,
                url={"bra-drop": "brasilia", "zaf-drop": "pretoria/records.jsonl"}.get(source_id, address),
                more=MORE.get(source_id, {}),
            )  # fmt: skip

    @property
    def pages(self) -> dict[tuple[str, str], Page | Trap]:
        """What lies at each host and path."""
        return self.server.pages

    def url(self, host: str, path: str) -> str:
        return self.server.url(host, path)

    def close(self) -> None:
        self.server.close()

    def sources(self, folder: Path, *, only: Iterable[str] | None = None) -> Path:
        """Write one file per source below ``folder``, which is made anew; ``only`` those of these ids."""
        shutil.rmtree(folder, ignore_errors=True)
        wanted = None if only is None else set(only)
        for publisher in self.publishers.values():
            if wanted is not None and publisher.source_id not in wanted:
                continue
            path = folder / (publisher.country or "NONE") / f"{publisher.source_id}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            said = {
                "id": publisher.source_id, "publisher": publisher.name, "country": publisher.country,
                "official": publisher.doc_type == "official_statement", "doc_type": publisher.doc_type,
                "kind": publisher.kind, "url": publisher.url, "schedule": "daily", **publisher.more,
            }  # fmt: skip
            written = {key: value for key, value in said.items() if value is not None}
            path.write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return folder

    def drop_folder(self, folder: Path) -> Path:
        """Write the drop folder."""
        for name, body in self.drop.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        return folder

    def edit(self, input_id: str, old: str, new: str) -> None:
        """Change words of a page without a word about it in any listing."""
        page = self.pages[self._place(input_id)]
        assert isinstance(page, Page) and isinstance(page.body, bytes)
        assert page.body.count(old.encode()) == 1, f"{input_id} does not hold {old!r}"
        page.body = page.body.replace(old.encode(), new.encode())
        page.version += 1

    def repair(self) -> dict[str, Expected]:
        """Put good documents in place of some that were broken; says what a run has to make of them now."""
        for input_id, (page, _) in self.repaired.items():
            self.pages[self._place(input_id)] = page
        return {input_id: expected for input_id, (_, expected) in self.repaired.items()}

    def full_answers(self, input_id: str) -> int:
        """How often the log has a page answered in full."""
        return sum(asked.status == 200 for asked in self.requests(input_id))

    def requests(self, input_id: str) -> list[Asked]:
        place = self._place(input_id)
        return [asked for asked in self.server.asked if (asked.host, asked.path) == place]

    def _place(self, input_id: str) -> tuple[str, str]:
        host = self.server.host_of(input_id)
        assert host is not None, f"{input_id} is no page of this site"
        return host, input_id.removeprefix(self.url(host, ""))

    # Short ways

    def list_at(self, source_id: str, body: bytes, media: str, validator: str) -> None:
        path = LISTINGS.get(source_id, "/feed.xml")
        self.server.pages[source_id, path] = Page(body=body, media=media, validator=validator)

    def show(
        self, source_id: str, path: str, s: Statement, body: bytes, *, media: str = "text/html; charset=utf-8",
        day: date | None = None, validator: str | None = None, always_full: bool = False,
    ) -> forms.Item:  # fmt: skip
        headers = (("Cache-Control", "public, max-age=86400"),) if s.number % 8 == 7 and validator is None else ()
        self.server.pages[source_id, path] = Page(
            body=body, media=media, headers=headers, validator=validator or _VALIDATORS[s.number % 8]
        )
        url = self.server.url(source_id, path)
        self.expect(source_id, url, s, day=day, always_full=always_full)
        return forms.Item(url=url, title=s.title, day=s.day)

    def expect(
        self, source_id: str, input_id: str, s: Statement, *, day: date | None, always_full: bool = False
    ) -> None:
        publisher = self.publishers[source_id]
        self.expected[input_id] = Expected(
            input_id=input_id, source_id=source_id, publisher=publisher.name, country=publisher.country,
            doc_type=publisher.doc_type, published=day, paragraphs=s.paragraphs, always_full=always_full,
            status=frozenset({"analysed"}) if s.about_israel else READ,
        )  # fmt: skip

    def expect_trap(self, source_id: str, url: str, reason: str) -> None:
        publisher = self.publishers[source_id]
        self.expected[url] = Expected(
            input_id=url, source_id=source_id, publisher=publisher.name, country=publisher.country,
            doc_type=publisher.doc_type, status=frozenset({"set_aside"}), reason=reason,
        )  # fmt: skip

    def expect_source_error(self, source_id: str, kind: str, page: Page, reason: str) -> None:
        self.add_publisher(source_id, f"Broken {source_id}", kind, self.server.url(source_id, "/feed.xml"))
        self.server.pages[source_id, "/feed.xml"] = page
        self.source_errors[source_id] = reason

    def add_publisher(self, source_id: str, name: str, kind: str, url: str) -> None:
        self.publishers[source_id] = Publisher(
            source_id=source_id, name=name, country="EGY", doc_type="official_statement", kind=kind, url=url,
            about="EGY",
        )  # fmt: skip


def said_plainly(text: str) -> str:
    """Text with all white space alike."""
    return " ".join(text.split())


def unquoted(input_id: str) -> str:
    """An id as the site knows it, however its address was quoted on the way."""
    return unquote(input_id) if re.match(r"https?://", input_id) else input_id
