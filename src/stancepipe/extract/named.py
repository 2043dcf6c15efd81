"""Parsed passages with the actors that they name, read in batches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from spacy.tokens import Doc

from stancepipe.extract.actors import ActorMention, Gazetteer, needs_entities
from stancepipe.extract.trees import Strings, Tree

BATCH: Final = 64
"""Passages read together, as many as the parser hands out at once."""


@dataclass(frozen=True, slots=True)
class Named:
    """The words of a passage, and who and where they name."""

    tree: Tree
    mentions: list[ActorMention]
    places: dict[int, str]


def named(docs: Iterable[tuple[Doc, date | None]], gazetteer: Gazetteer, entities: Any) -> Iterator[Named]:
    """Each passage with its names as of its day, in order.

    The entity recogniser costs as much as parsing: it is asked only where a name is in doubt, for a batch at once.
    """
    rest = iter(docs)
    strings: Strings | None = None
    while batch := list(islice(rest, BATCH)):
        strings = strings or Strings(batch[0][0].vocab.strings)
        trees = [Tree(doc, strings) for doc, _ in batch]
        found = [gazetteer.mentions(doc, tree, on) for (doc, on), tree in zip(batch, trees, strict=True)]
        doubtful = [i for i, tree in enumerate(trees) if needs_entities(tree, found[i])]
        for index, doc in zip(doubtful, entities.pipe([batch[i][0] for i in doubtful], batch_size=BATCH), strict=True):
            found[index] = gazetteer.mentions(doc, trees[index], batch[index][1])
        for (doc, _), tree, mentions in zip(batch, trees, found, strict=True):
            yield Named(tree, mentions, gazetteer.places(doc, tree))
