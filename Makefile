# make run   sets everything up and opens the app on the sample workspace
# make test  installs the test parts and runs every check
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What Python compiles is kept: the tests start dozens of processes of the app, which would each compile it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test bench quick lint audit parts messages

run: $(VENV)/.installed
	$(BIN)/python -m cxlib sample
	$(BIN)/streamlit run asgi_app.py

$(VENV)/.installed: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $(VENV)/.installed $@

test: $(VENV)/.installed-dev
	$(MAKE) -j 3 lint audit parts
	$(BIN)/python -m pytest -n auto -m "not browser"
	$(BIN)/python -m pytest -n 2 -m browser tests/browser

# What the tests drive and pip cannot bring; one after the other, since Debian installs one thing at a time.
parts: $(VENV)/.installed-dev
	$(BIN)/python tests/browser/chromium.py --install
	$(BIN)/python tests/hosting/proxy.py --install

quick: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m "not browser and not slow"

# Known weaknesses of the pinned packages, by the package index; advisory: without network, or after 15 seconds, it says
# so and nothing fails. What was known when a package was pinned is a test: tests/test_dependencies.py.
audit: $(VENV)/.installed-dev
	@timeout 15 $(BIN)/pip-audit --progress-spinner off --timeout 3 --no-deps --disable-pip -r requirements.txt \
		|| echo "Audit: see above; or it could not be done here (no network, no package index that tells)."

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.installed-dev
	for script in benchmarks/*.py; do PYTHONPATH=. $(BIN)/python $$script || exit 1; done

messages: $(VENV)/.installed-dev
	$(BIN)/pybabel -q extract -k gettext_noop -k N_ -k _ -k ngettext:1,2 --no-location --omit-header -o cxlib/language/catalogues/headlight.pot cxlib ui pages
	for language in cxlib/language/catalogues/*.po; do $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120 -i cxlib/language/catalogues/headlight.pot -o $$language -l $$(basename $$language .po) || exit 1; done
