# Verbs, one line each; what they do is in the program.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test bin run weekly lint torture bench fuzz fuzz/stream fuzz/json docs clean
DATA ?= data/demo
WEEKLY_DATA = $(if $(filter data/demo,$(DATA)),data/weekly,$(DATA))
FUZZ_SECONDS ?= 3600
PYTHON := $(or $(CARGO_TARGET_DIR),target)/python
FUZZER := $(or $(CARGO_TARGET_DIR),target)/fuzzer
FIXTURES := crates/flight/fixtures/fuzz

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | expand -t 8

demo: ## The published page and ours, from the embedded sample, offline (DATA=data/demo)
	cargo run --package tokenshare -- demo --data $(DATA)

test: lint $(PYTHON)/installed ## Everything: format, lints, the tests of all crates, and the README's Python (python3 with venv)
	TOKENSHARE_PYTHON=$(abspath $(PYTHON))/bin/python cargo test --workspace

$(PYTHON)/installed: tests/requirements.txt
	python3 -m venv --clear $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

bin: ## Build the program and print its path
	@cargo build --package tokenshare --message-format=json-render-diagnostics | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p'

run: ## Run a pipeline (PIPELINE=pipelines/NAME.toml DATA=FOLDER)
	cargo run --package tokenshare -- run $(or $(PIPELINE),$(error PIPELINE=pipelines/NAME.toml is missing)) --data $(DATA)

weekly: ## Fetch what is new, make the tables, say what changed (TOKENSHARE_CONTACT=you@example.org; DATA=data/weekly)
	cargo run --package tokenshare -- weekly $(or $(PIPELINE),pipelines/weekly.toml) --data $(WEEKLY_DATA) --brief $(WEEKLY_DATA)/brief.md

lint: ## Format and lints, no warning allowed
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy --workspace --all-targets -- -D warnings

torture: ## The refresh killed at every deed, on a full disk, by a crowd, in any order of arrival (TORTURE=200; ten minutes or more)
	TOKENSHARE_TORTURE=$(or $(TORTURE),200) cargo test --workspace --test program -- --nocapture torture increments as_of garbage vouched

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
