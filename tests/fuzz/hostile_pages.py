"""HTML pages and plain texts that are not what they seem."""

import json
from collections.abc import Callable
from random import Random
from typing import Final

LINE: Final = "The ministry summoned the ambassador of Israel on Monday and handed over a note of protest. "
ARTICLE: Final = f"<article><h1>Ambassador summoned</h1><p>{LINE * 3}</p><p>{LINE * 3}</p></article>"


def page(body: str = "", head: str = "", charset: str = "utf-8") -> bytes:
    head = f"<head><meta charset='{charset}'><title>A note</title>{head}</head>"
    whole = f"<!DOCTYPE html><html>{head}<body>{body}{ARTICLE}</body></html>"
    return whole.encode("utf-8", "surrogatepass")


def unclosed(rng: Random) -> bytes:
    tag = rng.choice(
        "div p li table tr td span b i a script style title textarea svg math noscript template select"
        " option h1 form frameset plaintext iframe object br font dl dt ruby blockquote".split()
    )
    return page(f"<{tag}>{rng.choice(('', 'x', LINE))}" * rng.choice((5, 120, 240, 2000, 39_000)))


def nested(rng: Random) -> bytes:
    tag = rng.choice(("table><tr><td", "div", "ul><li", "blockquote", "b><i", "x-y", "p", "h1", "object", "svg><g"))
    depth = rng.choice((20, 60, 120, 245, 1000, 30_000))
    closed = "".join(f"</{t}>" for t in reversed(tag.split("><")))
    return page(f"<{tag}>" * depth + LINE + closed * depth)


def attribute_flood(rng: Random) -> bytes:
    count = rng.choice((100, 499, 600, 50_000))
    return page(f"<p {' '.join(f'a{n}={n}' for n in range(count))}>{LINE}</p>" * rng.choice((1, 20)))


def huge_attribute(rng: Random) -> bytes:
    quote = rng.choice(("'", '"', ""))
    value = rng.choice(("a", "/", "=", " ", "&amp;", "&", "0", "2024-01-01/", "%", "a b ")) * rng.choice(
        (1000, 300_000)
    )
    tag = rng.choice(
        (
            "<p class={0}>",
            "<a href={0}>",
            "<meta name=date content={0}>",
            "<meta property=og:title content={0}>",
            "<meta http-equiv=refresh content={0}>",
            "<link rel=canonical href={0}>",
            "<time datetime={0}>",
            "<base href={0}>",
            "<img alt={0}>",
            "<div style={0}>",
            "<meta name={0} content={0}>",
            "<div id={0}>",
        )
    )
    return page(tag.format(quote + value + quote) + LINE, head=tag.format(quote + value + quote))


def long_runs(rng: Random) -> bytes:
    """One sign without end in places that patterns of dates, titles and names are searched in."""
    sign = rng.choice(
        (
            "0",
            "1/",
            "-",
            "2024-",
            " ",
            "\t\n",
            "a",
            "|",
            "by ",
            "12.",
            "\u00a0",
            "Jan ",
            "(",
            "é",
            "\u0627 ",
            "-- ",
            "© 2024 ",
        )
    )
    run = sign * rng.choice((1000, 20_000, 400_000))
    place = rng.choice(
        (
            "<title>{0}</title>",
            "<p>{0}</p>",
            "<h1>{0}</h1>",
            "<script>{0}</script>",
            "<div class=author>{0}</div>",
            "<time>{0}</time>",
            "<footer>{0}</footer>",
            "<!--{0}-->",
            "<span class=date>{0}</span>",
            "{0}",
        )
    )
    return page(place.format(run), head=place.format(run))


def comments(rng: Random) -> bytes:
    kind = rng.choice(
        (
            "<!--{0}-->",
            "<!--{0}",
            "<!--[if IE]>{0}<![endif]-->",
            "<![if !IE]>{0}<![endif]>",
            "<?xml {0}?>",
            "<![CDATA[{0}]]>",
            "<!---->{0}",
            "<!-->{0}-->",
            "<!--{0}--!>",
            "<!{0}>",
            "</{0}>",
            "<!DOCTYPE {0}>",
        )
    )
    return page(kind.format(rng.choice((LINE, "-", "<!--", "a ")) * rng.choice((1, 50, 30_000))) * rng.choice((1, 30)))


def entities(rng: Random) -> bytes:
    one = rng.choice(
        (
            "&#0;",
            "&#1;",
            "&#xD800;",
            "&#x110000;",
            "&#99999999999999;",
            "&nbsp",
            "&lt;p&gt;",
            "&#xFFFE;",
            "&notanentity;",
            "&#128;",
            "&#x0B;",
            "&#x1F;",
        )
    )
    head = rng.choice(("", '<!DOCTYPE html [<!ENTITY a "' + "b" * 1000 + '"><!ENTITY c "' + "&a;" * 1000 + '">]>'))
    return page(f"<p>{LINE}{one * rng.choice((1, 20, 20_000))}&c;</p>", head=head + f"<title>{one * 5}</title>")


def wrong_charset(rng: Random) -> bytes:
    claimed = rng.choice(
        "utf-16 utf-32 utf-7 shift_jis iso-2022-jp big5 rot13 zlib idna unicode_escape hz cp037 utf-8-sig koi8-r"
        " x-user-defined iso-2022-kr punycode mbcs oem undefined base64 gb18030 windows-1255".split()
    )
    actual = rng.choice(
        ("utf-8", "utf-16", "utf-16-le", "utf-32", "cp1252", "shift_jis", "iso-2022-jp", "utf-7", "koi8-r", "cp1256")
    )
    text = page("<p>Ministère, السفير، посол, 大使, \u202e.</p>", charset=claimed).decode()
    return text.encode(actual, "xmlcharrefreplace")


def mixed_encodings(rng: Random) -> bytes:
    parts = [LINE.encode(c) for c in rng.choices(("utf-8", "utf-16-le", "utf-16-be", "cp500", "utf-32-le"), k=4)]
    high = [bytes(rng.randrange(128, 256) for _ in range(rng.choice((5, 500, 20_000)))) for _ in range(3)]
    return page().replace(b"<p>", b"<p>" + b"</p><p>".join(rng.sample(parts + high, rng.randrange(1, 7))), 1)


def null_bytes(rng: Random) -> bytes:
    body = page()
    return body.replace(
        rng.choice((b"<p>", b"e", b" ", b"<")),
        rng.choice((b"\x00<p>", b"\x00", b"e\x00", b"\x00 \x00")),
        rng.choice((1, 3, -1)),
    )


def surrogates(rng: Random) -> bytes:
    return page(
        f"<p>{LINE}{rng.choice((chr(0xD83D), chr(0xDE00), chr(0xD83D) + chr(0xDE00)))}</p>",
        head="<title>\ud800</title>",
    )


def linked_data(rng: Random) -> bytes:
    deep = "[" * rng.choice((50, 900, 100_000))
    odd = [
        deep,
        '{{"@type":"NewsArticle","datePublished":{}}}'.format(
            rng.choice(("1e999", "[]", "null", '"\\ud800"', '"9999-99-99"', "1" * 5000))
        ),
        '{"@graph":' * 500 + "1" + "}" * 500,
        json.dumps([{"datePublished": "2024-01-01", "author": {"name": "x" * 9000}}] * 3000),
        '{"@type":"Article","author":"' + "a, " * 30_000 + '"}',
        '{"headline":"' + "\\n" * 50_000 + '"}',
    ]
    return page(head=f"<script type='application/ld+json'>{rng.choice(odd)}</script>" * rng.choice((1, 30)))


def link_flood(rng: Random) -> bytes:
    count = rng.choice((100, 5000, 19_000))
    target = rng.choice(
        (
            "http://[",
            "//x",
            "javascript:alert(1)",
            "http://a/" + "b/" * 800,
            "\x00",
            "?a=" + "&b" * 500,
            "http://\u0660.x/2024/01/01",
        )
    )
    return page(f"<a href='{target}'>{rng.choice(('', 'A long headline with words', LINE))}</a>"[:900] * count)[
        :7_900_000
    ]


def block_flood(rng: Random) -> bytes:
    block = rng.choice(
        (
            "<p>Word.</p>",
            "<br>",
            f"<p>{LINE}</p>",
            "<li>x",
            "<tr><td>1</td><td>2</td></tr>",
            "<h2>x</h2>",
            "<p></p>",
            "<span>a</span>",
            "<hr>",
            f"{LINE}<br><br>",
        )
    )
    wrapped = rng.choice(
        ("{0}", "<table>{0}</table>", "<ul>{0}</ul>", "<article>{0}</article>", "<div class=comments>{0}</div>")
    )
    return page(wrapped.format(block * rng.choice((500, 9_000, 19_000, 60_000))))[:7_900_000]


def bracket_flood(rng: Random) -> bytes:
    return page(
        rng.choice(("<", "< ", "<<a", "</", "<!", "<?", "<a<", "&lt;", "<p/", "<a ="))
        * rng.choice((1000, 150_000, 900_000))
    )


def wrapped(rng: Random) -> bytes:
    kind = rng.choice(("xhtml", "frames", "amp", "xml", "svg", "json", "mht", "empty", "doctype"))
    inside = ARTICLE
    return {
        "xhtml": f'<?xml version="1.0" encoding="utf-16"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{inside}</body></html>',
        "frames": f"<html><frameset><frame src=a><noframes>{inside}</noframes></frameset></html>",
        "amp": f"<html ⚡><body><amp-x>{inside}</amp-x></body></html>",
        "xml": f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;{inside}</a>",
        "svg": f"<svg><foreignObject>{inside}</foreignObject></svg>",
        "json": json.dumps({"html": inside}),
        "mht": f"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{inside}",
        "empty": rng.choice(
            ("", " ", "\ufeff", "<html>", "<html/>", "<>", "<!DOCTYPE html>", "<body>" * 50, "\n" * 100_000)
        ),
        "doctype": f"<!DOCTYPE {'x' * 100_000}>{inside}",
    }[kind].encode()


def big_text(rng: Random) -> bytes:
    """For plain text as much as for pages: long lines, no words, endless words, only marks."""
    sign = rng.choice(
        (
            "a",
            "a ",
            "word. ",
            "\n",
            "\u0301",
            "\u0627",
            "字",
            "\u200b",
            "-- ",
            ". ",
            "1",
            "x\r",
            "\x0c",
            "\U0001f600",
            LINE,
        )
    )
    return (sign * (rng.choice((50_000, 2_000_000, 19_000_000)) // len(sign.encode()))).encode()


PAGES: Final[tuple[Callable[[Random], bytes], ...]] = (
    unclosed, nested, attribute_flood, huge_attribute, long_runs, comments, entities, wrong_charset, mixed_encodings,
    null_bytes, surrogates, linked_data, link_flood, block_flood, bracket_flood, wrapped,
)  # fmt: skip
TEXTS: Final = (big_text, wrong_charset, mixed_encodings, null_bytes, surrogates)
