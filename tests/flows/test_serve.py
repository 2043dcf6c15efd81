"""``make serve`` as processes: a scheduled run happens, a second one is refused, and nothing is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.schedules import SOURCE
from stancepipe.store import Store

pytestmark = [
    pytest.mark.flow,
    pytest.mark.models,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks processes up in /proc"),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """A serving process with a server of its own."""

    process: subprocess.Popen[str]
    command: list[str]
    environment: dict[str, str]
    out: Path
    log: Path
    address: str


def wait_until(holds: Callable[[], object], served: Served, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, served.log.read_text(encoding="utf-8")[-3000:]
        time.sleep(0.3)


def family(pid: int) -> list[int]:
    """Processes that descend from one."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += [int(stat.parent.name), *family(int(stat.parent.name))]
    return found


def alive(pids: list[int]) -> list[int]:
    def lives(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return [pid for pid in pids if lives(pid)]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "sources" / "NONE").mkdir(parents=True)
    (tmp_path / "sources" / "NONE" / "inbox.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "note.txt").write_text("Bolivia severed relations with Israel.", encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path / "prefect")}
    out = tmp_path / "out"
    command = [
        sys.executable, "-m", "flows.serve", "--out", str(out), "--sources", str(tmp_path / "sources"),
        "--drop", str(tmp_path), "--port", str(port), "--every", "hourly=10",
    ]  # fmt: skip
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(command, env=environment, stdout=written, stderr=subprocess.STDOUT, text=True)
        yield Served(
            process=process, command=command, environment=environment, out=out, log=log,
            address=f"http://127.0.0.1:{port}",
        )  # fmt: skip
        process.terminate()
        process.wait(60)


def test_it_runs_what_is_due_and_leaves_nothing_behind(served: Served) -> None:
    """With a server of its own: the one that other tests share has no scheduler."""
    wait_until(lambda: "serving (by hand): given, rescore, report" in served.log.read_text(encoding="utf-8"), served)
    second = subprocess.run(served.command, env=served.environment, capture_output=True, text=True, timeout=60)
    assert second.returncode == 2
    assert second.stderr.startswith("stancepipe: it is served already at http://127.0.0.1:")
    assert second.stderr.endswith(f"(process {served.process.pid}): use that one, or end it first\n")
    wait_until(lambda: Store(served.out).read("runs"), served)
    assert [d.input_id for d in Store(served.out).read("documents")] == ["inbox/note.txt"]
    everybody = family(served.process.pid)
    assert len(everybody) >= 3
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert alive(everybody) == []
    assert "Traceback" not in served.log.read_text(encoding="utf-8")


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)])
def test_its_own_server_ends_with_it(served: Served, how: signal.Signals, code: int) -> None:
    wait_until(lambda: family(served.process.pid), served)
    time.sleep(1)
    everybody = family(served.process.pid)
    served.process.send_signal(how)
    assert served.process.wait(60) == code
    wait_until(lambda: alive(everybody) == [], served, 30)
