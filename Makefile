# The commands; `make` alone lists them. Everything is installed below this folder: .venv, node_modules, var.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?= 1
DIVISION ?=
PLAN ?=
BIN := .venv/bin
export DEMO DIVISION PLAN

.DEFAULT_GOAL := help
.PHONY: help run setup test lint bench pictures chromium lock

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

run: .venv/.run-installed node_modules/.run-installed ## install what is missing, set the county up, serve on http://127.0.0.1:8000
	@exec $(BIN)/qiangxian serve --host $(HOST) --port $(PORT) --set-up

setup: .venv/.run-installed node_modules/.run-installed ## the same without serving
	@$(BIN)/qiangxian setup

test: .venv/.dev-installed node_modules/.dev-installed ## lint, types, contracts and every test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m tests

lint: .venv/.dev-installed ## format, lint, types, import contracts, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src

bench: .venv/.dev-installed node_modules/.run-installed ## every measurement side by side, as ratios
	@$(BIN)/python -m bench

pictures: .venv/.dev-installed node_modules/.dev-installed ## take the pictures of the guide anew, from the demonstration
	@$(BIN)/python -m tests.pictures

chromium: .venv/.dev-installed node_modules/.dev-installed ## print the path of a Chromium that runs here
	@$(BIN)/python -m tests.chromium

lock: .venv/.dev-installed ## pin the newest versions that fit requirements/*.in, with hashes and without an address
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/run.in -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements/dev.in -o requirements/dev.txt

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新的版本 (Python 3.11 or newer is needed)")'
	@$(PYTHON) -m venv .venv || { echo "无法建立 Python 虚拟环境：请为 $(PYTHON) 安装 venv 组件 (the venv module is missing)"; exit 1; }

.venv/.run-installed: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "安装运行所需的组件……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev-installed: requirements/dev.txt .venv/.run-installed
	@echo "安装测试所需的组件……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.run-installed: package.json package-lock.json
	@echo "安装界面组件……"
	@npm ci --omit=dev --silent --no-audit --no-fund
	@touch $@

node_modules/.dev-installed: package.json package-lock.json node_modules/.run-installed
	@echo "安装测试用的浏览器……"
	@npm ci --silent --no-audit --no-fund
	@touch node_modules/.run-installed $@
