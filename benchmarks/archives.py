"""From a WARC file to published rows of `documents`: pages per second, for pages that the gate drops (a minute).

The pages are the golden ones with every word on the target replaced, a paragraph of their own each, and menus and
scripts around them until they are as heavy as pages of news sites are.
"""

import argparse
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from stancepipe.bundles import load_bundle
from stancepipe.extract.gate import load_gate
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.snapshots import Archive, Listed
from stancepipe.inputs import InputOptions, Surroundings, read_everything
from stancepipe.stages import PipelineRun
from stancepipe.store import Store

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "pages"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
WORDS = (
    "harbour quota herring council budget rail bridge school nurse timber orchard tariff museum festival drought "
    "river valley ferry library census pension vaccine turbine glacier archive parish market bakery tunnel stadium"
).split()
ON_THE_TARGET = re.compile(
    r"Israel\w*|Gaz\w+|Palest\w+|Hamas|Hezbollah|Houthi\w*|Jerusalem|Tel Aviv|West Bank|Netanyahu|Golan|Rafah|Jenin|"
    r"Zion\w*|Jewish|settle\w+|Ramallah|Hebron|occupied|Herzog|Abbas|UNRWA|Knesset|IDF",
    re.IGNORECASE,
)


def pages(count: int, kilobytes: int, seed: int) -> Iterator[str]:
    """Pages that say nothing about the target, each with words of its own."""
    chance = random.Random(seed)
    gate = load_gate(load_bundle().lexicons)
    plain = [
        page
        for path in sorted(GOLDEN.glob("*.html"))
        if not gate.opens(page := ON_THE_TARGET.sub("Iceland", path.read_text(encoding="utf-8", errors="replace")))
        and "</body>" in page
        and "charset" in page.lower()
    ]
    for number in range(count):
        page = plain[number % len(plain)]
        menu = "".join(f'<li><a href="/{w}/{i}">{w} {i}</a></li>' for i, w in enumerate(chance.choices(WORDS, k=300)))
        script = "var settings = {};" + "".join(f"settings[{i}]={chance.random()};" for i in range(kilobytes * 22))
        page = re.sub(r"<p[ >]", lambda tag: f"<p>{' '.join(chance.choices(WORDS, k=90))}.</p>{tag[0]}", page)
        yield page.replace("</body>", f"<nav><ul>{menu}</ul></nav><script>{script}</script></body>")


def main() -> None:
    """Write an archive, read it, publish, print one line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=600)
    options.add_argument("--kilobytes", type=int, default=60, help="of script around each page")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    bundle = load_bundle()
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place) / "archive", Path(place) / "out"
        size = 0
        with Archive(folder) as archive:
            for number, page in enumerate(pages(given.pages, given.kilobytes, given.seed)):
                url, body = f"https://news.example/{number}", page.encode("utf-8")
                size += len(body)
                said = (("content-type", "text/html; charset=utf-8"),)
                answer = Fetched(
                    url=url, final_url=url, headers=said, media_type="text/html", charset="utf-8", body=body
                )
                archive.add(answer, fetched_at=NOW, listed=Listed(doc_type="news_report"), role="document")
        about = Surroundings(bundle=bundle, out=out, clock=lambda: NOW, report=print)
        wall, cpu = time.perf_counter(), time.process_time()
        with Store(out).writer() as writer:
            run = PipelineRun(store=Store(out), bundle=bundle, now=NOW)
            run.collect(read_everything([str(folder)], InputOptions(), about))
            collected = time.process_time() - cpu
            run.derive()
            run.publish(writer, NOW)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        became = ", ".join(f"{n} {status}" for status, n in Counter(d.status for d in run.documents.values()).items())
    print(
        f"archive to documents: {given.pages} pages of {size / given.pages / 1000:.0f} kB, {became}: "
        f"{given.pages / cpu:.0f} pages/s of CPU ({given.pages / wall:.0f} by the clock), of it collected in "
        f"{collected / cpu:.0%}"
    )


if __name__ == "__main__":
    main()
