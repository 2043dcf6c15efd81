"""Feeds and sitemaps that are not what they seem: RSS, Atom, JSON Feed, sitemaps."""

import json
from collections.abc import Callable
from random import Random
from typing import Final

from fuzz.damage import gzipped

TITLE: Final = "Ambassador of Israel summoned to the ministry"


def rss(items: str, head: str = "<?xml version='1.0' encoding='UTF-8'?>", about: str = "") -> bytes:
    body = f"{head}<rss version='2.0' {about}><channel><title>Press</title><link>https://x.example/</link>{items}</channel></rss>"
    return body.encode("utf-8", "surrogatepass")


def item(
    title: str = TITLE, link: str = "https://x.example/a", date: str = "Mon, 06 May 2024 10:00:00 GMT", more: str = ""
) -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>{more}</item>"


def atom(entries: str, head: str = "<?xml version='1.0'?>") -> bytes:
    return f"{head}<feed xmlns='http://www.w3.org/2005/Atom'><title>Press</title>{entries}</feed>".encode(
        "utf-8", "surrogatepass"
    )


def json_feed(items: object, **more: object) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Press", "items": items, **more}
    ).encode()


def odd_dates(rng: Random) -> bytes:
    date = rng.choice(
        (
            "Mon, 99 Foo 2024",
            "0000-00-00",
            "9" * 3000,
            "2024-13-45T99:99:99Z",
            "Mon, 06 May 20240 10:00 EET",
            "1" + " " * 5000 + "1",
            "-0001-01-01",
            "Mon, 06 May 2024 10:00:00 +9999",
            "月曜日",
            "\u0662\u0660\u0662\u0664-01-01",
            "2024-W01-1",
            "1714989600",
            "99991231",
            "Mon, 31 Dec 9999 23:59:59 -1200",
            "06/05/24",
            "0001-01-01T00:00:00+14:00",
            ":" * 4000,
            "2024-001",
        )
    )
    if rng.random() < 0.5:
        return rss("".join(item(link=f"https://x.example/{n}", date=date) for n in range(9)))
    return atom(
        f"<entry><title>{TITLE}</title><link href='https://x.example/a'/><published>{date}</published></entry>" * 3
    )


def entities(rng: Random) -> bytes:
    doctype = rng.choice(
        (
            '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
            '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
            '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>',
            "<!DOCTYPE r [<!ELEMENT r ANY>]>",
        )
    )
    body = rss(item(title="&b;&nbsp;&#0;&#xD800;&eacute;"), head=doctype)
    return body.decode().encode(rng.choice(("utf-8", "utf-16", "utf-16-be", "utf-32", "utf-7", "cp037")))


def huge_titles(rng: Random) -> bytes:
    title = rng.choice(
        (
            "A",
            "<![CDATA[<b>",
            "&lt;b&gt;",
            "&amp;",
            " ",
            "\u202e",
            "&#x1F600;",
            "<b>x</b>",
            "]]&gt;",
            "&lt;!--",
            "&lt;a href='",
        )
    ) * rng.choice((100, 50_000))
    return rss(item(title=title, more=f"<description>{title}</description>"))


def control_characters(rng: Random) -> bytes:
    sign = rng.choice("\x00\x01\x08\x0b\x1f\x7f\x85\ufffe\uffff\ud800\u2028")
    return rss(
        item(title=TITLE.replace(" ", sign), link=f"https://x.example/{sign}"),
        head=rng.choice(("", f"{sign}", "<?xml version='1.1'?>")),
    )


def odd_links(rng: Random) -> bytes:
    link = rng.choice(
        (
            "",
            "javascript:x",
            "http://[",
            "//",
            "http://" + "a" * 5000,
            "https://x.example/\n\t a",
            "http://\u0130.example/",
            "file:///etc/passwd",
            "http://x:99999/",
            "http://[::1",
            "http://a@b@c/",
            "../" * 900,
            "https://x.example/?" + "a=b&amp;" * 900,
            "http://xn--\u00e9/",
            "http://\uff0f/",
        )
    )
    return rng.choice(
        (
            rss(item(link=link) + item(link=link + "2")),
            atom(f"<entry><title>x</title><link rel='alternate' href='{link}'/></entry>"),
            json_feed([{"id": link, "url": link, "title": TITLE}]),
        )
    )


def deep(rng: Random) -> bytes:
    depth = rng.choice((50, 255, 5000, 100_000))
    tag = rng.choice(("item", "title", "description", "x:y", "entry", "content"))
    return rng.choice((rss(f"<{tag}>" * depth + TITLE + f"</{tag}>" * depth), atom(f"<{tag} type='xhtml'>" * depth)))


def deep_html(rng: Random) -> bytes:
    tag = rng.choice(("div", "b", "table", "a href=x", "script", "svg", "!--", "![CDATA["))
    return rss(item(more=f"<description><![CDATA[{f'<{tag}>' * rng.choice((200, 5000, 60_000))}]]></description>"))


def many_items(rng: Random) -> bytes:
    count = rng.choice((300, 3000, 12_000))
    return (
        rss("".join(item(link=f"https://x.example/{n}") for n in range(count)))
        if rng.random() < 0.6
        else rss("<item/>" * count * 5)
    )


def attribute_flood(rng: Random) -> bytes:
    count = rng.choice((500, 20_000))
    flood = rng.choice(
        (
            " ".join(f"a{n}='x'" for n in range(count)),
            " ".join(f"xmlns:n{n}='u:{n}'" for n in range(count)),
            f"a='{'x' * 500_000}'",
        )
    )
    return rss(item(), about=flood)


def mixed_up(rng: Random) -> bytes:
    return rng.choice(
        (
            rss("<entry><id>x</id></entry>"),
            atom(item()),
            rss(item()) + atom(""),
            rss(item())[:-9],
            b"<rss>" * 3000,
            b"<rdf:RDF><item>",
            b"<html><body>503</body></html>",
            b"{}",
            b"[]",
            b"",
            b"\xff\xfe",
            b"null",
            b"\x1f\x8b\x08\x00",
            rss(item(), head="<?xml encoding='rot13'?>"),
            rss(item(), head="<?xml version='1.0' encoding='zlib_codec'?>"),
            rss(item(), head="<?xml version='1.0' encoding='" + "x" * 5000 + "'?>"),
            rss(item() * 3)
            .decode()
            .encode(rng.choice(("utf-16", "utf-16-le", "utf-32-be", "cp1256", "shift_jis", "utf-7")), "ignore"),
        )
    )


def json_feeds(rng: Random) -> bytes:
    odd: object = rng.choice(
        (
            None,
            1,
            "x",
            [],
            {},
            [None],
            [[]],
            ["x"],
            [{"url": 5, "title": [], "date_published": {}}],
            [{"url": "\ud800", "title": "\x00"}],
            [{"id": "x", "url": "https://x.example/1", "title": "A" * 99_999, "date_published": "9999-99-99"}] * 500,
            [
                {
                    "id": True,
                    "external_url": "https://x.example/2",
                    "content_html": "<b>" * 5000,
                    "date_published": 1e300,
                }
            ],
        )
    )
    body = json_feed(
        odd,
        **(
            {"next_url": 5, "version": rng.choice((None, 1, "https://jsonfeed.org/version/9"))}
            if rng.random() < 0.5
            else {}
        ),
    )
    return rng.choice(
        (
            body,
            body,
            b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 200_000,
            body[:-3],
            b"\xef\xbb\xbf" + body,
            body.decode().encode("utf-16"),
            b'{"version":"https://jsonfeed.org/version/1","items":[' + b"9" * 9000 + b"]}",
        )
    )


def sitemap(entries: str, root: str = "urlset", head: str = "<?xml version='1.0'?>") -> bytes:
    return f"{head}<{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</{root}>".encode()


def odd_sitemaps(rng: Random) -> bytes:
    place = rng.choice(
        ("https://x.example/a", "", "javascript:x", "https://x.example/" + "b" * 9000, "\u202e", "http://[")
    )
    day = rng.choice(("2024-05-06", "9" * 500, "", "0000-00-00", "2024-05-06T99:00Z", "0001-01-01T00:00+14:00"))
    root, entry = rng.choice((("urlset", "url"), ("sitemapindex", "sitemap"), ("urlset", "x"), ("x", "url")))
    entries = f"<{entry}><loc>{place}</loc><lastmod>{day}</lastmod></{entry}>" * rng.choice((1, 50, 20_000))
    return sitemap(entries, root)


def deep_sitemaps(rng: Random) -> bytes:
    tag = rng.choice(("url", "loc", "x"))
    return sitemap(f"<{tag}>" * rng.choice((100, 250, 3000, 200_000)))


def wide_sitemaps(rng: Random) -> bytes:
    filler = rng.choice(("<url/>", "<url><loc/></url>", "<!---->", " ", "<a:b/>", "&#0;"))
    return sitemap(filler * rng.choice((1000, 1_000_000)))


def packed_sitemaps(rng: Random) -> bytes:
    whole = sitemap(" " * 5_000_000)
    packed = gzipped(whole * rng.choice((1, 12)))
    return rng.choice((packed, packed[:-9], packed * 2, gzipped(packed), b"\x1f\x8b" + whole[:99]))


def declared_entities(rng: Random) -> bytes:
    head = '<!DOCTYPE u [<!ENTITY a "https://x.example/">]>'
    body = sitemap("<url><loc>&a;</loc></url>", head=head)
    return rng.choice((body, gzipped(body), body.decode().encode("utf-16")))


HOSTILE: Final[tuple[Callable[[Random], bytes], ...]] = (
    odd_dates, entities, huge_titles, control_characters, odd_links, deep, deep_html, many_items, attribute_flood,
    mixed_up, json_feeds,
)  # fmt: skip
SITEMAPS: Final[tuple[Callable[[Random], bytes], ...]] = (
    odd_sitemaps, deep_sitemaps, wide_sitemaps, packed_sitemaps, declared_entities,
)  # fmt: skip
