"""What the gates lose: stances found when everything is parsed, not when only what bears on the subject is (minutes).

    .venv/bin/python benchmarks/gates.py [--documents 300] [--seed 1]

Four texts: the sample corpus; documents of the mixture that are all about the subject; the mixture (one document in
ten about it); and round-ups, where a few passages about it stand among other news in one block without paragraphs. A
stance is lost where the holder has none when gated; told apart: those whose label is another one. Parsing everything
is no truth, it may find a stance where there is none. Made-up documents consist of passages with known labels: of what
one way alone finds, those are counted too where a passage of the document is labelled with a stance of that holder.
"""

import argparse
import os
import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from mixture import RELEVANT, Mixture, NewsDocument

from stancepipe.analysis import Models, analyse_documents, load_models
from stancepipe.bundles import Bundle, load_bundle
from stancepipe.classify.passages import written_passages
from stancepipe.extract.gate import Gate, load_gate
from stancepipe.extract.passages import passages
from stancepipe.ingest.inputs import InputDefaults, InputRecord, settle
from stancepipe.ingest.json_records import read_fields
from stancepipe.ingest.readers import read_inputs, reading_of
from stancepipe.intake import decide_status, document_of
from stancepipe.records import Document, Stance
from stancepipe.vocabulary import DocumentStatus

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
BATCH: Final = 100
NO_STANCE: Final = "none"
PASSAGES: Final = 3
"""Passages about the subject in a round-up."""
QUOTED: Final = 240
"""Characters of a quote that are printed."""

Key: TypeAlias = tuple[str, str]


def records_of(documents: Iterable[NewsDocument]) -> Iterator[InputRecord]:
    """Made-up documents, read as a run reads them."""
    for document in documents:
        given_id, found = read_fields(asdict(document), Counter(), today=NOW.date())
        yield settle(given_id or "", found, InputDefaults())


def round_ups(bundle: Bundle, n: int, seed: int) -> Iterator[NewsDocument]:
    """Other news in one block, with passages about the subject here and there."""
    about, other = (Mixture(bundle, seed=seed, relevant=share).documents(n) for share in (1.0, 0.0))
    for subject, world in zip(about, other, strict=True):
        chance = random.Random(subject.id)
        said = world.text.split("\n\n")
        for passage in subject.text.split("\n\n")[:PASSAGES]:
            said.insert(chance.randrange(len(said) + 1), passage)
        yield replace(subject, id=f"round-up-{subject.id}", text=" ".join(" ".join(said).split()))


def known_stances(bundle: Bundle, documents: Iterable[Document]) -> set[Key]:
    """Documents with the holders to whom a training passage that they are made of gives a stance."""
    labelled = {
        " ".join(passage.text.split()): [h for h, (label, _) in passage.labels.items() if label != NO_STANCE]
        for passage in written_passages(bundle.corpora / "training")
    }
    known: set[Key] = set()
    for document in documents:
        text = " ".join(document.text.split())
        known.update((document.document_id, h) for passage, own in labelled.items() if passage in text for h in own)
    return known


def compare(
    name: str, records: Iterable[InputRecord], bundle: Bundle, models: Models, *, labelled: bool = True
) -> None:
    """Analyse twice, and print what only one way found."""
    gate = load_gate(bundle.lexicons)
    found = [document_of(r, run_id="benchmark", bundle_id=bundle.bundle_id, now=NOW) for r in records]
    readable = [d for d in found if d.status == DocumentStatus.ANALYSED]
    let_in = [d for d in readable if decide_status(d, None, gate, "").status == DocumentStatus.ANALYSED]
    gated, whole = _stances(let_in, models, everything=False), _stances(readable, models, everything=True)
    lost, gained = whole.keys() - gated.keys(), gated.keys() - whole.keys()
    other = sum(gated[key].label != whole[key].label for key in gated.keys() & whole.keys())
    known = known_stances(bundle, readable) if labelled else None
    print(
        f"{name}: {len(readable)} documents, {len(let_in)} let in; words parsed {_words(let_in, gate):,} of "
        f"{_words(let_in, None):,} there and {_words(readable, None):,} in all; stances when everything is parsed "
        f"{len(whole)}, gated {len(gated)}; lost {_counted(lost, whole, known)}, only gated "
        f"{_counted(gained, whole, known)}, other label {other} ({other / max(1, len(whole)):.2%})",
        flush=True,
    )
    inputs = {d.document_id: d.input_id for d in readable}
    for key in sorted(lost):
        judged = "" if known is None else "labelled so, " if key in known else "not labelled so, "
        stance = whole[key]
        print(f"  lost: {inputs[key[0]]} {stance.holder}, {judged}found {stance.label or 'no label'}: {_brief(stance)}")


def _counted(keys: Collection[Key], whole: Mapping[Key, Stance], known: Collection[Key] | None) -> str:
    """How many, and how many of them the corpus labels with a stance."""
    share = f"{len(keys)} ({len(keys) / max(1, len(whole)):.2%})"
    if known is None or not keys:
        return share
    real = sum(key in known for key in keys)
    return f"{share}, of them labelled so {real} ({real / max(1, sum(key in known for key in whole)):.2%} of such)"


def _brief(stance: Stance) -> str:
    words = " ".join((stance.quote or "").split())
    return words if len(words) <= QUOTED else f"{words[:QUOTED]} …"


def _words(documents: Iterable[Document], gate: Gate | None) -> int:
    """Words that go to the parser."""
    return sum(len(d.text[p.start : p.end].split()) for d in documents for p in passages(d.text, gate))


def _stances(documents: list[Document], models: Models, *, everything: bool) -> dict[Key, Stance]:
    stances: dict[Key, Stance] = {}
    for first in range(0, len(documents), BATCH):
        for analysed in analyse_documents(documents[first : first + BATCH], models, everything=everything):
            stances.update({(s.document_id, s.holder): s for s in analysed.stances})
    return stances


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    bundle = load_bundle()
    models = load_models(bundle)
    reading = reading_of(InputDefaults(), lambda message: None, lexicons=bundle.lexicons, today=NOW.date())
    compare("sample corpus", read_inputs([str(bundle.corpora / "sample")], reading), bundle, models, labelled=False)
    about = Mixture(bundle, seed=args.seed, relevant=1.0).documents(args.documents // 2)
    compare("all about the subject", records_of(about), bundle, models)
    mixed = Mixture(bundle, seed=args.seed, relevant=RELEVANT).documents(args.documents)
    compare("mixture", records_of(mixed), bundle, models)
    compare("round-ups in one block", records_of(round_ups(bundle, args.documents // 4, args.seed)), bundle, models)


if __name__ == "__main__":
    main()
