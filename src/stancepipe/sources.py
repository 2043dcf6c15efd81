"""Configured sources: one YAML file each, read once and validated whole.

Also the one way to read YAML here, and the codes that a publisher's country may hold.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from stancepipe import vocabulary
from stancepipe.errors import SourceError

KINDS: Final = frozenset({"feed", "page", "folder"})
SCHEDULES: Final = frozenset({"hourly", "daily", "weekly", "manual"})
MAX_YAML_BYTES: Final = 1_000_000
"""A configuration file is a page or two; a megabyte of it is a mistake or an attack."""

_FIELDS: Final = ("id", "publisher", "country", "official", "doc_type", "url", "kind", "language", "schedule", "note")
_OPTIONAL: Final = frozenset({"country", "language", "note"})
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One place that documents come from."""

    id: str
    """Stable name, also the name of its file."""
    publisher: str
    country: str | None
    """ISO 3166-1 alpha-3 code or bloc; None where the publisher is of no state (a court, an agency)."""
    official: bool
    """Whether its statements are those of the government or bloc itself."""
    doc_type: str
    url: str
    """Address of the feed or listing page; for a folder its path, seen from the folder given at run time."""
    kind: str
    language: str | None
    """Language it mostly publishes in. For planning: what a document is written in is found from its text."""
    schedule: str
    note: str | None


@cache
def publisher_codes() -> frozenset[str]:
    """Codes that a publisher's country may hold: ISO 3166-1 alpha-3, the two states outside it, and the blocs."""
    import pycountry

    iso = {country.alpha_3 for country in pycountry.countries}
    return frozenset(iso) | vocabulary.STATES_OUTSIDE_ISO | vocabulary.BLOCS


def load_sources(root: Path, *, on_error: Callable[[SourceError], None] | None = None) -> list[Source]:
    """All sources under ``root`` (``<iso3>/<id>.yaml``), sorted by id.

    Args:
        root: folder of folders of source files.
        on_error: called for every broken file, the others are still loaded; without it the first one is raised.

    Raises:
        SourceError: a file is broken, naming the file and the field.
    """
    sources: dict[str, Source] = {}
    for path in sorted(root.glob("*/*.yaml")):
        try:
            source = parse_source(read_yaml(path), path.relative_to(root).as_posix())
            if source.id in sources:
                raise SourceError(source.id, f"{path.relative_to(root).as_posix()}: id: a second source of this id")
        except (OSError, ValueError) as error:
            failure = SourceError(path.stem, f"{path.relative_to(root).as_posix()}: {error}")
        except SourceError as error:
            failure = error
        else:
            sources[source.id] = source
            continue
        if on_error is None:
            raise failure
        on_error(failure)
    return [sources[key] for key in sorted(sources)]


def parse_source(raw: object, name: str) -> Source:
    """The source that ``raw`` declares.

    Args:
        raw: what the YAML file holds.
        name: path of the file, below the root, for errors and for the checks against id and country.

    Raises:
        SourceError: a field is missing, unknown or wrong.
    """
    path = Path(name)
    if not isinstance(raw, Mapping):
        raise SourceError(path.stem, f"{name}: must hold fields such as `id: ...`")

    def wrong(field: str, reason: str) -> SourceError:
        return SourceError(path.stem, f"{name}: {field}: {reason}")

    for field in raw:
        if field not in _FIELDS:
            raise wrong(str(field), f"unknown field; known are {', '.join(_FIELDS)}")
    values: dict[str, Any] = {}
    for field in _FIELDS:
        value = raw.get(field)
        if value is None and field not in _OPTIONAL:
            raise wrong(field, "missing")
        wanted = bool if field == "official" else str
        if value is not None and not isinstance(value, wanted):
            raise wrong(field, f"must be {'true or false' if wanted is bool else 'text'}, not {value!r}")
        if isinstance(value, str) and not value.strip():
            raise wrong(field, "empty")
        values[field] = value
    source = Source(**values)
    if source.id != path.stem or not _ID.fullmatch(source.id):
        raise wrong("id", f"must be the file's name in lower case with hyphens, not {source.id!r}")
    if source.country is not None and source.country not in publisher_codes():
        raise wrong("country", f"{source.country!r} is neither an ISO 3166-1 alpha-3 code nor a bloc")
    if source.doc_type not in vocabulary.codes(vocabulary.DocumentType):
        raise wrong("doc_type", f"{source.doc_type!r} is not a document type")
    if source.kind not in KINDS:
        raise wrong("kind", f"{source.kind!r} is not one of {', '.join(sorted(KINDS))}")
    if source.schedule not in SCHEDULES:
        raise wrong("schedule", f"{source.schedule!r} is not one of {', '.join(sorted(SCHEDULES))}")
    if source.kind == "folder":
        if Path(source.url).is_absolute() or ".." in Path(source.url).parts:
            raise wrong("url", "a folder must be a path below the folder given at run time")
    elif urlsplit(source.url).scheme not in {"http", "https"} or not urlsplit(source.url).hostname:
        raise wrong("url", f"{source.url!r} is not a web address")
    if source.language is not None and not re.fullmatch(r"[a-z]{2}", source.language):
        raise wrong("language", f"{source.language!r} is not an ISO 639-1 code")
    return source


def read_yaml(path: Path) -> object:
    """What a YAML file holds; plain values only.

    Raises:
        ValueError: not valid YAML, too large, or with aliases (a few lines of which can unfold into gigabytes).
    """
    with path.open("rb") as stream:
        body = stream.read(MAX_YAML_BYTES + 1)
    if len(body) > MAX_YAML_BYTES:
        raise ValueError(f"larger than {MAX_YAML_BYTES:,} bytes")
    try:
        return yaml.load(body, Loader=_PlainLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise ValueError(f"not valid YAML{where}: {problem}") from error
    except (RecursionError, UnicodeDecodeError) as error:
        raise ValueError("not valid YAML: nested too deeply or not UTF-8") from error


class _PlainLoader(yaml.SafeLoader):
    """The safe loader, without aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)
