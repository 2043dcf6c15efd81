"""Configured sources: one YAML file each, read once and validated whole.

Also the one way to read YAML here, and the codes that a publisher's country may hold.
"""

import re
from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import ConfigDict, StrictBool, TypeAdapter, ValidationError, field_validator, model_validator
from pydantic.dataclasses import dataclass

from stancepipe import vocabulary
from stancepipe.errors import SourceError

MAX_YAML_BYTES: Final = 1_000_000
"""A configuration file is a page or two; a megabyte of it is a mistake or an attack."""

LISTED_IN_FOLDERS: Final = frozenset({"folder", "jsonl", "warc"})
"""Kinds whose address may be a path below the drop folder."""

_CHECKED: Final = ConfigDict(extra="forbid", str_min_length=1, str_strip_whitespace=True)
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True, slots=True, config=_CHECKED)
class Keep:
    """Which of the listed entries are read; all that is given must hold."""

    address: str | None = None
    """Regular expression, searched in the whole address."""
    title: str | None = None
    """Regular expression, searched in the listed title; an entry without a title is kept."""
    since: date | None = None
    """Entries listed with an earlier date are left; those without a date are kept."""

    @field_validator("address", "title")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
        return pattern


@dataclass(frozen=True, kw_only=True, slots=True, config=_CHECKED)
class Expect:
    """What a source promises; it is told where it does not hold."""

    documents_per_month: int | None = None
    """At least so many documents published in the last 30 days."""
    words: int | None = None
    """Median length of its documents at least this."""


@dataclass(frozen=True, kw_only=True, slots=True, config=_CHECKED)
class Source:
    """One place that documents come from."""

    id: str
    """Stable name, also the name of its file."""
    publisher: str
    country: str | None = None
    """ISO 3166-1 alpha-3 code or bloc; None where the publisher is of no state (a court, an agency)."""
    official: StrictBool
    """Whether its statements are those of the government or bloc itself."""
    doc_type: str
    url: str
    """Address of the feed, sitemap, listing or document; for a folder a path below the drop folder."""
    kind: Literal["feed", "sitemap", "page", "url", "folder", "jsonl", "warc"]
    language: str | None = None
    """Language it mostly publishes in. For planning: what a document is written in is found from its text."""
    schedule: Literal["hourly", "daily", "weekly", "manual"]
    date_formats: tuple[str, ...] = ()
    """How its pages write days, as ``strptime`` formats, for pages that declare no date."""
    keep: Keep = field(default_factory=Keep)
    expect: Expect = field(default_factory=Expect)
    note: str | None = None

    @field_validator("id")
    @classmethod
    def _is_an_id(cls, written: str) -> str:
        if not _ID.fullmatch(written):
            raise ValueError(f"must be lower case with hyphens, not {written!r}")
        return written

    @field_validator("country")
    @classmethod
    def _is_a_code(cls, code: str | None) -> str | None:
        if code is not None and code not in publisher_codes():
            raise ValueError(f"{code!r} is neither an ISO 3166-1 alpha-3 code nor a bloc")
        return code

    @field_validator("doc_type")
    @classmethod
    def _is_a_document_type(cls, code: str) -> str:
        if code not in vocabulary.codes(vocabulary.DocumentType):
            raise ValueError(f"{code!r} is not a document type")
        return code

    @field_validator("language")
    @classmethod
    def _is_a_language(cls, code: str | None) -> str | None:
        if code is not None and not re.fullmatch(r"[a-z]{2}", code):
            raise ValueError(f"{code!r} is not an ISO 639-1 code")
        return code

    @field_validator("date_formats", mode="before")
    @classmethod
    def _formats_a_day(cls, formats: Any) -> Any:
        for written in formats if isinstance(formats, list) else ():
            try:
                day = datetime.strptime(datetime(2001, 2, 3).strftime(written), written).date()  # noqa: DTZ001, DTZ007
            except (ValueError, TypeError, re.error):
                day = None
            if day != date(2001, 2, 3):
                raise ValueError(f"{written!r} is not a format of a whole day such as '%d.%m.%Y'")
        return tuple(formats) if isinstance(formats, list) else formats

    @model_validator(mode="after")
    def _leads_somewhere(self) -> "Source":
        parts = urlsplit(self.url)
        if parts.scheme in {"http", "https"} and parts.hostname and self.kind != "folder":
            return self
        if self.kind not in LISTED_IN_FOLDERS:
            raise ValueError(f"url: {self.url!r} is not a web address")
        path = PurePosixPath(self.url)
        if parts.scheme or path.is_absolute() or ".." in path.parts:
            raise ValueError("url: must be a path below the drop folder")
        return self

    @property
    def on_the_web(self) -> bool:
        """Whether it is fetched; else it lies below the drop folder."""
        return self.url.startswith(("http://", "https://"))


_SOURCES: Final[TypeAdapter[Source]] = TypeAdapter(Source)


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
        name: path of the file, below the root, for errors and for the check against its id.

    Raises:
        SourceError: a field is missing, unknown or wrong.
    """
    stem = PurePosixPath(name).stem
    if not isinstance(raw, dict):
        raise SourceError(stem, f"{name}: must hold fields such as `id: ...`")
    try:
        source = _SOURCES.validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise SourceError(stem, f"{name}: {place}: {reason}" if place else f"{name}: {reason}") from error
    if source.id != stem:
        raise SourceError(stem, f"{name}: id: must be the file's name, not {source.id!r}")
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
