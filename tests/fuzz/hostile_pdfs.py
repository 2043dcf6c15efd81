"""PDF files that lie: about places, lengths, pages, filters, fonts and encryption."""

import zlib
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import Final

LINE: Final = "The ministry summoned the ambassador of Israel on Monday and handed over a note."
CATALOG: Final = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES: Final = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE: Final = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
)
FONT: Final = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
RTL_FONT: Final = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
RTL_MAP: Final = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <FF> "
    b"endcodespacerange 1 beginbfrange <41> <7A> <0621> endbfrange endcmap end end"
)
"""Latin letters shown as Arabic ones: the text goes through the reader for right-to-left scripts."""


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), about, content)


def shown(text: str = LINE, lines: int = 12) -> bytes:
    return ("BT /F1 11 Tf 14 TL 50 780 Td " + f"({text}) Tj T* " * lines + "ET").encode("latin-1")


def pdf(changed: Mapping[int, bytes] = {}, *, trailer: bytes = b"", rtl: bool = False) -> bytes:
    """A PDF of one page with some objects replaced or added, by number."""
    objects = {1: CATALOG, 2: PAGES, 3: PAGE, 4: stream(shown()), 5: FONT}
    if rtl:
        objects |= {5: RTL_FONT, 6: stream(RTL_MAP)}
    objects |= changed
    parts, places, length = [b"%PDF-1.7\n"], {}, 9
    for number in sorted(objects):
        places[number] = length
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, objects[number]))
        length += len(parts[-1])
    table = b"".join(
        b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(max(objects) + 1)
    )
    parts.append(b"xref\n0 %d\n%s" % (max(objects) + 1, table))
    parts.append(b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, trailer, length))
    return b"".join(parts)


@cache
def packed(chunk: bytes, times: int) -> bytes:
    """``chunk`` over and over, deflated without ever being held."""
    packer = zlib.compressobj(9)
    some = chunk * max(1, 100_000 // len(chunk))
    pieces = [packer.compress(some) for _ in range(times * len(chunk) // len(some))]
    return b"".join([*pieces, packer.flush()])


def wrong_start(rng: Random) -> bytes:
    body = pdf(rtl=rng.random() < 0.5)
    at = body.rindex(b"startxref")
    return body[:at] + b"startxref\n%d\n%%%%EOF" % rng.choice((0, 5, 10**6, 2**31, 2**63, len(body)))


def wrong_places(rng: Random) -> bytes:
    body = pdf(rtl=rng.random() < 0.5)
    head, table = body.split(b"xref\n0", 1)
    return head + b"xref\n0" + table.replace(b"00000 n", b"%05d n" % rng.choice((1, 7, 65535)), rng.randrange(1, 6))


def looped_tables(rng: Random) -> bytes:
    body = pdf(rtl=rng.random() < 0.5)
    place = body.rindex(b"xref\n0")
    return pdf(trailer=b"/Prev %d /XRefStm %d" % (place, rng.choice((place, 0, 10))), rtl=rng.random() < 0.5)


def table_stream(rng: Random) -> bytes:
    widths = rng.choice((b"[1 2 1]", b"[0 0 0]", b"[8 8 8]", b"[1 2147483647 1]", b"[-1 4 2]", b"[]"))
    index = rng.choice((b"[0 7]", b"[0 2147483647]", b"[-5 10]", b"[0 1 0 1 0 1]", b"[4294967295 9]"))
    about = b"/Type /XRef /Size %d /W %s /Index %s /Root 1 0 R" % (rng.choice((7, 2**31 - 1, -1)), widths, index)
    body = pdf({7: stream(bytes(rng.randrange(256) for _ in range(60)), about)})
    place = body.index(b"7 0 obj")
    return body[: body.rindex(b"xref\n0")] + b"startxref\n%d\n%%%%EOF" % place


def object_stream(rng: Random) -> bytes:
    inside = b"3 0 2 %d " % rng.choice((10, 10**9)) + PAGE
    about = b"/Type /ObjStm /N %d /First %d /Extends 7 0 R" % (
        rng.choice((2, 0, -1, 2**31 - 1)),
        rng.choice((6, 0, 10**6)),
    )
    return pdf({7: stream(inside, about), 3: rng.choice((PAGE, b"7 0 R", b"3 0 R"))})


def page_circle(rng: Random) -> bytes:
    kids = rng.choice((b"[2 0 R]", b"[3 0 R 2 0 R 3 0 R]", b"[7 0 R]", b"2 0 R", b"[1 0 R]"))
    return pdf(
        {
            2: b"<< /Type /Pages /Kids %s /Count %d >>" % (kids, rng.choice((1, 3, 10, 1000))),
            7: b"<< /Type /Pages /Kids [2 0 R 7 0 R] /Count 2 /Parent 7 0 R >>",
        },
        rtl=rng.random() < 0.5,
    )


def deep_page_tree(rng: Random) -> bytes:
    depth = rng.choice((50, 900, 5000, 20_000))
    chain = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 /Parent %d 0 R >>" % (n + 1, n - 1) for n in range(8, depth)}
    chain[2] = b"<< /Type /Pages /Kids [8 0 R] /Count 1 >>"
    return pdf(chain | {depth: PAGE}, rtl=rng.random() < 0.5)


def page_count(rng: Random) -> bytes:
    count = rng.choice((-1, 0, 1999, 2**31 - 1, 2**32, 10**20))
    kids = b"3 0 R " * rng.choice((0, 1, 1900, 2500, 100_000))
    return pdf({2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)}, rtl=rng.random() < 0.5)


def encrypted(rng: Random) -> bytes:
    version, revision = rng.choice(((1, 2), (2, 3), (4, 4), (5, 5), (5, 6), (99, 99), (0, -1)))
    key = b"<" + bytes(rng.choice(b"0123456789ABCDEF") for _ in range(rng.choice((0, 64, 96, 4000)))) + b">"
    about = b"/Filter /Standard /V %d /R %d /Length %d /P -44 /O %s /U %s /OE %s /UE %s /Perms %s" % (
        version,
        revision,
        rng.choice((40, 128, 256, 0, -8, 2**31)),
        key,
        key,
        key,
        key,
        key,
    )
    return pdf({9: b"<< %s >>" % about}, trailer=b"/Encrypt 9 0 R /ID [<00> <00>]", rtl=rng.random() < 0.3)


def flate_bomb(rng: Random) -> bytes:
    chunk = rng.choice((b"\x00", b" ", shown(lines=1) + b"\n", b"q ", b"(A) Tj ", b"[", b"<< /A "))
    times = rng.choice((20, 200)) * 1_000_000 // len(chunk)
    return pdf({4: stream(packed(chunk, times), b"/Filter /FlateDecode")}, rtl=rng.random() < 0.5)


def filter_chain(rng: Random) -> bytes:
    twice = zlib.compress(packed(b"\x00", 200_000_000))
    filters = rng.choice(
        (
            b"[/FlateDecode /FlateDecode]",
            b"[/FlateDecode /LZWDecode]",
            b"[/FlateDecode /RunLengthDecode]",
            b"[/FlateDecode /FlateDecode /ASCIIHexDecode]",
            b"[" + b"/FlateDecode " * 500 + b"]",
            b"/DCTDecode",
            b"/JBIG2Decode",
            b"/JPXDecode",
            b"/CCITTFaxDecode",
            b"/Crypt",
            b"4 0 R",
        )
    )
    parms = b"/DecodeParms << /Predictor %d /Columns %d /Colors %d >>" % (
        rng.choice((2, 12, 15)),
        rng.choice((1, 10**6, 2**31 - 1)),
        rng.choice((1, 4, 10**6)),
    )
    return pdf({4: stream(twice, b"/Filter %s %s" % (filters, parms))}, rtl=rng.random() < 0.5)


def content_circle(rng: Random) -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 7 0 R >> >>"
    calls = b"/X Do " * rng.choice((1, 3, 30))
    page = PAGE.replace(b"/Resources <<", b"/Resources << /XObject << /X 7 0 R >>")
    return pdf({3: page, 4: stream(calls + shown()), 7: stream(calls, form)}, rtl=rng.random() < 0.5)


def forms_of_forms(rng: Random) -> bytes:
    """Every form shows the next one ten times: few bytes, very many words."""
    depth, times = rng.choice(((4, 10), (6, 10), (12, 10), (25, 4)))
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 600 840] /Resources << /Font << /F1 5 0 R >> %s >>"
    forms = {
        n: stream(b"/X Do " * times, form % (b"/XObject << /X %d 0 R >>" % (n + 1))) for n in range(10, 10 + depth)
    }
    page = PAGE.replace(b"/Resources <<", b"/Resources << /XObject << /X 10 0 R >>")
    last = stream(shown(lines=2), form % b"")
    return pdf({3: page, 4: stream(b"/X Do " + shown()), **forms, 10 + depth: last}, rtl=rng.random() < 0.5)


def repeated_content(rng: Random) -> bytes:
    lines, times = rng.choice(((10, 5_000), (100, 50_000), (2_000, 2_000)))
    page = PAGE.replace(b"/Contents 4 0 R", b"/Contents [" + b"4 0 R " * times + b"]")
    return pdf({3: page, 4: stream(shown(lines=lines))}, rtl=rng.random() < 0.5)


def heavy_pages(rng: Random) -> bytes:
    """One page of much text that the page tree names many times."""
    lines, times = rng.choice(((200, 1900), (2_000, 1900), (20_000, 300)))
    kids = b"3 0 R " * times
    return pdf(
        {2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, times), 4: stream(shown(lines=lines))},
        rtl=rng.random() < 0.5,
    )


def endless_map(rng: Random) -> bytes:
    ranges = rng.choice(
        (
            b"1 beginbfrange <00000000> <FFFFFFFF> <0621> endbfrange",
            b"1 beginbfrange <0000> <FFFF> <0621> endbfrange",
            b"1 beginbfrange <FF> <00> <0621> endbfrange",
            b"9 beginbfrange <41> <7A> [" + b"<0621> " * 50 + b"] endbfrange",
            b"1 beginbfrange <000000> <FFFFFF> <0621> endbfrange " * 40,
            b"1 beginbfchar <41> <" + b"0621" * 50_000 + b"> endbfchar",
            b"1 begincidrange <0000> <FFFFFFFF> 0 endcidrange",
        )
    )
    return pdf({6: stream(RTL_MAP.replace(b"endcmap", ranges + b" endcmap"))}, rtl=True)


def deep_objects(rng: Random) -> bytes:
    depth = rng.choice((100, 5_000, 200_000))
    opened, closed = rng.choice(((b"[", b"]"), (b"<< /A ", b">>"), (b"(", b")"), (b"<<", b"")))
    deep = opened * depth + closed * depth
    return pdf(rng.choice(({7: deep}, {3: PAGE[:-2] + b"/Extra %s >>" % deep}, {4: stream(deep + shown())})), rtl=True)


def odd_matrices(rng: Random) -> bytes:
    numbers = rng.choice((b"1e308", b"-99999999999999999999", b"0", b"0.0000000000001", b"NaN", b"--5", b"1.2.3"))
    content = (
        shown()
        .replace(b"14 TL", numbers + b" TL")
        .replace(b"11 Tf", numbers + b" Tf")
        .replace(b"50 780", numbers * 1 + b" 9")
    )
    return pdf({4: stream(content)}, rtl=rng.random() < 0.5)


def inline_images(rng: Random) -> bytes:
    image = b"BI /W %d /H %d /CS /G /BPC 8 ID " % (rng.choice((1, 10**9)), rng.choice((1, 10**9)))
    return pdf({4: stream((image + b"A" * 50 + rng.choice((b" EI ", b""))) * 200 + shown())}, rtl=True)


def huge_about(rng: Random) -> bytes:
    title = rng.choice(
        (b"(" + b"A" * 500_000 + b")", b"<FEFF" + b"D800" * 500 + b">", b"(\\000\\001)", b"9 0 R", b"null")
    )
    made = rng.choice((b"(D:99999999)", b"(D:20241301)", b"<FEFF0044>", b"(D:" + b"1" * 5000 + b")", b"[1 2]"))
    return pdf({9: b"<< /Title %s /CreationDate %s >>" % (title, made)}, trailer=b"/Info 9 0 R")


def wide_font(rng: Random) -> bytes:
    font = rng.choice(
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [5 0 R] >>",
            b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << /A 4 0 R >> "
            b"/Encoding << /Differences [65 /A /B] >> /FirstChar 0 /LastChar 2147483647 /Widths [1] >>",
            b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar -5 /LastChar 4294967295 /Widths 5 0 R "
            b"/ToUnicode 6 0 R /Encoding << /Differences [" + b"1 /Lam " * 20_000 + b"] >> >>",
            b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R "
            b"/DescendantFonts [<< /Type "
            b"/Font /Subtype /CIDFontType2 /W [0 2000000000 500 5 [" + b"1 " * 9000 + b"]] /DW 1e99 >>] >>",
        )
    )
    return pdf({5: font, 6: stream(RTL_MAP)}, rtl=True)


HOSTILE: Final[tuple[Callable[[Random], bytes], ...]] = (
    wrong_start, wrong_places, looped_tables, table_stream, object_stream, page_circle, deep_page_tree, page_count,
    encrypted, flate_bomb, filter_chain, content_circle, forms_of_forms, repeated_content, heavy_pages, endless_map,
    deep_objects, odd_matrices, inline_images, huge_about, wide_font,
)  # fmt: skip
