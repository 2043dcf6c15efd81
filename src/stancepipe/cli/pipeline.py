"""Commands that read, derive, verify and score."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stancepipe.cli.shell import DONE, PARTLY, FolderOrBucket, Out, OutOrBucket, now, require_published, say
from stancepipe.errors import UsageError

if TYPE_CHECKING:
    from stancepipe.bundles import Bundle
    from stancepipe.ingest.inputs import InputRecord

Inputs = Annotated[
    list[str] | None, typer.Argument(metavar="INPUT...", help="Files, folders, URLs, or - for JSON Lines.")
]
Published = Annotated[str | None, typer.Option(help="Date of publication of inputs that do not say it (ISO).")]
Country = Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-3 code of the publisher's country.")]
Kind = Annotated[str | None, typer.Option(help="official_statement, news_report, analysis or other.")]
AllowHost = Annotated[list[str] | None, typer.Option(help="Host in a private network that may be fetched.")]
Pause = Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")]
Timeout = Annotated[float, typer.Option(min=0.1, help="Seconds to wait for a server.")]
Sources = Annotated[Path | None, typer.Option("--sources", help="Folder of source files instead of the shipped ones.")]


def run(
    inputs: Inputs = None,
    out: OutOrBucket = "out",
    published: Published = None,
    publisher_country: Country = None,
    doc_type: Kind = None,
    sources: Sources = None,
    drop: Annotated[Path, typer.Option(help="Folder that the drop folders of sources lie in.")] = Path(),
    retry_set_aside: Annotated[
        bool, typer.Option("--retry-set-aside", help="Look again at addresses that were set aside for good.")
    ] = False,
    allow_host: AllowHost = None,
    pause: Pause = 1.0,
    timeout: Timeout = 20.0,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes that analyse, each with its own models: about half a gigabyte each.")
    ] = 1,
) -> None:
    """One pipeline run over INPUT, or over the configured sources: tables and report."""
    from stancepipe.bucket import told_of, working_copy
    from stancepipe.bundles import load_bundle
    from stancepipe.inputs import InputOptions, Surroundings, configured_sources, read_everything
    from stancepipe.pipeline import run_pipeline
    from stancepipe.summary import summary_of
    from stancepipe.terminal import ProgressBars
    from stancepipe.workers import in_processes

    bundle = load_bundle()
    options = InputOptions(
        published=published, publisher_country=publisher_country, doc_type=doc_type, sources=sources, drop=drop,
        retry_set_aside=retry_set_aside, allow_hosts=frozenset(allow_host or ()), pause=pause, timeout=timeout,
    )  # fmt: skip
    with ProgressBars() as bar, working_copy(out, report=bar.say) as folder:
        about = Surroundings(
            bundle=bundle, out=folder, clock=now, report=bar.say, progress=bar.show, stdin=sys.stdin.buffer
        )
        items = read_everything(inputs or [], options, about)
        runner = in_processes(workers) if workers > 1 else None
        done = run_pipeline(items, folder, bundle, now, bar.show, report=bar.say, runner=runner)
        read = [] if inputs else configured_sources(options, about)
        summary = summary_of(done, folder, folder / "report" / "index.html", read)
    for line in summary:
        typer.echo(told_of(out, folder, line))
    raise typer.Exit(PARTLY if done.any_set_aside else DONE)


def analyse(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, URLs, or - for JSON Lines.")],
    published: Published = None,
    publisher_country: Country = None,
    doc_type: Kind = None,
    allow_host: AllowHost = None,
    pause: Pause = 1.0,
    timeout: Timeout = 20.0,
) -> None:
    """Print one JSON object per input record: language, mentions, events, stances. Writes no table."""
    from stancepipe.bundles import load_bundle
    from stancepipe.ingest.inputs import InputRecord
    from stancepipe.inputs import InputOptions, Surroundings, read_everything

    bundle = load_bundle()
    options = InputOptions(
        published=published, publisher_country=publisher_country, doc_type=doc_type,
        allow_hosts=frozenset(allow_host or ()), pause=pause, timeout=timeout,
    )  # fmt: skip
    about = Surroundings(bundle=bundle, out=None, clock=now, report=say, stdin=sys.stdin.buffer)
    records = (item for item in read_everything(inputs, options, about) if isinstance(item, InputRecord))
    seen = problems = 0
    for line, problem in _analysed_lines(records, bundle):
        seen += 1
        problems += problem
        typer.echo(line)
    if seen == problems:
        raise UsageError(
            "nothing could be analysed: see status_reason of the printed records"
            if seen
            else "the inputs hold no document"
        )
    raise typer.Exit(PARTLY if problems else DONE)


def _analysed_lines(records: "Iterable[InputRecord]", bundle: "Bundle") -> Iterator[tuple[str, bool]]:
    from stancepipe.analysis import analyse_documents, load_models
    from stancepipe.intake import BATCH, document_of

    models = load_models(bundle)
    moment = now()
    batch = []
    for record in records:
        batch.append(document_of(record, run_id="analyse", bundle_id=bundle.bundle_id, now=moment))
        if len(batch) == BATCH:
            yield from _lines(batch, analyse_documents(batch, models, everything=True))
            batch = []
    if batch:
        yield from _lines(batch, analyse_documents(batch, models, everything=True))


def _lines(documents: Sequence[Any], analysed: Sequence[Any]) -> Iterator[tuple[str, bool]]:
    from stancepipe.vocabulary import DocumentStatus

    for document, found in zip(documents, analysed, strict=True):
        problem = document.status == DocumentStatus.SET_ASIDE
        readable = document.status == DocumentStatus.ANALYSED
        row = {
            "id": document.input_id,
            "language": document.language,
            "status": document.status,
            "status_reason": document.status_reason,
            "mentions": [asdict(m) for m in found.mentions] if readable else [],
            "events": [asdict(e) for e in found.events] if readable else [],
            "stances": [asdict(s) for s in found.stances] if readable else [],
        }
        yield json.dumps(row, ensure_ascii=False, default=_plain), problem


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")


def report(folder: FolderOrBucket) -> None:
    """(Re)build DIR/report/index.html from the tables."""
    from stancepipe.bucket import told_of, working_copy
    from stancepipe.bundles import load_bundle
    from stancepipe.pages import write_report

    with working_copy(folder, report=say) as copy:
        require_published(copy)
        page = write_report(copy, load_bundle(), now())
    typer.echo(told_of(folder, copy, str(page)))


def check(folder: FolderOrBucket) -> None:
    """Verify a published folder: schemas, keys, offsets, references, checksums."""
    from stancepipe.bucket import reading_copy
    from stancepipe.checks import check_folder

    problems = check_folder(reading_copy(folder))
    for problem in problems:
        typer.echo(f"{problem.table}{f' {problem.key}' if problem.key else ''}: {problem.sentence}")
    typer.echo(f"{len(problems)} problems" if problems else f"{folder}: nothing wrong")
    raise typer.Exit(PARTLY if problems else DONE)


def sources(
    out: Annotated[Path, typer.Option(help="Folder of the runs to tell of.")] = Path("out"),
    sources: Sources = None,
) -> None:
    """List the configured sources with their last success, last error and row counts."""
    from rich.console import Console
    from rich.table import Table

    from stancepipe.bundles import load_bundle
    from stancepipe.inputs import InputOptions, Surroundings, configured_sources
    from stancepipe.source_states import source_rows

    about = Surroundings(bundle=load_bundle(), out=out, clock=now, report=say)
    table = Table(
        "source", "country", "kind", "schedule", "documents", "last success", "last error", "amiss",
        title="configured sources",
    )  # fmt: skip
    for row in source_rows(configured_sources(InputOptions(sources=sources), about), out, about.today):
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def withdraw(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT_ID...", help="Ids of documents.")],
    reason: Annotated[str, typer.Option(help="Why, in words that may stay public.")],
    out: OutOrBucket = "out",
) -> None:
    """Take documents down: their words leave tables, ledger and archive; their ids and the reason stay."""
    from stancepipe.bucket import told_of, working_copy
    from stancepipe.bundles import load_bundle
    from stancepipe.takedown import take_down

    with working_copy(out, report=say) as folder:
        require_published(folder)
        lines = take_down(documents, reason, folder, load_bundle(), now)
    for line in lines:
        typer.echo(told_of(out, folder, line))


def diff(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT_ID", help="Id of a revision, or an input id.")],
    out: Out = Path("out"),
) -> None:
    """Show what an edit changed: a revision of a document against the one before it."""
    from rich.console import Console

    from stancepipe.edits import edit_lines

    require_published(out)
    console = Console(soft_wrap=True, highlight=False)
    for line in edit_lines(document, out):
        console.print(line)


def evaluate() -> None:
    """Score the models in use on the gold in corpora/, against the floors in the repository."""
    from stancepipe.bundles import load_bundle
    from stancepipe.gold import score_gold

    scores = score_gold(load_bundle())
    for line in scores.lines:
        typer.echo(line)
    raise typer.Exit(PARTLY if scores.below_floor else DONE)


def train() -> None:
    """Make the models in models/ again from corpora/ alone (the model card says what comes out equal)."""
    from stancepipe.bundles import data_root
    from stancepipe.retrain import retrain

    typer.echo(f"models written to {retrain(data_root(), say)}")
