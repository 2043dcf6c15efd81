"""Commands for those who work with the tables."""

from pathlib import Path
from typing import Annotated

import typer

from stancepipe.cli.shell import DONE, PARTLY, FolderOrBucket, day_of, now, require_published
from stancepipe.errors import UsageError


def explain(
    holder: Annotated[str, typer.Argument(metavar="HOLDER", help="Code or English name of a state or bloc.")],
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Folder of tables, or s3://BUCKET/PREFIX.")] = "out",
    day: Annotated[
        str | None, typer.Option(metavar="DAY", help="Such as 2024-05-31; the latest where it is not given.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Stances and events to show one by one.")] = 12,
) -> None:
    """Say why HOLDER stands where it does: level, relations, and each stance and event with its pull on the level."""
    from stancepipe.bucket import reading_copy
    from stancepipe.bundles import load_bundle
    from stancepipe.explanation import explain_posture, explanation_lines

    copy = reading_copy(folder)
    require_published(copy)
    explanation = explain_posture(copy, load_bundle(), holder=holder, day=day_of(day, "--day"))
    for line in explanation_lines(explanation, most=most):
        typer.echo(line)


def corrections(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    apply: Annotated[bool, typer.Option("--apply", help="Publish the tables again with them, without a run.")] = False,
    to_gold: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Write the corrected readings as rows of gold.")
    ] = None,
) -> None:
    """List what an analyst wrote into DIR/corrections.csv, line by line, and what became of it."""
    from stancepipe.amendments import amendment_lines, apply_amendments, read_amendments, write_gold
    from stancepipe.bundles import load_bundle

    require_published(folder)
    bundle = load_bundle()
    if apply:
        apply_amendments(folder, bundle, now)
    amendments = read_amendments(folder, bundle)
    for line in amendment_lines(amendments, folder):
        typer.echo(line)
    if to_gold is not None:
        typer.echo(f"rows of gold in {to_gold}: {write_gold(folder, to_gold)}")
    raise typer.Exit(DONE if amendments.all_applied else PARTLY)


def export(
    folder: FolderOrBucket,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Excel workbook to write.")] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Folder to write CSV files to.")] = None,
) -> None:
    """Write the current tables for Excel: one sheet or file per table, postures as latest and monthly."""
    from stancepipe.bucket import reading_copy
    from stancepipe.export import write_csv, write_workbook

    copy = reading_copy(folder)
    require_published(copy)
    if xlsx is None and csv is None:
        raise UsageError("say where to: --xlsx FILE, --csv FOLDER, or both")
    if xlsx is not None:
        typer.echo(f"{xlsx}: {len(write_workbook(copy, xlsx, now()))} sheets and a README")
    if csv is not None:
        typer.echo(f"{csv}: {len(write_csv(copy, csv, now()))} files and a README")


def dictionary() -> None:
    """Print the data dictionary: every table and column, from the declarations that the tables are made by."""
    from stancepipe.dictionary import dictionary_text

    typer.echo(dictionary_text(), nl=False)
