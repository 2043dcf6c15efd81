"""The raw archive: what is stored, found again, carried through crashes and taken out."""

import gzip
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from stancepipe.errors import DocumentError, StoreError, StoreLocked
from stancepipe.ingest.archives import Response, read_responses
from stancepipe.ingest.dates import Published
from stancepipe.ingest.fetch import Fetched
from stancepipe.ingest.snapshots import Archive, Listed, Snapshot

NOON = datetime(2026, 3, 1, 12, 0, 0, 250, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOBODY = Listed()
MINISTRY = Listed(
    source_id="gha-mfa", publisher="Ministry of Foreign Affairs", publisher_country="GHA",
    doc_type="official_statement", language="en", title="On the “ceasefire” 🕊",
    published=Published(day=date(2026, 2, 28), precision="day", found_from="feed"),
    date_formats=("%d.%m.%Y", "%d %B %Y"),
)  # fmt: skip


def page(number: int, words: str = "Ghana regrets.", **changes: object) -> Fetched:
    url = f"https://mfa.example/{number}"
    body = f"<p>{words} {number}</p>".encode()
    headers = (
        ("content-type", "text/html; charset=UTF-8"), ("content-encoding", "gzip"), ("content-length", "17"),
        ("transfer-encoding", "chunked"), ("etag", f'W/"{number}-\xe9"'), ("set-cookie", "a=1"), ("set-cookie", "b=2"),
        ("last-modified", "Sun, 01 Mar 2026 10:00:00 GMT"), ("cache-control", "max-age=300"),
    )  # fmt: skip
    answer = Fetched(url=url, final_url=url, headers=headers, media_type="text/html", charset="UTF-8", body=body)
    return replace(answer, **changes)  # type: ignore[arg-type]


def add(archive: Archive, answer: Fetched, at: datetime = NOON, listed: Listed = NOBODY, **more: str) -> Snapshot:
    return archive.add(answer, fetched_at=at, listed=listed, role=more.get("role", "document"))


def offline(folder: Path) -> tuple[list[Response], Counter[str]]:
    """All that a reader who knows only the files finds."""
    passed_over: Counter[str] = Counter()
    found: list[Response] = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            found += read_responses(stream, path.name, passed_over)
    return found, passed_over


def unpacked(folder: Path) -> bytes:
    """Every byte that lies in the folder, gzip undone."""
    return b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in folder.iterdir()
        if path.is_file()
    )


def everything(archive: Archive, urls: list[str]) -> list[object]:
    return [list(archive.snapshots()), list(archive.snapshots("listing")),
            *((archive.latest(url), archive.failure(url)) for url in urls)]  # fmt: skip


def test_what_was_added_is_found_with_all_that_was_said(tmp_path: Path) -> None:
    answer = page(1, final_url="https://mfa.example/en/1")
    with Archive(tmp_path) as archive:
        assert archive.latest(answer.url) is None
        stored = add(archive, answer, listed=MINISTRY)
        assert archive.latest(answer.url) == stored
        assert archive.body(stored) == answer.body
    assert (stored.url, stored.final_url, stored.role) == (answer.url, answer.final_url, "document")
    assert (stored.fetched_at, stored.checked_at, stored.listed) == (NOON, NOON, MINISTRY)
    assert (stored.media_type, stored.charset) == ("text/html", "UTF-8")
    assert (stored.etag, stored.last_modified) == ('W/"1-\xe9"', "Sun, 01 Mar 2026 10:00:00 GMT")
    assert stored.fresh_for == 300.0
    assert stored.file == "20260301T120000Z-00001.warc.gz"
    with Archive(tmp_path) as archive:
        assert archive.latest(answer.url) == stored
        assert archive.body(stored) == answer.body


def test_the_same_again_is_noted_and_not_stored_twice(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first = add(archive, page(1))
        later = Listed(title="A better title")
        again = add(archive, page(1, headers=(("etag", '"new"'),)), NOON + HOUR, later)
        assert again == replace(
            first, checked_at=NOON + HOUR, etag='"new"', last_modified=None, fresh_for=None, listed=later
        )
        changed = add(archive, page(1, "Ghana condemns."), NOON + 2 * HOUR)
        back = add(archive, page(1), NOON + 3 * HOUR)
        assert len({first.sha256, changed.sha256}) == 2
        assert (back.sha256, back.fetched_at, back.offset > changed.offset) == (first.sha256, NOON + 3 * HOUR, True)
        assert [s.fetched_at for s in archive.snapshots()] == [NOON, NOON + 2 * HOUR, NOON + 3 * HOUR]
        assert archive.latest(page(1).url) == back
        assert [archive.body(s) for s in archive.snapshots()] == [page(1).body, changed_body(), page(1).body]
    kinds = Counter(line for line in unpacked(tmp_path).split(b"\r\n") if line.startswith(b"WARC-Type"))
    assert kinds == {b"WARC-Type: warcinfo": 1, b"WARC-Type: response": 3, b"WARC-Type: revisit": 1,
                     b"WARC-Type: metadata": 4}  # fmt: skip


def changed_body() -> bytes:
    return page(1, "Ghana condemns.").body


@pytest.mark.parametrize(
    "change", [{"charset": "latin-1"}, {"media_type": "text/plain"}, {"final_url": "https://mfa.example/else"}]
)
def test_the_same_bytes_that_read_otherwise_are_stored_again(tmp_path: Path, change: dict[str, str]) -> None:
    with Archive(tmp_path) as archive:
        first, second = add(archive, page(1)), add(archive, page(1, **change), NOON + HOUR)
        assert first.offset < second.offset
        assert second.fetched_at == NOON + HOUR


def test_a_listing_that_becomes_a_document_is_stored_again(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        listing, document = add(archive, page(1), role="listing"), add(archive, page(1), NOON + HOUR)
        assert (list(archive.snapshots("listing")), list(archive.snapshots())) == ([listing], [document])


def test_unchanged_by_the_servers_word(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        stored = add(archive, page(1), listed=MINISTRY)
        listed = replace(MINISTRY, title="Renamed")
        checked = archive.add_unchanged(stored, checked_at=NOON + HOUR, listed=listed)
        assert checked == replace(stored, checked_at=NOON + HOUR, listed=listed)
        assert archive.latest(stored.url) == checked
    assert b"server-not-modified" in unpacked(tmp_path)


def test_a_failure_lasts_until_something_comes(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.add_failure(page(1).url, "status 503", True, NOON, MINISTRY)
        archive.add_failure(page(2).url, "status 410", False, NOON, NOBODY)
        failed = archive.failure(page(1).url)
        assert failed is not None
        assert (failed.reason, failed.temporary, failed.failed_at) == ("status 503", True, NOON)
        stored = add(archive, page(1), NOON + HOUR)
        assert archive.failure(page(1).url) is None
        archive.add_failure(page(1).url, "status 500", True, NOON + HOUR, NOBODY)
        archive.add_unchanged(stored, checked_at=NOON + 2 * HOUR, listed=NOBODY)
        assert archive.failure(page(1).url) is None
        gone = archive.failure(page(2).url)
        assert gone is not None and not gone.temporary


def fill(folder: Path, *, max_file: int = 2000) -> list[str]:
    """An archive of several files with everything that can be in one."""
    odd = "https://mfa.example/ö \r\nWARC-Type: response\r\n" + "z" * 9000 + "\udc80"
    with Archive(folder, max_file=max_file) as archive:
        for number in range(12):
            add(archive, page(number, "x" * 300), NOON + number * HOUR, MINISTRY)
        for number in range(0, 12, 2):
            add(archive, page(number, "x" * 300), NOON + (20 + number) * HOUR, replace(MINISTRY, title=str(number)))
        for number in range(0, 12, 3):
            known = archive.latest(page(number).url)
            assert known is not None
            archive.add_unchanged(known, checked_at=NOON + 40 * HOUR, listed=MINISTRY)
        add(archive, page(3, "another text"), NOON + 41 * HOUR, MINISTRY)
        add(archive, page(99, "feed"), NOON, role="listing")
        add(archive, page(98, url=odd, final_url="https://mfa.example/ä b"), NOON)
        archive.add_failure(odd + "!", "não encontrado\n", True, NOON, MINISTRY)
        archive.add_failure(page(4).url, "gone", False, NOON + 50 * HOUR, MINISTRY)
        archive.add_failure(page(97).url, "no feed", False, NOON, MINISTRY, role="listing")
    return [*(page(number).url for number in (*range(12), 97, 98, 99)), odd, odd + "!"]


@pytest.mark.parametrize("harm", ["missing", "junk", "older", "cut", "another table"])
def test_an_index_that_is_gone_or_damaged_is_made_again(tmp_path: Path, harm: str) -> None:
    urls = fill(tmp_path)
    index = tmp_path / ".index.sqlite"
    with Archive(tmp_path) as archive:
        before = everything(archive, urls)
    if harm == "missing":
        index.unlink()
    elif harm == "junk":
        index.write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 20)
    elif harm == "cut":
        index.write_bytes(index.read_bytes()[:8192])
    else:
        with sqlite3.connect(index) as db:
            db.execute("pragma user_version = 0" if harm == "older" else "drop index by_url")
        db.close()
    with Archive(tmp_path) as archive:
        assert everything(archive, urls) == before
        assert len(list(archive.snapshots())) == 14


def test_an_index_that_is_behind_or_of_other_files_is_put_right(tmp_path: Path) -> None:
    urls = fill(tmp_path / "a", max_file=10**9)
    index = tmp_path / "a/.index.sqlite"
    behind = index.read_bytes()
    with Archive(tmp_path / "a") as archive:
        add(archive, page(5, "new words"), NOON + 60 * HOUR)
        now = everything(archive, urls)
    index.write_bytes(behind)
    with Archive(tmp_path / "a") as archive:
        assert everything(archive, urls) == now
    first = min((tmp_path / "a").glob("*.warc.gz"))
    first.unlink()
    with Archive(tmp_path / "a") as archive:
        assert [archive.body(s) for s in archive.snapshots()] == [page(5, "new words").body]
        assert archive.failure(page(4).url) is None


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    fill(tmp_path / "a")
    fill(tmp_path / "b")
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).glob("*.warc.gz")} for n in "ab")
    assert one == two
    assert len(one) > 3
    ids = [line for line in unpacked(tmp_path / "a").split(b"\r\n") if line.startswith(b"WARC-Record-ID")]
    assert len(ids) == len(set(ids)) > 40


def test_files_are_named_in_the_order_they_were_begun_also_when_the_clock_goes_back(tmp_path: Path) -> None:
    for hours in (5, 3, 9):
        with Archive(tmp_path) as archive:
            stored = add(archive, page(1, f"{hours} o'clock"), NOON + hours * HOUR)
            assert archive.latest(page(1).url) == stored
    names = sorted(p.name for p in tmp_path.glob("*.warc.gz"))
    assert [name.split("-")[0][9:11] for name in names] == ["17", "17", "21"]
    assert [name.split("-")[1][:5] for name in names] == ["00001", "00002", "00003"]
    with Archive(tmp_path) as archive:
        assert [s.fetched_at.hour for s in archive.snapshots()] == [15, 17, 21]


def test_round_trip_through_the_files_alone(tmp_path: Path) -> None:
    with Archive(tmp_path, max_file=3000) as archive:
        pages = [page(n, "x" * n * 50, final_url=f"https://mfa.example/en/{n}") for n in range(15)]
        for number, answer in enumerate(pages):
            add(archive, answer, NOON + number * HOUR, replace(MINISTRY, title=f"Title {number}"))
        add(archive, page(50), role="listing")
        archive.add_failure(page(60).url, "status 404", False, NOON, MINISTRY)
        archive.add_failure(page(61).url, "no feed", False, NOON, MINISTRY, role="listing")
        add(archive, pages[3], NOON + 100 * HOUR)
        pdf = add(archive, page(70, media_type="application/octet-stream", url="https://mfa.example/70.pdf",
                                headers=(("content-type", "application/octet-stream"),)))  # fmt: skip
        picture = add(archive, page(71, media_type="image/png", headers=(("content-type", "image/png"),)))
    found, passed_over = offline(tmp_path)
    assert passed_over == {}
    assert [(r.asked, r.url, r.body) for r in found[:15]] == [(a.url, a.final_url, a.body) for a in pages]
    assert [r.fetched_at for r in found[:15]] == [NOON + n * HOUR for n in range(15)]
    assert [r.listed for r in found[:15]] == [replace(MINISTRY, title=f"Title {n}") for n in range(15)]
    assert {(r.kind, r.charset, r.problem) for r in found[:15]} == {("html", "UTF-8", None)}
    failed, document, other = found[15:]
    assert (failed.asked, failed.problem, failed.listed) == (page(60).url, "status 404", MINISTRY)
    assert (failed.body, failed.fetched_at) == (None, NOON)
    assert (document.asked, document.kind) == (pdf.url, "pdf")
    assert (other.asked, other.problem) == (picture.url, "answers with image/png, which is not read")


def test_another_program_of_the_field_reads_the_files(tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    fill(tmp_path)
    found = []
    for path in sorted(tmp_path.glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                body = record.content_stream().read()
                if record.rec_type == "response":
                    found.append(body)
    assert found[:12] == [page(n, "x" * 300).body for n in range(12)]


def test_a_file_cut_off_anywhere_reads_up_to_its_last_whole_entry_and_the_archive_goes_on(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    with Archive(whole, max_file=10**9) as archive:
        ends = []
        for number in range(8):
            add(archive, page(number, "x" * 400), NOON + number * HOUR)
            ends.append((whole / "20260301T120000Z-00001.warc.gz").stat().st_size)
    content = (whole / "20260301T120000Z-00001.warc.gz").read_bytes()
    end_of_head = content.index(b"\x1f\x8b", 2)
    chance = random.Random(7)
    for cut in [*(chance.randrange(len(content)) for _ in range(60)), *ends, *(end - 1 for end in ends), 0, 1]:
        folder = tmp_path / str(cut)
        if folder.exists():
            continue
        folder.mkdir()
        (folder / "20260301T120000Z-00001.warc.gz").write_bytes(content[:cut])
        kept = sum(end <= cut for end in ends)
        said: list[str] = []
        with Archive(folder, report=said.append) as archive:
            assert [s.url for s in archive.snapshots()] == [page(n).url for n in range(kept)]
            add(archive, page(50), NOON + 100 * HOUR)
        with Archive(folder, report=said.append) as archive:
            assert [archive.body(s) for s in archive.snapshots()][-1] == page(50).body
        assert len(said) == (cut not in {0, end_of_head, *ends})
        if cut > end_of_head:
            found = [r.asked for r in offline(folder)[0]]
            assert found[:kept] == [page(n).url for n in range(kept)]
            # One whose checksum alone is cut off counts for those who read the files in passing.
            assert found[kept:] in ([page(50).url], [page(kept).url, page(50).url])


def test_damage_in_the_middle_is_told_and_the_rest_stands(tmp_path: Path) -> None:
    fill(tmp_path)
    files = sorted(tmp_path.glob("*.warc.gz"))
    content = bytearray(files[1].read_bytes())
    content[len(content) // 2] ^= 0xFF
    files[1].write_bytes(content)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "20260101T000000Z-00009.warc.gz").write_text("no archive")
    (tmp_path / "20260101T000000Z-00010.warc.gz").write_bytes(gzip.compress(b"no archive"))
    (tmp_path / ".index.sqlite").unlink()
    said: list[str] = []
    with Archive(tmp_path, report=said.append) as archive:
        found = list(archive.snapshots())
        assert 5 < len(found) < 14
        for snapshot in found:
            archive.body(snapshot)
        add(archive, page(200))
    assert [any(name in sentence for sentence in said) for name in ("notes.txt", "00009", "00010", files[1].name)] == [
        True
    ] * 4
    assert len(said) == 4
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_an_answer_that_is_gone_or_altered_is_a_reason_not_a_crash(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        first, second = add(archive, page(1)), add(archive, page(2))
        for wrong in (replace(first, file="nowhere.warc.gz"), replace(first, offset=3), replace(first, offset=10**6),
                      replace(first, sha256=second.sha256), replace(first, offset=0)):  # fmt: skip
            with pytest.raises(DocumentError, match="archived answer"):
                archive.body(wrong)


CHILD = """
import sys, os, signal
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_snapshots as t
with t.Archive(Path(sys.argv[1])) as archive:
    for number in range(10**6):
        t.add(archive, t.page(number, "x" * 5000), t.NOON)
        print(number, flush=True)
"""


def test_a_killed_run_loses_at_most_what_it_was_writing(tmp_path: Path) -> None:
    code = CHILD.format(tests=str(Path(__file__).parent))
    added = 0
    for kill_after in (0, 17, 60):
        with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            last = -1
            for line in child.stdout:
                last = int(line)
                if last >= kill_after:
                    child.send_signal(signal.SIGKILL)
                    break
            last = max([last, *(int(line) for line in child.stdout.read().split() if line.isdigit())])
        added = max(added, last + 1)
        with Archive(tmp_path) as archive:
            found = list(archive.snapshots())
            assert added <= len({s.url for s in found}) <= added + 1
            assert all(archive.body(s) == page(n, "x" * 5000).body for n, s in enumerate(found))
            added = len(found)
    found_offline, _ = offline(tmp_path)
    assert len(found_offline) == added


def test_many_threads_write_whole_entries(tmp_path: Path) -> None:
    with Archive(tmp_path, max_file=50_000) as archive:

        def write(first: int) -> None:
            for number in range(first, first + 25):
                stored = add(archive, page(number, "x" * number))
                assert archive.body(stored) == page(number, "x" * number).body
                assert archive.latest(stored.url) == stored

        threads = [threading.Thread(target=write, args=(first,)) for first in range(0, 200, 25)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(list(archive.snapshots())) == 200
    found, _ = offline(tmp_path)
    assert {r.body for r in found} == {page(n, "x" * n).body for n in range(200)}


def test_all_snapshots_come_in_pages_while_more_are_added(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        for number in range(1201):
            add(archive, page(number))
        listed = archive.snapshots()
        first = next(listed)
        add(archive, page(5000), NOON + HOUR)
        assert [s.url for s in (first, *listed)] == [*(page(n).url for n in range(1201)), page(5000).url]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with Archive(tmp_path), pytest.raises(StoreLocked, match="another run"), Archive(tmp_path):
        pass
    with Archive(tmp_path):
        pass


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"), Archive(tmp_path / "file"):
        pass


def test_an_archive_into_which_nothing_was_put_has_no_files(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        assert list(archive.snapshots()) == []
        assert archive.remove([page(1).url]) == 0
    assert list(tmp_path.glob("*.warc.gz")) == []


# --- removal ---------------------------------------------------------------------------------------------------------


def test_removed_addresses_leave_no_trace_and_the_rest_is_untouched(tmp_path: Path) -> None:
    urls = fill(tmp_path)
    words = "the withdrawn words"
    with Archive(tmp_path, max_file=2000) as archive:
        add(
            archive,
            page(300, words, final_url="https://mfa.example/three-hundred"),
            NOON,
            replace(MINISTRY, title=words),
        )
        add(archive, page(300, words, final_url="https://mfa.example/three-hundred"), NOON + HOUR)
        add(archive, page(301, words, final_url="https://mfa.example/elsewhere"), NOON)
        add(archive, page(302, words), NOON + HOUR)
        archive.add_failure(page(302).url, words, True, NOON, NOBODY)
        before = everything(archive, urls)
    bodies = [r for r in offline(tmp_path)[0] if words.encode() not in (r.body or b"") and r.problem != words]
    with Archive(tmp_path) as archive:
        removed = archive.remove(
            [page(300).url, "https://mfa.example/elsewhere", page(302).url, "https://other.example"]
        )
        assert removed == 2 + 2 + 2 + 2 + 1
        assert offline(tmp_path)[0] == bodies
        places = [replace(s, file="", offset=0) for s in archive.snapshots()]
        assert places == [replace(s, file="", offset=0) for s in before[0] if words not in str(s.listed.title)
                          and int(s.url[20:22].strip("/ö ") or 0) not in {30}]  # fmt: skip
        for snapshot in archive.snapshots():
            archive.body(snapshot)
        assert archive.failure(page(302).url) is None
        assert archive.failure(page(4).url) is not None
        assert archive.remove([page(300).url, page(301).url, page(302).url]) == 0
        for trace in (words.encode(), b"mfa.example/300", b"three-hundred", b"mfa.example/302"):
            assert trace not in unpacked(tmp_path)
        add(archive, page(303), NOON + HOUR)
    for trace in (words.encode(), b"mfa.example/300", b"three-hundred", b"mfa.example/302"):
        assert trace not in unpacked(tmp_path)
    with Archive(tmp_path) as archive:
        assert archive.latest(page(303).url) is not None


def test_a_cut_off_end_goes_with_a_removal(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        for number in (1, 2, 3):
            add(archive, page(number))
        half = archive.latest(page(3).url)
    assert half is not None
    file = tmp_path / half.file
    file.write_bytes(file.read_bytes()[: half.offset + 150])
    said: list[str] = []
    with Archive(tmp_path, report=said.append) as archive:
        assert archive.remove([page(3).url]) == 0
        assert [archive.body(s) for s in archive.snapshots()] == [page(1).body, page(2).body]
    assert file.stat().st_size == half.offset
    assert "was removed" in said[-1]


def test_a_file_with_nothing_left_is_deleted(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        add(archive, page(1))
        assert archive.remove([page(1).url]) == 2
        assert list(tmp_path.glob("*.warc.gz")) == []
        again = add(archive, page(1), NOON + HOUR)
        assert archive.body(again) == page(1).body


def test_a_removal_that_was_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    fill(tmp_path)
    with Archive(tmp_path) as archive:
        everything_else = [s for s in archive.snapshots() if s.url not in {page(n).url for n in (0, 3, 6, 9)}]
    # The process dies when a second file, written without them, is about to replace the older one.
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom stancepipe.ingest.snapshots import Archive\n"
        "told = []\n"
        "def die(event, arguments):\n"
        "    if event == 'os.rename':\n"
        "        told.append(arguments)\n"
        "        if len(told) == 2:\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "with Archive(Path(sys.argv[1])) as archive:\n"
        "    sys.addaudithook(die)\n"
        f"    archive.remove([{', '.join(repr(page(n).url) for n in (0, 3, 6, 9))}])\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, timeout=60)
    assert done.returncode == -9, done.stderr
    assert list(tmp_path.glob(".*.new"))
    with Archive(tmp_path) as archive:
        assert {s.url for s in archive.snapshots()} >= {page(9).url, page(10).url}
        assert page(0).url not in {s.url for s in archive.snapshots()}
        assert archive.remove([page(n).url for n in (0, 3, 6, 9)]) > 0
        assert {s.url for s in archive.snapshots()} == {s.url for s in everything_else}
    assert not list(tmp_path.glob(".*.new"))
    assert not any(f"mfa.example/{n}\r".encode() in unpacked(tmp_path) for n in (0, 3, 6, 9))
