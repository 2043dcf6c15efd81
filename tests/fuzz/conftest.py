"""Makes ``fuzz`` importable as a package, here and in the child processes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
