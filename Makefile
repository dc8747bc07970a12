# run · test · check · bench. On Windows, see README.md: the same steps without make.

PYTHON ?= python3
BIN := .venv/bin
# apt-get needs root; containers often are root and have no sudo.
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get

.PHONY: run test check bench system
.DEFAULT_GOAL := run

run: .venv/run.stamp
	$(BIN)/python app.py

# Everything that must hold before a change is accepted; .ci/run is this.
test: check
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: system .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp
	$(BIN)/python -m benchmarks

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/run.stamp: requirements.txt .venv/made.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# Debian and Ubuntu ship Python without venv; a half-made .venv from such a failure is made anew.
.venv/made.stamp:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
	  { echo "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed (make PYTHON=python3.11)" >&2; exit 1; }
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || { command -v apt-get >/dev/null \
	  && $(APT) update -qq && $(APT) install -y -qq python3-venv; } || \
	  { echo "缺少 Python 的 venv 模块，请安装 python3-venv / Python's venv is missing; install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	@touch $@

# The browser tests need a Chromium and a font with Chinese characters; casework is tested on PostgreSQL, too.
system:
	@if command -v apt-get >/dev/null; then \
	  missing=""; \
	  command -v chromium >/dev/null || missing="$$missing chromium"; \
	  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	  [ -n "$$(fc-list :lang=zh 2>/dev/null | head -1)" ] || missing="$$missing fonts-noto-cjk fontconfig"; \
	  [ -z "$$missing" ] || { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends $$missing; }; \
	fi
