"""Processes that belong to one serving process: started, started again when they die, and gone when it is."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LONGEST_PAUSE: Final = 30.0
"""Seconds before a process that dies at once is started again; the first time after one."""
LASTING: Final = 60.0
"""Seconds after which a start counts as having gone well."""
GRACE: Final = 20.0
"""Seconds that processes have to end by themselves: a run writes its state, the server its events."""

_PR_SET_PDEATHSIG: Final = 1


@dataclass(slots=True)
class Child:
    """One process, in a session of its own: the parent alone hears the terminal, and ends them in order."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path | None = None
    """Where it writes; None: where the parent writes."""
    _process: subprocess.Popen[bytes] | None = None
    _groups: set[int] = field(default_factory=set)
    _started: float = 0.0
    _pause: float = 1.0
    _died: float | None = None

    def start(self) -> None:
        """Start it; runs of its own stay in its process group."""
        with contextlib.ExitStack() as opened:
            output = opened.enter_context(self.log.open("ab")) if self.log is not None else None
            self._process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self._groups.add(self._process.pid)
        self._started, self._died = time.monotonic(), None

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start it again where it died, sooner the longer it had lasted."""
        if self.alive or self._process is None:
            return
        now = time.monotonic()
        if self._died is None:
            self._died = now
            self._pause = 1.0 if now - self._started > LASTING else min(2 * self._pause, LONGEST_PAUSE)
            say(f"{self.name} ended ({self._process.returncode}); it is started again in {self._pause:.0f} s")
        elif now - self._died >= self._pause:
            self.start()

    def end(self) -> None:
        """Ask it to end, with all that it started."""
        if self.alive and self._process is not None:
            self._process.terminate()

    def leave_nothing(self, deadline: float) -> None:
        """Wait for it until ``deadline`` (monotonic), then kill what is left of it and of what it started."""
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(max(0.1, deadline - time.monotonic()))
        for group in self._groups:
            for kind in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, kind)
                    _wait_for(group, 3.0)
        if self._process is not None:
            self._process.wait()


def _wait_for(group: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        os.killpg(group, 0)  # raises where nobody is left
        time.sleep(0.1)


def _end_with_parent() -> None:
    """On Linux: the kernel tells this process to end when its parent dies, even by ``kill -9``."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
