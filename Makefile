# The commands of this project. Each says what it does; a step whose inputs did not change is skipped.
#
#   make run      the demonstration district on http://127.0.0.1:8000   (PORT=8080 changes the port)
#   make test     all tests: on SQLite, on PostgreSQL, in a browser     (ONLY=tests/org for a part)
#   make check    style, types, import rules, migrations, deployment settings
#   make bench    full-size timings beside a peer or a limit            (ONLY=name for one)
#   make docs     the pages made from data: benchmarks, roles, packs
#   make messages brings the translation files up to date with the sources
#   make locks    resolves the dependencies of pyproject.toml anew
#   make clean    removes everything that these commands made

SHELL := /bin/sh
PORT ?= 8000
ONLY ?=
BIN := .venv/bin
PY := $(BIN)/python
export PORT

NODE_MODULES := frontend/node_modules/.package-lock.json
BUILD := src/gongjian/static/build/.built
CATALOGUES := $(shell find src/gongjian -name '*.po')
ASSET_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*') \
	$(shell find src/gongjian -type f \( -name '*.html' -o -path '*/templatetags/*.py' \))

.PHONY: run test check bench docs messages locks clean ready assets
.DELETE_ON_ERROR:
.NOTPARALLEL:

run: .venv/build.stamp $(BUILD) .venv/messages.stamp
	@$(PY) -m tools.run

ready: .venv/dev.stamp $(BUILD) .venv/messages.stamp

test: ready
	@$(PY) -m tools.test $(ONLY)

check: ready
	@$(PY) -m tools.check

bench: ready .venv/bench.stamp
	@$(PY) -m bench $(ONLY)

docs: .venv/dev.stamp .venv/messages.stamp
	@$(PY) -m tools.benchmarks_page
	@$(PY) -m tools.roles_page
	@$(PY) -m tools.packs_page

messages: .venv/dev.stamp
	@$(PY) -m tools.messages extract
	@$(PY) -m tools.messages compile

assets: $(BUILD)

locks: .venv/dev.stamp
	@$(PY) -m tools.locks

clean:
	rm -rf .venv var screenshots frontend/node_modules src/gongjian/static/build
	find src/gongjian -name '*.mo' -delete

# --- steps -----------------------------------------------------------------------------------

.venv/%.stamp: requirements/%.txt requirements/uv.txt tools/bootstrap.sh tools/bootstrap.py
	@sh tools/bootstrap.sh $*

.venv/messages.stamp: $(CATALOGUES) tools/messages.py | .venv/build.stamp
	@$(PY) -m tools.messages compile
	@touch $@

$(NODE_MODULES): frontend/package.json frontend/package-lock.json | .venv/build.stamp
	@$(PY) -m tools.assets install
	@touch $@

$(BUILD): $(NODE_MODULES) $(ASSET_SOURCES)
	@$(PY) -m tools.assets build
	@touch $@
