"""Progress that a person can watch in the terminal."""

from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class ProgressBars:
    """One bar per stage on standard error; silent where nobody watches."""

    def __enter__(self) -> Self:
        """Show the bars while the block runs."""
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._tasks: dict[str, TaskID] = {}
        self._progress.start()
        return self

    def say(self, sentence: str) -> None:
        """A sentence above the bars."""
        self._progress.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def show(self, stage: str, done: int, of: int) -> None:
        """Show that ``done`` of ``of`` things are through ``stage``; ``of`` is 0 where nobody knows."""
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(stage, total=of or None)
        self._progress.update(self._tasks[stage], completed=done, total=of or None)

    def __exit__(self, *_: object) -> None:
        """Take them away."""
        self._progress.stop()
