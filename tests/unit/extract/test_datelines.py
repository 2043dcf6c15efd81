"""Where a report comes from is cut off before anybody reads it; what only looks so stays."""

import pytest

from stancepipe.extract.passages import passages


@pytest.mark.parametrize(
    "dateline",
    [
        "CAIRO, May 21. /TASS/. ", "TEHRAN, May 21 (MNA) – ", "[Shabelle] Addis Ababa -- ",
        "BOGOTA, May 2 (Meridian) - ",
        "Port of Spain, 4 June 2025 (Newsday) – ", "JERUSALEM, Oct. 9, 2023 (AP) — ", "GENEVA (Reuters) - ",
        "UNITED NATIONS, New York, Sept 12 - ", "Brussels/Berlin (dpa) - ",
    ],
)  # fmt: skip
def test_a_dateline_is_no_part_of_what_is_said(dateline: str) -> None:
    said = "The council condemned the raid. It met again on Friday."
    [passage] = passages(dateline + said, None)
    assert (dateline + said)[passage.start : passage.end] == said


@pytest.mark.parametrize(
    "text",
    [
        "France – together with Spain – condemned the raid.",
        "Ireland (and Spain) recognised Palestine.",
        "SURINAME. Its President devoted one line to Gaza.",
        "Spain and Norway (EFTA) signed the letter.",
        "Israel, May 14 and the years before it: a history.",
        "The Ministry of Foreign Affairs (MFA) summoned the ambassador of Israel.",
        "Japan May 5 holiday traffic was light.",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    [passage] = passages(text, None)
    assert text[passage.start : passage.end] == text
