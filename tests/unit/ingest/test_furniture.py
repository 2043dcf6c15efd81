"""Furniture lines go, every other line stays word for word."""
# ruff: noqa: RUF001 - other scripts are what is tested

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancepipe.ingest.furniture import Furniture, load_furniture

LEXICONS = Path(__file__).resolve().parents[3] / "corpora" / "lexicons"
FURNITURE = load_furniture(LEXICONS, lambda message: pytest.fail(message))


@pytest.mark.parametrize(
    "line",
    [
        "photo: Dana Levi / shutterstock.com",
        "Photo: Ministry of Foreign Affairs",
        "(Photo by John Smith/AFP via Getty Images)",
        "צילום: דנה לוי / פלאש 90",
        "Foto: Ministerio de Exteriores",
        "Фото: ТАСС",
        "Crédit photo : AFP",
        "Facebook Twitter WhatsApp Email",
        "Share this article",
        "Sign up for our daily briefing",
        "Read more: Minister visits Cairo",
        "© 2024 Ministry of Foreign Affairs. All rights reserved.",
        "  Advertisement  ",
        "ENDS",
        "press@mfa.example",
        "Tel: +353 1 555 0100",
        "Reporting by A. Cohen; editing by B. Haddad",
        "Dans la même rubrique",
        "أخبار ذات صلة",
    ],
)
def test_furniture(line: str) -> None:
    assert FURNITURE.is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "The minister said: we will not accept this.",
        "Share our concern for the hostages.",
        "Israel / Palestine",
        "Image of Israel in the world has changed",
        "Photo opportunities with the prime minister are not policy.",
        "Accept responsibility",
        "Advertisement of tenders in settlements is illegal, said the EU.",
        "Source: the minister told parliament that Israel must withdraw. He repeated it.",
        "Post office union protests",
        "Ends do not justify means.",
        "Resolution 2334 (2016)",
        "Press Release of the enemy, he called it.",
        "Contact with the ambassador was broken off",
        "3 May 2024",
        "2,334 killed, 1,967 wounded",
        "Subscribe to the view that Israel acts lawfully? We do not.",
    ],
)
def test_prose_is_not_furniture(line: str) -> None:
    assert not FURNITURE.is_furniture(line)


def test_removal_leaves_the_rest_word_for_word() -> None:
    text = "The embassy reopened.\n\nPhoto: A. Cohen / shutterstock.com\n\n  It flew both  flags.\nShare this article\n"
    assert FURNITURE.remove(text) == "The embassy reopened.\n\n  It flew both  flags.\n"


@given(st.lists(st.text(alphabet="abc ,.\n", max_size=30), max_size=8))
def test_text_without_furniture_is_untouched(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert Furniture().remove(text) == text
    if not any(FURNITURE.is_furniture(line) for line in text.split("\n")):
        assert FURNITURE.remove(text) == text


def test_broken_and_missing_lexicons_are_reported(tmp_path: Path) -> None:
    said: list[str] = []
    assert load_furniture(tmp_path, said.append).patterns == ()
    (tmp_path / "page_furniture.csv").write_text("pattern,kind,source\n(,x,y\nads?,x,y\n", encoding="utf-8")
    assert load_furniture(tmp_path, said.append).is_furniture("Ad")
    assert "could not be read" in said[0]
    assert "line 2" in said[1]
