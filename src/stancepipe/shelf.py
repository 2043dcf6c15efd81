"""The documents of a run: what is known of each in memory, their words in a file.

Words are nearly all of a document, and a run reads them a few times, one document after the other. Held in memory, they
would be what bounds the size of a folder.
"""

import os
import tempfile
import weakref
from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from pathlib import Path

from stancepipe.records import Document
from stancepipe.store import Store
from stancepipe.store.versions import as_store_errors

Place = tuple[int, int]
"""Where the words of a document lie: offset and length, in bytes."""


class Documents(MutableMapping[str, Document]):
    """Documents by id. One that is asked for comes with its words; :meth:`outlines` come without."""

    def __init__(self, folder: Path | None = None) -> None:
        """None yet; words go to a file without a name in ``folder``, or among the system's temporary files."""
        self._outlines: dict[str, Document] = {}
        self._places: dict[str, Place] = {}
        self._words = _Words(folder)

    def __getitem__(self, key: str) -> Document:
        """A document with its words."""
        return replace(self._outlines[key], text=self._words.read(self._places[key]))

    def __setitem__(self, key: str, document: Document) -> None:
        """Put a document in the place of what was known of it.

        Raises:
            StoreError: the disk refuses its words.
        """
        place = self._places.get(key)
        if place is None or self._words.read(place) != document.text:
            self._places[key] = self._words.write(document.text)
        self._outlines[key] = replace(document, text="")

    def __delitem__(self, key: str) -> None:
        """Forget a document."""
        del self._outlines[key], self._places[key]

    def __iter__(self) -> Iterator[str]:
        """Ids."""
        return iter(self._outlines)

    def __contains__(self, key: object) -> bool:
        """Whether there is such a document."""
        return key in self._outlines

    def __len__(self) -> int:
        """How many there are."""
        return len(self._outlines)

    def __eq__(self, other: object) -> bool:
        """Whether these are the same documents, word for word."""
        if not isinstance(other, Documents):
            return super().__eq__(other)
        return self._outlines == other._outlines and all(
            place == other._places[key] or self[key] == other[key] for key, place in self._places.items()
        )

    __hash__ = None  # type: ignore[assignment]

    def copy(self) -> "Documents":
        """The same documents, to be changed apart; their words are not written again."""
        copied = Documents()
        copied._outlines, copied._places, copied._words = dict(self._outlines), dict(self._places), self._words
        return copied

    def outline(self, key: str) -> Document:
        """A document without its words."""
        return self._outlines[key]

    def outlines(self) -> Iterator[Document]:
        """All documents without their words, which most questions need not."""
        return iter(self._outlines.values())

    def amend(self, outline: Document) -> None:
        """Put everything but the words of a known document in the place of what was known."""
        if outline is not self._outlines[outline.document_id]:
            self._outlines[outline.document_id] = replace(outline, text="")

    def pieces(self, size: int) -> Iterator[list[Document]]:
        """All documents by id, at most ``size`` at a time."""
        keys = sorted(self._outlines)
        for first in range(0, len(keys), size):
            yield [self[key] for key in keys[first : first + size]]


def published_documents(store: Store) -> Documents:
    """The documents of a published folder."""
    found = Documents(store.folder)
    for piece in store.pieces("documents"):
        found.update((d.document_id, d) for d in piece)
    return found


class _Words:
    """Texts in a file that has no name, so that it goes with its process, however that ends."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._descriptor: int | None = None
        self._end = 0

    def write(self, text: str) -> Place:
        """Where a text was added."""
        words = text.encode("utf-8", "surrogatepass")
        place = self._end, len(words)
        if words:
            with as_store_errors(self._folder or Path(tempfile.gettempdir())):
                if self._descriptor is None:
                    self._descriptor = self._open()
                while words:
                    written = os.pwrite(self._descriptor, words, self._end)
                    self._end, words = self._end + written, words[written:]
        return place

    def read(self, place: Place) -> str:
        """The text at a place."""
        offset, length = place
        if self._descriptor is None or not length:
            return ""
        return os.pread(self._descriptor, length, offset).decode("utf-8", "surrogatepass")

    def _open(self) -> int:
        folder = self._folder if self._folder is not None and self._folder.is_dir() else None
        with tempfile.TemporaryFile(dir=folder) as file:
            descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, descriptor)
        return descriptor
