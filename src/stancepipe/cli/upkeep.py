"""Commands that keep a folder in order."""

from pathlib import Path
from typing import Annotated

import typer

from stancepipe.cli.shell import now, require_published
from stancepipe.errors import UsageError


def prune(
    folder: Annotated[Path, typer.Argument(metavar="DIR")],
    history_days: Annotated[
        float | None, typer.Option(min=0, help="Days for which past states (as_of) are kept; older ones become one.")
    ] = None,
    archive_days: Annotated[
        float | None, typer.Option(min=0, help="Days for which raw answers of the web are kept.")
    ] = None,
    go: Annotated[bool, typer.Option("--go", help="Do it; without this only what would go is told.")] = False,
) -> None:
    """Drop old history and raw answers, as far as the options say; current rows and their evidence stay."""
    from stancepipe.store.upkeep import Policy, pruned_lines
    from stancepipe.store.upkeep import prune as prune_folder

    require_published(folder)
    if history_days is None and archive_days is None:
        raise UsageError("say what is to be kept: --history-days, --archive-days or both")
    policy = Policy(history_days=history_days, archive_days=archive_days)
    for line in pruned_lines(prune_folder(folder, policy, now(), dry_run=not go), dry_run=not go):
        typer.echo(line)
    if not go:
        typer.echo("nothing was changed: add --go to do it")
