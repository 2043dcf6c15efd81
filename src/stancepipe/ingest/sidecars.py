"""``sources.yaml`` beside files: what a folder says about the files in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from stancepipe.ingest.dates import parse_published
from stancepipe.ingest.inputs import NO_HINTS, Hints
from stancepipe.ingest.json_records import FieldProblem, language_code
from stancepipe.sources import publisher_codes, read_yaml
from stancepipe.vocabulary import DocumentType, codes

SIDECAR: Final = "sources.yaml"
_FIELDS: Final = frozenset({"match", "publisher", "publisher_country", "doc_type", "published", "language"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Sidecar:
    """What a folder says about its files: patterns of names, the first that fits counts."""

    entries: tuple[tuple[str, Hints], ...] = ()

    def hints_for(self, name: str) -> Hints:
        """What it says about the file of that name."""
        return next((hints for pattern, hints in self.entries if fnmatchcase(name, pattern)), NO_HINTS)


def load_sidecar(folder: Path, report: Callable[[str], None], *, today: date | None = None) -> Sidecar:
    """The sidecar of a folder; a broken one is reported, and the files come in without it."""
    path = folder / SIDECAR
    if not path.is_file():
        return Sidecar()
    try:
        return parse_sidecar(read_yaml(path), today=today)
    except (OSError, ValueError) as error:
        report(f"{path}: {error}; its files are read without it")
        return Sidecar()


def parse_sidecar(raw: object, *, today: date | None = None) -> Sidecar:
    """The sidecar that ``raw`` declares.

    Raises:
        ValueError: naming the entry and the field that is wrong.
    """
    if not isinstance(raw, list):
        raise ValueError("must hold a list of entries such as `- match: '*.txt'`")
    entries = []
    for number, entry in enumerate(raw, start=1):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("match"), str):
            raise ValueError(f"entry {number}: needs a `match`, a pattern of file names")
        if unknown := sorted(str(key) for key in entry if key not in _FIELDS):
            raise ValueError(f"entry {number}: unknown field {', '.join(unknown)}")
        try:
            entries.append((str(entry["match"]), _hints(entry, today)))
        except ValueError as error:
            raise ValueError(f"entry {number}: {error}") from None
    return Sidecar(entries=tuple(entries))


def _hints(entry: Mapping[str, object], today: date | None) -> Hints:
    texts: dict[str, str] = {}
    for field in ("publisher", "publisher_country", "doc_type", "language"):
        value = entry.get(field)
        if value is None:
            continue
        if not isinstance(value, str):  # YAML takes a bare NO for false: Norwegian needs quotes
            raise FieldProblem(field, f"must be text (put it in quotes), not {value!r:.40}")
        texts[field] = value
    country, doc_type = texts.get("publisher_country"), texts.get("doc_type")
    if country is not None and country not in publisher_codes():
        raise FieldProblem("publisher_country", f"{country!r:.40} is not an ISO 3166-1 alpha-3 code or bloc")
    if doc_type is not None and doc_type not in codes(DocumentType):
        raise FieldProblem("doc_type", f"{doc_type!r:.40} is not a document type")
    published = entry.get("published")
    given = str(published) if isinstance(published, int) and not isinstance(published, bool) else published
    return Hints(
        publisher=texts.get("publisher"),
        publisher_country=country,
        doc_type=doc_type,
        published=None if given is None else parse_published(given, found_from="option", today=today),
        language=language_code(texts.get("language")),
    )
