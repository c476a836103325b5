# Two commands matter: `make run` and `make test`. They need Python 3.11 to 3.13, make and a package client.

.DEFAULT_GOAL := help
.NOTPARALLEL:
PORT ?= 8000
export PORT
export FLASK_APP := app.py
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PY := .venv/bin/python
FLASK := $(PY) -m flask
BABEL := $(PY) -m babel.messages.frontend -q
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
FRENCH := translations/fr/LC_MESSAGES/messages.po

.PHONY: help run test translate migration sizes clean

help: ## this list
	@echo "SIRHP. What make can do:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' Makefile | awk -F@ '{ printf "%-18s %s\n", $$1, $$2 }'

run: .venv/installed $(CATALOGUES) ## install, migrate, fill a demo force if empty, and serve (PORT=8000)
	@$(FLASK) init
	@$(FLASK) db upgrade
	@$(FLASK) demo --if-empty
	@exec $(FLASK) serve

test: .venv/installed-dev $(CATALOGUES) ## run all tests on SQLite and PostgreSQL, browser included (t=tests/badge for some)
	@$(PY) -m tests.servers
	@$(PY) -m pytest -n logical --maxprocesses 4 --dist worksteal $(t)

translate: .venv/installed ## collect the texts of the code into the French catalogue, keep what is translated
	@$(BABEL) extract -F babel.cfg -k _l -k N_ -k lazy_gettext -k lazy_ngettext:1,2 --sort-output --no-location \
		--omit-header -o .venv/texts.pot .
	@test -f $(FRENCH) || $(BABEL) init -i .venv/texts.pot -d translations -l fr
	@$(BABEL) update -i .venv/texts.pot -d translations -l fr --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date -w 120
	@$(PY) -m babel.messages.frontend compile --statistics -i $(FRENCH) -o $(FRENCH:.po=.mo) -l fr

migration: .venv/installed ## write a migration for changed models (m="what changes")
	@test -n "$(m)" || { echo 'Say what changes: make migration m="add the blood group"'; exit 2; }
	@$(FLASK) db migrate -m "$(m)"

sizes: .venv/installed ## print how long functions and files are, longest last
	@$(PY) bench/sizes.py

clean: ## remove what make made; the instance folder stays
	rm -rf .venv .pytest_cache .hypothesis $(CATALOGUES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the targets stand on -------------------------------------------------------------------

%.mo: %.po | .venv/installed
	@$(BABEL) compile -i $< -o $@ -l $(word 2,$(subst /, ,$<))

.venv/installed: requirements.txt | $(PY)
	@echo "Installing what SIRHP runs on (requirements.txt) ..."
	@$(PY) -m pip install -q -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing what tests it (requirements-dev.txt) ..."
	@$(PY) -m pip install -q -r requirements-dev.txt
	@touch $@

# The first Python of the right version that really runs: a shim may stand there without its Python.
$(PY):
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
		$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue; \
		found=$$python; \
		$$python -c 'import ensurepip, venv' 2>/dev/null || continue; \
		echo "Making .venv with $$($$python --version) ..."; \
		exec $$python -m venv --clear .venv; \
	done; \
	if [ -n "$$found" ]; then \
		echo "$$($$found --version) is here, but cannot make a virtual environment."; \
		echo "On Debian or Ubuntu: apt-get install python3-venv. Then run make again."; \
	else \
		echo "SIRHP needs Python 3.11, 3.12 or 3.13, and none was found."; \
		echo "Install one (on Debian or Ubuntu: apt-get install python3 python3-venv), or name it:"; \
		echo "make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3.12"; \
	fi; exit 1
