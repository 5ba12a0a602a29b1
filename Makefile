# Verbs, one line each; what they do is in the program.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test bin run weekly charts picture lint torture bench fuzz fuzz/stream fuzz/json docs clean
DATA ?= data/demo
WEEKLY_DATA = $(if $(filter data/demo,$(DATA)),data/weekly,$(DATA))
FUZZ_SECONDS ?= 3600
# The same made-up cases each time, so that a red test is about the change: `cargo test` and `make torture` draw others.
PROPTEST_RNG_SEED ?= 20260426
PYTHON := $(or $(CARGO_TARGET_DIR),target)/python
BROWSER := $(or $(CARGO_TARGET_DIR),target)/browser
CHROMIUM := $(or $(TOKENSHARE_CHROMIUM),/usr/bin/chromium)
FUZZER := $(or $(CARGO_TARGET_DIR),target)/fuzzer
FIXTURES := crates/flight/fixtures/fuzz

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | expand -t 8

demo: ## The published page and ours, and the report, from the embedded sample, offline (DATA=data/demo)
	cargo run --package tokenshare -- demo --data $(DATA)
	@command -v tokenshare >/dev/null || echo 'to have `tokenshare` on the PATH: export PATH="$$(dirname "$$(make bin)"):$$PATH"' >&2

test: lint $(PYTHON)/installed $(BROWSER)/installed ## Everything: format, lints, all tests, the README's Python (python3 with venv), the report in a browser (chromium, npm)
	TOKENSHARE_PYTHON=$(abspath $(PYTHON))/bin/python TOKENSHARE_BROWSER=$(abspath $(BROWSER)) TOKENSHARE_CHROMIUM=$(CHROMIUM) PROPTEST_RNG_SEED=$(PROPTEST_RNG_SEED) cargo test --workspace

$(PYTHON)/installed: tests/requirements.txt
	python3 -m venv --clear $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

$(BROWSER)/installed: tests/browser/package.json tests/browser/package-lock.json | $(CHROMIUM)
	@command -v npm >/dev/null || { echo "no npm, which installs what drives the browser: apt-get install nodejs npm" >&2; exit 1; }
	mkdir -p $(@D)
	cp tests/browser/package.json tests/browser/package-lock.json $(@D)
	npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

$(CHROMIUM):
	@echo "no browser at $@: apt-get install chromium, or name another in TOKENSHARE_CHROMIUM" >&2; exit 1

bin: ## Build the program and print its path
	@cargo build --package tokenshare --message-format=json-render-diagnostics | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p'

run: ## Run a pipeline (PIPELINE=pipelines/NAME.toml DATA=FOLDER)
	cargo run --package tokenshare -- run $(or $(PIPELINE),$(error PIPELINE=pipelines/NAME.toml is missing)) --data $(DATA)

weekly: ## Fetch what is new, make the tables, say what changed, write the report (TOKENSHARE_CONTACT=you@example.org; DATA=data/weekly)
	cargo run --package tokenshare -- weekly $(or $(PIPELINE),pipelines/weekly.toml) --data $(WEEKLY_DATA) --brief $(WEEKLY_DATA)/brief.md --report $(WEEKLY_DATA)/report.html

charts: $(BROWSER)/installed ## Each chart of a report as PNG and SVG, into DATA/charts (DATA=FOLDER with a report.html; chromium, npm)
	NODE_PATH=$(abspath $(BROWSER))/node_modules node tests/browser/pictures.js $(CHROMIUM) $(abspath $(DATA))/report.html $(abspath $(DATA))/charts

picture: demo $(BROWSER)/installed ## The picture of the report that stands in the README
	NODE_PATH=$(abspath $(BROWSER))/node_modules node tests/browser/pictures.js $(CHROMIUM) $(abspath $(DATA))/report.html .github/report.png

lint: ## Format, lints and the code's documentation, no warning allowed
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --quiet

torture: ## The refresh killed at every deed, on a full disk, by a crowd, in any order of arrival; bounds of 20,000 markets that chance makes anew (TORTURE=200; a quarter of an hour or more)
	TOKENSHARE_TORTURE=$(or $(TORTURE),200) cargo test --workspace --test program -- --nocapture torture increments as_of garbage vouched
	env -u PROPTEST_RNG_SEED PROPTEST_CASES=20000 cargo test --workspace --test program -- --nocapture truth

bench: ## What the program takes, beside the least that the same bytes can take
	cargo bench --workspace --profile dev --bench program

fuzz: fuzz/stream fuzz/json ## Broken bytes for the Flight reader, for an hour (FUZZ_SECONDS=60); what breaks it becomes a fixture (nightly Rust)

fuzz/stream fuzz/json: fuzz/%: $(FUZZER)/bin/cargo-fuzz
	mkdir -p fuzz/corpus/$*
	PATH="$(abspath $(FUZZER))/bin:$$PATH" cargo +nightly fuzz run --sanitizer none $* fuzz/corpus/$* $(FIXTURES)/$* -- -artifact_prefix=$(FIXTURES)/$*/ -dict=fuzz/flight.dict -max_len=4096 -timeout=10 -max_total_time=$$(($(FUZZ_SECONDS) / 2))

$(FUZZER)/bin/cargo-fuzz:
	cargo install cargo-fuzz --version 0.13.2 --locked --root $(FUZZER)

docs: ## The code's documentation; prints where it lies
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

clean: ## Remove what was built, and the demo's folder; your own data stays
	cargo clean
	rm -rf data/demo fuzz/target
