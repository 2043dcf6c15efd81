"""Run as a process of its own, to be killed: publishes into a folder, dies at a step, or goes on until it is killed.

Usage: publish_and_die.py OUT STEP NUMBER | publish_and_die.py OUT for-ever NUMBER | publish_and_die.py OUT hold
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from numbered_rows import numbered_tables

from stancepipe.store import Store


def main(out: Path, mode: str, number: int) -> None:
    def die_at(step: str) -> None:
        if step == mode:
            os.kill(os.getpid(), signal.SIGKILL)

    with Store(out).writer(on_step=die_at) as writer:
        print("ready", flush=True)
        while mode == "hold":
            time.sleep(1)
        while True:
            known_from = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
            writer.publish(numbered_tables(number), known_from=known_from)
            number += 1
            if mode != "for-ever":
                return


main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
