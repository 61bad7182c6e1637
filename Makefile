# `make run` and `make test` do all the set-up they need on a machine with Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test lint types browser sample backup restore bench-acoustics bench-platform bench-sightings bench-telemetry bench-timeseries clean help
help:
	@echo "make run      set up and start Fieldstation at http://localhost:8080"
	@echo "make test     set up and run the whole test suite"
	@echo "make sample   load the sample project into the running station"
	@echo "make backup   save the station to BACKUP_TARGET; make restore FROM=PLACE fills an empty one"
	@echo "make lint types browser   the checks CI runs beside the tests"

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
	$(BIN)/python -m pytest -m browser

lint: $(VENV)/test.stamp
	$(BIN)/python -m ruff check .

types: $(VENV)/test.stamp
	$(BIN)/python -m mypy

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

clean:
	rm -rf $(VENV) data .pytest_cache .mypy_cache .ruff_cache
