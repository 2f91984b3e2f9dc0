# Two commands matter: `make run` and `make test`. They need Python 3.11 and make, and install everything else themselves.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
SCALE ?= full
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help install run test check fmt bench bench-names bench-% lock clean

help:
	@echo "make run     start Comity with a made-up network, at http://localhost:8000 (COMITY_PORT moves it); Ctrl-C stops it"
	@echo "make install install what it runs on into .venv, for a real installation (docs/operations.md)"
	@echo "make test    run the tests (own database under var/test; installs what it lacks)"
	@echo "make check   lint, types, floors, house rules, migrations"
	@echo "make fmt     format the code"
	@echo "make bench   measure everything; make bench-checks SCALE=small measures one part in under a minute"
	@echo "make bench-names PAIRS=pairs.csv   how well persons are told apart, beside other matchers"
	@echo "make lock    pin requirements/*.in into requirements/*.txt with hashes"
	@echo "make clean   remove the environment and everything under var/"

# The stamps: an environment is installed once, and again only when its list changes.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "Comity needs Python 3.11; $(PYTHON) is another version. Name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian: apt-get install python3.11-venv"; exit 1; }

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Comity runs on (a minute or two) ..."
	@$(PIP) install --require-hashes -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

install: $(VENV)/.runtime

run: $(VENV)/.runtime
	@exec $(VENV)/bin/comity up --demo

test: $(VENV)/.dev
	@.ci/chromium
	@COMITY_VAR="$${COMITY_TEST_VAR:-$(CURDIR)/var/test}" PY=$(PY) .ci/test $(ARGS)

check: $(VENV)/.dev
	@COMITY_VAR="$${COMITY_TEST_VAR:-$(CURDIR)/var/test}" PY=$(PY) .ci/check

fmt: $(VENV)/.dev
	@$(PY) -m ruff check --quiet --fix-only .
	@$(PY) -m ruff format .

bench: $(VENV)/.dev
	@$(VENV)/bin/comity bench --scale $(SCALE)

# The quality of finding persons: make bench-names PAIRS=pairs.csv HELD_OUT=1 SCALE=full; made-up pairs without PAIRS.
BENCH_VENV := $(or $(COMITY_VAR),var)/bench-venv
bench-names: $(VENV)/.dev $(BENCH_VENV)/.tried
	@$(PY) -m bench.names --scale $(SCALE) $(if $(PAIRS),--pairs $(PAIRS)) $(if $(HELD_OUT),--held-out)

$(BENCH_VENV)/.tried: requirements/bench.txt | $(VENV)/bin/python
	@echo "Installing the matcher that ours is compared with into $(BENCH_VENV) (a few minutes, it compiles) ..."
	@mkdir -p $(@D) && $(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip --disable-pip-version-check --no-input -qqq install --require-hashes -r requirements/bench.txt \
	  || echo "Not installed, so not compared with. It needs a C++ compiler and ICU. On Debian: apt-get install g++ libicu-dev pkg-config"
	@touch $@

bench-%: $(VENV)/.dev
	@$(VENV)/bin/comity bench $* --scale $(SCALE)

# No addresses of package indexes in the files: where packages come from is the machine's setting, not the project's.
UV := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
lock: | $(VENV)/bin/python
	@$(PY) -m uv --version >/dev/null 2>&1 || $(PIP) install uv
	@$(UV) requirements/runtime.in -o requirements/runtime.txt
	@$(UV) requirements/dev.in -c requirements/runtime.txt -o requirements/dev.txt
	@$(UV) requirements/bench.in -o requirements/bench.txt
	@! grep -nE 'https?://|--(extra-)?index-url|--find-links' requirements/*.txt

clean:
	@if [ -x $(VENV)/bin/comity ]; then $(VENV)/bin/comity down --quiet || true; fi
	@rm -rf $(VENV) var
