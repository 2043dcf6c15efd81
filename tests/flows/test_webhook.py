"""The automation that posts shifts, on a real server, to a real listener on the loopback."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from prefect.automations import Automation
from prefect.events.worker import EventsWorker

from flows.ingest import utc_now
from flows.notices import tell
from flows.webhook import NAME, main, post_shifts_to
from stancepipe.records import PostureShift

pytestmark = pytest.mark.flow


@pytest.fixture
def listener() -> Iterator[tuple[str, list[Any]]]:
    """An address, and what was posted to it."""
    posted: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/shifts", posted
    server.shutdown()
    server.server_close()
    thread.join()


def shift(name: str, days_ago: int, summary: str) -> PostureShift:
    now = utc_now()
    return PostureShift(
        shift_id=name, holder="BOL", day=now.date() - timedelta(days=days_ago), kind="formal_step",
        step="sever_relations", status="occurred", direction="colder", before=None, after=None, magnitude=0.9,
        confidence=0.8, summary=summary, evidence="event:e1", first_known_at=now, bundle_id="b",
    )  # fmt: skip


def test_recent_shifts_are_posted_and_older_ones_are_not(tmp_path: Path, listener: tuple[str, list[Any]]) -> None:
    address, posted = listener
    automation = post_shifts_to(address)
    assert post_shifts_to(address) == automation
    deadline = time.monotonic() + 60
    turn = 0
    while not posted:  # the server hears of a new automation within seconds
        assert time.monotonic() < deadline
        turn += 1
        told = [shift(f"old-{turn}", 400, "past"), shift(f"new-{turn}", 2, 'Bolivia severed "relations" <b>\n with …')]
        tell(tmp_path, told, [], utc_now())
        EventsWorker.drain_all()
        for _ in range(50):
            if posted:
                break
            time.sleep(0.1)
    time.sleep(1)
    assert {p["shift_id"].partition("-")[0] for p in posted} == {"new"}
    assert posted[0]["holder"] == "BOL"
    assert posted[0]["direction"] == "colder"
    assert posted[0]["summary"] == 'Bolivia severed "relations" <b>\n with …'
    Automation.read(name=NAME).delete()


def test_an_address_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["example.org/hook"]) == 2
    assert "such as https://example.org/hook" in capsys.readouterr().err
