# 一问: two commands are enough: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MARK := $(VENV)/.installed

.PHONY: run install test check format bench clean

run: install
	@exec $(BIN)/yiwen serve

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

test: check
	$(BIN)/pytest

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info
