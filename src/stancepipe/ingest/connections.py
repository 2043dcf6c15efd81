"""Connections: how long they may last, and what is wrong with a certificate."""

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

_OPENED: Final = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


class Deadline:
    """Shuts down the connection that it watches when the time is up; the reader then meets the end of the stream.

    Time limits of sockets are for a single read: a server that drips single bytes never trips them.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """From here on the time runs."""
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The answer is there, or will not come."""
        self._timer.cancel()

    def watch(self, event: str, told: Mapping[str, Any]) -> None:
        """Takes what the HTTP library tells of its steps; from the moment a connection stands, it is watched."""
        if event in _OPENED:
            self._socket = told["return_value"].get_extra_info("socket")
            if self.passed:
                self._end()

    def _end(self) -> None:
        self.passed = True
        if self._socket is not None:
            with suppress(OSError):  # closed meanwhile
                # not the method of TLS sockets, which would go on reading as if there were no TLS
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def certificate_problem(error: BaseException) -> str | None:
    """What is wrong with the site's certificate, if that is what went wrong; to ask again at once changes nothing."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of the site is not accepted ({cause.verify_message.rstrip('.')})"
        cause = cause.__cause__ or cause.__context__
    return None
