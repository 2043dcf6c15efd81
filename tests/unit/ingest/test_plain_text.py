"""Bytes to text."""

import random

import pytest

from stancepipe.ingest.plain_text import decode_text

HEBREW = "שר החוץ הביע תמיכה בהסכם החדש בין שתי המדינות ואמר כי ישראל תמשיך בשיחות עם שכנותיה. " * 3


@pytest.mark.parametrize(
    ("body", "declared", "text"),
    [
        (b"plain", None, "plain"),
        (b"\xef\xbb\xbfmarked", None, "marked"),
        ("שלום".encode("utf-16"), None, "שלום"),
        (b"\xff\xfe\x00\x00" + "x".encode("utf-32-le"), None, "x"),
        (b"one\r\ntwo\rthree\n", None, "one\ntwo\nthree\n"),
        ("é".encode(), "latin-1", "é"),
        ("“Non”".encode("cp1252"), "iso-8859-1", "“Non”"),
        (HEBREW.encode("cp1255"), None, HEBREW),
        (b"", None, ""),
    ],
)
def test_decode(body: bytes, declared: str | None, text: str) -> None:
    assert decode_text(body, declared=declared) == text


@pytest.mark.parametrize("declared", ["rot13", "zlib", "unicode_escape", "utf-7", "no-such-code", "a\x00b"])
def test_declared_nonsense_is_not_obeyed(declared: str) -> None:
    text = "Le président a été reçu à Jérusalem par le ministre délégué, très attaché à la coopération."
    assert decode_text(text.encode("cp1252"), declared=declared) == text


@pytest.mark.parametrize(
    "body",
    [b"\x00text", random.Random(1).randbytes(5_000).replace(b"\x00", b""), b"\x89PNG\r\n\x1a\n\x01\x02", b"\xff\xfex"],
    ids=["nul", "random", "picture", "half of UTF-16"],
)
def test_what_is_no_text_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"binary|not valid|no encoding"):
        decode_text(body)
