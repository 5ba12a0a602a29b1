# Verbs, one line each; what they do is in the program.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test bin run lint docs clean
DATA ?= data/demo

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | expand -t 8

demo: ## The published page and ours, from the embedded sample, offline (DATA=data/demo)
	cargo run --package tokenshare -- demo --data $(DATA)

test: lint ## Everything: format, lints, and the tests of all crates
	cargo test --workspace

bin: ## Build the program and print its path
	@cargo build --package tokenshare --message-format=json-render-diagnostics | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p'

run: ## Run a pipeline (PIPELINE=pipelines/NAME.toml DATA=FOLDER)
	cargo run --package tokenshare -- run $(or $(PIPELINE),$(error PIPELINE=pipelines/NAME.toml is missing)) --data $(DATA)

lint: ## Format and lints, no warning allowed
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

docs: ## The code's documentation, in target/doc
	cargo doc --workspace --no-deps

clean: ## Remove what was built, and the demo's data; snapshots stay
	cargo clean
	rm -rf data/demo
