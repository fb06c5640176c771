# Two commands are enough: `make run` and `make test`. Both install what is missing first.
.DEFAULT_GOAL := help
.PHONY: help run chat test conformance bench soak lint format check deps clean

SWIFT ?= swift
RELEASE := $(SWIFT) build -c release --product

help: ## Say what can be made
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 13

run: deps ## Build and start the service on port 8002
	@$(RELEASE) chat-service
	@exec "$$($(SWIFT) build -c release --show-bin-path)/chat-service" serve

chat: deps ## Talk to the assistant in this terminal
	@$(RELEASE) chat-service
	@exec "$$($(SWIFT) build -c release --show-bin-path)/chat-service" chat

test: deps ## Build and run all tests
	@Scripts/install-python-peers
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

conformance: deps ## Put the service before referees of its protocols
	$(SWIFT) build --product EchoServer
	$(SWIFT) build --product chat-service
	@Scripts/conformance

bench: deps ## Measure the service against the fake model server
	@$(RELEASE) chat-service
	@$(RELEASE) BenchRelay
	@$(RELEASE) Bench
	@exec "$$($(SWIFT) build -c release --show-bin-path)/Bench"

soak: deps ## Put good clients, bad ones and a bad model on the service, kill it, and look what stays
	@$(RELEASE) chat-service
	@$(RELEASE) Bench
	@exec "$$($(SWIFT) build -c release --show-bin-path)/Bench" soak --seconds $(or $(SECONDS_OF_SOAK),120)

lint: ## Check the formatting
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

format: ## Mend the formatting
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

check: deps ## Check configuration and prompts
	@$(RELEASE) chat-service
	@exec "$$($(SWIFT) build -c release --show-bin-path)/chat-service" check

deps: ## Install the system packages that are missing
	@Scripts/install-dependencies

clean: ## Remove what was built
	rm -rf .build
