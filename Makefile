# Sets up a virtual environment and calls the commands that do the work.
# VENV says where it lives, PYTHON which interpreter it is made with.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test test-browser lint bench validate clean

demo: $(VENV)/.installed
	$(BIN)/linespan demo

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser"

test-browser: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m browser

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-bench
	@test -n "$(REPO)" || { echo 'say which repository: make bench REPO=path/to/repository' >&2; exit 2; }
	$(BIN)/python -m bench.speed "$(REPO)"
	$(BIN)/python -m bench.snapshot_speed "$(REPO)"

validate: $(VENV)/.installed-bench
	@test -n "$(REPOS)" || { echo 'say which: make validate REPOS="path/to/one path/to/another"' >&2; exit 2; }
	$(BIN)/python -m bench.validate $(REPOS)

clean:
	rm -rf .venv dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp newer than pyproject.toml means: nothing to install.
# Dependency groups need pip 25.1; Python 3.11 brings an older one.
$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade 'pip>=25.1'
	$(PIP) install --quiet --editable .
	touch $@

$(VENV)/.installed-%: $(VENV)/.installed
	$(PIP) install --quiet --group $*
	touch $@
