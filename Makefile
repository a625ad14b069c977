# remixbatch: `make run` shows the main job, `make test` proves it.
# Needs python3 (3.11 or later), make and a package index. Uses uv where it is found.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.stamp
export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check soak coverage bench clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

$(STAMP): pyproject.toml
	@if command -v uv >/dev/null; then \
	    test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) .venv; \
	    uv pip install --quiet --compile-bytecode --python $(BIN)/python --group dev --editable .; \
	else \
	    test -x $(BIN)/python || $(PYTHON) -m venv .venv; \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'; \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev --editable .; \
	fi
# What is installed editable stays uncompiled, and Python may not be let write here (PYTHONDONTWRITEBYTECODE).
	@$(BIN)/python -m compileall -q remixbatch
	@touch $@

run: $(STAMP) ## the quickstart campaign, on the emulator: spec to lockfile, videos and report
	@$(BIN)/remixbatch run specs/quickstart.yaml --stamp output/quickstart/.stamp

WORKERS := 3  # on two cores: many tests wait for a service
test: $(STAMP) ## the suite a developer waits for
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m 'not soak'

check: $(STAMP) ## format, lint, strict types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test

soak: $(STAMP) ## the long proofs
	$(BIN)/pytest -q -n 2 --dist worksteal -m soak
	$(BIN)/python scripts/planted_faults.py
	$(MAKE) coverage

PROVEN := engine actions agenda aliases claims entries events exchange fact following gifts holdings inventory judgement kept limits loop \
    merge money names pacing permit plan policy request resends result roster sendings sources spending submissions take \
    journal journal_file lockfile service reconcile
PROOFS := $(addprefix tests/test_,$(addsuffix .py,answers bad_services claims connection disk doubts download edits engine engine_corners \
    exchanged_names fetch following gifts going_on hostile_services inventory journal limits_of_a_call lock_command lock_commands lock_meaning \
    lock_reading lockfile other_keys outcomes place plan_file reconcile record recovery renamed_spec resolve result run_flags service shapes \
    siblings signals signed_sources sources threats two_dialects why)) \
    $(addprefix tests/test_simulation.py::,test_a_seed_that_once_failed \
    test_the_simulated_journal_takes_and_refuses_what_the_real_one_does)
comma := ,
coverage: $(STAMP) ## every branch of what the promise hangs on was taken, or it fails
	$(BIN)/coverage run --data-file .coverage -m pytest -q -n 0 -p no:cacheprovider -m 'not soak' $(PROOFS)
	$(BIN)/coverage report --data-file .coverage --show-missing --fail-under 100 \
	    --include '$(subst $() ,$(comma),$(strip $(patsubst %,remixbatch/%.py,$(PROVEN))))'

bench: $(STAMP) ## the figures of the README, measured here
	$(BIN)/python bench/run.py
	$(BIN)/python bench/lint.py

clean: ## all that can be made again; journals and locks stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
