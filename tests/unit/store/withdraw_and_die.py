"""Run as a process of its own, to be killed: erases the withdrawn document's words and dies when a step is told.

Usage: withdraw_and_die.py OUT NUMBER-OF-THE-STEP
"""

import os
import signal
import sys
from pathlib import Path

from worded_rows import WITHDRAWN

from stancepipe.store import Store
from stancepipe.store.withdrawal import erase


def main(out: Path, last: int) -> None:
    told: list[str] = []

    def die_at(step: str) -> None:
        told.append(step)
        if len(told) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    with Store(out).writer():
        erase(out, [WITHDRAWN], on_step=die_at)
    print(*told, sep="\n")


main(Path(sys.argv[1]), int(sys.argv[2]))
