"""``python -m flows.serve``: a local Prefect server, its deployments, and their reports, until told to end.

Where ``PREFECT_API_URL`` names a server, that one is used and none is started.
"""

import argparse
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout
from prefect import get_client
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from flows.accounts import REPORT_ADDRESS, REPORT_FOLDER
from flows.children import GRACE, Child
from flows.deployments import Place
from flows.parameters import GROUPS
from flows.server import HOST, PORT
from flows.turns import Order, groups_of
from stancepipe.bundles import load_bundle
from stancepipe.errors import StancepipeError, UsageError

LONGEST_START: Final = 180.0
"""Seconds for a server to answer: on a new database it needs half a minute, on a loaded machine more."""
LOCK: Final = "serve.lock"
NOTE: Final = "serve.json"
"""In Prefect's home: who serves, and where, for the next one to say."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or ctrl-C; 2 where that cannot be, with one sentence."""
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(kind, lambda number, frame: stop.set())
    try:
        load_bundle()  # what is wrong with the bundle is told before a server is started
        place = _place(options)
        every = _every(options.every)
        with _alone(options) as home:
            _serve(options, place, every, home, stop)
    except StancepipeError as error:
        print(f"stancepipe: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(
    options: argparse.Namespace, place: Place, every: dict[str, float], home: Path, stop: threading.Event
) -> None:
    given = PREFECT_API_URL.value()
    url = given or f"http://{HOST}:{options.port}/api"
    children: list[Child] = []
    environment = {"PREFECT_API_URL": url}
    with _reports(Path(place.out), options.report_port or options.port + 1) as report, _ended(children):
        if report is not None:
            environment |= {REPORT_ADDRESS: report, REPORT_FOLDER: str(Path(place.out).resolve())}
        if given is None:
            children.append(_server(options.port, home))
            _say(
                f"starting a Prefect server (its log: {home / 'server.log'}); on a new database it takes half a minute"
            )
        for child in children:
            child.start()
        if not _answers(url, children, stop):
            return
        for turn in ("scheduled", "by hand"):
            order = Order(turn=turn, place=place, every=every)
            command = [sys.executable, "-m", "flows.turns", order.to_json()]
            children.append(Child(name=f"serving ({turn})", command=command, environment=environment))
            children[-1].start()
        _say(f"Prefect: {url.removesuffix('/api')}")
        _say(f"tables: {place.out}" + (f"  report: {report}" if report else ""))
        _say("ctrl-C or SIGTERM ends it")
        while not stop.wait(0.5):
            for child in children:
                child.look_after(_say)
        _say("shutting down")


def _server(port: int, home: Path) -> Child:
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    own = {"PREFECT_API_URL": f"http://{HOST}:{port}/api", "PREFECT_UI_API_URL": f"http://{HOST}:{port}/api"}
    return Child(name="the Prefect server", command=command, environment=own, log=home / "server.log")


def _answers(url: str, children: Sequence[Child], stop: threading.Event) -> bool:
    """Wait for the server; False where we are told to end first.

    Raises:
        UsageError: it does not answer.
    """
    deadline = time.monotonic() + LONGEST_START
    with temporary_settings({PREFECT_API_URL: url}):
        while not stop.is_set():
            with get_client(sync_client=True) as client:
                problem = client.api_healthcheck()
            if problem is None:
                return True
            if time.monotonic() > deadline or not all(child.alive for child in children):
                log = children[0].log if children else None
                raise UsageError(f"no Prefect server at {url}: " + (f"see the end of {log}" if log else str(problem)))
            stop.wait(0.5)
    return False


@contextmanager
def _ended(children: list[Child]) -> Iterator[None]:
    """Ends them, whatever happens: those who run flows before the server that hears of it."""
    try:
        yield
    finally:
        server = [child for child in children if child.log is not None]
        for group in ([child for child in children if child.log is None], server):
            for child in group:
                child.end()
            deadline = time.monotonic() + GRACE
            for child in group:
                child.leave_nothing(deadline)


@contextmanager
def _alone(options: argparse.Namespace) -> Iterator[Path]:
    """The right to serve from this Prefect home.

    Raises:
        UsageError: somebody else does, or has the port.
    """
    home = PREFECT_HOME.value()
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / LOCK, timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise UsageError(f"it is served already{_by_whom(home)}: use that one, or end it first") from None
    try:
        if PREFECT_API_URL.value() is None and not _is_free(options.port):
            raise UsageError(f"port {options.port} is taken by another program: choose one with --port (make: PORT=)")
        url = PREFECT_API_URL.value() or f"http://{HOST}:{options.port}"
        (home / NOTE).write_text(json.dumps({"process": os.getpid(), "url": url}), encoding="utf-8")
        yield home
        (home / NOTE).unlink(missing_ok=True)
    finally:
        lock.release()


def _by_whom(home: Path) -> str:
    try:
        note = json.loads((home / NOTE).read_text(encoding="utf-8"))
        return f" at {note['url']} (process {note['process']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


class _ReportHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nobody needs to read who looked at what."""

    def list_directory(self, path: Any) -> None:
        """Pages only."""
        self.send_error(404)


@contextmanager
def _reports(out: Path, port: int) -> Iterator[str | None]:
    """Show the report of ``out``: the pages of Prefect can link to an address, not to a file."""
    folder = out / "report"
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_ReportHandler, directory=str(folder)))
    except OSError:
        _say(f"port {port} is taken: reports are not shown there, open {folder / 'index.html'}")
        yield None
        return
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{port}/index.html"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _place(options: argparse.Namespace) -> Place:
    place = Place(
        out=str(options.out.resolve()),
        sources=str(options.sources.resolve()) if options.sources else None,
        drop=str(options.drop.resolve()),
        allow_hosts=tuple(options.allow_host),
    )
    if options.sources is not None and not options.sources.is_dir():
        raise UsageError(f"--sources: {options.sources} is no folder")
    if not groups_of(place):
        raise UsageError(f"--sources: {options.sources} holds no source")
    return place


def _every(given: Sequence[str]) -> dict[str, float]:
    """Seconds by name of deployment.

    Raises:
        UsageError: an entry is not like ``hourly=600``.
    """
    known = {*GROUPS, "retention", "upkeep"}
    found = {}
    for entry in given:
        name, _, seconds = entry.partition("=")
        if name not in known or not seconds.replace(".", "", 1).isdigit() or float(seconds) < 1:
            raise UsageError(f"--every: {entry!r} is not like hourly=600 (one of {', '.join(sorted(known))}; seconds)")
        found[name] = float(seconds)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows.serve", description="Serve the deployments, until ctrl-C.")
    add: Callable[..., Any] = parser.add_argument
    add("--out", type=Path, default=Path("out"), help="folder of tables and report")
    add("--sources", type=Path, help="folder of source files instead of the shipped ones")
    add("--drop", type=Path, default=Path(), help="folder that the drop folders of sources lie in")
    add("--port", type=int, default=PORT, help="port of the Prefect server")
    add("--report-port", type=int, help="port that shows the report; the next one if not given")
    add("--allow-host", action="append", default=[], help="host in a private network that may be fetched")
    add("--every", action="append", default=[], metavar="NAME=SECONDS", help="run a deployment so often instead")
    return parser


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
