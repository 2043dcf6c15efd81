"""``datapackage.json`` by the rules of Frictionless Data Package and Table Schema, version 2."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from stancepipe.records import Posture
from stancepipe.store import Store
from stancepipe.tables import TABLES

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PROFILES = "https://datapackage.org/profiles/2.0/"
TYPES = {"string", "number", "integer", "boolean", "date", "datetime"}
ORDERED = {"number", "integer", "date", "datetime"}
PYTHON = {"string": str, "integer": int, "number": (int, float)}
CONSTRAINTS = {"required", "enum", "minimum", "maximum"}

Json = dict[str, Any]


@pytest.fixture
def package(tmp_path: Path, make_posture: Callable[..., Posture]) -> Json:
    with Store(tmp_path).writer() as writer:
        writer.publish({"postures": [make_posture("GHA", 0, 0.5)]}, known_from=NOON)
    described: Json = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    return described


@pytest.fixture
def schemas(package: Json) -> dict[str, Json]:
    return {r["name"]: r["schema"] for r in package["resources"]}


def test_the_package(package: Json) -> None:
    assert package["$schema"] == f"{PROFILES}datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert datetime.fromisoformat(package["created"]) == NOON
    assert all(isinstance(package[name], str) for name in ("title", "description", "version"))


def test_resources(package: Json, tmp_path: Path) -> None:
    resources = package["resources"]
    assert [r["name"] for r in resources] == [t.name for t in TABLES]
    assert len({r["name"] for r in resources}) == len(resources)
    for r in resources:
        path = PurePosixPath(r["path"])
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert not any(part.startswith(".") for part in path.parts), "no hidden files"
        assert (tmp_path / path).stat().st_size == r["bytes"]
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", r["hash"])
        assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", r["mediatype"])
        assert r["description"]
        assert r["schema"]["$schema"] == f"{PROFILES}tableschema.json"


def test_fields_and_their_constraints(schemas: dict[str, Json]) -> None:
    for name, schema in schemas.items():
        names = [f["name"] for f in schema["fields"]]
        assert len(set(names)) == len(names), name
        for field in schema["fields"]:
            constraints = field["constraints"]
            assert field["type"] in TYPES
            assert field["description"]
            assert constraints.keys() <= CONSTRAINTS
            assert isinstance(constraints["required"], bool)
            if "enum" in constraints:
                values = constraints["enum"]
                assert values == sorted(set(values)) != []
                assert all(isinstance(v, PYTHON[field["type"]]) for v in values)
            if "minimum" in constraints:
                assert field["type"] in ORDERED
                assert constraints["minimum"] < constraints["maximum"]
            assert isinstance(field.get("unit", "none"), str)


def test_keys_and_references(schemas: dict[str, Json]) -> None:
    fields = {name: {f["name"]: f for f in schema["fields"]} for name, schema in schemas.items()}
    for name, schema in schemas.items():
        assert schema["primaryKey"]
        for key in schema["primaryKey"]:
            assert fields[name][key]["constraints"]["required"], "a key is never null"
        for foreign in schema["foreignKeys"]:
            other = foreign["reference"].get("resource", name)
            assert set(foreign["fields"]) <= fields[name].keys()
            assert len(foreign["fields"]) == len(foreign["reference"]["fields"])
            assert foreign["reference"]["fields"] == schemas[other]["primaryKey"][:1]
            for here, there in zip(foreign["fields"], foreign["reference"]["fields"], strict=True):
                assert fields[name][here]["type"] == fields[other][there]["type"]
    assert schemas["events"]["foreignKeys"] == [
        {"fields": ["document_id"], "reference": {"fields": ["document_id"], "resource": "documents"}}
    ]


@pytest.mark.parametrize(
    ("table", "column", "constraints"),
    [
        ("postures", "score", {"required": True, "minimum": -1, "maximum": 1}),
        ("postures", "label", {"required": True, "enum": ["critical", "mixed", "neutral", "supportive"]}),
        ("stances", "label", {"required": False, "enum": ["critical", "mixed", "neutral", "supportive"]}),
        ("runs", "seconds", {"required": True}),
    ],
)
def test_what_is_declared_is_what_stands_there(
    table: str, column: str, constraints: Json, schemas: dict[str, Json]
) -> None:
    [field] = [f for f in schemas[table]["fields"] if f["name"] == column]
    assert field["constraints"] == constraints


def test_states_and_blocs_are_listed(schemas: dict[str, Json]) -> None:
    [holder] = [f for f in schemas["postures"]["fields"] if f["name"] == "holder"]
    assert {"FRA", "PSE", "XKX", "XSL", "EU", "ARABLEAGUE"} <= set(holder["constraints"]["enum"])
    assert {"HAMAS", "ICC"}.isdisjoint(holder["constraints"]["enum"])
