"""Event patterns: how rows are read, and when their conditions hold, on sentences parsed by hand."""

import pytest

from stancepipe.errors import BundleError
from stancepipe.extract.clauses import Clause, negated, words_of
from stancepipe.extract.patterns import load_patterns
from stancepipe.vocabulary import EventType, Step

# text lemma pos tag dep head
RECALL = """
Norway Norway PROPN NNP nsubj 1
recalled recall VERB VBD ROOT 1
its its PRON PRP$ poss 3
ambassador ambassador NOUN NN dobj 1
from from ADP IN prep 1
Israel Israel PROPN NNP pobj 4
on on ADP IN prep 1
Monday Monday PROPN NNP pobj 6
"""
PASSIVE = """
No no DET DT det 1
envoy envoy NOUN NN nsubjpass 3
was be AUX VBD auxpass 3
recalled recall VERB VBN ROOT 3
by by ADP IN agent 3
Chile Chile PROPN NNP pobj 4
"""
NEGATED = """
Chile Chile PROPN NNP nsubj 3
has have AUX VBZ aux 3
not not PART RB neg 3
sent send VERB VBN ROOT 3
weapons weapon NOUN NNS dobj 3
and and CCONJ CC cc 4
spare spare ADJ JJ amod 7
parts part NOUN NNS conj 4
"""
RULED_OUT = """
Malta Malta PROPN NNP nsubj 1
ruled rule VERB VBD ROOT 1
out out ADP RP prt 1
talks talk NOUN NNS dobj 1
"""
MUST = """
Peru Peru PROPN NNP nsubj 1
said say VERB VBD ROOT 1
Israel Israel PROPN NNP nsubj 4
must must AUX MD aux 4
stop stop VERB VB ccomp 1
"""
TOLD = """
Peru Peru PROPN NNP nsubj 1
told tell VERB VBD ROOT 1
Chile Chile PROPN NNP dobj 1
to to PART TO aux 4
pay pay VERB VB xcomp 1
"""
SEVERAL = """
Peru Peru PROPN NNP nsubj 3
and and CCONJ CC cc 0
Chile Chile PROPN NNP conj 0
gave give VERB VBD ROOT 3
Oman Oman PROPN NNP dative 3
four four NUM CD nummod 6
days day NOUN NNS dobj 3
"""
COMMAND = """
Stop stop VERB VB ccomp 4
it it PRON PRP dobj 0
, , PUNCT , punct 4
Peru Peru PROPN NNP nsubj 4
said say VERB VBD ROOT 4
"""


def held(written, word, sentence=None):
    slot, _, words = written.partition(":")
    return Clause(word, words_of(word.doc) if sentence is None else sentence).holds(slot, frozenset(words.split("|")))


HOLDS = [
    (RECALL, 1, "obj:ambassador|envoy", True),
    (RECALL, 1, "obj:minister", False),
    (RECALL, 1, "subj:norway", True),
    (RECALL, 1, "subj:*", True),
    (RECALL, 1, "from:israel", True),
    (RECALL, 1, "to:*", False),
    (RECALL, 1, "prep:from", True),
    (RECALL, 1, "any:monday", True),
    (RECALL, 1, "any:norway", False),  # the subject is no part of what is said of it
    (RECALL, 1, "any:recall", False),  # nor the word itself
    (RECALL, 1, "neg:yes", False),
    (RECALL, 1, "passive:yes", False),
    (PASSIVE, 3, "obj:envoy", True),
    (PASSIVE, 3, "passive:yes", True),
    (PASSIVE, 3, "neg:yes", True),
    (PASSIVE, 3, "subj:chile", True),
    (NEGATED, 3, "neg:yes", True),
    (NEGATED, 3, "obj:weapon", True),
    (NEGATED, 3, "obj:part", True),
    (NEGATED, 3, "obj:spare", True),
    (RULED_OUT, 1, "prt:out", True),
    (RULED_OUT, 1, "prt:in", False),
    (MUST, 1, "comp-must:yes", True),
    (MUST, 4, "comp-must:yes", False),
    (MUST, 1, "comp:stop", True),
    (MUST, 1, "adv:jointly", False),
    (MUST, 1, "comp-subj:yes", True),
    (MUST, 4, "comp-subj:yes", False),
    (RECALL, 1, "from:^name", True),
    (RECALL, 1, "obj:^name", False),
    (RECALL, 1, "on:monday", False),  # a day fills no slot
    (PASSIVE, 3, "word:by", True),
    (TOLD, 1, "comp-to:yes", True),
    (MUST, 1, "comp-to:yes", False),
    (TOLD, 1, "several:yes", False),
    (SEVERAL, 3, "several:yes", True),
    (SEVERAL, 3, "grace:yes", True),
    (NEGATED, 3, "grace:yes", False),
    (COMMAND, 4, "comp-bare:yes", True),
    (MUST, 1, "comp-bare:yes", False),
]


@pytest.mark.parametrize(("lines", "word", "written", "expected"), HOLDS)
def test_conditions(build, lines, word, written, expected):
    assert held(written, build(lines)[word]) is expected


def test_a_word_of_the_sentence_is_asked_of_the_sentence(build):
    word = build(RECALL)[1]
    assert held("sent:vote", word, frozenset({"vote", "recall"}))
    assert not held("sent:vote", word, frozenset({"recall"}))


@pytest.mark.parametrize(("lines", "word", "expected"), [(RECALL, 1, False), (PASSIVE, 3, True), (NEGATED, 3, True)])
def test_negation(build, lines, word, expected):
    assert negated(build(lines)[word]) is expected


@pytest.fixture(scope="module")
def patterns(lexicons):
    return load_patterns(lexicons)


def test_the_most_specific_pattern_wins(build, patterns):
    doc = build(RECALL)
    words = words_of(doc[:])
    found = patterns.match(doc[1], words, patterns.unmet_by(words))[0]
    assert (found.step, found.event_type, found.event_mode) == (Step.RECALL_ENVOY, EventType.SANCTION, "withdraw")
    assert patterns.match(build(RECALL)[3], frozenset(), patterns.unmet_by(frozenset())) == ()


def test_intensity_falls_back_to_the_bare_type(patterns):
    assert patterns.intensity(EventType.ACCUSE, None) < 0 < patterns.intensity(EventType.SUPPORT, None)
    assert patterns.intensity(EventType.ASSAULT, "no such mode") == patterns.intensity(EventType.ASSAULT, None)


HEADER = "rule,lemmas,pos,where,type,mode,step,domain,recipient\n"


@pytest.mark.parametrize(
    "row",
    [
        "broken,recall,V,obj:@nobody,SANCTION,,,diplomatic,",
        "broken,recall,V,obj:envoy,BRIBE,,,diplomatic,",
        "broken,recall,V,obj:envoy,SANCTION,,recall_postman,diplomatic,",
        "broken,recall,V,obj:envoy,SANCTION,,,cooking,",
    ],
)
def test_a_row_with_an_unknown_code_is_named(tmp_path, lexicons, row):
    for name in ("word_classes.csv", "plover_scores.csv", "domain_terms.csv"):
        (tmp_path / name).write_bytes((lexicons / name).read_bytes())
    (tmp_path / "event_patterns.csv").write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(BundleError, match=r"event_patterns.csv, rule broken"):
        load_patterns(tmp_path)


def test_a_missing_lexicon_is_named(tmp_path):
    with pytest.raises(BundleError, match=r"word_classes.csv"):
        load_patterns(tmp_path)
