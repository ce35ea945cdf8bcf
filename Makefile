# The workshop's front door. Each command is a script of the same name; read it there.

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt lint build bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## see it work: back up a sample project, restore it, compare
	@scripts/demo

test: ## build and run every test
	@scripts/test

check: ## all that must hold before a change is merged: lint, tests, demo
	@scripts/check

fmt: ## format the Swift code
	@scripts/fmt

lint: ## formatting, rules of the repository, shell scripts, links in documents
	@scripts/lint

build: ## the release binary, .build/release/lifeboat
	@scripts/install-requirements build
	@scripts/build release

bench: ## measure against the classic tools (takes long; see docs/performance.md)
	@scripts/bench
