"""Copies: identical at any length; near-copies only of long texts, and never with another name or figure."""

from datetime import date, timedelta

import pytest

from stancepipe import ids
from stancepipe.bundles import data_root
from stancepipe.extract.naming import load_name_index
from stancepipe.ingest.duplicates import find_duplicates
from stancepipe.ingest.fingerprints import Fingerprint, fingerprint
from stancepipe.ingest.volatile import load_volatile

LEXICONS = data_root() / "corpora" / "lexicons"
NAMES, VOLATILE = load_name_index(LEXICONS), load_volatile(LEXICONS)
DAY = date(2024, 5, 3)
STORY = [
    "The government of Ireland said on Tuesday that it would recall its ambassador for consultations.",
    "The decision follows several weeks of debate in parliament about the war and the delivery of aid to civilians.",
    "Ministers had argued for months over how far such a step would go and what it could still achieve.",
    "Norway said that it understood the step and would consider one of its own before the end of the summer.",
    "Aid workers described hospitals without fuel, schools turned into shelters and queues that last for hours.",
    "Opposition parties welcomed the announcement but asked why it had taken the cabinet so long to agree on it.",
    "Spain had already announced a similar measure and called on its partners to follow without further delay.",
    "An official familiar with the matter said that no date had been set for the return of the envoy.",
    "Business groups warned that trade in medical devices and software might suffer if the quarrel went on.",
    "The foreign ministry said the embassy would remain open and would serve citizens as it always had.",
]
TEXT = "\n\n".join(STORY)


def make(name: str, text: str, day: date | None = DAY, input_id: str | None = None) -> Fingerprint:
    return fingerprint(
        document_id=name, input_id=input_id or name, content_hash=ids.content_hash(text), text=text,
        published_on=day, actors=NAMES.codes, volatile=VOLATILE,
    )  # fmt: skip


def story(*sentences: int) -> str:
    return "\n\n".join(STORY[i] for i in sentences)


def reworded(text: str, every: int) -> str:
    """``text`` with one plain word in ``every`` replaced; names and figures stay."""
    words = text.split(" ")
    return " ".join("other" if i % every == every - 1 and w.islower() else w for i, w in enumerate(words))


def test_short_texts_are_duplicates_only_when_identical() -> None:
    short = "Ireland will open an embassy."
    found = find_duplicates([make("a", short), make("b", short + " "), make("c", "Ireland will open an embassy!")])
    assert found == {"b": "a"}


@pytest.mark.parametrize(
    "copy",
    [
        reworded(TEXT, 20),
        story(0, 1, 2, 3, 4, 5),
        story(4, 5, 6, 7, 8, 9),
        story(0, 1, 2, 4, 5, 6, 7, 8, 9),
        story(0, 9, 3, 2, 1, 4, 8, 7, 6, 5),
        "VIENNA, May 3 (Example Press) — " + TEXT,
        "By Jane Example in Berlin\n\n" + TEXT + "\n\n© 2024 The Example Times",
        TEXT.replace("said on", "stated on").replace("summer", "season"),
        "Updated: 4 May 2024, 10:42 GMT | 1,234 views\n" + TEXT,
    ],
)
def test_edits_that_papers_make_leave_a_copy_whichever_was_first(copy: str) -> None:
    assert find_duplicates([make("a", TEXT), make("b", copy)]) == {"b": "a"}
    assert find_duplicates([make("a", TEXT), make("b", copy, DAY - timedelta(days=1))]) == {"a": "b"}


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("Ireland", "Chile"),  # a name that the other text lacks
        ("Ireland", "Norway"),  # a name that stands elsewhere in it
        ("Tuesday", "Friday"),
        ("several weeks", "12 weeks"),
    ],
)
def test_the_same_words_with_another_name_or_figure_are_another_text(said: str, other: str) -> None:
    theirs = TEXT.replace(said, other)
    ours = TEXT.replace(said, "14 weeks") if said == "several weeks" else TEXT
    assert theirs != ours
    assert find_duplicates([make("a", ours), make("b", theirs)]) == {}


def test_two_swapped_names_are_not_joined_by_a_third_text_that_names_neither_or_both() -> None:
    irish, spanish = story(0, 1, 2, 4, 5, 8, 9), story(0, 1, 2, 4, 5, 8, 9).replace("Ireland", "Spain")
    neither = irish.replace("of Ireland ", "")
    both = story(0, 1, 2, 4, 5, 6, 8, 9)
    for third in (neither, both):
        for days in (-1, 0, 1):
            found = find_duplicates(
                [make("a", irish), make("c", spanish), make("b", third, DAY + timedelta(days=days))]
            )
            family = {name: found.get(name, name) for name in "ac"}
            assert family["a"] != family["c"]


def test_a_statement_inside_an_analysis_is_no_copy() -> None:
    analysis = " ".join(
        f"Point {w} of the paper weighs what earlier ones left open at {w}." for w in map(chr, range(97, 123))
    )
    statement = story(1, 2, 4, 8)
    assert find_duplicates([make("a", statement), make("b", analysis + analysis.upper() + statement)]) == {}


def test_a_wire_story_in_sixty_papers_counts_once() -> None:
    wire = make("a00", TEXT)
    cuts = [story(*(i for i in range(10) if i not in (k % 10, (k // 10 + 3) % 10))) for k in range(60)]
    papers = [
        make(f"b{k:02d}", f"Paper number {chr(97 + k % 26)} writes\n\n{cut}", DAY + timedelta(days=k % 5))
        for k, cut in enumerate(cuts)
    ]
    abroad = make("c00", story(0, 1, 2, 3, 4, 5) + "\n\nChile has not commented on the decision so far.")
    found = find_duplicates([abroad, *papers, wire])
    canonical = {found.get(p.document_id, p.document_id) for p in papers}
    assert canonical == {"a00"}


def test_each_issue_of_a_bulletin_is_a_text_of_its_own_and_its_copies_are_found() -> None:
    issues = [TEXT.replace("several weeks", f"{100 + n} days") for n in range(150)]
    made = [make(f"a{n:03d}", text, DAY + timedelta(days=n % 50)) for n, text in enumerate(issues)]
    copies = [make(f"b{n:03d}", reworded(text, 25), DAY + timedelta(days=n % 50 + 1)) for n, text in enumerate(issues)]
    assert find_duplicates(copies, made) == {f"b{n:03d}": f"a{n:03d}" for n in range(150)}


def test_canonical_is_the_earliest_published_then_the_smallest_id() -> None:
    later = DAY + timedelta(days=1)
    copies = [make("a", TEXT, None), make("b", TEXT, later), make("d", TEXT), make("c", TEXT)]
    assert find_duplicates(copies) == {"a": "c", "b": "c", "d": "c"}


def test_a_new_earlier_copy_becomes_canonical_for_what_was_known() -> None:
    assert find_duplicates([make("z", TEXT, DAY - timedelta(days=2))], [make("a", TEXT)]) == {"a": "z"}


def test_a_revision_is_no_duplicate_of_its_own_older_revision() -> None:
    old, new = make("a", TEXT, input_id="page"), make("b", reworded(TEXT, 30), input_id="page")
    assert find_duplicates([new], [old]) == {}
    assert find_duplicates([new], [old, make("c", TEXT, DAY + timedelta(days=1))]) == {"c": "a"}


def test_nearly_the_same_words_a_year_later_are_a_new_act_but_the_same_words_are_a_copy() -> None:
    later = DAY + timedelta(days=365)
    assert find_duplicates([make("a", TEXT), make("b", reworded(TEXT, 30), later)]) == {}
    assert find_duplicates([make("a", TEXT), make("b", TEXT, later)]) == {"b": "a"}
    undated = make("c", reworded(TEXT, 40), None)
    found = find_duplicates([make("a", reworded(TEXT, 30)), make("b", TEXT, later), undated])
    assert set(found) == {"c"}, "an undated text does not draw two years together"


def test_without_documents_there_are_no_copies() -> None:
    assert find_duplicates([]) == {}
    assert find_duplicates([make("a", "")]) == {}
