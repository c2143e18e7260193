# The commands of the project. `make` alone lists them.
# `run` and `test` set up what they need: Python >= 3.11, make and a package registry are enough.

PYTHON ?= python3
INBOX ?= samples
VENV := .venv
SUPERSET := .venv-superset
BIN := $(VENV)/bin
UV := $(BIN)/python -m uv --system-certs
# Stamps say which lock is installed; a second call compares file times and starts nothing.
READY := $(VENV)/.runtime-installed
DEV_READY := $(VENV)/.dev-installed
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
LOCK := $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test lint format bench faults audit dev explore superset superset-check lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV_READY) ## install everything into .venv, from the hash-pinned locks
	@echo "Ready: $(BIN)/greenledger"

run: $(READY) ## build the warehouse from samples/ (INBOX=DIR for other reports) and publish it
	$(BIN)/greenledger run --inbox "$(INBOX)"

test: $(DEV_READY) ## every test: Python, dbt, expectations (ARGS='-k word' for some)
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: $(DEV_READY) ## ruff, mypy, import-linter, sqlfluff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 2 models

format: $(DEV_READY) ## let ruff and sqlfluff mend what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --processes 2 models

bench: $(DEV_READY) ## measure extractor, warehouse, gate and whole runs (LARGE=1: five million candidates and 100,000 documents too)
	$(BIN)/python bench/speed.py $(ARGS)
	$(BIN)/python bench/warehouse.py $(if $(LARGE),--large)
	$(BIN)/python bench/gate.py
	$(BIN)/python bench/scale.py $(if $(LARGE),--large)
	@echo "Exports: $(BIN)/python bench/export_cost.py data/published/greenledger.duckdb"
	@echo "Pages of the explorer, after make run: $(BIN)/python bench/pages.py --observations 200000"

faults: $(DEV_READY) ## kill the job 200 times, fill its disk, move its files, hold its locks, skew its clock (ARGS='--kills 20')
	$(BIN)/python -m tests.faults $(ARGS)

audit: $(DEV_READY) ## known vulnerabilities of the locked packages; takes an index that knows them, and fails where it does not
	$(UV) pip check --python $(BIN)/python
	$(BIN)/python -m uv --system-certs tool run pip-audit --strict --disable-pip --require-hashes -r requirements/runtime.txt

dev: $(READY) ## the Dagster UI, with its schedule on
	$(BIN)/greenledger dev

explore: $(READY) ## the web explorer on the published tables
	$(BIN)/greenledger explore

superset: $(READY) $(SUPERSET)/.installed ## Superset on the published tables, in an environment of its own
	deploy/superset/start

superset-check: $(READY) $(SUPERSET)/.installed ## start it on a copy of data/ and test it: charts, ten publications, attacks
	deploy/superset/smoke

lock: $(DEV_READY) ## write the locks anew from pyproject.toml
	echo uv | $(LOCK) --output-file requirements/bootstrap.txt -
	$(LOCK) --output-file requirements/runtime.txt pyproject.toml
	$(LOCK) --python-version 3.11 --output-file deploy/superset/requirements.txt deploy/superset/requirements.in
	$(LOCK) --extra postgres --constraints requirements/runtime.txt --output-file requirements/postgres.txt pyproject.toml
	$(LOCK) --group dev --extra fast --extra postgres --extra ray --constraints requirements/runtime.txt --output-file requirements/dev.txt pyproject.toml

$(SUPERSET)/.installed: $(BIN)/uv deploy/superset/requirements.txt
	$(PYTHON) -m venv $(SUPERSET)
	$(UV) pip install --quiet --python $(SUPERSET)/bin/python --require-hashes -r deploy/superset/requirements.txt
	@touch $@

clean: ## remove .venv, caches and build leftovers; data/ stays
	rm -rf $(VENV) $(SUPERSET) target logs dist .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: $(PYTHON) is $$($(PYTHON) -V 2>&1). Call make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

# Bytecode is compiled here, on all cores: Dagster, dbt and Great Expectations otherwise compile at first use, or each time.
$(READY): $(BIN)/uv requirements/runtime.txt pyproject.toml
	$(INSTALL) --require-hashes --compile-bytecode -r requirements/runtime.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): $(READY) requirements/dev.txt
	$(INSTALL) --require-hashes --compile-bytecode -r requirements/dev.txt
	@touch $@
