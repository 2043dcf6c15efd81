"""What the flows may be asked for. The user interface shows each model as a form, field by field."""

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from stancepipe.inputs import InputOptions

Group = Literal["hourly", "daily", "weekly", "manual"]
"""Sources by the ``schedule`` that their files name."""
GROUPS: Final[tuple[Group, ...]] = ("hourly", "daily", "weekly", "manual")


def _absolute(path: str) -> str:
    """A run may be started in any folder, so that a relative path would mean nothing.

    Raises:
        ValueError: the path is relative.
    """
    if not Path(path).is_absolute():
        raise ValueError(f"{path} must be a whole path, beginning with /")
    return path


def _address_or_absolute(given: str) -> str:
    return given if given.startswith(("http://", "https://")) else _absolute(given)


WholePath = Annotated[str, AfterValidator(_absolute)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fetching(_Form):
    """How the web is asked."""

    allow_hosts: list[str] = Field(default=[], description="Hosts in a private network that may be fetched.")
    pause: float = Field(default=1.0, ge=0, description="Seconds between two requests to one host.")
    timeout: float = Field(default=20.0, ge=0.1, description="Seconds to wait for a server.")
    retry_set_aside: bool = Field(
        default=False, description="Look again at addresses that were set aside for good, for instance as not found."
    )


class SourceGroup(_Form):
    """The configured sources of one schedule."""

    group: Group = Field(description="Which sources: those whose file names this schedule.")
    sources: WholePath | None = Field(
        default=None, description="Folder of source files; empty: those that come with stancepipe."
    )
    drop: WholePath = Field(default="/", description="Folder that the drop folders of sources lie in.")
    fetching: Fetching = Field(default=Fetching(), description="How the web is asked.")

    def options(self) -> InputOptions:
        """The same for the stages."""
        return InputOptions(
            schedule=self.group,
            sources=Path(self.sources) if self.sources else None,
            drop=Path(self.drop),
            retry_set_aside=self.fetching.retry_set_aside,
            allow_hosts=frozenset(self.fetching.allow_hosts),
            pause=self.fetching.pause,
            timeout=self.fetching.timeout,
        )


class Given(_Form):
    """Files, folders and addresses to analyse, and what they do not say themselves."""

    inputs: list[Annotated[str, AfterValidator(_address_or_absolute)]] = Field(
        min_length=1, description="Addresses (http, https) and whole paths of files or folders."
    )
    published: str | None = Field(default=None, description="Day of publication, such as 2024-05-28.")
    publisher_country: str | None = Field(
        default=None, description="ISO 3166-1 alpha-3 code of the publisher's state, or a bloc."
    )
    doc_type: Literal["official_statement", "news_report", "analysis", "other"] | None = Field(
        default=None, description="What kind of document they are."
    )
    fetching: Fetching = Field(default=Fetching(), description="How the web is asked.")

    def options(self) -> InputOptions:
        """The same for the stages."""
        return InputOptions(
            published=self.published,
            publisher_country=self.publisher_country,
            doc_type=self.doc_type,
            retry_set_aside=self.fetching.retry_set_aside,
            allow_hosts=frozenset(self.fetching.allow_hosts),
            pause=self.fetching.pause,
            timeout=self.fetching.timeout,
        )
