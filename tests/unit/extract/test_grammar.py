"""Arguments of a word, on sentences parsed by hand."""

import pytest

from stancepipe.extract.grammar import is_passive, objects, owners, slot, subjects
from stancepipe.extract.phrases import clause_tokens, conjuncts, phrase_core

# text lemma pos tag dep head
BARRED = """
Visitors visitor NOUN NNS nsubjpass 2
were be AUX VBD auxpass 2
barred bar VERB VBN ROOT 2
from from ADP IN prep 2
entry entry NOUN NN pobj 3
by by ADP IN prep 4
Fiji Fiji PROPN NNP pobj 5
"""
RELATIVE = """
Togo Togo PROPN NNP nsubj 7
, , PUNCT , punct 0
which which PRON WDT nsubj 3
condemned condemn VERB VBD relcl 0
Mali Mali PROPN NNP dobj 3
, , PUNCT , punct 0
also also ADV RB advmod 7
slept sleep VERB VBD ROOT 7
"""
URGED = """
Peru Peru PROPN NNP nsubj 1
urged urge VERB VBD ROOT 1
Mali Mali PROPN NNP dobj 1
to to PART TO aux 4
recall recall VERB VB xcomp 1
envoys envoy NOUN NNS dobj 4
"""
STOPPED_SHORT = """
Oman Oman PROPN NNP nsubj 1
stopped stop VERB VBD ROOT 1
short short ADV RB advmod 1
of of ADP IN prep 2
severing sever VERB VBG pcomp 3
ties tie NOUN NNS dobj 4
"""
LISTED = """
the the DET DT det 2
Maltese maltese ADJ JJ amod 2
decision decision NOUN NN nsubj 8
of of ADP IN prep 2
Malta Malta PROPN NNP pobj 3
, , PUNCT , punct 4
Oman Oman PROPN NNP conj 4
and and CCONJ CC cc 6
fell fall VERB VBD ROOT 8
"""
REPORTS = """
Mali Mali PROPN NNP nsubj 1
denied deny VERB VBD ROOT 1
reports report NOUN NNS dobj 1
that that SCONJ IN mark 5
it it PRON PRP nsubj 5
sold sell VERB VBD acl 2
arms arm NOUN NNS dobj 5
"""


def words(tokens):
    return [t.text for t in tokens]


@pytest.mark.parametrize(
    ("lines", "word", "expected"),
    [
        (BARRED, 2, ["Fiji"]),
        (RELATIVE, 3, ["Togo"]),
        (RELATIVE, 7, ["Togo"]),
        (URGED, 1, ["Peru"]),
        (URGED, 4, ["Mali"]),  # whom is urged does it
        (STOPPED_SHORT, 4, ["Oman"]),
    ],
)
def test_subjects(build, lines, word, expected):
    assert words(subjects(build(lines)[word])) == expected


@pytest.mark.parametrize(
    ("lines", "word", "expected"),
    [(BARRED, 2, ["Visitors"]), (RELATIVE, 3, ["Mali"]), (URGED, 4, ["envoys"]), (RELATIVE, 7, [])],
)
def test_objects(build, lines, word, expected):
    assert words(objects(build(lines)[word])) == expected


def test_slots(build):
    assert words(slot(build(BARRED)[2], "from")) == ["entry"]
    assert words(slot(build(URGED)[1], "comp")) == ["recall"]
    assert slot(build(URGED)[1], "from") == []


def test_noun_phrases(build):
    doc = build(LISTED)
    assert words(owners(doc[2])) == ["Maltese"]
    assert words(conjuncts(doc[4])) == ["Malta", "Oman"]
    assert phrase_core(doc[2]) == (0, 5)


def test_a_clause_ends_where_another_begins(build):
    assert words(clause_tokens(build(REPORTS)[1])) == ["denied", "reports"]


def test_voices(build):
    assert is_passive(build(BARRED)[2])
    assert not is_passive(build(URGED)[1])
