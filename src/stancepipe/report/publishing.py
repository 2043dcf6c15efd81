"""The report's folder: new files take the place of old ones whole, and pages that are no more are removed."""

import json
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
MADE: Final = ".report.json"
"""Beside the report: what it was made of, and size and time of each of its files."""
PAGES: Final = "holders"
"""The one folder whose pages come and go; nothing else lies in it."""


def publish(files: Iterable[File], out: Path, made_of: str = "") -> Path:
    """Write the report to ``out/report`` and return the path of its first page.

    Args:
        files: the files, in the order in which they take their places.
        out: the published folder.
        made_of: names what they are made of, for :func:`stands`; empty where nobody will ask.

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
            (out / MADE).unlink(missing_ok=True)
            names = _replace(files, folder)
            if made_of:
                told = {"made_of": made_of, "files": {name: _stamp(folder / name) for name in names}}
                (out / MADE).write_text(json.dumps(told) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"the report cannot be written to {folder}: {error.strerror or error}: {what_helps(error)}"
        ) from error
    return index


def stands(out: Path, made_of: str) -> bool:
    """Whether the report in ``out`` was made of this, and all of its files are as they were written."""
    try:
        told = json.loads((out / MADE).read_text(encoding="utf-8"))
        return told["made_of"] == made_of != "" and all(
            _stamp(out / "report" / name) == stamp for name, stamp in told["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _stamp(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns]


def _replace(files: Iterable[File], folder: Path) -> Iterable[str]:
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
        return written
    finally:
        shutil.rmtree(aside, ignore_errors=True)
