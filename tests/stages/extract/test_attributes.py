"""Tables in place of the attribute ruler: the same parts of speech, features, lemmas, tags and dependencies."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, TAG
from spacy.pipeline import AttributeRuler

from stancepipe.bundles import load_bundle
from stancepipe.extract.attributes import attribute_tables
from stancepipe.extract.pipeline import RULER, TABLES, load_parser

pytestmark = pytest.mark.models

SAMPLE = Path(__file__).parents[3] / "corpora" / "sample"
ODD = [
    "",
    "   ",
    "\n\n Hello \n\t world  it 's he's gonna  there 's nobody there is",
    "Both of those, all this and no such: THAT is what it's about, isn't it? 's got gets GOT better best",
    "More than 3.5 %, U.S.-led; e.g. I'd've, y'all \u2019s \u2014 re-established. What? Which? Whose? Who'll? n't nt",
]


def test_the_tables_write_what_the_ruler_writes() -> None:
    texts = [*ODD, *(p.read_text("utf-8", "replace") for p in sorted(SAMPLE.rglob("*.txt")))]
    nlp = load_parser(load_bundle().spacy_model).nlp
    assert TABLES in nlp.pipe_names
    assert RULER not in nlp.pipe_names
    ours = list(nlp.pipe(texts))
    nlp.disable_pipe(TABLES)
    nlp.enable_pipe(RULER)
    theirs = list(nlp.pipe(texts))
    written = [POS, MORPH, LEMMA, TAG, DEP, HEAD]
    assert sum(map(len, ours)) > 4_000
    for mine, his in zip(ours, theirs, strict=True):
        assert np.array_equal(mine.to_array(written), his.to_array(written)), mine.text
        assert [s.start for s in mine.sents] == [s.start for s in his.sents]


@pytest.mark.parametrize(
    ("patterns", "attrs"),
    [
        ([[{"LEMMA": "be"}]], {"POS": "AUX"}),
        ([[{"LOWER": {"FUZZY": "be"}}]], {"POS": "AUX"}),
        ([[{"TAG": "DT"}, {"TAG": "JJ"}, {"TAG": "NN"}]], {"POS": "NOUN"}),
        ([[{"TAG": "DT"}]], {"SHAPE": "x"}),
    ],
)
def test_a_ruler_with_patterns_of_another_kind_is_refused(patterns, attrs) -> None:
    ruler: AttributeRuler = spacy.blank("en").add_pipe("attribute_ruler")
    ruler.add(patterns, attrs)
    with pytest.raises(ValueError, match="attribute ruler"):
        attribute_tables(ruler)
