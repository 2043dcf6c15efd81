"""Records: the fields of one, checked; and JSON Lines, read line by line however long the file."""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Final

from stancepipe.ingest.dates import parse_published
from stancepipe.ingest.inputs import Found
from stancepipe.sources import publisher_codes
from stancepipe.vocabulary import DocumentType, codes

FIELDS: Final = frozenset(
    {"id", "text", "url", "title", "published", "publisher", "publisher_country", "doc_type", "language"}
)
MAX_LINE: Final = 16 * 2**20
"""Bytes of one record: several books."""
MAX_SKIPPED: Final = 256 * 2**20
"""Bytes of a too long line that are passed over before the rest of the file is given up (gzip packs 1,000 to 1)."""
MAX_BLANK: Final = 1_000_000
_UNSAFE_SCHEMES: Final = ("javascript:", "data:", "vbscript:", "file:")
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})([-_][a-z0-9]{2,8})*", re.IGNORECASE)


class FieldProblem(ValueError):
    """A field of a record is wrong; the message names it."""

    def __init__(self, field: str, reason: str, given_id: str | None = None) -> None:
        """A problem of ``field``; ``given_id`` is the record's id where that much could be read."""
        super().__init__(f"field {field}: {reason}")
        self.given_id = given_id


class NumberText(str):
    """A number of a JSON file, as it is written there: ``007`` and ``1.50`` are ids, not quantities."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a JSON Lines file: what it holds, or what is wrong with it."""

    number: int
    fields: Mapping[str, object] | None = None
    problem: str | None = None


def read_fields(
    fields: Mapping[str, object], ignored: Counter[str], *, today: date | None = None
) -> tuple[str | None, Found]:
    """The id of a record, if it has one, and what it says. Its text stays as it is, to the character.

    Args:
        fields: keys and values of the record.
        ignored: counts keys that are none of ours.
        today: our day; a later date of publication is refused.

    Raises:
        FieldProblem: a field is missing or wrong.
    """
    for key in fields.keys() - FIELDS:
        ignored[str(key)] += 1
    given_id = _given_id(fields.get("id"))
    try:
        return given_id, _read_values(fields, today)
    except FieldProblem as problem:
        problem.given_id = given_id
        raise


def _given_id(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldProblem("id", f"must be text or a number, not {value!r:.40}")
    return _whole("id", str(value))


def _read_values(fields: Mapping[str, object], today: date | None) -> Found:
    text = fields.get("text")
    if text is None:
        raise FieldProblem("text", "missing")
    if not isinstance(text, str) or isinstance(text, NumberText):
        raise FieldProblem("text", f"must be text, not {text!r:.40}")
    if not text.strip():
        raise FieldProblem("text", "empty")
    _whole("text", text)
    country = _text(fields, "publisher_country")
    if country is not None and country.upper() not in publisher_codes():
        raise FieldProblem("publisher_country", f"{country!r:.40} is not an ISO 3166-1 alpha-3 code or bloc")
    doc_type = _text(fields, "doc_type")
    if doc_type is not None and doc_type not in codes(DocumentType):
        raise FieldProblem("doc_type", f"{doc_type!r:.40} is not one of {', '.join(sorted(codes(DocumentType)))}")
    url = _text(fields, "url")
    if url is not None and url.lower().startswith(_UNSAFE_SCHEMES):
        raise FieldProblem("url", f"{url!r:.40} is not an address of a document")
    published = None
    if fields.get("published") not in (None, ""):
        try:
            published = parse_published(fields["published"], found_from="record", today=today)
        except ValueError as error:
            raise FieldProblem("published", str(error)) from None
    return Found(
        text=text,
        url=url,
        title=_text(fields, "title"),
        publisher=_text(fields, "publisher"),
        publisher_country=country.upper() if country else None,
        doc_type=doc_type,
        published=published,
        language=language_code(_text(fields, "language")),
    )


def language_code(written: str | None) -> str | None:
    """ISO 639-1 code of a language tag such as ``en``, ``en-GB`` or ``eng``.

    Raises:
        FieldProblem: it is none.
    """
    if written is None:
        return None
    import pycountry

    match = _LANGUAGE.fullmatch(written)
    tag = match[1].lower() if match else ""
    found = pycountry.languages.get(**{f"alpha_{len(tag)}": tag}) if tag else None
    if found is None:
        raise FieldProblem("language", f"{written!r:.40} is not a language code such as en")
    return str(getattr(found, "alpha_2", tag))


def _text(fields: Mapping[str, object], field: str) -> str | None:
    value = fields.get(field)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or isinstance(value, NumberText):
        raise FieldProblem(field, f"must be text, not {value!r:.40}")
    return _whole(field, value).strip() or None


def _whole(field: str, value: str) -> str:
    """``value``, if it can be written as UTF-8: JSON may hold halves of characters, tables cannot."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise FieldProblem(field, "holds half a character (a lone surrogate)") from None
    return value


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """The records of a JSON Lines stream, one at a time; blank lines are passed over, broken ones reported."""
    number = blank = 0
    while True:
        try:
            body = stream.readline(MAX_LINE + 1)
            long = len(body) > MAX_LINE
            ended = not long or _pass_over(stream, body)
        except (OSError, EOFError, zlib.error) as error:
            yield Line(number=number + 1, problem=f"the file is damaged from here on ({type(error).__name__})")
            return
        if not body:
            return
        number += 1
        if long:
            yield Line(number=number, problem=f"longer than {MAX_LINE // 2**20} MB")
            if not ended:
                yield Line(number=number + 1, problem="the line before does not end; the rest of the file is not read")
                return
        elif body.strip():
            blank = 0
            yield _parse(number, body)
        else:
            blank += 1
            if blank > MAX_BLANK:
                yield Line(number=number, problem="a million empty lines; the rest of the file is not read")
                return


def _pass_over(stream: BinaryIO, body: bytes) -> bool:
    """Go on to the end of a too long line; False if it does not come."""
    passed = 0
    while body and not body.endswith(b"\n"):
        if passed > MAX_SKIPPED:
            return False
        body = stream.readline(2**20)
        passed += len(body)
    return True


def _parse(number: int, body: bytes) -> Line:
    try:
        fields = json.loads(body.decode("utf-8-sig"), parse_int=NumberText, parse_float=NumberText)
    except UnicodeDecodeError:
        return Line(number=number, problem="not UTF-8")
    except json.JSONDecodeError as error:
        return Line(number=number, problem=f"broken JSON at character {error.pos + 1}: {error.msg}")
    except RecursionError:
        return Line(number=number, problem="JSON nested too deeply")
    if not isinstance(fields, dict):
        return Line(number=number, problem="not a JSON object")
    return Line(number=number, fields=fields)
