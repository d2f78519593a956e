# Darcha's commands for people who build it. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# The interpreter that a new environment is made of: make setup PYTHON=python3.13
PYTHON ?= python3
# Processes that the tests run in.
JOBS ?= 2

BIN := .venv/bin
PINS := requirements/dev.txt requirements/uv.txt pyproject.toml
# Named by what it was made from, so that a changed pin is noticed and a touched file is not.
READY := .venv/ready-$(shell cat $(PINS) | sha256sum | cut -c 1-16)
CATALOGUES := $(patsubst %.po,%.mo,$(shell find src -name '*.po'))
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make pins"

.PHONY: help setup demo check test test-all bench screenshots docs pins clean anew

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(READY) $(CATALOGUES) ## everything Darcha needs, in .venv; quick where nothing changed
	@:

demo: setup ## Darcha with a country, firms, officers and a live day of trade
	@exec $(BIN)/darcha demo

check: setup ## the gates alone: lint, format, types, imports
	@$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## the gates and the fast tests with their coverage
	@$(BIN)/coverage erase
	$(BIN)/python -m pytest -n $(JOBS) -m "not slow" --cov --cov-report=
	$(BIN)/coverage report --include='src/darcha/law/*,src/darcha/wire/*' --fail-under=95
	$(BIN)/coverage report --omit='src/darcha/law/*,src/darcha/wire/*' --fail-under=90

test-all: setup ## the slow tests: every page, language and role, kill tests, soak, fuzz
	@$(BIN)/python -m pytest -n $(JOBS) -m slow

bench: setup ## figures of speed, beside the limit of this machine
	@$(BIN)/darcha bench all

screenshots: setup ## pictures of the pages, for the documentation
	@$(BIN)/python tools/screenshots.py

docs: setup ## the reference, written anew from the code
	@$(BIN)/python tools/docs.py

pins: setup ## newest versions of everything that requirements/*.in ask for
	@cd requirements
	../$(COMPILE) --upgrade uv.in --output-file uv.txt
	../$(COMPILE) --upgrade dev.in --output-file dev.txt
	../$(COMPILE) --upgrade runtime.in --constraints dev.txt --output-file runtime.txt

clean: ## away with everything made here
	@rm -rf .venv build dist htmlcov .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

# An environment of another interpreter than the one asked for is made anew.
ifneq ($(origin PYTHON), file)
ifneq ($(shell $(PYTHON) -V), $(shell test -x $(BIN)/python && $(BIN)/python -V))
$(READY): anew
endif
endif

anew:
	@rm -rf .venv

$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Darcha needs Python 3.11 or newer: make setup PYTHON=…")'
	[[ -x $(BIN)/python ]] || $(PYTHON) -m venv .venv
	rm -f .venv/ready-*
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
		-r requirements/uv.txt
	$(BIN)/uv pip sync --quiet --require-hashes --only-binary :all: --python $(BIN)/python requirements/dev.txt
	$(BIN)/uv pip install --quiet --offline --no-deps --no-build-isolation --python $(BIN)/python --editable .
	touch $@

%.mo: %.po | $(READY)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
