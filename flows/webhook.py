"""``python -m flows.webhook ADDRESS``: an automation that posts every new shift of the last month to an address.

An example to take or to change; its parts can be edited in Prefect's pages under Automations and Blocks.
"""

import sys
from collections.abc import Sequence
from typing import Final, cast

from prefect.automations import Automation
from prefect.blocks.webhook import Webhook
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import EventTrigger, Posture

from flows.notices import SHIFT
from flows.server import reached
from stancepipe.errors import StancepipeError

NAME: Final = "stancepipe-shifts"
PAYLOAD: Final = "{{ event.payload | tojson }}"
"""The event's payload as JSON; other templates can name its fields, as in ``{{ event.payload.summary }}``."""


def post_shifts_to(address: str) -> str:
    """Make the automation and the block that holds the address; returns the automation's id.

    Made again, the block takes the new address, and the automation stays one.
    """
    block = Webhook.model_validate(
        {"method": "POST", "url": address, "headers": {"Content-Type": "application/json"}}
    ).save(NAME, overwrite=True)
    trigger = EventTrigger(
        expect={SHIFT},
        match={"stancepipe.recent": "yes"},
        posture=Posture.Reactive,
        threshold=1,
        within=0,  # type: ignore[arg-type]
    )
    wanted = Automation(
        name=NAME,
        description="Posts every new shift of the last month.",
        trigger=trigger,
        actions=[CallWebhook(block_document_id=block, payload=PAYLOAD)],  # type: ignore[arg-type]
    )
    try:
        made = cast(Automation, Automation.read(name=NAME))
    except ValueError:
        made = cast(Automation, wanted.create())
    return str(made.id)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the automation on the configured server, or on that of ``make serve``; 2 where it could not be made."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1 or not given[0].startswith(("http://", "https://")):
        print("stancepipe: give the one address to post to, such as https://example.org/hook", file=sys.stderr)
        return 2
    try:
        with reached():
            print(f"automation {NAME}: {post_shifts_to(given[0])}")
    except StancepipeError as error:
        print(f"stancepipe: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
