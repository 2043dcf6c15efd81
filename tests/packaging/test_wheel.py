"""The wheel carries its lexicons, sources and models, and finds them when it is not run from the checkout."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSIDE = "stancepipe/_data/"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [built] = folder.glob("stancepipe-*.whl")
    return built


def files_of(folder: Path) -> set[str]:
    """What lies in a folder of the checkout, as paths from its root."""
    return {p.relative_to(ROOT).as_posix() for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts}


@pytest.mark.parametrize(
    "folder",
    [
        "corpora/gold",
        "corpora/lexicons",
        "corpora/sample",
        "corpora/sources",
        "corpora/training",
        "models",
    ],
)
def test_data_of_the_checkout_are_in_the_wheel(wheel: Path, folder: str) -> None:
    wanted = {INSIDE + name for name in files_of(ROOT / folder)}
    assert wanted, f"{folder} is empty"
    assert wanted <= set(zipfile.ZipFile(wheel).namelist())


def test_code_and_what_it_draws_with_are_in_the_wheel(wheel: Path) -> None:
    package = {name.removeprefix("src/") for name in files_of(ROOT / "src" / "stancepipe")}
    assert package | files_of(ROOT / "flows") <= set(zipfile.ZipFile(wheel).namelist())


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"stancepipe", "flows"}


def test_an_unpacked_wheel_reads_its_own_data(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    asks = (
        "import json, stancepipe\n"
        "from stancepipe.bundles import data_root, load_bundle\n"
        "bundle = load_bundle()\n"
        "print(json.dumps([stancepipe.__file__, str(data_root()), str(bundle.models), str(bundle.lexicons)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    for found in json.loads(done.stdout):
        assert Path(found).is_relative_to(tmp_path / "site")
        assert Path(found).exists()
