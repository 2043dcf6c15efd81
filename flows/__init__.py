"""Prefect flows: the only place that knows Prefect. The work itself is in :mod:`stancepipe.stages`."""

import os

# Settings are read when Prefect is imported: a temporary server needs half a minute on a new database (the
# default limit is 20 s), a run that dies is known by the end of its heartbeat, and nothing is sent to anybody.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
