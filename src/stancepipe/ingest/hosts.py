"""One queue of requests to each host, and when a host is left alone for the rest of a run."""

import threading
from dataclasses import dataclass, field
from typing import Final

MAX_ATTEMPTS: Final = 3
MAX_WAIT: Final = 60.0
"""Longest wait in seconds before another attempt: what rate limiters mostly ask for. Who asks for more is left."""
MAX_FAILURES: Final = 3
"""Addresses in a row, all attempts made, after which a host counts as down."""


class PassingTrouble(Exception):
    """The answer, or the lack of one, may be better at another time."""

    def __init__(self, reason: str, *, of_host: bool, wait: float | None = None, at_once: bool = True) -> None:
        super().__init__(reason)
        self.of_host = of_host
        """Whether other addresses of the host are likely to meet it too."""
        self.wait = wait
        """Seconds that the server asks for."""
        self.at_once = at_once
        """Whether another attempt in this run is worth while."""


@dataclass(kw_only=True, slots=True)
class Host:
    """What is known of one host during a run; whoever holds the lock may ask it."""

    netloc: str
    delay: float
    """Seconds between the starts of two requests."""
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    left: str | None = None
    """Why the host is left alone for the rest of the run."""
    _last_start: float | None = None
    _failures: int = 0

    def wait_at(self, now: float) -> float:
        """Seconds until the next request may start."""
        return 0.0 if self._last_start is None else max(0.0, self._last_start + self.delay - now)

    def start(self, now: float) -> None:
        """A request starts."""
        self._last_start = now

    def slow_down(self, delay: float) -> None:
        """The site wants at least so many seconds between requests."""
        with self.lock:
            self.delay = max(self.delay, delay)

    def answered(self) -> None:
        """The host is well."""
        self._failures = 0

    def pause_after(self, trouble: PassingTrouble, attempt: int, chance: float) -> float | None:
        """Seconds until another attempt, None where there is none; notes whether the host is to be left.

        Args:
            trouble: what went wrong.
            attempt: how many attempts were made, from 1.
            chance: between 0 and 1, spreads the attempts of many that met the same trouble.
        """
        if trouble.wait is not None and trouble.wait > MAX_WAIT:
            self.left = f"{self.netloc} asks to wait {trouble.wait:.0f} seconds ({trouble})"
            return None
        if trouble.at_once and attempt < MAX_ATTEMPTS:
            return trouble.wait if trouble.wait is not None else 2.0 ** (attempt - 1) * (0.5 + 0.5 * chance)
        self._failures = self._failures + 1 if trouble.of_host else 0
        if self._failures >= MAX_FAILURES:
            self.left = f"{self.netloc} failed {MAX_FAILURES} times in a row and is left for this run ({trouble})"
        return None

    def reason_after(self, trouble: PassingTrouble) -> str:
        """Why an address was given up."""
        return self.left or str(trouble)
