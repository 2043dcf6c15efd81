"""The mode of a verb, from its auxiliaries and from what stands above it, on sentences parsed by hand."""

import pytest

from stancepipe.extract.conditions import under_forecast
from stancepipe.extract.status import load_governors, status_of
from stancepipe.vocabulary import EventStatus

# text lemma pos tag dep head
PLAIN = """
Kenya Kenya PROPN NNP nsubj 1
recalled recall VERB VBD ROOT 1
envoys envoy NOUN NNS dobj 1
"""
AUXILIARY = """
Kenya Kenya PROPN NNP nsubj 2
{0} {0} AUX MD aux 2
recall recall VERB VB ROOT 2
envoys envoy NOUN NNS dobj 2
"""
NOT = """
Kenya Kenya PROPN NNP nsubj 3
did do AUX VBD aux 3
not not PART RB neg 3
recall recall VERB VB ROOT 3
envoys envoy NOUN NNS dobj 3
"""
TO_INFINITIVE = """
Kenya Kenya PROPN NNP nsubj 1
{0} {1} VERB VBD ROOT 1
to to PART TO aux 3
recall recall VERB VB xcomp 1
envoys envoy NOUN NNS dobj 3
"""
GERUND = """
Kenya Kenya PROPN NNP nsubj 1
{0} {1} VERB VBD ROOT 1
{2} {2} ADP RP prt 1
recalling recall VERB VBG advcl 1
envoys envoy NOUN NNS dobj 3
"""
IF = """
If if SCONJ IN mark 2
Kenya Kenya PROPN NNP nsubj 2
recalls recall VERB VBZ advcl 5
envoys envoy NOUN NNS dobj 2
, , PUNCT , punct 5
sleep sleep VERB VB ROOT 5
"""
IS_TO = """
Kenya Kenya PROPN NNP nsubj 1
is be AUX VBZ ROOT 1
to to PART TO aux 3
recall recall VERB VB xcomp 1
envoys envoy NOUN NNS dobj 3
"""
FORECAST = """
This this PRON DT nsubj 2
may may AUX MD aux 2
compel compel VERB VB ROOT 2
Kenya Kenya PROPN NNP dobj 2
to to PART TO aux 5
recall recall VERB VB xcomp 2
envoys envoy NOUN NNS dobj 5
"""
NOUN = """
no no DET DT det 1
recall recall NOUN NN nsubj 2
followed follow VERB VBD ROOT 2
"""

O, A, H, D = EventStatus.OCCURRED, EventStatus.ANNOUNCED, EventStatus.HYPOTHETICAL, EventStatus.DENIED  # noqa: E741

CASES = [
    (PLAIN, 1, O),
    *((AUXILIARY.format(w), 2, A) for w in ("will", "shall", "'ll")),
    *((AUXILIARY.format(w), 2, H) for w in ("may", "might", "could", "should", "would", "must")),
    (NOT, 3, D),
    *((TO_INFINITIVE.format(*w), 3, A) for w in (("planned", "plan"), ("decided", "decide"), ("vowed", "vow"))),
    *((TO_INFINITIVE.format(*w), 3, H) for w in (("threatened", "threaten"), ("wanted", "want"), ("tried", "try"))),
    *((TO_INFINITIVE.format(*w), 3, D) for w in (("refused", "refuse"), ("declined", "decline"), ("failed", "fail"))),
    (TO_INFINITIVE.format("sailed", "sail"), 3, O),
    (GERUND.format("ruled", "rule", "out"), 3, D),
    (GERUND.format("put", "put", "off"), 3, D),
    (GERUND.format("set", "set", "out"), 3, O),
    (IF, 2, H),
    (IS_TO, 3, A),
    (NOUN, 1, D),
]


@pytest.mark.parametrize(("lines", "word", "expected"), CASES)
def test_status(build, lexicons, lines, word, expected):
    assert status_of(build(lines)[word], load_governors(lexicons)) is expected


def test_what_may_be_compelled_is_a_forecast(build):
    assert under_forecast(build(FORECAST)[5])
    assert not under_forecast(build(TO_INFINITIVE.format("planned", "plan"))[3])
