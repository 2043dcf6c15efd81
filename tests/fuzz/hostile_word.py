"""DOCX files that lie: about their members and sizes, and in their XML."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import Final

W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINE: Final = "<w:p><w:r><w:t>The ministry summoned the ambassador of Israel on Monday.</w:t></w:r></w:p>"
MAIN: Final = "word/document.xml"


@cache
def parts() -> Mapping[str, bytes]:
    """The members of a plain DOCX file."""
    import docx

    written = io.BytesIO()
    document: docx.document.Document = docx.Document()
    document.add_paragraph("The ministry summoned the ambassador of Israel on Monday and handed over a note.")
    document.add_table(2, 2).cell(0, 0).text = "Votes for"
    document.save(written)
    with zipfile.ZipFile(written) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)  # its date is a constant: the same bytes every time
            info.compress_type = method
            archive.writestr(info, content)
    return written.getvalue()


def document(body: str, head: str = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>") -> bytes:
    return f"{head}<w:document {W}><w:body>{body}</w:body></w:document>".encode("utf-8", "surrogatepass")


def with_main(body: str, **options: str) -> bytes:
    return zipped({**parts(), MAIN: document(body, **options)})


def swapped_members(rng: Random) -> bytes:
    names = list(parts())
    a, b = rng.sample(names, 2)
    return zipped({**parts(), a: parts()[b], b: parts()[a]})


def left_out_member(rng: Random) -> bytes:
    out = rng.choice(list(parts()))
    return zipped({name: content for name, content in parts().items() if name != out})


def damaged_member(rng: Random) -> bytes:
    name = rng.choice([n for n in parts() if n.endswith((".xml", ".rels"))])
    content = bytearray(parts()[name])
    for _ in range(rng.choice((1, 5, 50))):
        content[rng.randrange(len(content))] = rng.randrange(256)
    return zipped({**parts(), name: bytes(content)})


def odd_member(rng: Random) -> bytes:
    name = rng.choice(
        ("../../etc/passwd", "/abs.xml", "word\\x.xml", "a" * 5000, "CON.xml", "\u202exml", "word/", "[trash].xml")
    )
    return zipped(
        {**parts(), name: rng.randbytes(200)},
        method=rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)),
    )


def bomb(rng: Random) -> bytes:
    filler = rng.choice((b" ", b"<w:p/>", b"<w:r><w:t>x</w:t></w:r>", b"<!-- -->", b"a"))
    size = rng.choice((20_000_000, 58_000_000, 80_000_000))
    body = document("@").replace(b"@", filler * (size // len(filler)))
    name = rng.choice((MAIN, "word/styles.xml", "word/media/x.bin"))
    return zipped({**parts(), name: body})


def lying_sizes(rng: Random) -> bytes:
    """Sizes in the central directory that are not those of the members."""
    body = bytearray(bomb(rng) if rng.random() < 0.3 else zipped(parts()))
    place = -1
    while (place := body.find(b"PK\x01\x02", place + 1)) >= 0:
        if rng.random() < 0.5:
            offset = rng.choice((8, 10, 16, 20, 24, 28, 30, 42))
            body[place + offset : place + offset + 4] = rng.choice((0, 1, 100, 2**31, 2**32 - 1)).to_bytes(4, "little")
    return bytes(body)


def many_members(rng: Random) -> bytes:
    return zipped({**parts(), **{f"word/{n}.xml": b"<a/>" for n in range(rng.choice((500, 4900, 6000)))}})


def overlapping_members(rng: Random) -> bytes:
    """Many directory entries that all name one member's bytes."""
    body = zipped({**parts(), "word/x.xml": b" " * 1_000_000})
    start = body.index(b"PK\x01\x02")
    end = body.index(b"PK\x05\x06")
    times = rng.choice((2, 50, 300))
    directory = body[start:end] * times
    count = (body.count(b"PK\x01\x02") * times) & 0xFFFF
    tail = b"PK\x05\x06" + bytes(4) + count.to_bytes(2, "little") * 2 + len(directory).to_bytes(4, "little")
    return body[:start] + directory + tail + start.to_bytes(4, "little") + bytes(2)


def entities(rng: Random) -> bytes:
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
        + "]>"
    )
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    wide = f'<!DOCTYPE x [<!ENTITY a "{"A" * 100_000}">]>'
    head, name = rng.choice((laughs, outside, wide)), rng.choice((MAIN, "word/styles.xml", "docProps/core.xml"))
    letter = rng.choice("am")
    body = document(f"<w:p><w:r><w:t>{f'&{letter};' * 50}</w:t></w:r></w:p>" + LINE, head)
    if rng.random() < 0.4:  # where a search for bytes of ASCII does not see it
        text = body.decode()
        body = rng.choice(
            (text.encode("utf-16"), text.encode("utf-16-be"), text.encode("utf-32"), text.encode("cp037"))
        )
    members = {**parts(), name: body}
    if name == MAIN and rng.random() < 0.3:  # a main part under another name
        members["word/document.bin"] = members.pop(MAIN)
        for other in ("[Content_Types].xml", "_rels/.rels"):
            members[other] = members[other].replace(b"word/document.xml", b"word/document.bin")
    return zipped(members)


def deep_nesting(rng: Random) -> bytes:
    tag = rng.choice(("w:p", "w:sdt", "w:r", "w:ins", "w:tbl><w:tr><w:tc"))
    depth = rng.choice((50, 80, 240, 3000, 200_000))
    closed = "".join(f"</{t}>" for t in reversed(tag.split("><")))
    return with_main(f"<{tag}>" * depth + LINE + closed * depth)


def nested_tables(rng: Random) -> bytes:
    """Rows within rows, each with many cells."""
    cells = "<w:tc>" + LINE + "</w:tc>"
    width, depth = rng.choice(((10, 70), (2000, 70), (100_000, 1), (100_000, 20)))
    opened = "<w:tbl><w:tr>" + cells + "<w:tc>"
    return with_main(
        opened * depth + "<w:tbl><w:tr>" + cells * width + "</w:tr></w:tbl>" + "</w:tc></w:tr></w:tbl>" * depth
    )


def many_runs(rng: Random) -> bytes:
    run = rng.choice(
        ("<w:r><w:t>x</w:t></w:r>", "<w:r><w:tab/></w:r>", "<w:p/>", LINE, "<w:del/>", "<!--x-->", "<?x?>")
    )
    return with_main(f"<w:p>{run * rng.choice((1000, 100_000, 600_000))}</w:p>" + LINE)


def huge_attributes(rng: Random) -> bytes:
    many = " ".join(f'a{n}="x"' for n in range(rng.choice((1000, 100_000))))
    spaces = " ".join(f'xmlns:n{n}="u:{n}"' for n in range(rng.choice((1000, 50_000))))
    attributes = rng.choice((f'w:val="{"A" * 9_000_000}"', f'w:val="{"A" * 11_000_000}"', many, spaces))
    return with_main(f"<w:p {attributes}/>" + LINE)


def odd_characters(rng: Random) -> bytes:
    sign = rng.choice(
        ("\x00", "\x01", "&#0;", "&#xD800;", "\ud800", "\ufffe", "&nbsp;", "&#x202e;", "<![CDATA[<w:p>]]>")
    )
    head = rng.choice(
        ("", "<?xml version='1.0' encoding='ISO-2022-JP'?>", "<?xml version='9.9'?>", "\ufeff", "<?xml encoding='x'?>")
    )
    return with_main(f"<w:p><w:r><w:t>{sign * 40}</w:t></w:r></w:p>" + LINE, head=head)


def odd_relations(rng: Random) -> bytes:
    target = rng.choice(("word/document.xml", "../../../x.xml", "http://127.0.0.1:9/x", "", "_rels/.rels", "%00", "/"))
    relation = (
        "<Relationship Id='r{0}' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/{1}' "
        "Target='{2}' TargetMode='{3}'/>"
    )
    kind, mode = rng.choice(("officeDocument", "styles", "image", "hyperlink")), rng.choice(("Internal", "External"))
    all_of_them = "".join(relation.format(n, kind, target, mode) for n in range(rng.choice((1, 5, 20_000))))
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    name = rng.choice(("_rels/.rels", "word/_rels/document.xml.rels"))
    return zipped({**parts(), name: f"<Relationships xmlns='{space}'>{all_of_them}</Relationships>".encode()})


def odd_properties(rng: Random) -> bytes:
    core = parts()["docProps/core.xml"]
    made = rng.choice(
        (b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59Z", b"2024-99-99", b"", b"2" * 5000, b"\xc2\xb2024")
    )
    title = rng.choice((b"A" * 400_000, b"&#10;&#9;", b"<x/>", "\u202e".encode() * 50))
    start, end = core.find(b"<dcterms:created"), core.find(b"</dcterms:created>")
    if start >= 0:
        core = core[: core.index(b">", start) + 1] + made + core[end:]
    return zipped(
        {
            **parts(),
            "docProps/core.xml": core.replace(b"<dc:title></dc:title>", b"<dc:title>" + title + b"</dc:title>").replace(
                b"<dc:title/>", b"<dc:title>" + title + b"</dc:title>"
            ),
        }
    )


HOSTILE: Final[tuple[Callable[[Random], bytes], ...]] = (
    swapped_members, left_out_member, damaged_member, odd_member, bomb, lying_sizes, many_members, overlapping_members,
    entities, deep_nesting, nested_tables, many_runs, huge_attributes, odd_characters, odd_relations, odd_properties,
)  # fmt: skip
