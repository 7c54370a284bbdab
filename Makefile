# One door for everybody who works on Uoma.
VENV := .venv
PY := $(VENV)/bin/python
PYTEST := $(PY) -m pytest -n 2 --dist worksteal
MODULES := tests/browser/node_modules
WORKSPACE ?= .

.DEFAULT_GOAL := help
.PHONY: help setup cycle test check bench worlds browser preview format reference clean

help: ## say what each command does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s  %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## create the environment and install the pinned dependencies

$(VENV)/.ready: pyproject.toml constraints.txt
	python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

cycle: setup ## run the whole cycle on the sample organisation and say where the site is
	@$(VENV)/bin/uoma cycle --workspace $(WORKSPACE)

test: setup ## run every test that this machine can run
	$(PYTEST)

browser: setup $(MODULES)/.ready ## look at every kind of page in Chromium: axe-core, html-validate, Lighthouse, keys, hostile words
	UOMA_LIGHTHOUSE=all $(PYTEST) tests/browser

$(MODULES)/.ready: tests/browser/package.json
	npm install --prefix tests/browser --no-package-lock --ignore-scripts --no-audit --no-fund
	@touch $@

check: setup ## linters, types and floors
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: setup ## mend what the linters can mend
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: setup ## measure everything and fail if a gate is missed; make bench PARTS="themes found" for some
	$(PY) -m tests.bench $(PARTS)

worlds: setup ## compare orders of asking in made-up years
	$(VENV)/bin/uoma simulate templates/worlds/reference.yaml

reference: setup ## write the handbook's reference anew from the models
	$(PY) -m flows.press.reference > site/handbook/plans.md

preview: setup ## serve the built site on this machine
	$(VENV)/bin/uoma preview --workspace $(WORKSPACE)

clean: ## forget the environment and everything that was built
	rm -rf $(VENV) $(MODULES) .uoma site/public .pytest_cache .mypy_cache .ruff_cache .hypothesis
