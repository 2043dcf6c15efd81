"""Sentences and passages: exact offsets, whatever the text looks like; and the gate before the parser."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stancepipe.extract.gate import load_gate
from stancepipe.extract.passages import (
    MARKUP,
    PARAGRAPH_CHARACTERS,
    PASSAGE_CHARACTERS,
    SENTENCE_CHARACTERS,
    one_line,
    passages,
    sentences,
)


@pytest.fixture(scope="module")
def gate(lexicons):
    return load_gate(lexicons)


def cut(text):
    return [text[s.start : s.end] for s in sentences(text)]


SENTENCES = [
    ("", []),
    (" \n\t ", []),
    ("Norway protested. Chile did not.", ["Norway protested.", "Chile did not."]),
    ("Is it so? It is! Well.", ["Is it so?", "It is!", "Well."]),
    ('"We protest." He left.', ['"We protest."', "He left."]),
    ("Mr. Ruiz met Gen. Abdi and Sen. Coe. They ate.", ["Mr. Ruiz met Gen. Abdi and Sen. Coe.", "They ate."]),
    ("The U.S. President spoke.", ["The U.S. President spoke."]),
    ("J. K. Smith of St. John came on 3 Oct. 2023.", ["J. K. Smith of St. John came on 3 Oct. 2023."]),
    ("Version 2.5 cost $3.50 on 1.2.2024.", ["Version 2.5 cost $3.50 on 1.2.2024."]),
    ("First paragraph\n\nSecond one.", ["First paragraph", "Second one."]),
    ("A note ends here.\r\n\r\nAnother begins.", ["A note ends here.", "Another begins."]),
    ("Statement on Gaza\nNorway regrets the raid.", ["Statement on Gaza", "Norway regrets the raid."]),
    ("201. Norway spoke. 202. Chile left.", ["201. Norway spoke.", "202. Chile left."]),
    ("They won in 2023. Then came 5. Six left.", ["They won in 2023.", "Then came 5.", "Six left."]),
    ("Points:\n- one thing\n- another thing", ["Points:", "- one thing", "- another thing"]),
    (
        "The minister said on Monday that the\ncrossings must open and that aid must\nreach those who need it.\n",
        ["The minister said on Monday that the\ncrossings must open and that aid must\nreach those who need it."],
    ),
    ("כיתוב: שר החוץ\n\nNorway spoke.", ["כיתוב: שר החוץ", "Norway spoke."]),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text, expected):
    assert cut(text) == expected


def test_paragraphs_are_told_apart():
    assert [s.paragraph for s in sentences("One. Two.\n\nThree.")] == [0, 0, 1]


def test_text_without_full_stops_is_cut_at_white_space():
    text = "word " * 2_000
    found = sentences(text)
    assert all(s.end - s.start <= SENTENCE_CHARACTERS for s in found)
    assert " ".join(text[s.start : s.end] for s in found).split() == text.split()


def test_a_word_longer_than_a_sentence_may_be_is_cut_in_itself():
    text = "x" * (2 * SENTENCE_CHARACTERS + 5)
    assert [s.end - s.start for s in sentences(text)] == [SENTENCE_CHARACTERS, SENTENCE_CHARACTERS, 5]


def test_passages_keep_to_their_paragraph_and_length():
    paragraph = "Norway condemned the raid in strong words. " * 60
    text = paragraph + "\n\n" + paragraph
    found = passages(text, None)
    assert len(found) > 2
    assert all(p.end - p.start <= PASSAGE_CHARACTERS for p in found)
    assert not any(p.start < len(paragraph) < p.end for p in found)


RAIN = "Rain fell on the hills of the north all day. "
LONG = RAIN * (PARAGRAPH_CHARACTERS // len(RAIN) + 1)
"""A paragraph that speaks of nothing else, too long to be one."""

PASSED = [
    # nothing is named
    ("Rain fell. Snow fell.", []),
    # a paragraph is read as a whole: who acts may stand some sentences from the name, before it or after it
    (
        "Peru seldom quarrels. Its president is new. She kept silent. She then met Israel's envoy.",
        ["Peru seldom quarrels. Its president is new. She kept silent. She then met Israel's envoy."],
    ),
    (
        "Chile bought Israeli radars. Nobody there saw a contradiction. The price was low. Peru did the same.",
        ["Chile bought Israeli radars. Nobody there saw a contradiction. The price was low. Peru did the same."],
    ),
    # of the paragraph beside it only the sentence that is next to the name
    (
        "Rain fell. Snow fell.\n\nIsrael spoke. Peru answered. Chile did not.\n\nHail fell. Rain fell.",
        ["Snow fell.", "Israel spoke. Peru answered. Chile did not."],
    ),
    # a number is no neighbour
    (
        "200. Peru spoke.\n\n201. Israel left.\n\n202. Chile spoke.",
        ["200. Peru spoke.", "201. Israel left.", "202. Chile spoke."],
    ),
    # where a text has lost its paragraphs, what stands beside a term
    (f"{LONG}Israel spoke. {LONG}", [f"{RAIN}Israel spoke. {RAIN}".strip()]),
    (f"{LONG}Israel spoke. {LONG}Gaza was quiet.", [f"{RAIN}Israel spoke. {RAIN}".strip(), f"{RAIN}Gaza was quiet."]),
]


@pytest.mark.parametrize(("text", "expected"), PASSED)
def test_what_passes_the_gate(gate, text, expected):
    assert [text[p.start : p.end] for p in passages(text, gate)] == expected


def test_a_paragraph_is_cut_alike_with_and_without_a_gate(gate):
    text = RAIN * 10 + "Israel spoke. " + RAIN * 20
    assert PASSAGE_CHARACTERS < len(text) < PARAGRAPH_CHARACTERS
    assert passages(text, gate) == passages(text, None)


OPENS = [
    ("Israel", True),
    ("ISRAEL’S ENVOY", True),
    ("the Israelis", True),
    ("Tel Aviv answered", True),
    ("the two-state solution", True),
    ("Palestinians marched", True),
    # what stands for it opens only in pairs
    ("Hezbollah spoke", False),
    ("Hezbollah and the Houthis spoke", True),
    ("the settlers of Iceland", False),
    ("the hostages and the flotilla", True),
    # parts of words do not count
    ("Israeliana and Disraeli", False),
    ("GazaX, Gazawi", False),
    ("", False),
    ("Norway met Chile", False),
    ("gaza\u200b", True),
    ("İİİ Israel", True),
    ("The rabbi of Beth Israel spoke.", False),
    ("A train left the rails in East Palestine, Ohio.", False),
    ("Norway met Chile, the Jerusalem Post reported.", False),
    ("Beth Israel prays for Israel.", True),
    ("The Bank of Israel raised rates.", True),  # its own deeds, and what is done to it, may matter
    ("Beth Israeli", True),
]


@pytest.mark.parametrize(("text", "opens"), OPENS)
def test_gate(gate, text, opens):
    assert gate.opens(text) is opens


@pytest.mark.parametrize("text", ["İstanbul and Israel", "ẞ ﬁ Israel", "İ" * 30 + " Israel, Israel's", "𝒳🇮🇱 Israel"])  # noqa: RUF001
def test_offsets_of_terms_survive_letters_that_grow(gate, text):
    found = [text[start:end] for start, end, _ in gate.terms(text)]
    assert found
    assert set(found) <= {"Israel", "Israel's"}


TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            ["Israel", "Norway", "U.S.", ". ", "\n", "\n\n", "\r\n", " ", "\u00a0", "? ", '." ',
             "İ", "ẞ", "e\u0301", "ישראל", "🇮🇱",
             "- item", "Gaza", "settlers", "\u2028", "Mr.", "x" * 50, "\t", "(A"]
        ),
        max_size=80,
    ).map("".join),
)  # fmt: skip


@given(TEXTS)
@example("a" * 4000 + " b.")
@example("\n \n\r\n. A. B")
def test_sentences_lie_in_the_text_in_order_and_apart(text):
    last = 0
    for sentence in sentences(text):
        assert last <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
        last = sentence.end


@given(TEXTS)
def test_sentences_leave_no_word_out(text):
    kept = "".join("".join(text[s.start : s.end].split()) for s in sentences(text))
    assert kept == "".join(text.split())


@given(TEXTS)
def test_passages_are_runs_of_sentences(text):
    cuts = sentences(text)
    starts, ends = {s.start for s in cuts}, {s.end for s in cuts}
    last = 0
    for passage in passages(text, None):
        assert last <= passage.start < passage.end <= len(text)
        assert passage.start in starts and passage.end in ends
        last = passage.end


@given(text=TEXTS)
def test_the_gate_takes_any_text(gate, text):
    for start, end, _ in gate.terms(text):
        assert 0 <= start < end <= len(text)
    for passage in passages(text, gate):
        assert 0 <= passage.start < passage.end <= len(text)
    assert isinstance(gate.opens(text), bool)


@given(st.text(max_size=200))
def test_one_line_keeps_every_offset(text):
    line = one_line(text)
    assert len(line) == len(text)
    assert "\n" not in line and "\r" not in line
    blanked = MARKUP.sub(lambda found: " " * len(found.group()), text)
    assert all(a == b or (a.isspace() and b == " ") for a, b in zip(blanked, line, strict=True))


def test_tags_and_links_are_blanked_code_point_for_code_point():
    text = (
        '<p>Norway <a href="https://x.example/peru">protested</a>.</p> See https://x.example/chile, he said; 3 < 4 > 2'
    )
    line = one_line(text)
    assert len(line) == len(text)
    assert line.split() == ["Norway", "protested", ".", "See", "he", "said;", "3", "<", "4", ">", "2"]
