"""What is declared, what is pinned and what is imported agree."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
PINNED_EXTRAS = [line for name, extra in EXTRAS.items() if name != "ray" for line in extra]
"""Ray is a quarter of a gigabyte: whoever wants it installs it beside the rest."""
PIN_FILES = ("lock.txt", "torch.txt", "models.txt")
OWN = {"stancepipe", "flows"}


def pins(name: str) -> dict[str, str]:
    """Version by package of one file of ``requirements/``."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {canonicalize_name(m[1]): m[2] for m in re.finditer(r"^([\w.-]+)==([\w.+-]+)", text, re.MULTILINE)}


def imported(folder: Path) -> Iterator[tuple[str, Path]]:
    """Top-level names that the modules below a folder import."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((alias.name.split(".")[0], path) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0], path


@pytest.mark.parametrize("line", [*PROJECT["dependencies"], *PINNED_EXTRAS])
def test_a_declared_dependency_is_pinned_within_its_range(line: str) -> None:
    wanted = Requirement(line)
    pinned = {name: version for file in PIN_FILES for name, version in pins(file).items()}
    assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)])


@pytest.mark.parametrize("name", PIN_FILES)
def test_a_requirements_file_pins_everything_and_names_no_host(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    wanted = r"[\w.-]+==[\w.+-]+( \\)?|    --hash=sha256:[0-9a-f]{64}"
    assert [line for line in lines if not line.startswith("#") and not re.fullmatch(wanted, line)] == []


def test_no_package_is_pinned_in_two_files() -> None:
    names = [name for file in PIN_FILES for name in pins(file)]
    assert sorted(names) == sorted(set(names))


def test_every_model_package_has_its_full_hash() -> None:
    text = (ROOT / "requirements" / "models.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}$", text, re.MULTILINE)) == len(pins("models.txt")) > 0


@pytest.mark.parametrize(("folder", "extras"), [("src", ("train", "s3")), ("flows", ("flows",))])
def test_what_the_code_imports_is_declared(folder: str, extras: tuple[str, ...]) -> None:
    declared = {
        canonicalize_name(Requirement(line).name)
        for line in (*PROJECT["dependencies"], *(line for extra in extras for line in EXTRAS[extra]))
    }
    carriers = packages_distributions()
    undeclared = {
        (module, path.name)
        for module, path in imported(ROOT / folder)
        if module not in sys.stdlib_module_names | OWN
        and not declared & {canonicalize_name(name) for name in carriers.get(module, [])}
    }
    assert undeclared == set()
