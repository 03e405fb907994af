# Everything from a fresh clone with Python 3.11, make and the package registries.
# `make setup` is quick the second time: each step leaves a stamp in .venv.

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
VENV := .venv/luodi.installed
SYSTEM := .venv/system.checked
ASSETS := .venv/assets.copied
SPARK := .venv/spark.installed
# One more than processors: many tests wait for a program, a browser or a database.
WORKERS := $(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)'
export PYTHONUTF8 := 1

.PHONY: help setup demo test lint bench docs lock clean
.DEFAULT_GOAL := help

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|' 2>/dev/null \
	  || grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST)

setup: $(VENV) $(SYSTEM) $(ASSETS) ## the environment in .venv, the pages' scripts, the programs some tests use

.venv/uv.installed:
	@test -n "$(PYTHON)" || { echo "Luodi needs Python 3.11 or newer: install it, or say where it is with PYTHON=…"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/locked.synced: requirements.lock .venv/uv.installed
	VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode requirements.lock
	@touch $@

# Spark is 400 MB: only the tests and `make bench` ask for it, never the demonstration.
$(SPARK): requirements-spark.lock .venv/locked.synced
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --require-hashes -r requirements-spark.lock
	@touch $@

$(VENV): pyproject.toml .venv/locked.synced
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -c "from luodi.reading.model import load; load()"
	@touch $@

$(SYSTEM): scripts/system-programs
	@scripts/system-programs
	@mkdir -p .venv && touch $@

# Status 3 is a machine without npm: the pages work without their scripts, and it is asked again next time.
$(ASSETS): package.json package-lock.json .npmrc scripts/assets
	@mkdir -p .venv; scripts/assets; status=$$?; case $$status in 0) touch $@ ;; 3) ;; *) exit $$status ;; esac

demo: $(VENV) $(ASSETS) ## read the sample documents, print the list, write out/任务清单.xlsx and .docx
	@scripts/demo $(BIN)/luodi

test: setup $(SPARK) ## the checks of `make lint`, every test on SQLite, the office's again on PostgreSQL
	@$(MAKE) --no-print-directory lint
	@status=0; \
	echo "Every test, the office on SQLite:"; \
	env -u DATABASE_URL $(BIN)/pytest -n $$($(WORKERS)) --dist worksteal $(PYTEST) || status=$$?; \
	if server=$$($(BIN)/python scripts/with-postgres --check); then \
	  echo "The office again, on $$server:"; \
	  $(BIN)/python scripts/with-postgres $(BIN)/pytest tests/office -n $$($(WORKERS)) --dist worksteal -m "not browser and not sqlite_only and not once" $(PYTEST) || status=$$?; \
	else \
	  echo "NOT RUN on PostgreSQL: this machine has $$server. Only SQLite was tested."; \
	fi; \
	exit $$status

lint: $(VENV) ## style, types, arrows between the rooms, declared dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src

# Bigger by an argument: make bench FIRMS="100000 1000000 30000000" ROUTES=3000000 ROWS=300000
FIRMS ?= 100000 1000000 10000000
ROUTES ?= 1000000
ROWS ?= 100000

bench: $(VENV) $(SPARK) ## speed beside others' on the same work: reading, finding, standards, routes, the lake, races
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/finding.py
	$(BIN)/python benchmarks/standards.py --firms $(FIRMS)
	$(BIN)/python benchmarks/routes.py $(ROUTES)
	$(BIN)/python benchmarks/lake.py --rows $(ROWS)
	$(BIN)/python benchmarks/races.py

docs: $(VENV) ## write what is made from the code: docs/命令.md, docs/规则.md, tables in other pages
	$(BIN)/python scripts/write_docs.py

lock: $(VENV) ## pin every dependency by hash in requirements.lock, Spark's in requirements-spark.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --group dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --extra spark -c requirements.lock pyproject.toml -o .venv/spark.all
	$(BIN)/python scripts/spark_lock .venv/spark.all requirements.lock > requirements-spark.lock

clean: ## remove what was made
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf node_modules src/luodi/office/web/static/vendor tests/vendor
