"""Read what governments say and show, with evidence, how each state's posture toward Israel stands and changes."""

from typing import TYPE_CHECKING, Any

from stancepipe.version import __version__

__all__ = ["__version__", "read_table"]

if TYPE_CHECKING:
    from stancepipe.bucket import read_table


def __getattr__(name: str) -> Any:
    """``stancepipe.read_table``, without loading Arrow for those who only ask for the version."""
    if name == "read_table":
        from stancepipe.bucket import read_table

        return read_table
    raise AttributeError(name)
