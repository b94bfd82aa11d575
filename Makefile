# `make start` and `make test` need Python 3.11 or later and nothing else; `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
ARGS   ?=

export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

# One stamp for what a student needs, one for the tests; each is renewed when the versions change.
$(VENV)/student: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This course needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/tests: $(VENV)/student
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[tests]'
	touch $@

install: $(VENV)/tests  ## install everything (student, instructor, tests) into .venv
	@git config diff.ipynb.textconv "$(CURDIR)/$(BIN)/nbstripout -t" 2>/dev/null || true

start: $(VENV)/student  ## open JupyterLab at the course; ARGS="--no-browser --port 8890"
	@$(BIN)/classroom start $(ARGS)

test: install  ## run every test; ARGS="-m 'not keras and not browser'" for the quick ones
	@$(BIN)/python -m pytest $(ARGS)

check: install  ## style alone: ruff and the house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -q tests/test_house_style.py

exercises: install  ## write the student copies in chapters/ from solutions/
	$(BIN)/classroom release --all

.PHONY: help install start test check exercises
