# `make run` and `make test` do all the set-up they need on a machine with Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# Compiled modules are kept: every worker, server and bounded process would compile the whole source again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint types page-types browser axe contract audit pictures bench-front sample backup restore bench-acoustics bench-platform bench-sightings bench-telemetry bench-timeseries clean help
help:
	@echo "make run      set up and start Fieldstation at http://localhost:8080"
	@echo "make test     set up and run the whole test suite"
	@echo "make sample   load the sample project into the running station"
	@echo "make backup   save the station to BACKUP_TARGET; make restore FROM=PLACE fills an empty one"
	@echo "make lint types page-types browser   the checks CI runs beside the tests"
	@echo "make axe      every view in every look and state under axe (minutes of browser time)"
	@echo "make pictures the pictures of the guide, made anew from the sample project"

$(VENV)/run.stamp: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Fieldstation needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

run: $(VENV)/run.stamp
	@exec $(BIN)/python app.py

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest -m "not browser" -n 3 --dist worksteal

browser: $(VENV)/test.stamp
	$(BIN)/python -m pytest -m "browser and not axe" -n 2 --dist loadfile

# Every view x light, dark, forced colours x two widths x empty, loaded, error: minutes of browser time.
axe: $(VENV)/test.stamp
	$(BIN)/python -m pytest -m axe

# Made-up requests to every operation of the API document, at least 20,000 of them: those that fit the document on
# SQLite, those that do not on PostgreSQL.
CONTRACT_EXAMPLES ?= 40
contract: $(VENV)/test.stamp
	@rm -f .contract
	CONTRACT_EXAMPLES=$(CONTRACT_EXAMPLES) CONTRACT_REPORT=.contract \
		$(BIN)/python -m pytest tests/contract/test_walk.py -n 2 --dist worksteal
	@cat .contract
	@awk '{ n += $$2 } END { print n " requests"; exit n < 20000 }' .contract

# Known holes in what the application stands on; says so where the list of holes cannot be reached.
audit: $(VENV)/test.stamp
	$(BIN)/python scripts/audit_dependencies.py

lint: $(VENV)/test.stamp
	$(BIN)/python -m ruff check .

types: $(VENV)/test.stamp
	$(BIN)/python -m mypy

# Types and names of the page's modules; says so where the checker cannot be fetched.
TYPESCRIPT := typescript@5.9.3
page-types: $(VENV)/run.stamp
	@if timeout 120 npm install --silent --no-audit --fetch-retries 0 --fetch-timeout 30000 --prefix $(VENV)/typescript $(TYPESCRIPT) >/dev/null 2>&1; then \
		$(VENV)/typescript/node_modules/.bin/tsc --project jsconfig.json; \
	else echo "SKIPPED: npm or its registry is not there"; fi

sample: $(VENV)/run.stamp
	$(BIN)/python -m flask --app "app:create_app(role='cli')" sample load

backup: $(VENV)/run.stamp
	$(BIN)/python -m flask --app "app:create_app(role='cli')" backup create

restore: $(VENV)/run.stamp
	$(BIN)/python -m flask --app "app:create_app(role='cli')" backup restore $(if $(FROM),--place $(FROM))

bench-acoustics: $(VENV)/test.stamp
	$(BIN)/python -m bench.acoustics --data $(DATA)

bench-platform: $(VENV)/test.stamp
	$(BIN)/python -m bench.platform

bench-sightings: $(VENV)/test.stamp
	$(BIN)/python -m bench.sightings

bench-telemetry: $(VENV)/test.stamp
	$(BIN)/python -m bench.telemetry

bench-timeseries: $(VENV)/test.stamp
	$(BIN)/python -m bench.timeseries

bench-front: $(VENV)/test.stamp
	$(BIN)/python -m bench.front $(if $(TOUR),--tour $(TOUR))

pictures: $(VENV)/test.stamp
	$(BIN)/python scripts/make_pictures.py

clean:
	rm -rf $(VENV) data .pytest_cache .mypy_cache .ruff_cache
