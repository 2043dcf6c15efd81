"""An hour of a one-minute schedule under blows, in compressed time: does every document arrive once, by itself?

    python benchmarks/schedules.py [--second-per-minute 8] [--minutes 60]

A real Prefect server and a real ``flows.serve`` run as processes. A document is dropped into a folder every minute.
In minute 8 the serving process and the run it has begun are killed (``kill -9``), from minute 32 to 42 the server is
away, in minute 50 the same work is triggered twice at once. Nothing is done by hand. In the end every document must be
a row of `documents` once, and `stancepipe check` must find nothing. A minute lasts ``--second-per-minute`` seconds;
heartbeats (30 s), leases (60 s) and the patience of upkeep (90 s) are not compressed, which makes it harder.
"""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

SOURCE: Final = """\
id: inbox
publisher: "Inbox"
official: true
doc_type: official_statement
kind: folder
url: inbox
schedule: hourly
"""
STATES: Final = ("Bolivia", "Chile", "Ireland", "Spain", "Kenya", "Japan", "Norway", "Brazil", "Peru", "Jordan")
KILLED, AWAY, BACK, TWICE = 8, 32, 42, 50
"""Minutes."""
LONGEST_TAIL: Final = 420.0
"""Seconds to wait, after the hour, for the last documents."""


def main() -> int:
    """Run it and print the verdict; 1 where it failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--second-per-minute", type=float, default=8.0)
    parser.add_argument("--minutes", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        return run(Path(name), options.second_per_minute, options.minutes)


def run(work: Path, minute: float, minutes: int) -> int:
    """The hour, and what became of the documents."""
    (work / "sources" / "NONE").mkdir(parents=True)
    (work / "sources" / "NONE" / "inbox.yaml").write_text(SOURCE, encoding="utf-8")
    (work / "inbox").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ |= {
        "PREFECT_HOME": str(work / "prefect"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    (work / "prefect").mkdir()
    kills = []
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((work / "log").open("wb"))
        server = start_server(port, log)
        serving = start_serving(work, minute, port, log)
        stack.callback(lambda: end(serving))
        wait_until(lambda: children_of(serving.pid, "flows.turns") != [], 240, "serving begins")
        began = time.monotonic()
        for now in range(minutes):
            drop(work / "inbox", now)
            if now == KILLED:
                kills = kill_scheduled(serving.pid)
                say(now, f"killed {len(kills)} processes: the serving one and its run")
            if now == AWAY:
                end(server)
                say(now, "the server is away")
            if now == BACK:
                server = start_server(port, log)
                say(now, "the server is back")
            if now == TWICE:
                trigger_twice()
                say(now, "the same work triggered twice at once")
            time.sleep(max(0.0, began + (now + 1) * minute - time.monotonic()))
        ended = time.monotonic()
        with contextlib.suppress(TimeoutError):
            wait_until(lambda: len(arrived(work / "out")) >= minutes, LONGEST_TAIL, "the last documents")
        tail = time.monotonic() - ended
        states = run_states()
        end(serving)
        end(server)
    return verdict(work, minutes, states, len(kills), tail)


def verdict(work: Path, minutes: int, states: Counter[str], killed: int, tail: float) -> int:
    """Print what became of every document."""
    from stancepipe.checks import check_folder

    found = Counter(arrived(work / "out"))
    problems = check_folder(work / "out")
    missing = [name for name in (f"inbox/{now:03d}.txt" for now in range(minutes)) if found[name] == 0]
    twice = [name for name, n in found.items() if n > 1]
    left = [line for line in processes() if str(work) in line]
    well = not missing and not twice and not problems and killed >= 2 and not left
    told = ", ".join(f"{n} {state}" for state, n in sorted(states.items()))
    print(f"runs of the schedule: {told}; last document {tail:.0f} s after the hour; processes left: {len(left)}")
    word = "every document once, no manual step" if well else "FAILED"
    print(
        f"schedules: {word}: {len(found)} of {minutes} documents,"
        f" {len(twice)} twice, {len(missing)} missing {missing[:5]}, check finds {len(problems)} problems"
    )
    return 0 if well else 1


def drop(inbox: Path, number: int) -> None:
    """One document, whole at once."""
    state = STATES[number % len(STATES)]
    unfinished = inbox.parent / "unfinished"
    unfinished.write_text(f"In note {number}, {state} recalled its ambassador from Israel.", encoding="utf-8")
    unfinished.rename(inbox / f"{number:03d}.txt")


def arrived(out: Path) -> list[str]:
    """Input ids of all rows of documents."""
    from stancepipe.store import Store

    return [d.input_id for d in Store(out).read("documents")]


def start_server(port: int, log: Any) -> subprocess.Popen[bytes]:
    """A server that answers."""
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def answers() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    wait_until(answers, 240, "the server answers")
    return process


def start_serving(work: Path, minute: float, port: int, log: Any) -> subprocess.Popen[bytes]:
    """``flows.serve``, with a minute of so many seconds."""
    command = [
        sys.executable, "-m", "flows.serve", "--out", str(work / "out"), "--sources", str(work / "sources"),
        "--drop", str(work), "--report-port", str(port + 1),
        "--every", f"hourly={minute}", "--every", "upkeep=30",
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, and wait."""
    if process.poll() is None:
        process.terminate()
        process.wait(120)


def processes() -> list[str]:
    """One line per process: id, parent, command."""
    return subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout.splitlines()


def children_of(parent: int, word: str) -> list[int]:
    """Children whose command holds a word."""
    rows = [line.split(maxsplit=2) for line in processes()]
    return [int(row[0]) for row in rows if len(row) == 3 and int(row[1]) == parent and word in row[2]]


def kill_scheduled(serving: int) -> list[int]:
    """Kill the process that serves the schedule, and the run that it has begun (waited for), as a power cut would."""
    [turn] = [pid for pid in children_of(serving, '"turn": "scheduled"')]
    wait_until(lambda: children_of(turn, "prefect.engine") != [], 120, "a run begins")
    time.sleep(3)
    victims = [turn, *children_of(turn, "prefect.engine")]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    return victims


def trigger_twice() -> None:
    """Two runs of the same deployment at one moment."""
    from prefect import get_client

    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("sources/hourly")
        for _ in range(2):
            client.create_flow_run_from_deployment(deployment.id)


def run_states() -> Counter[str]:
    """How the runs of the schedule ended."""
    from prefect import get_client
    from prefect.client.schemas.filters import FlowRunFilter

    found: Counter[str] = Counter()
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name("sources/hourly")
        ours = FlowRunFilter.model_validate({"deployment_id": {"any_": [deployment.id]}})
        for page in range(10):
            runs = client.read_flow_runs(flow_run_filter=ours, limit=200, offset=200 * page)
            found.update(run.state_name or "" for run in runs if run.state_name != "Scheduled")
            if len(runs) < 200:
                break
    return found


def wait_until(holds: Any, seconds: float, what: str) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it does not.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.5)


def say(minute: int, what: str) -> None:
    """What is done to it."""
    print(f"minute {minute}: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
