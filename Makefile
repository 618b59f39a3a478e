# Two commands on a fresh machine: `make serve` and `make test`. Needs Python 3.11, make and a package index, nothing else.
PYTHON      ?= $(shell command -v python3.11 || command -v python3)
# Where plain pip would fetch the CUDA build of torch (several GB), name PyTorch's CPU index here. Empty by default.
TORCH_INDEX ?=
DOCUMENTS   ?= corpus/documents
DATA        ?= var
HOST        ?= 127.0.0.1
PORT        ?= 8000
FUZZ_SECONDS ?= 300

BIN := .venv/bin

.PHONY: help install install-dev serve test test-all lint types layers unit gate report bench soak fuzz sbom lock clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

install: .venv/.installed  ## virtual environment with everything that serves
install-dev: .venv/.installed-dev  ## the same with the test tools

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Pincite needs Python 3.11; set PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(if $(TORCH_INDEX),$(BIN)/pip install -q --disable-pip-version-check --index-url $(TORCH_INDEX) torch==2.13.0)
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.lock
	@touch $@

serve: install  ## index DOCUMENTS (default: the bundled ones), then serve on HOST:PORT
	$(BIN)/pincite serve --documents $(DOCUMENTS) --data $(DATA) --host $(HOST) --port $(PORT)

test: install-dev lint types layers unit gate  ## all that a change must pass, in ten minutes at most

test-all: install-dev lint types layers  ## the same and the heavy tests: faults, load, browser matrix
	$(BIN)/python -m pytest -m "slow or not slow"
	$(MAKE) gate

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-dev
	$(BIN)/pyright

layers: install-dev
	$(BIN)/lint-imports

unit: install-dev
	$(BIN)/python -m pytest -m "not slow"

gate: install-dev  ## the evaluation gate, on the bundled documents and on the originals where they are
	$(BIN)/python -m eval all --documents corpus/documents --out build/eval-bundled --fail-under eval/gates.yaml
	@if [ -d ../shared/corpus ]; then $(BIN)/python -m eval all --documents ../shared/corpus --out build/eval-originals --fail-under eval/gates.yaml; fi

report: gate  ## build/eval-bundled/report.html, of the run that the gate made
	$(BIN)/python -m eval report build/eval-bundled

bench: install-dev  ## measure speed and memory, each beside a reference; writes build/bench.json; SCALE=100000 for more paragraphs
	$(BIN)/python -m eval bench --documents $(DOCUMENTS) --out build/bench.json $(if $(SCALE),--sizes $(SCALE) --no-server)

fuzz: install-dev  ## coverage-guided fuzzing of loaders, splitter, facts and queries, FUZZ_SECONDS each (default 300)
	for target in loaders parts splitter facts query; do $(BIN)/python tools/fuzz.py $$target $(FUZZ_SECONDS) || exit 1; done

soak: install-dev  ## ten minutes of load while documents come and go: every answer watched, memory and its slope
	$(BIN)/python -m eval soak --documents $(DOCUMENTS) --minutes 10

sbom: install  ## build/sbom.json: what requirements.lock pins, as CycloneDX
	$(BIN)/python tools/sbom.py requirements.lock build/sbom.json

lock:  ## resolve the two lock files again, in a clean environment
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install -q torch==2.13.0 && build/lock/bin/pip install -q -e .
	build/lock/bin/pip freeze --exclude-editable | sed 's/+cpu//' > requirements.lock
	build/lock/bin/pip install -q -e '.[dev]'
	build/lock/bin/pip freeze --exclude-editable | sed 's/+cpu//' > requirements-dev.lock

clean:
	rm -rf .venv build var
