"""Source files: the real ones, and broken ones that must be named by file and field."""

import re
from pathlib import Path

import pytest

from stancepipe.errors import SourceError
from stancepipe.sources import load_sources, publisher_codes, read_yaml

CORPUS = Path(__file__).resolve().parents[2] / "corpora" / "sources"
GOOD = {
    "id": "irl-dfa", "publisher": "Department of Foreign Affairs", "country": "IRL", "official": "true",
    "doc_type": "official_statement", "url": "https://www.dfa.ie/", "kind": "page", "schedule": "daily",
}  # fmt: skip


def write(root: Path, name: str = "IRL/irl-dfa.yaml", **changes: str | None) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{k}: {v}\n" for k, v in (GOOD | changes).items() if v is not None), encoding="utf-8")
    return path


def test_the_sources_in_the_repository() -> None:
    sources = load_sources(CORPUS)
    assert len(sources) >= 150
    assert [source.id for source in sources] == sorted({source.id for source in sources})
    assert len({source.url for source in sources}) == len(sources)
    folders = {path.stem: path.parent.name for path in CORPUS.glob("*/*.yaml")}
    assert {source.id for source in sources if (source.country or "NONE") != folders[source.id]} == set()


def test_a_pattern_of_a_listing_does_not_match_the_listing() -> None:
    listings = [source for source in load_sources(CORPUS) if source.kind == "page" and source.keep.address]
    assert len(listings) > 50
    assert [source.id for source in listings if re.search(source.keep.address or "", source.url)] == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("id", "other", "file's name"),
        ("id", "Irl_DFA", "lower case"),
        ("publisher", None, "required"),
        ("publisher", "'  '", "at least 1 character"),
        ("country", "UK", "alpha-3"),
        ("country", "NO", "valid string"),
        ("official", "'yes'", "valid boolean"),
        ("doc_type", "blog", "document type"),
        ("kind", "blog", "'sitemap'"),
        ("schedule", "sometimes", "'weekly'"),
        ("url", "ftp://dfa.ie/", "web address"),
        ("language", "english", "639-1"),
        ("licence", "CC0", "Unexpected"),
        ("date_formats", "['%d.%m']", "whole day"),
        ("date_formats", "'%d.%m.%Y'", "valid tuple"),
        ("keep", "{address: '('}", "regular expression"),
        ("keep", "{since: soon}", "valid date"),
        ("keep", "{words: 3}", "Unexpected"),
        ("expect", "{documents_per_month: many}", "valid integer"),
    ],
)
def test_a_broken_file_is_named_with_its_field(tmp_path: Path, field: str, value: str | None, reason: str) -> None:
    write(tmp_path, **{field: value})
    with pytest.raises(SourceError, match=rf"IRL/irl-dfa\.yaml: {field}[.\w]*: .*{reason}"):
        load_sources(tmp_path)


@pytest.mark.parametrize("url", ["/etc", "../secret", "a/../../b"])
def test_a_drop_folder_stays_below_its_root(tmp_path: Path, url: str) -> None:
    write(tmp_path, kind="folder", url=url)
    with pytest.raises(SourceError, match="path below"):
        load_sources(tmp_path)


def test_one_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "IRL/irl-bad.yaml", id="irl-bad", kind="x")
    (tmp_path / "IRL" / "irl-worse.yaml").write_text("id: [\n", encoding="utf-8")
    write(tmp_path, "GBR/irl-dfa.yaml")
    failures: list[SourceError] = []
    assert [source.id for source in load_sources(tmp_path, on_error=failures.append)] == ["irl-dfa"]
    assert sorted(failure.source_id for failure in failures) == ["irl-bad", "irl-dfa", "irl-worse"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [("a: &x [1]\nb: *x\n", "aliases"), ("[" * 5_000, "not valid YAML"), ("!!python/object:os.system {}", "not valid"),
     ("x" * 1_000_001, "larger than")],
)  # fmt: skip
def test_hostile_yaml(tmp_path: Path, body: str, reason: str) -> None:
    (tmp_path / "x.yaml").write_text(body, encoding="utf-8")
    with pytest.raises(ValueError, match=reason):
        read_yaml(tmp_path / "x.yaml")


def test_publisher_codes() -> None:
    assert {"ISR", "PSE", "XKX", "XSL", "VAT", "EU", "ARABLEAGUE"} <= publisher_codes()
    assert not {"UK", "IL", "YUG", "HAMAS", "ICC", ""} & publisher_codes()
