"""Languages."""
# ruff: noqa: RUF001 - other scripts are what is tested

import pytest

from stancepipe.ingest.language import find_language


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
