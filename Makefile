# `make demo` shows what citehub does, `make test` runs the tests; each makes the environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo test check coverage fuzz bench hostile picture clean
.DEFAULT_GOAL := help

help:
	@echo "make demo      ingest seeds/, show the hub, search it"
	@echo "make test      run the tests"
	@echo "make check     formatting, lint and types"
	@echo "make coverage  the tests' coverage of the package"
	@echo "make fuzz      broken inputs, commands in any order: INPUTS, SEED, RUNS say how many"
	@echo "make bench     how fast papers are labelled, beside a plain search"
	@echo "make hostile   what very large pages cost in time and memory"
	@echo "make picture   make the README's picture anew"
	@echo "make clean     remove the environment"

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(READY)
	$(BIN)/citehub ingest seeds/
	$(BIN)/citehub show
	$(BIN)/citehub show yoshua
	$(BIN)/citehub search "on polciy distilation"

test: $(READY)
	$(BIN)/python -m pytest -q

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

coverage: $(READY)
	$(BIN)/coverage run --branch --source citehub -m pytest -q
	$(BIN)/coverage report --show-missing

INPUTS ?= 100000
SEED ?= 1
RUNS ?= 50
fuzz: $(READY)
	$(BIN)/python tests/fuzz.py $(INPUTS) $(SEED)
	$(BIN)/python tests/test_machine.py $(RUNS)

bench: $(READY)
	$(BIN)/python tests/bench/labels.py

hostile: $(READY)
	$(BIN)/python tests/large.py

picture: $(READY)
	$(BIN)/python tests/picture.py README.svg

clean:
	rm -rf $(VENV) build dist *.egg-info
