"""What the headers of an answer say."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stancepipe.ingest.bodies import TooLarge, read_body
from stancepipe.ingest.http_answers import Fetched, freshness, media_type_of, retry_after

DATE = ("date", "Fri, 03 May 2024 10:00:00 GMT")
LATER = "Fri, 03 May 2024 11:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((), None),
        ((("cache-control", "max-age=300"),), 300.0),
        ((("cache-control", 'public, Max-Age="300", must-revalidate'),), 300.0),
        ((("cache-control", "max-age=300"), ("cache-control", "max-age=60")), 60.0),
        ((("cache-control", "max-age=300, no-cache"),), 0.0),
        ((("cache-control", "no-store"),), 0.0),
        ((("cache-control", "max-age=-1"),), 0.0),
        ((("cache-control", "max-age=soon"),), 0.0),
        ((("cache-control", "max-age=" + "9" * 5000),), 2.0**31),
        ((("cache-control", "public"),), None),
        ((("cache-control", "public"), DATE, ("expires", LATER)), 3600.0),
        ((("cache-control", "max-age=5"), DATE, ("expires", LATER)), 5.0),
        ((DATE, ("expires", "Friday, 03-May-24 11:00:00 GMT")), 3600.0),
        ((DATE, ("expires", "Fri May  3 11:00:00 2024")), 3600.0),
        ((DATE, ("expires", "Thu, 01 Jan 1970 00:00:00 GMT")), 0.0),
        ((DATE, ("expires", "0")), 0.0),
        ((("expires", "-1"),), 0.0),
        ((("expires", LATER),), None),
    ],
)
def test_freshness(headers: tuple[tuple[str, str], ...], seconds: float | None) -> None:
    answer = Fetched(url="", final_url="", media_type="", charset=None, body=b"", headers=headers)
    assert answer.max_age == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ((), None),
        ((("retry-after", "120"),), 120.0),
        ((("retry-after", "1.5"),), None),
        ((("retry-after", "-3"),), None),
        ((DATE, ("retry-after", LATER)), 3600.0),
        ((("retry-after", LATER),), None),
        ((("date", LATER), ("retry-after", DATE[1])), 0.0),
        ((DATE, ("retry-after", "\u0663")), None),
    ],
)
def test_when_to_come_again(headers: tuple[tuple[str, str], ...], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


@pytest.mark.parametrize(
    ("written", "media_type", "charset"),
    [
        ("Text/HTML; charset=UTF-8", "text/html", "UTF-8"),
        ("text/html;charset='windows-1255'", "text/html", "windows-1255"),
        ('text/html; profile="a"; Charset = "iso-8859-8-i"', "text/html", "iso-8859-8-i"),
        ("text/html; charset=", "text/html", None),
        ("text/html; charset=\x00", "text/html", None),
        ("", "", None),
        (";charset=utf-8", "", "utf-8"),
    ],
)
def test_type_and_charset(written: str, media_type: str, charset: str | None) -> None:
    assert media_type_of((("content-type", written),)) == (media_type, charset)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=255)), st.sampled_from([DATE[1], "", "0"]))
def test_no_header_is_a_crash(written: str, date: str) -> None:
    names = ("cache-control", "expires", "retry-after", "content-type")
    headers = (*((name, written) for name in names), ("date", date))
    age, wait = freshness(headers), retry_after(headers)
    assert age is None or age >= 0
    assert wait is None or wait >= 0
    assert media_type_of(headers)[0] == written.partition(";")[0].strip().lower()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=4), st.integers(1, 50))
def test_packed_members_are_read_whole_however_they_are_cut(members: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(member, mtime=0) for member in members)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert read_body(pieces, "gzip", 10_000) == b"".join(members)


@pytest.mark.parametrize(("size", "fits"), [(999, True), (1000, True), (1001, False)])
@pytest.mark.parametrize("encoding", ["", "identity", "x-gzip"])
def test_the_limit_is_exact(size: int, fits: bool, encoding: str) -> None:
    body = gzip.compress(b"a" * size) if "gzip" in encoding else b"a" * size
    if fits:
        assert len(read_body([body], encoding, 1000)) == size
    else:
        with pytest.raises(TooLarge) as caught:
            read_body([body], encoding, 1000)
        assert caught.value.beginning == b"a" * 1000
