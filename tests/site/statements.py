"""A seeded generator of short, varied statements, reports and analyses: the good documents of the test site."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tests.site.sentences import CLOSINGS, ELSEWHERE, ISRAEL, LEADS

STATES: Final = {
    "ARG": ("Argentina", "Argentine", "Buenos Aires"), "AUS": ("Australia", "Australian", "Canberra"),
    "BEL": ("Belgium", "Belgian", "Brussels"), "BOL": ("Bolivia", "Bolivian", "La Paz"),
    "BRA": ("Brazil", "Brazilian", "Brasília"), "CAN": ("Canada", "Canadian", "Ottawa"),
    "CHL": ("Chile", "Chilean", "Santiago"), "CHN": ("China", "Chinese", "Beijing"),
    "COL": ("Colombia", "Colombian", "Bogotá"), "CZE": ("Czechia", "Czech", "Prague"),
    "DEU": ("Germany", "German", "Berlin"), "DNK": ("Denmark", "Danish", "Copenhagen"),
    "EGY": ("Egypt", "Egyptian", "Cairo"), "ESP": ("Spain", "Spanish", "Madrid"),
    "EST": ("Estonia", "Estonian", "Tallinn"), "FIN": ("Finland", "Finnish", "Helsinki"),
    "FRA": ("France", "French", "Paris"), "GBR": ("the United Kingdom", "British", "London"),
    "GRC": ("Greece", "Greek", "Athens"), "HUN": ("Hungary", "Hungarian", "Budapest"),
    "IDN": ("Indonesia", "Indonesian", "Jakarta"), "IND": ("India", "Indian", "New Delhi"),
    "IRL": ("Ireland", "Irish", "Dublin"), "ITA": ("Italy", "Italian", "Rome"),
    "JPN": ("Japan", "Japanese", "Tokyo"), "KEN": ("Kenya", "Kenyan", "Nairobi"),
    "KOR": ("South Korea", "South Korean", "Seoul"), "MEX": ("Mexico", "Mexican", "Mexico City"),
    "MYS": ("Malaysia", "Malaysian", "Kuala Lumpur"), "NLD": ("the Netherlands", "Dutch", "The Hague"),
    "NOR": ("Norway", "Norwegian", "Oslo"), "NZL": ("New Zealand", "New Zealand", "Wellington"),
    "PER": ("Peru", "Peruvian", "Lima"), "POL": ("Poland", "Polish", "Warsaw"),
    "PRT": ("Portugal", "Portuguese", "Lisbon"), "ROU": ("Romania", "Romanian", "Bucharest"),
    "SVN": ("Slovenia", "Slovenian", "Ljubljana"), "SWE": ("Sweden", "Swedish", "Stockholm"),
    "TUR": ("Türkiye", "Turkish", "Ankara"), "URY": ("Uruguay", "Uruguayan", "Montevideo"),
    "VNM": ("Vietnam", "Vietnamese", "Hanoi"), "ZAF": ("South Africa", "South African", "Pretoria"),
}  # fmt: skip
"""Name, adjective and seat of government, by code."""

_TOWNS: Final = (
    "Arusha", "Basel", "Bergen", "Bruges", "Cork", "Cusco", "Davos", "Fez", "Galway", "Ghent", "Graz", "Kyoto", "Lyon",
    "Malmö", "Porto", "Quebec", "Salzburg", "Trieste", "Turku", "Utrecht", "Vigo", "Windhoek",
)  # fmt: skip
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMES: Final = {"official_statement": "statement", "news_report": "report", "analysis": "paper"}
_FIRST_DAY: Final = date(2023, 11, 2)
_DAYS: Final = 560
_MAX_SHARED: Final = 2
"""Sentences that two statements of one topic may have in common: three of seven would begin to look like a copy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One good document, before it takes a form."""

    number: int
    country: str
    doc_type: str
    day: date
    title: str
    paragraphs: tuple[str, ...]
    about_israel: bool

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def make_statements(plan: Sequence[tuple[str, str]], seed: int) -> list[Statement]:
    """One statement per (country, doc_type) of ``plan``, the same for one seed; every third is about Israel."""
    source = random.Random(seed)
    used: dict[str, list[frozenset[int]]] = {}
    return [_statement(number, country, kind, source, used) for number, (country, kind) in enumerate(plan)]


def _statement(
    number: int, country: str, doc_type: str, source: random.Random, used: dict[str, list[frozenset[int]]]
) -> Statement:
    about_israel = number % 3 == 0
    topics = ISRAEL if about_israel else ELSEWHERE
    main, side = source.sample(sorted(topics), 2)
    chosen = _choice(source, len(_sentences(topics[main])), used.setdefault(main, []))
    body = [_sentences(topics[main])[i] for i in chosen]
    body += source.sample(_sentences(topics[side]), 1 + number % 2)
    partners = source.sample([code for code in STATES if code != country], 2)
    name, adjective, seat = STATES[country]
    day = _FIRST_DAY + timedelta(days=source.randrange(_DAYS))

    def filled(sentence: str) -> str:
        written = sentence.format(
            S=name, D=adjective, C=seat, P=STATES[partners[0]][0], Q=STATES[partners[1]][0],
            n=source.randrange(21, 99), k=source.randrange(4, 20), m=source.randrange(100, 990),
            t=source.choice(_TOWNS), w=source.choice(_WEEKDAYS),
        )  # fmt: skip
        return written[0].upper() + written[1:]

    lead = filled(source.choice(_sentences(LEADS[doc_type])))
    told = [filled(sentence) for sentence in body]
    closing = f"{filled(source.choice(_sentences(CLOSINGS)))} File reference {country}/{day.year}/{4000 + number}."
    half = (len(told) + 1) // 2
    paragraphs = (f"{lead} {' '.join(told[:2])}", " ".join(told[2 : half + 1]), " ".join(told[half + 1 :]), closing)
    return Statement(
        number=number,
        country=country,
        doc_type=doc_type,
        day=day,
        title=f"{adjective} {_NAMES[doc_type]} {4000 + number}: {_headline(told[0])}",
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph),
        about_israel=about_israel,
    )


def _choice(source: random.Random, n: int, earlier: list[frozenset[int]]) -> list[int]:
    """Numbers of the sentences to use: as little like earlier choices as can be had."""
    size = 5 + source.randrange(3)
    tries = [frozenset(source.sample(range(n), size)) for _ in range(12)]
    best = min(tries, key=lambda tried: sum(max(0, len(tried & other) - _MAX_SHARED) for other in earlier))
    earlier.append(best)
    return source.sample(sorted(best), size)


def _headline(sentence: str) -> str:
    return " ".join(sentence.rstrip(".").split()[:9])


def _sentences(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]
