# `make run` and `make test` do all the set-up themselves: they need Python 3.11 or newer, make, git.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
DATA ?= tests/gold

.PHONY: run test lint evaluate bench clean

run: $(VENV)/.run  ## Read the bundled example articles and show their ledger
	$(BIN)/demarche read --examples

test: $(VENV)/.dev  ## Lint, type-check and test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2
	$(BIN)/python -m demarche.evaluate.gate tests/gold
	$(BIN)/python -m demarche.evaluate.gate tests/gold_world

lint: $(VENV)/.dev  ## Format, then lint and type-check
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

evaluate: $(VENV)/.dev  ## Run every scorer on what is under DATA and compare with the floors
	$(BIN)/python -m demarche.evaluate.gate $(DATA) $(GATE)

bench: $(VENV)/.dev  ## Time the stages beside the peers they are measured against
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
