"""Which files the given inputs stand for, and by which ids they are known."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancepipe.errors import UsageError

SKIPPED: Final = frozenset({"MANIFEST.csv", "MANIFEST.md", "README.md", "CODEBOOK.md", "sources.yaml"})
"""Files about a folder's files. Given by name on the command line they are read like any other."""

STDIN: Final = "-"
FORMATS: Final = {
    ".txt": "txt", ".md": "md", ".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx", ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl.gz", ".parquet": "parquet", ".warc": "warc", ".warc.gz": "warc",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing to read: a file, an address, standard input, or an input that is not there."""

    input_id: str
    path: Path | None = None
    url: str | None = None
    problem: str | None = None


def format_of(name: str) -> str | None:
    """The format that a file's name tells; None where it is none of ours."""
    lower = name.lower()
    return next((FORMATS[s] for s in sorted(FORMATS, key=len, reverse=True) if lower.endswith(s)), None)


def list_items(inputs: Sequence[str], report: Callable[[str], None]) -> list[Item]:
    """Everything the inputs stand for, in the order given; each file and address once.

    A file is known by its path below the given folder, a single given file by its name. Where two files would get
    the same id they keep the whole path they were given by, so that neither is taken for a revision of the other.

    Raises:
        UsageError: the only input does not exist.
    """
    items: list[Item] = []
    spare: list[str] = []  # the longer id of each item, in step with it
    for given in dict.fromkeys(inputs):
        if given == STDIN or given.startswith(("http://", "https://")):
            items.append(Item(input_id="stdin" if given == STDIN else given, url=None if given == STDIN else given))
            spare.append(given)
            continue
        path = Path(given)
        try:
            if path.is_dir():
                files = _files_below(path, report)
                if not files:
                    report(f"{given}: no files in this folder")
                items += [Item(input_id=file.relative_to(path).as_posix(), path=file) for file in files]
                spare += [file.as_posix() for file in files]
                continue
            missing = None if path.exists() else "no such file or folder"
        except (OSError, ValueError) as error:
            missing = f"cannot be read ({getattr(error, 'strerror', None) or error})"
        if missing and len(inputs) == 1:
            raise UsageError(f"{given}: {missing}")
        items.append(Item(input_id=path.name or given, path=path, problem=missing))
        spare.append(path.as_posix())
    return _unique(items, spare)


def _unique(items: list[Item], spare: list[str]) -> list[Item]:
    places: dict[str, int] = {}
    for i, item in enumerate(items):
        place = os.path.realpath(item.path) if item.path and not item.problem else f"{item.input_id}\n{spare[i]}"
        first = places.setdefault(place, i)
        if len(item.input_id) > len(items[first].input_id):  # the same file, also given by itself
            places[place] = i
    kept = sorted(places.values())
    clashes = Counter(items[i].input_id for i in kept)
    return [
        items[i] if clashes[items[i].input_id] == 1 else
        Item(input_id=spare[i], path=items[i].path, url=items[i].url, problem=items[i].problem)
        for i in kept
    ]  # fmt: skip


def _files_below(folder: Path, report: Callable[[str], None]) -> list[Path]:
    def unreadable(error: OSError) -> None:
        report(f"{error.filename}: folder cannot be read ({error.strerror})")

    files = []
    for parent, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [Path(parent) / name for name in names if not name.startswith(".") and name not in SKIPPED]
    return sorted(files, key=lambda file: file.as_posix())
