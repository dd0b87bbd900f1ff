# Two commands do everything: `make demo` shows Assay, `make test` checks it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
FAULTS ?= 200
SEED ?= 1
LOAD ?= --submissions 1000 --at-once 100 --readers 40 --seconds 180
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export OMP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo dev test faults load check format bench screenshots clean system-demo system-test

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: system-demo .venv/ready ## set everything up and run Assay on this machine (PORT=8000)
	@$(BIN)/python -m deploy.demo

dev: .venv/ready ## the virtual environment and the commit hooks
	@$(BIN)/pre-commit install

test: system-test .venv/ready ## set everything up and run all tests
	@deploy/test.sh

faults: system-test .venv/ready ## kill what an operator would lose while evaluations run (FAULTS=200 SEED=1)
	@$(BIN)/python -m deploy.docker_engine bash -c '$(BIN)/python -m deploy.build_images base && \
	    $(BIN)/python -m tests.faults --faults $(FAULTS) --seed $(SEED)'

load: system-test .venv/ready ## fill the queue and let it drain while uploads, readers and writers come (LOAD="…")
	@$(BIN)/python -c 'from deploy.build_images import build_runtimes; build_runtimes(["base"], "process")' && \
	    $(BIN)/python -m tests.load $(LOAD)

check: .venv/ready ## format, lint, types, layers: what every commit must pass
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy tasks workers leaderboard deploy tests && $(BIN)/lint-imports

format: .venv/ready ## let ruff put the code in shape
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: .venv/ready ## timings (never part of the tests)
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file; done

screenshots: .venv/ready ## every page, wide and narrow, light and dark, into build/screenshots/index.html
	@$(BIN)/python -m tests.screenshots --readme

clean: ## remove what was built here; the demo's data in var/ too
	rm -rf .venv .venv-runtimes var build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

system-demo system-test:
	@deploy/system.sh $(@:system-%=%)

.venv/ready: pyproject.toml deploy/venv.sh
	@PYTHON=$(PYTHON) deploy/venv.sh
