"""Languages."""
# ruff: noqa: RUF001 - other scripts are what is tested

import pytest

from stancepipe.ingest.language import find_language, has_language

ENGLISH = (
    "The committee said that it would meet again before the end of the month, and that it had not been asked by any of "
    "the parties to do so. Its members were divided over what should follow, but none of them left the room while the "
    "others spoke. "
)
FRENCH = (
    "Le ministre a déclaré que la réunion se tiendrait avant la fin du mois, et que les parties ne l’avaient pas "
    "demandée. Les membres du comité étaient divisés, mais aucun n’a quitté la salle pendant que les autres parlaient. "
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister welcomed the decision and called for restraint on both sides.", "en"),
        ("Le ministre a salué la décision et appelé les deux parties à la retenue.", "fr"),
        ("El ministro celebró la decisión y llamó a la moderación de ambas partes.", "es"),
        ("Der Minister begrüßte die Entscheidung und rief beide Seiten zur Zurückhaltung auf.", "de"),
        ("רחב הדעה כי על שני הצדדים לנהוג באיפוק ולשוב אל שולחן המשא ומתן.", "he"),
        ("دعا الوزير الطرفين إلى ضبط النفس والعودة إلى طاولة المفاوضات.", "ar"),
        ("وزیر امور خارجه از دو طرف خواست که خویشتن‌داری کنند و به مذاکرات بازگردند.", "fa"),
        ("Министр призвал обе стороны проявить сдержанность и вернуться к переговорам.", "ru"),
        ("Israel: 14 — 15.", None),
        ("", None),
        ("1948 1967 1973 " * 20, None),
    ],
)
def test_find_language(text: str, language: str | None) -> None:
    assert find_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (3 * ENGLISH, "en"), (ENGLISH + 4 * FRENCH, "fr"), (4 * FRENCH + ENGLISH, "fr")],
)
def test_what_is_plainly_english_is_told_as_the_model_tells_it(text: str, language: str) -> None:
    assert find_language(text) == language


def test_letters_far_into_a_text_count() -> None:
    assert has_language("1 " * 100 + "a text of letters after all")
    assert not has_language("1 " * 10_000 + "a text of letters too far away")
