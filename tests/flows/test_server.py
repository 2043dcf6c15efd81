"""Commands that speak to a Prefect server: one sentence where there is none, or where it does not serve us."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import submit, webhook

pytestmark = pytest.mark.flow


@pytest.fixture
def deaf() -> Iterator[str]:
    """The address of an API that nobody listens at, nor can while the test lasts."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/api"
        with temporary_settings({PREFECT_API_URL: url}):
            yield url


@pytest.mark.parametrize("main", [submit.main, webhook.main])
def test_no_server_is_one_sentence(
    main: Callable[[list[str]], int], deaf: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["https://example.org/hook"]) == 2
    told = capsys.readouterr()
    assert told.err == f"stancepipe: no Prefect server at {deaf}: run `make serve`, or set PREFECT_API_URL\n"
    assert told.out == ""


def test_a_server_that_does_not_serve_us_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text("Bolivia severed relations with Israel.", encoding="utf-8")
    assert submit.main([str(tmp_path / "note.txt")]) == 2
    url = PREFECT_API_URL.value()
    assert capsys.readouterr().err == (
        f"stancepipe: the Prefect server at {url} does not know analyse/given: run `make serve`\n"
    )
