"""The spaCy pipeline: loaded once, tuned for this kind of processor, fed with passages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex
from thinc.api import NumpyOps

from stancepipe.extract.attributes import AttributeTables, attribute_tables

HYPHENS: Final = "(?:-|–|—|--|---|——|~)"
"""What marks spaCy's rule that cuts words at hyphens."""
_KEEPING_PREFIXES: Final = r"(?<!\b[Rr]e)(?<!\b[Cc]o)(?<!\b[Pp]re)"
"""Words that stay whole: "re-established" in two parts is parsed as two verbs."""
PARSE_BATCH: Final = 64
"""Passages per parser batch: larger batches cost memory and gain nothing measurable on two cores."""


RULER: Final = "attribute_ruler"
TABLES: Final = "attribute_tables"


@Language.factory(TABLES)
def _tables(nlp: Language, name: str) -> AttributeTables:
    ruler: Any = nlp.get_pipe(RULER)
    return attribute_tables(ruler)


@dataclass(frozen=True, slots=True)
class Parser:
    """A loaded language model; ``entities`` is run apart, only where a name is in doubt (it costs twice the parse)."""

    nlp: Language
    entities: Any

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """Parsed passages, in order."""
        return self.nlp.pipe(texts, batch_size=PARSE_BATCH)


def load_parser(model: str) -> Parser:
    """Load spaCy model ``model`` without its entity recogniser in the main path.

    The blis wheel picks its generic kernel on many processors; NumPy's own matrix product is about 1.7 times as
    fast there with identical output, so every layer is told to use it. Its attribute ruler gives way to tables that
    write the same.
    """
    nlp = spacy.load(model)
    rules = [str(rule) for rule in nlp.Defaults.infixes or ()]
    infixes = compile_infix_regex([_KEEPING_PREFIXES + rule if HYPHENS in rule else rule for rule in rules])
    tokenizer: Any = nlp.tokenizer
    tokenizer.infix_finditer = infixes.finditer
    operations = NumpyOps(use_blis=False)
    for _, pipe in nlp.pipeline:
        layered = getattr(pipe, "model", None)
        if layered is not None:
            for layer in layered.walk():
                layer.ops = operations
    nlp.add_pipe(TABLES, after=RULER)
    nlp.disable_pipe(RULER)
    entities = nlp.get_pipe("ner")
    nlp.disable_pipe("ner")
    return Parser(nlp=nlp, entities=entities)
