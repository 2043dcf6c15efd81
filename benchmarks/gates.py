"""What the gates lose: stances found when everything is parsed, not when only what bears on the subject is (minutes).

    .venv/bin/python benchmarks/gates.py [--documents 300] [--seed 1]

Three texts: the mixture (one document in ten about the subject), documents of the mixture that are all about it, and
the sample corpus. A stance is lost where the holder has none when gated; told apart: those whose label is another one.
"""

import argparse
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from mixture import RELEVANT, Mixture

from stancepipe.analysis import Models, analyse_documents, load_models
from stancepipe.bundles import Bundle, load_bundle
from stancepipe.extract.passages import load_gate
from stancepipe.ingest.inputs import InputDefaults, InputRecord, settle
from stancepipe.ingest.json_records import read_fields
from stancepipe.ingest.readers import read_inputs, reading_of
from stancepipe.intake import decide_status, document_of
from stancepipe.records import Document
from stancepipe.vocabulary import DocumentStatus

NOW: Final = datetime(2026, 6, 1, tzinfo=UTC)
BATCH: Final = 100


def mixture_records(mixture: Mixture, n: int) -> Iterable[InputRecord]:
    """Documents of the mixture, read as a run reads them."""
    for document in mixture.documents(n):
        given_id, found = read_fields(asdict(document), Counter(), today=NOW.date())
        yield settle(given_id or "", found, InputDefaults())


def compare(name: str, records: Iterable[InputRecord], bundle: Bundle, models: Models) -> None:
    """Analyse twice, and print what only one way found."""
    gate = load_gate(bundle.lexicons)
    found = [document_of(r, run_id="benchmark", bundle_id=bundle.bundle_id, now=NOW) for r in records]
    readable = [d for d in found if d.status == DocumentStatus.ANALYSED]
    let_in = [d for d in readable if decide_status(d, None, gate, "").status == DocumentStatus.ANALYSED]
    gated, whole = _labels(let_in, models, everything=False), _labels(readable, models, everything=True)
    lost, gained = whole.keys() - gated.keys(), gated.keys() - whole.keys()
    other = sum(gated[key] != whole[key] for key in gated.keys() & whole.keys())
    print(
        f"{name}: {len(readable)} documents, {len(let_in)} let in; stances when everything is parsed {len(whole)}, "
        f"gated {len(gated)}; lost {len(lost)} ({len(lost) / max(1, len(whole)):.2%}), "
        f"only gated {len(gained)}, other label {other} ({other / max(1, len(whole)):.2%})",
        flush=True,
    )
    names = {d.document_id: d.input_id for d in readable}
    for key, holder in sorted(lost):
        print(f"  lost: {names[key]} {holder} {whole[key, holder] or 'no label'}")


def _labels(documents: list[Document], models: Models, *, everything: bool) -> dict[tuple[str, str], str | None]:
    labels: dict[tuple[str, str], str | None] = {}
    for first in range(0, len(documents), BATCH):
        for analysed in analyse_documents(documents[first : first + BATCH], models, everything=everything):
            labels.update({(s.document_id, s.holder): s.label for s in analysed.stances})
    return labels


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    bundle = load_bundle()
    models = load_models(bundle)
    reading = reading_of(InputDefaults(), lambda message: None, lexicons=bundle.lexicons, today=NOW.date())
    compare("sample corpus", read_inputs([str(bundle.corpora / "sample")], reading), bundle, models)
    about = Mixture(bundle, seed=args.seed, relevant=1.0)
    compare("all about the subject", mixture_records(about, args.documents // 2), bundle, models)
    mixed = Mixture(bundle, seed=args.seed, relevant=RELEVANT)
    compare("mixture", mixture_records(mixed, args.documents), bundle, models)


if __name__ == "__main__":
    main()
