"""Looking at addresses: what is asked for again and when, and the answer, from the server or from the archive."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from stancepipe.errors import DocumentError
from stancepipe.ingest.archives import Response, response_of
from stancepipe.ingest.fetch import Fetched, Fetcher, FetchError, Validators
from stancepipe.ingest.listed import DOCUMENT, LISTING, Listed
from stancepipe.ingest.snapshots import Archive, Failure, Snapshot

REST_SHARE: Final = 0.1
"""A page is left alone for this share of the time that it has stood unchanged, as RFC 9111 (4.2.2) suggests."""
MAX_REST: Final = timedelta(days=7)
"""An edit is seen after a week at the latest, while the page is still listed."""
MIN_REST_UNCONDITIONAL: Final = timedelta(hours=1)
"""Of a page whose server offers no way to ask whether it changed: each look at it is a full request."""


class Look(StrEnum):
    """How to look at an address."""

    ASK = "ask"
    ASK_IF_CHANGED = "ask_if_changed"
    REST = "rest"
    """Not at all: what is known still holds."""


def decide_look(
    known: Snapshot | None, failed: Failure | None, now: datetime, *, changed: datetime | None = None,
    retry: bool = False,
) -> Look:  # fmt: skip
    """How to look at an address that was answered with ``known`` or ``failed`` before.

    Args:
        known: the latest answer.
        failed: the latest failure, where nothing was answered since.
        now: our clock.
        changed: when the listing says that the page last changed.
        retry: failures that will not pass by themselves are tried again, too.
    """
    if failed is not None and not failed.temporary and not retry:
        return Look.REST
    if known is None:
        return Look.ASK
    if failed is not None or retry or (changed is not None and known.checked_at < changed <= now):
        return Look.ASK_IF_CHANGED
    return Look.REST if now < known.checked_at + _rest(known) else Look.ASK_IF_CHANGED


def _rest(known: Snapshot) -> timedelta:
    stood = (known.checked_at - known.fetched_at) * REST_SHARE
    said = timedelta(seconds=known.fresh_for or 0.0)
    blind = known.etag is None and known.last_modified is None
    return min(MAX_REST, max(stood, said, MIN_REST_UNCONDITIONAL if blind else timedelta()))


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """What became of one address in this run."""

    url: str
    listed: Listed
    fetched_at: datetime | None
    """When its present content was fetched; None where it was not."""
    problem: str | None = None
    answer: Snapshot | Fetched | None = None


@dataclass(kw_only=True, slots=True)
class Web:
    """The web as one run sees it: polite, and remembered in the archive of raw answers where there is one."""

    fetcher: Fetcher
    clock: Callable[[], datetime]
    archive: Archive | None = None
    retry: bool = False

    def document(self, url: str, listed: Listed, *, changed: datetime | None = None) -> Visit:
        """Look at a document; a failure is a visit with its problem."""
        if self.archive is None:
            try:
                answer = self.fetcher.fetch(url)
            except DocumentError as error:
                return Visit(url=url, listed=listed, fetched_at=None, problem=error.reason)
            return Visit(url=url, listed=listed, fetched_at=self.clock(), answer=answer)
        try:
            snapshot = self._look(url, listed, DOCUMENT, self.archive, changed)
        except DocumentError as error:
            return Visit(url=url, listed=listed, fetched_at=None, problem=error.reason)
        return Visit(url=url, listed=snapshot.listed, fetched_at=snapshot.fetched_at, answer=snapshot)

    def listing(self, url: str, listed: Listed) -> Fetched:
        """Look at a feed, sitemap or index page.

        Raises:
            DocumentError: it is not to be had.
        """
        if self.archive is None:
            return self.fetcher.fetch(url)
        snapshot = self._look(url, listed, LISTING, self.archive, None)
        return Fetched(
            url=url, final_url=snapshot.final_url, status=200, headers=(), media_type=snapshot.media_type,
            charset=snapshot.charset, body=self.archive.body(snapshot),
        )  # fmt: skip

    def response(self, visit: Visit) -> Response:
        """The answer of a visit that has one, ready to be read."""
        if isinstance(visit.answer, Fetched):
            return response_of(visit.answer, visit.answer.body, listed=visit.listed, fetched_at=visit.fetched_at)
        assert isinstance(visit.answer, Snapshot) and self.archive is not None
        return response_of(
            visit.answer, self.archive.body(visit.answer), listed=visit.listed, fetched_at=visit.fetched_at
        )

    def _look(self, url: str, listed: Listed, role: str, archive: Archive, changed: datetime | None) -> Snapshot:
        known = archive.latest(url)
        failed = archive.failure(url) if role == DOCUMENT else None  # a listing is asked in every run
        look = decide_look(known, failed, self.clock(), changed=changed, retry=self.retry and role == DOCUMENT)
        if look is Look.REST and failed is not None:
            raise DocumentError(url, failed.reason)
        if look is Look.REST and known is not None:
            return known
        held = (
            None
            if known is None
            else Validators(etag=known.etag, last_modified=known.last_modified, url=known.final_url)
        )
        try:
            answer = self.fetcher.fetch(url, validators=held)
        except FetchError as error:
            archive.add_failure(url, error.reason, error.temporary, self.clock(), listed, role=role)
            raise
        if answer.status == 304 and known is not None:
            return archive.add_unchanged(known, checked_at=self.clock(), listed=listed)
        return archive.add(answer, fetched_at=self.clock(), listed=listed, role=role)
