"""What the shell commands share: exit codes, common options, the clock, and what a user is told."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from stancepipe.errors import UsageError

DONE: Final = 0
PARTLY: Final = 1
NOTHING: Final = 2

Out = Annotated[Path, typer.Option(help="Folder of tables and report.")]
OutOrBucket = Annotated[str, typer.Option(help="Folder of tables and report, or s3://BUCKET/PREFIX.")]
FolderOrBucket = Annotated[str, typer.Argument(metavar="DIR", help="Folder of tables, or s3://BUCKET/PREFIX.")]


def say(message: str) -> None:
    """A sentence on standard error."""
    typer.echo(message, err=True)


def now() -> datetime:
    """The clock of the shell."""
    return datetime.now(UTC)


def day_of(text: str | None, option: str) -> date | None:
    """The day that an option gives.

    Raises:
        UsageError: it is no day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option}: {text!r} is not a day like 2024-05-31") from None


def require_published(folder: Path) -> None:
    """Stop where a folder holds no tables.

    Raises:
        UsageError: it holds none.
    """
    from stancepipe.bucket import is_bucket

    if is_bucket(folder):
        raise UsageError(f"{folder}: this command works on a folder; the bucket can be copied to one")
    if (folder / "documents").is_symlink() and not (folder / "documents").is_dir():
        raise UsageError(
            f"the tables of {folder} were taken away: `stancepipe run INPUT --out {folder}` puts back what is proven"
        )
    if not (folder / "documents").is_dir():
        raise UsageError(f"{folder} holds no published tables: run `stancepipe run INPUT --out {folder}` first")
