# Verbs, one line each; what they do is in the program.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test bin run lint bench docs clean
DATA ?= data/demo
PYTHON := $(or $(CARGO_TARGET_DIR),target)/python

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

lint: ## Format and lints, no warning allowed
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

bench: ## What the program takes, beside the least that the same bytes can take
	cargo bench --workspace --profile dev --bench program

docs: ## The code's documentation; prints where it lies
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

clean: ## Remove what was built, and the demo's folder; your own data stays
	cargo clean
	rm -rf data/demo
