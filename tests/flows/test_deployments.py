"""The registry of deployments: what Prefect is told of it, and what its pages show."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.deployments import Place, deployments, prefect_yaml, served
from flows.parameters import Given
from flows.serve import main
from flows.turns import Order, deployments_of

pytestmark = pytest.mark.flow

PLACE = Place(out="/srv/stancepipe/out")
WRITTEN = Path(__file__).parents[2] / "prefect.yaml"


def test_prefect_yaml_says_what_the_registry_says() -> None:
    assert WRITTEN.read_text(encoding="utf-8") == prefect_yaml(deployments(PLACE))
    for row in yaml.safe_load(WRITTEN.read_text(encoding="utf-8"))["deployments"]:
        assert (WRITTEN.parent / row["entrypoint"].partition(":")[0]).is_file()


@pytest.mark.parametrize(
    ("name", "cron", "at_once", "collisions"),
    [
        ("hourly", "7 * * * *", 1, "CANCEL_NEW"),
        ("daily", "23 3 * * *", 1, "CANCEL_NEW"),
        ("weekly", "41 4 * * 1", 1, "CANCEL_NEW"),
        ("manual", None, 1, "ENQUEUE"),
        ("given", None, 1, "ENQUEUE"),
        ("rescore", None, 1, "ENQUEUE"),
        ("report", None, 1, "ENQUEUE"),
        ("retention", "11 2 * * *", 1, "CANCEL_NEW"),
        ("upkeep", "*/5 * * * *", None, None),
    ],
)
def test_when_and_how_many_at_once(name: str, cron: str | None, at_once: int | None, collisions: str | None) -> None:
    made = served(next(d for d in deployments(PLACE) if d.name == name), {})
    found = [(s.schedule.cron, s.schedule.timezone) for s in made.schedules or []]
    assert found == ([(cron, "UTC")] if cron else [])
    assert made.concurrency_limit == at_once
    assert (made.concurrency_options and made.concurrency_options.collision_strategy.value) == collisions


def test_every_parameter_has_a_word_for_the_form() -> None:
    for deployment in deployments(PLACE):
        schema: Any = deployment.flow.parameters.model_dump()
        fields = {**schema["properties"]}
        for model in (schema["definitions"] or {}).values():
            fields |= {f"{model['title']}.{name}": field for name, field in model["properties"].items()}
        silent = {name for name, field in fields.items() if not field.get("description")}
        assert silent <= {"SourceGroup.fetching", "Given.fetching"}, deployment.name  # described by their own fields


def test_turns_share_the_deployments() -> None:
    names = [d.name for turn in ("scheduled", "by hand") for d in deployments_of(Order(turn=turn, place=PLACE))]
    assert sorted(names) == sorted(d.name for d in deployments(PLACE))
    order = Order(turn="scheduled", place=Place(out="/o", allow_hosts=("127.0.0.1",)), every={"hourly": 5.0})
    assert Order.from_json(order.to_json()) == order


@pytest.mark.parametrize(("given", "said"), [("out/x.txt", "must be a whole path"), ("", "must be a whole path")])
def test_a_path_that_means_nothing_is_refused(given: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Given(inputs=[given])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--every", "monthly=5"], "--every: 'monthly=5' is not like hourly=600"),
        (["--every", "hourly=soon"], "--every: 'hourly=soon' is not like hourly=600"),
        (["--sources", "nowhere"], "--sources: nowhere is no folder"),
    ],
)
def test_what_cannot_be_served_is_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
