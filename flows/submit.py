"""``python -m flows.submit INPUT...``: hand files, folders or addresses to a Prefect server that serves us.

What is handed in twice within a minute, unchanged, is one run; later it is a second one, which finds nothing new.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, cast

from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound

from flows.parameters import Given
from flows.server import reached
from stancepipe.errors import StancepipeError, UsageError
from stancepipe.ids import digest

DEPLOYMENT: Final = "analyse/given"
SAME: Final = 60
"""Seconds for which the same again is a slip of the finger."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Hand in and print where the run can be seen; 2 where nothing could be handed in."""
    parser = argparse.ArgumentParser(prog="python -m flows.submit", description="Hand inputs to a Prefect server.")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders or URLs")
    parser.add_argument("--out", type=Path, help="folder of tables; that of the deployment if not given")
    parser.add_argument("--publisher-country", help="ISO 3166-1 alpha-3 code of the publisher's country")
    options = parser.parse_args(arguments)
    try:
        print(submit(options.inputs, options.out, options.publisher_country, int(time.time())))
    except StancepipeError as error:
        print(f"stancepipe: {error}", file=sys.stderr)
        return 2
    return 0


def submit(inputs: Sequence[str], out: Path | None, publisher_country: str | None, second: int) -> str:
    """Address of the run that will read ``inputs``.

    Args:
        inputs: files, folders, addresses.
        out: folder of tables; None: that of the deployment.
        publisher_country: what the inputs do not say.
        second: our clock, in whole seconds.

    Raises:
        UsageError: an input does not exist, or nobody serves us.
    """
    whole = [given if "://" in given else str(_found(given)) for given in inputs]
    what = Given.model_validate({"inputs": whole, "publisher_country": publisher_country})
    parameters: dict[str, object] = {"what": what.model_dump(exclude_defaults=True)}
    if out is not None:
        parameters["out"] = str(out.resolve())
    key = digest("given", str(sorted(parameters.items())), *map(_state, whole), str(second // SAME))
    with reached() as url:
        try:
            run = cast(FlowRun, run_deployment(DEPLOYMENT, parameters=parameters, timeout=0, idempotency_key=key))
        except ObjectNotFound:
            raise UsageError(f"the Prefect server at {url} does not know {DEPLOYMENT}: run `make serve`") from None
    return f"{url.removesuffix('/api')}/runs/flow-run/{run.id}"


def _found(given: str) -> Path:
    path = Path(given).resolve()
    if not path.exists():
        raise UsageError(f"{given}: no such file or folder")
    return path


def _state(given: str) -> str:
    """What changes when the files behind an input do."""
    if "://" in given:
        return given
    return " ".join(f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}" for path in _files(Path(given)))


def _files(path: Path) -> Iterator[Path]:
    yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


if __name__ == "__main__":
    sys.exit(main())
