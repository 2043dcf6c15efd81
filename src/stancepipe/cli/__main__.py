"""``python -m stancepipe.cli``."""

from stancepipe.cli import main

if __name__ == "__main__":
    main()
