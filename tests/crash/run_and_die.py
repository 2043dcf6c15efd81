"""Run as a process of its own: forks one pipeline run per order, each with its modules already imported, to be killed.

Orders come as lines of JSON on standard input: ``out``, ``inputs``, ``now``, and when to die, either before a write
(``write``: their number, from 1; a write is any change of a name or file below ``out``) or after some processor time
(``cpu_s``). The answer is a line of JSON: ``status`` as of a shell (-9 where it was killed), ``writes`` as a list of
words where the run ended by itself, and ``cpu_s``.
"""

import json
import os
import resource
import signal
import sys
import time
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import onnxruntime  # noqa: F401
import spacy  # noqa: F401

from stancepipe.bundles import load_bundle
from stancepipe.errors import StancepipeError
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.pipeline import run_pipeline

CHANGES = frozenset({"os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.truncate"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
LOOK_EVERY_S = 0.005


def die_before(number: int | None, out: str, told: list[str]) -> None:
    """Count the writes of this process below ``out``, and kill it before one of them."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            if not isinstance(arguments[0], str | bytes | os.PathLike) or not arguments[2] & WRITING:
                return
        elif event not in CHANGES:
            return
        named = arguments[:1] if event == "open" else arguments[:2]
        paths = [os.fsdecode(a) for a in named if isinstance(a, str | bytes | os.PathLike)]
        # Whole trees are removed by descriptors and bare names; nothing else here is.
        if not any(path.startswith(out) or not path.startswith("/") for path in paths):
            return
        told.append(f"{event} {paths[-1].removeprefix(out)}")
        if len(told) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def run(order: dict[str, Any]) -> tuple[int, list[str]]:
    """One run; its exit status and its writes."""
    out, bundle, now = Path(order["out"]), load_bundle(), datetime.fromisoformat(order["now"])
    told: list[str] = []
    die_before(order.get("write"), str(out), told)
    about = Surroundings(bundle=bundle, out=out, clock=lambda: now, report=lambda sentence: None)
    try:
        run_pipeline(read_everything(order["inputs"], InputOptions(), about), out, bundle, lambda: now)
    except StancepipeError as error:
        print(f"stancepipe: {error}", file=sys.stderr, flush=True)
        return 2, told
    return 0, told


def forked(order: dict[str, Any]) -> dict[str, Any]:
    """A run in a process of its own, watched until it ends or is killed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        status = 70
        try:
            status, told = run(order)
            with os.fdopen(write, "w") as pipe:
                json.dump(told, pipe)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(write)
    limit = order.get("cpu_s")
    while limit is not None and cpu_of(child) < limit:
        time.sleep(LOOK_EVERY_S)
    if limit is not None:
        os.kill(child, signal.SIGKILL)  # in vain where it has ended: it is a zombie until it is waited for
    with os.fdopen(read) as pipe:
        said = pipe.read()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _, status = os.waitpid(child, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"status": os.waitstatus_to_exitcode(status), "writes": json.loads(said or "[]"), "cpu_s": cpu_s}


def cpu_of(process: int) -> float:
    """Seconds of processor time of a process; without end once it is over."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    if fields[0] == "Z":
        return float("inf")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Obey orders until there are none."""
    print("{}", flush=True)
    for line in sys.stdin:
        print(json.dumps(forked(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
