"""Tables in a bucket: what readers see, what a run that died leaves, whose turn it is, and that words can go.

``moto`` is a stand-in for S3 that knows conditional puts; ``nanio`` is a small S3-compatible server that keeps objects
as files and does not. Both are skipped where they are not installed.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq  # noqa: TID251
import pytest
from pyarrow.fs import S3FileSystem

from stancepipe.bucket import read_table, reading_copy, turns, working_copy
from stancepipe.bucket.address import address_of
from stancepipe.bucket.mirror import pull, push
from stancepipe.bucket.objects import Objects
from stancepipe.checks import check_folder
from stancepipe.errors import StoreError, StoreLocked, UsageError
from stancepipe.records import Document, Run
from stancepipe.store import Store, erase
from tests.commands import stancepipe
from tests.rows import row_of
from tests.s3_servers import KEY, SECRET, free_port, make_bucket, s3_server

pytest.importorskip("boto3")

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Dies(Exception):
    """Stands for a kill: nothing after it is done."""


class Interrupted(Objects):
    """A bucket that its writer reaches only so often."""

    left = 0

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Dies

    def upload(self, *given: Any) -> str:
        self._count()
        return super().upload(*given)

    def copy(self, *given: Any) -> str:
        self._count()
        return super().copy(*given)

    def put(self, *given: Any, **conditions: Any) -> str:
        self._count()
        return super().put(*given, **conditions)

    def delete(self, *given: Any) -> None:
        self._count()
        super().delete(*given)


@pytest.fixture(scope="module", params=["moto", "nanio"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own process."""
    pytest.importorskip(request.param)
    with s3_server(request.param, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def url(server: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A prefix of its own in a bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(turns, "RENEWED_S", 0.2)
    name = f"s3://tables/{tmp_path.name}/out?endpoint={server}"
    make_bucket(name)
    return name


def document(name: str, text: str) -> Document:
    return replace(row_of(Document), document_id=name, input_id=name, text=text, run_id="r", status="analysed",
                   doc_type="other", content_hash=name, language="en")  # fmt: skip


def publish(folder: Path, documents: list[Document], hours: int = 0) -> None:
    now = NOON + timedelta(hours=hours)
    run = replace(row_of(Run), run_id="r", status="completed", started_at=NOON, finished_at=NOON)
    with Store(folder).writer() as writer:
        writer.publish({"documents": documents, "runs": [run]}, known_from=now)
    (folder / "report").mkdir(exist_ok=True)
    (folder / "report" / f"{hours}.html").write_text("a page", encoding="utf-8")


def run(url: str, machine: Path, documents: list[Document], hours: int = 0) -> list[str]:
    told: list[str] = []
    with working_copy(url, report=told.append, cache=machine) as folder:
        publish(folder, documents, hours)
    return told


def texts(url: str) -> list[str]:
    return sorted(read_table(url, "documents")["text"].to_pylist())


def plainly_read(url: str, table: str) -> list[str]:
    """What somebody sees who knows nothing of us."""
    address = address_of(url)
    assert address.endpoint is not None
    files = S3FileSystem(access_key=KEY, secret_key=SECRET, endpoint_override=address.endpoint, region="us-east-1")
    rows = pq.read_table(f"{address.bucket}/{address.prefix}{table}", filesystem=files)
    return sorted(rows["text"].to_pylist())


def keys(url: str) -> set[str]:
    return set(Objects(address_of(url)).listing())


def test_two_machines_publish_by_turns(url: str, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    run(url, one, [document("a", "first")])
    assert texts(url) == plainly_read(url, "documents") == ["first"]
    run(url, two, [document("a", "first"), document("b", "second")], 1)
    assert texts(url) == plainly_read(url, "documents") == ["first", "second"]
    run(url, one, [document("b", "second")], 2)
    run(url, one, [document("b", "second")], 3)
    assert texts(url) == plainly_read(url, "documents") == ["second"]
    then = read_table(url, "documents", as_of=NOON + timedelta(hours=1, minutes=30))
    assert sorted(then["text"].to_pylist()) == ["first", "second"]
    assert check_folder(reading_copy(url)) == []
    found = keys(url)
    assert len([key for key in found if key.startswith(".versions/documents/")]) == 1, "what is current"
    assert {"report/2.html", "report/3.html", "manifest.json", "datapackage.json"} <= found
    assert not any(key.startswith((".lock", ".staged")) or "sqlite" in key for key in found)


def test_a_run_that_dies_anywhere(url: str, tmp_path: Path) -> None:
    """Readers of the manifest see older tables or newer ones; the next run, here or elsewhere, ends the work."""
    run(url, tmp_path / "one", [document("a", "first")])
    folder = address_of(url).copy(tmp_path / "one")
    pull(Objects(address_of(url)), folder)
    publish(folder, [document("a", "first"), document("b", "second")], 1)
    objects = Interrupted(address_of(url))

    def dies_after(steps: int) -> bool:
        objects.left = steps
        try:
            push(objects, folder)
        except Dies:
            assert check_folder(reading_copy(url)) == []
            return True
        return False

    for steps in (0, 2, 4):
        assert dies_after(steps)
        assert texts(url) == ["first"]
    run(url, tmp_path / "elsewhere", [document("c", "third")], 2)  # by a machine that knows nothing of all this
    assert texts(url) == plainly_read(url, "documents") == ["third"]
    pull(objects, folder)
    assert [d.text for d in Store(folder).read("documents")] == ["third"]
    publish(folder, [document("c", "third"), document("b", "second")], 3)
    steps, seen = 0, []
    while dies_after(steps):
        seen.append(texts(url))
        steps += 2
    assert len(seen) > 2
    assert seen == sorted(seen, key=len), "never back"
    assert texts(url) == plainly_read(url, "documents") == ["second", "third"]
    assert check_folder(reading_copy(url)) == []
    pull(objects, folder)
    assert check_folder(folder) == []


def test_one_writes_at_a_time(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    told: list[str] = []
    with working_copy(url, report=told.append, cache=one):
        time.sleep(0.5)  # renewed meanwhile
        with (
            pytest.raises(StoreLocked, match="another run on this machine"),
            working_copy(url, report=print, cache=one),
        ):
            pass
        if told:
            assert "ignores conditions" in told[0]
        else:
            with pytest.raises(StoreLocked, match="for 10 minutes more"), working_copy(url, report=print, cache=two):
                pass
    assert ".lock" not in keys(url)
    # A run that was killed leaves its turn: on its own machine the next one goes on at once, elsewhere after a while.
    objects = Objects(address_of(url))
    objects.put(".lock", b"ours")
    address_of(url).copy(one).with_name(f"{address_of(url).copy(one).name}.turn").write_bytes(b"ours")
    run(url, one, [document("a", "first")])
    objects.put(".lock", b"theirs")
    monkeypatch.setattr(turns, "EXPIRES", timedelta(0))
    run(url, two, [document("a", "first")], 1)
    assert ".lock" not in keys(url)


def test_a_turn_that_was_taken_away_puts_nothing(url: str, tmp_path: Path) -> None:
    run(url, tmp_path / "one", [document("a", "first")])
    told: list[str] = []
    with pytest.raises((StoreLocked, StoreError)), working_copy(url, report=told.append, cache=tmp_path) as folder:
        publish(folder, [document("b", "second")], 1)
        Objects(address_of(url)).put(".lock", b"another")
        time.sleep(1)
        if told:
            raise StoreLocked("this server cannot tell")
    assert texts(url) == ["first"]


def test_withdrawn_words_leave_the_bucket(url: str, tmp_path: Path) -> None:
    run(url, tmp_path / "one", [document("a", "Quillwater spoke"), document("b", "stays")])
    with working_copy(url, report=print, cache=tmp_path / "two") as folder:
        publish(folder, [replace(document("a", ""), status="set_aside"), document("b", "stays")], 1)
        with Store(folder).writer():
            erase(folder, ["a"])
    objects = Objects(address_of(url))
    for key in objects.listing():
        path = tmp_path / "all" / key.replace("/", "_")
        objects.download(key, path)
        held = str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
        assert "Quillwater" not in held, key
    assert texts(url) == ["", "stays"]
    assert check_folder(reading_copy(url)) == []


def test_what_an_analyst_lays_beside_the_tables(url: str, tmp_path: Path) -> None:
    run(url, tmp_path, [document("a", "first")])
    objects = Objects(address_of(url))
    objects.put("corrections.csv", b"table,key,field,value,because\n")
    folder = address_of(url).copy(tmp_path)
    pull(objects, folder)
    assert (folder / "corrections.csv").is_file()
    objects.delete("corrections.csv")
    run(url, tmp_path, [document("a", "first")], 1)
    assert not (folder / "corrections.csv").exists()
    assert "corrections.csv" not in keys(url)


def test_what_is_not_ours_is_left_alone(url: str, tmp_path: Path) -> None:
    objects = Objects(address_of(url))
    objects.put("documents/letter.txt", b"dear")
    with pytest.raises(StoreError, match=r"documents/letter\.txt is there but was not published by stancepipe"):
        run(url, tmp_path, [document("a", "first")])
    assert keys(url) == {"documents/letter.txt"}
    with pytest.raises(UsageError, match="there is no folder"):
        read_table(f"s3://tables/empty/{tmp_path.name}?endpoint={objects.address.endpoint}", "documents")


def test_tables_that_were_removed_are_not_put_back(url: str, tmp_path: Path) -> None:
    run(url, tmp_path, [document("a", "first")])
    objects = Objects(address_of(url))
    for key in objects.listing():
        objects.delete(key)
    with pytest.raises(StoreError, match="holds no tables any more: restore them, or remove"):
        run(url, tmp_path, [document("a", "first")], 1)


def test_a_damaged_table_is_noticed(url: str, tmp_path: Path) -> None:
    run(url, tmp_path, [document("a", "first")])
    objects = Objects(address_of(url))
    sha256 = json.loads((objects.read("manifest.json") or (b"", ""))[0])["tables"]["documents"]["sha256"]
    objects.put(f".versions/documents/{sha256}.parquet", b"PAR1")
    with pytest.raises(StoreError, match="its checksum differs"):
        texts(url)


@pytest.mark.parametrize(
    "given", ["s3:/bucket/prefix", "s3://", "s3:///prefix", "s3://bucket/x?region=eu", "s3://b/x#y"]
)
def test_addresses_that_are_none(given: str) -> None:
    with pytest.raises(UsageError, match="is not an address like s3://BUCKET/PREFIX"):
        address_of(given)


def test_a_server_that_is_not_there(url: str, tmp_path: Path) -> None:
    gone = f"s3://tables/out?endpoint=http://127.0.0.1:{free_port()}"
    with pytest.raises(StoreError, match="Could not connect"):
        run(gone, tmp_path, [])
    missing = url.replace("s3://tables", "s3://no-such-bucket")
    with pytest.raises(StoreError, match="bucket does not exist"):
        run(missing, tmp_path, [])


@pytest.mark.models
def test_the_commands_on_a_bucket(url: str, tmp_path: Path) -> None:
    note = tmp_path / "2024-05-27-note.txt"
    note.write_text("Ireland strongly condemned Israel over settlements, Quillwater said.", encoding="utf-8")
    done = stancepipe("run", note, "--out", url)
    assert done.code == 0, done.err
    shown = address_of(url).shown
    assert done.out.splitlines()[-2:] == [f"tables: {shown}", f"report: {shown}/report/index.html"]
    assert stancepipe("check", url).code == 0
    assert "Ireland" in stancepipe("explain", "IRL", url).out
    key = read_table(url, "documents")["document_id"].to_pylist()[0]
    assert stancepipe("withdraw", key, "--reason", "asked for", "--out", url).code == 0
    assert texts(url) == [""]
    assert stancepipe("report", url).out.strip() == f"{shown}/report/index.html"
    again = stancepipe("run", note, "--out", url)
    assert "1 unchanged" in again.out
    assert texts(url) == [""]


def test_a_report_that_still_holds_is_not_put_again(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "2024-05-27-note.txt"
    note.write_text(
        "The ministry of fisheries of Norway met fishermen in Bergen about the quota for cod.", encoding="utf-8"
    )

    def run_again() -> dict[str, str]:
        """Pages in the bucket after a run, by the digest of their content: it names the last run before."""
        assert stancepipe("run", note, "--out", url).code == 0
        return {key: o.etag for key, o in Objects(address_of(url)).listing().items() if key.startswith("report/")}

    first = run_again()
    assert "report/index.html" in first
    assert run_again() == first
    Objects(address_of(url)).delete("report/index.html")
    assert run_again() == first, "what was taken away comes back"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another machine"))
    elsewhere = run_again()
    assert elsewhere.keys() == first.keys()
    assert elsewhere["report/index.html"] != first["report/index.html"], "there no report was known"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run_again().keys() == first.keys()
    assert not any(name.startswith("report") and name.endswith(".json") for name in keys(url) if "shifts" not in name)


def test_a_command_that_works_on_folders_alone(tmp_path: Path) -> None:
    answer = stancepipe("diff", "a", "--out", "s3://bucket/prefix")
    assert (answer.code, "works on a folder" in answer.err) == (2, True)
