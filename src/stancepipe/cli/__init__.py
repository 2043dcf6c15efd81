"""The shell commands. Each is a few lines: read options, call a stage, print; what goes wrong is one plain sentence."""

import os
import sys
from collections.abc import Callable
from typing import Any

import typer

from stancepipe.cli import analysts, pipeline, upkeep
from stancepipe.cli.shell import DONE, NOTHING, say
from stancepipe.errors import ADVICE, StancepipeError

app = typer.Typer(
    name="stancepipe",
    help="Read what governments say and show, with evidence, how each state's posture toward Israel stands and "
    "changes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

COMMANDS: tuple[Callable[..., None], ...] = (
    pipeline.run, pipeline.analyse, pipeline.report, pipeline.check, pipeline.sources,
    analysts.explain, analysts.corrections, analysts.export, analysts.dictionary,
    pipeline.withdraw, pipeline.diff, upkeep.prune, pipeline.evaluate, pipeline.train,
)  # fmt: skip
"""In the order in which `--help` lists them."""
for command_function in COMMANDS:
    app.command()(command_function)


def main() -> None:
    """Entry point: our errors become one sentence and exit code 2."""
    # One thread per process is the fastest way to parse; must stand before NumPy is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    command: Callable[..., Any] = app
    try:
        command()
    except StancepipeError as error:
        say(f"stancepipe: {error}")
        sys.exit(NOTHING)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except OSError as error:
        advice = f": {ADVICE[error.errno]}" if error.errno is not None and error.errno in ADVICE else ""
        say(f"stancepipe: {error.filename or 'a file'}: {error.strerror or type(error).__name__}{advice}")
        sys.exit(NOTHING)
