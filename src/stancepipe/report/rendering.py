"""Templates filled: every value is escaped by the template engine, and no page may load or run what is not its own."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from stancepipe.records import Posture, Run
from stancepipe.report import wording
from stancepipe.report.scale import css_of

UNSHOWABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, lone surrogates and what is no character, which HTML and XML cannot hold."""
STYLE: Final = "style.css"
SCRIPT: Final = "script.js"


@dataclass(frozen=True, kw_only=True, slots=True)
class Imprint:
    """What stands on every page."""

    target: str
    generated_on: date
    latest_day: date | None
    last_run: Run | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """The script that a page carries, and the digest by which its policy lets this one run and no other."""

    text: str
    """Our own file, no part of it from any input."""
    digest: str


class Renderer:
    """Templates with the words that they use."""

    def __init__(self, names: Mapping[str, str], imprint: Imprint) -> None:
        self._imprint = imprint
        self._environment = Environment(
            loader=PackageLoader("stancepipe.report"),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "signed": wording.signed,
            "percent": wording.percent,
            "day": wording.day_in_words,
            "capitalised": wording.capitalised,
            "css": css_of,
            "relations": lambda code: wording.in_words(code, wording.RELATIONS),
            "month": lambda day: f"{wording.MONTHS[day.month - 1]} {day.year}",
        }
        self._environment.globals |= {
            "interval": wording.interval,
            "counted": wording.counted,
            "level_x": level_x,
            "name_of": lambda code: names.get(code, code),
        }

    def page(self, path: str, template: str, content: object, *, scripted: bool = False) -> str:
        """One page as HTML.

        Args:
            path: where it will lie below the root of the report; links are relative to it.
            template: name of its template.
            content: what the template shows as ``page``.
            scripted: whether it carries the script.
        """
        html = self._environment.get_template(template).render(
            page=content,
            imprint=self._imprint,
            here=path,
            root="../" * path.count("/"),
            script=_script() if scripted else None,
        )
        return without_controls(html)

    def style(self) -> str:
        """The style sheet of all pages."""
        return self._environment.get_template(STYLE).render()


def without_controls(text: str) -> str:
    """The text with a replacement character for everything that HTML and XML cannot hold."""
    return UNSHOWABLE.sub("\ufffd", text)


def level_x(posture: Posture) -> tuple[float, float, float]:
    """Where lower end, level and upper end stand on a strip of 100 units."""
    values = (posture.lower, posture.score, posture.upper)
    low, level, high = (round((min(max(value, -1.0), 1.0) + 1) * 50, 1) for value in values)
    return low, level, high


def _script() -> Script:
    text = (resources.files(__package__) / "templates" / SCRIPT).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return Script(text=text, digest=f"sha256-{digest}")
