"""Shell commands, run in this process: the models are loaded once."""

import contextlib
import io
import sys
from dataclasses import dataclass

import pytest

from stancepipe.cli import main


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> list[str]:
        """All printed lines."""
        return [*self.out.splitlines(), *self.err.splitlines()]


def stancepipe(*arguments: object, stdin: bytes = b"") -> Answer:
    """Run a command as the shell does."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patched, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patched.setattr(sys, "argv", ["stancepipe", *map(str, arguments)])
        patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
    code = ended.value.code
    return Answer(code=code if isinstance(code, int) else 0, out=out.getvalue(), err=err.getvalue())
