"""Headless Chromium, driven over a pipe by the DevTools protocol: no driver program, no network, no port."""

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)
PATIENCE_S: Final = 60.0
"""How long an answer may take on a machine with other work."""
KEYS: Final = {"ArrowLeft": 37, "Home": 36, "End": 35, "ArrowRight": 39, "Tab": 9, "Enter": 13}


class Browser:
    """One page in a browser; what its console said is collected in ``said``."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None
        ours, theirs = os.pipe(), os.pipe()
        # The protocol is spoken on descriptors 3 and 4. Copies far above them, so that neither overwrites the other.
        heard, spoken = (fcntl.fcntl(fd, fcntl.F_DUPFD, 50) for fd in (ours[0], theirs[1]))

        def connect() -> None:
            os.dup2(heard, 3)
            os.dup2(spoken, 4)

        self._process = subprocess.Popen(
            [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(3, 4),
            preexec_fn=connect,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for fd in (heard, spoken, ours[0], theirs[1]):
            os.close(fd)
        self._write, self._read = ours[1], theirs[0]
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self._events: list[dict[str, Any]] = []
        self.said: list[str] = []
        [page] = [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        attached = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.size(1280, 1000)

    def close(self) -> None:
        """End the browser."""
        self._session = None
        with contextlib.suppress(OSError, EOFError):
            self.call("Browser.close")
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def size(self, width: int, height: int) -> None:
        """Set the size of the page in CSS pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def dark(self, on: bool) -> None:
        """Ask for dark pages, or for light ones."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def scripts(self, on: bool) -> None:
        """Let pages run scripts, or not."""
        self.call("Emulation.setScriptExecutionDisabled", value=not on)

    def open(self, url: str) -> None:
        """Load a page and wait for it."""
        self._events.clear()
        # By way of an empty page: an address that differs in its fragment alone would load nothing.
        self.call("Page.navigate", url="about:blank")
        self._until("Page.loadEventFired")
        self.said.clear()
        answer = self.call("Page.navigate", url=url)
        assert "errorText" not in answer, f"{url}: {answer['errorText']}"
        self._until("Page.loadEventFired")

    def value(self, expression: str) -> Any:
        """What a JavaScript expression gives on the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key."""
        about = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        if key == "Enter":
            about["text"] = "\r"
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, **about)

    def write(self, text: str) -> None:
        """Type into the focused field."""
        self.call("Input.insertText", text=text)

    def picture(self) -> bytes:
        """The visible part of the page as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One call of the protocol."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return dict(answer["result"])
            self._note(answer)

    def _until(self, event: str) -> None:
        while not any(noted["method"] == event for noted in self._events):
            self._note(self._next())
        self._events.clear()

    def _note(self, event: dict[str, Any]) -> None:
        if "method" not in event:
            return
        self._events.append(event)
        params = event["params"]
        if event["method"] == "Log.entryAdded":
            self.said.append(params["entry"]["text"])
        elif event["method"] == "Runtime.exceptionThrown":
            self.said.append(params["exceptionDetails"]["text"])
        elif event["method"] == "Runtime.consoleAPICalled":
            self.said.append(str([argument.get("value") for argument in params["args"]]))

    def _next(self) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_S
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(until - time.monotonic(), 0))
            if not ready:
                raise TimeoutError("the browser does not answer")
            read = os.read(self._read, 1 << 16)
            if not read:
                raise EOFError("the browser has ended")
            self._buffer += read
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))


@contextlib.contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with a fresh profile, ended at the end."""
    opened = Browser(profile)
    try:
        yield opened
    finally:
        opened.close()
