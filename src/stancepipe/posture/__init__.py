"""From stances and events to postures, shifts, blocs and support: pure functions over records."""

from stancepipe.posture.derive import Derived, derive_postures
from stancepipe.posture.knowledge import Knowledge, load_knowledge

__all__ = ["Derived", "Knowledge", "derive_postures", "load_knowledge"]
