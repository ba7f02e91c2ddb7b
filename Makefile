# One place for every command. `make` alone lists them. Needs Python 3.11 or newer, Node 20.19 or newer, npm and make;
# the rest it fetches once. Afterwards nothing here needs the network.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

# A bare Debian has no LANG: without these two, Chinese output and file names break.
export PYTHONUTF8 := 1
export LANG := $(or $(LANG),C.UTF-8)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where it is set, every program that a test starts compiles all of this tree anew.
unexport PYTHONDONTWRITEBYTECODE
# Playwright's own Node needs libatomic, which a bare Debian has not; the system's Node serves as well.
export PLAYWRIGHT_NODEJS_PATH ?= $(shell command -v node)

PYTHON ?= python3
BIN := .venv/bin
PACKAGES := protocol server badges forms printing decoding imaging formats reading kiosk
SOURCES := $(PACKAGES) bench tests
BROWSER := $(wildcard tests/browser)
LOOP := tests/web/test_loop.py
ALONE := $(BROWSER) $(LOOP)
# As many workers as the processors feed: a browser takes about one, the other tests wait for the disk now and then.
CORES := $(shell nproc 2>/dev/null || echo 2)
WORKERS := $(shell n=$$(($(CORES) + 1)); echo $$((n < 3 ? 3 : n > 6 ? 6 : n)))
BROWSERS := $(shell n=$(CORES); echo $$((n < 2 ? 2 : n > 4 ? 4 : n)))
# The order is tests/longest_first.py's, not by the number of tests.
BY_FILE := --dist loadfile --no-loadscope-reorder
# Memory for what tests keep for a while, where there is room: thousands of small databases wait for the disk otherwise.
IN_MEMORY = $(shell setup/memory)
NETWORK := unshare:util-linux ip:iproute2
PRINTER := ippeveprinter:cups-ipp-utils avahi-daemon:avahi-daemon dbus-daemon:dbus unshare:util-linux
FRONT := $(shell find static -type f -not -path '*/node_modules/*' -not -path 'static/dist/*' -not -path 'static/tests/*' 2>/dev/null)

##@ 命令 Commands
.PHONY: help
help: ## 列出命令 · list the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z][a-z-]*:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## 安装运行所需的一切 · everything a bare machine needs to run the hub
	@$(MAKE) hub & hub=$$!; $(MAKE) screens || { wait $$hub || true; exit 1; }; wait $$hub  # neither needs the other

.PHONY: hub screens
hub: .venv/.runtime .venv/.scripts .venv/.fonts
	@:
screens: static/dist/index.html
	@:

.PHONY: run
run: setup ## 启动考务中枢;空数据目录先写入今天的示例考试日 · start the hub; an empty data folder gets a sample day dated today
	@exec $(BIN)/kaowu serve --sample

.PHONY: rehearsal
rehearsal: setup ## 演练:9 分钟后开考,一刻钟走完全程;每次用新的数据目录 · practise: starts in 9 minutes, a data folder of its own each time
	@exec env KAOWU_DATA="$${KAOWU_DATA:-data-rehearsal-$$(date +%m%d-%H%M%S)}" $(BIN)/kaowu serve --rehearsal

.PHONY: test
test: tools ## 全部检查与测试,双核约 17 分钟，核多则快 · every check and test, about 17 minutes on two cores, less on more
	@setup/beside "$(MAKE) check" "$(MAKE) vitest browser"  # a browser waits much, and no check looks at a clock
	@$(MAKE) loop pytest

.PHONY: test-long
test-long: test bench/node_modules/.installed .venv/.bench ## 另加长时间测试(故障、模糊、浸泡) · also the long tests (faults, fuzzing, soak)
	$(BIN)/pytest -m "long or hypothesis" --hypothesis-profile=long --timeout=900

.PHONY: check
check: tools static/node_modules/.installed ## 风格、类型与分层检查 · style, types and direction of imports
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/lint-imports
	@echo "mypy, vue-tsc"  # the two longest, side by side
	@$(BIN)/mypy & mypy=$$!; npm --prefix static run --silent check || { wait $$mypy || true; exit 1; }; wait $$mypy

.PHONY: bench
bench: tools bench/node_modules/.installed .venv/.bench ## 性能对照表,结果写入 bench/results.json · the ratio table; writes bench/results.json
	$(BIN)/python -m bench

##@ 部分 Parts
.PHONY: tools
tools: setup .venv/.dev ## 开发与测试工具 · tools for developing and testing

.PHONY: vitest
vitest: static/node_modules/.installed ## 只跑前端单元测试 · front-end unit tests alone
	npm --prefix static test --silent

.PHONY: pytest
pytest: tools ## 只跑 Python 测试 · Python tests, without those that run alone
	setup/programs pdftoppm:poppler-utils
	@setup/programs $(NETWORK) || echo "局域网的测试将跳过。Tests in a network of their own are skipped."
	@setup/programs $(PRINTER) || echo "虚拟打印机的测试将跳过，其余打印测试照常。Tests with the virtual printer are skipped; the others of printing run."
	$(IN_MEMORY) $(BIN)/pytest -m "not long" -n $(WORKERS) $(BY_FILE) $(addprefix --ignore=,$(ALONE))

# A browser beside the other tests on two cores is slow enough to look broken, and so is an event loop that is timed.
.PHONY: alone
alone: browser loop ## 只跑须独占机器的测试(浏览器、事件循环) · tests that need the machine to themselves

.PHONY: browser
browser: tools
	setup/programs chromium:chromium pdftoppm:poppler-utils certutil:libnss3-tools
	@setup/programs chromium-headless-shell:chromium-headless-shell || echo "没有无窗口的 Chromium，测试改用完整的，慢一些。No Chromium without windows: the whole one is used, a little slower."
	$(if $(BROWSER),$(IN_MEMORY) $(BIN)/pytest -m "not long" -n $(BROWSERS) $(BY_FILE) $(BROWSER))

.PHONY: loop
loop: tools
	$(BIN)/pytest -m "not long" $(LOOP)

.PHONY: format
format: tools ## 整理代码格式 · format the Python code
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

.PHONY: pin
pin: tools .venv/.bench ## 把已安装的间接依赖版本写入 constraints.txt · write the versions of indirect requirements to constraints.txt
	$(BIN)/pip freeze --exclude-editable --all | grep -v '^pip==' > constraints.txt

.PHONY: clean
clean: ## 删除可重新生成的文件(不动 data) · remove what can be made again (never data)
	rm -rf .venv .cache build static/dist static/node_modules bench/node_modules

# The stamps: a second call is instant; a changed requirements or lock file installs again.
.venv/bin/python:
	setup/venv "$(PYTHON)"

.venv/.runtime: requirements.txt constraints.txt | .venv/bin/python
	$(BIN)/pip install --quiet -r requirements.txt -c constraints.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(BIN)/pip install --quiet -r requirements-dev.txt -c constraints.txt
	@touch $@

.venv/.bench: bench/requirements.txt .venv/.dev
	$(BIN)/pip install --quiet -r bench/requirements.txt -c constraints.txt
	@touch $@

# Without build isolation: once setuptools is here, this needs no network.
.venv/.scripts: pyproject.toml .venv/.runtime
	$(BIN)/pip install --quiet setuptools -c constraints.txt
	$(BIN)/pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

.venv/.fonts: $(wildcard badges/font.py) .venv/.runtime
	$(BIN)/python -m badges.font
	@touch $@

static/node_modules/.installed: static/package.json static/package-lock.json
	@setup/node
	npm --prefix static ci --prefer-offline --no-audit --no-fund --loglevel=error
	@touch $@

static/dist/index.html: static/node_modules/.installed $(FRONT)
	npm --prefix static run --silent build
	@touch $@

bench/node_modules/.installed: bench/package.json bench/package-lock.json
	@setup/node
	npm --prefix bench ci --prefer-offline --no-audit --no-fund --loglevel=error
	@touch $@
