# 一问: two commands are enough: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MARK := $(VENV)/.installed


.PHONY: run install test check evaluate format bench chaos clean

# On a terminal in a job of its own: Ctrl-C then reaches the server alone, and make ends with its status 0.
run: install
	@if [ -t 0 ]; then set -m; $(BIN)/yiwen serve; else exec $(BIN)/yiwen serve; fi

install: $(MARK)

$(MARK): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "一问需要 Python 3.11 或更新的版本（可用 make run PYTHON=python3.12 指定）。"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "正在安装依赖（只在第一次或依赖变化时）……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[meaning,telegram,dev]'
	@touch $(MARK)

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yiwen check

# As many at once as there are processors; `.venv/bin/pytest tests/…` alone runs one test after the other.
test: check
	$(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal

# How well questions are understood whose right answers are known; tests/intents/test_floor.py holds the floors.
evaluate: install
	$(BIN)/yiwen evaluate

# Measured in an environment of its own, so that what it is compared with never gets into the product's.
bench:
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -e '.[meaning,bench]'
	.venv-bench/bin/python -m bench.match
	.venv-bench/bin/python -m bench.peers
	.venv-bench/bin/python -m bench.webhook

chaos: install
	YIWEN_CHAOS_ROUNDS=200 $(BIN)/pytest tests/chaos -s

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .venv-bench .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info
