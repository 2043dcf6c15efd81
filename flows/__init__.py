"""Prefect flows: the only place that knows Prefect. The work itself is in :mod:`stancepipe.stages`."""
