"""Servers that speak S3, each in a process of its own on a free port of this machine."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from stancepipe.bucket.address import address_of
from stancepipe.bucket.objects import Objects

KEY: Final = "test-key"
SECRET: Final = "test-secret"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def s3_server(kind: str, folder: Path) -> Iterator[str]:
    """The address of a server, ``moto`` or ``nanio``, that keeps what it keeps in ``folder``."""
    port = free_port()
    command = {
        "moto": ["-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        "nanio": ["-m", "nanio", "serve", "--host", "127.0.0.1", "--port", str(port), "--data-dir", "data"],
    }[kind]
    (folder / "data").mkdir()
    environment = {"NANIO_ACCESS_KEY": KEY, "NANIO_SECRET_KEY": SECRET, "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    environment["PYTHONPATH"] = ":".join(path for path in sys.path if path)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        end = time.monotonic() + 60
        while not _listens(port):
            assert time.monotonic() < end and process.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def make_bucket(url: str) -> None:
    """Make the bucket of an address, if it is not there."""
    address = address_of(url)
    client: Any = Objects(address)._client
    if address.bucket not in [bucket["Name"] for bucket in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=address.bucket)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
