# Two commands: `make pack` and `make test`. Both set up .venv from requirements.lock first.
PYTHON ?= python3
BIN := .venv/bin
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

.PHONY: pack test lint lock system clean

pack: .venv/installed
	$(BIN)/python flows

test: .venv/installed lint
	$(BIN)/pytest

lint: .venv/installed
	$(BIN)/ruff check --quiet src flows tests
	$(BIN)/ruff format --quiet --check src flows tests
	$(BIN)/mypy --no-error-summary
	$(BIN)/sqlfluff lint --disable-progress-bar sql reports/charts

# The lock is complete, so --no-deps; pip check then proves that nothing is missing.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "migration-stats needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-deps --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/pip check
	touch $@

# Libraries of the system by name: Pango for the PDF, Chromium (and pa11y, without a browser of its own) to read
# pages as a reader would.
system:
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 chromium
	command -v npm >/dev/null || apt-get install -y -qq --no-install-recommends nodejs npm
	npm ci --prefix tests/packs/pa11y --ignore-scripts --no-audit --no-fund --silent

# Needs uv on the path. Extras are stripped and no index is written: the lock holds versions and hashes only.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--group dev pyproject.toml --output-file requirements.lock

clean:
	rm -rf .venv data/curated/*.duckdb data/curated/observations reports/build
