# Everything a fresh machine needs: Python 3.11 or later, make, a network for the first run.
#   make demo            the demo on http://127.0.0.1:8000 (PORT=8080 for another)
#   make test            the gate of every change, under 20 minutes on two cores
#   make prove           the long run: a million clock cases, planted faults; carries on where it stopped

PYTHON ?= python3
PORT   ?= 8000
BIN    := .venv/bin
UV     := 0.13.9
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python

# What the sprite of icons and the translations of pages are made from.
MADE_OF := $(shell find src/konsil/web -name icons.txt -o -name '*.po')

.DEFAULT_GOAL := help
.PHONY: help demo serve test lint prove requirements assets clean lock machine
.DELETE_ON_ERROR:

help:
	@sed -n '2,4s/^# *//p' Makefile

demo: .venv/run.done .venv/assets.done
	$(BIN)/konsil demo --port $(PORT)

serve: .venv/run.done .venv/assets.done
	$(BIN)/konsil serve --port $(PORT)

test: .venv/dev.done .venv/assets.done machine lint
	$(BIN)/coverage erase
	$(BIN)/pytest -n auto --dist loadfile --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --include='src/konsil/core/*' --fail-under=100
	$(BIN)/coverage report --omit='src/konsil/core/*' --fail-under=95

lint: .venv/dev.done
	$(BIN)/ruff check src tests tools bench
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

prove: .venv/dev.done .venv/assets.done machine
	$(BIN)/python -m tools.prove

assets: .venv/assets.done

requirements: .venv/dev.done
	$(BIN)/python -m tools.requirements

# Chromium and poppler for the tests of pages and papers.
machine:
	@tools/machine chromium pdftotext

lock: .venv/dev.done
	tools/lock $(BIN)/uv

clean:
	@test ! -x $(BIN)/python || $(BIN)/python -m konsil.store.cluster remove .konsil/postgres .konsil/test/postgres
	rm -rf .venv .konsil node_modules dist build src/konsil/web/static/vendor src/konsil/letters/fonts \
	       src/konsil/demo/data/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage*

# --- installed once ---------------------------------------------------------------------------------------------------

.venv/venv.done:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Konsil needs Python 3.11 or later: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV)
	@touch $@

.venv/run.done: .venv/venv.done requirements/run.txt requirements/build.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.done: .venv/run.done requirements/dev.txt
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

# Fonts, icons, scripts and example documents of others: named in package-lock.json, copied with their licences.
.venv/npm.done: .venv/run.done package.json package-lock.json
	tools/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.venv/fonts.done: .venv/npm.done tools/fonts.py
	$(BIN)/python tools/fonts.py
	@touch $@

.venv/assets.done: .venv/npm.done .venv/fonts.done tools/assets.py $(MADE_OF)
	$(BIN)/python tools/assets.py
	@touch $@
