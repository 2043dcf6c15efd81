"""The report's folder: new files take the place of old ones whole, and pages that are no more are removed."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from filelock import FileLock

from stancepipe.errors import StoreError, what_helps
from stancepipe.report.site import File

UNFINISHED: Final = ".unfinished"
"""Folder inside the report's where files are written before they take their places."""
LOCK: Final = ".report.lock"
PAGES: Final = "holders"
"""The one folder whose pages come and go; nothing else lies in it."""


def publish(files: Iterable[File], out: Path) -> Path:
    """Write the report to ``out/report`` and return the path of its first page.

    All files are written aside first and then renamed one by one, the first page last: a reader sees an old page or a
    new one, never a part, and a build that stops leaves pages that are whole. Two builds at once wait for each other.

    Raises:
        StoreError: the folder cannot be written.
    """
    folder = out / "report"
    index = folder / "index.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(out / LOCK, fallback_to_soft=False):
            _replace(files, folder)
    except OSError as error:
        raise StoreError(
            f"the report cannot be written to {folder}: {error.strerror or error}: {what_helps(error)}"
        ) from error
    return index


def _replace(files: Iterable[File], folder: Path) -> None:
    aside = folder / UNFINISHED
    # Left by a build that stopped. It may hold words that have been withdrawn since.
    if aside.exists():
        shutil.rmtree(aside)
    try:
        for place in (folder, aside):
            (place / PAGES).mkdir(parents=True, exist_ok=True)
        written: dict[str, None] = {}
        for file in files:
            (aside / file.path).write_bytes(file.text.encode())
            written[file.path] = None
        for name in written:
            (aside / name).replace(folder / name)
        for page in (folder / PAGES).glob("*.html"):
            if f"{PAGES}/{page.name}" not in written:
                page.unlink()
    finally:
        shutil.rmtree(aside, ignore_errors=True)
